//! kube-score: `kube-score/ignore: CHECK,CHECK`. Its other annotation, `kube-score/enable`, accepts nothing.
//!
//! # Source
//! kube-score, README.md ("Ignoring a test").

use super::{Annotation, Found, Scanner};

pub(super) fn annotation(annotation: &Annotation<'_>, found: &mut Found<'_>) {
    if annotation.key == "kube-score/ignore" {
        found.add_list(Scanner::KubeScore, annotation.value, annotation.scope, annotation.line);
    }
}
