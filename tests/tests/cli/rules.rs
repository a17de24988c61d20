//! `rules list` and `rules show`.

use sekimori_catalog::{Check, Rule, all, provider};
use sekimori_model::config::Pack;
use sekimori_model::{Persona, Severity};

use crate::program::sekimori;
use crate::report::text;

fn rule(id: &str) -> &'static Rule {
    sekimori_catalog::find(id).expect("a rule of the catalog")
}

#[test]
fn the_list_has_one_line_a_rule() {
    let out = sekimori(&["rules", "list"]).exits(0).out;
    let ids: Vec<&str> = out.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(ids, all().iter().map(|rule| rule.id).collect::<Vec<_>>());
    assert!(
        out.lines().next().is_some_and(|head| head
            .split_whitespace()
            .eq(["id", "severity", "persona", "standard", "title"])),
        "{out}"
    );
    let line = out.lines().find(|line| line.contains("pod-security/privileged-container")).expect("the rule");
    let parts = ["critical", "baseline 1.0+", "Privileged container"];
    assert!(parts.iter().all(|part| line.contains(part)), "{line}");
}

#[test]
fn the_list_speaks_japanese() {
    let out = sekimori(&["rules", "list", "--lang", "ja"]).exits(0).out;
    assert!(out.lines().next().is_some_and(|head| head.contains("重大度") && head.contains("内容")), "{out}");
    assert!(all().iter().all(|rule| out.contains(rule.title.ja)), "{out}");
}

#[test]
fn the_list_as_json_has_everything_in_both_languages() {
    let run = sekimori(&["rules", "list", "--format", "json"]).exits(0);
    assert_eq!(sekimori(&["rules", "list", "--format", "json", "--lang", "ja"]).exits(0).out, run.out);
    let json = run.json();
    assert_eq!(json["schema"], "sekimori.dev/rules/v1");
    let rules = json["rules"].as_array().expect("a list");
    assert_eq!(
        rules.iter().map(|rule| text(&rule["id"])).collect::<Vec<_>>(),
        all().iter().map(|rule| rule.id).collect::<Vec<_>>()
    );
    for found in rules {
        let rule = rule(text(&found["id"]));
        assert_eq!(
            (text(&found["title"]["en"]), text(&found["title"]["ja"])),
            (rule.title.en, rule.title.ja)
        );
        assert_eq!((text(&found["why"]["en"]), text(&found["fix"]["ja"])), (rule.why.en, rule.fix.ja));
        assert_eq!(text(&found["severity"]), rule.severity.as_str());
        assert_eq!(found["steps"].as_array().map(Vec::len), Some(rule.steps.len()));
        assert_eq!(found["standard"].is_null(), rule.standard.is_none());
    }
}

#[test]
fn a_rule_is_shown_with_all_that_is_known() {
    // Patterns of credentials are many and alike: those of one provider stand for the others.
    for rule in all().iter().filter(|rule| provider(rule.id).is_none_or(|name| name == "github")) {
        let out = sekimori(&["rules", "show", rule.id]).exits(0).out;
        let mut parts = vec![rule.id, rule.title.en, rule.why.en, rule.fix.en, rule.severity.as_str()];
        parts.extend(rule.references);
        parts.extend(rule.controls.iter().map(|control| control.id));
        parts.extend(rule.steps.iter().map(|step| step.change.en));
        let missing: Vec<&&str> = parts.iter().filter(|part| !out.contains(**part)).collect();
        assert!(missing.is_empty(), "{missing:?} missing in\n{out}");
        let is_secret = rule.credential().is_some();
        // Images, registries and packages carry no annotations of Kubernetes.
        let waivable = rule.is_of_manifests() && !matches!(rule.check, Check::Engine);
        assert_eq!(out.contains("waived by annotation: waive.sekimori.dev/"), waivable, "{out}");
        let is_by_fingerprint = !waivable && !matches!(rule.check, Check::Engine);
        assert_eq!(out.contains("waived by fingerprint: "), is_by_fingerprint, "{out}");
        assert_eq!(out.contains("found by: "), is_secret, "{out}");
    }
}

#[test]
fn a_pattern_says_how_it_finds_and_shows_no_sample() {
    let id = "credential/github-personal-access-token";
    let out = sekimori(&["rules", "show", id]).exits(0).out;
    for part in
        ["found by: Its own shape: it begins with `ghp_`.", "further test: github-crc32", "packs: secrets"]
    {
        assert!(out.contains(part), "{part} missing in\n{out}");
    }
    let out = sekimori(&["rules", "show", id, "--lang", "ja"]).exits(0).out;
    assert!(out.contains("検出方法: `ghp_` で始まる固有の形式を検出します。"), "{out}");
    let json = sekimori(&["rules", "show", id, "--format", "json"]).exits(0).json();
    let pattern = &json["rules"][0]["credential"];
    assert_eq!((text(&pattern["form"]), text(&pattern["keywords"][0])), ("token", "ghp_"));
    let keys: Vec<&String> = pattern.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["expression", "form", "keywords", "names", "test", "verifiedAt"]);
}

