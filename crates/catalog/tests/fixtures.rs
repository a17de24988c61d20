//! Every rule against its fixture: each line marked `# bad` is reported, no other line is.
//!
//! A document may say `# kubernetes: 1.26` to be judged at that version and `# level: baseline` to be judged at that
//! level; without, it is judged at the newest version and at level restricted. `# parameters: {"allowed": ["a"]}` gives
//! the rule its parameters. A rule that asks for other objects sees all documents of its fixture, so cases that must not
//! meet stand in namespaces of their own.
#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "fixtures are files")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use sekimori_catalog::{Check, Context, Parameters, Rule, Sink, Violation, all};
use sekimori_model::config::ParameterValue;
use sekimori_model::inventory::{Inventory, Names};
use sekimori_model::{Edit, Level, Limits, Version};
use sekimori_parse::kubernetes::{Recorder, item_of_profiles, items as items_of, objects};
use sekimori_parse::lsm::apparmor;
use sekimori_parse::lsm::provided::Provided;
use sekimori_parse::lsm::seccomp::Filter;
use sekimori_parse::{Text, decode, yaml};

fn fixture(rule: &Rule) -> String {
    // Policy is no YAML, and says so in its name.
    let ending = if matches!(rule.check, Check::AppArmor(_)) { "apparmor" } else { "yaml" };
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/{}.{ending}", rule.id));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The documents of a fixture as (first line, text).
fn documents(text: &str) -> Vec<(u32, String)> {
    let mut documents = vec![(1, String::new())];
    for (index, line) in text.lines().enumerate() {
        if line == "---" {
            documents.push((u32::try_from(index).unwrap() + 2, String::new()));
        } else {
            let last = documents.last_mut().unwrap();
            last.1.push_str(line);
            last.1.push('\n');
        }
    }
    documents
}

fn context(document: &str) -> Context {
    let directive = |name: &str| document.lines().find_map(|line| line.strip_prefix(&format!("# {name}: ")));
    Context {
        version: directive("kubernetes").map_or(Version::LATEST, |text| text.trim().parse().unwrap()),
        level: directive("level").map_or(Level::Restricted, |text| text.trim().parse().unwrap()),
    }
}

/// The values of a rule's parameters: those of the directive `# parameters: {"name": value}`, else the defaults.
fn parameters(rule: &Rule, document: &str) -> Parameters {
    let said = document.lines().find_map(|line| line.strip_prefix("# parameters: "));
    let said: BTreeMap<String, ParameterValue> =
        said.map(|json| serde_json::from_str(json).unwrap()).unwrap_or_default();
    // What is said is meant for one rule; others that run on the same document take what they have.
    Parameters::new(rule, &said).unwrap_or_else(|_| Parameters::new(rule, &BTreeMap::new()).unwrap())
}

/// What the objects of a fixture, or of a mended document of it, know of each other.
fn inventory(text: &str) -> Inventory {
    let decoded = decode(text.as_bytes()).unwrap();
    let limits = Limits::default();
    let (names, path) = (Names::default(), Arc::from("fixture.yaml"));
    let mut items = Vec::new();
    for document in yaml::documents(&decoded, &limits).filter_map(Result::ok) {
        let recorder = Recorder::default();
        if Filter::of_document(&document, &recorder).is_some() {
            items.extend(item_of_profiles(&Provided::by_filter(&path), &path, &names));
        }
        items.extend(
            objects(&document, &limits).objects.iter().flat_map(|object| items_of(object, &path, &names)),
        );
    }
    Inventory::new(items)
}

/// Runs `rules` on the one document of `text`; lines count from 1. Failures of the parser count as violations of the
/// engine's own rules.
fn run(
    rules: &[&'static Rule],
    text: &str,
    inventory: &Inventory,
) -> (Vec<(&'static Rule, Violation)>, Vec<u32>) {
    let context = context(text);
    let decoded = decode(text.as_bytes()).unwrap();
    let mut violations = Vec::new();
    let mut failures = Vec::new();
    let mut run_one = |rule: &'static Rule, look: &dyn Fn(Check, &mut Sink<'_>)| {
        if rule.standard.is_some_and(|s| s.since > context.version || s.level > context.level) {
            return;
        }
        let parameters = parameters(rule, text);
        let mut sink = Sink::new(&context, &parameters, inventory);
        look(rule.check, &mut sink);
        violations.extend(sink.into_parts().0.into_iter().map(|violation| (rule, violation)));
    };
    // A ConfigMap may hold policy too.
    if apparmor::looks_like(text) && !text.contains("apiVersion:") {
        let file = apparmor::parse(&decoded, &Limits::default()).unwrap();
        for rule in rules {
            run_one(rule, &|check, sink| {
                if let Check::AppArmor(check) = check {
                    check(&file, sink);
                }
            });
        }
        return (violations, failures);
    }
    for document in yaml::documents(&decoded, &Limits::default()) {
        let document = match document {
            Ok(document) => document,
            Err(failure) => {
                failures.push(failure.span.line);
                continue;
            }
        };
        let recorder = Recorder::default();
        if let Some(filter) = Filter::of_document(&document, &recorder) {
            for rule in rules {
                run_one(rule, &|check, sink| {
                    if let Check::Seccomp(check) = check {
                        check(&filter, sink);
                    }
                });
            }
        }
        for object in objects(&document, &Limits::default()).objects {
            let recorder = Recorder::default();
            let (top, pod) = (object.field(&recorder), object.pod(&recorder));
            let filter = Filter::of_object(&object, &top);
            for rule in rules {
                run_one(rule, &|check, sink| match (check, &pod, &filter) {
                    (Check::Pod(check), Some(pod), _) => check(pod, sink),
                    (Check::Object(kinds, check), ..) if object.is_one_of(kinds) => {
                        check(&object, &top, sink);
                    }
                    (Check::Seccomp(check), _, Some(filter)) => check(filter, sink),
                    _ => {}
                });
            }
            drop(filter);
            drop(top);
            drop(pod);
            failures.extend(recorder.into_inner().iter().map(|wrong| wrong.span.line));
        }
    }
    (violations, failures)
}

/// The rules that are code; of patterns of credentials samples are made, in the room `secrets`, and what is about images
/// has descriptions of images, see `image_fixtures.rs`.
fn written() -> impl Iterator<Item = &'static Rule> {
    all().iter().copied().filter(|rule| rule.is_of_manifests())
}

#[test]
fn every_marked_line_is_reported_and_no_other() {
    for rule in written() {
        let text = fixture(rule);
        let known = inventory(&text);
        let (mut bad, mut good) = (0, 0);
        for (first, document) in documents(&text) {
            let marked: BTreeSet<u32> = (first..)
                .zip(document.lines())
                .filter(|(_, line)| line.ends_with("# bad"))
                .map(|(number, _)| number)
                .collect();
            let (violations, failures) = run(&[rule], &document, &known);
            let reported: BTreeSet<u32> = match rule.check {
                Check::Engine => failures.iter().map(|line| line + first - 1).collect(),
                _ => violations.iter().map(|(_, v)| v.span.line + first - 1).collect(),
            };
            assert_eq!(reported, marked, "{}: reported lines (left) and marked lines (right)", rule.id);
            if marked.is_empty() { good += 1 } else { bad += 1 }
        }
        assert!(bad > 0 && good > 0, "{}: its fixture needs a bad and a good document", rule.id);
    }
}

#[test]
fn two_rules_never_report_one_cause_at_one_field() {
    for fixture_of in written() {
        let text = fixture(fixture_of);
        let known = inventory(&text);
        for (_, document) in documents(&text) {
            let mut reported = BTreeMap::new();
            // The parameters of a fixture are meant for its own rule; others have some of the same name.
            let without = document.replace("# parameters: ", "# not meant: ");
            let others: Vec<_> = written().filter(|rule| rule.id != fixture_of.id).collect();
            let mut found = run(&[fixture_of], &document, &known).0;
            found.extend(run(&others, &without, &known).0);
            for (rule, violation) in found {
                let place = (violation.path.clone(), violation.seen.clone(), violation.span);
                let earlier = reported.insert(place, rule.id);
                assert!(
                    earlier.is_none_or(|earlier| earlier == rule.id),
                    "{} and {earlier:?} both report {} in the fixture of {}",
                    rule.id,
                    violation.path,
                    fixture_of.id
                );
            }
        }
    }
}

#[test]
fn a_repair_ends_the_finding_that_it_is_for() {
    for rule in written() {
        let text = fixture(rule);
        let known = inventory(&text);
        for (_, document) in documents(&text) {
            for (_, violation) in run(&[rule], &document, &known).0 {
                let Some(patch) = &violation.patch else { continue };
                let mut value: serde_json::Value = parse(&document);
                patch.edits.iter().for_each(|edit| apply(&mut value, edit));
                let head: String =
                    document.split_inclusive('\n').filter(|line| line.starts_with('#')).collect();
                let mended = format!("{head}{value}");
                let again = run(&[rule], &mended, &known).0;
                assert!(
                    again.iter().all(|(_, v)| (&v.path, &v.seen) != (&violation.path, &violation.seen)),
                    "{}: still reported after its repair: {} in {mended}",
                    rule.id,
                    violation.path
                );
            }
        }
    }
}

/// The document as JSON, merge keys and anchors resolved by the parser under test.
fn parse(document: &str) -> serde_json::Value {
    fn value(node: yaml::Node<'_>) -> serde_json::Value {
        use sekimori_parse::yaml::Scalar;
        if node.is_mapping() {
            let entries = node.entries().map(|e| (e.key.text().unwrap().to_owned(), value(e.value)));
            return entries.collect::<serde_json::Map<_, _>>().into();
        }
        match node.scalar() {
            None => node.items().map(value).collect::<Vec<_>>().into(),
            Some(Scalar::Null) => serde_json::Value::Null,
            Some(Scalar::Bool(b)) => b.into(),
            Some(Scalar::Int(i)) => i.into(),
            Some(Scalar::Float(f)) => f.into(),
            Some(Scalar::Str(s)) => s.into(),
        }
    }
    let decoded: Text<'_> = decode(document.as_bytes()).unwrap();
    let document = yaml::documents(&decoded, &Limits::default()).next().unwrap().unwrap();
    value(document.root())
}

fn apply(value: &mut serde_json::Value, edit: &Edit) {
    let (path, remove) = match edit {
        Edit::Set { path, .. } | Edit::Append { path, .. } => (path, false),
        Edit::Remove { path } => (path, true),
    };
    let (parent, last) = path.rsplit_once('/').unwrap();
    let last = last.replace("~1", "/").replace("~0", "~");
    let mut at = value;
    for step in parent.split('/').skip(1).map(|s| s.replace("~1", "/").replace("~0", "~")) {
        at = match at {
            serde_json::Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            other => &mut other[step],
        };
    }
    match (edit, at) {
        (_, serde_json::Value::Array(items)) if remove => drop(items.remove(last.parse().unwrap())),
        (_, other) if remove => drop(other.as_object_mut().unwrap().remove(&last)),
        (Edit::Set { value, .. }, serde_json::Value::Array(items)) => {
            items[last.parse::<usize>().unwrap()] = value.clone();
        }
        (Edit::Set { value, .. }, other) => other[last] = value.clone(),
        (Edit::Append { value, .. }, other) => {
            let target = &mut other[last];
            if target.is_null() {
                *target = serde_json::json!([]);
            }
            target.as_array_mut().unwrap().push(value.clone());
        }
        (Edit::Remove { .. }, _) => unreachable!("handled above"),
    }
}
