//! Overlays built here and by Kustomize itself, compared as trees.
//!
//! Each case is one file in `tests/kustomize/cases`, and beside it stands what `kubectl kustomize` gave when
//! `tests/kustomize/record` ran. Where kubectl is found, all cases are built by it once more.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "cases are files, and the oracle is a program"
)]

#[path = "kustomize/case.rs"]
mod case;
#[path = "kustomize/corpus.rs"]
mod corpus;
#[path = "kustomize/oracle.rs"]
mod oracle;
#[path = "kustomize/origins.rs"]
mod origins;

use std::collections::BTreeMap;

use case::{Case, Gives};

fn compare(whose: &str, theirs: impl Fn(&str, &Case) -> Gives) {
    let cases = case::all();
    assert!(cases.len() >= 60, "there are only {} cases", cases.len());
    let faults: BTreeMap<&str, String> = cases
        .iter()
        .filter_map(|(name, case)| {
            Some((name.as_str(), case::difference(&case.build(), &theirs(name, case))?))
        })
        .collect();
    let shown: Vec<String> = faults.iter().map(|(name, fault)| format!("== {name}\n{fault}")).collect();
    assert!(
        faults.is_empty(),
        "{} of {} cases differ from {whose}:\n{}",
        faults.len(),
        cases.len(),
        shown.join("\n")
    );
}

#[test]
fn builds_as_recorded() {
    if std::env::var_os("RECORD").is_some() {
        oracle::record();
    }
    compare("what is recorded", |name, _| oracle::recorded(name));
}

#[test]
fn builds_as_kubectl_does_now() {
    let Some(kubectl) = oracle::kubectl() else {
        assert!(std::env::var_os("CI").is_none(), "kubectl is not installed: run `make oracle`");
        eprintln!("NOT COMPARED WITH KUBECTL ITSELF, only with what was recorded of it: run `make oracle`");
        return;
    };
    compare("what kubectl gives now", |name, case| oracle::ask(&kubectl, name, case));
}
