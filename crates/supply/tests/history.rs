//! All that history holds, of real repositories.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "these tests make their own repositories"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sekimori_model::Limits;
use sekimori_supply::{Error, History, Note};
use tempfile::TempDir;

const RULES: &str = "rules 1";

/// Runs git, which must be there, with nothing of the machine's own configuration.
fn git(folder: &Path, args: &[&str]) -> String {
    git_at(folder, 1_700_000_000, args)
}

fn git_at(folder: &Path, seconds: u64, args: &[&str]) -> String {
    let date = format!("{seconds} +0900");
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(["-c", "user.name=t", "-c", "user.email=t@example.com"]);
    git.args(["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main", "-c", "gc.auto=0"]);
    git.args(["-c", "advice.detachedHead=false"]).args(args);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    git.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
    let output = git.output().expect("git is installed: these tests make real repositories");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

struct Repository {
    folder: TempDir,
    clock: u64,
}

impl Repository {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        git(folder.path(), &["init", "--quiet"]);
        Self { folder, clock: 1_700_000_000 }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, args: &[&str]) -> String {
        git_at(self.path(), self.clock, args)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&mut self) -> String {
        self.clock += 60;
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", "more"]);
        self.git(&["rev-parse", "HEAD"])
    }

    fn put(&mut self, path: &str, text: &str) -> String {
        self.write(path, text);
        self.commit()
    }
}

fn open(path: &Path) -> History {
    History::open(path, None, None, RULES).unwrap()
}

fn open_with(path: &Path, cursor: &[u8]) -> History {
    History::open(path, None, Some(cursor), RULES).unwrap()
}

/// All contents, read by several readers.
fn contents(history: &History) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for batch in history.batches() {
        let mut reader = history.reader();
        for blob in batch {
            if let Ok(bytes) = reader.read(*blob, &Limits::default()) {
                assert!(all.insert(String::from_utf8_lossy(&bytes).into_owned()), "read twice");
            }
        }
    }
    all
}

fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn each_content_of_every_reference_is_read_once() {
    let mut repository = Repository::new();
    repository.put("a.txt", "one");
    repository.put("a.txt", "two");
    repository.put("copy/b.txt", "two");
    repository.git(&["switch", "--quiet", "--create", "side"]);
    repository.put("side.txt", "side");
    repository.git(&["tag", "--annotate", "--message", "t", "v1"]);
    repository.git(&["switch", "--quiet", "main"]);
    repository.git(&["branch", "--quiet", "--delete", "--force", "side"]);
    repository.write("stash.txt", "first stash");
    repository.git(&["stash", "--quiet", "--include-untracked"]);
    repository.write("stash.txt", "second stash");
    repository.git(&["stash", "--quiet", "--include-untracked"]);
    repository.git(&["notes", "add", "--message", "a note"]);
    let expected = set(&["one", "two", "side", "first stash", "second stash", "a note\n"]);
    let history = open(repository.path());
    assert_eq!(contents(&history), expected);
    assert!(history.unseen().is_empty(), "{:?}", history.unseen());
    assert_eq!(history.counts().blobs, 6);

    repository.git(&["gc", "--quiet"]);
    assert!(!repository.path().join(".git/refs/tags/v1").exists(), "references are packed");
    assert_eq!(contents(&open(repository.path())), expected);
    let from_below = open(&repository.path().join("copy"));
    assert_eq!(contents(&from_below), expected);
}

#[test]
fn no_commit_is_no_history() {
    let repository = Repository::new();
    let history = open(repository.path());
    assert_eq!((history.counts().commits, history.blobs().len()), (0, 0));
    assert!(history.unseen().is_empty());
    let cursor = history.cursor().unwrap();
    assert_eq!(contents(&open_with(repository.path(), &cursor)), set(&[]));
    let none = TempDir::new().unwrap();
    assert!(matches!(History::open(none.path(), None, None, RULES), Err(Error::NotARepository { .. })));
}

