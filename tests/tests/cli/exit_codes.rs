//! How a run ends: 64, 2, 1, 4, 3, 0, in this order of precedence.

use std::ffi::OsStr;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;

use crate::folder::Folder;
use crate::manifest::{clean, shared};
use crate::program::sekimori;
use crate::report::FORMATS;

/// A limit of one file, which `two` passes.
const CUT_SHORT: [&str; 2] = ["--max-files", "1"];

fn two(first: &str) -> Folder {
    Folder::new().and("a.yaml", first).and("b.yaml", clean("b"))
}

#[test]
fn zero_where_nothing_was_found() {
    let run = Folder::with(clean("a")).scan(&[]).exits(0);
    assert!(run.err.ends_with("nothing found\npass\n"), "{}", run.err);
}

#[test]
fn one_where_something_at_or_above_the_threshold_was_found() {
    let folder = Folder::with(shared("a"));
    for (threshold, code) in [("info", 1), ("low", 1), ("medium", 1), ("high", 1), ("critical", 0)] {
        let run = folder.scan(&["--fail-on", threshold]).exits(code);
        let verdict = if code == 1 { "fail: 1 at or above " } else { "warn: nothing at or above " };
        assert!(run.err.ends_with(&format!("{verdict}{threshold}\n")), "{}", run.err);
    }
}

#[test]
fn two_where_the_job_could_not_be_done() {
    let run = sekimori(&["scan", "no/such/folder"]).exits(2);
    assert_eq!(
        run.err,
        "error: cannot open `no/such/folder`: No such file or directory (os error 2). Check the path.\n"
    );
    assert_eq!(run.out, "");
    let folder = Folder::with(clean("a"));
    let run = folder.scan(&["--output", "no/such/report"]).exits(2);
    assert!(run.err.starts_with("error: cannot write `no/such/report`: No such file"), "{}", run.err);
    let run = folder.scan(&["--output", "/dev/full", "--format", "json"]).exits(2);
    assert!(run.err.starts_with("error: cannot write `/dev/full`: No space left"), "{}", run.err);
}

#[test]
fn two_where_one_of_several_paths_is_missing() {
    let run = Folder::with(shared("a")).scan(&["missing.yaml"]).exits(2);
    assert!(run.err.starts_with("error: cannot open `missing.yaml`"), "{}", run.err);
}

#[test]
fn three_where_there_was_nothing_to_look_at() {
    Folder::new().scan(&[]).exits(3);
    let run = Folder::with("title: no object\n").and("notes.txt", "kind: Pod").scan(&[]).exits(3);
    assert!(run.err.contains("0 objects in 1 file"), "{}", run.err);
    sekimori(&["scan", "-"]).input("").exits(3);
}

#[test]
fn four_where_a_limit_cut_the_scan_short() {
    let report = two(&clean("a")).scan(&["--format", "json"]).args(&CUT_SHORT).reports(4);
    assert_eq!(report.not_analysed(), [(".", "too-many-files")]);
    assert_eq!(report.all["complete"], false);
    assert_eq!(report.all["verdict"]["decision"], "incomplete");
    let run = two(&clean("a")).scan(&CUT_SHORT).exits(4);
    assert!(run.err.ends_with("incomplete: not everything could be looked at\n"), "{}", run.err);
}

#[test]
fn four_where_nothing_could_be_analysed() {
    let folder = Folder::with("a: [1\n").and("values.yaml", "replicas: 1\n");
    let report = folder.scan(&["--format", "json"]).reports(4);
    assert_eq!(report.not_analysed(), [("app.yaml", "malformed")]);
    assert_eq!((report.all["complete"].clone(), report.count("objects")), (false.into(), 0));
    assert_eq!(report.all["verdict"]["decision"], "incomplete");
    for format in FORMATS {
        let run = folder.scan(&["--format", format]).exits(4);
        let last = "incomplete: nothing could be analysed. Mend what is told as not analysed.\n";
        assert!(run.err.ends_with(last), "{format}: {}", run.err);
        assert!(run.out.contains("app.yaml"), "{format}: {}", run.out);
    }
    folder.scan(&["--fail-on-not-analysed"]).exits(1);
    folder.scan(&["--exit-zero"]).exits(0);
    sekimori(&["scan", "-"]).input("a: [1\n").exits(4);
    Folder::new().and("a.profile", "profile a {\n").scan(&[]).exits(4);
    // One object that was judged makes it a scan with a bad file, which gates only where that is asked for.
    folder.and("b.yaml", clean("b")).scan(&[]).exits(0);
}

