//! `--diff`: what `--fix` would do, for people and for `patch`.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::fix::{files, shop};
use crate::folder::Folder;
use crate::manifest::{closed_seccomp, open_seccomp};
use crate::planted::token;

/// Applies a diff in a folder; tells what the tool says where it does not apply cleanly.
fn patch(folder: &Path, program: &str, args: &[&str], diff: &str) {
    let mut command = Command::new(program);
    command
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the tool starts");
    child.stdin.take().expect("a pipe").write_all(diff.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} refuses: {said}\n{diff}");
    assert!(!said.contains("fuzz") && !said.contains("offset"), "{program} had to guess: {said}");
}

/// Neither tool may look for a place: no fuzz, and each offset is told.
const BY_PATCH: &[&str] = &["-p1", "-F0", "--no-backup-if-mismatch"];
const BY_GIT: &[&str] = &["apply", "-v", "-"];

/// Files of documents in any order, so that changes stand at both ends of a file, side by side, and around secrets.
fn mixtures() -> Vec<String> {
    let secret = "kind: Secret\napiVersion: v1\nstringData:\n  password: hunter2\n";
    let flat = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {securityContext: {runAsNonRoot: true}, containers: \
                [{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]}}\n";
    let tail_first = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      securityContext: \
                      {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}\n  securityContext: \
                      {runAsNonRoot: true}\nmetadata: {name: a}\n";
    let two = format!("{tail_first}x: 1\ny: 2\nz: 3\n").replace("drop: [ALL]", "drop: []");
    let open = open_seccomp("a");
    let choices =
        [secret, flat, flat, "# nothing\n", &open, tail_first, &two, "a: 1\n", "a: 1\nb: 2\nc: 3\n"];
    let mut seed = 7_u64;
    let mut below = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("31 bits") % below
    };
    let mut mixture = || {
        let documents: Vec<&str> = (0..=below(7)).map(|_| choices[below(choices.len())]).collect();
        let head = ["", "---\n", "# top\n"][below(3)];
        let text =
            format!("{head}{}", documents.join(["---\n", "---\n", "--- # next\n", "\n---\n\n"][below(4)]));
        let text = if below(3) == 0 { text.trim_end().to_owned() } else { text };
        if below(4) == 0 { text.replace('\n', "\r\n") } else { text }
    };
    (0..400).map(|_| mixture()).collect()
}

#[test]
fn both_tools_apply_any_diff_without_a_guess() {
    let all = || {
        let texts = mixtures().into_iter().enumerate();
        texts.fold(Folder::new(), |folder, (at, text)| folder.and(&format!("{at:03}.yaml"), text))
    };
    let (by_patch, by_git, repaired) = (all(), all(), all());
    let before = files(by_patch.path());
    let diff = by_patch.scan(&["--diff", "--unsafe-fixes"]).exits(1).out;
    repaired.scan(&["--fix", "--unsafe-fixes"]).exits(0);
    let after = files(repaired.path());
    let changed = after.iter().filter(|(name, bytes)| before[*name] != **bytes).count();
    assert!(changed > 200, "{changed} files changed");
    assert!(!diff.contains("hunter2"), "the lines around a change stay in its document");
    patch(by_patch.path(), "patch", BY_PATCH, &diff);
    patch(by_git.path(), "git", BY_GIT, &diff);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    for (tool, patched) in [("patch", files(by_patch.path())), ("git", files(by_git.path()))] {
        for (name, bytes) in &after {
            assert_eq!(text(&patched[name]), text(bytes), "{name} by {tool}");
        }
    }
}

#[test]
fn the_diff_writes_nothing_and_applied_is_the_repair() {
    let folder = shop();
    let before = files(folder.path());
    let diff = folder.scan(&["--diff", "--unsafe-fixes"]).exits(1);
    assert_eq!(files(folder.path()), before, "a preview writes nothing");
    assert!(diff.err.contains("--fix would repair 24 findings in 18 files"), "{}", diff.err);
    let (repaired, by_git) = (shop(), shop());
    repaired.scan(&["--fix", "--unsafe-fixes"]).exits(1);
    patch(folder.path(), "patch", BY_PATCH, &diff.out);
    assert_eq!(files(folder.path()), files(repaired.path()));
    patch(by_git.path(), "git", BY_GIT, &diff.out);
    assert_eq!(files(by_git.path()), files(repaired.path()));
}

#[test]
fn names_and_ends_of_files_are_written_as_tools_read_them() {
    let open = open_seccomp("a");
    let no_end = open.trim_end();
    let names = [
        "with blank.yaml",
        "tab\there.yaml",
        "quo\"te.yaml",
        "日本.yaml",
        "back\\slash.yaml",
        "deep/er/a.yaml",
    ];
    let folder = names.iter().fold(Folder::new(), |folder, name| folder.and(name, no_end));
    let diff = folder.scan(&["--diff"]).exits(1);
    assert!(diff.out.contains("\\ No newline at end of file"), "{}", diff.out);
    patch(folder.path(), "git", BY_GIT, &diff.out);
    for name in names {
        let text = fs::read_to_string(folder.join(name)).expect("a file");
        assert_eq!(text, closed_seccomp("a").trim_end(), "{name}");
    }
    assert_eq!(folder.scan(&["--diff"]).exits(0).out, "", "nothing is left to show");
}

