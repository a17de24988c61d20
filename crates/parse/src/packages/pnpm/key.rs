//! The keys of packages: `/NAME/VERSION_PEERS` in version 5, `/NAME@VERSION(PEERS)` in 6, `NAME@VERSION(PEERS)` in 9, or
//! where a package comes from.

use crate::packages::npm::split_at_version;

/// A key, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key<'t> {
    pub(super) name: Option<&'t str>,
    pub(super) version: Option<&'t str>,
    /// Whether it says where the package comes from instead of its version.
    pub(super) is_url: bool,
}

impl<'t> Key<'t> {
    pub(super) fn of(written: &'t str) -> Self {
        let key = without_peers(written);
        let unknown = Self { name: None, version: None, is_url: true };
        let local = key.strip_prefix('/');
        let bare = local.unwrap_or(key);
        if let Some((name, version)) = split_at_version(bare)
            && is_name(name)
        {
            let is_url = version.contains([':', '/']);
            return Self { name: Some(name), version: (!is_url).then_some(version), is_url };
        }
        if local.is_none() {
            return unknown;
        }
        // The version stands behind the name, which has one slash where it has a scope.
        match bare.rsplit_once('/') {
            Some((name, version)) => {
                let version = version.split('_').next().unwrap_or_default();
                Self { name: Some(name), version: Some(version), is_url: false }
            }
            None => unknown,
        }
    }
}

/// Tells whether a text may be a name: with one slash where it has a scope, else with none.
fn is_name(text: &str) -> bool {
    let slashes = usize::from(text.starts_with('@'));
    !text.contains(':') && text.matches('/').count() == slashes
}

/// A key without the peers that were chosen for it.
pub(super) fn without_peers(key: &str) -> &str {
    key.find('(').and_then(|at| key.get(..at)).unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn keys_of_all_versions_are_taken_apart() {
        let cases = [
            ("/a/1.0.0", Some("a"), Some("1.0.0")),
            ("/@s/a/1.0.0_b@2.0.0+c@3.0.0", Some("@s/a"), Some("1.0.0")),
            ("/a/1.0.0_b@2.0.0", Some("a"), Some("1.0.0")),
            ("/a@1.0.0(b@2.0.0)(c@3.0.0)", Some("a"), Some("1.0.0")),
            ("/@s/a@1.0.0", Some("@s/a"), Some("1.0.0")),
            ("@s/a@1.0.0(@x/b@1.0.0)", Some("@s/a"), Some("1.0.0")),
            ("a@https://host.example/a.tgz", Some("a"), None),
            ("a@file:../a", Some("a"), None),
            ("github.com/s/a/c0ffee", None, None),
            ("", None, None),
        ];
        for (written, name, version) in cases {
            let key = Key::of(written);
            assert_eq!((key.name, key.version), (name, version), "{written}");
        }
    }
}