#[test]
fn a_removed_file_is_found_with_its_first_and_last_commit() {
    let mut repository = Repository::new();
    repository.put("a.txt", "one");
    let brought = repository.put("env/key.txt", "removed");
    let kept = repository.put("a.txt", "two");
    repository.git(&["rm", "--quiet", "env/key.txt"]);
    repository.commit();
    repository.put("a.txt", "three");
    let history = open(repository.path());
    let blob = |text: &str| {
        let mut reader = history.reader();
        let mut is = |blob: &&_| **reader.read(**blob, &Limits::default()).unwrap() == *text.as_bytes();
        *history.blobs().iter().find(|blob| is(blob)).unwrap()
    };
    let lives = history.lives(&[blob("removed"), blob("three"), blob("one")]);
    let place = &lives[0].places[0];
    assert_eq!(place.path, "env/key.txt");
    assert_eq!((&place.first.id, &place.last.id, place.is_in_head), (&brought, &kept, false));
    assert_eq!((place.first.date.seconds, place.first.date.offset_minutes), (1_700_000_120, 540));
    assert!(lives[1].places[0].is_in_head);
    assert_eq!(lives[2].places[0].last.id, brought);
    assert_eq!(&*history.seen(blob("removed")).path, "env/key.txt");
    assert_eq!(history.seen(blob("removed")).commit, Some(kept));
}

#[test]
fn a_content_is_followed_over_renames_copies_and_merges() {
    let mut repository = Repository::new();
    repository.put("a.txt", "base");
    repository.git(&["switch", "--quiet", "--create", "side"]);
    let brought = repository.put("old/key.txt", "moved");
    repository.git(&["mv", "old", "new"]);
    let renamed = repository.commit();
    repository.git(&["switch", "--quiet", "main"]);
    repository.put("b.txt", "main");
    repository.clock += 60;
    repository.git(&["merge", "--quiet", "--no-edit", "side"]);
    let merged = repository.git(&["rev-parse", "HEAD"]);
    let copied = repository.put("new/copy.txt", "moved");
    let history = open(repository.path());
    let mut reader = history.reader();
    let mut is = |blob: &&_| **reader.read(**blob, &Limits::default()).unwrap() == *b"moved";
    let blob = *history.blobs().iter().find(|blob| is(blob)).unwrap();
    let life = history.lives(&[blob]).remove(0);
    let told: Vec<_> =
        life.places.iter().map(|p| (&*p.path, &p.first.id, &p.last.id, p.is_in_head)).collect();
    assert_eq!(
        told,
        [
            ("new/copy.txt", &copied, &copied, true),
            ("new/key.txt", &renamed, &copied, true),
            ("old/key.txt", &brought, &brought, false),
        ]
    );
    assert!(!life.has_more);
    assert_ne!(merged, copied);
    assert_eq!(history.lives(&[blob, blob]), [life.clone(), life]);
}

#[test]
fn the_second_run_reads_only_what_is_new() {
    let mut repository = Repository::new();
    for number in 0..10 {
        repository.put(&format!("f{number}.txt"), &format!("old {number}"));
    }
    let first = open(repository.path());
    assert_eq!(contents(&first).len(), 10);
    let cursor = first.cursor().unwrap();
    assert_eq!(cursor, open(repository.path()).cursor().unwrap(), "the same bytes");

    let same = open_with(repository.path(), &cursor);
    assert_eq!((same.blobs().len(), same.counts().commits, same.notes().len()), (0, 0, 0));
    assert_eq!(same.cursor().unwrap(), cursor);

    repository.put("deep/new.txt", "new");
    repository.put("f1.txt", "changed");
    repository.git(&["switch", "--quiet", "--orphan", "other"]);
    repository.put("o.txt", "orphan");
    let next = open_with(repository.path(), &cursor);
    assert_eq!(contents(&next), set(&["new", "changed", "orphan"]));
    assert_eq!(next.counts().commits, 3);
    let cursor = next.cursor().unwrap();
    repository.git(&["gc", "--quiet"]);
    assert!(open_with(repository.path(), &cursor).blobs().is_empty());
    assert_eq!(cursor, open(repository.path()).cursor().unwrap(), "however it came to be");
}

