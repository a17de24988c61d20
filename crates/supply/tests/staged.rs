//! What is staged, the hooks, and the record, of real repositories.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "these tests make their own repositories"
)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use sekimori_model::{Limits, Listing, Source as _, Viewpoint};
use sekimori_supply::{Disk, Error, History, Hook, Hooks, Installed, Record, Staged, Unsupported, Walk};
use tempfile::TempDir;

/// The id of the tree that holds nothing.
const EMPTY: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/// Runs git, which must be there, with nothing of the machine's own configuration.
fn git(folder: &Path, args: &[&str]) -> String {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(["-c", "user.name=t", "-c", "user.email=t@example.com"]);
    git.args(["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"]).args(args);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = git.output().expect("git is installed: these tests make real repositories");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn repository() -> TempDir {
    let folder = TempDir::new().unwrap();
    git(folder.path(), &["init", "--quiet"]);
    folder
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--no-verify", "--message", "more"]);
}

fn open(folder: &Path) -> Staged {
    Staged::open(folder, None).unwrap()
}

/// Each staged file: its path, what is staged, and what was there before.
fn staged(staged: &Staged) -> Vec<(String, String, Option<String>)> {
    let limits = Limits::default();
    let listing = staged.list(&limits);
    assert_eq!(listing.problems, []);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let one = |entry: &sekimori_model::Entry| {
        let before = staged.before(&entry.path, &limits).unwrap();
        let now = text(&staged.read(entry, &limits).unwrap());
        (entry.path.to_string(), now, before.map(|bytes| text(&bytes)))
    };
    listing.entries.iter().map(one).collect()
}

fn file(path: &str, now: &str, before: Option<&str>) -> (String, String, Option<String>) {
    (path.to_owned(), now.to_owned(), before.map(str::to_owned))
}

#[test]
fn the_first_commit_is_all_new() {
    let folder = repository();
    assert_eq!(staged(&open(folder.path())), []);
    assert_eq!(open(folder.path()).tree_id().unwrap(), EMPTY);
    write(folder.path(), "a.txt", "one");
    write(folder.path(), "dir/b.txt", "two");
    git(folder.path(), &["add", "--all"]);
    write(folder.path(), "a.txt", "not staged");
    write(folder.path(), "untracked.txt", "not staged");
    let found = open(folder.path());
    assert_eq!(staged(&found), [file("a.txt", "one", None), file("dir/b.txt", "two", None)]);
    assert_eq!(found.tree_id().unwrap(), git(folder.path(), &["write-tree"]));
}

#[test]
fn what_differs_from_the_commit_is_listed() {
    let folder = repository();
    let path = folder.path();
    for name in
        ["a.txt", "a/same.txt", "a/deep/er/x.txt", "a-b/y.txt", "a.b/z.txt", "gone.txt", "old/moved.txt"]
    {
        write(path, name, name);
    }
    symlink("a.txt", path.join("link")).unwrap();
    commit(path);
    assert_eq!(staged(&open(path)), []);
    assert_eq!(open(path).tree_id().unwrap(), git(path, &["rev-parse", "HEAD^{tree}"]));

    write(path, "a/deep/er/x.txt", "changed");
    write(path, "a/new.txt", "new");
    git(path, &["add", "--all"]);
    git(path, &["rm", "--quiet", "gone.txt"]);
    git(path, &["mv", "old", "young"]);
    fs::remove_file(path.join("link")).unwrap();
    symlink("a-b", path.join("link")).unwrap();
    git(path, &["add", "link"]);
    git(path, &["update-index", "--chmod=+x", "a.b/z.txt"]);
    write(path, "planned.txt", "planned");
    git(path, &["add", "--intent-to-add", "planned.txt"]);
    write(path, "a/same.txt", "not staged");
    let expected = [
        file("a/deep/er/x.txt", "changed", Some("a/deep/er/x.txt")),
        file("a/new.txt", "new", None),
        file("link", "a-b", Some("a.txt")),
        file("young/moved.txt", "old/moved.txt", Some("old/moved.txt")),
    ];
    let found = open(&path.join("a"));
    assert_eq!(staged(&found), expected);
    let tree = found.tree_id().unwrap();
    assert_eq!(tree, git(path, &["write-tree"]));
    let kept = open(path);
    assert_eq!(
        kept.tree_id().unwrap(),
        tree,
        "now that git has written what it knows of trees into the index"
    );
    assert_eq!(staged(&kept), expected);
}

#[test]
fn a_conflict_has_no_tree_and_an_index_of_git_s_own_is_read() {
    let folder = repository();
    let path = folder.path();
    write(path, "a.txt", "base");
    commit(path);
    git(path, &["switch", "--quiet", "--create", "side"]);
    write(path, "a.txt", "side");
    commit(path);
    git(path, &["switch", "--quiet", "main"]);
    write(path, "a.txt", "main");
    commit(path);
    assert!(std::panic::catch_unwind(|| git(path, &["merge", "--quiet", "side"])).is_err());
    assert_eq!(open(path).tree_id(), None);
    git(path, &["merge", "--abort"]);

    fs::copy(path.join(".git/index"), path.join("other")).unwrap();
    write(path, "b.txt", "staged");
    git(path, &["add", "b.txt"]);
    let other = Staged::open(path, Some(&path.join("other"))).unwrap();
    assert_eq!(staged(&other), []);
    assert_eq!(staged(&open(path)).len(), 1);
    fs::write(path.join(".git/index"), "DIRC no index").unwrap();
    assert!(matches!(Staged::open(path, None), Err(Error::Index { .. })));
}

#[test]
fn versions_and_layouts_of_the_index_are_read() {
    let folder = repository();
    let path = folder.path();
    for number in 0..50 {
        write(path, &format!("d{}/f{number}.txt", number % 5), &number.to_string());
    }
    commit(path);
    write(path, "d1/f1.txt", "changed");
    git(path, &["add", "--all"]);
    let expected = [file("d1/f1.txt", "changed", Some("1"))];
    git(path, &["update-index", "--index-version", "4"]);
    assert_eq!(staged(&open(path)), expected);
    git(path, &["update-index", "--split-index"]);
    assert_eq!(staged(&open(path)), expected);
    git(path, &["update-index", "--no-split-index"]);
    git(path, &["gc", "--quiet"]);
    assert_eq!(staged(&open(path)), expected);
    let linked = TempDir::new().unwrap();
    let linked = linked.path().join("w");
    git(path, &["worktree", "add", "--quiet", linked.to_str().unwrap(), "-b", "w"]);
    write(&linked, "n.txt", "linked");
    git(&linked, &["add", "n.txt"]);
    assert_eq!(staged(&open(&linked)), [file("n.txt", "linked", None)]);
}

#[test]
fn a_file_is_read_as_the_next_commit_will_have_it() {
    let folder = repository();
    let path = folder.path().canonicalize().unwrap();
    for name in ["same.txt", "dir/changed.txt", "gone.txt"] {
        write(&path, name, "before");
    }
    commit(&path);
    write(&path, "dir/changed.txt", "staged");
    write(&path, "new.txt", "staged");
    git(&path, &["add", "--all"]);
    write(&path, "dir/changed.txt", "not staged");
    fs::remove_file(path.join("new.txt")).unwrap();
    git(&path, &["rm", "--quiet", "--cached", "gone.txt"]);
    write(&path, "planned.txt", "planned");
    git(&path, &["add", "--intent-to-add", "planned.txt"]);
    let found = open(&path);
    let read = |name: &str| {
        let bytes = found.read_tracked(&path.join(name), 100).unwrap();
        assert_eq!(bytes.is_some(), found.is_tracked(&path.join(name)), "{name}");
        bytes.map(|bytes| String::from_utf8(bytes).unwrap())
    };
    for name in ["dir/changed.txt", "new.txt"] {
        assert_eq!(read(name).as_deref(), Some("staged"), "{name}");
    }
    assert_eq!(read("same.txt").as_deref(), Some("before"));
    for name in ["gone.txt", "planned.txt", "dir", "nothing.txt", "../same.txt", "/same.txt"] {
        assert_eq!(read(name), None, "{name}");
    }
    let large = found.read_tracked(&path.join("same.txt"), 3).unwrap_err();
    assert_eq!(large.reason.as_str(), "too-large");
}

#[test]
fn what_is_missing_and_what_is_damaged_are_told_apart() {
    let folder = repository();
    let path = folder.path();
    for name in ["cut.txt", "gone.txt", "here.txt", "dir/old.txt"] {
        write(path, name, "before");
    }
    commit(path);
    for name in ["cut.txt", "gone.txt", "here.txt", "dir/old.txt"] {
        write(path, name, name);
    }
    git(path, &["add", "--all"]);
    let object = |name: &str| {
        let id = git(path, &["rev-parse", name]);
        path.join(".git/objects").join(&id[..2]).join(&id[2..])
    };
    fs::remove_file(object(":gone.txt")).unwrap();
    fs::remove_file(object("HEAD:dir")).unwrap();
    let damaged = object(":cut.txt");
    fs::remove_file(&damaged).unwrap();
    fs::write(&damaged, "no object").unwrap();
    let (found, limits) = (open(path), Limits::default());
    let listing = found.list(&limits);
    let problems = listing.problems.iter().map(|problem| (&*problem.path, problem.reason.as_str()));
    assert_eq!(problems.collect::<Vec<_>>(), [("dir/", "missing")]);
    let read = |entry: &sekimori_model::Entry| {
        let said = found.read(entry, &limits).map_err(|problem| problem.reason.as_str());
        (entry.path.to_string(), said.map(|bytes| String::from_utf8(bytes).unwrap()))
    };
    let expected = [
        ("cut.txt", Err("damaged")),
        ("dir/old.txt", Ok("dir/old.txt")),
        ("gone.txt", Err("missing")),
        ("here.txt", Ok("here.txt")),
    ];
    let expected = expected.map(|(path, said)| (path.to_owned(), said.map(str::to_owned)));
    assert_eq!(listing.entries.iter().map(read).collect::<Vec<_>>(), expected);
}

#[test]
fn a_large_file_is_offered_as_a_stream_up_to_what_may_be_held() {
    let folder = repository();
    let path = folder.path();
    write(path, "large.txt", &"before\n".repeat(100));
    commit(path);
    write(path, "large.txt", &"after\n".repeat(100));
    git(path, &["add", "--all"]);
    // An object that says of itself that it is larger: a stream of zlib that holds the head alone.
    let head = format!("blob {}\0", Limits::HELD_BYTES + 1);
    let mut huge = vec![0x78, 0x01, 1];
    let length = u16::try_from(head.len()).unwrap();
    huge.extend([length.to_le_bytes(), (!length).to_le_bytes()].concat());
    huge.extend_from_slice(head.as_bytes());
    let id = "1".repeat(40);
    fs::create_dir_all(path.join(".git/objects/11")).unwrap();
    fs::write(path.join(".git/objects/11").join(&id[2..]), &huge).unwrap();
    git(path, &["update-index", "--add", "--cacheinfo", &format!("100644,{id},huge.bin")]);
    let (found, limits) = (open(path), Limits { file_bytes: 100, ..Limits::default() });
    let listing = found.list(&limits);
    let [huge, large] = listing.entries.as_slice() else { panic!("{listing:?}") };
    for entry in [huge, large] {
        assert_eq!(found.read(entry, &limits).unwrap_err().reason.as_str(), "too-large", "{}", entry.path);
    }
    let read = || {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut found.stream(large).unwrap().unwrap(), &mut text).unwrap();
        text
    };
    assert_eq!(read(), "after\n".repeat(100));
    assert_eq!(read(), read(), "the turn of the first is over");
    let refused = found.stream(huge).err().unwrap();
    assert_eq!((refused.reason.as_str(), &*refused.path), ("too-large", "huge.bin"));
    assert_eq!(found.list(&Limits { files: 1, ..limits }).entries.len(), 1);
    assert!(found.list(&Limits { files: 1, ..limits }).truncated && !listing.truncated);
}

