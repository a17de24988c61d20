//! Trivy: comments `trivy:ignore:CHECK`, `.trivyignore` and `.trivyignore.yaml`.
//!
//! # Source
//! Trivy, docs/configuration/filtering.md ("By Finding IDs", ".trivyignore.yaml") and
//! docs/scanner/misconfiguration ("Skipping resources by inline comments").

use jiff::civil::Date;

use super::advisories::{advisory, of_purl};
use super::scope::{folder, literal};
use super::{Found, Scanner, Scope, Unclear, What, check_of, word, words};
use crate::yaml::Node;

/// Reads `.trivyignore`: an id a line, `exp:DAY` behind it, and comments.
pub(super) fn plain(text: &str, found: &mut Found<'_>) {
    let scope = Scope::of_folder(found.path);
    for (number, line) in (1_u32..).zip(text.lines()) {
        let (said, comment) = line.split_once('#').unwrap_or((line, ""));
        let mut parts = said.split_whitespace();
        let Some(id) = parts.next() else { continue };
        let day = parts.find_map(|part| part.strip_prefix("exp:"));
        add(found, what(id), &scope, comment, day, number);
    }
}

/// Reads `.trivyignore.yaml`.
pub(super) fn config(root: Node<'_>, found: &mut Found<'_>) {
    let everywhere = Scope::of_folder(found.path);
    let above = literal(folder(found.path));
    for list in root.entries() {
        for entry in list.value.items() {
            if found.is_full() {
                return;
            }
            let text = |key| word(entry, key);
            let line = entry.span().line;
            let (Some("misconfigurations" | "vulnerabilities"), Some(id)) = (list.key.text(), text("id"))
            else {
                let is_known =
                    ["vulnerabilities", "secrets", "licenses"].map(Some).contains(&list.key.text());
                let what = if is_known { What::Other } else { What::Unclear(Unclear::Form) };
                found.add(Scanner::Trivy, what, &everywhere, "", line);
                continue;
            };
            let (reason, day) = (text("statement").unwrap_or_default(), text("expired_at"));
            let paths = entry.get("paths").map(words).unwrap_or_default();
            let purls = entry.get("purls").map(words).unwrap_or_default();
            if !purls.is_empty() {
                let is_narrow = !paths.is_empty();
                for (purl, line) in purls {
                    let subject = if is_narrow { Err(Unclear::Together) } else { of_purl(&purl) };
                    let scope = |subject| Scope { subject: Some(subject), ..everywhere.clone() };
                    match subject {
                        Ok(subject) => add(found, what(id), &scope(subject), reason, day, line),
                        Err(why) => add(found, What::Unclear(why), &everywhere, reason, day, line),
                    }
                }
                continue;
            }
            if paths.is_empty() {
                add(found, what(id), &everywhere, reason, day, line);
            }
            for (path, line) in paths {
                if found.is_full() {
                    return;
                }
                let Some(patterns) = patterns(&path) else {
                    add(found, What::Unclear(Unclear::Paths), &everywhere, reason, day, line);
                    continue;
                };
                for pattern in patterns {
                    let scope = Scope { subject: None, path: Some(format!("{above}{pattern}")) };
                    add(found, what(id), &scope, reason, day, line);
                }
            }
        }
    }
}

/// Reads what follows `trivy:ignore:` in a comment: an id, and `:exp:DAY` behind it.
pub(super) fn comment(text: &str, line: u32, scope: &Scope, unclear: Option<What>, found: &mut Found<'_>) {
    let said = text.split_whitespace().next().unwrap_or_default();
    let (id, rest) = said.split_once([':', '[']).unwrap_or((said, ""));
    let what = match unclear {
        Some(what) => what,
        None if id.is_empty() => What::Unclear(Unclear::Form),
        None => what(id),
    };
    let day = rest.split_once("exp:").map_or_else(|| rest.strip_prefix("exp:"), |(_, day)| Some(day));
    add(found, what, scope, "", day.map(|day| day.get(..10).unwrap_or(day)), line);
}

