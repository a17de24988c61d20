//! The database of advisories, kept up to date from a server on this machine that is laid out as OSV's public bucket is.

#[path = "advisories/bucket.rs"]
mod bucket;
#[path = "advisories/less.rs"]
mod less;

use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sekimori_supply::advisories::{DbFolder, Error, Feeds, Place, Update, Updated, update};
use sekimori_supply::web::{Web, WebBounds, WebOptions};
use sekimori_vuln::Database;

use bucket::{Bucket, record};

fn web() -> Web {
    let bounds = WebBounds {
        each: Duration::from_secs(5),
        stall: Duration::from_secs(2),
        pause: Duration::from_millis(5),
        tries: 3,
        ..WebBounds::default()
    };
    Web::new(&WebOptions { bounds, ..WebOptions::default() }).expect("nothing is unusual")
}

fn wanted(source: &str) -> Update {
    Update {
        feeds: Feeds {
            advisories: Place::parse(source).expect("it is one"),
            kev: None,
            epss: None,
            ecosystems: Vec::new(),
        },
        now: "2026-11-22T00:00:00Z".parse::<Timestamp>().expect("it is one"),
        anew: false,
        may_be_older: false,
    }
}

fn run(folder: &Path, source: &str) -> Result<Updated, Error> {
    update(&DbFolder::at(folder), &wanted(source), &web(), &|_| {})
}

/// The ids of the records that a package of npm has.
fn ids(folder: &Path) -> Vec<String> {
    let map = DbFolder::at(folder).open().expect("it can be read").expect("it is there");
    let database = Database::open(&map).expect("it is one");
    database.verify().expect("it is whole");
    let purl = "pkg:npm/example-parser@1.0.0".parse().expect("it is one");
    let package = sekimori_model::Package::new(purl, "package-lock.json");
    let matches = database.advisories_of(&package, None).expect("it is whole");
    matches.found.iter().map(|one| one.advisory.id.to_string()).collect()
}

/// The database as it lies there.
fn bytes(folder: &Path) -> Vec<u8> {
    DbFolder::at(folder).open().expect("it can be read").expect("it is there").to_vec()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn the_second_update_fetches_only_what_changed() {
    let (bucket, folder) = (Bucket::start(), folder());
    bucket.put("npm", &[record("EXAMPLE-1", "2026-01-01T00:00:00Z")]);
    bucket.put("Unheard Of", &[record("EXAMPLE-9", "2026-01-01T00:00:00Z")]);
    let first = run(folder.path(), &bucket.url()).expect("all is there");
    assert_eq!((first.came, first.refused), (1, 0), "an ecosystem that nobody compares is not fetched");
    assert_eq!(ids(folder.path()), ["EXAMPLE-1"]);

    bucket.forget();
    let second = run(folder.path(), &bucket.url()).expect("all is there");
    assert!(second.built.is_none() && second.came == 0, "{second:?}");
    assert!(!bucket.seen().iter().any(|path| path.contains("all.zip")), "{:?}", bucket.seen());

    bucket.put(
        "npm",
        &[record("EXAMPLE-1", "2026-01-01T00:00:00Z"), record("EXAMPLE-2", "2026-02-01T00:00:00Z")],
    );
    bucket.forget();
    let third = run(folder.path(), &bucket.url()).expect("all is there");
    assert_eq!(third.came, 1);
    let seen = bucket.seen();
    assert!(seen.iter().any(|path| path == "/npm/EXAMPLE-2.json"), "{seen:?}");
    assert!(!seen.iter().any(|path| path.contains("EXAMPLE-1.json") || path.contains("all.zip")), "{seen:?}");
    assert_eq!(ids(folder.path()), ["EXAMPLE-1", "EXAMPLE-2"]);
}

#[test]
fn a_record_of_tomorrow_hides_none_that_changes_until_then() {
    let (bucket, folder) = (Bucket::start(), folder());
    bucket.put("npm", &[record("EXAMPLE-1", "2099-01-01T00:00:00Z")]);
    run(folder.path(), &bucket.url()).expect("all is there");
    bucket.put(
        "npm",
        &[record("EXAMPLE-1", "2099-01-01T00:00:00Z"), record("EXAMPLE-2", "2026-12-01T00:00:00Z")],
    );
    run(folder.path(), &bucket.url()).expect("all is there");
    assert_eq!(ids(folder.path()), ["EXAMPLE-1", "EXAMPLE-2"]);
}

#[test]
fn what_is_refused_is_asked_for_each_time_and_ends_nothing() {
    let (bucket, folder) = (Bucket::start(), folder());
    bucket.put("npm", &[record("EXAMPLE-1", "2026-01-01T00:00:00Z")]);
    run(folder.path(), &bucket.url()).expect("all is there");
    let good = [record("EXAMPLE-1", "2026-01-01T00:00:00Z"), record("EXAMPLE-3", "2026-02-02T00:00:00Z")];
    let wrong = r#"{"id":"EXAMPLE-2","modified":"2026-02-01T00:00:00Z","affected":7}"#;
    let lines = "2026-02-03T00:00:00Z,EXAMPLE-4\n2026-02-02T00:00:00Z,EXAMPLE-3\n\
                 2026-02-01T00:00:00Z,EXAMPLE-2\n2026-01-01T00:00:00Z,EXAMPLE-1\n";
    bucket.put("npm", &good);
    bucket.put_bytes("/npm/EXAMPLE-2.json", wrong.as_bytes());
    bucket.put_bytes("/npm/modified_id.csv", lines.as_bytes());
    for _ in 0..2 {
        let updated = run(folder.path(), &bucket.url()).expect("the rest is taken");
        let named: Vec<&str> = updated.named.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            named,
            ["npm/EXAMPLE-2", "npm/EXAMPLE-4"],
            "one is malformed, one is listed and not there"
        );
        assert_eq!(ids(folder.path()), ["EXAMPLE-1", "EXAMPLE-3"]);
        let map = DbFolder::at(folder.path()).open().expect("it can be read").expect("it is there");
        let facts = Database::open(&map).expect("it is one").facts();
        assert_eq!(facts.sources.iter().map(|source| source.refused).sum::<u64>(), 2);
    }
    let mended = record("EXAMPLE-2", "2026-02-01T00:00:00Z");
    bucket.put_bytes("/npm/EXAMPLE-2.json", mended.1.as_bytes());
    bucket.put_bytes("/npm/EXAMPLE-4.json", record("EXAMPLE-4", "2026-02-03T00:00:00Z").1.as_bytes());
    assert_eq!(run(folder.path(), &bucket.url()).expect("all is there").refused, 0);
    assert_eq!(ids(folder.path()), ["EXAMPLE-1", "EXAMPLE-2", "EXAMPLE-3", "EXAMPLE-4"]);
}

