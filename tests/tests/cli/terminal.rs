//! The report for people: what, where, why, fix, id, how to waive; in two languages, with and without colours.

use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::process::Stdio;

use nix::pty::{Winsize, openpty};

use crate::folder::Folder;
use crate::manifest::{SHARED, annotated, clean, shared};
use crate::program::sekimori;
use crate::report::FORMATS;

const ESCAPE: char = '\u{1b}';

fn rule() -> &'static sekimori_catalog::Rule {
    sekimori_catalog::find(SHARED).expect("a rule of the catalog")
}

/// Each of `parts` stands in `text`.
fn assert_has(text: &str, parts: &[&str]) {
    let missing: Vec<&&str> = parts.iter().filter(|part| !text.contains(**part)).collect();
    assert!(missing.is_empty(), "missing {missing:#?} in\n{text}");
}

#[test]
fn a_finding_says_what_where_why_fix_id_and_how_to_waive() {
    let folder = Folder::with(shared("cart"));
    let fingerprint = folder.report(&[]).only().fingerprint().to_owned();
    let run = folder.scan(&[]).exits(1);
    assert_has(
        &run.out,
        &[
            "high[pod-security/host-namespace-shared]: Namespace of the node shared",
            "--> app.yaml:5:3",
            "5 |   hostNetwork: true",
            "^^^^^^^^^^^^^^^^^ found `true`, wanted `false` or no value",
            "subject: Pod shop/cart hostNetwork",
            rule().why.en,
            rule().fix.en,
            "waive.sekimori.dev/pod-security.host-namespace-shared: \"until=YYYY-MM-DD; owner=NAME; reason=WHY\"",
            &fingerprint,
        ],
    );
}

#[test]
fn an_absent_field_is_shown_at_the_nearest_thing_around_it() {
    let without = clean("cart").replace("allowPrivilegeEscalation: false, ", "");
    let run = Folder::with(without).scan(&[]).exits(1);
    assert_has(
        &run.out,
        &["pod-security/privilege-escalation-allowed", "--> app.yaml:9:7", "not set, wanted"],
    );
}

#[test]
fn the_path_can_be_opened_from_where_the_user_stands() {
    let run = sekimori(&["scan", "examples/shop/cart"]).exits(1);
    assert_has(&run.out, &["--> examples/shop/cart/cart.yaml:"]);
    let run = sekimori(&["scan", "examples/shop/cart/cart.yaml", "examples/shop/cache"]).exits(1);
    assert_has(&run.out, &["--> examples/shop/cart/cart.yaml:", "--> examples/shop/cache/cache.yaml:"]);
}

#[test]
fn what_was_not_analysed_says_why_and_what_to_do() {
    let run = Folder::with("a: [1\n").and("b.yaml", shared("b")).scan(&[]).exits(1);
    assert_has(
        &run.out,
        &["not analysed[manifest/not-analysed]", "--> app.yaml:", "Mend it at the place shown, or"],
    );
    assert_has(&run.err, &["1 not analysed"]);
}

#[test]
fn waived_findings_are_shown_on_demand_with_their_waiver() {
    let key = "waive.sekimori.dev/pod-security.host-namespace-shared";
    let folder =
        Folder::with(annotated("cart", key, "until=2027-12-31; owner=team-a; reason=agreed in review"));
    let run = folder.scan(&[]).exits(0);
    assert_eq!(run.out, "", "a waived finding does not disturb");
    assert_has(&run.err, &["1 waived"]);
    let run = folder.scan(&["--show-waived"]).exits(0);
    assert_has(
        &run.out,
        &["waived[pod-security/host-namespace-shared]", "until 2027-12-31 by team-a: agreed in review"],
    );
}

#[test]
fn the_last_lines_say_what_was_done_and_decided() {
    let folder = Folder::with(shared("a")).and("b.yaml", clean("b")).and("c.yaml", "title: no object\n");
    let err = folder.scan(&[]).exits(1).err;
    assert_has(
        &err,
        &["20 rules on 2 objects in 3 files, ", " s: 1 high, 1 document is not a Kubernetes object\n"],
    );
    assert_has(&err, &["fail: 1 at or above low"]);
    assert_has(
        &folder.scan(&["--fail-on", "critical"]).exits(0).err,
        &["warn: nothing at or above critical"],
    );
    let err = Folder::with(clean("a")).scan(&["--pss", "restricted@1.30"]).exits(0).err;
    assert_has(
        &err,
        &[
            "Pod Security Standards restricted@1.30: ",
            " rules on 1 object in 1 file, ",
            "nothing found\npass",
        ],
    );
}

#[test]
fn the_table_has_one_line_a_finding() {
    let folder = Folder::with(shared("a")).and("b.yaml", shared("b")).and("broken.yaml", "a: [1\n");
    let out = folder.scan(&["--format", "table"]).exits(1).out;
    let lines: Vec<Vec<&str>> = out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["severity", "rule", "where", "subject", "what"]);
    assert_eq!(lines[1][..6], ["high", SHARED, "app.yaml:5:3", "Pod", "shop/a", "hostNetwork"]);
    assert_eq!(lines[2][2], "b.yaml:5:3");
    assert_eq!(lines[3][..3], ["not", "analysed", "manifest/not-analysed"]);
    assert_eq!(lines.len(), 4, "{out}");
}

#[test]
fn a_clean_folder_needs_no_report() {
    let folder = Folder::with(clean("a"));
    for format in ["terminal", "table"] {
        assert_eq!(folder.scan(&["--format", format]).exits(0).out, "", "{format}");
    }
}

