//! Files are replaced whole, where they are what they were, and nowhere else.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::disallowed_methods, reason = "these tests read back what was written")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use sekimori_model::{Entry, Viewpoint};
use sekimori_supply::{Disk, Error, Walk};
use tempfile::{TempDir, tempdir};

fn disk(root: &Path) -> Disk {
    let walk = Walk {
        skip_dirs: Vec::new(),
        skip_from: Viewpoint::default(),
        honour_ignore_files: true,
        wants: |_| true,
    };
    Disk::open(&[root.to_path_buf()], walk).unwrap()
}

fn entry(path: &str) -> Entry {
    Entry { path: path.into(), named: false }
}

/// A folder with `in/a.yaml`, which holds `old`.
fn folder() -> TempDir {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    fs::write(folder.path().join("in/a.yaml"), "old").unwrap();
    folder
}

#[test]
fn a_file_is_replaced_with_its_permissions() {
    let folder = folder();
    let path = folder.path().join("in/a.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    disk(folder.path()).replace(&entry("in/a.yaml"), b"old", b"new, and longer").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new, and longer");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o640);
    assert_eq!(fs::read_dir(folder.path().join("in")).unwrap().count(), 1, "no other file is left");
}

#[test]
fn a_file_that_changed_meanwhile_stays() {
    let folder = folder();
    let path = folder.path().join("in/a.yaml");
    let disk = disk(folder.path());
    for now in ["older", "ol", "bad"] {
        fs::write(&path, now).unwrap();
        let said = disk.replace(&entry("in/a.yaml"), b"old", b"new").unwrap_err();
        assert!(matches!(said, Error::Changed { .. }), "{now}: {said:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), now);
    }
    fs::remove_file(&path).unwrap();
    let said = disk.replace(&entry("in/a.yaml"), b"old", b"new").unwrap_err();
    assert!(matches!(said, Error::Changed { .. }), "{said:?}");
    assert!(!path.exists());
}

#[test]
fn a_file_or_folder_that_became_a_link_is_not_followed() {
    let (folder, outside) = (folder(), folder());
    let disk = disk(folder.path());
    let path = folder.path().join("in/a.yaml");
    fs::remove_file(&path).unwrap();
    symlink(outside.path().join("in/a.yaml"), &path).unwrap();
    let said = disk.replace(&entry("in/a.yaml"), b"old", b"new").unwrap_err();
    assert!(matches!(said, Error::Link { .. }), "{said:?}");
    fs::remove_dir_all(folder.path().join("in")).unwrap();
    symlink(outside.path().join("in"), folder.path().join("in")).unwrap();
    let said = disk.replace(&entry("in/a.yaml"), b"old", b"new").unwrap_err();
    assert!(matches!(said, Error::Link { .. }), "{said:?}");
    assert_eq!(fs::read(outside.path().join("in/a.yaml")).unwrap(), b"old");
    assert_eq!(fs::read_dir(outside.path().join("in")).unwrap().count(), 1);
}

#[test]
fn no_path_leaves_the_root() {
    let folder = folder();
    let disk = disk(&folder.path().join("in"));
    fs::write(folder.path().join("b.yaml"), "old").unwrap();
    for path in ["../b.yaml", "", "/", &folder.path().join("b.yaml").display().to_string()] {
        assert!(disk.replace(&entry(path), b"old", b"new").is_err(), "{path}");
    }
    assert_eq!(fs::read(folder.path().join("b.yaml")).unwrap(), b"old");
}

#[test]
fn what_is_protected_or_no_file_is_told() {
    let folder = folder();
    let disk = disk(folder.path());
    let path = folder.path().join("in/a.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let said = disk.replace(&entry("in/a.yaml"), b"old", b"new").unwrap_err();
    assert!(matches!(said, Error::ReadOnly { .. }), "{said:?}");
    fs::remove_file(&path).unwrap();
    nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let said = disk.replace(&entry("in/a.yaml"), b"old", b"new").unwrap_err();
    assert!(matches!(said, Error::Changed { .. }), "a pipe would block: {said:?}");
}