#[test]
fn a_rule_is_shown_in_japanese() {
    let out = sekimori(&["rules", "show", "pod-security/host-port", "--lang", "ja"]).exits(0).out;
    let rule = rule("pod-security/host-port");
    for part in [
        rule.title.ja,
        rule.why.ja,
        rule.fix.ja,
        "重大度: 中",
        "対象者: 一般",
        "判定する段階: 開発, ビルド, デプロイ, 運用",
    ] {
        assert!(out.contains(part), "{part} missing in\n{out}");
    }
}

#[test]
fn one_rule_as_json_is_a_list_of_one() {
    let json = sekimori(&["rules", "show", "pod-security/host-port", "--format", "json"]).exits(0).json();
    let list = sekimori(&["rules", "list", "--format", "json"]).exits(0).json();
    let of_list =
        list["rules"].as_array().into_iter().flatten().find(|rule| rule["id"] == "pod-security/host-port");
    assert_eq!((Some(&json["rules"][0]), json["rules"].as_array().map(Vec::len)), (of_list, Some(1)));
}

#[test]
fn an_unknown_rule_gives_the_nearest_name() {
    let run = sekimori(&["rules", "show", "pod-security/priviledged-container"]).exits(64);
    let expected = "error: unknown rule `pod-security/priviledged-container` (did you mean \
                    `pod-security/privileged-container`?). `sekimori rules list` prints all rules.\n";
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", expected));
    let run = sekimori(&["rules", "show", "host-port", "--lang", "ja"]).exits(64);
    assert!(run.err.starts_with("エラー: 不明なルール `host-port`"), "{}", run.err);
    let run = sekimori(&["rules", "show", "quite/another"]).exits(64);
    assert_eq!(run.err, "error: unknown rule `quite/another`. `sekimori rules list` prints all rules.\n");
}

/// The ids of the JSON of a list.
fn listed(args: &[&str]) -> Vec<String> {
    let json = sekimori(&["rules", "list", "--format", "json"]).args(args).exits(0).json();
    json["rules"].as_array().expect("a list").iter().map(|rule| text(&rule["id"]).to_owned()).collect()
}

fn expected(wanted: impl Fn(&Rule) -> bool) -> Vec<String> {
    let ids: Vec<String> = all().iter().filter(|rule| wanted(rule)).map(|rule| rule.id.to_owned()).collect();
    assert!(!ids.is_empty() && ids.len() < all().len(), "a filter that shows something");
    ids
}

#[test]
fn the_list_is_narrowed_by_family_pack_persona_and_severity() {
    let of = |family: &'static str| move |rule: &Rule| rule.id.starts_with(family);
    assert_eq!(listed(&["--family", "rbac"]), expected(of("rbac/")));
    assert_eq!(
        listed(&["--family", "rbac,secret"]),
        expected(|rule| of("rbac/")(rule) || of("secret/")(rule))
    );
    assert_eq!(listed(&["--severity", "high"]), expected(|rule| rule.severity >= Severity::High));
    assert_eq!(listed(&["--persona", "pedantic"]), expected(|rule| rule.persona <= Persona::Pedantic));
    let pack = |pack| expected(|rule| rule.is_in(pack) && !matches!(rule.check, Check::Engine));
    assert_eq!(listed(&["--pack", "baseline"]), pack(Pack::Baseline));
    assert_eq!(listed(&["--pack", "nsa"]), pack(Pack::Nsa));
    assert_eq!(listed(&["--pack", "secrets"]), pack(Pack::Secrets));
    assert_eq!(listed(&["--family", "credential"]), pack(Pack::Secrets));
    assert_eq!(
        listed(&["--pack", "cis", "--family", "rbac", "--severity", "high"]),
        expected(|rule| rule.is_in(Pack::Cis) && of("rbac/")(rule) && rule.severity >= Severity::High)
    );

    let out = sekimori(&["rules", "list", "--family", "windows"]).exits(0).out;
    let ids: Vec<&str> = out.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(ids, expected(of("windows/")));
}

#[test]
fn a_family_that_does_not_exist_is_refused_with_those_that_do() {
    let run = sekimori(&["rules", "list", "--family", "rbca"]).exits(64);
    assert!(run.err.contains("`rbca` is not allowed") && run.err.contains("rbac, reference"), "{}", run.err);
}
