//! All rules, as the build script found them in the folders.

use std::sync::LazyLock;

use crate::Rule;

mod found {
    include!(concat!(env!("OUT_DIR"), "/registry.rs"));
}

/// Returns all rules, sorted by id.
pub fn all() -> &'static [&'static Rule] {
    static ALL: LazyLock<Vec<&Rule>> = LazyLock::new(|| {
        let mut all = [found::WRITTEN, found::CREDENTIALS].concat();
        all.sort_by_key(|rule| rule.id);
        all
    });
    &ALL
}

/// Returns the rules that are patterns of credentials, sorted by id.
pub fn credentials() -> &'static [&'static Rule] {
    found::CREDENTIALS
}

/// Finds a rule by its id or by one that it used to have.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.ids().any(|known| known == id))
}

/// Returns the provider of a credential, as its pattern's folder is called; none of a rule that is no pattern.
pub fn provider(id: &str) -> Option<&'static str> {
    let place = found::CREDENTIALS.binary_search_by_key(&id, |rule| rule.id).ok()?;
    found::PROVIDERS.get(place).copied()
}

/// Returns the text of a rule's fixture: what it reports, on lines that end in `# bad`, and what it leaves alone. It is
/// empty for patterns of credentials, of which samples are made and none is stored.
pub fn fixture(rule: &Rule) -> &'static str {
    let place = found::WRITTEN.iter().position(|known| known.id == rule.id);
    place.and_then(|place| found::FIXTURES.get(place)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{credentials, fixture, provider};

    #[test]
    fn every_pattern_has_the_provider_that_its_id_begins_with() {
        for rule in credentials() {
            let provider = provider(rule.id).expect("a provider");
            assert!(rule.id.starts_with(&format!("credential/{provider}-")), "{}: {provider}", rule.id);
        }
        assert_eq!(provider("credential/github-personal-access-token"), Some("github"));
        assert_eq!(provider("pod-security/host-port"), None);
    }

    #[test]
    fn every_rule_has_its_own_fixture() {
        for rule in super::found::WRITTEN {
            assert!(fixture(rule).lines().any(|line| line.ends_with("# bad")), "{}", rule.id);
        }
        let text = fixture(super::find("pod-security/host-port").expect("a rule of the catalog"));
        assert!(text.contains("hostPort"), "{text}");
    }
}
