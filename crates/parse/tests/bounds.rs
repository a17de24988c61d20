//! What must hold for any bytes at all.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use sekimori_model::{Limits, NotAnalysed};
use sekimori_parse::lsm::apparmor;
use sekimori_parse::{baseline, code_owners, decode, yaml};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_bytes_give_documents_or_reasons(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(text) = decode(&bytes) {
            for document in yaml::documents(&text, &Limits::default()).flatten() {
                prop_assert!(document.root().span().line >= 1);
            }
        }
    }

    #[test]
    fn any_text_of_policy_marks_gives_profiles_or_a_reason(text in "(profile|deny|/a|r|rwix|->|[{}(),@=\"#\\\\ \n]){0,60}") {
        let limits = Limits { nodes: 50, depth: 3, ..Limits::default() };
        let decoded = decode(text.as_bytes()).unwrap();
        match apparmor::parse(&decoded, &limits) {
            Ok(file) => {
                let rules: usize = file.profiles.iter().map(|profile| profile.rules.len()).sum();
                prop_assert!(rules + file.profiles.len() <= 50, "{text:?}");
            }
            Err(failure) => prop_assert!(failure.span.line >= 1, "{text:?}"),
        }
    }

    #[test]
    fn any_bytes_are_a_baseline_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = baseline::parse(&bytes);
        let _ = code_owners::parse(&bytes);
    }

    #[test]
    fn any_pattern_of_owners_is_matched_or_passed_over(
        text in "([/*?a\\\\#@ \\[\\]^!\n]|\\*\\*/){0,60}", path in "[a/*]{0,30}",
    ) {
        let owners = code_owners::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(owners.owner(&path), owners.owner(&path));
    }

    #[test]
    fn any_text_of_yaml_marks_stays_within_the_limits(text in "[-:{}\\[\\]&*a<#'\"|> \n]{0,200}") {
        let limits = Limits { nodes: 50, depth: 5, documents: 3, ..Limits::default() };
        let decoded = decode(text.as_bytes()).unwrap();
        let all: Vec<_> = yaml::documents(&decoded, &limits).collect();
        prop_assert!(all.len() <= 4, "{} documents", all.len());
        for document in all.iter().flatten() {
            prop_assert!(count(document.root(), 0) <= 50, "{text:?}");
        }
    }
}

/// Nodes of a tree, aliases expanded; the depth is bounded by the limit under test.
fn count(node: yaml::Node<'_>, depth: u32) -> usize {
    assert!(depth <= 6, "deeper than the limit");
    let items: usize = node.items().map(|item| count(item, depth + 1)).sum();
    let entries: usize = node.entries().map(|e| count(e.key, depth + 1) + count(e.value, depth + 1)).sum();
    1 + items + entries
}

fn reason(text: &str) -> NotAnalysed {
    let decoded = decode(text.as_bytes()).unwrap();
    let mut all = yaml::documents(&decoded, &Limits::default());
    all.next().unwrap().unwrap_err().reason
}

#[test]
fn a_bomb_of_anchors_is_called_one() {
    let mut text = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, below) in
        ["b", "c", "d", "e", "f", "g", "h", "i"].into_iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"])
    {
        let aliases = vec![format!("*{below}"); 9].join(",");
        text = format!("{text}{name}: &{name} [{aliases}]\n");
    }
    assert_eq!(reason(&text), NotAnalysed::AliasBomb);
}

#[test]
fn nesting_is_bounded_in_flow_and_block_and_json() {
    assert_eq!(reason(&"[".repeat(200_000)), NotAnalysed::TooDeep);
    assert_eq!(reason(&"- ".repeat(200_000)), NotAnalysed::TooDeep);
    assert_eq!(reason(&"{\"a\":".repeat(200_000)), NotAnalysed::TooDeep);
    assert_eq!(reason(&"? ".repeat(200_000)), NotAnalysed::TooDeep);
}

#[test]
fn an_alias_inside_its_own_anchor_is_refused() {
    assert_eq!(reason("a: &a [*a]\n"), NotAnalysed::Malformed);
}
