//! `sekimori secrets` on files, folders and standard input.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::folder::{Folder, TODAY};
use crate::git::unborn;
use crate::planted::{GITHUB, PASSWORD, password, token};
use crate::program::{Program, sekimori};
use crate::report::{FORMATS, Report};

fn secrets(folder: &Folder, args: &[&str]) -> Program {
    sekimori(&["secrets", "--now", TODAY]).args(args).from(folder.path())
}

fn report(folder: &Folder, args: &[&str]) -> Report {
    secrets(folder, args).args(&["--format", "json", "--exit-zero"]).reports(0)
}

/// A folder with a token on the second line of a file that no parser knows.
fn planted() -> Folder {
    Folder::new().and("src/main.rs", format!("fn main() {{\n    call(\"{}\");\n}}\n", token(1)))
}

#[test]
fn a_token_in_a_file_of_any_kind_is_found() {
    let report = report(&planted(), &[]);
    let found = report.only();
    assert_eq!((found.rule(), found.path(), found.at().as_str()), (GITHUB, "src/main.rs", "2:11"));
    let evidence = json!([{ "type": "secret", "context": "call", "redacted": "ghp_… (40)" }]);
    assert_eq!(found.0["evidence"], evidence);
    assert_eq!(found.identity(), format!("secret:{GITHUB}/src/main.rs/call"));
    assert_eq!((report.count("filesSearched"), report.count("objects")), (1, 0));
    let run = secrets(&planted(), &[]).exits(1);
    assert!(run.out.contains("found `ghp_… (40)` at `call`"), "{}", run.out);
    assert!(run.err.ends_with("fail: 1 at or above low\n"), "{}", run.err);
}

#[test]
fn a_file_that_is_named_and_standard_input_are_searched() {
    let folder = planted();
    assert_eq!(report(&folder, &["src/main.rs"]).violations(), [("main.rs", GITHUB)]);
    let run = sekimori(&["secrets", "-", "--format", "json"]).input(format!("x {}\n", token(2)));
    let report = run.reports(1);
    assert_eq!(report.violations(), [("-", GITHUB)]);
    assert_eq!(report.only().at(), "1:3");
    let run = sekimori(&["secrets", "-"]).input("nothing\n").exits(0);
    assert!(run.err.ends_with("pass\n"), "{}", run.err);
}

#[test]
fn how_soon_a_certificate_ends_is_said_in_the_configuration() {
    let rule = "credential/certificate-expiring";
    // It ends on 2030-01-15.
    let manifest = crate::planted::sample(rule, 1);
    let file = crate::planted::sample("credential/certificate-expiring-file", 2);
    let folder = Folder::new().and("ca.yaml", manifest).and("ca.crt", file);
    let rules = |folder: &Folder, now: &str| {
        let args = ["secrets", "--now", now, "--persona", "pedantic", "--format", "json", "--exit-zero"];
        let report = sekimori(&args).from(folder.path()).reports(0);
        report.violations().into_iter().map(|(_, rule)| rule.to_owned()).collect::<Vec<_>>()
    };
    let both = ["credential/certificate-expiring-file", rule];
    assert_eq!(rules(&folder, "2029-12-15"), [""; 0]);
    assert_eq!(rules(&folder, "2029-12-16"), both);
    let folder =
        folder.and("sekimori.yaml", format!("version: 1\nrules:\n  {rule}: {{parameters: {{days: 60}}}}\n"));
    assert_eq!(rules(&folder, "2029-11-15"), [""; 0]);
    assert_eq!(rules(&folder, "2029-11-16"), [rule]);
    assert_eq!(rules(&folder, "2029-12-16"), both);
    let absurd = i64::MAX;
    let folder = folder
        .and("sekimori.yaml", format!("version: 1\nrules:\n  {rule}: {{parameters: {{days: {absurd}}}}}\n"));
    assert_eq!(rules(&folder, "1990-01-01"), [rule]);
    let folder =
        folder.and("sekimori.yaml", format!("version: 1\nrules:\n  {rule}: {{parameters: {{days: -1}}}}\n"));
    let run = sekimori(&["secrets", "--now", "2030-01-14"]).from(folder.path()).exits(64);
    assert!(run.err.contains("a whole number, 0 or more"), "{}", run.err);
    sekimori(&["rules", "show", rule]).exits(0);
}