#[test]
fn a_cursor_that_does_not_fit_is_told_and_everything_is_read() {
    let mut repository = Repository::new();
    repository.put("a.txt", "one");
    repository.put("a.txt", "two");
    let cursor = open(repository.path()).cursor().unwrap();
    let all = set(&["one", "two"]);
    let other = History::open(repository.path(), None, Some(&cursor), "rules 2").unwrap();
    assert_eq!((other.notes(), contents(&other)), (&[Note::CursorOfOtherRules][..], all.clone()));
    let broken = open_with(repository.path(), b"sekimori-history 9\n");
    assert_eq!((broken.notes(), contents(&broken)), (&[Note::CursorUnreadable][..], all));

    let mut elsewhere = Repository::new();
    elsewhere.put("b.txt", "elsewhere");
    let foreign = open_with(elsewhere.path(), &cursor);
    assert_eq!(
        (foreign.notes(), contents(&foreign)),
        (&[Note::CursorOfOtherRepository][..], set(&["elsewhere"]))
    );

    repository.git(&["branch", "kept", "HEAD~1"]);
    repository.put("b.txt", "gone");
    repository.git(&["switch", "--quiet", "kept"]);
    repository.put("c.txt", "stays");
    let cursor = open(repository.path()).cursor().unwrap();
    repository.git(&["switch", "--quiet", "main"]);
    repository.git(&["reset", "--quiet", "--hard", "kept"]);
    repository.put("d.txt", "rewritten");
    repository.git(&["reflog", "expire", "--expire=now", "--all"]);
    repository.git(&["gc", "--quiet", "--prune=now"]);
    let rewritten = open_with(repository.path(), &cursor);
    assert_eq!(rewritten.notes(), [Note::CursorRewritten { gone: 1 }]);
    assert_eq!(contents(&rewritten), set(&["rewritten"]));
}

#[test]
fn a_range_names_what_is_read() {
    let mut repository = Repository::new();
    repository.put("a.txt", "one");
    repository.git(&["tag", "v1"]);
    repository.put("a.txt", "two");
    repository.git(&["switch", "--quiet", "--create", "side", "v1"]);
    repository.put("s.txt", "side");
    let read = |range: &str| {
        let history = History::open(repository.path(), Some(range), None, RULES).unwrap();
        (contents(&history), history.cursor().is_some())
    };
    assert_eq!(read("main"), (set(&["one", "two"]), true));
    assert_eq!(read("v1..main"), (set(&["two"]), false));
    assert_eq!(read("v1.."), (set(&["side"]), false));
    assert_eq!(read("^v1 main side"), (set(&["two", "side"]), false));
    assert_eq!(read("main...side"), (set(&["two", "side"]), false));
    assert_eq!(read("^v1"), (set(&["side"]), false));
    let error = |range: &str| History::open(repository.path(), Some(range), None, RULES).err().unwrap();
    for hostile in ["", " ", "--upload-pack=x", "HEAD:a.txt", ":/one", "^", "a^{/x}..b", &"a ".repeat(5000)] {
        assert!(matches!(error(hostile), Error::Range { .. }), "{hostile}");
    }
    assert!(matches!(error("nowhere"), Error::UnknownRevision { .. }));
    assert!(matches!(error("v1..nowhere"), Error::UnknownRevision { .. }));
}