#[test]
fn the_lines_around_a_change_do_not_reach_into_a_secret() {
    let secret = "kind: Secret\napiVersion: v1\nstringData:\n  password: hunter2\n";
    let pod = open_seccomp("a");
    let (head, tail) = pod.split_once("metadata").expect("a pod has metadata");
    // The change stands on the first line behind the mark, and on the last before it.
    let flat = format!(
        "{{apiVersion: v1, kind: Pod, metadata: {{name: b}}, spec: {{{}}}}}\n",
        "securityContext: \
        {runAsNonRoot: true}, containers: [{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: \
        {drop: [ALL]}}}]"
    );
    let text = format!("{secret}---\n{flat}---\n{secret}---\n{head}metadata{tail}---\n{secret}---\n{flat}");
    let folder = Folder::with(&text);
    let diff = folder.scan(&["--diff"]).exits(1);
    assert_eq!(diff.out.matches("\n+").count() - 1, 3, "{}", diff.out);
    assert!(!diff.out.contains("hunter2") && !diff.out.contains("password"), "{}", diff.out);
    patch(folder.path(), "git", BY_GIT, &diff.out);
    assert_eq!(
        fs::read_to_string(folder.join("app.yaml")).expect("a file").matches("RuntimeDefault").count(),
        3
    );
}

#[test]
fn colours_are_for_terminals_where_nothing_else_controls_them() {
    let text = open_seccomp("a").replace("name: web\n", "name: web\n      # \u{1b}]0;owned\u{7} \u{202e}\n");
    // The comment is not printable for a strict parser, so it stands in a quoted text.
    let text = text.replace("# \u{1b}]0;owned\u{7} \u{202e}", "tag: \"\u{202e}\"");
    let folder = Folder::with(&text);
    let plain = folder.scan(&["--diff"]).exits(1).out;
    assert!(plain.contains('\u{202e}') && !plain.contains('\u{1b}'), "bytes as they are: {plain:?}");
    let coloured = folder.scan(&["--diff", "--color", "always"]).exits(1).out;
    assert!(coloured.contains("\u{1b}[32m+"), "{coloured:?}");
    assert!(!coloured.contains('\u{202e}'), "{coloured:?}");
}

#[test]
fn the_diff_goes_to_a_file_where_one_is_named() {
    let folder = Folder::with(open_seccomp("a"));
    let run = folder.scan(&["--diff", "--output", "fix.patch", "--exit-zero"]).exits(0);
    assert_eq!(run.out, "");
    assert!(
        fs::read_to_string(folder.join("fix.patch"))
            .expect("a file")
            .starts_with("--- a/app.yaml\n+++ b/app.yaml\n@@ ")
    );
}

#[test]
fn no_line_that_holds_a_secret_is_shown() {
    let token = token(1);
    for apart in 0..4 {
        let filler = "# nothing\n".repeat(apart);
        let text = format!("# {token}\n{filler}{}{filler}# {token}\n", open_seccomp("a"));
        let folder = Folder::with(&text);
        let run = folder.scan(&["--diff"]).exits(1);
        assert!(!run.out.contains(&token) && !run.err.contains(&token), "{apart} lines apart");
        let said = "app.yaml: The diff of this file is left out, because it would show a secret";
        assert_eq!((run.out.is_empty(), run.err.contains(said)), (apart == 0, apart == 0), "{}", run.err);
        if apart > 0 {
            let by_git = Folder::with(&text);
            patch(by_git.path(), "git", BY_GIT, &run.out);
            patch(folder.path(), "patch", BY_PATCH, &run.out);
            let expected = text.replace(&open_seccomp("a"), &closed_seccomp("a"));
            for patched in [&folder, &by_git] {
                assert_eq!(fs::read_to_string(patched.join("app.yaml")).expect("a file"), expected);
            }
        }
    }
}

#[test]
fn where_the_search_for_secrets_ended_early_no_diff_is_shown() {
    let secrets: Vec<String> = (0..1_100).map(|number| format!("  k{number}: {}", token(number))).collect();
    let secrets = secrets.join("\n");
    let map = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: a }}\ndata:\n{secrets}\n---\n");
    let pod =
        open_seccomp("a").replace("name: web\n", &format!("name: web\n      args: [\"{}\"]\n", token(7_000)));
    let folder = Folder::with(format!("{map}{pod}"));
    let run = folder.scan(&["--diff"]).exits(1);
    assert!(!run.out.contains(&token(7_000)), "{}", run.out);
    assert!(run.err.contains("The diff of this file is left out"), "{}", run.err);
}