#[test]
fn a_record_that_comes_late_is_seen_and_one_that_is_taken_away_goes_in_a_month() {
    let (bucket, folder) = (Bucket::start(), folder());
    let (one, two) =
        (record("EXAMPLE-1", "2026-11-01T00:00:00Z"), record("EXAMPLE-2", "2026-11-20T00:00:00Z"));
    bucket.put("npm", &[one.clone(), two.clone()]);
    run(folder.path(), &bucket.url()).expect("all is there");
    bucket.put("npm", &[one, two.clone(), record("EXAMPLE-3", "2026-11-10T00:00:00Z")]);
    bucket.forget();
    assert_eq!(run(folder.path(), &bucket.url()).expect("all is there").came, 1);
    assert!(!bucket.seen().iter().any(|path| path.contains("all.zip")), "{:?}", bucket.seen());
    assert_eq!(ids(folder.path()), ["EXAMPLE-1", "EXAMPLE-2", "EXAMPLE-3"]);

    bucket.put("npm", &[two]);
    let later = |day: &str| {
        let now = day.parse::<Timestamp>().expect("it is one");
        let wanted = Update { now, ..wanted(&bucket.url()) };
        update(&DbFolder::at(folder.path()), &wanted, &web(), &|_| {}).expect("all is there");
        ids(folder.path())
    };
    assert_eq!(later("2026-12-01T00:00:00Z").len(), 3);
    assert_eq!(later("2026-12-25T00:00:00Z"), ["EXAMPLE-2"]);
}

#[test]
fn tables_are_fetched_again_for_a_database_that_begins_empty() {
    let (first, second, folder) = (Bucket::start(), Bucket::start(), folder());
    for bucket in [&first, &second] {
        bucket.put("npm", &[record("EXAMPLE-1", "2026-01-01T00:00:00Z")]);
    }
    let kev = br#"{"catalogVersion":"2026.03.01","vulnerabilities":[{"cveID":"CVE-2026-0001",
        "dateAdded":"2026-03-02","dueDate":"2026-03-23","knownRansomwareCampaignUse":"Known"}]}"#;
    first.put_bytes("/kev.json", kev);
    let table = Place::parse(&format!("{}/kev.json", first.url())).expect("it is one");
    for bucket in [&first, &second, &second] {
        let mut wanted = wanted(&bucket.url());
        wanted.feeds.kev = Some(table.clone());
        update(&DbFolder::at(folder.path()), &wanted, &web(), &|_| {}).expect("all is there");
        let map = DbFolder::at(folder.path()).open().expect("it can be read").expect("it is there");
        assert_eq!(Database::open(&map).expect("it is one").facts().exploited, 1);
    }
}

