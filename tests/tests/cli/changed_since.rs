//! `--changed-since`: of a real repository only what a branch has touched is reported.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::process::Command;

use serde_json::json;

use crate::folder::{Folder, TODAY};
use crate::git::{commit_all, git};
use crate::manifest::{SHARED, clean, shared};
use crate::program::sekimori;
use crate::report::Report;

/// The folder as a repository with one commit on `main`, and a branch `work` checked out.
fn repository(folder: Folder) -> Folder {
    git(folder.path(), &["init", "--quiet"]);
    commit_all(folder.path());
    git(folder.path(), &["switch", "--quiet", "--create", "work"]);
    folder
}

/// Two pods, in two files, with one fault each.
fn two() -> Folder {
    repository(Folder::new().and("a.yaml", shared("one")).and("x/b.yaml", shared("two")))
}

fn changed(folder: &Folder) -> Report {
    folder.report(&["--changed-since", "main"])
}

fn paths(report: &Report) -> Vec<&str> {
    report.findings.iter().map(crate::report::Found::path).collect()
}

#[test]
fn what_was_committed_edited_and_added_since_is_reported() {
    let folder = two().and("committed.yaml", shared("c"));
    commit_all(folder.path());
    let folder = folder.and("x/b.yaml", format!("{}# edited\n", shared("two"))).and("new.yaml", shared("n"));
    let folder = folder.and("staged.yaml", shared("s"));
    git(folder.path(), &["add", "staged.yaml"]);
    let report = changed(&folder);
    assert_eq!(paths(&report), ["committed.yaml", "new.yaml", "staged.yaml", "x/b.yaml"]);
    assert_eq!((report.count("filesChanged"), report.count("filesExamined")), (4, 5));
    assert_eq!(
        report.all["summary"]["leftOut"],
        json!({ "unchangedFiles": 1, "otherOwners": 0, "otherRoles": 0 })
    );
    let run = folder.scan(&["--changed-since", "main"]).exits(1);
    assert!(
        run.err.contains(
            "4 of 5 files have changed since main\n1 finding in unchanged files is left out\nfail: 4"
        ),
        "{}",
        run.err
    );
    let run = folder.scan(&["--changed-since", "main", "--lang", "ja"]).exits(1);
    assert!(run.err.contains("main 以降に変更されたファイル: 5 件中 4 件"), "{}", run.err);
}

#[test]
fn what_the_other_branch_changed_meanwhile_is_not_reported() {
    let folder = two().and("mine.yaml", shared("mine"));
    commit_all(folder.path());
    git(folder.path(), &["switch", "--quiet", "main"]);
    let folder = folder.and("a.yaml", format!("{}# theirs\n", shared("one")));
    commit_all(folder.path());
    git(folder.path(), &["switch", "--quiet", "work"]);
    assert_eq!(paths(&changed(&folder)), ["mine.yaml"]);
    git(folder.path(), &["merge", "--quiet", "--no-edit", "main"]);
    assert_eq!(paths(&changed(&folder)), ["mine.yaml"]);
}

#[test]
fn a_change_that_was_taken_back_is_none() {
    let folder = two().and("a.yaml", clean("one"));
    commit_all(folder.path());
    let folder = folder.and("a.yaml", shared("one"));
    assert_eq!(paths(&changed(&folder)), Vec::<&str>::new());
}

#[test]
fn a_revision_can_be_named_in_many_ways() {
    let folder = two().and("c.yaml", shared("c"));
    commit_all(folder.path());
    git(folder.path(), &["tag", "--annotate", "v1", "--message", "v1", "main"]);
    git(folder.path(), &["gc", "--quiet"]);
    for name in ["main", "refs/heads/main", "v1", "HEAD~1", "HEAD^", "v1^{commit}"] {
        let report = folder.report(&["--changed-since", name]);
        assert_eq!(paths(&report), ["c.yaml"], "{name}");
    }
    assert_eq!(paths(&folder.report(&["--changed-since", "HEAD"])), Vec::<&str>::new());
}

#[test]
fn where_nothing_has_changed_the_scan_is_clean_and_says_so() {
    let folder = two();
    let run = folder.scan(&["--changed-since", "main"]).exits(0);
    assert!(run.err.contains("none of the 2 files that were scanned has changed since main"), "{}", run.err);
    assert!(run.err.ends_with("pass\n"), "{}", run.err);
    // What there was may have been deleted: that is no mistake in the path.
    fs::remove_file(folder.join("a.yaml")).expect("a file");
    fs::remove_dir_all(folder.join("x")).expect("a folder");
    let run = folder.scan(&["--changed-since", "main"]).exits(0);
    assert!(run.err.contains("none of the 0 files that were scanned has changed since main"), "{}", run.err);
}

