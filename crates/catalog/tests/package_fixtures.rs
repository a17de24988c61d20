//! Every rule that looks at what a file tells of a package, against its fixture: each line marked `# bad` is reported, each
//! marked `# unseen` is told as one of which it cannot be seen, no other line is either.
//!
//! A document has `packages`, each with `purl`, `licence`, `published`. `# parameters: {"days": 1}` gives the rule its
//! parameters, `# today: 2026-01-31` the day.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use sekimori_catalog::{Check, PackageSink, PackageView, PackageViolation, Parameters, Rule, all, fixture};
use sekimori_model::config::ParameterValue;
use sekimori_model::{Limits, Package, Purl};
use sekimori_parse::yaml::{Node, documents};
use sekimori_parse::{decode, licence};

/// The documents of a fixture as (first line, text).
fn parts(text: &str) -> Vec<(u32, String)> {
    let mut parts = vec![(1, String::new())];
    for (number, line) in (1..).zip(text.lines()) {
        if line == "---" {
            parts.push((number + 1, String::new()));
        } else {
            let last = parts.last_mut().unwrap();
            last.1.push_str(line);
            last.1.push('\n');
        }
    }
    parts
}

fn of_packages() -> impl Iterator<Item = &'static Rule> {
    all().iter().copied().filter(|rule| matches!(rule.check, Check::Package(_)))
}

fn directive<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(": "))
}

/// The lines that are reported, and those of which it cannot be seen.
fn lines(rule: &Rule, text: &str) -> (BTreeSet<u32>, BTreeSet<u32>) {
    let Check::Package(check) = rule.check else { panic!("{}: it is not about packages", rule.id) };
    let said: BTreeMap<String, ParameterValue> =
        directive(text, "parameters").map(|text| serde_json::from_str(text).unwrap()).unwrap_or_default();
    let parameters = Parameters::new(rule, &said).unwrap();
    let today: Date = directive(text, "today").map_or(date(2026, 1, 1), |day| day.parse().unwrap());
    let decoded = decode(text.as_bytes()).unwrap();
    let document = documents(&decoded, &Limits::default()).next().unwrap().unwrap();
    let (mut bad, mut unseen) = (BTreeSet::new(), BTreeSet::new());
    for node in document.root().get("packages").unwrap().items() {
        let of = |key: &str| node.get(key).and_then(Node::text);
        let purl: Purl = of("purl").unwrap().parse().unwrap();
        let mut package = Package::new(purl, "fixture");
        package.licence = of("licence").and_then(licence::read);
        package.published = of("published").map(|time| time.parse().unwrap());
        let mut sink = PackageSink::new(&parameters);
        check(&PackageView { package: &package, today }, &mut sink);
        match sink.into_violation() {
            Some(PackageViolation::Broken { .. }) => bad.insert(node.span().line),
            Some(PackageViolation::Unseen(_)) => unseen.insert(node.span().line),
            None => false,
        };
    }
    (bad, unseen)
}

#[test]
fn every_marked_line_is_reported_and_no_other() {
    let mut faults = Vec::new();
    for rule in of_packages() {
        let (mut bad, mut good) = (0, 0);
        for (first, text) in parts(fixture(rule)) {
            let marked = |mark: &str| -> BTreeSet<u32> {
                (1..).zip(text.lines()).filter(|(_, line)| line.ends_with(mark)).map(|(n, _)| n).collect()
            };
            let wanted = (marked("# bad"), marked("# unseen"));
            let found = lines(rule, &text);
            if found != wanted {
                faults.push(format!("{} from line {first}: {found:?}, marked {wanted:?}", rule.id));
            }
            if wanted.0.is_empty() { good += 1 } else { bad += 1 }
        }
        if bad == 0 || good == 0 {
            faults.push(format!("{}: its fixture needs a bad and a good document", rule.id));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(of_packages().count() >= 3);
}
