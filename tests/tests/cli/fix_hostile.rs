//! `--fix` where the tree is against it: what cannot be written is told, the rest is repaired.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::folder::Folder;
use crate::manifest::{closed_seccomp, open_seccomp};

#[test]
fn a_link_is_not_written_through() {
    let folder =
        Folder::with(open_seccomp("a")).and("real.txt", open_seccomp("b")).and_link("b.yaml", "real.txt");
    let run = folder.scan(&["--fix"]).exits(2);
    assert!(run.err.contains("error: `b.yaml` is a symbolic link or lies behind one"), "{}", run.err);
    assert!(run.err.contains("repaired 1 finding in 1 file"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.join("real.txt")).unwrap(), open_seccomp("b"));
    assert!(fs::symlink_metadata(folder.join("b.yaml")).unwrap().is_symlink());
    assert_eq!(
        fs::read_to_string(folder.join("app.yaml")).unwrap(),
        closed_seccomp("a"),
        "the other is repaired"
    );
}

#[test]
fn a_file_that_is_protected_stays_and_the_others_are_repaired() {
    let folder = Folder::with(open_seccomp("a")).and("b.yaml", open_seccomp("b"));
    fs::set_permissions(folder.join("app.yaml"), fs::Permissions::from_mode(0o444)).unwrap();
    let run = folder.scan(&["--fix", "--format", "json"]).exits(2);
    assert!(run.err.contains("error: `app.yaml` is write-protected"), "{}", run.err);
    let left = crate::report::Report::read(&run.json());
    assert_eq!(left.only().path(), "app.yaml", "the report tells what stands on disk");
    assert_eq!(fs::read_to_string(folder.join("app.yaml")).unwrap(), open_seccomp("a"));
    assert_eq!(fs::read_to_string(folder.join("b.yaml")).unwrap(), closed_seccomp("b"));
}

#[test]
fn permissions_stay_and_nothing_is_left_behind() {
    let folder = Folder::with(open_seccomp("a"));
    fs::set_permissions(folder.join("app.yaml"), fs::Permissions::from_mode(0o751)).unwrap();
    folder.scan(&["--fix"]).exits(0);
    let mode = fs::metadata(folder.join("app.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o751);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn other_encodings_are_told_and_stay() {
    let wide: Vec<u8> =
        format!("\u{FEFF}{}", open_seccomp("a")).encode_utf16().flat_map(u16::to_be_bytes).collect();
    let folder = Folder::with(&wide);
    let run = folder.scan(&["--fix"]).exits(1);
    assert!(run.err.contains("The file is not UTF-8"), "{}", run.err);
    assert_eq!(fs::read(folder.join("app.yaml")).unwrap(), wide);
}

#[test]
fn what_does_not_parse_is_no_reason_to_leave_the_rest() {
    let text = format!("a: [\n---\n{}---\n{{{{ template }}}}\n", open_seccomp("a"));
    let folder = Folder::with(&text);
    folder.scan(&["--fix"]).exits(0);
    let after = fs::read_to_string(folder.join("app.yaml")).unwrap();
    assert_eq!(after, text.replace(&open_seccomp("a"), &closed_seccomp("a")));
}