#[test]
fn a_renamed_file_has_changed_under_its_new_name() {
    let folder = two();
    git(folder.path(), &["mv", "a.yaml", "z.yaml"]);
    assert_eq!(paths(&changed(&folder)), ["z.yaml"]);
}

#[test]
fn a_folder_a_file_and_a_linked_worktree_are_compared_too() {
    let folder = two().and("x/c.yaml", shared("c"));
    let report = sekimori(&["scan", "x", "--format", "json", "--changed-since", "main", "--exit-zero"]);
    assert_eq!(paths(&report.from(folder.path()).reports(0)), ["c.yaml"]);
    let named = ["scan", "x/c.yaml", "a.yaml", "--format", "json", "--changed-since", "main", "--exit-zero"];
    assert_eq!(paths(&sekimori(&named).from(folder.path()).reports(0)), ["x/c.yaml"]);
    let beside = Folder::new();
    let tree = beside.join("tree");
    let path = tree.to_str().expect("UTF-8");
    git(folder.path(), &["worktree", "add", "--quiet", path, "main"]);
    fs::write(tree.join("w.yaml"), shared("w")).expect("a file");
    let report = sekimori(&["scan", path, "--format", "json", "--changed-since", "work", "--exit-zero"]);
    assert_eq!(paths(&report.reports(0)), ["w.yaml"]);
}

#[test]
fn odd_names_are_found_again() {
    let odd = ["a b.yaml", "関守.yaml", "back\\slash.yaml", "sub/[x]*.yaml"];
    let folder = odd.iter().fold(Folder::new(), |folder, name| folder.and(name, shared("odd")));
    fs::write(folder.path().join(OsStr::from_bytes(b"not-\xff-text.yaml")), shared("odd")).expect("a file");
    let folder = repository(folder);
    assert_eq!(paths(&changed(&folder)), Vec::<&str>::new());
    let folder = folder.and("関守.yaml", format!("{}# edited\n", shared("odd")));
    assert_eq!(paths(&changed(&folder)), ["関守.yaml"]);
}

#[test]
fn a_link_changes_with_what_it_shows() {
    let folder = Folder::new().and("kept/pod.txt", shared("a")).and_link("pod.yaml", "kept/pod.txt");
    let folder = repository(folder.and("kept/other.txt", shared("a")));
    assert_eq!(paths(&changed(&folder)), Vec::<&str>::new());
    let edited = folder.and("kept/pod.txt", format!("{}# edited\n", shared("a")));
    assert_eq!(paths(&changed(&edited)), ["pod.yaml"]);
    git(edited.path(), &["checkout", "--quiet", "--", "kept/pod.txt"]);
    fs::remove_file(edited.join("pod.yaml")).expect("a link");
    symlink("kept/other.txt", edited.join("pod.yaml")).expect("a link");
    assert_eq!(paths(&changed(&edited)), ["pod.yaml"]);
}

#[test]
fn what_was_not_analysed_in_an_unchanged_file_is_left_out_and_the_scan_still_incomplete() {
    let folder = repository(Folder::new().and("broken.yaml", "a: [1\n").and("b.yaml", clean("b")));
    let flags = ["--changed-since", "main", "--fail-on-not-analysed", "--format", "json"];
    let report = folder.scan(&flags).reports(0);
    assert_eq!((paths(&report), report.count("notAnalysed")), (vec![], 1));
    assert_eq!(report.all["complete"], false);
    let folder = folder.and("broken.yaml", "b: [1\n");
    let report = folder.scan(&flags).reports(1);
    assert_eq!(report.not_analysed(), [("broken.yaml", "malformed")]);
}

#[test]
fn submodules_are_left_out_and_what_takes_their_place_is_not() {
    let library = repository(Folder::with(shared("theirs")));
    let folder = Folder::with(clean("ours"));
    git(folder.path(), &["init", "--quiet"]);
    let path = library.path().to_str().expect("UTF-8");
    git(folder.path(), &["submodule", "--quiet", "add", path, "library"]);
    let folder = repository(folder);
    let folder = folder.and("library/app.yaml", format!("{}# edited\n", shared("theirs")));
    assert_eq!(paths(&changed(&folder)), Vec::<&str>::new());
    fs::remove_file(folder.join("library/.git")).expect("a submodule has a file `.git`");
    assert_eq!(paths(&changed(&folder)), ["library/app.yaml"]);
}

#[test]
fn what_git_ignores_counts_as_new_where_it_is_looked_at() {
    let folder = repository(Folder::new().and(".gitignore", "out/\n").and("a.yaml", shared("a")));
    let folder = folder.and("out/b.yaml", shared("b"));
    assert_eq!(paths(&changed(&folder)), Vec::<&str>::new());
    assert_eq!(paths(&folder.report(&["--changed-since", "main", "--no-ignore"])), ["out/b.yaml"]);
}

