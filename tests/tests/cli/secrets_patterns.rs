//! `secrets.patterns`: the organisation's own credentials, and what settings say of all patterns.

use std::fs;

use crate::folder::{Folder, TODAY};
use crate::planted::{Forbidden, GITHUB, token};
use crate::program::{Program, Run, sekimori};
use crate::report::Report;

const OWN: &str = "credential/custom-pattern";

/// A value of the pattern [`ACME`], made up here.
fn acme(seed: u64) -> String {
    format!("acme_{}", &token(seed)[10..34])
}

const ACME: &str = "{id: acme-token, title: Token of ACME, keywords: [acme_], regex: 'acme_[0-9A-Za-z]{24}'}";

fn config(patterns: &str) -> String {
    format!("version: 1\nsecrets:\n  patterns:\n  - {patterns}\n")
}

fn secrets(folder: &Folder, args: &[&str]) -> Program {
    sekimori(&["secrets", ".", "--now", TODAY]).args(args).from(folder.path())
}

fn report(folder: &Folder) -> Report {
    secrets(folder, &["--format", "json", "--exit-zero"]).reports(0)
}

#[test]
fn an_own_pattern_is_found_beside_those_of_the_catalog() {
    let folder = Folder::new().and("sekimori.yaml", config(ACME)).and("a.txt", format!("k {}\n", acme(1)));
    let folder = folder.and("b.txt", token(2));
    let all = report(&folder);
    assert_eq!(all.violations(), [("a.txt", OWN), ("b.txt", GITHUB)]);
    let found = &all.findings[0];
    assert_eq!(found.0["subject"]["pattern"], "custom/acme-token");
    assert_eq!(
        (found.0["title"]["en"].as_str(), found.0["severity"].as_str()),
        (Some("Token of ACME"), Some("high"))
    );
    assert_eq!(found.0["evidence"][0]["redacted"], "acme_… (29)");
    let run = secrets(&folder, &[]).exits(1);
    assert!(run.out.contains("Token of ACME"), "{}", run.out);
    Forbidden::default().and(&acme(1), 5).is_not_in("an own pattern", &run.out);
    // Without the configuration nobody knows it.
    assert_eq!(
        secrets(&folder, &["--no-config", "--format", "json"]).reports(1).violations(),
        [("b.txt", GITHUB)]
    );
    // A scan knows it too.
    let scan = folder.scan(&["--format", "json"]).by_default().reports(1);
    assert!(scan.violations().contains(&("a.txt", OWN)), "{:?}", scan.violations());
}

#[test]
fn a_value_under_a_name_a_group_a_severity_and_the_entropy_count() {
    let value = "{id: acme-key, keywords: [acmekey], value: '[0-9A-Za-z]{24}', severity: low}";
    let secret = &acme(1)[5..];
    let folder =
        Folder::new().and("sekimori.yaml", config(value)).and("a.env", format!("ACMEKEY={secret}\n"));
    let all = report(&folder);
    assert_eq!((all.violations(), all.only().0["severity"].as_str()), (vec![("a.env", OWN)], Some("low")));
    let group = "{id: acme-url, keywords: ['acme://'], regex: 'acme://[a-z]+:(?P<secret>[0-9A-Za-z]{24})@'}";
    let folder =
        Folder::new().and("sekimori.yaml", config(group)).and("a", format!("acme://me:{secret}@host\n"));
    assert_eq!(report(&folder).only().at(), "1:11");
    let random = "{id: a, keywords: [acme_], regex: 'acme_[0-9A-Za-z]{24}', minEntropy: 35}";
    let dull = format!("acme_{}\n", "ab".repeat(12));
    let folder = Folder::new().and("sekimori.yaml", config(random)).and("a", &dull).and("b", acme(1));
    assert_eq!(report(&folder).violations(), [("b", OWN)]);
}

