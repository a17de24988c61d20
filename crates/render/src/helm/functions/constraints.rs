//! Constraints of versions: `^1.2`, `~1.2.3`, `1.x`, `1.2 - 1.4`, `>= 1.2, < 2 || 3`.

use super::versions::{Version, are_parts, compare_prereleases, number};

/// Any of these, each of which is all of those.
#[derive(Debug)]
pub(crate) struct Constraints(Vec<Vec<Constraint>>);

/// What a version has to be.
#[derive(Debug)]
struct Constraint {
    operator: Operator,
    version: Version,
    /// Where the numbers end, or an `x` stands: every number there will do.
    given: Given,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    Tilde,
    Caret,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    Nothing,
    Major,
    Minor,
    All,
}

const OPERATORS: &[(&str, Operator)] = &[
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterEqual),
    ("=>", Operator::GreaterEqual),
    ("<=", Operator::LessEqual),
    ("=<", Operator::LessEqual),
    ("~>", Operator::Tilde),
    ("=", Operator::Equal),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("~", Operator::Tilde),
    ("^", Operator::Caret),
];

/// Parses constraints; none where they are not well-formed.
pub(crate) fn parse(text: &str) -> Option<Constraints> {
    text.split("||").map(all_of).collect::<Option<_>>().map(Constraints)
}

fn all_of(text: &str) -> Option<Vec<Constraint>> {
    let mut rest = text.trim_start();
    let mut all = Vec::new();
    loop {
        let (operator, after) = operator(rest);
        let (version, given, after) = version(after.trim_start())?;
        let next = after.trim_start();
        let spaced = next.len() < after.len();
        // A hyphen between spaces: from the one version to the other.
        let range = next.strip_prefix('-').filter(|after| spaced && after.starts_with(char::is_whitespace));
        match range {
            Some(after) if operator.is_none() => {
                all.push(Constraint { operator: Operator::GreaterEqual, version, given });
                let (version, given, after) = self::version(after.trim_start())?;
                all.push(Constraint { operator: Operator::LessEqual, version, given });
                rest = after;
            }
            _ => {
                all.push(Constraint { operator: operator.unwrap_or(Operator::Equal), version, given });
                rest = after;
            }
        }
        let next = rest.trim_start();
        let is_apart = next.len() < rest.len();
        rest = match next.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if next.is_empty() => return Some(all),
            None if is_apart => next,
            None => return None,
        };
    }
}

fn operator(text: &str) -> (Option<Operator>, &str) {
    OPERATORS
        .iter()
        .find_map(|(sign, operator)| Some((Some(*operator), text.strip_prefix(sign)?)))
        .unwrap_or((None, text))
}

/// Reads a version off the front of a text.
fn version(text: &str) -> Option<(Version, Given, &str)> {
    let end = text.find(|char: char| char.is_whitespace() || char == ',').unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let word = word.strip_prefix('v').unwrap_or(word);
    let (word, metadata) = word.split_once('+').map_or((word, None), |(word, data)| (word, Some(data)));
    let (numbers, prerelease) = word.split_once('-').map_or((word, None), |(word, pre)| (word, Some(pre)));
    if !metadata.is_none_or(are_parts) || !prerelease.is_none_or(are_parts) {
        return None;
    }
    let parts: Vec<&str> = numbers.split('.').collect();
    let is_any = |part: &str| matches!(part, "x" | "X" | "*");
    if parts.len() > 3 || !parts.iter().all(|part| is_any(part) || !part.is_empty() && number(part).is_some())
    {
        return None;
    }
    let mut numbers = parts.iter().map_while(|part| number(part));
    let (major, minor, patch) = (numbers.next(), numbers.next(), numbers.next());
    let given = match (major, minor, patch) {
        (None, ..) => Given::Nothing,
        (_, None, _) => Given::Major,
        (_, _, None) => Given::Minor,
        _ => Given::All,
    };
    let version = Version {
        major: major.unwrap_or(0),
        minor: minor.unwrap_or(0),
        patch: patch.unwrap_or(0),
        prerelease: prerelease.unwrap_or_default().to_owned(),
        ..Version::default()
    };
    Some((version, given, rest))
}

impl Constraints {
    /// Tells whether a version is one of those.
    pub(crate) fn allows(&self, version: &Version) -> bool {
        self.0.iter().any(|all| {
            // A prerelease has to be asked for.
            let asks = all.iter().any(|constraint| !constraint.version.prerelease.is_empty());
            all.iter().all(|constraint| constraint.allows(version, asks))
        })
    }
}

impl Constraint {
    fn allows(&self, version: &Version, asks_for_prereleases: bool) -> bool {
        let wanted = &self.version;
        if !version.prerelease.is_empty() && !asks_for_prereleases {
            return false;
        }
        let order = version.compare(wanted);
        let is_same_major = version.major == wanted.major;
        let is_same_minor = is_same_major && version.minor == wanted.minor;
        match self.operator {
            Operator::Equal if self.given == Given::All => order.is_eq(),
            Operator::Equal | Operator::Tilde => {
                order.is_ge()
                    && match self.given {
                        Given::Nothing => true,
                        Given::Major => is_same_major,
                        _ => {
                            is_same_minor
                                || wanted.major == 0
                                    && wanted.minor == 0
                                    && wanted.patch == 0
                                    && self.given == Given::All
                        }
                    }
            }
            Operator::NotEqual => match self.given {
                Given::Major => !is_same_major,
                Given::Minor => {
                    !is_same_minor || compare_prereleases(&version.prerelease, &wanted.prerelease).is_ne()
                }
                _ => order.is_ne(),
            },
            Operator::Greater => match self.given {
                Given::Major => version.major > wanted.major,
                Given::Minor => (version.major, version.minor) > (wanted.major, wanted.minor),
                _ => order.is_gt(),
            },
            Operator::Less => order.is_lt(),
            Operator::GreaterEqual => order.is_ge(),
            Operator::LessEqual => match self.given {
                Given::All => order.is_le(),
                Given::Major => version.major <= wanted.major,
                _ => (version.major, version.minor) <= (wanted.major, wanted.minor),
            },
            Operator::Caret => {
                order.is_ge()
                    && if wanted.major > 0 || self.given == Given::Major {
                        is_same_major
                    } else if wanted.minor > 0 || self.given == Given::Minor {
                        is_same_minor
                    } else {
                        is_same_minor && version.patch == wanted.patch
                    }
            }
        }
    }
}
