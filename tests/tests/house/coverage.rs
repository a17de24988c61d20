//! docs/coverage.md and docs/coverage-secrets.md: each check of the scanners that people come from, the rule that sees the same, or why none does.

use std::collections::{BTreeMap, BTreeSet};
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
    let of_secrets = scanners_of_secrets();
    for lang in [Lang::En, Lang::Ja] {
        compare_or_bless(page_name(false, lang), &overview(&of_secrets, lang));
        compare_or_bless(page_name(true, lang), &page_of_secrets(&of_secrets, lang));
    }
}

/// The scanners that look for secrets have a page of their own: their rules are as many as all others together.
fn page_name(of_secrets: bool, lang: Lang) -> &'static str {
    match (of_secrets, lang) {
        (false, Lang::En) => "docs/coverage.md",
        (false, Lang::Ja) => "docs/coverage.ja.md",
        (true, Lang::En) => "docs/coverage-secrets.md",
        (true, Lang::Ja) => "docs/coverage-secrets.ja.md",
    }
}

/// The scanners whose checks are seen by patterns of credentials alone.
fn scanners_of_secrets() -> BTreeSet<&'static str> {
    let mut of_secrets: BTreeMap<&str, bool> = BTreeMap::new();
    for ((framework, _), rules) in rules_of() {
        let only = rules.iter().all(|rule| rule.credential().is_some());
        *of_secrets.entry(framework).or_insert(true) &= only;
    }
    of_secrets.into_iter().filter(|(_, only)| *only).map(|(framework, _)| framework).collect()
}

fn pick(lang: Lang, en: &str, ja: &str) -> String {
    if lang == Lang::Ja { ja.to_owned() } else { en.to_owned() }
}

fn overview(of_secrets: &BTreeSet<&str>, lang: Lang) -> String {
    let mut page = pick(
        lang,
        "# Coverage\n\nWhat the scanners that people come from check, the rules here that see the same, or why none does.\n\
         Made from the rules and from docs/coverage/ by `make bless`; a test keeps it true.\n",
        "# 網羅範囲\n\n他のスキャナーの各検査と、それに対応するルール、または対応するルールがない理由の一覧です。\n\
         ルールと docs/coverage/ から `make bless` で生成し、テストで一致を確認しています。\n",
    );
    let (secret, other): (Vec<_>, Vec<_>) =
        scanners().into_iter().partition(|scanner| of_secrets.contains(scanner.framework.as_str()));
    let aside = page_name(true, lang).trim_start_matches("docs/");
    page += &pick(
        lang,
        "\n## Scanners of manifests and clusters\n\n",
        "\n## マニフェストとクラスターのスキャナー\n\n",
    );
    page += &summary(&other, "", lang);
    page += &pick(lang, "\n## Scanners of secrets\n\n", "\n## シークレットのスキャナー\n\n");
    page += &summary(&secret, aside, lang);
    other.iter().fold(page, |page, scanner| page + &section(scanner, lang))
}

fn page_of_secrets(of_secrets: &BTreeSet<&str>, lang: Lang) -> String {
    let page = pick(
        lang,
        "# Coverage of scanners of secrets\n\nWhat the rules of other scanners of secrets look for, the patterns here that find \
         the same, or why none does.\nMade from the patterns and from docs/coverage/ by `make bless`; a test keeps it true. \
         The other scanners are in [coverage.md](coverage.md).\n\n",
        "# シークレット スキャナーの網羅範囲\n\n他のシークレット スキャナーの各ルールと、同じものを検出するパターン、または対応する\
         パターンがない理由の一覧です。\nパターンと docs/coverage/ から `make bless` で生成し、テストで一致を確認しています。\
         ほかのスキャナーについては [coverage.ja.md](coverage.ja.md) を参照してください。\n\n",
    );
    let mut scanners = scanners();
    scanners.retain(|scanner| of_secrets.contains(scanner.framework.as_str()));
    let page = page + &summary(&scanners, "", lang);
    scanners.iter().fold(page, |page, scanner| page + &section(scanner, lang))
}

/// One line a scanner; each leads to its section in `file`, or on the same page.
fn summary(scanners: &[Scanner], file: &str, lang: Lang) -> String {
    let mut table = pick(
        lang,
        "| scanner | checks | with a rule | with a reason |\n|---|---:|---:|---:|\n",
        "| スキャナー | 検査数 | ルールあり | 理由あり |\n|---|---:|---:|---:|\n",
    );
    for scanner in scanners {
        let all = scanner.checks.len();
        let with = scanner.checks.iter().filter(|(_, reason)| reason.is_none()).count();
        let anchor = scanner.name.to_lowercase().replace(' ', "-");
        writeln!(table, "| [{}]({file}#{anchor}) | {all} | {with} | {} |", scanner.name, all - with)
            .expect("a String takes all");
    }
    table
}

/// A scanner: first what no rule sees, by reason, then, folded up, what rules see.
fn section(scanner: &Scanner, lang: Lang) -> String {
    let (rules, reasons) = (rules_of(), reasons());
    let mut without: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut seen = Vec::new();
    for (check, reason) in &scanner.checks {
        if let Some(reason) = reason {
            without.entry(reason).or_default().push(check);
        } else {
            let rules = rules.get(&(scanner.framework.as_str(), check.as_str()));
            let ids = rules.into_iter().flatten().map(|rule| format!("`{}`", rule.id));
            seen.push(format!("| {check} | {} |\n", ids.collect::<Vec<_>>().join(", ")));
        }
    }
    let mut section = format!("\n## {}\n", scanner.name);
    if !without.is_empty() {
        section += &pick(
            lang,
            "\n| why no rule sees them | checks |\n|---|---|\n",
            "\n| ルールがない理由 | 検査 |\n|---|---|\n",
        );
    }
    for (reason, checks) in without {
        let why = reasons.get(reason).map(|[en, ja]| pick(lang, en, ja)).unwrap_or_default();
        writeln!(section, "| {why} | {} |", checks.join(", ")).expect("a String takes all");
    }
    if !seen.is_empty() {
        let count = seen.len();
        let fold = pick(
            lang,
            &format!("{count} checks and the rules that see the same"),
            &format!("{count} 件の検査と、対応するルール"),
        );
        let head = pick(lang, "| check | rules |", "| 検査 | ルール |");
        write!(
            section,
            "\n<details><summary>{fold}</summary>\n\n{head}\n|---|---|\n{}\n</details>\n",
            seen.concat()
        )
        .expect("a String takes all");
    }
    section
}