#[test]
fn bare_worktree_alternates_and_submodules_are_read() {
    let mut repository = Repository::new();
    repository.put("a.txt", "one");
    repository.put("a.txt", "two");
    let all = set(&["one", "two"]);
    let around = TempDir::new().unwrap();
    let path = |name: &str| around.path().join(name);
    let clone = |args: &[&str], to: &PathBuf| {
        let from = repository.path().to_str().unwrap();
        let args = [&["clone", "--quiet"], args, &[from, to.to_str().unwrap()]].concat();
        git(around.path(), &args);
    };
    clone(&["--bare"], &path("bare.git"));
    assert_eq!(contents(&open(&path("bare.git"))), all);
    clone(&["--shared"], &path("shared"));
    assert_eq!(fs::read_dir(path("shared/.git/objects/pack")).unwrap().count(), 0);
    assert_eq!(contents(&open(&path("shared"))), all);
    repository.git(&["worktree", "add", "--quiet", "--detach", path("tree").to_str().unwrap(), "HEAD~1"]);
    fs::write(path("tree/w.txt"), "worktree").unwrap();
    git(&path("tree"), &["add", "--all"]);
    git(&path("tree"), &["commit", "--quiet", "--message", "detached"]);
    let with_tree = set(&["one", "two", "worktree"]);
    assert_eq!(contents(&open(&path("tree"))), with_tree);
    assert_eq!(contents(&open(repository.path())), with_tree, "what another working tree has checked out");

    let mut outer = Repository::new();
    outer.put("o.txt", "outer");
    outer.git(&["submodule", "--quiet", "add", repository.path().to_str().unwrap(), "sub"]);
    outer.commit();
    let history = open(outer.path());
    assert!(matches!(&history.notes()[0], Note::Submodule { path, .. } if path == "sub"));
    assert!(!contents(&history).contains("one"));
    assert!(history.unseen().is_empty());
    assert!(contents(&open(&outer.path().join("sub"))).is_superset(&all), "a submodule is a repository");

    fs::write(path("shared/.git/objects/info/alternates"), "/nowhere/objects\n").unwrap();
    let lost = open(&path("shared"));
    let unseen = lost.unseen();
    let problem = unseen.problems.iter().find(|one| &*one.path == ".git/objects/info/alternates");
    let says = "it names `/nowhere/objects`, where there is no folder";
    assert_eq!(problem.map(|one| &*one.detail), Some(says), "{:?}", unseen.problems);
    fs::write(path("shared/.git/objects/info/alternates"), "../../../gone/objects\n").unwrap();
    let problems = open(&path("shared")).unseen().problems;
    assert!(
        problems.iter().any(|one| one.detail.contains("it names `../../../gone/objects`")),
        "{problems:?}"
    );
    assert_eq!(lost.cursor(), None);
}

#[test]
fn what_a_clone_left_out_is_counted_and_read_when_it_is_there() {
    let mut repository = Repository::new();
    repository.put("a.txt", "one");
    repository.put("a.txt", "two");
    repository.put("a.txt", "three");
    let around = TempDir::new().unwrap();
    let from = format!("file://{}", repository.path().display());
    let path = |name: &str| around.path().join(name);

    git(around.path(), &["clone", "--quiet", "--depth=1", &from, "shallow"]);
    let shallow = open(&path("shallow"));
    assert_eq!(contents(&shallow), set(&["three"]));
    assert_eq!(shallow.unseen().cut_commits, 1);
    let cursor = shallow.cursor().unwrap();
    assert_eq!(open_with(&path("shallow"), &cursor).unseen().cut_commits, 1, "still cut");
    git(&path("shallow"), &["fetch", "--quiet", "--unshallow"]);
    let deepened = open_with(&path("shallow"), &cursor);
    assert_eq!(contents(&deepened), set(&["one", "two"]));
    assert!(deepened.unseen().is_empty());

    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let filter = ["clone", "--quiet", "--filter=blob:none", "--no-checkout", &from, "partial"];
    git(around.path(), &filter);
    let partial = open(&path("partial"));
    assert_eq!(contents(&partial), set(&[]));
    let unseen = partial.unseen();
    assert_eq!((unseen.missing, unseen.corrupt, unseen.problems.len()), (3, 0, 3));
    assert!(unseen.problems[0].detail.contains("not in this repository"), "{:?}", unseen.problems);
    assert_eq!((&*unseen.problems[0].path, unseen.problems[0].reason.as_str()), ("a.txt", "missing"));
    let cursor = partial.cursor().unwrap();
    git(&path("partial"), &["checkout", "--quiet", "main"]);
    let more = open_with(&path("partial"), &cursor);
    assert_eq!(contents(&more), set(&["three"]));
    assert_eq!((more.unseen().missing, more.counts().commits), (2, 0));
    // What the user is told to do.
    git(&path("partial"), &["fetch", "--quiet", "--refetch", "--no-filter"]);
    let whole = open_with(&path("partial"), &more.cursor().unwrap());
    assert_eq!(contents(&whole), set(&["one", "two"]));
    assert!(whole.unseen().is_empty());
}

/// The file of a loose object, writable.
fn loose(repository: &Repository, id: &str) -> PathBuf {
    let path = repository.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o644);
    fs::set_permissions(&path, permissions).unwrap();
    path
}

