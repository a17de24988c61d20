//! Charts rendered here and by Helm's own engine, compared as trees.
//!
//! Each case is one file in `tests/helm/cases`, and beside it stands what the engine gave when `tests/helm/record` ran.
//! Where the engine is installed (`make oracle`) it renders all cases once more. It renders what `helm template` does,
//! but for what this room says more about: dependencies that are missing, and a Kubernetes that the chart does not want.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "cases are files, and the engine is a program"
)]

#[path = "helm/case.rs"]
mod case;
#[path = "helm/compare.rs"]
mod compare;
#[path = "helm/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use case::Case;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/helm")
}

fn cases() -> BTreeMap<String, Case> {
    let mut cases = BTreeMap::new();
    for entry in std::fs::read_dir(folder().join("cases")).expect("the cases are there") {
        let path = entry.expect("the folder can be read").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).expect("the case can be read");
            cases.insert(name, Case::parse(&text));
        }
    }
    cases
}

fn assert_same(recorded: impl Fn(&str) -> Value, whose: &str) {
    let cases = cases();
    assert!(cases.len() >= 60, "there are only {} cases", cases.len());
    let faults: Vec<String> = cases
        .iter()
        .filter_map(|(name, case)| {
            compare::fault(case, &recorded(name)).map(|fault| format!("{name}: {fault}"))
        })
        .collect();
    assert!(
        faults.is_empty(),
        "{} of {} cases differ from {whose}:\n{}",
        faults.len(),
        cases.len(),
        faults.join("\n")
    );
}

#[test]
fn renders_as_recorded() {
    let recorded = |name: &str| {
        let path = folder().join("cases").join(format!("{name}.json"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|_| {
            panic!(
                "{name} is not recorded: run target/oracle/bin/python crates/render/tests/helm/record {name}"
            )
        });
        serde_json::from_str(&text).expect("what is recorded is JSON")
    };
    assert_same(recorded, "what is recorded");
}

#[test]
fn renders_as_helm_does_now() {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/oracle/bin/python");
    let python = std::env::var_os("SEKIMORI_HELM_ORACLE").map_or(target, PathBuf::from);
    if !python.exists() {
        assert!(std::env::var_os("CI").is_none(), "Helm's engine is not installed: run `make oracle`");
        eprintln!("NOT COMPARED WITH HELM ITSELF, only with what was recorded of it: run `make oracle`");
        return;
    }
    let output = Command::new(&python).arg(folder().join("record")).arg("--print").output();
    let output = output.expect("the engine starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let all: Value = serde_json::from_slice(&output.stdout).expect("it gives JSON");
    assert_same(|name| all.get(name).cloned().unwrap_or_default(), "what Helm gives now");
}
