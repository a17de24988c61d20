//! Whether a version lies in a range.

use std::cmp::Ordering;

use crate::{Error, EventKind, Order};

/// The part of a range that a version lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span<'a> {
    pub(crate) introduced: &'a str,
    pub(crate) fixed: Option<&'a str>,
    pub(crate) last_affected: Option<&'a str>,
}

/// Returns the part of a range that a version lies in; none where it lies in no part. Events are sorted.
///
/// # Errors
/// [`Error::Version`] where the version, or that of an event, is none.
///
/// # Source
/// ossf.github.io/osv-schema, "Evaluation".
pub(crate) fn span_of<'a>(
    order: Order,
    events: &[(EventKind, &'a str)],
    version: &str,
) -> Result<Option<Span<'a>>, Error> {
    let mut span: Option<Span<'a>> = None;
    let (mut limited, mut below) = (false, false);
    for (what, at) in events {
        // `0` is before all versions, even of orders that have some before it.
        let than = match (what, *at) {
            (EventKind::Introduced, "0") => Ordering::Greater,
            _ => order.compare(version, at)?,
        };
        match (what, &mut span) {
            (EventKind::Introduced, None) if than.is_ge() => {
                span = Some(Span { introduced: at, fixed: None, last_affected: None });
            }
            (EventKind::Fixed, Some(_)) if than.is_ge() => span = None,
            (EventKind::LastAffected, Some(_)) if than.is_gt() => span = None,
            (EventKind::Fixed, Some(Span { fixed: end @ None, last_affected: None, .. })) => *end = Some(at),
            (EventKind::LastAffected, Some(Span { last_affected: end @ None, fixed: None, .. })) => {
                *end = Some(at);
            }
            (EventKind::Limit, _) => {
                limited = true;
                below |= than.is_lt();
            }
            _ => {}
        }
    }
    Ok(span.filter(|_| !limited || below))
}

#[cfg(test)]
mod tests {
    use super::{Span, span_of};
    use crate::EventKind::{Fixed, Introduced, LastAffected, Limit};
    use crate::{EventKind, Order};

    fn of<'a>(events: &[(EventKind, &'a str)], version: &str) -> Option<Span<'a>> {
        span_of(Order::SemVer, events, version).expect("they are versions")
    }

    #[test]
    fn a_range_begins_where_it_is_introduced_and_ends_before_the_fix() {
        let events = [(Introduced, "0"), (Fixed, "1.2.0"), (Introduced, "2.0.0"), (LastAffected, "2.3.0")];
        let first = Span { introduced: "0", fixed: Some("1.2.0"), last_affected: None };
        let second = Span { introduced: "2.0.0", fixed: None, last_affected: Some("2.3.0") };
        assert_eq!(of(&events, "0.0.1-alpha"), Some(first));
        assert_eq!(of(&events, "1.1.9"), Some(first));
        assert_eq!(of(&events, "1.2.0"), None);
        assert_eq!(of(&events, "1.9.9"), None);
        assert_eq!(of(&events, "2.0.0"), Some(second));
        assert_eq!(of(&events, "2.3.0"), Some(second));
        assert_eq!(of(&events, "2.3.1"), None);
    }

    #[test]
    fn a_limit_cuts_a_range() {
        let events = [(Introduced, "1.0.0"), (Limit, "1.5.0")];
        assert!(of(&events, "1.4.0").is_some());
        assert_eq!(of(&events, "1.5.0"), None);
        assert_eq!(of(&events, "0.9.0"), None);
    }

    #[test]
    fn what_was_never_there_is_nowhere() {
        assert_eq!(of(&[(Introduced, "0"), (Fixed, "0")], "0.0.0"), None);
        assert_eq!(of(&[(Fixed, "1.0.0")], "0.5.0"), None);
    }
}
