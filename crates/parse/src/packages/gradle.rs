//! Gradle: lockfiles of configurations, and the list of what was verified. And that of sbt, which is JSON.
//!
//! # Source
//! docs.gradle.org: "Locking versions", "Verifying dependencies"; the plugin sbt-dependency-lock.

use sekimori_model::{Package, Scope};
use serde::Deserialize;

use super::lax::{Row, Word};
use super::{Bounds, FileName, Found, Input, Reader, Sort, digest, document, maven, xml};
use crate::{Failure, decode};

pub(super) const READERS: &[Reader] = &[
    Reader {
        id: "gradle-lock",
        sort: Sort::Declared,
        files: &[
            FileName::Named("gradle.lockfile"),
            FileName::Named("buildscript-gradle.lockfile"),
            FileName::Named("settings-gradle.lockfile"),
            FileName::EndingIn { ending: ".lockfile", folder_ending: "gradle/dependency-locks" },
        ],
        read: read_lock,
    },
    Reader {
        id: "gradle-verification",
        sort: Sort::Declared,
        files: &[FileName::Named("verification-metadata.xml")],
        read: read_verification,
    },
    Reader {
        id: "sbt-lock",
        sort: Sort::Declared,
        files: &[FileName::Named("build.sbt.lock")],
        read: read_sbt,
    },
];

fn read_lock(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let file = input.path.rsplit('/').next().unwrap_or_default();
    let is_build = file.starts_with("buildscript") || file.starts_with("settings");
    // Before version 7, each configuration had a file of its name.
    let of_file = file.strip_suffix(".lockfile").filter(|name| !name.contains("gradle"));
    for (number, line) in (1_u32..).zip(text.text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (artefact, configurations) = line.split_once('=').unwrap_or((line, of_file.unwrap_or_default()));
        let mut parts = artefact.split(':');
        let (Some(group), Some(name), Some(version)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let mut package = Package::new(maven::purl(group, name, version), input.path);
        package.found_in.line = Some(number);
        if is_build || !configurations.split(',').any(is_for_running) {
            package.scope = Scope::Development;
        }
        found.push(package, bounds)?;
    }
    Ok(())
}

/// Tells whether a configuration is not only for the build or for tests, by the names that the plugins of Java, Kotlin and
/// Android give.
fn is_for_running(configuration: &str) -> bool {
    let name = configuration.trim().to_ascii_lowercase();
    let is_test = name.starts_with("test") || name.contains("test") && name.ends_with("classpath");
    let is_tool = [
        "annotationprocessor",
        "kapt",
        "ksp",
        "checkstyle",
        "detekt",
        "jacoco",
        "pmd",
        "spotbugs",
        "ktlint",
        "kotlincompiler",
    ];
    !is_test && !is_tool.iter().any(|tool| name.contains(tool))
}

fn read_verification(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let root = xml::read(input.bytes, bounds)?;
    let Some(components) = root.child("components") else { return Ok(()) };
    for component in components.all("component") {
        let of = |name: &str| component.attribute(name).unwrap_or_default();
        let (group, name, version) = (of("group"), of("name"), of("version"));
        if name.is_empty() {
            continue;
        }
        let mut package = Package::new(maven::purl(group, name, version), input.path);
        package.found_in.line = Some(component.line);
        let file = format!("{name}-{version}.");
        let is_main = |artefact: &&xml::Element| {
            let rest = artefact.attribute("name").and_then(|name| name.strip_prefix(&file));
            rest.is_some_and(|ending| matches!(ending, "jar" | "aar" | "klib"))
        };
        for sum in
            component.all("artifact").find(is_main).map(|one| one.children.as_slice()).unwrap_or_default()
        {
            package.digests.extend(digest::of_hex(&sum.name, sum.attribute("value").unwrap_or_default()));
        }
        package.digests.sort_unstable();
        package.digests.dedup();
        found.push(package, bounds)?;
    }
    Ok(())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Sbt<'t> {
    #[serde(borrow)]
    modules: Row<Module<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Module<'t> {
    #[serde(borrow)]
    org: Word<'t>,
    #[serde(borrow)]
    name: Word<'t>,
    #[serde(borrow)]
    version: Word<'t>,
    #[serde(borrow)]
    configurations: Row<Word<'t>>,
}

fn read_sbt(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let lock: Sbt<'_> = document::json(&text.text)?;
    for module in &lock.modules.0 {
        let Some(name) = module.name.filled() else { continue };
        let url = maven::purl(module.org.as_str(), name, module.version.as_str());
        let mut package = Package::new(url, input.path);
        let mut configurations = module.configurations.0.iter();
        if configurations.len() > 0 && configurations.all(|one| matches!(one.as_str(), "test" | "provided")) {
            package.scope = Scope::Development;
        }
        found.push(package, bounds)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn lockfiles_tell_what_only_tests_need() {
        let text = "# This is a file\norg.slf4j:slf4j-api:2.0.9=compileClasspath,testCompileClasspath\njunit:junit:4.13.2=testRuntimeClasspath\nempty=annotationProcessor\n";
        let all = ["pkg:maven/org.slf4j/slf4j-api@2.0.9 :2", "pkg:maven/junit/junit@4.13.2 development :3"];
        assert_eq!(told(&declared("a/gradle.lockfile", text)), all);
        assert_eq!(
            told(&declared("buildscript-gradle.lockfile", "a:b:1=classpath\n")),
            ["pkg:maven/a/b@1 development :1"]
        );
        assert_eq!(
            told(&declared("gradle/dependency-locks/runtimeClasspath.lockfile", "a:b:1\n")),
            ["pkg:maven/a/b@1 :1"]
        );
    }

    #[test]
    fn what_was_verified_is_listed_with_its_digests() {
        let sum = "ab".repeat(32);
        let text = format!(
            "<verification-metadata>\n<components>\n<component group=\"a\" name=\"b\" version=\"1\">\n\
             <artifact name=\"b-1.pom\"><sha256 value=\"{sum}\"/></artifact>\
             <artifact name=\"b-1.jar\"><sha256 value=\"{sum}\" origin=\"x\"/><sha512 value=\"x\"/></artifact></component></components></verification-metadata>"
        );
        let found = declared("gradle/verification-metadata.xml", &text);
        assert_eq!(told(&found), ["pkg:maven/a/b@1 :3"]);
        assert_eq!(found.packages[0].digests.len(), 1);
    }

    #[test]
    fn the_lockfile_of_sbt_is_read() {
        let text = r#"{"lockVersion": 1, "modules": [{"org": "a", "name": "b_2.13", "version": "1", "configurations": ["test"]}]}"#;
        assert_eq!(told(&declared("build.sbt.lock", text)), ["pkg:maven/a/b_2.13@1 development"]);
    }
}
