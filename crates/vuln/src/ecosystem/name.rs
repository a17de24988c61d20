//! When two names of packages are one.

use std::borrow::Cow;

/// How names are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    /// As they are.
    Exact,
    /// Without regard to case.
    Lower,
    /// PEP 503: without regard to case, and to which of `-`, `_` and `.` stand between words.
    Python,
    /// As the address of a repository, without scheme, `.git` and case.
    Address,
}

impl Naming {
    /// Returns the one spelling of a name.
    pub(crate) fn normal(self, name: &str) -> Cow<'_, str> {
        match self {
            Self::Exact => name.into(),
            Self::Lower => lower(name),
            Self::Python => python(name),
            Self::Address => {
                let bare = name.split_once("://").map_or(name, |(_, rest)| rest).trim_end_matches('/');
                lower(bare.strip_suffix(".git").unwrap_or(bare))
            }
        }
    }
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.contains(|c: char| c.is_uppercase()) { name.to_lowercase().into() } else { name.into() }
}

/// # Source
/// PEP 503, "Normalized Names".
fn python(name: &str) -> Cow<'_, str> {
    let is_normal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if name.bytes().all(is_normal) {
        return name.into();
    }
    let mut normal = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            c => normal.extend(c.to_lowercase()),
        }
    }
    normal.into()
}

#[cfg(test)]
mod tests {
    use super::Naming;

    #[test]
    fn names_have_one_spelling() {
        assert_eq!(Naming::Python.normal("Example.__Thing-X"), "example-thing-x");
        assert_eq!(Naming::Lower.normal("Example/Thing"), "example/thing");
        assert_eq!(Naming::Exact.normal("Example"), "Example");
        assert_eq!(Naming::Address.normal("https://git.example/A/B.git"), "git.example/a/b");
    }
}