#[test]
fn four_where_no_manifest_could_be_analysed_though_files_were_searched_for_secrets() {
    let folder = Folder::with("a: [1\n").and("b.yml", "b: [1\n").and("main.rs", "fn main() {}\n");
    let run = folder.scan(&[]).by_default().exits(4);
    let last = "incomplete: nothing could be analysed. Mend what is told as not analysed.\n";
    assert!(run.err.ends_with(last) && run.err.contains("3 files searched for secrets"), "{}", run.err);
    // Who looks for secrets alone has them all looked at.
    sekimori(&["secrets"]).from(folder.path()).exits(0);
    // Of YAML that is no manifest, one file that is read tells that the others are no wonder.
    let mixed = folder.and("values.yaml", "replicas: 1\n");
    mixed.scan(&[]).by_default().exits(0);
    // A chart that cannot be rendered is as good as no manifest.
    let chart = Folder::new().and("Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n");
    let chart = chart.and("templates/a.yaml", "{{ fail \"no\" }}\n").and("README", "text\n");
    let run = chart.scan(&[]).by_default().exits(4);
    assert!(run.err.ends_with(last), "{}", run.err);
    // Without manifests nothing was lost.
    Folder::new().and("main.rs", "fn main() {}\n").scan(&[]).by_default().exits(0);
}

#[test]
fn sixty_four_where_the_command_line_is_wrong() {
    let calls: [(&[&str], &str); 14] = [
        (&["scan", "--no-such-flag"], "unknown argument `--no-such-flag`"),
        (&["scam"], "unknown command `scam`"),
        (
            &["scan", "--format", "xml"],
            "`xml` is not allowed for `--format <FORMAT>`. Use one of: terminal, table, json, sarif, junit, github, gitlab, markdown, openvex, html",
        ),
        (
            &["scan", "--format"],
            "`--format <FORMAT>` needs a value (terminal, table, json, sarif, junit, github, gitlab, markdown, openvex, html)",
        ),
        (&["scan", "--pss", "strict@1.30"], "`strict@1.30` is not LEVEL@VERSION."),
        (&["scan", "--pss", "baseline@1.38"], "from 1.0 to 1.37"),
        (&["scan", "--now", "tomorrow"], "`tomorrow` is not a day. Write YYYY-MM-DD"),
        (&["scan", "--threads", "0"], "`0` is not a number of threads. Use 1 to 256"),
        (&["scan", "--max-file-size", "9TiB"], "`9TiB` is not a size."),
        (&["scan", "--max-depth", "1001"], "`1001` is not a depth. Use 1 to 1000"),
        (&["scan", "--max-files", "many"], "`many` is not allowed for `--max-files <N>`"),
        (&["scan", "--config", "a.yaml", "--no-config"], "cannot be combined"),
        (&["rules", "show"], "`<RULE>` is missing"),
        (
            &["scan", "-", "examples"],
            "`-` stands for standard input and cannot be combined with other paths.",
        ),
    ];
    for (call, sentence) in calls {
        let run = sekimori(call).exits(64);
        assert!(run.err.starts_with("error: ") && run.err.contains(sentence), "{call:?}\n{}", run.err);
        assert_eq!(run.out, "");
        let run = sekimori(call).args(&["--lang=ja"]).exits(64);
        assert!(run.err.starts_with("エラー: "), "{call:?}\n{}", run.err);
        assert!(!run.err.contains("error"), "{call:?}\n{}", run.err);
    }
}

#[test]
fn a_wrong_call_is_explained_in_our_own_words() {
    let no_text = OsStr::from_bytes(b"caf\xe9");
    let calls = [
        sekimori(&["scan", "--skip-dirs"]).arg(no_text),
        sekimori(&["scan"]).var("SEKIMORI_FAIL_ON", no_text),
        sekimori(&["scan", "--output="]),
        sekimori(&["scan", ""]),
        sekimori(&["scan", "--strict=perhaps"]),
        sekimori(&["scan", "--format", "json", "--format", "sarif"]),
        sekimori(&["scan", "--quiet=yes"]),
        sekimori(&["rules", "show", "a/b", "c/d"]),
    ];
    for call in calls {
        let english = call.exits(64).err;
        assert!(english.starts_with("error: ") && english.lines().count() == 2, "{english}");
        for odd in ["Usage:", "For more information", "\u{fffd}", "()", "``"] {
            assert!(!english.contains(odd), "`{odd}` in {english}");
        }
        let japanese = call.var("SEKIMORI_LANG", "ja").exits(64).err;
        assert!(japanese.lines().all(|line| !line.is_ascii()), "{japanese}");
    }
}

