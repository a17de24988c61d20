//! The cache of layers.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests read their own files")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::thread;

use sekimori_model::{ContentDigest, LayerCache as _};
use sekimori_supply::image::cache::LayerFolder;

fn digest(of: u8) -> ContentDigest {
    format!("sha256:{}", format!("{of:02x}").repeat(32)).parse().expect("a digest")
}

fn entries(folder: &std::path::Path) -> Vec<PathBuf> {
    let mut all: Vec<_> =
        fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    all.sort();
    all
}

#[test]
fn what_was_put_comes_back_under_its_key_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("a/layers");
    let cache = LayerFolder::open(&place, None).expect("a cache");
    assert_eq!(fs::metadata(&place).expect("it is there").permissions().mode() & 0o777, 0o700);
    assert_eq!(cache.get(&digest(1), "v1"), None);
    cache.put(&digest(1), "v1", b"found");
    cache.put(&digest(2), "v1", b"");
    assert_eq!(cache.get(&digest(1), "v1").as_deref(), Some(&b"found"[..]));
    assert_eq!(cache.get(&digest(2), "v1").as_deref(), Some(&b""[..]));
    assert_eq!((cache.get(&digest(1), "v2"), cache.get(&digest(3), "v1")), (None, None));
    let modes = entries(&place)
        .into_iter()
        .map(|path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777);
    assert_eq!(modes.collect::<Vec<_>>(), [0o600, 0o600]);
}

#[test]
fn what_is_damaged_is_not_there_and_is_written_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("layers");
    let cache = LayerFolder::open(&place, None).expect("a cache");
    cache.put(&digest(1), "v1", b"found");
    let path = entries(&place).remove(0);
    let whole = fs::read(&path).expect("the entry");
    let mut other = whole.clone();
    *other.last_mut().expect("it has bytes") ^= 1;
    for damaged in [&whole[..whole.len() - 1], &whole[..10], &other[..], b"", &[&whole[..], b"x"].concat()] {
        fs::write(&path, damaged).expect("it is written");
        assert_eq!(cache.get(&digest(1), "v1"), None);
    }
    cache.put(&digest(1), "v1", b"found");
    assert_eq!(cache.get(&digest(1), "v1").as_deref(), Some(&b"found"[..]));
}

#[test]
fn the_oldest_goes_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("layers");
    let cache = LayerFolder::open(&place, Some(4_000)).expect("a cache");
    for of in 0..8 {
        cache.put(&digest(of), "v1", &[of; 1_000]);
        thread::sleep(std::time::Duration::from_millis(10));
        // What is asked for again stays.
        assert!(cache.get(&digest(0), "v1").is_some());
    }
    let bytes: u64 = entries(&place).iter().map(|path| fs::metadata(path).expect("it is there").len()).sum();
    assert!(bytes <= 4_000, "{bytes}");
    assert!(cache.get(&digest(7), "v1").is_some() && cache.get(&digest(1), "v1").is_none());
}

#[test]
fn several_at_once_see_all_or_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("layers");
    thread::scope(|scope| {
        for of in 0..4_u8 {
            let place = &place;
            scope.spawn(move || {
                let cache = LayerFolder::open(place, None).expect("a cache");
                for _ in 0..50 {
                    cache.put(&digest(1), "v1", &vec![of; 10_000]);
                    let found = cache.get(&digest(1), "v1").expect("somebody's");
                    assert!(found.len() == 10_000 && found.iter().all(|byte| *byte == found[0]));
                }
            });
        }
    });
    assert_eq!(entries(&place).len(), 1);
}

#[test]
fn a_folder_that_others_may_write_to_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("it is ours");
    assert!(LayerFolder::open(folder.path(), None).is_err());
    let variable = |name: &str| (name == "HOME").then(|| "/home/x".into());
    assert_eq!(LayerFolder::usual(&variable), Some(PathBuf::from("/home/x/.cache/sekimori/layers")));
}