#[test]
fn a_wrong_pattern_is_refused_with_its_place_in_both_languages() {
    let cases = [
        ("{id: a, keywords: [acme_], regex: 'acme_('}", "its regular expression is refused", "正規表現"),
        ("{id: a, keywords: [acme_], regex: 'acme_(?=x)'}", "its regular expression is refused", "正規表現"),
        ("{id: a, keywords: [acme_], regex: 'acme_(a{1000}){1000}'}", "cannot run", "`a`"),
        ("{id: a, keywords: [ac], regex: 'ac[0-9]{20}'}", "a keyword has at least 3 bytes", "3 バイト"),
        ("{id: a, keywords: [acme_], regex: 'x[0-9]{20}'}", "begins with the keyword `acme_`", "`acme_`"),
        ("{id: a, keywords: [], regex: 'acme_[0-9]{20}'}", "it has no keyword", "キーワード"),
        ("{id: a, keywords: [acme_], regex: '[0-9]*'}", "`a`", "`a`"),
        ("{id: a, keywords: [acme_]}", "write one of `regex` and `value`", "`regex`"),
        (
            "{id: a, keywords: [acme_], regex: 'acme_x', value: x}",
            "write one of `regex` and `value`",
            "`value`",
        ),
        ("{id: 'A b', keywords: [acme_], regex: 'acme_x'}", "an id of lower-case letters", "`A b`"),
        ("{id: a, keywords: [acme_], regexp: 'acme_x'}", "`regex`", "`regex`"),
        ("{id: a, keywords: [acme_], value: x, minEntropy: 900}", "must be a whole number", "整数"),
    ];
    for (pattern, en, ja) in cases {
        let folder = Folder::new().and("sekimori.yaml", config(pattern)).and("a.txt", "x\n");
        for (lang, words) in [("en", en), ("ja", ja)] {
            let run = secrets(&folder, &["--lang", lang]).exits(64);
            assert!(run.err.contains("sekimori.yaml:4:"), "{pattern}: {}", run.err);
            assert!(run.err.contains(words), "{lang} {pattern}: {}", run.err);
            assert_eq!(run.out, "");
        }
        sekimori(&["config", "check"]).from(folder.path()).exits(64);
        // It is not swallowed where secrets are not looked for.
        folder.scan(&["--pack", "restricted"]).exits(64);
    }
    let twice = format!("{}  - {ACME}\n", config(ACME));
    let folder = Folder::new().and("sekimori.yaml", twice);
    let run = secrets(&folder, &[]).exits(64);
    assert!(
        run.err.contains("sekimori.yaml:5:") && run.err.contains("two patterns are called"),
        "{}",
        run.err
    );
    let run = secrets(&folder, &["--lang", "ja"]).exits(64);
    assert!(run.err.contains("`acme-token`"), "{}", run.err);
}

/// An organisation's file beside a repository with this one.
fn layered(repository: &str) -> (Folder, Folder) {
    let organisation = Folder::new().and("org.yaml", config(ACME));
    let folder = Folder::new().and("sekimori.yaml", repository).and("a.txt", format!("k {}\n", acme(1)));
    (organisation, folder.and("b.txt", format!("k shop-{}\n", &token(5)[10..30])))
}

fn with_organisation(organisation: &Folder, folder: &Folder, args: &[&str]) -> Run {
    let call = secrets(folder, args).args(&["--format", "json"]);
    call.var("SEKIMORI_ORG_CONFIG", organisation.join("org.yaml")).run()
}

#[test]
fn a_repository_adds_patterns_and_takes_none_away() {
    let more = "{id: shop, keywords: [shop-], regex: 'shop-[0-9A-Za-z]{20}'}";
    for (text, expected) in [
        ("version: 1\n".to_owned(), vec![("a.txt", OWN)]),
        ("version: 1\nsecrets: {patterns: []}\n".to_owned(), vec![("a.txt", OWN)]),
        (config(more), vec![("a.txt", OWN), ("b.txt", OWN)]),
    ] {
        let (organisation, folder) = layered(&text);
        let run = with_organisation(&organisation, &folder, &[]);
        assert_eq!(Report::read(&run.json()).violations(), expected, "{text}");
    }
    // The name of the organisation's is taken, and the place is that of the repository's file.
    let weaker = "{id: acme-token, keywords: [acme_], regex: 'acme_never[0-9]{20}'}";
    let (organisation, folder) = layered(&config(weaker));
    let run = with_organisation(&organisation, &folder, &[]);
    assert_eq!(run.code, Some(64), "{}", run.err);
    assert!(run.err.contains("sekimori.yaml:4:") && run.err.contains("`acme-token`"), "{}", run.err);
    // A wrong one of the organisation's is told at its place.
    let (organisation, folder) = layered("version: 1\n");
    fs::write(organisation.join("org.yaml"), config("{id: a, keywords: [acme_], regex: '('}"))
        .expect("a file");
    let run = with_organisation(&organisation, &folder, &[]);
    assert!(run.code == Some(64) && run.err.contains("org.yaml:4:"), "{}", run.err);
}

