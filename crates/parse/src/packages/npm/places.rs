//! Which package another one gets, as Node.js finds it: in the nearest `node_modules` on the way up.
//!
//! # Source
//! nodejs.org, "Modules: `CommonJS` modules", "Loading from `node_modules` folders".

use std::collections::HashMap;

/// Packages by where they lie.
pub(super) struct Places<'l> {
    by_location: HashMap<&'l str, usize>,
    depth: u32,
    asked: String,
}

/// Longer locations are none of a file system: `PATH_MAX` of Linux.
const LONGEST: usize = 4096;

impl<'l> Places<'l> {
    pub(super) fn new(locations: impl Iterator<Item = &'l str>, depth: u32) -> Self {
        let by_location = locations.enumerate().map(|(index, location)| (location, index)).collect();
        Self { by_location, depth, asked: String::new() }
    }

    /// What a package at `location` gets when it asks for `name`.
    pub(super) fn resolve(&mut self, location: &str, name: &str) -> Option<usize> {
        if name.is_empty() || location.len().saturating_add(name.len()) > LONGEST {
            return None;
        }
        let mut folder = location;
        for _ in 0..self.depth {
            if folder != "node_modules" && !folder.ends_with("/node_modules") {
                self.asked.clear();
                for part in [folder, if folder.is_empty() { "" } else { "/" }, "node_modules/", name] {
                    self.asked.push_str(part);
                }
                if let Some(index) = self.by_location.get(self.asked.as_str()) {
                    return Some(*index);
                }
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn the_nearest_one_on_the_way_up_is_taken() {
        let all = [
            "",
            "node_modules/a",
            "node_modules/b",
            "node_modules/@s/c",
            "node_modules/@s/c/node_modules/b",
            "p/q",
            "p/q/node_modules/a",
        ];
        let mut places = Places::new(all.into_iter(), 128);
        let mut of = |location: &str, name: &str| places.resolve(location, name).map(|index| all[index]);
        assert_eq!(of("node_modules/@s/c", "b"), Some("node_modules/@s/c/node_modules/b"));
        assert_eq!(of("node_modules/@s/c/node_modules/b", "a"), Some("node_modules/a"));
        assert_eq!(of("p/q", "a"), Some("p/q/node_modules/a"));
        assert_eq!(of("p/q", "b"), Some("node_modules/b"));
        assert_eq!(of("", "@s/c"), Some("node_modules/@s/c"));
        assert_eq!(of("p/q", "x"), None);
        assert_eq!(of(&"a/".repeat(1000), "a"), None);
    }
}
