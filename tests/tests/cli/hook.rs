//! `sekimori hook`, asked by git itself.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::folder::Folder;
use crate::git::{git, git_says, try_git, unborn};
use crate::planted::{Forbidden, token};
use crate::program::{Run, binary, repository, sekimori};

/// Calls git where the hooks find the program.
pub(crate) fn with_program(folder: &Path, args: &[&str], vars: &[(&str, &str)]) -> Run {
    let bin = binary().parent().expect("it lies in a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(bin.to_path_buf()).chain(std::env::split_paths(&path)));
    let path = path.expect("a path");
    let mut all: Vec<(&str, &OsStr)> = vars.iter().map(|(name, value)| (*name, OsStr::new(value))).collect();
    all.push(("PATH", &path));
    try_git(folder, args, &all)
}

pub(crate) fn commit(folder: &Folder, message: &str, more: &[&str]) -> Run {
    git(folder.path(), &["add", "--all"]);
    let args = [&["commit", "--quiet", "--message", message], more].concat();
    with_program(folder.path(), &args, &[])
}

fn install(folder: &Path) -> Run {
    sekimori(&["hook", "install"]).from(folder).exits(0)
}

/// A repository without a commit, with hooks.
pub(crate) fn hooked() -> Folder {
    let folder = unborn(Folder::new().and("a.txt", "one\n"));
    install(folder.path());
    folder
}

fn executable(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a mode");
}

pub(crate) fn head(folder: &Folder) -> String {
    git_says(folder.path(), &["rev-parse", "HEAD"])
}

fn audit(folder: &Folder, args: &[&str]) -> Run {
    sekimori(&["hook", "audit"]).args(args).from(folder.path()).run()
}

#[test]
fn a_planted_token_stops_the_commit_with_a_sentence_that_says_what_to_do() {
    let folder = hooked().and("b.py", format!("t = '{}'\n", token(1)));
    let run = commit(&folder, "add b", &[]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let all = format!("{}{}", run.out, run.err);
    assert!(all.contains("The commit was stopped, because the secret would stay in the history"), "{all}");
    assert!(all.contains("b.py:1:6") && all.contains("revoke it"), "{all}");
    Forbidden::default().and(&token(1), 4).is_not_in("the hook", &all);
    assert_ne!(try_git(folder.path(), &["rev-parse", "--verify", "-q", "HEAD"], &[]).code, Some(0));
    let run = with_program(folder.path(), &["commit", "-qm", "x"], &[("SEKIMORI_LANG", "ja")]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let all = format!("{}{}", run.out, run.err);
    assert!(all.contains("コミットを中止しました") && all.contains("失効させて"), "{all}");
    // Done what the sentence says, it passes.
    let folder = folder.and("b.py", "import os\nt = os.environ['T']\n");
    assert_eq!(commit(&folder, "add b", &[]).code, Some(0));
}

#[test]
fn a_clean_commit_passes_says_nothing_and_is_on_record() {
    let folder = hooked();
    let run = commit(&folder, "first", &[]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "", ""));
    let run = audit(&folder, &[]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{}", run.err);
    let folder = folder.and("a.txt", "two\n").and("x/y.txt", "three\n");
    assert_eq!(commit(&folder, "second", &[]).err, "");
    // A tree that differs from the index as it lies there: `--all` and a path make an index for the commit.
    let folder = folder.and("a.txt", "four\n");
    let run = with_program(folder.path(), &["commit", "--quiet", "--all", "--message", "third"], &[]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let folder = folder.and("a.txt", "five\n").and("x/y.txt", "six\n");
    let run = with_program(folder.path(), &["commit", "--quiet", "--message", "fourth", "a.txt"], &[]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let run = with_program(folder.path(), &["commit", "--quiet", "--allow-empty", "--message", "empty"], &[]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert_eq!(audit(&folder, &[]).code, Some(0));
}

#[test]
fn all_and_a_path_are_searched_as_they_will_be_committed() {
    let folder = hooked();
    assert_eq!(commit(&folder, "first", &[]).code, Some(0));
    let folder = folder.and("a.txt", token(1));
    let run = with_program(folder.path(), &["commit", "--quiet", "--all", "--message", "x"], &[]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let run = with_program(folder.path(), &["commit", "--quiet", "--message", "x", "a.txt"], &[]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    // What is staged and left out of this commit does not stop it.
    let folder = folder.and("b.txt", "clean\n");
    git(folder.path(), &["add", "--all"]);
    let run = with_program(folder.path(), &["commit", "--quiet", "--message", "x", "b.txt"], &[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
}

#[test]
fn a_commit_without_a_check_is_noted_and_listed() {
    let folder = hooked();
    assert_eq!(commit(&folder, "first", &[]).code, Some(0));
    let folder = folder.and("b.py", token(1));
    let run = commit(&folder, "second", &["--no-verify"]);
    assert_eq!(run.code, Some(0));
    let id = head(&folder);
    assert!(run.err.contains(&format!("Commit {} was made without a check", &id[..12])), "{}", run.err);
    let run = audit(&folder, &[]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(lines.len() == 1 && lines[0].ends_with(&id), "{}", run.out);
    assert!(run.err.contains("local to this clone"), "{}", run.err);
    let run = audit(&folder, &["--format", "json"]);
    let json = run.json();
    assert_eq!((run.code, &json["schema"]), (Some(1), &"sekimori.dev/unscanned-commits/v1".into()));
    assert_eq!(json["commits"][0]["commit"], id.as_str());
    assert_eq!(json["commits"].as_array().map(Vec::len), Some(1));
    let run = audit(&folder, &["--lang", "ja"]);
    assert!(run.err.contains("このクローンだけのもの"), "{}", run.err);
    // The record has ids and days, and nothing of what was in the files.
    for name in ["passed", "unscanned"] {
        let record = fs::read(folder.join(".git/sekimori").join(name)).expect("a record");
        Forbidden::default().and(&token(1), 4).is_not_in_bytes(name, &record);
    }
}

#[test]
fn what_could_not_be_searched_passes_and_counts_as_not_checked() {
    let cut: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b];
    let folder = hooked().and("cut.gz", cut);
    let run = commit(&folder, "cut", &[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("counts as not checked"), "{}", run.err);
    assert_eq!(audit(&folder, &[]).code, Some(1));
}

/// A repository with hooks, on `main`, and a branch `side` that has a file more.
pub(crate) fn branched(more: &str) -> Folder {
    let folder = hooked();
    assert_eq!(commit(&folder, "first", &[]).code, Some(0));
    git(folder.path(), &["switch", "--quiet", "--create", "side"]);
    let folder = folder.and("side.txt", more);
    commit(&folder, "side", &["--no-verify"]);
    git(folder.path(), &["switch", "--quiet", "main"]);
    let folder = folder.and("main.txt", "main\n");
    assert_eq!(commit(&folder, "main", &[]).code, Some(0));
    folder
}

pub(crate) fn merge(folder: &Folder, more: &[&str]) -> Run {
    with_program(folder.path(), &[&["merge", "--no-edit", "side"], more].concat(), &[])
}

pub(crate) fn noted(folder: &Folder) -> Vec<String> {
    let run = audit(folder, &[]);
    run.out.lines().filter_map(|line| line.split_whitespace().last()).map(str::to_owned).collect()
}

#[test]
fn a_merge_that_brings_a_secret_is_stopped_and_noted_where_nobody_checked_it() {
    let folder = branched(&token(1));
    let side = git_says(folder.path(), &["rev-parse", "side"]);
    assert_eq!(noted(&folder), std::slice::from_ref(&side), "the branch went past the check");
    let before = head(&folder);
    let run = merge(&folder, &[]);
    assert!(run.code != Some(0) && run.err.contains("was stopped"), "{:?} {}", run.code, run.err);
    assert!(format!("{}{}", run.out, run.err).contains("side.txt:1:1"), "{}{}", run.out, run.err);
    assert_eq!(head(&folder), before);
    git(folder.path(), &["merge", "--abort"]);
    let run = merge(&folder, &["--no-verify"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let id = head(&folder);
    assert!(run.err.contains(&format!("Commit {} was made without a check", &id[..12])), "{}", run.err);
    let mut wanted = [side, id];
    wanted.sort();
    let mut all = noted(&folder);
    all.sort();
    assert_eq!(all, wanted);
}

#[test]
fn a_clean_merge_is_on_record_and_what_makes_no_commit_is_not_noted() {
    let folder = branched("clean\n");
    let first = noted(&folder);
    assert_eq!(first.len(), 1, "the branch went past the check");
    assert_eq!(merge(&folder, &["--squash"]).code, Some(0));
    git(folder.path(), &["reset", "--quiet", "--hard"]);
    let run = merge(&folder, &[]);
    assert_eq!((run.code, noted(&folder)), (Some(0), first.clone()), "{}", run.err);
    // A merge that was made elsewhere comes in as it is.
    let beside = Folder::new();
    let from = folder.path().display().to_string();
    git(beside.path(), &["clone", "--quiet", "--no-local", &from, "clone"]);
    let clone = beside.join("clone");
    git(&clone, &["reset", "--quiet", "--hard", "HEAD~1"]);
    install(&clone);
    assert_eq!(with_program(&clone, &["merge", "--quiet", "origin/main"], &[]).code, Some(0));
    assert_eq!(git_says(&clone, &["rev-parse", "HEAD"]), head(&folder));
    sekimori(&["hook", "audit"]).from(&clone).exits(0);
}

#[test]
fn what_is_picked_or_rebased_is_noted() {
    let folder = branched(&token(1));
    assert_eq!(with_program(folder.path(), &["cherry-pick", "side"], &[]).code, Some(0));
    assert!(noted(&folder).contains(&head(&folder)));
    git(folder.path(), &["reset", "--quiet", "--hard", "HEAD~1"]);
    git(folder.path(), &["switch", "--quiet", "side"]);
    assert_eq!(with_program(folder.path(), &["rebase", "--quiet", "main"], &[]).code, Some(0));
    assert!(noted(&folder).contains(&head(&folder)));
}

#[test]
fn hooks_that_git_does_not_look_for_here_are_told() {
    let folder = unborn(Folder::new().and("a.txt", token(1)));
    let beside = Folder::new().and("config", "[core]\n\thooksPath = ~/all-hooks\n");
    let global = beside.join("config");
    let call = |args: &[&str]| sekimori(args).from(folder.path()).var("GIT_CONFIG_GLOBAL", &global);
    let run = call(&["hook", "install"]).exits(0);
    assert!(run.err.contains("these hooks do not run") && run.err.contains("`~/all-hooks`"), "{}", run.err);
    let run = call(&["hook", "install", "--lang", "ja"]).exits(0);
    assert!(run.err.contains("実行されません"), "{}", run.err);
    // Done what it says, they run.
    let own = folder.join(".git/hooks").display().to_string();
    assert!(run.err.contains(&format!("core.hooksPath '{own}'")), "{}", run.err);
    git(folder.path(), &["config", "--local", "core.hooksPath", &own]);
    assert_eq!(call(&["hook", "install"]).exits(0).err, "");
    git(folder.path(), &["add", "--all"]);
    let vars = [("GIT_CONFIG_GLOBAL", global.to_str().expect("a path"))];
    assert_eq!(with_program(folder.path(), &["commit", "--quiet", "--message", "x"], &vars).code, Some(1));
    // One that is relative may be the same folder.
    git(folder.path(), &["config", "--local", "--unset", "core.hooksPath"]);
    fs::write(&global, "[core]\n\thooksPath = .git/hooks\n").expect("a file");
    assert_eq!(call(&["hook", "install"]).exits(0).err, "");
}

#[test]
fn a_wrong_configuration_stops_the_commit() {
    let folder = hooked().and("sekimori.yaml", "versoin: 1\n");
    let run = commit(&folder, "x", &[]);
    assert!(run.code == Some(1) && run.err.contains("versoin"), "{:?} {}", run.code, run.err);
}

#[test]
fn a_hook_that_was_there_runs_first_and_its_refusal_holds() {
    let folder = unborn(Folder::new().and("a.txt", "one\n"));
    let own = folder.join(".git/hooks/pre-commit");
    executable(&own, "#!/bin/sh\necho mine >&2\ntest ! -e refuse\n");
    let run = install(folder.path());
    assert!(run.out.contains("pre-commit.before-sekimori now and runs first"), "{}", run.out);
    let run = commit(&folder, "first", &[]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), "mine\n"));
    let folder = folder.and("refuse", "").and("b.txt", token(1));
    let run = commit(&folder, "second", &[]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), "mine\n"), "ours is not asked any more");
    fs::remove_file(folder.join("refuse")).expect("a file");
    let run = commit(&folder, "second", &[]);
    assert!(run.code == Some(1) && run.err.starts_with("mine\n"), "{}", run.err);
    assert!(run.err.contains("was stopped"), "{}", run.err);
    // Somebody puts another one there: two are not merged by guess.
    executable(&own, "#!/bin/sh\nexit 0\n");
    let run = sekimori(&["hook", "install"]).from(folder.path()).exits(2);
    assert!(run.err.contains("Merge the two files"), "{}", run.err);
    assert_eq!(fs::read_to_string(&own).expect("it is there"), "#!/bin/sh\nexit 0\n");
}

#[test]
fn to_install_twice_changes_nothing() {
    let folder = unborn(Folder::new());
    let first = install(folder.path());
    let hook = |name: &str| fs::read_to_string(folder.join(".git/hooks").join(name)).expect("a hook");
    let before = (hook("pre-commit"), hook("post-commit"));
    assert_eq!(first.out.lines().filter(|line| line.starts_with("installed ")).count(), 4, "{}", first.out);
    let second = install(folder.path());
    assert_eq!(second.out.matches("is as it should be").count(), 4, "{}", second.out);
    assert_eq!((hook("pre-commit"), hook("post-commit")), before);
    assert!(!folder.join(".git/hooks/pre-commit.before-sekimori").exists());
    let ja = sekimori(&["hook", "install", "--lang", "ja"]).from(folder.path()).exits(0);
    assert!(ja.out.contains("最新です"), "{}", ja.out);
    // An older one of ours is written anew.
    executable(&folder.join(".git/hooks/pre-commit"), "#!/bin/sh\nexec sekimori hook run pre-commit --old\n");
    assert!(install(folder.path()).out.contains("updated "));
    assert_eq!(hook("pre-commit"), before.0);
}

#[test]
fn worktrees_share_the_hooks_and_the_record() {
    let folder = hooked();
    assert_eq!(commit(&folder, "first", &[]).code, Some(0));
    let beside = Folder::new();
    let tree = beside.join("tree");
    git(folder.path(), &["worktree", "add", "--quiet", &tree.display().to_string()]);
    assert_eq!(install(&tree).out.matches("is as it should be").count(), 4);
    fs::write(tree.join("b.txt"), token(1)).expect("a file");
    git(&tree, &["add", "--all"]);
    assert_eq!(with_program(&tree, &["commit", "-qm", "x"], &[]).code, Some(1));
    let run = with_program(&tree, &["commit", "-qm", "x", "--no-verify"], &[]);
    assert!(run.err.contains("without a check"), "{}", run.err);
    assert_eq!(audit(&folder, &[]).code, Some(1), "the record is that of the clone");
}

#[test]
fn the_folder_that_the_configuration_names_is_used() {
    let folder = unborn(Folder::new().and("a.txt", token(1)).and(".hooks/readme", "x\n"));
    git(folder.path(), &["config", "core.hooksPath", ".hooks"]);
    let run = install(folder.path());
    assert!(run.out.contains(".hooks/pre-commit"), "{}", run.out);
    assert!(!folder.join(".git/hooks/pre-commit").exists());
    assert_eq!(commit(&folder, "x", &[]).code, Some(1));
    let outside = Folder::new();
    git(folder.path(), &["config", "core.hooksPath", &outside.path().display().to_string()]);
    let run = sekimori(&["hook", "install"]).from(folder.path()).exits(2);
    assert!(run.err.starts_with("error: "), "{}", run.err);
    assert_eq!(fs::read_dir(outside.path()).expect("a folder").count(), 0);
}

#[test]
fn a_program_that_is_gone_stops_the_commit() {
    let folder = hooked();
    let hook = folder.join(".git/hooks/pre-commit");
    let text = fs::read_to_string(&hook).expect("a hook");
    let program = binary().display().to_string();
    assert!(text.contains(&program), "{text}");
    fs::write(&hook, text.replace(&program, "/nowhere/sekimori")).expect("a file");
    git(folder.path(), &["add", "--all"]);
    let run = try_git(folder.path(), &["commit", "-qm", "x"], &[]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("sekimori is not installed, so nothing was checked"), "{}", run.err);
}

#[test]
fn outside_of_a_repository_there_are_no_hooks() {
    let folder = Folder::new();
    for args in [["hook", "install"].as_slice(), &["hook", "audit"], &["hook", "run", "pre-commit"]] {
        let run = sekimori(args).from(folder.path()).exits(2);
        assert!(run.err.contains("is not in a git repository"), "{args:?}: {}", run.err);
    }
}

#[test]
fn the_entry_for_pre_commit_is_a_call_that_the_program_takes() {
    let text = fs::read_to_string(repository().join(".pre-commit-hooks.yaml")).expect("the file");
    let hooks: serde_json::Value = yaml_serde::from_str(&text).expect("YAML");
    let hooks = hooks.as_array().expect("a list");
    assert!(!hooks.is_empty());
    for hook in hooks {
        for key in ["id", "name", "entry", "language"] {
            assert!(hook[key].is_string(), "{key}: {hook}");
        }
        let entry = hook["entry"].as_str().unwrap_or_default();
        let mut words = entry.split(' ');
        assert_eq!(words.next(), Some("sekimori"), "{entry}");
        let words: Vec<&str> = words.collect();
        let folder = unborn(Folder::new().and("a.txt", "x\n").and(".git/COMMIT_EDITMSG", "x\n"));
        sekimori(&words).from(folder.path()).exits(0);
        let asked = if hook["stages"][0] == "commit-msg" { ".git/COMMIT_EDITMSG" } else { "a.txt" };
        fs::write(folder.join(asked), token(1)).expect("a file");
        git(folder.path(), &["add", "--all"]);
        sekimori(&words).from(folder.path()).exits(1);
    }
}

#[test]
fn what_comes_after_a_commit_cannot_keep_it_from_being_noted() {
    let folder = unborn(Folder::new().and("a.txt", "one\n"));
    executable(&folder.join(".git/hooks/post-commit"), "#!/bin/sh\n[ -f nothing ] && echo hi\n");
    install(folder.path());
    commit(&folder, "unchecked", &["--no-verify"]);
    let noted = audit(&folder, &[]);
    assert!(noted.out.contains(&head(&folder)[..7]), "{} {}", noted.out, noted.err);
}

#[test]
fn a_framework_that_leads_back_to_the_hook_is_not_run_again() {
    let folder = unborn(Folder::new().and("a.txt", "one\n"));
    let hooks = folder.join(".git/hooks");
    install(folder.path());
    // As pre-commit does: what it finds is kept beside it, and called first.
    fs::rename(hooks.join("pre-commit"), hooks.join("pre-commit.legacy")).expect("it is there");
    let framework =
        "#!/bin/sh\necho run >> runs\nexec \"$(cd \"$(dirname \"$0\")\" && pwd)/pre-commit.legacy\"\n";
    executable(&hooks.join("pre-commit"), framework);
    install(folder.path());
    let run = commit(&folder, "one", &[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.join("runs")).expect("it ran"), "run\n");
    let folder = folder.and("b.py", format!("t = '{}'\n", token(1)));
    assert_ne!(commit(&folder, "two", &[]).code, Some(0));
}

#[test]
fn hooks_that_git_looks_for_elsewhere_are_not_said_to_be_installed() {
    for said in ["", "~/hooks"] {
        let folder = unborn(Folder::new().and("a.txt", "one\n"));
        git(folder.path(), &["config", "core.hooksPath", said]);
        let run = sekimori(&["hook", "install"]).from(folder.path()).exits(2);
        assert!(run.err.contains("core.hooksPath"), "{}", run.err);
    }
}

#[test]
fn git_that_works_on_another_repository_is_stopped() {
    let bare = Folder::new();
    git(bare.path(), &["init", "--quiet", "--bare", "."]);
    install(bare.path());
    let tree = unborn(Folder::new().and("b.py", format!("t = '{}'\n", token(1))));
    let git_dir = format!("--git-dir={}", bare.path().display());
    let here = |args: &[&str]| {
        with_program(tree.path(), &[&[git_dir.as_str(), "--work-tree=."], args].concat(), &[])
    };
    here(&["add", "b.py"]);
    let run = here(&["commit", "-qm", "x"]);
    assert_ne!(run.code, Some(0), "the commit was made");
    assert!(run.err.contains("not the repository of this folder"), "{}", run.err);
    // Past the check, it is noted in the repository that has it.
    let run = here(&["commit", "-qnm", "x"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let run = sekimori(&["hook", "audit"]).from(bare.path()).exits(1);
    assert!(run.out.contains(&git_says(bare.path(), &["rev-parse", "HEAD"])), "{}", run.out);
}

#[test]
fn what_the_configuration_includes_is_followed() {
    let folder = unborn(Folder::new().and("a.txt", token(1)));
    let beside = Folder::new()
        .and("config", "[include]\n\tpath = more\n")
        .and("more", "[core]\n\thooksPath = /elsewhere/hooks\n");
    let call = |args: &[&str]| {
        sekimori(args).from(folder.path()).var("GIT_CONFIG_GLOBAL", beside.join("config")).exits(0)
    };
    for args in [["hook", "install"], ["hook", "audit"]] {
        let run = call(&args);
        assert!(run.err.contains("`/elsewhere/hooks`"), "{args:?}: {}", run.err);
    }
    let condition = format!("[includeIf \"gitdir:{}/\"]\n\tpath = more\n", folder.path().display());
    fs::write(beside.join("config"), condition).expect("a file");
    assert!(call(&["hook", "install"]).err.contains("`/elsewhere/hooks`"));
    fs::write(beside.join("config"), "[includeIf \"gitdir:/nowhere/\"]\n\tpath = more\n").expect("a file");
    assert_eq!(call(&["hook", "install"]).err, "");
    // Of the repository's own, too.
    let include = beside.join("more").display().to_string();
    git(folder.path(), &["config", "--local", "include.path", &include]);
    let run = sekimori(&["hook", "install"]).from(folder.path()).exits(2);
    assert!(run.err.contains("/elsewhere/hooks"), "{}", run.err);
}

#[test]
fn a_branch_that_is_called_like_a_move_is_no_move() {
    let folder = branched("side\n");
    git(folder.path(), &["branch", "Fast-forward", "side"]);
    let args = ["merge", "--no-edit", "--no-ff", "--no-verify", "Fast-forward"];
    assert_eq!(with_program(folder.path(), &args, &[]).code, Some(0));
    assert!(noted(&folder).contains(&head(&folder)), "a merge was made, and nobody checked it");
}

#[test]
fn what_moves_out_of_a_place_that_is_left_out_is_searched() {
    let folder = hooked().and("sekimori.yaml", "version: 1\nskipDirs: [vendor]\n");
    let folder = folder.and("vendor/a.py", format!("t = '{}'\n", token(1)));
    assert_eq!(commit(&folder, "vendored", &[]).code, Some(0));
    git(folder.path(), &["mv", "vendor/a.py", "a.py"]);
    let run = commit(&folder, "moved", &[]);
    assert_eq!(run.code, Some(1), "{} {}", run.out, run.err);
}

#[test]
fn a_bare_repository_has_nothing_staged_and_says_so() {
    let folder = Folder::new();
    git(folder.path(), &["init", "--quiet", "--bare", "--template="]);
    for args in [["hook", "run", "pre-commit"].as_slice(), &["secrets", "--staged"]] {
        let run = sekimori(args).from(folder.path()).exits(2);
        assert!(run.err.contains("is a bare repository"), "{args:?}: {}", run.err);
        assert!(run.err.contains("sekimori secrets --history"), "{args:?}: {}", run.err);
    }
    let run = sekimori(&["secrets", "--staged", "--lang", "ja"]).from(folder.path()).exits(2);
    assert!(run.err.contains("ベア リポジトリです"), "{}", run.err);
}