#[test]
fn nothing_that_a_repository_names_is_run_or_believed() {
    let folder = two().and("new.yaml", shared("n"));
    let beside = Folder::new();
    let marker = beside.join("ran");
    let command = format!("touch {}", marker.display());
    let included = beside.join("included");
    fs::write(&included, format!("[core]\n\tfsmonitor = {command}\n")).expect("a file");
    let config = format!(
        "[core]\n\tfsmonitor = {command}\n\thooksPath = {0}\n\tworktree = /\n\tsshCommand = {command}\n\tpager = {command}\n\
         [include]\n\tpath = {1}\n[filter \"x\"]\n\tclean = {command}\n\tsmudge = {command}\n\tprocess = {command}\n\trequired\n\
         [diff \"x\"]\n\ttextconv = {command}\n[uploadpack]\n\tpackObjectsHook = {command}\n[gc]\n\tauto = 1\n",
        beside.path().display(),
        included.display()
    );
    let file = folder.join(".git/config");
    let known = fs::read_to_string(&file).expect("a repository has a configuration");
    fs::write(&file, format!("{known}{config}")).expect("a file");
    let folder = folder.and(".gitattributes", "*.yaml filter=x diff=x\n");
    let elsewhere = two();
    let run = folder.scan(&["--changed-since", "main", "--format", "json", "--exit-zero"]);
    let report = run.var("GIT_DIR", elsewhere.join(".git")).var("GIT_WORK_TREE", "/").reports(0);
    assert_eq!(paths(&report), ["new.yaml"]);
    assert!(!marker.exists(), "a command of the repository's configuration was run");
}

#[test]
fn a_folder_that_looks_like_the_inside_of_a_repository_is_none() {
    // Anybody can commit such a folder, with a commit in it that has the very files of today.
    let inner = repository(Folder::with(shared("a")));
    let folder = repository(Folder::new().and("deploy/app.yaml", clean("a")));
    let deploy = folder.join("deploy");
    for name in ["HEAD", "config", "objects", "refs"] {
        let from = inner.join(".git").join(name);
        let copied = Command::new("cp").arg("-r").arg(from).arg(&deploy).status().expect("cp");
        assert!(copied.success());
    }
    fs::write(deploy.join("app.yaml"), shared("a")).expect("a file");
    let report = sekimori(&["scan", "deploy", "--format", "json", "--changed-since", "main", "--exit-zero"]);
    assert_eq!(report.from(folder.path()).reports(0).violations(), [("app.yaml", SHARED)]);
}

#[test]
fn without_a_repository_the_run_fails() {
    let run = Folder::with(shared("a")).scan(&["--changed-since", "main"]).exits(2);
    assert!(run.err.contains("is not in a git repository, so there is no history"), "{}", run.err);
    assert_eq!(run.out, "");
    let broken = Folder::with(shared("a")).and(".git/HEAD", "ref: refs/heads/main\n");
    let run = broken.scan(&["--changed-since", "main"]).exits(2);
    assert!(run.err.contains("cannot read the git repository `"), "{}", run.err);
}

#[test]
fn without_the_revision_or_a_common_ancestor_the_run_fails() {
    let folder = two();
    let run = folder.scan(&["--changed-since", "origin/nowhere"]).exits(2);
    assert!(run.err.contains("the repository has no commit `origin/nowhere`. Check the name"), "{}", run.err);
    git(folder.path(), &["switch", "--quiet", "--orphan", "other"]);
    git(folder.path(), &["commit", "--quiet", "--allow-empty", "--message", "apart"]);
    let run = folder.scan(&["--changed-since", "main"]).exits(2);
    assert!(
        run.err.contains("`main` and the commit that is checked out have no ancestor in common. Name"),
        "{}",
        run.err
    );
    let run = folder.scan(&["--changed-since", "main", "--lang", "ja"]).exits(2);
    assert!(run.err.contains("共通の祖先がありません"), "{}", run.err);
}

#[test]
fn a_shallow_clone_is_named_as_the_cause() {
    let origin = two().and("c.yaml", shared("c"));
    commit_all(origin.path());
    git(origin.path(), &["switch", "--quiet", "main"]);
    git(origin.path(), &["commit", "--quiet", "--allow-empty", "--message", "meanwhile"]);
    git(origin.path(), &["switch", "--quiet", "work"]);
    let beside = Folder::new();
    let url = format!("file://{}", origin.path().display());
    git(beside.path(), &["clone", "--quiet", "--depth", "1", "--no-single-branch", &url, "clone"]);
    let clone = beside.join("clone");
    let scan =
        |since: &str| sekimori(&["scan", "--now", TODAY, "--changed-since", since]).from(&clone).exits(2);
    let run = scan("origin/main");
    assert!(
        run.err.contains("no ancestor in common, and this is a shallow clone. Fetch the whole history"),
        "{}",
        run.err
    );
    let run = scan("HEAD~1");
    assert!(
        run.err.contains("has no commit `HEAD~1`, and it is a shallow clone. Fetch the whole history"),
        "{}",
        run.err
    );
    git(&clone, &["fetch", "--quiet", "--unshallow"]);
    let report = sekimori(&["scan", "--format", "json", "--exit-zero", "--changed-since", "origin/main"]);
    assert_eq!(paths(&report.from(&clone).reports(0)), ["c.yaml"]);
}

