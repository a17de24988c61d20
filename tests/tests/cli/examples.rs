//! The shop: each planted fault is found, and nothing else; the repaired shop is quiet.

use std::collections::BTreeSet;
use std::fs;

use sekimori_model::Persona;

use yaml_serde::Value as Yaml;

use crate::program::{repository, sekimori};
use crate::report::Found;

/// One line of the comparison; a planted fault that does not tell its value has none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Fault {
    path: String,
    rule: String,
    object: String,
    field: String,
    severity: String,
    /// `regular` where the list of planted faults names none.
    persona: String,
    value: Option<String>,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { path, rule, object, field, severity, persona, value } = self;
        let value = value.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
        write!(f, "{path}: {rule} ({severity}, {persona}): {object} {field}{value}")
    }
}

fn planted() -> Vec<Fault> {
    let text = fs::read_to_string(repository().join("examples/shop/planted-faults.yaml"))
        .expect("the list of faults");
    let list: Yaml = yaml_serde::from_str(&text).expect("the list is YAML");
    let faults = list["faults"].as_sequence().expect("`faults` is a list");
    let mut all: Vec<Fault> = faults.iter().map(planted_fault).collect();
    all.sort();
    all
}

fn planted_fault(fault: &Yaml) -> Fault {
    let get = |key: &str| fault.get(key).and_then(Yaml::as_str).map(str::to_owned);
    let must = |key: &str| get(key).unwrap_or_else(|| panic!("a fault without `{key}`: {fault:?}"));
    assert!(get("because").is_some_and(|text| text.len() > 10), "a fault without its story: {fault:?}");
    Fault {
        path: must("path"),
        rule: must("rule"),
        object: must("object"),
        field: must("field"),
        severity: must("severity"),
        persona: get("persona").unwrap_or_else(|| "regular".to_owned()),
        value: get("value"),
    }
}

fn found(found: &Found) -> Fault {
    let subject = &found.0["subject"];
    let part = |key: &str| subject[key].as_str().unwrap_or_default();
    let text = |key: &str| found.0[key].as_str().unwrap_or_default().to_owned();
    Fault {
        path: found.path().to_owned(),
        rule: found.rule().to_owned(),
        object: match (part("type"), part("name")) {
            ("profile", "") => "profile/-".to_owned(),
            ("profile", name) => format!("profile/{name}"),
            (_, name) => format!("{}/{}/{name}", part("kind"), part("namespace")),
        },
        field: part("field").to_owned(),
        severity: text("severity"),
        persona: text("persona"),
        value: found.0["evidence"][0]["seen"].as_str().map(str::to_owned),
    }
}

/// Takes out of `found` each planted fault, and returns the planted ones that are not in it.
fn take_planted(found: &mut Vec<Fault>, which: fn(&Fault) -> bool) -> Vec<Fault> {
    let is = |planted: &Fault, found: &Fault| {
        let value = planted.value.clone().or_else(|| found.value.clone());
        Fault { value, ..planted.clone() } == *found
    };
    let mut missing = Vec::new();
    for planted in planted().into_iter().filter(which) {
        match found.iter().position(|found| is(&planted, found)) {
            Some(at) => drop(found.remove(at)),
            None => missing.push(planted),
        }
    }
    missing
}

fn lines(sign: char, faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("  {sign} {fault}\n")).collect::<Vec<_>>().concat()
}

#[test]
fn the_shop_has_the_planted_faults_and_no_others() {
    let report = sekimori(&["scan", "examples/shop", "--format", "json"]).by_default().reports(1);
    let mut others: Vec<Fault> = report.findings.iter().map(found).collect();
    let missing = take_planted(&mut others, |fault| fault.persona == "regular");
    assert!(
        missing.is_empty() && others.is_empty(),
        "\nplanted but not found (-), found but not planted (+):\n{}{}",
        lines('-', &missing),
        lines('+', &others)
    );
    let count = report.findings.len();
    let readme = fs::read_to_string(repository().join("examples/README.md")).expect("the description");
    for told in [format!("with {count} faults"), format!("意図的に {count} 件の不備")] {
        assert!(readme.contains(&told), "examples/README.md does not say `{told}`");
    }
}

#[test]
fn faults_for_other_personas_are_shown_to_them() {
    let report = sekimori(&["scan", "examples/shop", "--persona", "auditor", "--format", "json"]);
    let mut others: Vec<Fault> = report.by_default().reports(1).findings.iter().map(found).collect();
    let missing = take_planted(&mut others, |fault| fault.persona != "regular");
    assert!(missing.is_empty(), "\nplanted but not found:\n{}", lines('-', &missing));
}

/// Rules of the default output that no shop can break: the first speaks about OpenShift, the second about files that
/// cannot be read.
const NOT_IN_A_SHOP: [&str; 2] = ["openshift/scc-privileged", "manifest/not-analysed"];

#[test]
fn every_rule_of_the_default_output_is_broken_in_the_shop() {
    let broken: BTreeSet<String> = planted().into_iter().map(|fault| fault.rule).collect();
    // A rule with parameters may say nothing until an organisation sets them, no credential stands in our files, and
    // images are not manifests.
    let shown = |rule: &&sekimori_catalog::Rule| {
        rule.persona == Persona::Regular && rule.parameters.is_empty() && rule.is_of_manifests()
    };
    let rules = sekimori_catalog::all().iter().copied().filter(shown).map(|rule| rule.id);
    let kept: Vec<&str> = rules.filter(|id| !NOT_IN_A_SHOP.contains(id) && !broken.contains(*id)).collect();
    assert!(kept.is_empty(), "no fault in examples/shop/planted-faults.yaml for {kept:?}");
}

#[test]
fn the_repaired_shop_has_no_finding_and_no_note() {
    let report = sekimori(&["scan", "examples/shop-clean", "--format", "json"]).reports(0);
    assert_eq!(report.findings, []);
    assert_eq!(report.notes(), []);
    assert_eq!(
        (report.all["verdict"]["decision"].as_str(), &report.all["complete"]),
        (Some("pass"), &true.into())
    );
    assert!(report.count("workloads") > 20, "a shop of two dozen services: {}", report.all["summary"]);
}

#[test]
fn the_repaired_shop_is_silent_by_default() {
    let run = sekimori(&["scan", "examples/shop-clean"]).by_default().exits(0);
    assert_eq!(run.out, "");
    // Most services of a layer share a namespace; examples/README.md says why.
    let left = |args: &[&str]| -> BTreeSet<String> {
        let run = sekimori(&["scan", "examples/shop-clean", "--format", "json", "--exit-zero"]).args(args);
        run.by_default().reports(0).findings.iter().map(|found| found.rule().to_owned()).collect()
    };
    let only = |rules: &[&str]| rules.iter().map(|rule| (*rule).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(left(&["--persona", "pedantic"]), only(&["namespace/teams-mixed"]));
    assert_eq!(left(&["--pack", "cis"]), only(&["namespace/teams-mixed"]));
    assert_eq!(left(&["--pack", "nsa"]), only(&[]));
    let azure = only(&["availability/pre-stop-missing", "image/pull-secret-missing"]);
    assert_eq!(left(&["--pack", "azure-safeguards"]), azure);
}

#[test]
fn no_configuration_but_its_own_changes_the_example() {
    let with = sekimori(&["scan", "examples/shop", "--format", "json"]).exits(1);
    let without = sekimori(&["scan", "examples/shop", "--format", "json"])
        .args(&["--config", "examples/shop/sekimori.yaml"])
        .exits(1);
    assert_eq!(with.out, without.out);
}
