//! All rules, as the build script found them in the folder.

use crate::Rule;

mod found {
    include!(concat!(env!("OUT_DIR"), "/registry.rs"));
}

/// Returns all rules, sorted by id.
pub fn all() -> &'static [&'static Rule] {
    found::ALL
}

/// Finds a rule by its id or by one that it used to have.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.ids().any(|known| known == id))
}
