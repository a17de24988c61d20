//! Values of a configuration that cannot be, in words of ours; scopes that say too little; what an organisation keeps.

use crate::folder::Folder;
use crate::manifest::{annotated, clean, shared};
use crate::program::sekimori;

/// The error of one line of configuration, in that language.
fn error(line: &str, lang: &str) -> String {
    let folder = Folder::new().and("sekimori.yaml", format!("version: 1\n{line}\n"));
    let run = sekimori(&["config", "check", "--lang", lang]).from(folder.path()).exits(64);
    run.err
}

const WAIVER: &str = "waivers: [{rule: a/b, owner: o";

#[test]
fn values_are_refused_in_words_of_ours_in_both_languages() {
    let cases = [
        (
            "failOn: severe",
            "`severe` is not allowed here. Use one of: info, low",
            "`severe` は指定できません",
        ),
        ("failOn: [low]", "must be one value, neither a list", "リストやマッピングではない 1 つの値"),
        ("packs: baseline", "must be a list", "リストを指定"),
        ("limits: 3", "must be a mapping", "キーと値のマッピングを指定"),
        ("strict: maybe", "must be true or false", "true か false のどちらか"),
        ("limits: {depth: -1}", "must be a whole number", "0 以上の整数を指定"),
        (
            "kubernetesVersion: \"1.99\"",
            "`1.99` is not a version of Kubernetes",
            "`1.99` はこのビルドが対応する",
        ),
        ("rules: {host-port: {}}", "`host-port` is not a rule id", "`host-port` はルール ID ではありません"),
        (
            "rules: {a/b: {parameters: {x: {y: z}}}}",
            "a whole number, a text or a list",
            "文字列のリストのいずれか",
        ),
        ("scopes: [{}]", "`name` is missing", "`name` がありません"),
    ];
    let waivers = [
        (
            ", reason: r, expires: soon}]",
            "`soon` is not a day. Write YYYY-MM-DD",
            "`soon` は日付ではありません",
        ),
        (
            ", reason: r, expires: 2027-02-31}]",
            "`2027-02-31` is not a day",
            "`2027-02-31` は日付ではありません",
        ),
        (", reason: r, expires: }]", "nothing stands here", "空ではない文字列を指定"),
        (", expires: 2027-01-01}]", "`reason` is missing", "`reason` がありません"),
        (", reason: r, expires: 2027-01-01, fingerprint: x}]", "32 hexadecimal", "32 桁の 16 進数"),
    ];
    let waivers = waivers.map(|(line, en, ja)| (format!("{WAIVER}{line}"), en, ja));
    let all = cases.iter().map(|(line, en, ja)| ((*line).to_owned(), *en, *ja)).chain(waivers);
    for (line, en, ja) in all {
        let (english, japanese) = (error(&line, "en"), error(&line, "ja"));
        assert!(english.contains(en), "{line}\n{english}");
        assert!(japanese.contains(ja), "{line}\n{japanese}");
        for theirs in ["unknown variant", "missing field", "invalid", "expected", "untagged", "failed to"] {
            assert!(!english.contains(theirs) && !japanese.contains(theirs), "{english}{japanese}");
        }
    }
}

#[test]
fn a_version_of_the_format_that_is_not_known_is_refused() {
    let folder = Folder::new().and("sekimori.yaml", "version: 2\n");
    let check = |lang: &str| sekimori(&["config", "check", "--lang", lang]).from(folder.path()).exits(64).err;
    assert!(check("en").contains("1:10: version 2 is not known: write `version: 1`."));
    assert!(check("ja").contains("形式のバージョン `2` には対応していません"));
}

#[test]
fn two_scopes_of_one_name_are_refused_with_both_lines() {
    let text = "scopes:\n  - {name: a, paths: [x]}\n  - {name: b, paths: [x]}\n  - {name: a, paths: [y]}";
    let english = error(text, "en");
    assert!(english.contains("sekimori.yaml:5:6: the scope `a` stands in line 3 already."), "{english}");
    assert!(error(text, "ja").contains("スコープ `a` は 3 行目に既にあります"));
}