#[test]
fn a_repository_that_is_kept_otherwise_is_refused_as_that() {
    let refused = |path: &Path| {
        let errors = [
            Staged::open(path, None).err(),
            Hooks::open(path).err(),
            History::open(path, None, None, "").err(),
        ];
        errors.map(|error| match error {
            Some(Error::Unsupported { what, .. }) => what,
            other => panic!("{other:?}"),
        })
    };
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    git(path, &["init", "--quiet", "--object-format=sha256", "objects"]);
    assert_eq!(refused(&path.join("objects")), [Unsupported::Objects; 3]);
    write(&path.join("objects"), "a.txt", "one");
    commit(&path.join("objects"));
    let linked = path.join("linked");
    git(&path.join("objects"), &["worktree", "add", "--quiet", linked.to_str().unwrap()]);
    git(path, &["clone", "--quiet", "--bare", "objects", "bare.git"]);
    for name in ["objects", "linked", "bare.git"] {
        assert_eq!(refused(&path.join(name)), [Unsupported::Objects; 3], "{name}");
    }
    // Not each git can make one, but each says so in the configuration.
    git(path, &["init", "--quiet", "references"]);
    let references = path.join("references");
    git(&references, &["config", "core.repositoryFormatVersion", "1"]);
    let mut config = fs::read_to_string(references.join(".git/config")).unwrap();
    config.push_str("[extensions]\n\trefStorage = reftable\n");
    fs::write(references.join(".git/config"), config).unwrap();
    assert_eq!(refused(&references), [Unsupported::References; 3]);
}