#[test]
fn japanese_is_japanese_from_the_first_word_to_the_last() {
    let folder = Folder::with(shared("cart")).and("broken.yaml", "a: [1\n");
    let run = folder.scan(&["--lang", "ja"]).exits(1);
    let rule = rule();
    assert_has(
        &run.out,
        &["高[pod-security/host-namespace-shared]", rule.title.ja, rule.why.ja, rule.fix.ja],
    );
    assert_has(&run.out, &["理由: ", "修正: ", "対象: ", "免除: ", "検出値 `true`、期待値: ", "分析できず"]);
    assert_has(&run.err, &["ルール 20 件", "高 1 件", "不合格: 低以上が 1 件"]);
    for english in ["why:", "fix:", "wanted", "found", "waive:", "high", "fail", "rules on"] {
        assert!(
            !run.out.contains(&format!(" {english}")) && !run.err.contains(english),
            "{english}\n{}",
            run.out
        );
    }
    let table = folder.scan(&["--lang", "ja", "--format", "table"]).exits(1).out;
    assert_has(&table, &["重大度", "ルール", "場所", "対象", "内容", rule.title.ja]);
}

#[test]
fn the_language_is_the_flags_then_the_variables_then_the_locales_then_english() {
    let folder = Folder::with(shared("cart"));
    let japanese = |flags: &[&str], vars: &[(&str, &str)]| {
        let program =
            vars.iter().fold(folder.scan(flags), |program, (name, value)| program.var(name, *value));
        program.exits(1).err.contains("ルール")
    };
    assert!(!japanese(&[], &[]));
    assert!(japanese(&[], &[("LANG", "ja_JP.UTF-8")]));
    assert!(japanese(&[], &[("LANG", "de_DE.UTF-8"), ("LC_MESSAGES", "ja_JP")]));
    assert!(!japanese(&[], &[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C")]), "LC_ALL wins over LANG");
    assert!(japanese(&[], &[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "")]), "an empty variable is not set");
    assert!(!japanese(&[], &[("LANG", "ja_JP.UTF-8"), ("SEKIMORI_LANG", "en")]));
    assert!(japanese(&["--lang", "ja"], &[("SEKIMORI_LANG", "en")]));
    assert!(!japanese(&["--lang=en"], &[("LANG", "ja_JP.UTF-8")]));
}

#[test]
fn a_pipe_gets_colours_only_when_asked() {
    let folder = Folder::with(shared("cart"));
    let coloured = |flags: &[&str], vars: &[(&str, &str)]| {
        let program =
            vars.iter().fold(folder.scan(flags), |program, (name, value)| program.var(name, *value));
        let run = program.exits(1);
        assert!(!run.err.contains(ESCAPE), "the last lines are plain");
        run.out.contains(ESCAPE)
    };
    assert!(!coloured(&[], &[]));
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]), "a flag wins over a variable");
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(coloured(&[], &[("SEKIMORI_COLOR", "always")]));
}

/// What the program writes to a terminal of that width.
fn on_terminal(folder: &Folder, flags: &[&str], vars: &[(&str, &str)], columns: u16) -> String {
    let size = Winsize { ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    let pty = openpty(Some(&size), None).expect("a terminal");
    let program = vars.iter().fold(folder.scan(flags), |program, (name, value)| program.var(name, *value));
    let mut command = program.var("TERM", "xterm-256color").command();
    let mut child =
        command.stdout(Stdio::from(pty.slave)).stderr(Stdio::null()).spawn().expect("the program starts");
    // The command still holds the other end of the terminal, and reading would never end.
    drop(command);
    let text = read_terminal(pty.master);
    assert_eq!(child.wait().ok().and_then(|status| status.code()), Some(1));
    text
}

fn read_terminal(master: OwnedFd) -> String {
    let mut bytes = Vec::new();
    // Linux answers EIO once the last writer has gone.
    let _ = std::fs::File::from(master).read_to_end(&mut bytes);
    String::from_utf8(bytes).expect("the program writes UTF-8")
}

#[test]
fn a_terminal_gets_colours_unless_told_otherwise() {
    let folder = Folder::with(shared("cart"));
    assert!(on_terminal(&folder, &[], &[], 120).contains(ESCAPE));
    assert!(!on_terminal(&folder, &[], &[("NO_COLOR", "1")], 120).contains(ESCAPE));
    assert!(!on_terminal(&folder, &["--color", "never"], &[], 120).contains(ESCAPE));
    for format in FORMATS.into_iter().filter(|format| *format != "terminal") {
        assert!(!on_terminal(&folder, &["--format", format], &[], 120).contains(ESCAPE), "{format}");
    }
}

#[test]
fn severity_is_a_word_with_and_without_colours() {
    let folder = Folder::with(shared("cart"));
    for text in [on_terminal(&folder, &[], &[], 120), on_terminal(&folder, &["--color", "never"], &[], 120)] {
        assert_has(&text, &["high", "[pod-security/host-namespace-shared]"]);
    }
}

#[test]
fn a_clipped_line_keeps_its_column() {
    let text = "apiVersion: v1
kind: Pod
metadata: {name: a}
spec: {securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, hostNetwork: true, containers: []}
";
    let folder = Folder::with(text);
    let at = folder.report(&[]).only().at();
    assert_eq!(at, "4:87");
    let run = folder.scan(&[]).exits(1);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[1..4], [" --> app.yaml:4:87", "  |", "4 | … hostNetwork: true …"], "{}", run.out);
    let coloured = folder.scan(&["--color", "always"]).exits(1);
    assert!(coloured.out.contains("app.yaml:4:87") && !coloured.out.contains(":::"), "{}", coloured.out);
}
