//! What was rendered here against what Helm gave.

use serde_json::Value;

use crate::case::{Case, trees};

/// Returns how a case differs from what Helm gave; none where it does not.
///
/// A case may list `failures`: words of the messages that are due. Where Helm refuses the chart there has to be one.
pub(crate) fn fault(case: &Case, helm: &Value) -> Option<String> {
    let wanted = case.list("failures");
    let outcome = match case.render() {
        Ok(outcome) => outcome,
        Err(message) if helm.get("refused").is_some() => return unlike(&wanted, &[message]),
        Err(message) => return Some(format!("it is refused: {message}")),
    };
    let messages: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
    if let Some(fault) = unlike(&wanted, &messages) {
        return Some(fault);
    }
    if let Some(refusal) = helm.get("refused") {
        return messages.is_empty().then(|| format!("Helm refuses it: {refusal}"));
    }
    let ours = sorted(outcome.manifests.iter().map(|manifest| (&*manifest.path, manifest.text.as_str())));
    let theirs =
        ["templates", "definitions"].into_iter().filter_map(|key| helm.get(key)?.as_object()).flatten();
    let theirs = sorted(theirs.map(|(path, text)| (path.as_str(), text.as_str().unwrap_or_default())));
    for rendered in &outcome.manifests {
        let lines = rendered.text.split('\n').count();
        if rendered.lines.len() != lines {
            return Some(format!("{} has {lines} lines and {} origins", rendered.path, rendered.lines.len()));
        }
    }
    (ours != theirs).then(|| format!("\n  ours:   {ours:?}\n  theirs: {theirs:?}"))
}

/// Every failure must be wanted, and every wanted one be there.
fn unlike(wanted: &[&str], messages: &[String]) -> Option<String> {
    let missing = wanted.iter().find(|words| !messages.iter().any(|message| message.contains(*words)));
    if let Some(words) = missing {
        return Some(format!("no failure says {words:?}: {messages:?}"));
    }
    let more = messages.iter().find(|message| !wanted.iter().any(|words| message.contains(words)));
    more.map(|message| format!("it fails: {message}"))
}

/// The trees of each text by the place that it has in its chart: folders of charts differ where one has several names.
fn sorted<'t>(texts: impl Iterator<Item = (&'t str, &'t str)>) -> Vec<(String, Vec<Value>)> {
    let place = |path: &str| {
        let start = path.rfind("templates/").or_else(|| path.rfind("crds/")).unwrap_or_default();
        path[start..].to_owned()
    };
    let tree = |text: &str| trees(text).unwrap_or_else(|| vec![Value::String(text.trim().to_owned())]);
    let mut all: Vec<_> =
        texts.map(|(path, text)| (place(path), tree(text))).filter(|(_, trees)| !trees.is_empty()).collect();
    all.sort_by_cached_key(|(place, trees)| (place.clone(), format!("{trees:?}")));
    // Helm gives the definitions of a chart once for each of its names.
    all.dedup_by(|one, other| one == other && one.0.starts_with("crds/"));
    all
}