#[test]
fn a_hook_is_installed_without_losing_another() {
    let folder = repository();
    let hooks = Hooks::open(folder.path()).unwrap();
    assert_eq!((hooks.head_commit(), hooks.head_tree()), (None, None));
    fs::remove_dir_all(hooks.folder()).unwrap();
    let ours = "#!/bin/sh\n# mark\nexit 0\n";
    let install = |contents: &str| hooks.install(Hook::PreCommit, contents, "# mark");
    assert_eq!(install(ours).unwrap(), Installed::New);
    assert_eq!(install(ours).unwrap(), Installed::Unchanged);
    assert_eq!(install("#!/bin/sh\n# mark\nexit 1\n").unwrap(), Installed::Updated);
    let path = hooks.folder().join("pre-commit");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o755);

    let theirs = "#!/bin/sh\necho theirs\n";
    fs::write(&path, theirs).unwrap();
    let kept = "pre-commit.before-sekimori".to_owned();
    assert_eq!(install(ours).unwrap(), Installed::Chained { kept: kept.clone() });
    let kept_path = hooks.folder().join(&kept);
    assert_eq!(fs::read_to_string(&kept_path).unwrap(), theirs);
    assert_eq!(fs::metadata(&kept_path).unwrap().permissions().mode() & 0o111, 0o111);
    assert_eq!(install(ours).unwrap(), Installed::Unchanged);
    fs::write(&path, "another").unwrap();
    assert!(matches!(install(ours), Err(Error::HookInTheWay { .. })));
    assert_eq!(fs::read_to_string(&path).unwrap(), "another");

    let outside = TempDir::new().unwrap();
    let target = outside.path().join("target");
    fs::write(&target, "outside").unwrap();
    fs::remove_file(&path).unwrap();
    symlink(&target, &path).unwrap();
    assert!(matches!(install(ours), Err(Error::Link { .. })));
    assert_eq!(fs::read_to_string(&target).unwrap(), "outside");
    assert_eq!(fs::read_dir(hooks.folder()).unwrap().count(), 2, "nothing is left behind");

    fs::remove_dir_all(hooks.folder()).unwrap();
    symlink(outside.path(), hooks.folder()).unwrap();
    assert!(matches!(Hooks::open(folder.path()), Err(Error::HooksElsewhere { .. })));
    assert!(matches!(install(ours), Err(Error::Link { .. } | Error::GitFolder { .. })));
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
}