#[test]
fn a_damaged_object_is_named_and_the_rest_goes_on() {
    let mut repository = Repository::new();
    repository.put("a.txt", "one");
    repository.put("b.txt", "two");
    repository.put("dir/c.txt", "three");
    repository.put("d.txt", "four");
    let id = |name: &str| repository.git(&["rev-parse", name]);
    let cut = loose(&repository, &id("HEAD:a.txt"));
    fs::write(&cut, &fs::read(&cut).unwrap()[..5]).unwrap();
    fs::remove_file(loose(&repository, &id("HEAD:b.txt"))).unwrap();
    fs::write(loose(&repository, &id("HEAD:dir")), "not zlib").unwrap();
    fs::remove_file(loose(&repository, &id("HEAD~2"))).unwrap();
    let history = open(repository.path());
    assert_eq!(contents(&history), set(&["four"]));
    let unseen = history.unseen();
    assert_eq!((unseen.missing, unseen.corrupt), (2, 2));
    let told = unseen.problems.iter().map(|problem| (&*problem.path, problem.reason.as_str()));
    let lost = format!("commit {}", id("HEAD~2"));
    let expected = [("a.txt", "damaged"), ("b.txt", "missing"), (&lost, "missing"), ("dir", "damaged")];
    assert_eq!(told.collect::<Vec<_>>(), expected);

    // The next run tries them again, and only them.
    let cursor = history.cursor().unwrap();
    let id = id("HEAD:b.txt");
    fs::write(repository.path().join("b.txt"), "two").unwrap();
    assert_eq!(repository.git(&["hash-object", "-w", "b.txt"]), id);
    let again = open_with(repository.path(), &cursor);
    assert_eq!(contents(&again), set(&["two"]));
    assert_eq!((again.unseen().missing, again.unseen().corrupt), (1, 2));
    // It stands in commits that the run before did see.
    let lives = again.lives(again.blobs());
    let places = lives.iter().flat_map(|life| &life.places);
    let told: Vec<_> = places.map(|place| (place.path.as_str(), place.is_in_head)).collect();
    assert_eq!(told, [("a.txt", true), ("b.txt", true)]);
}

#[test]
fn what_a_reference_names_directly_has_a_place() {
    let mut repository = Repository::new();
    repository.put("a.txt", "one");
    fs::write(repository.path().join("loose.txt"), "two").unwrap();
    let blob = repository.git(&["hash-object", "-w", "loose.txt"]);
    repository.git(&["tag", "of-a-blob", &blob]);
    let history = open(repository.path());
    assert_eq!(contents(&history), set(&["one", "two"]));
    let lives = history.lives(history.blobs());
    assert!(lives.iter().all(|life| life.places.len() == 1), "{lives:?}");
    let ids: Vec<&str> = lives.iter().map(|life| life.places[0].first.id.as_str()).collect();
    assert!(ids.contains(&blob.as_str()), "{ids:?}");
}

#[test]
fn a_damaged_pack_is_named_and_what_is_whole_is_read() {
    let mut repository = Repository::new();
    for number in 0..50 {
        let lines = (0..200).map(|line| format!("{line} {}\n", if line == number { "x" } else { "-" }));
        repository.put("long.txt", &lines.collect::<String>());
    }
    repository.git(&["repack", "-a", "-d", "--quiet", "--depth=50"]);
    let whole = contents(&open(repository.path()));
    assert_eq!(whole.len(), 50);
    let folder = repository.path().join(".git/objects/pack");
    let pack = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let pack = pack.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "pack")).unwrap();
    let bytes = fs::read(&pack).unwrap();
    fs::remove_file(&pack).unwrap();
    let mut seen_some = false;
    for place in (20..bytes.len() - 20).step_by(bytes.len() / 16) {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x55;
        fs::write(&pack, &damaged).unwrap();
        let history = open(repository.path());
        let read = contents(&history);
        seen_some |= read.len() > 20;
        assert!(!history.unseen().is_empty() || read != whole, "{place}");
    }
    assert!(seen_some);
    fs::write(&pack, &bytes[..bytes.len() / 2]).unwrap();
    let half = open(repository.path());
    contents(&half);
    assert!(half.unseen().corrupt > 0);
    fs::write(&pack, "PACK").unwrap();
    let history = open(repository.path());
    assert_eq!(contents(&history).len(), 0);
    let unseen = history.unseen();
    assert!(unseen.corrupt > 0 && history.cursor().is_none());
    assert!(unseen.problems.iter().any(|problem| problem.reason.as_str() == "damaged"), "{unseen:?}");
}

