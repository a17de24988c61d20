//! State: what is stored is there again, each package once; what cannot be used is refused as it is.
#![expect(clippy::disallowed_methods, reason = "these tests read back what they wrote")]

use std::fs;
use std::sync::Arc;
use std::thread;

use jiff::Timestamp;
use sekimori_model::{Distribution, Package, Purl, Sbom, SbomKind, SbomSubject};
use sekimori_store::{AssetKind, Error, NewAsset, Rebuild, StateFolder, Store, StoredPackage};

fn bill(name: &str, packages: &[(&str, &str)]) -> Sbom {
    let package = |(kind, name): &(&str, &str)| {
        let mut package = Package::new(Purl::new((*kind).to_owned(), *name, "1.0"), format!("etc/{name}"));
        package.found_in.line = Some(3);
        package
    };
    let distribution = Distribution { id: "debian".into(), version: "12".into(), ..Distribution::default() };
    Sbom {
        subject: SbomSubject {
            kind: SbomKind::Image,
            name: name.to_owned(),
            version: String::new(),
            properties: std::collections::BTreeMap::new(),
        },
        distribution: Some(distribution),
        packages: packages.iter().map(package).collect(),
        executables: None,
        problems: Vec::new(),
        created: None,
    }
}

/// All packages that are held.
fn packages(store: &Store) -> Result<Vec<StoredPackage>, Error> {
    store.packages_at(&store.package_ids(None)?)
}

fn asset<'a>(name: &'a str, digest: &'a str) -> NewAsset<'a> {
    let (kind, platform, read_by, rest) = (AssetKind::Image, "linux/amd64", "one", "{}");
    NewAsset { kind, name, digest, platform, built: None, is_whole: true, read_by, rest }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("it is a time")
}

#[test]
fn a_package_is_stored_once_and_found_by_who_has_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = StateFolder::at(folder.path().join("a/b"));
    let mut store = Store::open(&state).expect("it opens");
    let web = bill("web", &[("npm", "left"), ("deb", "curl")]);
    let one = store.put(&asset("web", "sha256:1"), &web, at(10)).expect("room");
    let two = store.put(&asset("web", "sha256:2"), &bill("web", &[("npm", "left")]), at(11)).expect("room");
    let packages = packages(&store).expect("it reads");
    assert_eq!(packages.len(), 2);
    let left = packages.iter().find(|it| &*it.package.purl.name == "left").expect("it is there");
    assert!(left.distribution.is_none(), "a distribution says nothing of npm");
    let curl = packages.iter().find(|it| &*it.package.purl.name == "curl").expect("it is there");
    assert_eq!(curl.distribution.as_deref().map(|it| &*it.version), Some("12"));
    let holders = store.holders(left.id).expect("it reads");
    assert_eq!(holders.iter().map(|it| it.asset).collect::<Vec<_>>(), [one, two]);
    assert_eq!((&*holders[0].path, holders[0].line, holders[0].layer), ("etc/left", Some(3), None));
    // What is stored again takes the place of what was.
    assert_eq!(store.put(&asset("web", "sha256:1"), &bill("web", &[]), at(12)).expect("room"), one);
    assert_eq!(self::packages(&store).expect("it reads").len(), 1);
    let all = Store::open(&state).expect("it opens again").assets().expect("it reads");
    assert_eq!(
        all.iter().map(|it| (it.id, it.read_at.as_second())).collect::<Vec<_>>(),
        [(one, 12), (two, 11)]
    );
}

