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

/// Returns the text of a rule's fixture: what it reports, on lines that end in `# bad`, and what it leaves alone.
pub fn fixture(rule: &Rule) -> &'static str {
    let place = all().iter().position(|known| known.id == rule.id);
    place.and_then(|place| found::FIXTURES.get(place)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{all, fixture};

    #[test]
    fn every_rule_has_its_own_fixture() {
        for rule in all() {
            assert!(fixture(rule).lines().any(|line| line.ends_with("# bad")), "{}", rule.id);
        }
        let text = fixture(super::find("pod-security/host-port").expect("a rule of the catalog"));
        assert!(text.contains("hostPort"), "{text}");
    }
}
