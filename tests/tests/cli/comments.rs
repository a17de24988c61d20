//! `--format markdown`: what is posted below a pull request.

use std::collections::BTreeSet;

use crate::folder::Folder;
use crate::manifest::{annotated, many, shared};
use crate::program::sekimori;
use crate::report::Found;

/// GitHub refuses a comment above 65,536 characters; something may stand before and after ours.
const MOST: usize = 60_000;

/// Marks of Markdown and HTML, a mention, a link, a reference.
const HOSTILE: &str =
    "a|b`c`<img src=x onerror=alert(1)>@team **b** [l](http://evil.test) www.evil.test #1 &amp;";

#[test]
fn the_comment_says_verdict_counts_findings_and_details() {
    let report = sekimori(&["scan", "examples/shop", "--format", "json"]).reports(1);
    let out = sekimori(&["scan", "examples/shop", "--format", "markdown"]).exits(1).out;
    let verdict = format!("## Sekimori: fail: {} at or above low\n", report.findings.len());
    assert!(out.starts_with(&verdict), "{out}");
    assert!(out.contains("| critical | high | medium | low | info | waived | not analysed |"), "{out}");
    for severity in ["critical", "high", "medium", "low"] {
        let title = format!("### {severity} ({})", report.count(severity));
        assert!(out.contains(&title), "`{title}` is missing in\n{out}");
    }
    let link = "[<code>pod-security/privileged-container</code>](<https://kubernetes.io/docs/";
    assert!(out.contains(link), "a rule leads to its first reference:\n{out}");
    assert!(out.contains("<code>examples/shop/image-resizer/deployment.yaml&#58;73</code>"), "{out}");
    let rules: BTreeSet<&str> = report.findings.iter().map(Found::rule).collect();
    let opened = out.matches("<details>").count();
    assert_eq!((opened, out.matches("</details>").count()), (rules.len(), rules.len()), "each rule once");
    assert!(out.find("### critical") < out.find("### high") && out.find("### high") < out.find("### medium"));
}

#[test]
fn every_row_of_a_table_has_as_many_cells_as_its_head() {
    let name = format!("'{}'", HOSTILE.replace('/', "|"));
    let waiver = "until=2027-12-31; owner=@team|x; reason=a|b `c` <b>";
    let folder = Folder::with(shared(&name))
        .and("a|b`<x>@team.yaml", shared("x"))
        .and("broken.yaml", "a: [1 | `\n")
        .and("waived.yaml", annotated("a", "waive.sekimori.dev/pod-security.host-namespace-shared", waiver))
        .and("note.yaml", annotated("b", "waive.sekimori.dev/pod-security.host-ports", "a|b"));
    let out = folder.scan(&["--format", "markdown"]).exits(1).out;
    let mut cells = 0;
    for line in out.lines() {
        let pipes = line.matches('|').count();
        match (cells, line.starts_with('|')) {
            (0, true) => cells = pipes,
            (_, true) => assert_eq!(pipes, cells, "{line}"),
            (_, false) => {
                assert_eq!(pipes, 0, "{line}");
                cells = 0;
            }
        }
    }
    for hostile in ["<img", "@team", "`", "http://evil", "www.", "**b**", "&amp;", "<b>", "<x>"] {
        assert!(!out.contains(hostile), "`{hostile}` in\n{out}");
    }
    assert!(out.contains("&#64;team"), "what was escaped is still there:\n{out}");
    for part in ["waived (1)", "not analysed (1)", "note (1)"] {
        assert!(out.contains(&format!("<summary>{part}</summary>")), "`{part}` is missing in\n{out}");
    }
}

#[test]
fn a_comment_is_never_too_long_and_says_what_it_leaves_out() {
    let waiver = "until=2027-12-31; owner=team-a; reason=agreed";
    let key = "waive.sekimori.dev/pod-security.host-namespace-shared";
    let joined = |texts: String| texts.replace("apiVersion", "---\napiVersion");
    let folder = Folder::with(joined(many(900, |n| shared(&format!("a-{n}-{}", "x".repeat(200))))))
        .and("b.yaml", joined(many(900, |n| annotated(&format!("b-{n}"), key, waiver))))
        .and("c.yaml", joined(many(900, |n| annotated(&format!("c-{n}"), key, "x"))));
    let folder = (0..300).fold(folder, |folder, n| folder.and(&format!("d{n}.yaml"), "a: [1\n"));
    for lang in ["en", "ja"] {
        let out = folder.scan(&["--format", "markdown", "--lang", lang]).exits(1).out;
        assert!(out.len() <= MOST, "{} bytes", out.len());
        assert!(out.len() > MOST / 2, "{} bytes: the room is used", out.len());
        let shown = out.lines().filter(|line| line.starts_with("| [<code>")).count();
        let left = if lang == "en" { " more are left out here" } else { " 件を省略しました" };
        // Violations, waivers, notes, and what was not analysed: each part says its own.
        assert_eq!(out.matches(left).count(), 4, "{lang}");
        let first = out.lines().find(|line| line.contains(left)).expect("it says so");
        let count: usize =
            first.chars().filter(char::is_ascii_digit).collect::<String>().parse().expect("a number");
        let of_waived = out.lines().filter(|line| line.contains("team-a")).count();
        assert_eq!(count + shown - of_waived, 1800, "{lang}: {first}");
        assert_eq!(out.matches("<details>").count(), out.matches("</details>").count());
    }
}

#[test]
fn a_clean_scan_says_so() {
    let out = sekimori(&["scan", "examples/shop-clean", "--format", "markdown"]).exits(0).out;
    assert!(out.starts_with("## Sekimori: pass\n") && out.contains("nothing found"), "{out}");
}
