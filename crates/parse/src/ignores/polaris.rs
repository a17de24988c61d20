//! Polaris: `polaris.fairwinds.com/CHECK-exempt: "true"`, and the exemptions of its configuration.
//!
//! # Source
//! Polaris, docs/customization/exemptions.md and docs/customization/configuration.md; names are compared by prefix.

use super::scope::literal;
use super::{Annotation, Found, Scanner, Scope, What, check_of, name, word, words};
use crate::yaml::Node;

pub(super) fn annotation(annotation: &Annotation<'_>, found: &mut Found<'_>) {
    let Some(key) = annotation.key.strip_prefix("polaris.fairwinds.com/") else { return };
    let what = match key.strip_suffix("-exempt") {
        Some(check) => check_of(check),
        None if key == "exempt" => What::Everything,
        None => return,
    };
    if annotation.value.eq_ignore_ascii_case("true") {
        found.add(Scanner::Polaris, what, annotation.scope, "", annotation.line);
    }
}

/// Reads a document that is no object: a configuration has exemptions, or a telling name.
pub(super) fn config(root: Node<'_>, found: &mut Found<'_>) {
    let exemptions = root.get("exemptions").filter(|node| node.is_sequence());
    if exemptions.is_none() && !name(found.path).to_ascii_lowercase().contains("polaris") {
        return;
    }
    for entry in root.get("checks").into_iter().flat_map(Node::entries) {
        if let (Some(check), Some("ignore")) = (entry.key.text(), entry.value.text()) {
            let line = entry.key.span().line;
            found.add(Scanner::Polaris, check_of(check), &Scope::default(), "", line);
        }
    }
    for exemption in exemptions.into_iter().flat_map(Node::items) {
        if found.is_full() || !found.asks(Scanner::Polaris) {
            return;
        }
        let list = |key| exemption.get(key).map(words).unwrap_or_default();
        let subjects =
            subjects(word(exemption, "namespace"), &list("controllerNames"), &list("containerNames"));
        let rules = list("rules");
        for subject in subjects {
            let scope = Scope { subject: Some(subject), path: None };
            if rules.is_empty() {
                found.add(Scanner::Polaris, What::Everything, &scope, "", exemption.span().line);
            }
            for (rule, line) in &rules {
                if found.is_full() {
                    return;
                }
                found.add(Scanner::Polaris, check_of(rule), &scope, "", *line);
            }
        }
    }
}

/// One selector for each controller and container; both are prefixes of names.
fn subjects(
    namespace: Option<&str>,
    controllers: &[(String, u32)],
    containers: &[(String, u32)],
) -> Vec<String> {
    let namespace = namespace.filter(|text| !text.is_empty()).map_or_else(|| "*".to_owned(), literal);
    let names = |list: &[(String, u32)]| -> Vec<String> {
        let names: Vec<String> = list.iter().take(MAX_NAMES).map(|(name, _)| literal(name)).collect();
        if names.is_empty() { vec![String::new()] } else { names }
    };
    let mut subjects = Vec::new();
    for controller in names(controllers) {
        for container in names(containers) {
            let field =
                if containers.is_empty() { String::new() } else { format!("/*ontainers[{container}*") };
            subjects.push(format!("object:*/*/{namespace}/{controller}*{field}"));
        }
    }
    subjects
}

/// Names of one exemption; the product of two such lists is still small.
const MAX_NAMES: usize = 200;
