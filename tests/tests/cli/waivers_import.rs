//! `waivers import`: what other scanners are told to leave alone is waived, and nothing else.

use crate::folder::Folder;
use crate::program::{Run, sekimori};
use crate::report::Report;

const PRIVILEGED: &str = "pod-security/privileged-container";

/// A pod with many faults; `notes` are more annotations, `comment` stands behind the privileged container.
fn pod(name: &str, notes: &str, comment: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  namespace: shop\n  annotations:\n    example.com/a: b\n{notes}spec:\n  \
         hostNetwork: true\n  containers:\n    - name: web\n      image: web:1\n      securityContext:\n        privileged: true{comment}\n"
    )
}

fn two(notes: &str, comment: &str) -> String {
    format!("{}---\n{}", pod("marked", notes, comment), pod("bare", "", ""))
}

fn import(folder: &Folder, args: &[&str]) -> Run {
    let call = sekimori(&["waivers", "import", "--owner", "team-a", "--expires", "2027-12-31"]);
    call.args(args).from(folder.path()).run()
}

/// The subjects of what is waived, each with its rule.
fn waived(report: &Report) -> Vec<(String, String)> {
    let waived = report.findings.iter().filter(|found| found.0["waived"] == true);
    let name =
        |found: &crate::report::Found| found.0["subject"]["name"].as_str().unwrap_or_default().to_owned();
    waived.map(|found| (name(found), found.rule().to_owned())).collect()
}

/// Imports, and scans with what was imported.
fn imported(folder: Folder, code: i32) -> (Report, Run) {
    let before = folder.report(&[]);
    assert_eq!(waived(&before), []);
    let run = import(&folder, &[]);
    assert_eq!(run.code, Some(code), "{}\n{}", run.out, run.err);
    let folder = folder.and("sekimori.yaml", &run.out);
    sekimori(&["config", "check"]).from(folder.path()).exits(0);
    let after = folder.report(&[]);
    assert_eq!(after.findings.len(), before.findings.len(), "waived findings stay in the report");
    (after, run)
}

#[test]
fn what_each_scanner_is_told_is_waived_and_nothing_else() {
    let notes = [
        "    ignore-check.kube-linter.io/privileged-container: agreed\n",
        "    kube-score/ignore: container-security-context-privileged\n",
        "    polaris.fairwinds.com/runAsPrivileged-exempt: \"true\"\n",
        "    checkov.io/skip1: CKV_K8S_16=agreed\n",
    ];
    let comments =
        [" # checkov:skip=CKV_K8S_16:agreed", " #trivy:ignore:AVD-KSV-0017", " # trivy:ignore:KSV017"];
    let trees = notes.map(|note| two(note, "")).into_iter().chain(comments.map(|comment| two("", comment)));
    for text in trees {
        let (report, _) = imported(Folder::with(&text).and("other.yaml", pod("marked", "", "")), 0);
        assert_eq!(waived(&report), [("marked".to_owned(), PRIVILEGED.to_owned())], "{text}");
        let path = report
            .findings
            .iter()
            .find(|found| found.0["waived"] == true)
            .map(|found| found.path().to_owned());
        assert_eq!(path.as_deref(), Some("app.yaml"), "an object of the same name elsewhere is another");
    }
}

#[test]
fn their_own_files_hold_where_they_hold_for_the_scanner() {
    let files = [
        (".kube-linter.yaml", "checks: {exclude: [privileged-container]}\n"),
        (".checkov.yaml", "skip-check: [CKV_K8S_16, CKV_AWS_1]\n"),
        (".trivyignore", "CVE-2021-44228\nKSV-0017\n"),
        (
            ".trivyignore.yaml",
            "misconfigurations: [{id: AVD-KSV-0017, paths: [app.yaml], statement: agreed}]\n",
        ),
        (
            ".checkov.baseline",
            "{\"failed_checks\": [{\"file\": \"/app.yaml\", \"findings\": [{\"resource\": \"Pod.shop.a\", \"check_ids\": [\"CKV_K8S_16\"]}]}]}",
        ),
        ("polaris.yaml", "exemptions: [{namespace: shop, controllerNames: [a], rules: [runAsPrivileged]}]\n"),
    ];
    for (name, text) in files {
        let folder = Folder::new().and("sub/app.yaml", pod("a", "", "")).and("top.yaml", pod("top", "", ""));
        let (report, run) = imported(folder.and(&format!("sub/{name}"), text), 0);
        assert_eq!(waived(&report), [("a".to_owned(), PRIVILEGED.to_owned())], "{name}\n{}", run.out);
    }
}