#[test]
fn a_large_file_is_a_problem_of_its_own() {
    let mut repository = Repository::new();
    repository.put("small.txt", "small");
    repository.put("large.txt", &"x".repeat(100_000));
    let limits = Limits { file_bytes: 1000, ..Limits::default() };
    let packed = |repository: &Repository| {
        let history = open(repository.path());
        let mut reader = history.reader();
        let results: Vec<_> = history.blobs().iter().map(|blob| reader.read(*blob, &limits)).collect();
        let problem = results.iter().find_map(|result| result.as_ref().err()).unwrap().clone();
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        assert_eq!((&*problem.path, problem.reason.as_str()), ("large.txt", "too-large"));
        assert_eq!(history.unseen().too_large, 1);
    };
    packed(&repository);
    repository.git(&["gc", "--quiet"]);
    packed(&repository);
}

#[test]
fn what_git_packs_meanwhile_is_still_read() {
    let mut repository = Repository::new();
    repository.put("a.txt", "one");
    repository.put("b.txt", "two");
    let history = open(repository.path());
    repository.git(&["gc", "--quiet", "--prune=now"]);
    assert_eq!(contents(&history), set(&["one", "two"]));
    assert!(history.unseen().is_empty());
}

#[test]
fn a_broken_reference_is_told() {
    let mut repository = Repository::new();
    repository.put("a.txt", "one");
    fs::write(repository.path().join(".git/refs/heads/broken"), "nonsense").unwrap();
    fs::write(repository.path().join(".git/refs/heads/gone"), "1".repeat(40)).unwrap();
    let history = open(repository.path());
    assert_eq!(contents(&history), set(&["one"]));
    let unseen = history.unseen();
    assert_eq!((unseen.corrupt, unseen.missing), (1, 1), "{:?}", unseen.problems);
    let reasons: Vec<_> = unseen.problems.iter().map(|problem| problem.reason.as_str()).collect();
    assert_eq!(reasons, ["damaged", "missing"]);
    let place = repository.path().to_str().unwrap();
    assert!(unseen.problems.iter().all(|problem| !problem.detail.contains(place)), "{:?}", unseen.problems);
}

/// A stream of zlib that holds `bytes` as they are.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    let head = [0x78, 0x01, 0x01];
    [&head[..], &length.to_le_bytes(), &(!length).to_le_bytes(), bytes, &(b << 16 | a).to_be_bytes()].concat()
}

/// The head of an object in a pack: its kind and the size that it claims.
fn head(kind: u8, mut size: u64) -> Vec<u8> {
    let mut first = kind << 4 | (size & 15) as u8;
    let mut out = Vec::new();
    size >>= 4;
    while size > 0 {
        out.push(first | 0x80);
        first = (size & 0x7f) as u8;
        size >>= 7;
    }
    out.push(first);
    out
}

fn number(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_be_bytes()
}

