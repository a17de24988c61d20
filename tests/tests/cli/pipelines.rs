//! `--format junit`, `github` and `gitlab`: what services of pipelines read.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use serde_json::Value;

use crate::folder::Folder;
use crate::manifest::{annotated, shared};
use crate::program::sekimori;
use crate::report::text;

const HOSTILE: &str = "a&<b>\"']]>::error::%0A,x";

/// Violations, a waiver, what was not analysed, and names that mean something to each of the formats.
fn everything() -> Folder {
    let waiver = "until=2027-12-31; owner=team-a; reason=<agreed> & kept";
    Folder::with(shared("plain"))
        .and("waived.yaml", annotated("a", "waive.sekimori.dev/pod-security.host-namespace-shared", waiver))
        .and("broken.yaml", "a: [1\n")
        .and(&format!("{HOSTILE}/100%,x:y\u{1}\u{ffff}.yaml"), shared("'<&>\"::x'"))
}

/// A case: suite, class, element inside of it, its message.
type Case = (String, String, String, String);

/// Reads a report of `JUnit`; panics where it is not well-formed XML.
fn cases(xml: &str) -> (BTreeMap<String, String>, Vec<Case>) {
    let mut reader = Reader::from_str(xml);
    let (mut totals, mut cases) = (BTreeMap::new(), Vec::new());
    let (mut suite, mut class, mut open) = (String::new(), String::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("not XML: {error}\n{xml}"));
        match event {
            Event::Start(start) | Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                let attributes: BTreeMap<String, String> = start
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.expect("attributes are well-formed");
                        let key = attribute.key.as_ref().to_owned();
                        let value = attribute.normalized_value(XmlVersion::Implicit1_0).expect("a value");
                        (key, value.into_owned())
                    })
                    .collect();
                match name.as_str() {
                    "testsuites" => totals = attributes,
                    "testsuite" => suite.clone_from(&attributes["name"]),
                    "testcase" => class.clone_from(&attributes["classname"]),
                    kind => cases.push((
                        suite.clone(),
                        class.clone(),
                        kind.to_owned(),
                        attributes["message"].clone(),
                    )),
                }
                open.push(name);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.first().map(String::as_str), Some("testsuites"));
    (totals, cases)
}

#[test]
fn junit_is_well_formed_and_has_a_suite_a_file_and_a_case_a_finding() {
    let run = everything().scan(&["--format", "junit"]).exits(1);
    let (totals, cases) = cases(&run.out);
    let number = |key: &str| totals[key].as_str();
    assert_eq!(
        (number("tests"), number("failures"), number("errors"), number("skipped")),
        ("4", "2", "1", "1"),
        "{}",
        run.out
    );
    let hostile = format!("{HOSTILE}/100%,x:y\u{fffd}\u{fffd}.yaml");
    let suites: Vec<(&str, &str)> =
        cases.iter().map(|(suite, _, kind, _)| (suite.as_str(), kind.as_str())).collect();
    let expected = [
        (hostile.as_str(), "failure"),
        ("app.yaml", "failure"),
        ("broken.yaml", "error"),
        ("waived.yaml", "skipped"),
    ];
    assert_eq!(suites, expected);
    assert_eq!(
        cases[3].3, "<agreed> & kept (team-a, 2027-12-31)",
        "a waived case says who accepts it and why"
    );
    assert_eq!(cases[1].1, "pod-security/host-namespace-shared");
    assert!(cases[1].3.contains("found `true`"), "{}", cases[1].3);
}

#[test]
fn junit_of_a_clean_scan_has_one_case_that_passed() {
    let run = sekimori(&["scan", "examples/shop-clean", "--format", "junit"]).exits(0);
    let (totals, cases) = cases(&run.out);
    assert_eq!((totals["tests"].as_str(), totals["failures"].as_str()), ("1", "0"));
    assert_eq!(cases, [], "nothing failed");
}

