//! `--fix`: repairs in place, format and comments kept, as often as one likes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use yaml_serde::Value as Yaml;

use crate::folder::{Folder, TODAY};
use crate::manifest::{clean, closed_seccomp, deployment, many, open_seccomp, shared};
use crate::program::{repository, sekimori};

/// The files below a folder, with their bytes.
pub(crate) fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).expect("it lies below").display().to_string();
                files.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    files
}

/// A copy of the shop.
pub(crate) fn shop() -> Folder {
    let shop = files(&repository().join("examples/shop"));
    shop.into_iter().fold(Folder::new(), |folder, (path, bytes)| folder.and(&path, bytes))
}

#[test]
fn the_shop_is_repaired_once_and_for_all() {
    let folder = shop();
    let before = folder.report(&[]);
    let repaired = folder.scan(&["--fix", "--unsafe-fixes"]).exits(1);
    assert!(repaired.err.contains("repaired 24 findings in 18 files"), "{}", repaired.err);
    let once = files(folder.path());
    let after = folder.report(&[]);
    assert_eq!(before.findings.len() - after.findings.len(), 24);
    let left = after.findings.iter().filter(|found| !before.fingerprints().contains(&found.fingerprint()));
    assert_eq!(left.count(), 0, "a repair makes no new finding");
    let again = folder.scan(&["--fix", "--unsafe-fixes"]).exits(1);
    assert!(again.err.contains("nothing to repair"), "{}", again.err);
    assert_eq!(files(folder.path()), once, "the second run changes nothing");
}

#[test]
fn what_is_repaired_is_what_kubectl_would_read() {
    let folder = shop();
    let before = files(folder.path());
    folder.scan(&["--fix", "--unsafe-fixes"]).exits(1);
    let mut changed = 0;
    for (name, bytes) in files(folder.path()) {
        let old = &before[&name];
        if *old == bytes || bytes.starts_with(b"{") {
            continue;
        }
        changed += 1;
        let (old, new) = (String::from_utf8(old.clone()).unwrap(), String::from_utf8(bytes).unwrap());
        let (old, new) = (documents(&old), documents(&new));
        assert_eq!(old.len(), new.len(), "{name}");
        for (old, new) in old.iter().zip(&new) {
            let head = |value: &Yaml| (value["kind"].clone(), value["metadata"]["name"].clone());
            assert_eq!(head(old), head(new), "{name}");
            assert!(old["kind"] != "Secret" || old == new, "{name}: a Secret is nobody's to repair");
        }
    }
    assert_eq!(changed, 17);
}

fn documents(text: &str) -> Vec<Yaml> {
    let text = text.strip_prefix("---\n").unwrap_or(text);
    let each = text.split("\n---\n");
    each.map(|document| yaml_serde::from_str(document).expect("it is YAML for another parser")).collect()
}

#[test]
fn only_what_is_safe_is_repaired_without_asking() {
    let text = format!("{}---\n{}", open_seccomp("a"), shared("b"));
    let folder = Folder::with(&text);
    let run = folder.scan(&["--fix"]).exits(1);
    assert!(run.err.contains("repaired 1 finding in 1 file, 1 more with --unsafe-fixes"), "{}", run.err);
    let safe = fs::read_to_string(folder.join("app.yaml")).unwrap();
    assert_eq!(safe, format!("{}---\n{}", closed_seccomp("a"), shared("b")));
    folder.scan(&["--fix", "--unsafe-fixes"]).exits(0);
    let all = fs::read_to_string(folder.join("app.yaml")).unwrap();
    assert_eq!(all, safe.replace("hostNetwork: true", "hostNetwork: false"));
}

#[test]
fn format_and_comments_stay() {
    let before = "# the shop\r\n---\r\napiVersion: v1\r\nkind: Pod\r\nmetadata:\r\n    name: 'web' # its name\r\nspec:\r\n    \
                  containers:\r\n    - name: web # first\r\n      image: \"registry.example/web:1\"\r\n\r\n      # hardened\r\n      \
                  securityContext: # by ops\r\n          runAsNonRoot: true # checked\r\n          \
                  allowPrivilegeEscalation: false\r\n          capabilities: { drop: [ 'ALL' ] } # all\r\n    # end of \
                  containers\r\n    volumes: []";
    let after = before.replace(
        "{ drop: [ 'ALL' ] } # all\r\n",
        "{ drop: [ 'ALL' ] } # all\r\n          seccompProfile:\r\n              type: RuntimeDefault\r\n",
    );
    let folder = Folder::with(before);
    folder.scan(&["--fix"]).exits(0);
    assert_eq!(fs::read_to_string(folder.join("app.yaml")).unwrap(), after);
}

#[test]
fn the_report_and_the_exit_code_tell_what_is_left() {
    let folder = Folder::with(open_seccomp("a")).and("b.yaml", shared("b"));
    let left = folder.scan(&["--fix", "--format", "json"]).reports(1);
    assert_eq!(left.violations(), [("b.yaml", crate::manifest::SHARED)]);
    let none = Folder::with(open_seccomp("a"));
    assert_eq!(none.scan(&["--fix", "--format", "json"]).reports(0).findings, []);
}