#[test]
fn a_date_in_the_future_holds_off_neither_corrections_nor_later_updates() {
    let (folder, mirror) = (folder(), folder());
    let source = mirror.path().display().to_string();
    let put = |id: &str, day: &str| {
        fs::write(mirror.path().join("one.json"), record(id, day).1).expect("room");
    };
    put("EXAMPLE-1", "9999-01-01T00:00:00Z");
    run(folder.path(), &source).expect("it is a record");
    put("EXAMPLE-2", "2026-11-20T00:00:00Z");
    run(folder.path(), &source).expect("what is of the future is no later state");
    assert_eq!(ids(folder.path()), ["EXAMPLE-2"]);

    let (bucket, folder) = (Bucket::start(), self::folder());
    bucket.put(
        "npm",
        &[record("EXAMPLE-1", "9999-01-01T00:00:00Z"), record("EXAMPLE-2", "2026-11-01T00:00:00Z")],
    );
    run(folder.path(), &bucket.url()).expect("all is there");
    let (_, corrected) = record("EXAMPLE-1", "2026-11-02T00:00:00Z");
    let corrected = corrected.replace("example-parser", "example-other");
    bucket.put("npm", &[("EXAMPLE-1".to_owned(), corrected), record("EXAMPLE-2", "2026-11-01T00:00:00Z")]);
    run(folder.path(), &bucket.url()).expect("all is there");
    assert_eq!(ids(folder.path()), ["EXAMPLE-2"]);
    // What is held is replaced by one of the future, too.
    let (_, skewed) = record("EXAMPLE-2", "9999-01-01T00:00:00Z");
    bucket.put("npm", &[("EXAMPLE-2".to_owned(), skewed.replace("example-parser", "example-other"))]);
    run(folder.path(), &bucket.url()).expect("all is there");
    assert_eq!(ids(folder.path()), [""; 0]);
}

#[test]
fn an_ecosystem_that_is_listed_no_more_is_named_and_what_was_not_looked_at_stays_as_old_as_it_is() {
    let (bucket, folder) = (Bucket::start(), folder());
    bucket.put("npm", &[record("EXAMPLE-1", "2026-01-01T00:00:00Z")]);
    bucket.put("PyPI", &[record("EXAMPLE-2", "2026-01-01T00:00:00Z")]);
    run(folder.path(), &bucket.url()).expect("all is there");
    let database = DbFolder::at(folder.path()).database();
    let touched = || fs::metadata(&database).and_then(|meta| meta.modified()).expect("a time");
    let before = touched();
    std::thread::sleep(Duration::from_millis(20));
    let mut one = wanted(&bucket.url());
    one.feeds.ecosystems = vec!["PyPI".to_owned()];
    update(&DbFolder::at(folder.path()), &one, &web(), &|_| {}).expect("all is there");
    assert_eq!(touched(), before, "npm was not looked at");
    bucket.put_bytes("/ecosystems.txt", b"PyPI\n");
    let updated = run(folder.path(), &bucket.url()).expect("the rest is there");
    assert_eq!(updated.named.first().map(|(name, _)| name.as_str()), Some("npm"));
    assert_eq!(ids(folder.path()), ["EXAMPLE-1", "EXAMPLE-2"], "what is held stays");
}

#[test]
fn what_a_server_lists_no_more_outlives_the_day_on_which_all_is_fetched_again() {
    let (bucket, folder) = (Bucket::start(), folder());
    bucket.put("npm", &[record("EXAMPLE-1", "2026-01-01T00:00:00Z")]);
    bucket.put("PyPI", &[record("EXAMPLE-2", "2026-01-01T00:00:00Z")]);
    run(folder.path(), &bucket.url()).expect("all is there");
    bucket.put_bytes("/ecosystems.txt", b"PyPI\n");
    let mut later = wanted(&bucket.url());
    later.now = later.now.checked_add(SignedDuration::from_hours(40 * 24)).expect("a time");
    let named = |wanted: &Update| {
        let updated =
            update(&DbFolder::at(folder.path()), wanted, &web(), &|_| {}).expect("the rest is there");
        updated.named.into_iter().map(|(name, why)| format!("{name}: {why}")).collect::<Vec<_>>()
    };
    let told = named(&later);
    assert!(
        told.len() == 1 && told[0].starts_with("npm: ") && told[0].contains("brought up to date"),
        "{told:?}"
    );
    assert_eq!(ids(folder.path()), ["EXAMPLE-1", "EXAMPLE-2"], "what is held stays");
    later.anew = true;
    let told = named(&later);
    assert!(told.len() == 1 && told[0].ends_with("what was held of it is left out"), "{told:?}");
    assert_eq!(ids(folder.path()), ["EXAMPLE-2"]);
}