#[test]
fn several_assets_are_stored_in_one_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(&StateFolder::at(folder.path())).expect("it opens");
    let (web, api) = (bill("web", &[("npm", "left"), ("deb", "curl")]), bill("api", &[("npm", "left")]));
    let (one, two) = (asset("web", ""), asset("api", ""));
    let ids = store.put_all([(&one, &web), (&two, &api), (&one, &web)], at(1)).expect("room");
    let [first, second, again] = ids[..] else { panic!("{ids:?}") };
    assert!(first == again && first != second);
    assert_eq!(store.package_ids(None).expect("it reads").len(), 2);
    let of_api = store.packages_at(&store.package_ids(Some(&[second])).expect("it reads"));
    let of_api = of_api.expect("it reads");
    let [left] = &of_api[..] else { panic!("{of_api:?}") };
    assert_eq!(&*left.package.purl.name, "left");
    assert_eq!(store.holders(left.id).expect("it reads").len(), 2);
}

#[test]
fn what_was_told_is_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(&StateFolder::at(folder.path())).expect("it opens");
    let id = store.put(&asset("web", ""), &bill("web", &[]), at(1)).expect("room");
    assert!(store.told(id).expect("it reads").is_empty());
    store.tell([(id, "GHSA-1")], at(2)).expect("room");
    store.tell([(id, "GHSA-1")], at(3)).expect("it is there already");
    let told = store.told(id).expect("it reads");
    assert_eq!(told.iter().map(String::as_str).collect::<Vec<_>>(), ["GHSA-1"]);
    store.judged(&[id], "base", at(3)).expect("room");
    let judged = store.asset("web", "").expect("it reads").expect("it is there");
    assert_eq!((judged.judged_by.as_str(), judged.judged_at), ("base", Some(at(3))));
    // What is read anew was not judged.
    store.put(&asset("web", ""), &bill("web", &[]), at(4)).expect("room");
    assert_eq!(store.asset("web", "").expect("it reads").expect("it is there").judged_at, None);
}

#[test]
fn a_tag_stands_for_what_it_stood_for_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(&StateFolder::at(folder.path())).expect("it opens");
    let id = store.put(&asset("web", "sha256:1"), &bill("web", &[]), at(1)).expect("room");
    store.put_members("web", "sha256:top", &[id]).expect("room");
    let tags = |names: &[&str]| -> Vec<(String, String)> {
        names.iter().map(|name| ((*name).to_owned(), "sha256:top".to_owned())).collect()
    };
    store.put_tags("web", &tags(&["1", "2"]), true, at(2)).expect("room");
    store.put_tags("web", &tags(&["2"]), true, at(3)).expect("room");
    let found = store.tags().expect("it reads");
    assert_eq!(found.iter().map(|(tag, id)| (tag.tag.as_str(), *id)).collect::<Vec<_>>(), [("2", id)]);
    assert_eq!(store.members("web", "sha256:top").expect("it reads").len(), 1);
    assert!(store.members("other", "sha256:top").expect("it reads").is_empty());
}

#[test]
fn two_processes_work_on_one_file_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = Arc::new(StateFolder::at(folder.path()));
    let each = |which: usize| {
        let state = Arc::clone(&state);
        thread::spawn(move || {
            let mut store = Store::open(&state).expect("it opens");
            for n in 0..50 {
                let digest = format!("sha256:{which}-{n}");
                let packages = [("npm", "left"), ("deb", "curl")];
                store.put(&asset("web", &digest), &bill("web", &packages), at(1)).expect("it waits");
            }
        })
    };
    let all: Vec<_> = (0..4).map(each).collect();
    for one in all {
        one.join().expect("it ends well");
    }
    let store = Store::open(&state).expect("it opens");
    assert_eq!(
        (store.assets().expect("it reads").len(), packages(&store).expect("it reads").len()),
        (200, 2)
    );
}