#[test]
fn rules_are_switched_off_and_weighed_as_all_are() {
    let folder = Folder::new().and("a.txt", format!("k {}\n", acme(1))).and("b.txt", token(2));
    let said = |rules: &str| {
        folder.path().join("sekimori.yaml").clone().to_str().map(|path| {
            fs::write(path, format!("{}rules:\n{rules}", config(ACME))).expect("a file");
            let report = report(&folder);
            let all = report.findings.iter().map(|found| {
                format!("{} {} {}", found.path(), found.rule(), found.0["severity"].as_str().unwrap_or(""))
            });
            all.collect::<Vec<_>>()
        })
    };
    let own = format!("a.txt {OWN} high");
    assert_eq!(said(&format!("  {GITHUB}: {{enabled: false}}\n")), Some(vec![own.clone()]));
    let low = format!("b.txt {GITHUB} low");
    assert_eq!(said(&format!("  {GITHUB}: {{severity: low}}\n")), Some(vec![own, low]));
    let critical = format!("b.txt {GITHUB} critical");
    assert_eq!(said(&format!("  {OWN}: {{enabled: false}}\n")), Some(vec![critical.clone()]));
    let medium = format!("a.txt {OWN} medium");
    assert_eq!(said(&format!("  {OWN}: {{severity: medium}}\n")), Some(vec![medium, critical]));
    fs::write(
        folder.join("sekimori.yaml"),
        "version: 1\nrules: {credential/github-personal: {enabled: false}}\n",
    )
    .expect("a file");
    let run = secrets(&folder, &[]).exits(64);
    assert!(run.err.contains("credential/github-personal"), "{}", run.err);
}

#[test]
fn scopes_hold_for_their_paths() {
    let scopes = format!(
        "scopes:\n- {{name: tests, paths: ['tests/*'], rules: {{{GITHUB}: {{enabled: false}}, {OWN}: {{severity: info}}}}}}\n\
         - {{name: docs, paths: ['docs/*'], mode: audit}}\n"
    );
    let folder = Folder::new().and("sekimori.yaml", format!("{}{scopes}", config(ACME)));
    let folder = ["src", "tests", "docs"].iter().fold(folder, |folder, name| {
        folder
            .and(&format!("{name}/a.txt"), format!("k {}\n", acme(1)))
            .and(&format!("{name}/b.txt"), token(2))
    });
    let report = report(&folder);
    let found: Vec<String> = report
        .findings
        .iter()
        .map(|found| format!("{} {}", found.path(), found.0["severity"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(
        found,
        [
            "docs/a.txt high",
            "docs/b.txt critical",
            "src/a.txt high",
            "src/b.txt critical",
            "tests/a.txt info"
        ]
    );
    fs::remove_dir_all(folder.join("src")).expect("a folder");
    secrets(&folder, &[]).exits(0);
}

#[test]
fn an_own_pattern_is_cut_out_of_what_is_said_of_a_failure_too() {
    // Of letters alone: nothing but the configuration knows it.
    let own = "acme_correcthorsebatterystaple";
    let pattern = "{id: acme-word, keywords: [acme_], regex: 'acme_[a-z]{20,40}'}";
    let folder = Folder::new().and("sekimori.yaml", config(pattern)).and(&format!("{own}/a.txt"), "x\n");
    let forbidden = Forbidden::default().and(own, 5);
    for args in [
        vec!["secrets", "--now", TODAY, own, "--baseline", "nothing"],
        vec!["secrets", "--now", TODAY, "--format", "json", own],
        vec!["secrets", "--now", TODAY, "--output", "acme_correcthorsebatterystaple/no/where"],
        vec!["scan", "--now", TODAY, own],
        vec!["deps", own],
    ] {
        let run = sekimori(&args).from(folder.path()).run();
        forbidden.is_not_in("the output", &run.out);
        forbidden.is_not_in("what is said", &run.err);
    }
}
