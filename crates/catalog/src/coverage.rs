//! What other scanners check, and which rules see the same: `covers` and `controls` of the rules, and the lists and
//! reasons of `docs/coverage/`, which the published page is made from too.

use sekimori_model::{Limits, Localised};
use sekimori_parse::config::nearest;
use sekimori_parse::decode;
use sekimori_parse::yaml::{Node, documents};

use crate::{Rule, all};

/// What is known here of a check of another scanner.
#[derive(Debug, Clone)]
pub enum Coverage {
    /// These rules see the same.
    Rules(Vec<&'static Rule>),
    /// None does, for this reason.
    Reason(Localised),
    /// The scanner has no such check.
    Unknown {
        /// The check that may have been meant.
        meant: Option<String>,
    },
}

/// The lists of checks, by the framework that rules name them by.
const LISTS: [(&str, &str); 7] = [
    ("checkov", include_str!("../../../docs/coverage/checkov.yaml")),
    ("docker-bench", include_str!("../../../docs/coverage/docker-bench.yaml")),
    ("dockle", include_str!("../../../docs/coverage/dockle.yaml")),
    ("kube-linter", include_str!("../../../docs/coverage/kube-linter.yaml")),
    ("kube-score", include_str!("../../../docs/coverage/kube-score.yaml")),
    ("polaris", include_str!("../../../docs/coverage/polaris.yaml")),
    ("trivy", include_str!("../../../docs/coverage/trivy.yaml")),
];
const REASONS: &str = include_str!("../../../docs/coverage/reasons.yaml");

/// Tells what is known of the check `id` of the scanner that rules name `framework`.
pub fn coverage(framework: &str, id: &str) -> Coverage {
    let names = |rule: &Rule| {
        let mut named = rule.covers.iter().chain(rule.controls);
        named.any(|control| control.framework == framework && control.id == id)
    };
    let rules: Vec<&'static Rule> = all().iter().copied().filter(|rule| names(rule)).collect();
    if !rules.is_empty() {
        return Coverage::Rules(rules);
    }
    let list = LISTS.iter().find(|(known, _)| *known == framework).map_or("", |(_, list)| *list);
    with_root(list, |root| {
        let checks: Vec<(&str, Node<'_>)> = root
            .get("checks")
            .into_iter()
            .flat_map(Node::entries)
            .filter_map(|entry| Some((entry.key.text()?, entry.value)))
            .collect();
        let found = checks.iter().find(|(known, _)| *known == id).and_then(|(_, reason)| reason.text());
        match found.and_then(reason) {
            Some(reason) => Coverage::Reason(reason),
            None => Coverage::Unknown {
                meant: nearest(id, checks.iter().map(|(known, _)| *known)).map(str::to_owned),
            },
        }
    })
    .unwrap_or(Coverage::Unknown { meant: None })
}

fn reason(name: &str) -> Option<Localised> {
    with_root(REASONS, |root| {
        let text = |lang| root.get(name)?.get(lang)?.text().map(str::to_owned);
        Some(Localised::owned(text("en")?, text("ja")?))
    })?
}

fn with_root<T>(text: &str, look: impl FnOnce(Node<'_>) -> T) -> Option<T> {
    let text = decode(text.as_bytes()).ok()?;
    let document = documents(&text, &Limits::default()).next()?.ok()?;
    Some(look(document.root()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_read() {
        let ids =
            ["CKV_K8S_20", "4.1", "CIS-DI-0001", "host-ipc", "pod-probes", "hostIPCSet", "AVD-KSV-0012"];
        for ((framework, _), id) in LISTS.iter().zip(ids) {
            assert!(
                matches!(coverage(framework, id), Coverage::Rules(rules) if !rules.is_empty()),
                "{framework}"
            );
        }
    }

    #[test]
    fn tells_the_reason_or_the_name_that_was_meant() {
        let Coverage::Reason(reason) = coverage("checkov", "CKV_K8S_36") else {
            panic!("a check without a rule")
        };
        assert!(reason.en.contains("PodSecurityPolicy") && reason.ja.contains("PodSecurityPolicy"));
        let Coverage::Unknown { meant } = coverage("kube-linter", "host-icp") else { panic!("no check") };
        assert_eq!(meant.as_deref(), Some("host-ipc"));
        assert!(matches!(coverage("nobody", "x"), Coverage::Unknown { meant: None }));
    }
}
