//! A source that lost what it had takes nothing away from what is known.

use std::fs;
use std::path::Path;

use jiff::SignedDuration;
use sekimori_supply::advisories::{DbFolder, Error, Update, Updated, update};
use sekimori_vuln::Database;

use crate::bucket::{Bucket, record};
use crate::{folder, ids, run, wanted, web};

fn done(folder: &Path, wanted: &Update) -> Result<Updated, Error> {
    update(&DbFolder::at(folder), wanted, &web(), &|_| {})
}

#[test]
fn an_archive_that_was_emptied_leaves_what_is_held() {
    let (bucket, folder) = (Bucket::start(), folder());
    bucket.put("npm", &[record("EXAMPLE-1", "2026-01-01T00:00:00Z")]);
    let many: Vec<_> = (0..30).map(|at| record(&format!("OTHER-{at}"), "2026-01-01T00:00:00Z")).collect();
    bucket.put("PyPI", &many);
    run(folder.path(), &bucket.url()).expect("all is there");
    let mut later = wanted(&bucket.url());
    later.now += SignedDuration::from_hours(40 * 24);

    bucket.put("PyPI", &many[..10]);
    let error = done(folder.path(), &later).expect_err("two of three are gone");
    assert!(matches!(&error, Error::Less { what, here: 10, there: 30 } if what == "PyPI"), "{error:?}");
    bucket.put("PyPI", &many[..20]);
    done(folder.path(), &later).expect("some were taken away");

    bucket.put("npm", &[]);
    for anew in [false, true] {
        let mut later = Update { anew, ..later.clone() };
        later.now += SignedDuration::from_hours(40 * 24);
        let error = done(folder.path(), &later).expect_err("it has nothing");
        assert!(matches!(&error, Error::Less { what, here: 0, there: 1 } if what == "npm"), "{error:?}");
        assert!(ids(folder.path()).contains(&"EXAMPLE-1".to_owned()), "the database stays");
        later.may_be_older = true;
        assert!(!anew || done(folder.path(), &later).is_ok(), "whoever says so takes what there is");
    }
    assert!(!ids(folder.path()).contains(&"EXAMPLE-1".to_owned()));
}

#[test]
fn an_older_table_and_one_with_far_less_do_not_take_the_place_of_what_is_held() {
    let (source, folder) = (folder(), folder());
    let kev = |version: &str, count: usize| {
        let entry = |at| format!(r#"{{"cveID":"CVE-2026-{at:04}","dateAdded":"2026-01-01"}}"#);
        let entries: Vec<String> = (0..count).map(entry).collect();
        format!(r#"{{"catalogVersion":"{version}","vulnerabilities":[{}]}}"#, entries.join(","))
    };
    let (one, table) =
        (source.path().join("one.json"), source.path().join("known_exploited_vulnerabilities.json"));
    fs::write(one, record("EXAMPLE-1", "2026-01-01T00:00:00Z").1).expect("room");
    let wanted = wanted(source.path().to_str().expect("it is text"));
    let update = |text: &str| {
        fs::write(&table, text).expect("room");
        done(folder.path(), &wanted)
    };
    let held = || {
        let map = DbFolder::at(folder.path()).open().expect("it can be read").expect("it is there");
        let facts = Database::open(&map).expect("it is one").facts();
        (facts.kev_version, facts.exploited)
    };
    update(&kev("2026.02.01", 40)).expect("it is one");
    let error = update(&kev("2026.01.31", 41)).expect_err("it is older");
    assert!(matches!(error, Error::OlderTable { .. }), "{error:?}");
    let error = update(&kev("2026.02.02", 3)).expect_err("nearly all is gone");
    assert!(matches!(error, Error::Less { here: 3, there: 40, .. }), "{error:?}");
    let damaged = kev("2026.02.02", 41).replacen("2026-01-01", "01/01/2026", 30);
    let error = update(&damaged).expect_err("most of it cannot be read");
    assert!(error.to_string().contains("30 of its 41 lines cannot be read"), "{error}");
    assert_eq!(held(), ("2026.02.01".to_owned(), 40));
    update(&kev("2026.02.02", 41)).expect("it is newer");
    assert_eq!(held(), ("2026.02.02".to_owned(), 41));
    // One line in more than a hundred is a slip, which is named.
    let slip = kev("2026.02.03", 150).replacen("2026-01-01", "01/01/2026", 1);
    let updated = update(&slip).expect("the rest is fine");
    assert_eq!((updated.refused, held().1), (1, 149), "{:?}", updated.named);
}

#[cfg(unix)]
#[test]
fn a_link_in_a_folder_is_named_where_it_leads_to_what_is_not_read() {
    use std::os::unix::fs::symlink;

    let (source, other, folder) = (folder(), folder(), folder());
    let at = |path: &str| source.path().join(path);
    for number in 0..150 {
        let id = format!("EXAMPLE-{number}");
        fs::write(at(&format!("{id}.json")), record(&id, "2026-01-01T00:00:00Z").1).expect("room");
    }
    fs::write(other.path().join("x.json"), record("OTHER-1", "2026-01-01T00:00:00Z").1).expect("room");
    // As volumes of Kubernetes are laid out: all leads to what lies in the folder.
    fs::create_dir(at("..data-1")).expect("room");
    fs::write(at("..data-1/y.json"), record("EXAMPLE-Y", "2026-01-01T00:00:00Z").1).expect("room");
    symlink("..data-1", at("..data")).expect("room");
    symlink("..data/y.json", at("y.json")).expect("room");
    symlink(other.path().join("x.json"), at("notes.txt")).expect("room");
    let wanted = wanted(source.path().to_str().expect("it is text"));
    let updated = done(folder.path(), &wanted).expect("all is read");
    assert_eq!((updated.came, updated.refused), (151, 0), "{:?}", updated.named);

    symlink(other.path().join("x.json"), at("x.json")).expect("room");
    let updated = done(folder.path(), &wanted).expect("the rest is read");
    let [(name, why)] = updated.named.as_slice() else { panic!("{:?}", updated.named) };
    assert!(name.ends_with("x.json") && why.starts_with("it is a link"), "{name}: {why}");
    symlink(other.path(), at("folder")).expect("room");
    let error = done(folder.path(), &wanted).expect_err("two of 153");
    assert!(matches!(&error, Error::Refuses { refused: 2, .. }), "{error:?}");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_the_database_is_not_waited_for() {
    let folder = folder();
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("advisories.db")).status();
    assert!(made.expect("coreutils are there").success());
    let error = DbFolder::at(folder.path()).open().map(drop).expect_err("it is no database");
    assert!(
        matches!(&error, Error::File { cause, .. } if cause.to_string() == "it is no regular file"),
        "{error:?}"
    );
}