#[test]
fn objects_that_lie_are_named_one_by_one() {
    let mut repository = Repository::new();
    repository.put("good.txt", "good");
    let id = |digit: u8| [digit; 20];
    let delta = stored(&[5, 5, 5, b'h', b'e', b'l', b'l', b'o']);
    // To 2 GiB, from five bytes.
    let bomb = [&[5, 0x80, 0x80, 0x80, 0x80, 8][..], &[0x90, 5].repeat(100)].concat();
    let entries = [
        (id(0x11), [head(7, 8), id(0x22).to_vec(), delta.clone()].concat(), "circle"),
        (id(0x22), [head(7, 8), id(0x11).to_vec(), delta.clone()].concat(), "circle"),
        (id(0x33), [head(7, 8), id(0x33).to_vec(), delta].concat(), "circle"),
        (id(0x44), [head(3, 900), stored(b"short")].concat(), "corrupt"),
        (id(0x55), [head(3, 3), stored(b"longer")].concat(), "corrupt"),
        (id(0x66), [head(3, 1 << 40), stored(b"huge")].concat(), "1099511627776 bytes"),
        (
            id(0x77),
            [head(7, bomb.len() as u64), id(0x88).to_vec(), stored(&bomb)].concat(),
            "2147483648 bytes",
        ),
        (id(0x88), [head(3, 5), stored(b"whole")].concat(), ""),
        (id(0x99), [head(6, 8), vec![0x7f], stored(b"x")].concat(), "corrupt"),
        (id(0xaa), [head(5, 8), stored(b"x")].concat(), "corrupt"),
        (id(0xbb), [head(2, 0), stored(b"")].concat(), "a tree, not a file"),
        (id(0xcc), [head(7, 8), id(0xdd).to_vec(), stored(b"x")].concat(), "not in this repository"),
    ];
    let mut pack = [&b"PACK"[..], &2_u32.to_be_bytes(), &number(entries.len())].concat();
    let mut index = Vec::new();
    for first in 0..=255 {
        let count = entries.iter().filter(|(id, ..)| id[0] <= first).count();
        index.extend_from_slice(&number(count));
    }
    let mut tree = String::new();
    for (id, bytes, expected) in &entries {
        index.extend_from_slice(&number(pack.len()));
        index.extend_from_slice(id);
        pack.extend_from_slice(bytes);
        let hex = format!("{:02x}", id[0]).repeat(20);
        tree += &["100644 blob ", &hex, "\t", &expected.replace(' ', "_"), " ", &hex, "\n"].concat();
    }
    pack.extend_from_slice(&[0; 20]);
    index.extend_from_slice(&[0; 40]);
    fs::write(repository.path().join("tree"), tree).unwrap();
    let make = "git mktree --missing < tree";
    let mut shell = Command::new("sh");
    let tree = shell.current_dir(repository.path()).args(["-c", make]).output().unwrap().stdout;
    let tree = String::from_utf8(tree).unwrap();
    let commit = repository.git(&["commit-tree", "-m", "lies", tree.trim()]);
    repository.git(&["update-ref", "refs/heads/lies", &commit]);
    let folder = repository.path().join(".git/objects/pack");
    fs::write(folder.join("pack-lies.pack"), pack).unwrap();
    fs::write(folder.join("pack-lies.idx"), index).unwrap();

    let history = open(repository.path());
    let mut reader = history.reader();
    let limits = Limits::default();
    let mut wholes = Vec::new();
    for blob in history.blobs() {
        match reader.read(*blob, &limits) {
            Ok(bytes) => wholes.push(String::from_utf8(bytes.to_vec()).unwrap()),
            Err(problem) => {
                let expected = problem.path.split(' ').next().unwrap().replace('_', " ");
                assert!(!expected.is_empty() && problem.detail.contains(&expected), "{problem:?}");
            }
        }
    }
    wholes.sort();
    assert_eq!(wholes, ["good", "whole"]);
    let unseen = history.unseen();
    assert_eq!((unseen.too_large, unseen.missing, unseen.corrupt), (2, 1, 8));
}

#[test]
fn who_follows_on_whom_tells_the_first_and_the_last_whatever_the_clocks_say() {
    let mut repository = Repository::new();
    let root = repository.put("a.txt", "kept");
    // The side branch was committed on a machine whose clock was a year behind, and brings the same content.
    repository.git(&["switch", "--quiet", "--create", "side"]);
    repository.clock -= 31_536_000;
    let side = repository.put("b.txt", "kept");
    repository.clock += 31_536_000;
    repository.git(&["switch", "--quiet", "main"]);
    repository.put("c.txt", "other");
    repository.clock -= 1_000_000;
    repository.git(&["merge", "--quiet", "--no-ff", "--message", "merge", "side"]);
    let merge = repository.git(&["rev-parse", "HEAD"]);
    let history = open(repository.path());
    let kept = *history.blobs().iter().find(|blob| &*history.seen(**blob).path == "a.txt").unwrap();
    let life = history.lives(&[kept]).remove(0);
    let ends: Vec<(&str, &str, &str)> =
        life.places.iter().map(|place| (&*place.path, &*place.first.id, &*place.last.id)).collect();
    assert_eq!(ends, [("a.txt", &*root, &*merge), ("b.txt", &*side, &*merge)]);
    let ranks: Vec<(u32, u32)> = life.places.iter().map(|place| place.ranks).collect();
    assert!(ranks[0].0 < ranks[1].0 && ranks[0].1 == 3, "{ranks:?}");
}
