//! A rule's fixture as examples: what it reports, what it leaves alone, and whether it repairs.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use sekimori_catalog::{Check, Context, Parameters, Rule, fixture};
use sekimori_model::config::{Config, Mode};
use sekimori_model::inventory::{Inventory, Names};
use sekimori_model::{Entry, Level, Safety, Version};

use crate::file;
use crate::plan::{Plan, Selected, Selection};

/// Whether findings can be repaired; the safest that a fixture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repair {
    /// `--fix` does.
    Safe,
    /// `--fix --unsafe-fixes` does.
    Unsafe,
    /// A person does.
    None,
}

/// A document of a fixture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Document {
    /// The version of Kubernetes, the level and the parameters that it is judged by, where they are not the default.
    pub(super) directives: BTreeMap<&'static str, &'static str>,
    /// Its lines, and whether the rule reports each.
    pub(super) lines: Vec<(&'static str, bool)>,
}

const DIRECTIVES: [&str; 3] = ["kubernetes", "level", "parameters"];
const MARK: &str = "# bad";

impl Document {
    pub(super) fn is_bad(&self) -> bool {
        self.lines.iter().any(|(_, bad)| *bad)
    }

    fn kind(&self) -> Option<&'static str> {
        self.lines.iter().find_map(|(line, _)| line.strip_prefix("kind: "))
    }
}

/// The documents of a rule's fixture.
pub(super) fn documents(rule: &Rule) -> Vec<Document> {
    let mut documents = vec![Document::default()];
    for line in fixture(rule).lines() {
        if line == "---" {
            documents.push(Document::default());
            continue;
        }
        let Some(last) = documents.last_mut() else { continue };
        let directive = DIRECTIVES.iter().find_map(|name| {
            Some((*name, line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(": ")?.trim()))
        });
        if let Some((name, value)) = directive {
            last.directives.insert(name, value);
            continue;
        }
        match line.strip_suffix(MARK) {
            Some(rest) => last.lines.push((rest.trim_end(), true)),
            None => last.lines.push((line, false)),
        }
    }
    documents.retain(|document| !document.lines.is_empty());
    documents
}

/// A document that is reported, and one that is not: of the same kind and judged alike, as far as there is one.
pub(super) fn pair(documents: &[Document]) -> (Option<&Document>, Option<&Document>) {
    let bad = documents.iter().filter(|document| document.is_bad());
    let bad = bad.min_by_key(|document| document.directives.len());
    let Some(wanted) = bad else { return (None, None) };
    let quiet = documents.iter().filter(|document| !document.is_bad());
    // The first of those that differ least.
    let good = quiet.min_by_key(|document| {
        let is_named = document.lines.iter().any(|(line, _)| line.trim() == "name: good");
        (document.kind() != wanted.kind(), document.directives != wanted.directives, !is_named)
    });
    (bad, good)
}

/// Runs the engine with this one rule on its fixture, and looks at the repairs that it offers.
pub(super) fn repair(rule: &'static Rule) -> Repair {
    if matches!(rule.check, Check::Engine | Check::Secret(_) | Check::Image(_)) || rule.is_of_packages() {
        return Repair::None;
    }
    let ending = if matches!(rule.check, Check::AppArmor(_)) { "apparmor" } else { "yaml" };
    let entry = Entry { path: format!("fixture.{ending}").into(), named: false };
    let text = fixture(rule);
    let whole = plan(rule, &Document::default());
    let inventory = Inventory::new(file::survey(&entry, text.as_bytes(), &whole, &Names::default()));
    let mut best = Repair::None;
    for document in documents(rule).iter().filter(|document| document.is_bad()) {
        let text: String = document.lines.iter().flat_map(|(line, _)| [*line, "\n"]).collect();
        let found = file::examine(&entry, text.as_bytes(), &plan(rule, document), &inventory);
        for patch in found.findings.iter().filter_map(|finding| finding.patch.as_ref()) {
            match patch.safety {
                Safety::Safe => return Repair::Safe,
                Safety::Unsafe => best = Repair::Unsafe,
            }
        }
    }
    best
}

/// One rule, judged by what the document says.
fn plan(rule: &'static Rule, document: &Document) -> Plan {
    let directive = |name: &str| document.directives.get(name).copied();
    let said = directive("parameters").and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let parameters = Parameters::new(rule, &said).unwrap_or_default();
    let context = Context {
        version: directive("kubernetes").and_then(|text| text.parse().ok()).unwrap_or(Version::LATEST),
        level: directive("level").and_then(|text| text.parse().ok()).unwrap_or(Level::Restricted),
    };
    let selected = Selected { rule, severity: rule.severity, parameters };
    let rules = vec![selected];
    let (secrets, images, registries, advisories) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let whole = Selection {
        rules,
        secrets,
        images,
        registries,
        advisories,
        packages: Vec::new(),
        context,
        mode: Mode::Deny,
    };
    Plan::of(Config::default(), Arc::new(whole), Date::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_an_example_of_each() {
        for rule in sekimori_catalog::all().iter().filter(|rule| rule.credential().is_none()) {
            let documents = documents(rule);
            let (bad, good) = pair(&documents);
            assert!(bad.is_some() && good.is_some(), "{}", rule.id);
            assert!(
                documents.iter().flat_map(|d| &d.lines).all(|(line, _)| !line.ends_with(MARK)),
                "{}",
                rule.id
            );
        }
    }
}
