//! The catalog as a whole: what no single fixture shows.

use std::collections::{BTreeMap, BTreeSet};

use sekimori_catalog::{Check, Rule, Text, all, credentials, find};
use sekimori_model::RuleId;

use crate::faults::assert_none;
use crate::workspace::{files, files_ending, read};

/// The texts of a rule, each with its name.
fn texts(rule: &Rule) -> Vec<(&'static str, Text)> {
    let steps = rule.steps.iter().map(|step| ("a step", step.change));
    let parameters = rule.parameters.iter().map(|parameter| ("a parameter", parameter.about));
    [("title", rule.title), ("why", rule.why), ("fix", rule.fix)]
        .into_iter()
        .chain(steps)
        .chain(parameters)
        .collect()
}

/// Tells whether a text has hiragana, katakana or kanji.
fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

/// The ids of the rules that are code; patterns of credentials are data.
fn written() -> BTreeSet<String> {
    let written = all().iter().filter(|rule| rule.credential().is_none());
    written.map(|rule| rule.id.to_owned()).collect()
}

/// The ids that files below `folder` stand for.
fn ids_of_files(folder: &str, suffix: &str) -> BTreeSet<String> {
    let files = files();
    let ids = files.iter().filter_map(|name| name.strip_prefix(folder)?.strip_suffix(suffix));
    ids.map(str::to_owned).collect()
}

/// The ids that only one of two sets has.
fn differences(ids: &BTreeSet<String>, folder: &str, files: &BTreeSet<String>) -> Vec<String> {
    let lacking = ids.difference(files).map(|id| format!("{id}: no such file below {folder}"));
    lacking.chain(files.difference(ids).map(|id| format!("{folder}{id}: no rule has this id"))).collect()
}

#[test]
fn the_catalog_is_not_empty_and_every_id_is_the_path_of_its_file() {
    let ids = written();
    assert!(!ids.is_empty(), "the catalog is empty: crates/catalog/build.rs found no rule");
    let folder = "crates/catalog/src/rules/";
    let mut faults = differences(&ids, folder, &ids_of_files(folder, ".rs"));
    let malformed = ids.iter().filter(|id| !RuleId::is_well_formed(id));
    faults.extend(malformed.map(|id| format!("{id}: not family/kebab-case")));
    assert_none("An id is the path of the rule's file", "rename the file and the id together", &faults);
}

#[test]
fn the_id_of_a_credential_is_the_path_of_its_file() {
    let ids: BTreeSet<String> = credentials().iter().map(|rule| rule.id.to_owned()).collect();
    let folder = "crates/catalog/src/credentials/";
    let files = ids_of_files(folder, ".toml");
    let files = files.iter().map(|path| format!("credential/{}", path.replacen('/', "-", 1))).collect();
    let mut faults = differences(&ids, folder, &files);
    let malformed = ids.iter().filter(|id| !RuleId::is_well_formed(id));
    faults.extend(malformed.map(|id| format!("{id}: not family/kebab-case")));
    assert_none("A pattern's id is the path of its file", "name it <provider>/<name>.toml", &faults);
}

#[test]
fn every_rule_has_a_fixture_and_every_fixture_a_rule() {
    let ids = written();
    let folder = "crates/catalog/fixtures/";
    let of_policy = ids_of_files(folder, ".apparmor");
    let files = ids_of_files(folder, ".yaml").union(&of_policy).cloned().collect();
    let faults = differences(&ids, folder, &files);
    assert_none(
        "Every rule has a fixture, and every fixture a rule",
        "write it, or remove what is left over",
        &faults,
    );
    let without: Vec<_> = ids
        .into_iter()
        .map(|id| {
            let ending = if of_policy.contains(&id) { "apparmor" } else { "yaml" };
            format!("crates/catalog/fixtures/{id}.{ending}")
        })
        .filter(|name| !read(name).lines().any(|line| line.ends_with("# bad")))
        .collect();
    assert_none("A fixture marks what must be reported", "end the line with `# bad`", &without);
}

