//! The annotation that waives a rule: `until=2027-03-31; owner=team-a; reason=agreed in review`.

/// What an annotation says, before its rule and subject are added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// The last day on which it holds.
    pub until: jiff::civil::Date,
    /// Who answers for it.
    pub owner: String,
    /// Why the finding is accepted.
    pub reason: String,
    /// Who approved it, where that is somebody else.
    pub approver: Option<String>,
    /// The one container that is meant.
    pub container: Option<String>,
}

/// Why an annotation is not a waiver.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// A part that must be there is missing or empty.
    #[error("`{0}=` is missing or empty")]
    Missing(&'static str),
    /// The day is not a day.
    #[error("`until={0}` is not a day: write YYYY-MM-DD")]
    Day(String),
    /// It begins with something that is none of the known parts.
    #[error("`{0}` is not one of until=, owner=, reason=, approver=, container=")]
    Unknown(String),
    /// It is longer than any reason a person writes, or than Kubernetes keeps.
    #[error("longer than {MAX_BYTES} bytes")]
    TooLong,
    /// A part stands twice.
    #[error("`{0}=` stands twice")]
    Twice(&'static str),
}

/// Longer ones are refused: a hostile object carries megabytes.
pub const MAX_BYTES: usize = 4096;

const PARTS: [&str; 5] = ["until", "owner", "reason", "approver", "container"];

/// Parses the value of an annotation.
///
/// A semicolon ends a part only where another part follows, so that a reason may hold semicolons.
///
/// # Errors
/// [`Invalid`] with the part that is wrong.
pub fn parse(text: &str) -> Result<Annotation, Invalid> {
    if text.len() > MAX_BYTES {
        return Err(Invalid::TooLong);
    }
    let mut values: [Option<String>; 5] = Default::default();
    let mut last: Option<usize> = None;
    for piece in text.split(';') {
        let known = piece.split_once('=').and_then(|(name, value)| {
            let at = PARTS.iter().position(|part| *part == name.trim())?;
            Some((at, value.trim()))
        });
        match (known, last) {
            (Some((at, value)), _) => {
                let slot = values.get_mut(at).ok_or_else(|| Invalid::Unknown(piece.to_owned()))?;
                if slot.is_some() {
                    return Err(Invalid::Twice(PARTS.get(at).copied().unwrap_or_default()));
                }
                *slot = Some(value.to_owned());
                last = Some(at);
            }
            (None, Some(at)) => {
                if let Some(Some(value)) = values.get_mut(at) {
                    value.push(';');
                    value.push_str(piece);
                }
            }
            (None, None) if piece.trim().is_empty() => {}
            (None, None) => return Err(Invalid::Unknown(piece.trim().to_owned())),
        }
    }
    let [until, owner, reason, approver, container] = values.map(|value| {
        value
            .map(|text| text.trim().trim_end_matches(';').trim_end().to_owned())
            .filter(|text| !text.is_empty())
    });
    let until = until.ok_or(Invalid::Missing("until"))?;
    Ok(Annotation {
        until: until.parse().map_err(|_| Invalid::Day(until))?,
        owner: owner.ok_or(Invalid::Missing("owner"))?,
        reason: reason.ok_or(Invalid::Missing("reason"))?,
        approver,
        container,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reads_all_parts_in_any_order() {
        let expected = Annotation {
            until: date(2027, 3, 31),
            owner: "team-a".into(),
            reason: "FUSE; see the design".into(),
            approver: None,
            container: Some("web".into()),
        };
        let text = "reason=FUSE; see the design; until = 2027-03-31; owner=team-a; container=web;";
        assert_eq!(parse(text), Ok(expected));
    }

    #[test]
    fn names_the_part_that_is_wrong() {
        assert_eq!(parse("until=2027-03-31; owner=a"), Err(Invalid::Missing("reason")));
        assert_eq!(parse("until=2027-03-31; owner=; reason=x"), Err(Invalid::Missing("owner")));
        assert_eq!(parse("until=soon; owner=a; reason=b"), Err(Invalid::Day("soon".into())));
        assert_eq!(parse("yes please"), Err(Invalid::Unknown("yes please".into())));
        assert_eq!(parse("owner=a; owner=b; until=2027-01-01; reason=c"), Err(Invalid::Twice("owner")));
        assert_eq!(parse(""), Err(Invalid::Missing("until")));
    }
}