#[test]
fn waived_findings_are_left_alone() {
    let key = "waive.sekimori.dev/pod-security.host-namespace-shared";
    let text = crate::manifest::annotated("a", key, "until=2027-12-31; owner=ops; reason=agreed");
    let folder = Folder::with(&text);
    folder.scan(&["--fix", "--unsafe-fixes"]).exits(0);
    assert_eq!(fs::read_to_string(folder.join("app.yaml")).unwrap(), text);
}

#[test]
fn objects_in_lists_and_templates_are_repaired_where_they_stand() {
    let item = |name: &str| crate::manifest::indented(&deployment(name, &open_seccomp(name)), "    ");
    let dashed = |name: &str| item(name).replacen("    ", "  - ", 1);
    let folder = Folder::with(format!("apiVersion: v1\nkind: List\nitems:\n{}{}", dashed("a"), dashed("b")));
    let run = folder.scan(&["--fix"]).exits(0);
    assert!(run.err.contains("repaired 2 findings in 1 file"), "{}", run.err);
    let text = fs::read_to_string(folder.join("app.yaml")).unwrap();
    assert_eq!(text.matches("seccompProfile").count(), 2, "{text}");
}

#[test]
fn what_needs_a_guess_is_told_with_its_reason() {
    let pod = open_seccomp("a").replace("      securityContext: {allow", "      securityContext: &sc {allow");
    let text = format!("{pod}    - {{name: b, image: x, securityContext: *sc}}\n");
    let folder = Folder::with(&text);
    let run = folder.scan(&["--fix"]).exits(1);
    assert!(run.err.contains("2 cannot be repaired without a guess"), "{}", run.err);
    assert!(
        run.err.contains("seccomp-profile-missing: Other places use the value by its anchor"),
        "{}",
        run.err
    );
    let japanese = folder.scan(&["--fix", "--lang", "ja"]).exits(1);
    assert!(japanese.err.contains("アンカー"), "{}", japanese.err);
    assert_eq!(fs::read_to_string(folder.join("app.yaml")).unwrap(), text);
}

#[test]
fn standard_input_is_repaired_to_standard_output() {
    let fix = |text: &str| sekimori(&["scan", "-", "--fix", "--now", TODAY]).input(text);
    let run = fix(&open_seccomp("a")).exits(0);
    assert_eq!(run.out, closed_seccomp("a"));
    assert!(run.err.contains("repaired 1 finding in 1 file"), "{}", run.err);
    assert_eq!(fix(&clean("a")).exits(0).out, clean("a"), "what needs no repair comes out as it went in");
    assert_eq!(fix(&shared("a")).exits(1).out, shared("a"));
    let folder = Folder::new();
    fix(&shared("a")).from(folder.path()).args(&["--format", "json", "--output", "left.json"]).exits(1);
    assert!(fs::read_to_string(folder.join("left.json")).unwrap().contains("host-namespace-shared"));
}

#[test]
fn flags_that_do_not_go_together_are_refused() {
    let folder = Folder::with(open_seccomp("a"));
    for (args, says) in [
        (["--fix", "--diff"], "cannot be combined"),
        (["--unsafe-fixes", "--quiet"], "is missing"),
        (["--diff", "--format=json"], "--diff writes a diff"),
        (["--diff", "--format=sarif"], "--diff writes a diff"),
    ] {
        let run = folder.scan(&args).exits(64);
        assert!(run.err.contains(says), "{args:?}: {}", run.err);
        assert_eq!(run.out, "");
    }
    let run = sekimori(&["scan", "-", "--fix", "--format", "json"]).input(clean("a")).exits(64);
    assert!(run.err.contains("--output"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.join("app.yaml")).unwrap(), open_seccomp("a"));
}

#[test]
fn a_thousand_repairs_in_ten_megabytes_take_one_pass() {
    let pad = format!("# {}\n", "x".repeat(98)).repeat(96);
    let text = many(1_000, |n| format!("{}{pad}---\n", open_seccomp(&format!("p{n}"))));
    assert!(text.len() > 9_000_000, "{}", text.len());
    let folder = Folder::with(&text);
    let run = folder.scan(&["--fix"]).bounded().exits(0);
    assert!(run.err.contains("repaired 1000 findings in 1 file"), "{}", run.err);
    let flow = many(1_000, |n| {
        format!(
            "{{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {{\"name\": \"p{n}\"}}, \"spec\": \
        {{\"containers\": [{{\"name\": \"a\", \"securityContext\": {{\"runAsNonRoot\": true, \"allowPrivilegeEscalation\": \
        false, \"capabilities\": {{\"drop\": [\"ALL\"]}}}}, \"x\": \"{}\"}}]}}}},",
            "x".repeat(9_000)
        )
    });
    let list = format!(
        "{{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [{}]}}",
        flow.trim_end_matches(',')
    );
    let folder = Folder::new().and("one-line.json", list);
    let run = folder.scan(&["--fix"]).bounded().exits(0);
    assert!(run.err.contains("repaired 1000 findings in 1 file"), "{}", run.err);
}
