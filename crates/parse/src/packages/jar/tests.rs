//! What is read of Java archives.

use proptest::prelude::*;
use sekimori_model::{GuessedFrom, Licence, NotAnalysed};

use crate::packages::trial::{told, zip};
use crate::packages::{Bounds, Found, Input, Sort, read, readers_of};

fn found(path: &str, bytes: &[u8], bounds: &Bounds) -> Found {
    let mut found = Found::default();
    let input = Input { path, bytes, beside: &|_| None };
    for reader in readers_of(path, Sort::Both) {
        read(reader, &input, bounds, &mut found);
    }
    found
}

fn artefact(group: &str, name: &str, version: &str) -> (String, Vec<u8>) {
    let path = format!("META-INF/maven/{group}/{name}/pom.properties");
    (path, format!("#Generated\nversion={version}\r\ngroupId={group}\nartifactId={name}\n").into_bytes())
}

#[test]
fn archives_in_archives_and_what_was_shaded_are_listed() {
    let (own, own_text) = artefact("org.acme", "core", "2.1");
    let (shaded, shaded_text) = artefact("com.google.guava", "guava", "31.1-jre");
    let pom = b"<project><licenses><license><name>MIT License</name></license></licenses><artifactId>core</artifactId></project>";
    let core = zip(&[
        (&*shaded, &shaded_text),
        (&*own, &own_text),
        ("META-INF/maven/org.acme/core/pom.xml", pom),
        ("a/B.class", b"\xCA\xFE\xBA\xBE"),
    ]);
    let bundle = zip(&[(
        "META-INF/MANIFEST.MF",
        b"Manifest-Version: 1.0\r\nBundle-SymbolicName: org.apache.commons.la\r\n ng3;singleton:=true\r\nBundle-Version: 3.12\r\n\
          Bundle-License: https://www.apache.org/licenses/LICENSE-2.0.txt\r\n\r\nName: a\r\nBundle-Version: 9\r\n",
    )]);
    let war = zip(&[
        ("WEB-INF/lib/core-2.1.jar", &core),
        ("WEB-INF/lib/commons-lang3.jar", &bundle),
        ("META-INF/MANIFEST.MF", b"Implementation-Version: 7\n"),
    ]);
    let found = found("opt/shop.war", &war, &Bounds::default());
    assert_eq!(
        told(&found),
        [
            "pkg:maven/shop@7 > org.apache.commons:commons-lang3, org.acme:core",
            "pkg:maven/org.apache.commons/commons-lang3@3.12",
            "pkg:maven/org.acme/core@2.1 > com.google.guava:guava",
            "pkg:maven/com.google.guava/guava@31.1-jre",
        ]
    );
    let paths: Vec<_> = found.packages.iter().map(|package| &*package.found_in.path).collect();
    let inner = "opt/shop.war!/WEB-INF/lib/core-2.1.jar";
    assert_eq!(
        paths,
        ["opt/shop.war", "opt/shop.war!/WEB-INF/lib/commons-lang3.jar", inner, &format!("{inner}!/{shaded}")]
    );
    let licences: Vec<_> = found.packages.iter().map(|one| one.licence.as_ref().map(Licence::text)).collect();
    assert_eq!(licences, [None, Some("Apache-2.0"), Some("MIT"), None]);
    assert!(found.packages[..3].iter().all(|one| one.digests[0].value.len() == 40));
    assert!(found.problems.is_empty());
}

#[test]
fn plugins_of_jenkins_are_named_as_they_name_themselves() {
    let bytes = zip(&[(
        "META-INF/MANIFEST.MF",
        b"Group-Id: org.jenkins-ci.plugins\nShort-Name: git\nPlugin-Version: 5.2.0\n",
    )]);
    assert_eq!(
        told(&found("plugins/git.jpi", &bytes, &Bounds::default())),
        ["pkg:maven/org.jenkins-ci.plugins/git@5.2.0"]
    );
}

#[test]
fn what_is_guessed_says_from_what() {
    let told = |path: &str, manifest: &str| {
        let bytes = zip(&[("META-INF/MANIFEST.MF", manifest.as_bytes())]);
        let found = found(path, &bytes, &Bounds::default());
        let one = found.packages.first().expect("a package");
        (one.purl.to_string(), one.guessed_from)
    };
    let is = |purl: &str, from| (purl.to_owned(), Some(from));
    let plain = "Manifest-Version: 1.0\n";
    assert_eq!(told("l/left-1.2.jar", plain), is("pkg:maven/left@1.2", GuessedFrom::FileName));
    assert_eq!(
        told("l/left-1.2.jar", "Automatic-Module-Name: org.acme.left\n"),
        is("pkg:maven/org.acme/left@1.2", GuessedFrom::Manifest)
    );
    assert_eq!(
        told("app.jar", "Implementation-Title: shop-api\nImplementation-Version: 3.1\n"),
        is("pkg:maven/shop-api@3.1", GuessedFrom::Manifest)
    );
    assert_eq!(
        told("left.jar", "Implementation-Title: The Left Library\nImplementation-Version: 3.1\n"),
        is("pkg:maven/left@3.1", GuessedFrom::Manifest)
    );
    assert_eq!(
        told("left-2.jar", "Implementation-Title: other\n"),
        is("pkg:maven/left@2", GuessedFrom::FileName)
    );
    let (own, text) = artefact("org.acme", "core", "1");
    let said = found("core-1.jar", &zip(&[(&*own, &text)]), &Bounds::default());
    assert_eq!(said.packages[0].guessed_from, None);
}