#[test]
fn every_text_of_a_rule_is_there_in_both_languages() {
    let mut faults = Vec::new();
    for rule in all() {
        for (name, text) in texts(rule) {
            let fault = match (text.en, text.ja) {
                ("", _) => "no English",
                (_, "") => "no Japanese",
                (en, ja) if en == ja => "the same in both languages",
                (en, _) if is_japanese(en) => "Japanese where English belongs",
                (_, ja) if !is_japanese(ja) => "no Japanese script where Japanese belongs",
                _ => continue,
            };
            faults.push(format!("{}: {name}: {fault}", rule.id));
        }
    }
    assert_none("Every text of a rule is there in both languages", "write it in the rule's file", &faults);
}

#[test]
fn every_rule_names_its_controls_and_its_sources() {
    let mut faults = Vec::new();
    // What the engine itself reports is not a fault of the software, so no control speaks of it.
    for rule in all().iter().filter(|rule| !matches!(rule.check, Check::Engine)) {
        if rule.controls.is_empty() {
            faults.push(format!("{}: no control", rule.id));
        }
        if rule.references.is_empty() {
            faults.push(format!("{}: no reference", rule.id));
        }
        let insecure = rule.references.iter().filter(|url| !url.starts_with("https://"));
        faults.extend(insecure.map(|url| format!("{}: {url} is not https", rule.id)));
        if rule.stages.is_empty() {
            faults.push(format!("{}: no stage", rule.id));
        }
    }
    assert_none("A rule names controls, sources and stages", "add them in the rule's file", &faults);
}

#[test]
fn no_id_is_used_twice_over_the_years() {
    let mut owner = BTreeMap::new();
    let mut faults = Vec::new();
    for rule in all() {
        for id in rule.ids() {
            if let Some(earlier) = owner.insert(id, rule.id) {
                faults.push(format!("{id}: used by {earlier} and {}", rule.id));
            }
        }
    }
    assert_none("An id is for ever", "take another name; old names stay aliases", &faults);
}

/// Words of a text that have the form of a rule's id in a family of the catalog.
fn mentions<'t>(text: &'t str, families: &BTreeSet<&str>) -> Vec<&'t str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.' | '_' | '*' | '@' | '<');
    let words = text.split(|c| !is_part(c)).map(|word| word.trim_end_matches('.'));
    let is_id = |word: &&str| {
        let family = word.split_once('/').map(|(family, _)| family);
        family.is_some_and(|family| families.contains(family)) && RuleId::is_well_formed(word)
    };
    words.filter(is_id).collect()
}

#[test]
fn documents_mention_only_rules_that_exist() {
    let families: BTreeSet<&str> = all().iter().filter_map(|rule| rule.id.split('/').next()).collect();
    let mut faults = Vec::new();
    for name in files_ending(".md").into_iter().filter(|name| !name.starts_with("changes.d/")) {
        let text = read(&name);
        // CONTRIBUTING.md shows how a rule is added; tests/tests/new_rule.rs adds it.
        let shown = |id: &str| text.contains(&format!("file=crates/catalog/src/rules/{id}.rs"));
        let unknown = mentions(&text, &families).into_iter().filter(|id| find(id).is_none() && !shown(id));
        faults.extend(unknown.map(|id| format!("{name}: {id}")));
    }
    assert_none("A document mentions only rules that exist", "use an id of `sekimori rules list`", &faults);
}

#[test]
fn tells_ids_from_other_words() {
    let families = BTreeSet::from(["rbac"]);
    let text = "`rbac/wildcard-verb`, rbac/*, crates/rbac/x.rs, rbac/a/b, see rbac/unused. other/x";
    assert_eq!(mentions(text, &families), ["rbac/wildcard-verb", "rbac/unused"]);
}