#[test]
fn a_damaged_repository_ends_the_run() {
    let folder = two();
    for part in fs::read_dir(folder.join(".git/objects")).expect("objects") {
        let _ = fs::remove_dir_all(part.expect("a folder").path());
    }
    let run = folder.scan(&["--changed-since", "main"]).exits(2);
    assert!(run.err.starts_with("error: ") && run.out.is_empty(), "{}", run.err);
}

#[test]
fn what_is_no_name_of_a_revision_is_wrong_use() {
    let folder = two();
    for name in
        ["-x", "--upload-pack=touch", "main..work", "^main", "HEAD:a.yaml", ":/more", "a b", "main*", ""]
    {
        let run = folder.scan(&[&format!("--changed-since={name}")]).exits(64);
        assert!(run.err.starts_with("error: "), "{name}: {}", run.err);
    }
    let run = folder.scan(&["--changed-since=main..work"]).exits(64);
    assert!(run.err.contains("`main..work` is not the name of one revision. Write a branch"), "{}", run.err);
    let run = sekimori(&["scan", "-", "--changed-since", "main"]).input(shared("a")).exits(64);
    assert!(run.err.contains("compares files with a commit, and standard input is none"), "{}", run.err);
}

/// A chart with a fault that the values decide on and one of its helper, beside an overlay with a fault of its base.
fn rendered() -> Folder {
    let pod = |name: &str| shared(name).replace("hostNetwork: true", "hostNetwork: {{ .Values.shared }}");
    let helper = "{{- define \"ipc\" }}\n  hostIPC: true\n{{- end }}\n";
    let with_helper = clean("b").replace("spec:\n", "spec:\n  {{- include \"ipc\" . }}\n");
    repository(
        Folder::new()
            .and("web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
            .and("web/values.yaml", "shared: true\n")
            .and("web/templates/a.yaml", pod("a"))
            .and("web/templates/b.yaml", with_helper)
            .and("web/templates/_helpers.tpl", helper)
            .and("base/kustomization.yaml", "resources: [pod.yaml]\n")
            .and("base/pod.yaml", shared("c"))
            .and("live/kustomization.yaml", "resources: [../base]\n"),
    )
}

#[test]
fn what_is_rendered_from_unchanged_files_is_unchanged() {
    let folder = rendered();
    assert_eq!(folder.report(&[]).findings.len(), 3);
    let report = changed(&folder);
    assert_eq!((paths(&report), report.count("filesChanged")), (vec![], 0));
    let below = sekimori(&["scan", "live", "--now", TODAY, "--changed-since", "main"]).from(folder.path());
    below.exits(0);
}

#[test]
fn a_change_of_values_or_of_a_kustomization_touches_what_it_renders() {
    let folder = rendered().and("web/values.yaml", "shared: true # said again\n");
    let chart = ["web/templates/_helpers.tpl", "web/templates/a.yaml"];
    assert_eq!(paths(&changed(&folder)), chart);
    let folder = rendered().and("web/templates/a.yaml", "# gone\n");
    assert_eq!(paths(&changed(&folder)), <[&str; 0]>::default(), "the other template is as it was");
    let folder = rendered().and("live/kustomization.yaml", "resources: [../base]\nnamePrefix: x-\n");
    assert_eq!(paths(&changed(&folder)), ["base/pod.yaml"]);
    let folder = rendered().and("more.yaml", "extra: 1\n");
    commit_all(folder.path());
    let report = folder.report(&["--changed-since", "main", "-f", "more.yaml"]);
    assert_eq!(paths(&report), chart, "a file of values that the command line names");
}

#[test]
fn the_name_of_a_folder_above_a_chart_says_nothing_of_its_files() {
    let folder = repository(
        Folder::new()
            .and("templates/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
            .and("templates/web/values.yaml", "shared: false\n")
            .and("templates/web/templates/a.yaml", shared("a").replace("true", "{{ .Values.shared }}")),
    );
    assert_eq!(paths(&changed(&folder)), <[&str; 0]>::default());
    let folder = folder.and("templates/web/values.yaml", "shared: true\n");
    assert_eq!(paths(&changed(&folder)), ["templates/web/templates/a.yaml"]);
}