#[test]
fn one_password_of_filezilla_is_one_finding() {
    let text = crate::planted::sample("credential/config-filezilla-password", 1);
    let folder = Folder::new().and("sitemanager.xml", format!("<?xml version=\"1.0\"?>\n{text}\n"));
    assert_eq!(
        report(&folder, &[]).violations(),
        [("sitemanager.xml", "credential/config-filezilla-password")]
    );
}

#[test]
fn a_private_key_of_putty_is_the_same_in_a_manifest() {
    let text = crate::planted::sample("credential/private-key-putty", 1);
    let lines: Vec<_> = text.lines().map(|line| format!("    {line}\n")).collect();
    let lines = lines.concat();
    let manifest =
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  deploy.ppk: |\n{lines}");
    let folder = Folder::new().and("a.ppk", text).and("b.yaml", manifest);
    let report = report(&folder, &[]);
    let rule = "credential/private-key-putty";
    assert_eq!(report.violations(), [("a.ppk", rule), ("b.yaml", rule)]);
    let joins: Vec<_> = report.findings.iter().map(|found| found.0["subject"]["joins"].clone()).collect();
    assert!(joins[0].is_string() && joins[0] == joins[1]);
}

#[test]
fn flags_of_manifests_are_none_of_secrets() {
    for args in [["secrets", "--pack=baseline"], ["secrets", "--kubernetes-version=1.30"]] {
        sekimori(&args).exits(64);
        sekimori(&["hook", "run", "pre-commit", args[1]]).exits(64);
        sekimori(&["config", "show", args[1]]).exits(0);
    }
}

#[test]
fn what_git_ignores_is_left_out_unless_it_is_asked_for() {
    let folder = unborn(planted()).and(".gitignore", ".env\n").and(".env", format!("T={}\n", token(2)));
    assert_eq!(report(&folder, &[]).violations(), [("src/main.rs", GITHUB)]);
    let all = report(&folder, &["--no-ignore"]);
    assert_eq!(all.violations(), [(".env", GITHUB), ("src/main.rs", GITHUB)]);
    assert_eq!(report(&folder, &[".env"]).violations(), [(".env", GITHUB)], "what is named is looked at");
}

