//! What must hold for any file that may tell of packages.

#[expect(unreachable_pub, reason = "the fuzz target is a crate of its own")]
#[path = "../fuzz/exercise_packages.rs"]
mod exercise_packages;

use exercise_packages::{exercise_packages, exercise_rpm};
use proptest::prelude::{ProptestConfig, any, proptest};

/// Paths of what is installed, one of each reader that lists many packages in one file.
const PATHS: [&str; 6] = [
    "var/lib/dpkg/status",
    "lib/apk/db/installed",
    "var/lib/pacman/local/a-1-1/desc",
    "usr/share/doc/a/copyright",
    "var/lib/dpkg/info/a.list",
    "etc/os-release",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_bytes_are_read_within_the_bounds(
        path in 0..PATHS.len(), bytes in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        exercise_packages(&[PATHS[path].as_bytes(), b"\n", &bytes].concat());
    }

    #[test]
    fn any_fields_are_read_within_the_bounds(
        path in 0..PATHS.len(),
        text in "(Package: |P:|%NAME%\n|Depends: |D:|Version: 1|V:1|Provides: |p:|License: |[ab]|[,|()<>=:+ ]|\n){0,80}",
    ) {
        exercise_packages(format!("{}\n{text}", PATHS[path]).as_bytes());
    }

    #[test]
    fn any_bytes_behind_the_mark_of_a_database_are_read_within_the_bounds(
        mark in 0..3_usize, bytes in proptest::collection::vec(any::<u8>(), 0..2000),
    ) {
        let marks: [&[u8]; 3] = [
            b"SQLite format 3\0\x02\x00\x01\x01\x00",
            b"RpmP\0\0\0\0\x01\0\0\0\x01\0\0\0",
            b"\0\0\0\0\0\0\0\0\0\0\0\0\x61\x15\x06\0\x09\0\0\0\0\x02\0\0\0\x08",
        ];
        exercise_rpm(&[marks[mark], &bytes].concat());
    }

    #[test]
    fn a_database_with_any_bytes_changed_is_read_within_the_bounds(
        form in 0..3_usize, changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..20),
    ) {
        let forms: [&[u8]; 3] = [
            include_bytes!("../fuzz/corpus/rpm/seed-sqlite"),
            include_bytes!("../fuzz/corpus/rpm/seed-ndb"),
            include_bytes!("../fuzz/corpus/rpm/seed-bdb"),
        ];
        let mut bytes = forms[form].to_vec();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        exercise_rpm(&bytes);
    }
}