#[test]
fn owner_day_and_reason_are_what_was_given_and_written() {
    let text = two("    checkov.io/skip1: CKV_K8S_16=the driver needs it\n", "");
    let folder = Folder::with(text).and(".trivyignore", "KSV009 exp:2027-02-01\nKSV017 exp:2028-02-01\n");
    let run = import(&folder, &[]);
    let wider = ".trivyignore:1: the waiver for `AVD-KSV-0009` accepts all that `pod-security/host-namespace-shared` sees";
    assert!(run.err.contains(wider) && run.err.contains("AVD-KSV-0008, AVD-KSV-0010"), "{}", run.err);
    let out = run.out;
    for part in [
        "owner: team-a",
        "2027-12-31",
        "2027-02-01",
        "checkov: the driver needs it",
        "trivy was told to leave `AVD-KSV-0009`",
    ] {
        assert!(out.contains(part), "`{part}` is missing in\n{out}");
    }
    assert!(!out.contains("2028"), "the given day is the last one\n{out}");
    let out = import(&folder, &["--reason", "agreed in 2026"]).out;
    assert!(out.contains("agreed in 2026") && out.contains("checkov: the driver needs it"), "{out}");
    let out = import(&folder, &["--from", "checkov"]).out;
    assert!(out.contains(PRIVILEGED) && !out.contains("host-namespace-shared"), "{out}");
}

#[test]
fn what_is_not_carried_over_is_told_with_its_line() {
    let notes = "    ignore-check.kube-linter.io/privileged-containr: x\n    kube-linter.io/ignore-all: x\n    checkov.io/skip1: CKV_K8S_36=x\n";
    let run = import(&Folder::with(two(notes, "")), &[]);
    assert_eq!(run.code, Some(4), "{}", run.err);
    assert_eq!(run.out, "version: 1\nwaivers: []\n");
    let told = [
        "app.yaml:8: kube-linter has no check `privileged-containr` that is known here (did you mean",
        "app.yaml:9: kube-linter is told to leave everything alone",
        "app.yaml:10: checkov `CKV_K8S_36` has no rule here: Speaks of PodSecurityPolicy",
    ];
    for line in told {
        assert!(run.err.contains(line), "`{line}` is missing in\n{}", run.err);
    }
    let run = import(&Folder::with(two(notes, "")), &["--lang", "ja"]);
    assert!(run.err.contains("PodSecurityPolicy に関するもの"), "{}", run.err);
    let run = import(&Folder::with(pod("a", "", "")), &[]);
    assert_eq!((run.code, run.out.as_str()), (Some(3), "version: 1\nwaivers: []\n"));
}

#[test]
fn owner_and_day_are_demanded() {
    let folder = Folder::with(pod("a", "", ""));
    let calls: [&[&str]; 4] = [
        &["--owner", "a"],
        &["--expires", "2027-01-01"],
        &["--owner", " ", "--expires", "2027-01-01"],
        &["--owner", "a", "--expires", "soon"],
    ];
    for call in calls {
        sekimori(&["waivers", "import"]).args(call).from(folder.path()).exits(64);
    }
    assert_eq!(import(&folder, &["--from", "nobody"]).code, Some(64));
}

#[test]
fn hostile_files_waive_nothing_of_others() {
    let hostile = pod("\"*\"", "    kube-score/ignore: container-security-context-privileged\n", "")
        .replace("namespace: shop", "namespace: \"*\"");
    let folder = Folder::new().and("*.yaml", hostile).and("app.yaml", pod("a", "", ""));
    let (report, run) = imported(folder, 0);
    assert!(waived(&report).iter().all(|(name, _)| name == "*"), "{}", run.out);

    let many = format!("    kube-score/ignore: \"{}\"\n", "a,".repeat(200_000));
    let folder = Folder::with(two(&many, "")).and("b.yaml", [0xFF, 0xFE, 0x00]).and("c.yaml", "checkov: [\n");
    let folder = folder.and_link("out.yaml", "/etc/passwd");
    let call = ["waivers", "import", "--owner", "a", "--expires", "2027-12-31"];
    let run = sekimori(&call).from(folder.path()).bounded().exits(4);
    assert_eq!(run.out, "version: 1\nwaivers: []\n");
    assert!(
        run.err.contains("b.yaml:1: cannot be read")
            && run.err.contains("c.yaml:")
            && run.err.contains("cannot be read")
            && run.err.contains("no check `a`"),
        "{}",
        run.err
    );
    let escape = Folder::with(two("    ignore-check.kube-linter.io/a\u{7}\u{202e}b: \"\\e[31m\"\n", ""));
    let run = import(&escape, &[]);
    assert!(!run.err.contains('\u{202e}') && !run.err.contains('\u{1b}'), "{:?}", run.err);
}
