//! The shop: each planted fault is found, and nothing else; the repaired shop is quiet.

use std::fs;

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
    value: Option<String>,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { path, rule, object, field, value } = self;
        let value = value.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
        write!(f, "{path}: {rule}: {object} {field}{value}")
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
        value: get("value"),
    }
}

fn found(found: &Found) -> Fault {
    let subject = &found.0["subject"];
    let part = |key: &str| subject[key].as_str().unwrap_or_default();
    Fault {
        path: found.path().to_owned(),
        rule: found.rule().to_owned(),
        object: match (part("type"), part("name")) {
            ("profile", "") => "profile/-".to_owned(),
            ("profile", name) => format!("profile/{name}"),
            (_, name) => format!("{}/{}/{name}", part("kind"), part("namespace")),
        },
        field: part("field").to_owned(),
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
    let report = sekimori(&["scan", "examples/shop", "--format", "json"]).reports(1);
    let mut others: Vec<Fault> = report.findings.iter().map(found).collect();
    let missing = take_planted(&mut others, |fault| !is_of_profile(fault));
    assert!(
        missing.is_empty() && others.is_empty(),
        "\nplanted but not found (-), found but not planted (+):\n{}{}",
        lines('-', &missing),
        lines('+', &others)
    );
}

/// Profiles of seccomp and AppArmor are judged by rules that no level of the Pod Security Standards has.
fn is_of_profile(fault: &Fault) -> bool {
    fault.rule.starts_with("lsm/")
}

#[test]
fn the_shop_has_the_planted_faults_of_profiles_and_the_repaired_one_has_none() {
    let report = sekimori(&["scan", "examples/shop", "--format", "json"]).by_default().reports(1);
    let mut others: Vec<Fault> = report.findings.iter().map(found).filter(is_of_profile).collect();
    let missing = take_planted(&mut others, is_of_profile);
    assert!(missing.is_empty() && others.is_empty(), "\n{}{}", lines('-', &missing), lines('+', &others));
    let clean = sekimori(&["scan", "examples/shop-clean", "--format", "json", "--exit-zero"]).by_default();
    let left: Vec<Fault> = clean.reports(0).findings.iter().map(found).filter(is_of_profile).collect();
    assert_eq!(left, []);
}

#[test]
fn every_rule_about_pods_is_broken_in_the_shop() {
    let rules = sekimori_catalog::all().iter().filter(|rule| rule.standard.is_some()).map(|rule| rule.id);
    let broken: Vec<String> = planted().into_iter().map(|fault| fault.rule).collect();
    let kept: Vec<&str> = rules.filter(|id| !broken.iter().any(|rule| rule == id)).collect();
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
fn a_configuration_of_the_repository_does_not_change_the_example() {
    let with = sekimori(&["scan", "examples/shop", "--format", "json"]).exits(1);
    let without = sekimori(&["scan", "examples/shop", "--format", "json", "--no-config"]).exits(1);
    assert_eq!(with.out, without.out);
}
