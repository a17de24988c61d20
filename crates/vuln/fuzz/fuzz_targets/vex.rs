//! A document of statements: it is read or refused, and asked about whatever it names, in bounded time.
#![no_main]

use sekimori_model::{Package, Purl};
use sekimori_vuln::{Vex, VexDocument, Whole};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = VexDocument::parse(bytes) else { return };
    let vex = Vex::new(vec![document.clone(), document]);
    let mut packages: Vec<Package> = ["pkg:npm/a@1", "pkg:npm/b@1", "pkg:rpm/redhat/c@1?arch=x86_64"]
        .iter()
        .map(|text| Package::new(text.parse::<Purl>().expect("a package URL"), "lock"))
        .collect();
    packages[0].needs = vec![1, 0];
    packages[1].needs = vec![2, 0];
    let whole = Whole { repository: "h/a", digest: "sha256:aa", distribution: Some(("rhel", "9.4")) };
    for at in 0..packages.len() {
        let decide =
            || vex.decide(&["CVE-2026-1"], &packages, at, &whole).map(|one| (one.document, one.statement));
        assert_eq!(decide(), decide());
    }
});
