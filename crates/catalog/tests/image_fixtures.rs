//! Every rule about images against its fixture: each line marked `# bad` is reported, no other line is.
//!
//! A document of such a fixture describes an image, the configuration as the image specification spells it:
//!
//! ```yaml
//! image: registry.example/shop/web:1.4.2     # what is about the image as such is reported here
//! os: linux
//! today: 2026-11-22
//! created: 2026-11-02T10:00:00Z
//! config: { User: "1000", Env: [PATH=/usr/bin], ExposedPorts: { 8080/tcp: {} }, Labels: {} }
//! history: [{ created_by: RUN make, empty_layer: true }]
//! annotations: { org.opencontainers.image.base.name: docker.io/library/debian:13 }
//! distribution: { id: debian, version: "13", like: [] }
//! packages: [{ purl: pkg:deb/debian/curl@8.14.1, needs: [libcurl4t64], source: curl, licence: curl }]
//! files: [{ path: usr/bin/su, kind: file, mode: 4755, size: 84360, user: 0, group: 0, layer: 0 }]
//! accounts: [{ name: root, user: 0, group: 0, shell: /bin/bash, password: locked }]
//! bytes: 124000000
//! ```
//!
//! Without `config` it is a root file system. `# parameters: {"allowed": ["a"]}` gives the rule its parameters.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[path = "image_fixtures/reader.rs"]
mod reader;

use std::collections::{BTreeMap, BTreeSet};

use sekimori_catalog::{Check, ImageViolation, Parameters, Rule, all, fixture};
use sekimori_model::config::ParameterValue;

use crate::reader::Described;

/// The documents of a fixture as (first line, text).
fn documents(text: &str) -> Vec<(u32, String)> {
    let mut documents = vec![(1, String::new())];
    for (number, line) in (1..).zip(text.lines()) {
        if line == "---" {
            documents.push((number + 1, String::new()));
        } else {
            let last = documents.last_mut().unwrap();
            last.1.push_str(line);
            last.1.push('\n');
        }
    }
    documents
}

fn parameters(rule: &Rule, said: Option<&str>) -> Parameters {
    let said: BTreeMap<String, ParameterValue> =
        said.map(|json| serde_json::from_str(json).unwrap()).unwrap_or_default();
    Parameters::new(rule, &said).unwrap_or_else(|refused| panic!("{}: {refused:?}", rule.id))
}

fn of_images() -> impl Iterator<Item = &'static Rule> {
    all().iter().copied().filter(|rule| rule.is_of_images())
}

fn run(rule: &Rule, image: &Described, parameters: &Parameters) -> Vec<ImageViolation> {
    let Check::Image(check) = rule.check else { panic!("{}: it is not about images", rule.id) };
    let view = image.view();
    let mut sink = view.sink(parameters);
    check(&view, &mut sink);
    sink.into_violations()
}

#[test]
fn every_marked_line_is_reported_and_no_other() {
    let mut faults = Vec::new();
    for rule in of_images() {
        let (mut bad, mut good) = (0, 0);
        for (first, text) in documents(fixture(rule)) {
            let marked: BTreeSet<u32> = (first..)
                .zip(text.lines())
                .filter(|(_, line)| line.ends_with("# bad"))
                .map(|(number, _)| number)
                .collect();
            let image = Described::read(&text);
            let said = text.lines().find_map(|line| line.strip_prefix("# parameters: "));
            let found = run(rule, &image, &parameters(rule, said));
            let lines = found.iter().map(|violation| reader::line(&text, violation) + first - 1);
            let lines: BTreeSet<u32> = lines.collect();
            if lines != marked {
                faults.push(format!("{}: reported {lines:?}, marked {marked:?}", rule.id));
            }
            if marked.is_empty() { good += 1 } else { bad += 1 }
        }
        if bad == 0 || good == 0 {
            faults.push(format!("{}: its fixture needs a bad and a good document", rule.id));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn two_rules_never_report_one_cause_at_one_place() {
    let mut faults = Vec::new();
    for fixture_of in of_images() {
        for (_, text) in documents(fixture(fixture_of)) {
            let image = Described::read(&text);
            let said = text.lines().find_map(|line| line.strip_prefix("# parameters: "));
            let mut reported: BTreeMap<(String, Option<String>), &str> = BTreeMap::new();
            for rule in of_images() {
                let said = said.filter(|_| rule.id == fixture_of.id);
                for violation in run(rule, &image, &parameters(rule, said)) {
                    let place = format!("{:?} {}", violation.at, violation.discriminator);
                    // What is said of the image as such is told apart by what is wanted of it.
                    let seen = violation.seen.or_else(|| Some(violation.wanted.en.to_owned()));
                    let earlier = reported.insert((place.clone(), seen), rule.id);
                    if let Some(earlier) = earlier.filter(|earlier| *earlier != rule.id) {
                        let both = format!("{} and {earlier} both report {place}", rule.id);
                        faults.push(format!("{both} in the fixture of {}", fixture_of.id));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// An identity has no line, so a rule must tell its findings at one place apart itself.
#[test]
fn findings_at_one_place_are_told_apart() {
    for rule in of_images() {
        for (_, text) in documents(fixture(rule)) {
            let said = text.lines().find_map(|line| line.strip_prefix("# parameters: "));
            let found = run(rule, &Described::read(&text), &parameters(rule, said));
            let mut known = BTreeSet::new();
            for violation in found {
                let place = (format!("{:?}", violation.at), violation.discriminator.clone());
                assert!(known.insert(place), "{}: twice alike: {violation:?}", rule.id);
            }
        }
    }
}