#[test]
fn an_ecosystem_that_a_folder_has_nothing_of_is_refused() {
    let (folder, mirror) = (folder(), folder());
    let source = mirror.path().display().to_string();
    fs::write(mirror.path().join("one.json"), record("EXAMPLE-1", "2026-01-01T00:00:00Z").1).expect("room");
    let ask = |names: &[&str]| {
        let mut some = wanted(&source);
        some.feeds.ecosystems = names.iter().map(|name| (*name).to_owned()).collect();
        update(&DbFolder::at(folder.path()), &some, &web(), &|_| {})
    };
    ask(&["NPM"]).expect("the case of letters does not count");
    let error = ask(&["npm", "nmp"]).expect_err("it is misspelt");
    assert!(matches!(&error, Error::NoEcosystem { name, .. } if name == "nmp"), "{error:?}");
    let error = ask(&["nmp"]).expect_err("it is misspelt");
    assert!(matches!(&error, Error::NoEcosystem { there, .. } if there == &["npm"]), "{error:?}");
    assert_eq!(ids(folder.path()), ["EXAMPLE-1"]);
}

#[test]
fn a_server_that_sends_next_to_nothing_is_given_up() {
    let (bucket, folder) = (Bucket::start(), folder());
    let many: Vec<_> = (0..400).map(|n| record(&format!("EXAMPLE-{n}"), "2026-01-01T00:00:00Z")).collect();
    bucket.put("npm", &many);
    bucket.cut_after(100);
    let error = run(folder.path(), &bucket.url()).expect_err("a hundred bytes at a time");
    assert!(matches!(&error, Error::Refused { .. }), "{error:?}");
    assert!(bucket.ranges().len() < 10, "{:?}", bucket.ranges());
}

