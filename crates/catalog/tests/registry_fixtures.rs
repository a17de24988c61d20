//! Every rule about registries against its fixture: each line marked `# bad` is reported, no other line is.
//!
//! A document of such a fixture describes a registry:
//!
//! ```yaml
//! registry: registry.example        # what is about the registry as such is reported here
//! transport: tls                    # or plain, or untrusted
//! certificate: 2027-03-31           # its last day; today is 2027-01-15
//! listed: false                     # whether it lists its repositories to anybody; `pushed`: takes images of anybody
//! compared: true                    # whether an earlier run is known
//! repositories:
//!   - name: shop/web
//!     anonymous: false
//!     count: 1
//!     tags:
//!       - { name: "1.2", digest: "sha256:aa", before: "sha256:bb", signed: true, bill: true, created: 2026-12-24,
//!           pulled: 2027-01-01 }
//! ```
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date as date_of};
use sekimori_catalog::{
    Check, Parameters, RegistrySink, RegistryView, RegistryViolation, Rule, SeenRepository, SeenTag,
    Transport, all, fixture,
};
use sekimori_model::config::ParameterValue;
use sekimori_model::{Limits, NotObservable};
use sekimori_parse::decode;
use sekimori_parse::yaml::{Node, documents};

fn flag(node: Node<'_>, key: &str) -> Option<bool> {
    node.get(key).and_then(Node::text).map(|text| text == "true")
}

fn text(node: Node<'_>, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_owned)
}

fn date(node: Node<'_>, key: &str) -> Option<Date> {
    text(node, key).map(|text| text.parse().unwrap())
}

fn view(root: Node<'_>) -> RegistryView {
    let tag = |node: Node<'_>| SeenTag {
        name: text(node, "name").unwrap(),
        digest: text(node, "digest").unwrap_or_default(),
        before: text(node, "before"),
        is_signed: flag(node, "signed"),
        has_bill: flag(node, "bill"),
        created: date(node, "created"),
        last_pulled: date(node, "pulled"),
    };
    let repository = |node: Node<'_>| SeenRepository {
        name: text(node, "name").unwrap(),
        pulls_anonymously: flag(node, "anonymous"),
        tag_count: text(node, "count").map(|count| count.parse().unwrap()),
        tags: node.get("tags").into_iter().flat_map(Node::items).map(tag).collect(),
    };
    RegistryView {
        host: text(root, "registry").unwrap(),
        today: date_of(2027, 1, 15),
        certificate_ends: date(root, "certificate"),
        transport: match text(root, "transport").as_deref() {
            Some("plain") => Transport::Plain,
            Some("untrusted") => Transport::Untrusted("expired".to_owned()),
            _ => Transport::Tls,
        },
        lists_anonymously: flag(root, "listed"),
        pushes_anonymously: flag(root, "pushed"),
        repositories: root.get("repositories").into_iter().flat_map(Node::items).map(repository).collect(),
        is_compared: flag(root, "compared").unwrap_or(false),
    }
}

fn run(rule: &Rule, view: &RegistryView, parameters: &Parameters) -> Vec<RegistryViolation> {
    let Check::Registry(check) = rule.check else { panic!("{}: it is not about registries", rule.id) };
    let mut sink = RegistrySink::new(parameters);
    check(view, &mut sink);
    sink.into_violations()
}

/// The line that names what a violation is about.
fn line(text: &str, violation: &RegistryViolation) -> u32 {
    let named = if !violation.tag.is_empty() {
        format!("- {{ name: \"{}\"", violation.tag)
    } else if !violation.repository.is_empty() {
        format!("- name: {}", violation.repository)
    } else {
        "registry: ".to_owned()
    };
    (0..).zip(text.lines()).find(|(_, line)| line.trim_start().starts_with(&named)).unwrap().0
}

#[test]
fn every_marked_line_is_reported_and_no_other() {
    let mut faults = Vec::new();
    let mut count = 0;
    for rule in all().iter().filter(|rule| rule.is_of_registries()) {
        count += 1;
        let (mut bad, mut good) = (0, 0);
        for document in fixture(rule).split("---\n") {
            let marked: BTreeSet<u32> = (0..)
                .zip(document.lines())
                .filter(|(_, line)| line.ends_with("# bad"))
                .map(|it| it.0)
                .collect();
            let decoded = decode(document.as_bytes()).unwrap();
            let read = documents(&decoded, &Limits::default()).next().unwrap().unwrap();
            let said = document.lines().find_map(|line| line.strip_prefix("# parameters: "));
            let said: BTreeMap<String, ParameterValue> =
                said.map(|json| serde_json::from_str(json).unwrap()).unwrap_or_default();
            let found = run(rule, &view(read.root()), &Parameters::new(rule, &said).unwrap());
            let seen = found.iter().filter(|violation| violation.unseen.is_none());
            let lines: BTreeSet<u32> = seen.map(|violation| line(document, violation)).collect();
            if lines != marked {
                faults.push(format!("{}: reported {lines:?}, marked {marked:?}", rule.id));
            }
            if marked.is_empty() { good += 1 } else { bad += 1 }
        }
        if bad == 0 || good == 0 {
            faults.push(format!("{}: its fixture needs a bad and a good document", rule.id));
        }
    }
    assert!(faults.is_empty() && count >= 12, "{count} {}", faults.join("\n"));
}

#[test]
fn what_is_not_told_is_not_observable_and_never_a_pass() {
    let repository =
        SeenRepository { name: "a".into(), tags: vec![SeenTag::default()], ..SeenRepository::default() };
    let view = RegistryView { repositories: vec![repository], ..RegistryView::default() };
    for rule in all().iter().filter(|rule| rule.is_of_registries()) {
        // How it is reached is always known.
        if matches!(rule.id, "registry/no-tls" | "registry/certificate-not-trusted") {
            continue;
        }
        let found = run(rule, &view, &Parameters::new(rule, &BTreeMap::new()).unwrap());
        let reasons: Vec<Option<NotObservable>> = found.iter().map(|violation| violation.unseen).collect();
        assert!(!reasons.is_empty() && reasons.iter().all(Option::is_some), "{}: {reasons:?}", rule.id);
    }
}
