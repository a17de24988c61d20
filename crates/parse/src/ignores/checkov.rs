//! checkov: `checkov.io/skip1: CHECK=REASON`, comments `checkov:skip=CHECK:REASON`, `.checkov.yaml` and baselines.
//!
//! # Source
//! checkov, docs: "Suppressing and Skipping Policies" and "CLI Command Reference" (`skip-check`, `skip-path`), and the
//! file that `checkov --create-baseline` writes.

use super::scope::{folder, literal};
use super::{Annotation, Found, Scanner, Scope, Unclear, What, check_of, word, words};
use crate::yaml::Node;

pub(super) fn annotation(annotation: &Annotation<'_>, found: &mut Found<'_>) {
    let prefixes = ["checkov.io/skip", "bridgecrew.io/skip", "cortex.io/skip"];
    if prefixes.iter().any(|prefix| annotation.key.starts_with(prefix)) {
        let (check, reason) = annotation.value.split_once('=').unwrap_or((annotation.value, ""));
        found.add(Scanner::Checkov, what(check), annotation.scope, reason, annotation.line);
    }
}

/// Reads what follows `checkov:skip=` in a comment.
pub(super) fn comment(text: &str, line: u32, scope: &Scope, unclear: Option<&What>, found: &mut Found<'_>) {
    let (checks, reason) = text.split_once(':').unwrap_or((text, ""));
    let checks = checks.split_whitespace().next().unwrap_or_default();
    if checks.is_empty() {
        found.add(Scanner::Checkov, What::Unclear(Unclear::Form), scope, reason, line);
    }
    for check in checks.split(',').filter(|check| !check.is_empty()) {
        found.add(Scanner::Checkov, unclear.cloned().unwrap_or_else(|| what(check)), scope, reason, line);
    }
}

pub(super) fn config(root: Node<'_>, found: &mut Found<'_>) {
    let scope = Scope::of_folder(found.path);
    for (check, line) in root.get("skip-check").map(words).unwrap_or_default() {
        found.add(Scanner::Checkov, what(&check), &scope, "", line);
    }
    for (_, line) in root.get("skip-path").map(words).unwrap_or_default() {
        found.add(Scanner::Checkov, What::Everything, &scope, "", line);
    }
}

/// `{"failed_checks": [{"file": "/app.yaml", "findings": [{"resource": "Pod.shop.cart", "check_ids": [..]}]}]}`.
pub(super) fn baseline(root: Node<'_>, found: &mut Found<'_>) {
    let above = folder(found.path).to_owned();
    for file in root.get("failed_checks").into_iter().flat_map(Node::items) {
        let path = word(file, "file").unwrap_or_default().trim_start_matches('/');
        for finding in file.get("findings").into_iter().flat_map(Node::items) {
            if found.is_full() {
                return;
            }
            let subject = word(finding, "resource").and_then(subject);
            for (check, line) in finding.get("check_ids").map(words).unwrap_or_default() {
                let (known, scope) = match &subject {
                    Some(subject) if !path.is_empty() => {
                        let path = literal(&format!("{above}{path}"));
                        (what(&check), Scope { subject: Some(subject.clone()), path: Some(path) })
                    }
                    _ => (What::Unclear(Unclear::Form), Scope::default()),
                };
                // Of checks of other things the form is other too.
                let known = if what(&check) == What::Other { What::Other } else { known };
                found.add(Scanner::Checkov, known, &scope, "", line);
            }
        }
    }
}

/// checkov writes `default` for a namespace that is absent, so with it any is meant; the file tells which object it is.
fn subject(resource: &str) -> Option<String> {
    let mut parts = resource.splitn(3, '.');
    let (kind, namespace, name) = (parts.next()?, parts.next()?, parts.next()?);
    let namespace = if namespace == "default" { "*".to_owned() } else { literal(namespace) };
    Some(format!("object:*/{}/{namespace}/{}/*", literal(kind), literal(name)))
}

fn what(check: &str) -> What {
    let check = check.trim();
    let is_of_others = ["CKV_", "CKV2_", "CVE-", "BC_"].iter().any(|prefix| check.starts_with(prefix))
        && !check.contains("_K8S");
    if is_of_others { What::Other } else { check_of(check) }
}