#[test]
fn github_gets_a_command_a_line_that_nothing_from_outside_can_end() {
    let run = everything().scan(&["--format", "github"]).exits(1);
    let lines: Vec<&str> = run.out.lines().collect();
    let commands: Vec<&str> = lines.iter().map(|line| line.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(commands, ["::error", "::error", "::warning"], "{}", run.out);
    let hostile = lines.iter().find(|line| line.contains("100%25")).expect("the odd name is escaped");
    let (parameters, message) =
        hostile["::error ".len()..].split_once("::").expect("a command has a message");
    let named: BTreeMap<&str, &str> = parameters.split(',').filter_map(|p| p.split_once('=')).collect();
    assert_eq!(
        named.keys().copied().collect::<Vec<_>>(),
        ["col", "endColumn", "endLine", "file", "line", "title"],
        "{hostile}"
    );
    assert_eq!(named["file"], "a&<b>\"']]>%3A%3Aerror%3A%3A%250A%2Cx/100%25%2Cx%3Ay\u{fffd}\u{ffff}.yaml");
    assert_eq!((named["line"], named["endLine"]), ("5", "5"));
    assert!(message.starts_with("high: Pod shop/<&>\"::x hostNetwork%0Afound `true`"), "{message}");
}

#[test]
fn github_gets_the_worst_first_and_waived_ones_only_when_asked() {
    let run = sekimori(&["scan", "examples/shop", "--format", "github"]).exits(1);
    let commands: Vec<&str> =
        run.out.lines().map(|line| line.split(' ').next().unwrap_or_default()).collect();
    let mut sorted = commands.clone();
    sorted.sort_unstable_by_key(|command| {
        ["::error", "::warning", "::notice"].iter().position(|known| known == command)
    });
    assert_eq!(commands, sorted);
    assert!(
        run.out.starts_with("::error file=examples/shop/"),
        "paths begin where the user stands: {}",
        run.out
    );
    assert!(run.out.contains("::critical: "), "critical ones are errors");
    let folder = everything();
    let waived = |args: &[&str]| {
        folder.scan(&["--format", "github"]).args(args).exits(1).out.contains("file=waived.yaml")
    };
    assert!(!waived(&[]) && waived(&["--show-waived"]));
}

#[test]
fn gitlab_gets_what_its_documentation_asks_for() {
    let severities = BTreeSet::from(["info", "minor", "major", "critical", "blocker"]);
    let shop = sekimori(&["scan", "./examples/shop", "--format", "gitlab"]).exits(1).json();
    let odd = everything().scan(&["--format", "gitlab"]).exits(1).json();
    for entry in [&shop, &odd].into_iter().flat_map(|all| all.as_array().expect("an array")) {
        for key in ["description", "check_name", "fingerprint"] {
            assert!(!text(&entry[key]).is_empty(), "{key}: {entry}");
        }
        assert!(severities.contains(text(&entry["severity"])), "{entry}");
        assert!(!text(&entry["location"]["path"]).starts_with("./"), "{entry}");
        assert!(entry["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0), "{entry}");
    }
    let paths: Vec<&str> =
        odd.as_array().into_iter().flatten().map(|e| text(&e["location"]["path"])).collect();
    let hostile = format!("{HOSTILE}/100%,x:y\u{1}\u{ffff}.yaml");
    assert_eq!(paths, [hostile.as_str(), "app.yaml", "broken.yaml"], "a waived finding is no fault");
    let clean = sekimori(&["scan", "examples/shop-clean", "--format", "gitlab"]).exits(0).json();
    assert_eq!(clean, Value::Array(Vec::new()));
}

#[test]
fn gitlab_gets_each_fingerprint_once_and_the_same_ones_again() {
    let twice = format!("{}---\n{}", shared("same"), shared("same"));
    let folder = Folder::with(&twice).and("b.yaml", &twice).and("c.yaml", shared("same"));
    let of_json = folder.report(&[]);
    assert_eq!(
        of_json.fingerprints().iter().collect::<BTreeSet<_>>().len(),
        1,
        "one object, seen five times"
    );
    let scan = |args: &[&str]| folder.scan(&["--format", "gitlab"]).args(args).exits(1).json();
    let prints = |all: &Value| -> Vec<String> {
        all.as_array().into_iter().flatten().map(|entry| text(&entry["fingerprint"]).to_owned()).collect()
    };
    let first = prints(&scan(&[]));
    assert_eq!(first.len(), 5);
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 5, "{first:#?}");
    assert_eq!(first[0], of_json.fingerprints()[0], "the first keeps the name that other formats have");
    assert_eq!(prints(&scan(&["--lang", "ja", "--threads", "1"])), first);
}

#[test]
fn the_bytes_do_not_depend_on_threads() {
    for format in ["junit", "github", "gitlab", "markdown", "html"] {
        let scan = |threads: &str| {
            let call =
                ["scan", "examples/shop", "--now", "2027-01-15", "--format", format, "--threads", threads];
            sekimori(&call).exits(1).out
        };
        assert_eq!(scan("1"), scan("4"), "{format}");
    }
}