#[test]
fn hooks_are_where_the_configuration_says_if_that_is_inside() {
    let folder = repository();
    write(folder.path(), "a.txt", "one");
    commit(folder.path());
    let top = folder.path().canonicalize().unwrap();
    let find = || Hooks::open(folder.path()).map(|hooks| hooks.folder().to_path_buf());
    assert_eq!(find().unwrap(), top.join(".git/hooks"));
    git(folder.path(), &["config", "core.hooksPath", ".husky/_"]);
    assert_eq!(find().unwrap(), top.join(".husky/_"));
    for elsewhere in ["../hooks", "/tmp", "/nowhere/at/all", "."] {
        git(folder.path(), &["config", "core.hooksPath", elsewhere]);
        assert!(matches!(find(), Err(Error::HooksElsewhere { .. })), "{elsewhere}");
    }
    git(folder.path(), &["config", "--unset", "core.hooksPath"]);
    let linked = TempDir::new().unwrap();
    let linked = linked.path().join("w");
    git(folder.path(), &["worktree", "add", "--quiet", linked.to_str().unwrap()]);
    let hooks = Hooks::open(&linked).unwrap();
    assert_eq!(hooks.folder(), top.join(".git/hooks"));
    assert_eq!(hooks.head_commit().unwrap(), git(&linked, &["rev-parse", "HEAD"]));
    assert_eq!(hooks.head_tree().unwrap(), git(&linked, &["rev-parse", "HEAD^{tree}"]));
}