#[test]
fn a_download_that_is_cut_goes_on_in_the_same_run_and_in_the_next_one() {
    let (bucket, folder) = (Bucket::start(), folder());
    let many: Vec<_> = (0..400).map(|n| record(&format!("EXAMPLE-{n}"), "2026-01-01T00:00:00Z")).collect();
    bucket.put("npm", &many);
    // A part each time, until it is whole.
    bucket.cut_after(20_000);
    let came = run(folder.path(), &bucket.url()).expect("it goes on where it was cut").came;
    assert_eq!(came, 400);
    let parts = bucket.ranges();
    assert!(parts.len() > 1 && parts.iter().all(|from| *from > 0), "{parts:?}");

    // Where nothing comes any more, what came is kept for the next run.
    let folder = self::folder();
    bucket.cut_once(20_000);
    let error = run(folder.path(), &bucket.url()).expect_err("it ends in the middle");
    assert!(matches!(&error, Error::Refused { what, .. } if what.ends_with("/npm/all.zip")), "{error:?}");
    assert!(!DbFolder::at(folder.path()).database().exists());
    bucket.heal();
    assert_eq!(run(folder.path(), &bucket.url()).expect("it goes on").came, 400);
    assert_eq!(bucket.ranges(), [20_000]);
    let left: Vec<_> = fs::read_dir(folder.path().join("downloads")).expect("it is there").collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_damaged_archive_leaves_the_database_as_it_was() {
    let (bucket, folder) = (Bucket::start(), folder());
    bucket.put("npm", &[record("EXAMPLE-1", "2026-01-01T00:00:00Z")]);
    run(folder.path(), &bucket.url()).expect("all is there");
    let before = bytes(folder.path());
    for damage in [&b"no archive at all"[..], b"PK\x03\x04", b""] {
        bucket.put_bytes("/PyPI/all.zip", damage);
        bucket.put_bytes("/ecosystems.txt", b"npm\nPyPI\n");
        let error = run(folder.path(), &bucket.url()).expect_err("it is damaged");
        let is_named =
            matches!(&error, Error::Damaged { .. } | Error::Nothing { .. } | Error::Refuses { .. });
        assert!(is_named, "{damage:?}: {error:?}");
        assert_eq!(bytes(folder.path()), before);
    }
    // A directory that has fewer members than its end says.
    bucket.put("PyPI", &[record("EXAMPLE-3", "2026-01-01T00:00:00Z")]);
    bucket.flip_from_end("/PyPI/all.zip", 12);
    run(folder.path(), &bucket.url()).expect_err("a member is missing");
    assert_eq!(bytes(folder.path()), before);
    // One bit of a record, which its sum does not fit any more.
    bucket.put("PyPI", &[record("EXAMPLE-3", "2026-01-01T00:00:00Z")]);
    bucket.flip("/PyPI/all.zip", 60);
    run(folder.path(), &bucket.url()).expect_err("the record is damaged");
    assert_eq!(bytes(folder.path()), before);
    // What was damaged on the way alone is fetched anew.
    bucket.flip("/PyPI/all.zip", 60);
    run(folder.path(), &bucket.url()).expect("it is whole again");
    assert_eq!(ids(folder.path()), ["EXAMPLE-1", "EXAMPLE-3"]);
}

#[test]
fn older_advisories_are_not_taken_unless_that_is_said() {
    let (folder, mirror) = (folder(), folder());
    let source = mirror.path().display().to_string();
    let put =
        |day: &str| fs::write(mirror.path().join("one.json"), record("EXAMPLE-1", day).1).expect("room");
    put("2026-03-01T00:00:00Z");
    run(folder.path(), &source).expect("it is a record");
    put("2026-01-01T00:00:00Z");
    let error = run(folder.path(), &source).expect_err("it is older");
    assert!(matches!(error, Error::Older { .. }), "{error:?}");
    let said = Update { may_be_older: true, ..wanted(&source) };
    update(&DbFolder::at(folder.path()), &said, &web(), &|_| {}).expect("it was said");
}

#[test]
fn another_format_is_refused_as_a_whole_and_a_slip_by_name() {
    let (folder, mirror) = (folder(), folder());
    let source = mirror.path().display().to_string();
    let mut lines = String::new();
    for n in 0..300 {
        let (_, json) = record(&format!("EXAMPLE-{n}"), "2026-01-01T00:00:00Z");
        lines.push_str(&json);
        lines.push('\n');
    }
    fs::write(mirror.path().join("all.jsonl"), format!("{lines}{{\"id\": 7}}\n")).expect("room");
    let updated = run(folder.path(), &source).expect("one slip is none of format");
    assert_eq!((updated.came, updated.refused), (301, 1));
    assert!(updated.named[0].0.ends_with("all.jsonl:301"), "{:?}", updated.named);
    let wrong = "{\"vulnerability\": {}}\n".repeat(20);
    fs::write(mirror.path().join("all.jsonl"), format!("{lines}{wrong}")).expect("room");
    let error = run(folder.path(), &source).expect_err("it is another format");
    assert!(matches!(error, Error::Refuses { refused: 20, came: 320, .. }), "{error:?}");
    assert_eq!(ids(folder.path()).len(), 300);
}

#[test]
fn only_one_update_at_a_time_and_what_a_killed_one_left_is_swept() {
    let (folder, mirror) = (folder(), folder());
    let source = mirror.path().display().to_string();
    fs::write(mirror.path().join("one.json"), record("EXAMPLE-1", "2026-01-01T00:00:00Z").1).expect("room");
    fs::write(folder.path().join(".new-left"), b"half of one").expect("room");
    let lock = fs::File::create(folder.path().join("lock")).expect("room");
    lock.lock().expect("nobody else has it");
    assert!(matches!(run(folder.path(), &source), Err(Error::Busy { .. })));
    drop(lock);
    run(folder.path(), &source).expect("nobody else is there");
    assert!(!folder.path().join(".new-left").exists());
}

#[test]
fn a_database_that_is_open_stays_what_it_was() {
    let (folder, mirror) = (folder(), folder());
    let source = mirror.path().display().to_string();
    let put = |id: &str| {
        fs::write(mirror.path().join("one.json"), record(id, "2026-01-01T00:00:00Z").1).expect("room");
    };
    put("EXAMPLE-1");
    run(folder.path(), &source).expect("it is a record");
    let map = DbFolder::at(folder.path()).open().expect("it can be read").expect("it is there");
    put("EXAMPLE-2");
    run(folder.path(), &source).expect("it is a record");
    Database::open(&map).and_then(|database| database.verify()).expect("it is still whole");
    assert_eq!(ids(folder.path()), ["EXAMPLE-2"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_others_may_write_to_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, mirror) = (folder(), folder());
    fs::write(mirror.path().join("one.json"), record("EXAMPLE-1", "2026-01-01T00:00:00Z").1).expect("room");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("it is ours");
    let error = run(folder.path(), &mirror.path().display().to_string()).expect_err("others may write");
    assert!(matches!(error, Error::Owner { .. }), "{error:?}");
}