#[test]
fn sixty_four_where_the_configuration_is_wrong() {
    let cases = [
        ("failsOn: high\n", "unknown key `failsOn` (did you mean `failOn`?)"),
        ("failOn: severe\n", "severe"),
        ("rules: {pod-security/host-ports: {enabled: false}}\n", "unknown rule `pod-security/host-ports`"),
        ("packs: []\n", "no rule is switched on"),
        ("version: 2\n", "version 2 is not known: write `version: 1`"),
        ("a: [1\n", "not well-formed YAML"),
    ];
    for (config, sentence) in cases {
        let run = Folder::with(clean("a")).and("sekimori.yaml", config).scan(&[]).exits(64);
        assert!(run.err.contains(sentence), "{config}\n{}", run.err);
    }
    let run = sekimori(&["scan", "examples/shop", "--config", "no/such.yaml"]).exits(64);
    assert!(
        run.err.starts_with("error: cannot read the configuration `no/such.yaml`: No such file"),
        "{}",
        run.err
    );
    let run = sekimori(&["scan", "examples/shop"]).var("SOURCE_DATE_EPOCH", "soon").exits(64);
    assert!(
        run.err.contains("SOURCE_DATE_EPOCH is `soon`, which is not a number of seconds."),
        "{}",
        run.err
    );
}

#[test]
fn sixty_four_wins_over_two_over_one_over_four_over_three() {
    let bad = two(&shared("a"));
    let unwritable = ["--output", "no/such/report"];
    bad.scan(&["missing", "--pss", "strict"]).exits(64);
    let config = Folder::with("a: [1\n");
    bad.scan(&["missing", "--config"]).arg(config.join("app.yaml")).exits(64);
    bad.scan(&unwritable).args(&CUT_SHORT).exits(2);
    bad.scan(&CUT_SHORT).exits(1);
    two("title: no object\n").scan(&CUT_SHORT).exits(4);
}

#[test]
fn exit_zero_forgives_what_was_found_and_nothing_else() {
    let zero = ["--exit-zero"];
    let run = Folder::with(shared("a")).scan(&zero).exits(0);
    assert!(
        run.out.contains("host-namespace-shared") && run.err.contains("fail: 1"),
        "it is told all the same"
    );
    two(&clean("a")).scan(&zero).args(&CUT_SHORT).exits(0);
    sekimori(&["scan", "no/such/folder", "--exit-zero"]).exits(2);
    sekimori(&["scan", "--pss", "strict", "--exit-zero"]).exits(64);
}

#[test]
fn what_was_not_analysed_gates_only_on_demand() {
    let folder = Folder::with(clean("a")).and("broken.yaml", "a: [1\n");
    let run = folder.scan(&[]).exits(0);
    assert!(run.err.contains("1 not analysed"), "{}", run.err);
    let run = folder.scan(&["--fail-on-not-analysed"]).exits(1);
    assert!(run.err.ends_with("fail: something was not analysed\n"), "{}", run.err);
    folder.scan(&["--fail-on-not-analysed=false"]).exits(0);
    folder.scan(&[]).var("SEKIMORI_FAIL_ON_NOT_ANALYSED", "true").exits(1);
    two(&clean("a")).scan(&["--fail-on-not-analysed"]).args(&CUT_SHORT).exits(1);
}

#[test]
fn no_format_changes_the_exit_code() {
    let folder = Folder::with(shared("a"));
    for format in FORMATS {
        folder.scan(&["--format", format]).exits(1);
        folder.scan(&["--format", format, "--fail-on", "critical"]).exits(0);
    }
}

#[test]
fn a_reader_that_goes_away_has_seen_enough() {
    let calls: [(&[&str], i32); 4] = [
        (&["scan", "examples/shop", "--format", "json", "--quiet"], 1),
        (&["scan", "examples/shop", "--quiet"], 1),
        (&["rules", "list", "--format", "json"], 0),
        (&["completion", "print", "bash"], 0),
    ];
    for (call, code) in calls {
        let mut child = sekimori(call).start();
        let mut out = child.stdout.take().expect("a pipe");
        let mut first = [0; 1];
        out.read_exact(&mut first).expect("the first byte");
        drop(out);
        let output = child.wait_with_output().expect("it ends");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), err.as_ref()), (Some(code), ""), "{call:?}");
    }
}

#[test]
fn a_scan_that_dropped_the_rest_of_a_file_is_incomplete_and_no_pass() {
    let documents = "---\ntitle: no object\n".repeat(20);
    let folder = Folder::with(&documents).and("good.yaml", clean("good"));
    let run = folder.scan(&["--max-documents", "10"]).exits(4);
    assert!(run.err.contains("incomplete: not everything could be looked at"), "{}", run.err);
    let run = folder.scan(&["--max-documents", "10", "--lang", "ja"]).exits(4);
    assert!(run.err.contains("未完了"), "{}", run.err);
}

#[test]
fn a_scan_of_nothing_says_so_and_is_no_pass() {
    let run = Folder::new().scan(&[]).exits(3);
    assert!(run.err.contains("nothing to look at") && !run.err.contains("pass"), "{}", run.err);
    let json = Folder::new().scan(&["--format", "json"]).exits(3).out;
    assert!(json.contains("\"decision\": \"incomplete\""), "{json}");
}