#[test]
fn binaries_are_searched_and_lines_of_any_length() {
    let mut binary = b"\x7fELF\x02\x01\x00\xff\xfe\x00".repeat(300);
    binary.extend_from_slice(format!("\0{}\0", token(3)).as_bytes());
    binary.extend_from_slice(&[0xFF; 64]);
    let long = format!("{}\"{}\"{}", "var a=1;".repeat(40_000), token(4), ";b()".repeat(40_000));
    let folder = Folder::new().and("program", binary).and("app.min.js", long);
    assert_eq!(report(&folder, &[]).violations(), [("app.min.js", GITHUB), ("program", GITHUB)]);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_searched() {
    let folder = planted().and("locked", token(2)).and_link("outside", "/etc/hostname");
    fs::set_permissions(folder.join("locked"), fs::Permissions::from_mode(0o000)).expect("a mode");
    let large = folder.and("large.zip", [b"PK\x03\x04".as_slice(), &vec![b'x'; 2 << 20]].concat());
    let report = report(&large, &["--max-file-size", "1MiB"]);
    // Root reads what nobody may.
    let locked = fs::read(large.join("locked")).is_err();
    let mut expected = vec![("large.zip", "too-large")];
    if locked {
        expected.push(("locked", "unreadable"));
    }
    assert_eq!(report.not_analysed(), expected);
    assert!(report.violations().contains(&("src/main.rs", GITHUB)));
    assert_eq!(report.all["complete"], false);
}

#[test]
fn two_of_one_kind_on_one_line_are_two_and_keep_their_names() {
    let text = format!("a {} b {}\n", token(1), token(2));
    let one = report(&Folder::new().and("x", &text), &[]);
    assert_eq!(one.findings.len(), 2);
    let (a, b) = (&one.findings[0], &one.findings[1]);
    assert_eq!((a.at().as_str(), b.at().as_str()), ("1:3", "1:46"));
    assert_ne!(a.fingerprint(), b.fingerprint());
    // Lines come and go, and the value is rotated: it is the same finding.
    let moved = report(&Folder::new().and("x", format!("\n\n{}", text.replace(&token(1), &token(9)))), &[]);
    assert_eq!(moved.fingerprints(), one.fingerprints());
}

#[test]
fn a_waiver_accepts_by_fingerprint_by_rule_and_by_path() {
    let folder = planted().and("old.env", format!("DB_PASSWORD={}\n", password(1)));
    let all = report(&folder, &[]);
    let mut violations = all.violations();
    violations.sort_unstable();
    assert_eq!(violations, [("old.env", PASSWORD), ("src/main.rs", GITHUB)]);
    let token = all.findings.iter().find(|found| found.rule() == GITHUB).expect("it is found");
    let cases = [
        (format!("{{rule: \"*\", fingerprint: {}, ", token.fingerprint()), "src/main.rs"),
        (format!("{{rule: {GITHUB}, "), "src/main.rs"),
        ("{rule: credential/*, path: \"*.env\", ".to_owned(), "old.env"),
        ("{rule: credential/*, subject: \"secret:*/DB_PASSWORD\", ".to_owned(), "old.env"),
    ];
    for (waiver, waived) in cases {
        let config = format!(
            "version: 1\nwaivers:\n- {waiver}reason: a test account, owner: team-a, expires: 2027-12-31}}\n"
        );
        let report = report(&Folder::new(), &["--no-config", &folder.path().display().to_string()]);
        assert_eq!(report.waived(), []);
        let said =
            planted().and("old.env", format!("DB_PASSWORD={}\n", password(1))).and("sekimori.yaml", &config);
        let report = self::report(&said, &["--show-waived"]);
        let paths: Vec<&str> = report.waived().into_iter().map(|(path, _)| path).collect();
        assert_eq!((paths, report.violations().len()), (vec![waived], 1), "{config}");
        assert_eq!(report.note_codes(), <[&str; 0]>::default(), "{config}");
    }
}

#[test]
fn a_waiver_of_another_rule_is_no_unused_one() {
    let config = "version: 1\nwaivers:\n- {rule: pod-security/*, reason: agreed, owner: team-a, expires: 2027-12-31}\n";
    assert_eq!(report(&planted().and("sekimori.yaml", config), &[]).notes(), []);
    let config = config.replace("pod-security/*", "credential/aws-access-key-id");
    let all = sekimori(&["rules", "list", "--format", "json"]).exits(0);
    if all.out.contains("credential/aws-access-key-id") {
        assert_eq!(report(&planted().and("sekimori.yaml", config), &[]).note_codes(), ["waiver-unused"]);
    }
}

#[test]
fn what_the_baseline_has_does_not_decide() {
    let folder = planted();
    let baseline = secrets(&folder, &["--format", "json"]).exits(1).out;
    let beside = Folder::new().and("baseline.json", baseline);
    let baseline = beside.join("baseline.json").display().to_string();
    let run = secrets(&folder, &["--baseline", &baseline]).exits(0);
    assert!(run.err.contains("1 known finding in the baseline"), "{}", run.err);
    let folder = folder.and("new.txt", token(7));
    let report = secrets(&folder, &["--baseline", &baseline, "--format", "json"]).reports(1);
    assert_eq!(report.all["summary"]["baseline"], json!({ "new": 1, "known": 1, "gone": 0 }));
    assert_eq!(report.all["verdict"]["decidedBy"].as_array().map(Vec::len), Some(1));
}

#[test]
fn every_format_tells_of_it_in_both_languages() {
    let folder = planted();
    for format in FORMATS {
        for (lang, title) in
            [("en", "GitHub personal access token"), ("ja", "GitHub の個人用アクセス トークン")]
        {
            let run = secrets(&folder, &["--format", format, "--lang", lang]).exits(1);
            assert!(run.out.contains("src/main.rs"), "{format} {lang}: {}", run.out);
            assert!(run.out.contains(GITHUB), "{format} {lang}: {}", run.out);
            // The table has no room for words, and a service has one language for all.
            if !["table"].contains(&format) {
                assert!(run.out.contains(title), "{format} {lang}: {}", run.out);
            }
        }
    }
    let run = secrets(&folder, &["--lang", "ja"]).exits(1);
    assert!(run.out.contains("`ghp_… (40)`"), "{}", run.out);
}

#[test]
fn the_severity_decides_as_it_does_for_a_scan() {
    let folder = Folder::new().and("old.env", format!("DB_PASSWORD={}\n", password(1)));
    secrets(&folder, &["--fail-on", "high"]).exits(1);
    secrets(&folder, &["--fail-on", "critical"]).exits(0);
}

#[test]
fn nothing_to_search_is_told_in_words_of_its_own() {
    let run = secrets(&Folder::new(), &[]).exits(3);
    assert!(run.err.contains("nothing to look at: there is no file. Check the path"), "{}", run.err);
    assert!(run.err.contains("patterns on 0 files"), "{}", run.err);
    let run = secrets(&Folder::new(), &["--lang", "ja"]).exits(3);
    assert!(run.err.contains("対象なし: ファイルがありません"), "{}", run.err);
    let run = secrets(&Folder::new(), &["missing"]).exits(2);
    assert!(run.err.contains("missing"), "{}", run.err);
    sekimori(&["secrets", "-"]).input("").exits(0);
}

#[test]
fn a_scan_searches_every_file_as_well_and_no_other_pack_does() {
    let folder = planted();
    let report = folder.scan(&["--format", "json"]).by_default().reports(1);
    assert_eq!(report.violations(), [("src/main.rs", GITHUB)]);
    folder.scan(&["--pack", "restricted"]).exits(3);
    let report = folder.scan(&["--pack", "secrets", "--format", "json"]).reports(1);
    assert_eq!(report.violations(), [("src/main.rs", GITHUB)]);
}

#[test]
fn a_run_says_the_same_every_time_with_one_key() {
    let folder = planted().and("b.env", format!("DB_PASSWORD={}\n", password(1)));
    let once = |threads: &str| {
        let run = secrets(&folder, &["--format", "json", "--threads", threads]);
        run.var("SEKIMORI_SECRETS_KEY", "a key of the organisation").exits(1).out
    };
    assert_eq!(once("1"), once("2"));
    assert_eq!(once("2"), once("2"));
}

#[test]
fn the_key_comes_from_a_file_or_the_environment() {
    let folder = Folder::new().and("a", token(1)).and("b", token(1)).and("c", token(2));
    let joins = |report: &Report| {
        let ids = report.findings.iter().map(|found| found.0["subject"]["joins"].as_str().map(str::to_owned));
        ids.collect::<Option<Vec<String>>>().expect("every finding has one")
    };
    let beside = Folder::new().and("key", "a key of the organisation\n").and("short", "x");
    let file = beside.join("key").display().to_string();
    let by_file = joins(&report(&folder, &["--secrets-key-file", &file]));
    assert_eq!(by_file[0], by_file[1]);
    assert_ne!(by_file[0], by_file[2]);
    let call =
        secrets(&folder, &["--format", "json"]).var("SEKIMORI_SECRETS_KEY", "a key of the organisation");
    assert_eq!(joins(&call.reports(1)), by_file);
    let call = secrets(&folder, &["--format", "json"]).var("SEKIMORI_SECRETS_KEY", "a key of another one");
    let other = joins(&call.reports(1));
    assert!(other[0] == other[1] && other[0] != by_file[0]);
    let random = joins(&report(&folder, &[]));
    assert!(random[0] == random[1] && random[0] != joins(&report(&folder, &[]))[0]);
    let short = beside.join("short").display().to_string();
    for (lang, words) in [("en", "fewer than 16 bytes"), ("ja", "16")] {
        let run = secrets(&folder, &["--secrets-key-file", &short, "--lang", lang]).run();
        assert!(matches!(run.code, Some(2 | 64)) && run.err.contains(words), "{:?} {}", run.code, run.err);
    }
    let missing = beside.join("missing").display().to_string();
    let run = secrets(&folder, &["--secrets-key-file", &missing]).run();
    assert!(matches!(run.code, Some(2 | 64)) && run.err.contains("cannot read the key"), "{}", run.err);
}