#[test]
fn many_scopes_of_one_name_cost_little() {
    let text = format!("version: 1\nscopes:\n{}", "- {name: a, paths: [x]}\n".repeat(30_000));
    let folder = Folder::new().and("sekimori.yaml", text);
    sekimori(&["config", "check"]).from(folder.path()).bounded().exits(64);
}

#[test]
fn a_scope_that_holds_everywhere_is_told() {
    let config = "version: 1\nscopes:\n  - {name: all, mode: warn}\n  - {name: some, paths: [x]}\n";
    let folder = Folder::with(clean("a")).and("sekimori.yaml", config);
    let report = folder.report(&[]);
    let [(code, _, text)] = report.notes()[..] else { panic!("{:?}", report.notes()) };
    assert_eq!(code, "scope-everywhere");
    assert!(text.contains("the scope `all` names neither paths nor namespaces nor labels"), "{text}");
    let run = sekimori(&["config", "check"]).from(folder.path()).exits(0);
    assert!(run.err.starts_with("note: sekimori.yaml: the scope `all` names neither"), "{}", run.err);
}

#[test]
fn a_repository_does_not_loosen_what_its_organisation_asks_for() {
    let organisation =
        "version: 1\npacks: [restricted]\nstrict: true\nfailOn: low\nfailOnNotAnalysed: true\n";
    let organisation = Folder::new().and("org.yaml", organisation);
    let rule = "waive.sekimori.dev/pod-security.host-namespace-shared";
    let waived = annotated("a", rule, "until=2027-12-31; owner=o; reason=r");
    let loose = "version: 1\nstrict: false\nfailOn: critical\nfailOnNotAnalysed: false\n";
    let folder = Folder::with(waived).and("sekimori.yaml", loose);
    let flags = ["--org-config", organisation.join("org.yaml").to_str().expect("a text")].map(str::to_owned);
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let report = folder.scan(&flags).args(&["--format", "json"]).reports(1);
    assert_eq!(report.waived(), []);
    assert_eq!(report.all["verdict"]["thresholds"]["failOn"], "low");
    assert_eq!(report.all["verdict"]["thresholds"]["failOnNotAnalysed"], true);
    let notes = report.notes();
    let told: Vec<&str> =
        notes.iter().filter(|(c, ..)| *c == "setting-overruled").map(|(.., t)| *t).collect();
    assert_eq!(told.len(), 3, "{notes:?}");
    assert!(
        told.iter().any(|t| t.starts_with("`strict: false` in sekimori.yaml:2 does not hold")),
        "{told:?}"
    );
    let shown = sekimori(&["config", "show", "--origin"]).args(&flags).from(folder.path()).exits(0).out;
    let line = shown.lines().find(|line| line.trim_start().starts_with("strict ")).expect("a setting");
    assert!(line.contains("true") && line.contains("org.yaml:3"), "{line}");
    // Who runs the scan says the last word.
    let report = folder.scan(&flags).args(&["--strict=false", "--format", "json"]).reports(0);
    assert_eq!(report.waived().len(), 1);
    assert!(!report.notes().iter().any(|(.., text)| text.starts_with("`strict")), "{:?}", report.notes());
}

#[test]
fn a_repository_may_tighten() {
    let organisation = Folder::new().and("org.yaml", "version: 1\npacks: [restricted]\nfailOn: critical\n");
    let folder = Folder::with(shared("a")).and("sekimori.yaml", "version: 1\nfailOn: low\nstrict: true\n");
    let scan = folder.scan(&["--format", "json"]).arg("--org-config").arg(organisation.join("org.yaml"));
    assert_eq!(scan.reports(1).note_codes(), [""; 0]);
}
