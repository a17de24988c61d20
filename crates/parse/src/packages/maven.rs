//! Maven: `pom.xml`, with its parents as far as they lie in the tree. Those and bills of materials elsewhere are not fetched:
//! what has no version here is listed without one.
//!
//! # Source
//! Maven: "POM Reference", "Introduction to the Dependency Mechanism".

mod coordinates;
mod parents;
mod pom;

use std::collections::HashMap;

use sekimori_model::{NotAnalysed, Package, Problem, Purl, Scope};

pub(super) use coordinates::{Coordinates, of_properties};
pub(super) use pom::Pom;

use super::{Bounds, FileName, Found, Input, Reader, Sort, xml};
use crate::Failure;

pub(super) const READERS: &[Reader] = &[Reader {
    id: "maven-pom",
    sort: Sort::Declared,
    files: &[FileName::Named("pom.xml"), FileName::Ending(".pom")],
    read,
}];

/// Properties without a value that are named one by one.
const NAMED: usize = 20;

/// The URL of an artefact.
pub(super) fn purl(group: &str, artefact: &str, version: &str) -> Purl {
    Purl::new("maven", artefact, version).in_namespace(group)
}

fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let root = xml::read(input.bytes, bounds)?;
    let parents = parents::of(&root, input, bounds);
    let pom = Pom::of(&root).below(&parents);
    let mut project = None;
    if let Some(own) = pom.coordinates() {
        let mut package = Package::new(own.purl(), input.path);
        package.licence = pom.licence();
        package.found_in.line = root.child("artifactId").map(|own| own.line);
        project = Some(found.push(package, bounds)?);
    }
    let mut managed: HashMap<String, pom::Dependency> = HashMap::new();
    // What is said nearest counts.
    for dependency in pom.managed() {
        managed.entry(dependency.key()).or_insert(dependency);
    }
    let mut needs = Vec::new();
    for mut dependency in pom.dependencies() {
        if let Some(managed) = managed.get(&dependency.key()) {
            dependency.fill(managed);
        }
        let mut package = Package::new(dependency.purl(), input.path);
        package.is_direct = Some(true);
        package.found_in.line = Some(dependency.line);
        package.scope = match dependency.scope.as_deref() {
            Some("test" | "provided") => Scope::Development,
            _ if dependency.is_optional => Scope::Optional,
            _ => Scope::Runtime,
        };
        needs.push(found.push(package, bounds)?);
    }
    let unknown = pom.unknown();
    for (name, line) in unknown.iter().take(NAMED) {
        let detail =
            format!("line {line}: the property `{name}` has no value in this file or its parents here");
        found.problems.push(Problem { path: input.path.into(), reason: NotAnalysed::LeftOpen, detail });
    }
    if unknown.len() > NAMED {
        let detail = format!(
            "{} more properties have no value in this file or its parents here",
            unknown.len().saturating_sub(NAMED)
        );
        found.problems.push(Problem { path: input.path.into(), reason: NotAnalysed::LeftOpen, detail });
    }
    let project = project.and_then(|place| usize::try_from(place).ok());
    if let Some(project) = project.and_then(|place| found.packages.get_mut(place)) {
        needs.truncate(bounds.needs);
        project.needs = needs;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sekimori_model::NotAnalysed;

    use crate::packages::trial::{declared, told};

    const POM: &str = r#"<project xmlns="http://example.org/POM/4.0.0">
  <parent><groupId>org.acme</groupId><artifactId>parent</artifactId><version>7</version></parent>
  <artifactId>shop</artifactId>
  <licenses><license><name>Apache License, Version 2.0</name></license></licenses>
  <properties><slf4j.version>${slf4j.major}.0.9</slf4j.version><slf4j.major>2</slf4j.major><loop>${loop}</loop></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13.2</version><scope>test</scope></dependency>
    <dependency><groupId>org.acme</groupId><artifactId>bom</artifactId><version>1</version><type>pom</type><scope>import</scope></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>${slf4j.version}</version></dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId></dependency>
    <dependency><groupId>${project.groupId}</groupId><artifactId>core</artifactId><version>${project.version}</version><classifier>linux</classifier></dependency>
    <dependency><groupId>a</groupId><artifactId>ranged</artifactId><version>[1,2)</version><optional>true</optional></dependency>
    <dependency><groupId>a</groupId><artifactId>exact</artifactId><version>[1.5]</version></dependency>
    <dependency><groupId>a</groupId><artifactId>looped</artifactId><version>${loop}</version></dependency>
  </dependencies>
</project>"#;

    #[test]
    fn what_the_file_tells_is_put_in() {
        let found = declared("a/pom.xml", POM);
        let names = "org.slf4j:slf4j-api, junit:junit, org.acme:core, a:ranged, a:exact, a:looped";
        assert_eq!(
            told(&found),
            [
                &*format!("pkg:maven/org.acme/shop@7 :3 > {names}"),
                "pkg:maven/org.slf4j/slf4j-api@2.0.9 direct :11",
                "pkg:maven/junit/junit@4.13.2 development direct :12",
                "pkg:maven/org.acme/core@7?classifier=linux direct :13",
                "pkg:maven/a/ranged optional direct :14",
                "pkg:maven/a/exact@1.5 direct :15",
                "pkg:maven/a/looped direct :16",
            ]
        );
        let details: Vec<_> = found.problems.iter().map(|one| (one.reason, one.detail.as_str())).collect();
        assert_eq!(
            details,
            [
                (
                    NotAnalysed::LeftOpen,
                    "line 16: the property `loop` has no value in this file or its parents here"
                ),
                (NotAnalysed::LeftOpen, "2 packages without a version: a:ranged, a:looped"),
            ]
        );
        let licence = found.packages.first().and_then(|shop| shop.licence.clone());
        assert_eq!(licence.map(|licence| licence.text().to_owned()).as_deref(), Some("Apache-2.0"));
    }

    #[test]
    fn properties_that_grow_are_bounded() {
        let grow =
            |i: u32| format!("<p{i}>${{p{before}}}${{p{before}}}</p{i}>", before = i.saturating_sub(1));
        let grow = (1..=40).map(grow).collect::<Vec<_>>().concat();
        let text = format!(
            "<project><artifactId>a</artifactId><version>${{p40}}</version><properties><p0>x</p0>{grow}</properties></project>"
        );
        assert_eq!(told(&declared("pom.xml", &text)), ["pkg:maven/a :1"]);
    }

    #[test]
    fn properties_that_are_elsewhere_are_told_once_each() {
        let one = |name: &str, version: &str| {
            format!(
                "<dependency><groupId>g</groupId><artifactId>{name}</artifactId><version>{version}</version></dependency>\n"
            )
        };
        let all = [one("a", "${nope}"), one("b", "${nope}"), one("${gone}", "1")].concat();
        let found = declared("pom.xml", &format!("<project><dependencies>\n{all}</dependencies></project>"));
        let details: Vec<_> = found.problems.iter().map(|one| one.detail.as_str()).collect();
        let of = |line: u32, name: &str| {
            format!("line {line}: the property `{name}` has no value in this file or its parents here")
        };
        let open = "1 package without a version: g:b".to_owned();
        assert_eq!(details, [of(2, "nope"), of(4, "gone"), open]);
        let many: String = (0..30).map(|number| one("a", &format!("${{p{number}}}"))).collect();
        let found = declared("pom.xml", &format!("<project><dependencies>{many}</dependencies></project>"));
        assert_eq!(found.problems.len(), 22);
        assert_eq!(
            found.problems[20].detail,
            "10 more properties have no value in this file or its parents here"
        );
    }

    #[test]
    fn a_broken_file_is_named() {
        let found = declared("pom.xml", "<project><dependencies>");
        assert_eq!(found.problems.first().map(|problem| problem.reason), Some(NotAnalysed::Malformed));
    }
}