#[test]
fn what_alone_was_shaded_into_a_renamed_archive_is_not_the_archive() {
    let (shaded, text) = artefact("cglib", "cglib", "3.2.12");
    let manifest = |version: &str| {
        format!("Bundle-SymbolicName: com.google.inject\nBundle-Version: {version}\n").into_bytes()
    };
    let read = |version: &str| {
        let bytes = zip(&[("META-INF/MANIFEST.MF", &manifest(version)), (&*shaded, &text)]);
        told(&found("usr/share/java/guice.jar", &bytes, &Bounds::default()))
    };
    assert_eq!(
        read("4.2.3"),
        ["pkg:maven/com.google.inject/guice@4.2.3 > cglib:cglib", "pkg:maven/cglib/cglib@3.2.12"]
    );
    assert_eq!(read("3.2.12.SNAPSHOT"), ["pkg:maven/cglib/cglib@3.2.12"]);
}

#[test]
fn bounds_hold_and_what_was_found_stays() {
    let (own, text) = artefact("org.acme", "core", "1");
    let mut bytes = zip(&[(&*own, &text)]);
    for level in 0..6 {
        let name = format!("core-{level}.jar");
        bytes = zip(&[(&*own, &text), (&*name, &bytes)]);
    }
    let nested = found("core.jar", &bytes, &Bounds::default());
    assert_eq!(nested.packages.len(), 5);
    assert_eq!(
        nested.problems.iter().map(|one| one.reason).collect::<Vec<_>>(),
        [NotAnalysed::UnpacksTooMuch]
    );
    let bomb = zip(&[(&*own, &text), ("big.jar", &vec![0; 1 << 20])]);
    let small = found("core.jar", &bomb, &Bounds { unpacked_bytes: 10_000, ..Bounds::default() });
    assert_eq!(
        (small.packages.len(), small.problems.first().map(|one| one.reason)),
        (1, Some(NotAnalysed::UnpacksTooMuch))
    );
    let inner = zip(&[(&*own, &text)]);
    let bomb = zip(&[(&*own, &text), ("big.jar", &vec![0; (1 << 18) + 1]), ("lib/core.jar", &inner)]);
    let large = found("core.jar", &bomb, &Bounds { unpacked_bytes: 1 << 20, ..Bounds::default() });
    assert_eq!(
        large.problems.iter().map(|one| (&*one.path, &*one.detail)).collect::<Vec<_>>(),
        [("core.jar!/big.jar", "more than 262144 bytes")]
    );
    assert_eq!(large.packages.len(), 2, "what lies beside it is read");
    let members = found("core.jar", &bomb, &Bounds { members: 1, ..Bounds::default() });
    assert_eq!(members.problems.first().map(|one| one.reason), Some(NotAnalysed::UnpacksTooMuch));
    let broken = found("a.jar", b"nothing", &Bounds::default());
    assert_eq!(broken.problems.first().map(|one| one.reason), Some(NotAnalysed::BrokenArchive));
    assert_eq!(found("a.jar", b"", &Bounds::default()), Found::default());
}

proptest! {
    #[test]
    fn no_bytes_break_it(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6), cut in any::<prop::sample::Index>()) {
        let (own, text) = artefact("org.acme", "core", "1");
        let inner = zip(&[(&*own, &text), ("META-INF/MANIFEST.MF", b"Bundle-Version: 1\n")]);
        let mut bytes = zip(&[("lib/core-1.jar", &inner), (&*own, &text)]);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len().saturating_mul(4)).max(1));
        let found = found("core.jar", &bytes, &Bounds::default());
        let count = found.packages.len();
        prop_assert!(found.packages.iter().all(|one| one.needs.iter().all(|need| (*need as usize) < count)));
    }
}

#[test]
fn an_archive_whose_name_is_of_another_encoding_is_read() {
    let (name, text) = artefact("org.acme", "core", "2.1");
    let core = zip(&[(&*name, &text)]);
    // The name is replaced by one of the same length, in both places where it stands.
    let war = zip(&[("WEB-INF/lib/caf_.jar", &core)]);
    let (before, after) = (b"caf_.jar", b"caf\xE9.jar");
    let mut war = war;
    for at in 0..war.len() - before.len() {
        if war[at..].starts_with(before) {
            war[at..at + after.len()].copy_from_slice(after);
        }
    }
    let found = found("shop.war", &war, &Bounds::default());
    assert!(
        found.packages.iter().any(|one| one.purl.to_string() == "pkg:maven/org.acme/core@2.1"),
        "{found:?}"
    );
    assert!(found.packages.iter().any(|one| &*one.found_in.path == "shop.war!/WEB-INF/lib/caf\u{FFFD}.jar"));
}
