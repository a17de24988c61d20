//! Databases as rpm, `SQLite` and Berkeley DB wrote them; `fuzz/README.md` says how they were made.

use sekimori_model::NotAnalysed;

use crate::packages::trial::{installed, told};
use crate::packages::{Bounds, Found, Input, Sort, read, readers_of};

const SQLITE: &[u8] = include_bytes!("../../../fuzz/corpus/rpm/seed-sqlite");
const NDB: &[u8] = include_bytes!("../../../fuzz/corpus/rpm/seed-ndb");
const BDB: &[u8] = include_bytes!("../../../fuzz/corpus/rpm/seed-bdb");
const BDB_BIG: &[u8] = include_bytes!("../../../fuzz/corpus/rpm/seed-bdb-big");

fn database(path: &str, bytes: &[u8], bounds: &Bounds) -> Found {
    let mut found = Found::default();
    let input = Input { path, bytes, beside: &|_| None };
    for reader in readers_of(path, Sort::Installed) {
        read(reader, &input, bounds, &mut found);
    }
    found
}

fn of(bytes: &[u8]) -> Found {
    database("var/lib/rpm/Packages", bytes, &Bounds::default())
}

#[test]
fn every_form_of_database_tells_the_same() {
    for (form, bytes) in [("SQLite", SQLITE), ("ndb", NDB), ("bdb", BDB), ("bdb, big-endian", BDB_BIG)] {
        let mut found = of(bytes);
        assert_eq!(found.problems, [], "{form}");
        let mut all = told(&found);
        all.sort();
        let upstream = "upstream=seed-lib-1.2-3.src.rpm";
        assert_eq!(
            all,
            [
                format!("pkg:rpm/seed-lib-rich@1.2-3?arch=noarch&epoch=2&{upstream} > seed-lib-tools"),
                format!("pkg:rpm/seed-lib-tools@1.2-3?arch=noarch&epoch=2&{upstream} > seed-lib"),
                format!("pkg:rpm/seed-lib@1.2-3?arch=x86_64&epoch=2&{upstream}"),
            ],
            "{form}"
        );
        found.packages.sort();
        let library = &found.packages[0];
        let source = library.source.as_ref().map(|source| format!("{} {}", source.name, source.version));
        assert_eq!(source.as_deref(), Some("seed-lib 2:1.2-3"), "{form}");
        assert_eq!(
            library.licence.as_ref().map(sekimori_model::Licence::text),
            Some("MIT AND GPL-2.0-or-later"),
            "{form}"
        );
        assert_eq!(library.digests.len(), 1, "{form}");
        let about: Vec<_> = found.about.iter().map(|about| (&*about.package, about.files.clone())).collect();
        let files = vec!["usr/lib/libseed.so.1".into(), "usr/share/doc/seed/README".into()];
        assert_eq!(about, [("seed-lib", files)], "{form}");
    }
}

#[test]
fn each_place_of_a_database_is_known() {
    for folder in ["var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm"] {
        for name in ["rpmdb.sqlite", "Packages.db", "Packages"] {
            let found = database(&format!("{folder}/{name}"), SQLITE, &Bounds::default());
            assert_eq!(found.packages.len(), 3, "{folder}/{name}");
        }
    }
}

#[test]
fn what_is_cut_or_broken_is_named_and_the_rest_is_read() {
    let reasons = |found: &Found| -> Vec<_> { found.problems.iter().map(|problem| problem.reason).collect() };
    // Of SQLite an overflow page goes astray: the last page is one that rows hang on.
    let mut astray = SQLITE.to_vec();
    astray[8 * 512..8 * 512 + 4].copy_from_slice(&[0xFF; 4]);
    let cut = |bytes: &[u8]| bytes[..bytes.len() - 600].to_vec();
    for (form, bytes) in [("SQLite", astray), ("ndb", cut(NDB)), ("bdb", cut(BDB))] {
        let found = of(&bytes);
        assert_eq!(reasons(&found), [NotAnalysed::Malformed], "{form}");
        assert!((1..3).contains(&found.packages.len()), "{form}: {}", found.packages.len());
    }
    // One byte of a row's header, and one of a slot's magic.
    for (form, bytes, at) in [("SQLite", SQLITE, 6614), ("ndb", NDB, 50)] {
        let mut bytes = bytes.to_vec();
        bytes[at] = 0xFF;
        let found = of(&bytes);
        assert_eq!((reasons(&found), found.packages.len()), (vec![NotAnalysed::Malformed], 2), "{form}");
    }
    let nothing = of(b"no database");
    assert_eq!(reasons(&nothing), [NotAnalysed::Malformed]);
    assert!(nothing.problems[0].detail.contains("not a database of rpm"));
    assert_eq!(reasons(&of(&SQLITE[..64])), [NotAnalysed::Malformed]);
}

