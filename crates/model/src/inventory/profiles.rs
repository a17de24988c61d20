//! The profiles of security modules that a tree brings to its nodes.

use std::collections::BTreeSet;
use std::sync::Arc;

/// The names of profiles that one file or object has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profiles {
    /// Files of seccomp filters, by path or file name.
    pub seccomp: Box<[Arc<str>]>,
    /// AppArmor profiles, by the name they are loaded by.
    pub app_armor: Box<[Arc<str>]>,
}

impl Profiles {
    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.seccomp.is_empty() && self.app_armor.is_empty()
    }
}

/// The names of all profiles of a scan.
#[derive(Debug, Default)]
pub(super) struct Known {
    seccomp: BTreeSet<Arc<str>>,
    app_armor: BTreeSet<Arc<str>>,
}

impl Known {
    pub(super) fn add(&mut self, profiles: &Profiles) {
        self.seccomp.extend(profiles.seccomp.iter().map(|path| Arc::from(file_name(path))));
        self.app_armor.extend(profiles.app_armor.iter().map(Arc::clone));
    }

    pub(super) fn has_seccomp(&self, path: &str) -> bool {
        self.seccomp.contains(file_name(path))
    }

    pub(super) fn has_app_armor(&self, name: &str) -> bool {
        self.app_armor.contains(name)
    }
}

/// The last part of a path, without the ending that says how it is written. A tree seldom has the folders that its
/// nodes have, so more of the path would miss what is there.
fn file_name(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let known = [".json", ".yaml", ".yml"];
    known.iter().find_map(|ending| name.strip_suffix(ending)).filter(|name| !name.is_empty()).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_known_by_the_name_of_its_file() {
        let mut known = Known::default();
        known
            .add(&Profiles { seccomp: [Arc::from("node/seccomp/audit.json")].into(), ..Profiles::default() });
        assert!(known.has_seccomp("profiles/audit.json") && known.has_seccomp("audit"));
        assert!(!known.has_seccomp("profiles/node") && !known.has_app_armor("audit"));
    }
}
