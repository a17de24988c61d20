//! `KubeLinter`: `ignore-check.kube-linter.io/CHECK: REASON`, `kube-linter.io/ignore-all` and `.kube-linter.yaml`.
//!
//! # Source
//! `KubeLinter`, docs/configuring-kubelinter.md ("Ignoring violations for specific cases", "Disable checks").

use super::{Annotation, Found, Scanner, Scope, Unclear, What, check_of, words};
use crate::yaml::{Node, Scalar};

pub(super) fn annotation(annotation: &Annotation<'_>, found: &mut Found<'_>) {
    let what = match annotation.key.strip_prefix("ignore-check.kube-linter.io/") {
        Some(check) => check_of(check),
        None if annotation.key == "kube-linter.io/ignore-all" => What::Everything,
        None => return,
    };
    found.add(Scanner::KubeLinter, what, annotation.scope, annotation.value, annotation.line);
}

pub(super) fn config(root: Node<'_>, found: &mut Found<'_>) {
    let Some(checks) = root.get("checks") else { return };
    let scope = Scope::of_folder(found.path);
    for (check, line) in checks.get("exclude").map(words).unwrap_or_default() {
        found.add(Scanner::KubeLinter, check_of(&check), &scope, "", line);
    }
    for (_, line) in checks.get("ignorePaths").map(words).unwrap_or_default() {
        found.add(Scanner::KubeLinter, What::Everything, &scope, "", line);
    }
    let defaults = checks.entry("doNotAutoAddDefaults");
    if let Some(entry) = defaults.filter(|entry| entry.value.scalar() == Some(Scalar::Bool(true))) {
        let (what, line) = (What::Unclear(Unclear::Defaults), entry.key.span().line);
        found.add(Scanner::KubeLinter, what, &scope, "", line);
    }
}