#[test]
fn a_commit_stands_on_its_first_parent_as_far_as_it_is_here() {
    let folder = repository();
    let path = folder.path();
    let tree = |name: &str| git(path, &["rev-parse", &format!("{name}^{{tree}}")]);
    let base = |path: &Path| Hooks::open(path).unwrap().head_base().map(str::to_owned);
    assert_eq!(base(path), None);
    write(path, "a.txt", "one");
    commit(path);
    assert_eq!(base(path).as_deref(), Some(EMPTY));
    git(path, &["switch", "--quiet", "--create", "side"]);
    write(path, "b.txt", "two");
    commit(path);
    git(path, &["switch", "--quiet", "main"]);
    write(path, "c.txt", "three");
    commit(path);
    git(path, &["merge", "--quiet", "--no-edit", "side"]);
    assert_eq!(base(path).unwrap(), tree("HEAD^1"));
    assert_eq!(open(path).base_id(), tree("HEAD"));
    let beside = TempDir::new().unwrap();
    let url = format!("file://{}", path.display());
    git(beside.path(), &["clone", "--quiet", "--depth", "1", &url, "clone"]);
    let clone = beside.path().join("clone");
    assert_eq!(base(&clone), None, "it was left out when the repository was cloned");
    assert!(Hooks::open(&clone).unwrap().head_tree().is_some());
}

#[test]
fn what_an_older_version_recorded_tells_too_little() {
    let folder = repository();
    let record = Record::of(&Hooks::open(folder.path()).unwrap());
    write(folder.path(), ".git/sekimori/passed", &format!("\n2025-01-02 {EMPTY}\n"));
    assert!(!record.has_passed(EMPTY, EMPTY));
    assert!(record.has_passed_on_some_base(EMPTY));
    record.record_passed(EMPTY, EMPTY, "2026-01-02").unwrap();
    assert!(record.has_passed(EMPTY, EMPTY), "new lines are added to old ones");
}