#[test]
fn a_chain_of_pages_that_leads_back_ends() {
    // The first overflow page of each database names itself as the next one.
    let mut sqlite = SQLITE.to_vec();
    let (page_size, mut turned) = (512, 0);
    for page in 1..sqlite.len() / page_size {
        let start = page * page_size;
        let next = u32::from_be_bytes(*sqlite[start..].first_chunk().unwrap_or(&[0; 4]));
        if (1..=14).contains(&next) {
            let itself = u32::try_from(page + 1).unwrap_or_default().to_be_bytes();
            sqlite[start..start + 4].copy_from_slice(&itself);
            turned += 1;
        }
    }
    assert!(turned > 0, "it has overflow pages");
    let found = of(&sqlite);
    assert!(found.packages.is_empty() && found.problems.len() == 1);
    let mut bdb = BDB.to_vec();
    for page in 0..bdb.len() / page_size {
        let start = page * page_size;
        if bdb[start + 25] == 7 {
            let itself = u32::try_from(page).unwrap_or_default().to_le_bytes();
            bdb[start + 16..start + 20].copy_from_slice(&itself);
        }
    }
    let found = of(&bdb);
    assert!(found.packages.is_empty() && found.problems.len() == 1);
}

#[test]
fn bounds_hold() {
    for bounds in [
        Bounds { packages: 2, ..Bounds::default() },
        Bounds { files: 1, ..Bounds::default() },
        Bounds { needs: 1, ..Bounds::default() },
    ] {
        let found = database("var/lib/rpm/Packages", NDB, &bounds);
        let reasons: Vec<_> = found.problems.iter().map(|problem| problem.reason).collect();
        assert_eq!(reasons, [NotAnalysed::TooManyNodes], "{bounds:?}");
        assert!(!found.packages.is_empty());
    }
}

#[test]
fn a_log_that_holds_anything_is_named() {
    let log = "var/lib/rpm/rpmdb.sqlite-wal";
    assert!(installed(log, "").problems.is_empty());
    let found = installed(log, "frames");
    assert!(found.problems.iter().any(|problem| problem.detail.contains("write-ahead log")));
}

#[test]
fn the_list_of_distroless_images_is_read() {
    let text = "tzdata\t2024a-1.cm2\t1707000000\t1706000000\tMicrosoft Corporation\t(none)\t1600000\tnoarch\t0\t\
                tzdata-2024a-1.cm2.src.rpm\nopenssl-libs\t1.1.1k-28\t1\t1\tM\t1\t2\tx86_64\t1\topenssl-1.1.1k-28.src.rpm\n\
                broken\n\ngpg-pubkey\t1-1\n";
    let found = installed("var/lib/rpmmanifest/container-manifest-2", text);
    assert_eq!(
        told(&found),
        [
            "pkg:rpm/tzdata@2024a-1.cm2?arch=noarch&upstream=tzdata-2024a-1.cm2.src.rpm :1",
            "pkg:rpm/openssl-libs@1.1.1k-28?arch=x86_64&epoch=1&upstream=openssl-1.1.1k-28.src.rpm :2",
        ]
    );
    let source =
        found.packages[1].source.as_ref().map(|source| format!("{} {}", source.name, source.version));
    assert_eq!(source.as_deref(), Some("openssl 1:1.1.1k-28"));
}
