//! docs/coverage.md: each check of the scanners that people come from, the rule that sees the same, or why none does.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sekimori_catalog::{Rule, all};
use sekimori_model::Lang;
use serde_json::Value;

use crate::faults::assert_none;
use crate::generated::compare_or_bless;
use crate::workspace::{files, read};

/// The checks of one scanner, each with the name of a reason where no rule is to see it.
struct Scanner {
    /// The framework that rules name it by.
    framework: String,
    name: String,
    checks: Vec<(String, Option<String>)>,
}

fn yaml(path: &str) -> Value {
    yaml_serde::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn scanners() -> Vec<Scanner> {
    let names = files().into_iter().filter_map(|file| {
        let framework = file.strip_prefix("docs/coverage/")?.strip_suffix(".yaml")?;
        (framework != "reasons").then(|| framework.to_owned())
    });
    let read = |framework: String| {
        let file = yaml(&format!("docs/coverage/{framework}.yaml"));
        let checks = file["checks"].as_object().expect("a mapping of checks").iter();
        let checks = checks.map(|(id, reason)| (id.clone(), reason.as_str().map(str::to_owned)));
        let name = file["scanner"].as_str().expect("the scanner's name").to_owned();
        Scanner { framework, name, checks: checks.collect() }
    };
    names.map(read).collect()
}

fn reasons() -> BTreeMap<String, [String; 2]> {
    let file = yaml("docs/coverage/reasons.yaml");
    let reasons = file.as_object().expect("a mapping of reasons").iter();
    let text = |reason: &Value, lang: &str| reason[lang].as_str().expect("both languages").to_owned();
    reasons.map(|(name, reason)| (name.clone(), [text(reason, "en"), text(reason, "ja")])).collect()
}

/// Rules by the check of another scanner that they name.
fn rules_of() -> BTreeMap<(&'static str, &'static str), Vec<&'static Rule>> {
    let mut found: BTreeMap<_, Vec<&Rule>> = BTreeMap::new();
    for rule in all() {
        for control in rule.controls.iter().chain(rule.covers) {
            found.entry((control.framework, control.id)).or_default().push(rule);
        }
    }
    found
}

#[test]
fn every_check_of_the_others_has_a_rule_or_a_reason() {
    let (rules, reasons) = (rules_of(), reasons());
    let mut faults = Vec::new();
    for scanner in scanners() {
        for (check, reason) in &scanner.checks {
            let covered = rules.contains_key(&(scanner.framework.as_str(), check.as_str()));
            let at = format!("{} {check}", scanner.framework);
            match reason {
                None if !covered => faults.push(format!("{at}: no rule names it, and no reason is given")),
                Some(reason) if covered => {
                    faults.push(format!("{at}: a rule names it, and so does `{reason}`"));
                }
                Some(reason) if !reasons.contains_key(reason) => {
                    faults.push(format!("{at}: no reason `{reason}` in docs/coverage/reasons.yaml"));
                }
                _ => {}
            }
        }
    }
    let remedy = "name the check in the `covers` of a rule, or a reason in docs/coverage/";
    assert_none("Every check of the others has a rule or a reason", remedy, &faults);
}

#[test]
fn rules_name_only_checks_that_exist() {
    let scanners = scanners();
    let mut faults = Vec::new();
    for ((framework, id), rules) in rules_of() {
        let Some(scanner) = scanners.iter().find(|scanner| scanner.framework == framework) else { continue };
        if !scanner.checks.iter().any(|(check, _)| check == id) {
            faults.push(format!("{}: {framework} has no check {id}", rules[0].id));
        }
    }
    let known = |framework: &str| scanners.iter().any(|scanner| scanner.framework == framework);
    for rule in all() {
        let unknown = rule.covers.iter().filter(|control| !known(control.framework));
        faults.extend(unknown.map(|control| format!("{}: no scanner {}", rule.id, control.framework)));
    }
    assert_none("Rules name only checks that exist", "correct `covers` or docs/coverage/", &faults);
}

#[test]
fn the_coverage_is_published() {
    compare_or_bless("docs/coverage.md", &page(Lang::En));
    compare_or_bless("docs/coverage.ja.md", &page(Lang::Ja));
}

fn page(lang: Lang) -> String {
    let (rules, reasons) = (rules_of(), reasons());
    let pick = |en: &str, ja: &str| if lang == Lang::Ja { ja.to_owned() } else { en.to_owned() };
    let mut page = pick(
        "# Coverage\n\nWhat the scanners that people come from check, the rules here that see the same, or why none does.\n\
         Made from the rules and from docs/coverage/ by `make bless`; a test keeps it true.\n",
        "# 網羅範囲\n\n他のスキャナーの各検査と、それに対応するルール、または対応するルールがない理由の一覧です。\n\
         ルールと docs/coverage/ から `make bless` で生成し、テストで一致を確認しています。\n",
    );
    let scanners = scanners();
    let count = |scanner: &Scanner| scanner.checks.iter().filter(|(_, reason)| reason.is_none()).count();
    page += &pick(
        "\n| scanner | checks | with a rule | with a reason |\n|---|---:|---:|---:|\n",
        "\n| スキャナー | 検査数 | ルールあり | 理由あり |\n|---|---:|---:|---:|\n",
    );
    for scanner in &scanners {
        let (all, with) = (scanner.checks.len(), count(scanner));
        writeln!(page, "| {} | {all} | {with} | {} |", scanner.name, all - with).expect("a String takes all");
    }
    for scanner in &scanners {
        let head =
            pick("| check | rules, or the reason for none |", "| 検査 | ルール、またはルールがない理由 |");
        write!(page, "\n## {}\n\n{head}\n|---|---|\n", scanner.name).expect("a String takes all");
        for (check, reason) in &scanner.checks {
            let key = (scanner.framework.as_str(), check.as_str());
            let cell = match (rules.get(&key), reason.as_ref().and_then(|reason| reasons.get(reason))) {
                (Some(rules), _) => {
                    rules.iter().map(|rule| format!("`{}`", rule.id)).collect::<Vec<_>>().join(", ")
                }
                (None, Some([en, ja])) => pick(en, ja),
                (None, None) => String::new(),
            };
            writeln!(page, "| {check} | {cell} |").expect("a String takes all");
        }
    }
    page
}