#[test]
fn the_record_tells_what_was_not_checked() {
    let folder = repository();
    write(folder.path(), "a.txt", "one");
    git(folder.path(), &["add", "--all"]);
    let record = Record::of(&Hooks::open(folder.path()).unwrap());
    let tree = open(folder.path()).tree_id().unwrap();
    let base = open(folder.path()).base_id();
    assert_eq!(base, EMPTY);
    assert!(!record.has_passed(&tree, &base));
    record.record_passed(&tree, &base, "2026-01-02").unwrap();
    assert!(record.has_passed(&tree, &base));
    assert!(!record.has_passed(&tree, &tree) && !record.has_passed(&base, &tree), "it is another pair");
    commit(folder.path());
    let hooks = Hooks::open(folder.path()).unwrap();
    assert!(
        record.has_passed(hooks.head_tree().unwrap(), hooks.head_base().unwrap()),
        "the tree that was staged is the one of the commit"
    );
    let commit = hooks.head_commit().unwrap();
    record.note_unscanned(commit, "2026-01-02").unwrap();
    record.note_unscanned(commit, "2026-01-03").unwrap();
    let noted = record.unscanned();
    assert_eq!((noted.len(), &*noted[0].date, &*noted[0].commit), (1, "2026-01-02", commit));

    for (id, date) in [("nothex", "2026-01-02"), (commit, "two words"), (commit, "line\nbreak"), (commit, "")]
    {
        assert!(matches!(record.note_unscanned(id, date), Err(Error::GitFolder { .. })), "{id} {date}");
    }
    let path = folder.path().join(".git/sekimori/unscanned");
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend_from_slice(b"broken\n\xff\xfe\n2026-01-01 zz\n2026-01-");
    bytes.extend_from_slice(format!("\n2026-01-01 {tree} {tree}\n").as_bytes());
    fs::write(&path, &bytes).unwrap();
    assert_eq!(record.unscanned(), noted);

    std::thread::scope(|scope| {
        for worker in 0..8 {
            let record = &record;
            scope.spawn(move || {
                for number in 0..50 {
                    let tree = format!("{:040x}", worker * 1000 + number);
                    record.record_passed(&tree, EMPTY, "2026-01-04").unwrap();
                }
            });
        }
    });
    let has_passed = |number: u32| record.has_passed(&format!("{number:040x}"), EMPTY);
    assert!((0..8).all(|worker| (0..50).all(|n| has_passed(worker * 1000 + n))));
    let passed = folder.path().join(".git/sekimori/passed");
    fs::write(&passed, vec![b'\n'; 1 << 20]).unwrap();
    record.record_passed(&tree, EMPTY, "2026-01-05").unwrap();
    assert!(fs::metadata(&passed).unwrap().len() < 100, "it does not grow without end");

    fs::remove_file(&passed).unwrap();
    let outside = TempDir::new().unwrap();
    symlink(outside.path().join("x"), &passed).unwrap();
    assert!(matches!(record.record_passed(&tree, EMPTY, "2026-01-05"), Err(Error::GitFolder { .. })));
    assert!(!outside.path().join("x").exists());
}

#[test]
fn what_git_has_is_listed_though_its_patterns_name_it() {
    let folder = repository();
    let path = folder.path();
    for file in ["a.yaml", "gen/kept.yaml", "gen/not.yaml", "gen/own.yaml", "vendor/x.yaml", "sub/.env"] {
        write(path, file, "a: 1\n");
    }
    write(path, ".gitignore", "gen/\n.env\n");
    write(path, ".sekimoriignore", "own.yaml\n");
    git(path, &["add", "--all"]);
    git(path, &["add", "--force", "gen/kept.yaml", "gen/own.yaml", "vendor/x.yaml", "sub/.env"]);
    let open = |at: &Path, honour_ignore_files| {
        let (skip_dirs, wants) = (vec!["vendor".to_owned()], (|_| true) as fn(&str) -> bool);
        let walk = Walk { skip_dirs, skip_from: Viewpoint::default(), honour_ignore_files, wants };
        Disk::open(&[at.to_path_buf()], walk).unwrap().list(&Limits::default())
    };
    let paths =
        |listing: &Listing| listing.entries.iter().map(|one| one.path.to_string()).collect::<Vec<_>>();
    let all = open(path, true);
    assert_eq!(paths(&all), [".gitignore", ".sekimoriignore", "a.yaml", "gen/kept.yaml", "sub/.env"]);
    assert_eq!(all.problems, []);
    assert_eq!(paths(&open(&path.join("sub"), true)), [".env"]);
    assert!(paths(&open(path, false)).contains(&"gen/not.yaml".to_owned()));
    // An index that cannot be read is no reason to pass its files over in silence.
    fs::write(path.join(".git/index"), b"no index").unwrap();
    let damaged = open(path, true);
    assert_eq!(damaged.problems.iter().map(|one| &*one.path).collect::<Vec<_>>(), [".git/index"]);
}