fn add(found: &mut Found<'_>, what: What, scope: &Scope, reason: &str, day: Option<&str>, line: u32) {
    let read: Option<Result<Date, _>> = day.map(|day| day.get(..10).unwrap_or(day).parse());
    match read {
        Some(Err(_)) if what != What::Other => {
            found.add(Scanner::Trivy, What::Unclear(Unclear::Day), scope, reason, line);
        }
        read => found.add_until(Scanner::Trivy, what, scope, reason, read.and_then(Result::ok), line),
    }
}

/// The id as Trivy prints it: `KSV012`, `ksv-0012` and `AVD-KSV-0012` are one check.
fn what(id: &str) -> What {
    let upper = id.trim().to_ascii_uppercase();
    let short = upper.strip_prefix("AVD-").unwrap_or(&upper);
    for family in ["KSV", "KCV", "KUBE"] {
        let Some(number) = short.strip_prefix(family) else { continue };
        let number = number.strip_prefix('-').unwrap_or(number);
        if !number.is_empty() && number.len() < 9 && number.bytes().all(|byte| byte.is_ascii_digit()) {
            return check_of(&format!("AVD-{family}-{number:0>4}"));
        }
    }
    if let Some(what) = advisory(id) {
        return what;
    }
    let is_of_others = upper.contains('-') && !upper.contains("KSV") && !upper.contains("KCV");
    if is_of_others { What::Other } else { check_of(id) }
}

/// The selectors for a pattern of paths; none where only a wider one could be written: here a star also stands for
/// slashes, there only two do.
fn patterns(glob: &str) -> Option<Vec<String>> {
    let glob = glob.strip_prefix("./").unwrap_or(glob).trim_start_matches('/');
    let has_other = glob.is_empty() || glob.contains(['[', ']', '{', '}', '\\', '!']);
    let mut done = vec![glob.to_owned()];
    for _ in 0..MAX_STARS {
        done = done
            .into_iter()
            .flat_map(|one| match one.split_once("**/") {
                // The mark keeps what is written now apart from what stood there.
                Some((before, after)) => vec![format!("{before}{after}"), format!("{before}{MARK}/{after}")],
                None => vec![one],
            })
            .collect();
        done.dedup();
    }
    let written = |one: String| {
        let one = one.strip_suffix("/**").map_or_else(|| one.clone(), |before| format!("{before}/{MARK}"));
        (!one.contains('*')).then(|| one.replace(MARK, "*"))
    };
    if has_other { None } else { done.into_iter().map(written).collect() }
}

/// Folders of any depth in one pattern; each doubles the selectors.
const MAX_STARS: usize = 3;
const MARK: char = '\u{1}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_all_spellings_of_an_id() {
        for id in ["KSV012", "ksv-0012", "KSV-0012", "AVD-KSV-0012", " avd-ksv-0012"] {
            assert_eq!(what(id), What::Check("AVD-KSV-0012".to_owned()), "{id}");
        }
        assert_eq!(what("AVD-KSV-01010"), What::Check("AVD-KSV-01010".to_owned()));
        assert_eq!(what("CVE-2021-44228"), What::Advisory("CVE-2021-44228".to_owned()));
        assert_eq!(what("AVD-AWS-0089"), What::Other);
        assert_eq!(what("KSV-12x"), What::Check("KSV-12x".to_owned()));
    }

    #[test]
    fn writes_no_wider_selector_than_the_pattern() {
        let all = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(patterns("k8s/app.yaml"), all(&["k8s/app.yaml"]));
        assert_eq!(patterns("./k8s/**"), all(&["k8s/*"]));
        assert_eq!(patterns("**/app.yaml"), all(&["app.yaml", "*/app.yaml"]));
        assert_eq!(patterns("a/**/b"), all(&["a/b", "a/*/b"]));
        for wider in ["*.yaml", "k8s/*.yaml", "a/[bc]", "{a,b}", "", "**/**/**/**/a"] {
            assert_eq!(patterns(wider), None, "{wider}");
        }
    }
}
