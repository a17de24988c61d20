//! The disk as hostile people leave it.
#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![cfg(unix)]

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;

use sekimori_model::{Limits, Listing, NotAnalysed, Source as _, Viewpoint};
use sekimori_supply::{Disk, Walk};

fn walk() -> Walk {
    Walk {
        skip_dirs: vec!["vendor".into(), "./deep/charts/".into()],
        skip_from: Viewpoint::default(),
        honour_ignore_files: true,
        wants: |path| path.rsplit_once('.').is_some_and(|(_, extension)| extension == "yaml"),
    }
}

fn write(root: &Path, path: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, "a: 1\n").unwrap();
}

fn list(root: &Path) -> (Disk, Listing) {
    let disk = Disk::open(&[root.to_path_buf()], walk()).unwrap();
    let listing = disk.list(&Limits::default());
    (disk, listing)
}

fn paths(listing: &Listing) -> Vec<&str> {
    listing.entries.iter().map(|entry| &*entry.path).collect()
}

fn problems(listing: &Listing) -> Vec<(&str, NotAnalysed)> {
    listing.problems.iter().map(|problem| (&*problem.path, problem.reason)).collect()
}

#[test]
fn lists_what_is_not_ignored_sorted_and_hidden_files_too() {
    let root = tempfile::tempdir().unwrap();
    for path in
        ["b.yaml", "a/z.yaml", ".hidden/x.yaml", "vendor/no.yaml", "deep/charts/no.yaml", ".git/no.yaml"]
    {
        write(root.path(), path);
    }
    write(root.path(), "gen/no.yaml");
    write(root.path(), "sek/no.yaml");
    fs::write(root.path().join(".gitignore"), "gen/\n").unwrap();
    fs::write(root.path().join(".sekimoriignore"), "sek\n").unwrap();
    let (_, listing) = list(root.path());
    assert_eq!(paths(&listing), [".gitignore", ".hidden/x.yaml", ".sekimoriignore", "a/z.yaml", "b.yaml"]);
    assert!(listing.problems.is_empty(), "{:?}", listing.problems);
}

#[test]
fn links_are_named_and_never_followed_out_or_around() {
    let root = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "secret.yaml");
    write(root.path(), "in/real.yaml");
    symlink("..", root.path().join("in/up")).unwrap();
    symlink("loop.yaml", root.path().join("loop.yaml")).unwrap();
    symlink(outside.path(), root.path().join("out")).unwrap();
    symlink(outside.path().join("secret.yaml"), root.path().join("out.yaml")).unwrap();
    symlink("nowhere", root.path().join("broken.yaml")).unwrap();
    symlink("in/real.yaml", root.path().join("same.yaml")).unwrap();
    let (_, listing) = list(root.path());
    assert_eq!(paths(&listing), ["in/real.yaml"]);
    assert_eq!(
        problems(&listing),
        [
            ("broken.yaml", NotAnalysed::LinkLeavesRoot),
            ("in/up", NotAnalysed::LinkCycle),
            ("loop.yaml", NotAnalysed::LinkCycle),
            ("out", NotAnalysed::LinkLeavesRoot),
            ("out.yaml", NotAnalysed::LinkLeavesRoot),
        ]
    );
}

#[test]
fn a_link_to_a_file_that_nothing_else_lists_is_read_by_its_name() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "vendor/real.yaml");
    symlink("vendor/real.yaml", root.path().join("link.yaml")).unwrap();
    let (disk, listing) = list(root.path());
    assert_eq!(paths(&listing), ["link.yaml"]);
    assert_eq!(disk.read(&listing.entries[0], &Limits::default()).unwrap(), b"a: 1\n");
}

#[test]
fn a_pipe_is_named_and_never_opened() {
    let root = tempfile::tempdir().unwrap();
    nix::unistd::mkfifo(&root.path().join("pipe.yaml"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    let (_, listing) = list(root.path());
    assert_eq!(problems(&listing), [("pipe.yaml", NotAnalysed::NotARegularFile)]);
    let named = Disk::open(&[root.path().join("pipe.yaml")], walk()).unwrap().list(&Limits::default());
    assert_eq!(problems(&named), [("pipe.yaml", NotAnalysed::NotARegularFile)]);
}

#[test]
fn a_large_file_is_refused_before_it_is_read() {
    let root = tempfile::tempdir().unwrap();
    let file = fs::File::create(root.path().join("big.yaml")).unwrap();
    file.set_len(1 << 40).unwrap();
    let (disk, listing) = list(root.path());
    let problem = disk.read(&listing.entries[0], &Limits::default()).unwrap_err();
    assert_eq!(problem.reason, NotAnalysed::TooLarge);
    assert!(problem.detail.contains("33554432"), "{}", problem.detail);
}

#[test]
fn a_name_that_is_not_text_can_still_be_read() {
    let root = tempfile::tempdir().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"bad\xff\\x41.yaml");
    fs::write(root.path().join(name), "a: 2\n").unwrap();
    let (disk, listing) = list(root.path());
    assert_eq!(paths(&listing), ["bad\\xFF\\x5Cx41.yaml"]);
    assert_eq!(disk.read(&listing.entries[0], &Limits::default()).unwrap(), b"a: 2\n");
}

#[test]
fn the_limit_of_files_cuts_the_list_and_says_so() {
    let root = tempfile::tempdir().unwrap();
    for path in ["a.yaml", "b.yaml", "c.yaml"] {
        write(root.path(), path);
    }
    let disk = Disk::open(&[root.path().to_path_buf()], walk()).unwrap();
    let listing = disk.list(&Limits { files: 2, ..Limits::default() });
    assert_eq!(paths(&listing), ["a.yaml", "b.yaml"]);
    assert!(listing.truncated);
}

#[test]
fn several_paths_have_the_folder_above_them_as_root() {
    let root = tempfile::tempdir().unwrap();
    for path in ["a/x.yaml", "b/c/y.yaml", "d.txt"] {
        write(root.path(), path);
    }
    let named = ["a", "b/c/y.yaml", "b", "d.txt"].map(|path| root.path().join(path));
    let disk = Disk::open(&named, walk()).unwrap();
    let listing = disk.list(&Limits::default());
    assert_eq!(paths(&listing), ["a/x.yaml", "b/c/y.yaml", "d.txt"]);
    assert!(listing.entries[1].named && listing.entries[2].named && !listing.entries[0].named);
}

#[test]
fn a_missing_path_is_an_error_that_names_it() {
    let error = Disk::open(&["no/such/place".into()], walk()).unwrap_err();
    assert_eq!(error.to_string(), "cannot open `no/such/place`");
}