#[cfg(unix)]
#[test]
fn the_file_is_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let state = StateFolder::at(folder.path().join("state"));
    let mut store = Store::open(&state).expect("it opens");
    store.put(&asset("web", ""), &bill("web", &[]), at(1)).expect("room");
    for entry in fs::read_dir(state.path()).expect("a folder") {
        let entry = entry.expect("it is there");
        let mode = entry.metadata().expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{entry:?}");
    }
    let mode = fs::metadata(state.path()).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn what_is_newer_damaged_or_somebody_elses_is_refused_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = StateFolder::at(folder.path());
    drop(Store::open(&state).expect("it opens"));
    let file = state.file();
    rusqlite::Connection::open(&file)
        .expect("it opens")
        .pragma_update(None, "user_version", 99)
        .expect("room");
    let before = fs::read(&file).expect("it is there");
    assert!(matches!(Store::open(&state), Err(Error::Newer { found: 99, .. })));
    assert_eq!(fs::read(&file).expect("it is there"), before);
    fs::write(&file, "no database, but long enough to look like one".repeat(100)).expect("room");
    assert!(matches!(Store::open(&state), Err(Error::Damaged { .. })));
    fs::remove_file(&file).expect("it is there");
    let other = rusqlite::Connection::open(&file).expect("it opens");
    other.execute_batch("CREATE TABLE photos (id INTEGER)").expect("room");
    drop(other);
    assert!(matches!(Store::open(&state), Err(Error::Damaged { .. })));
    fs::remove_file(&file).expect("it is there");
    fs::create_dir(&file).expect("room");
    assert!(matches!(Store::open(&state), Err(Error::File { .. })));
}

#[test]
fn a_damaged_page_is_told_and_panics_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = StateFolder::at(folder.path());
    let mut store = Store::open(&state).expect("it opens");
    for n in 0..200 {
        let digest = format!("sha256:{n}");
        store.put(&asset("web", &digest), &bill("web", &[("deb", "curl")]), at(1)).expect("room");
    }
    drop(store);
    let file = state.file();
    let whole = fs::read(&file).expect("it is there");
    let mut refused = 0;
    for page in 1..whole.len() / 4096 {
        let mut damaged = whole.clone();
        damaged[page * 4096..page * 4096 + 64].fill(0x5a);
        fs::write(&file, &damaged).expect("room");
        let all =
            Store::open(&state).and_then(|store| Ok((store.assets()?, packages(&store)?, store.tags()?)));
        refused += usize::from(matches!(all, Err(Error::Damaged { .. })));
    }
    assert!(refused > 2, "{refused}");
}

#[test]
fn the_folder_is_that_of_the_user() {
    let of = |pairs: &[(&str, &str)]| {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        let variable = |name: &str| {
            pairs.iter().find(|(known, _)| known == name).map(|(_, value)| std::ffi::OsString::clone(value))
        };
        StateFolder::usual(&variable)
    };
    assert_eq!(of(&[("XDG_STATE_HOME", "/s"), ("HOME", "/h")]), Some(StateFolder::at("/s/sekimori")));
    assert_eq!(of(&[("HOME", "/h")]), Some(StateFolder::at("/h/.local/state/sekimori")));
    assert_eq!(of(&[("XDG_STATE_HOME", "relative")]), None);
}

#[test]
fn a_file_of_the_first_version_gains_the_tables_of_the_second_and_keeps_what_it_has() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = StateFolder::at(folder.path());
    let mut store = Store::open(&state).expect("it opens");
    store.put(&asset("web", "sha256:1"), &bill("web", &[("npm", "left")]), at(10)).expect("room");
    drop(store);
    let file = rusqlite::Connection::open(state.file()).expect("it opens");
    file.execute_batch("DROP TABLE triggered; PRAGMA user_version = 1").expect("an older file");
    drop(file);
    let mut store = Store::open(&state).expect("it is brought up to date");
    assert_eq!(packages(&store).expect("it reads").len(), 1);
    let rebuild = Rebuild { image: "web", base: "base:1", digest: "sha256:2", trigger: "a" };
    assert!(!store.is_triggered(&rebuild).expect("it reads"));
    store.put_triggered(&rebuild, at(11)).expect("room");
    assert!(store.is_triggered(&rebuild).expect("it reads"));
    assert!(!store.is_triggered(&Rebuild { digest: "sha256:3", ..rebuild }).expect("it reads"));
}
