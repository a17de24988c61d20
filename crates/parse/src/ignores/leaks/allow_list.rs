//! The configuration of gitleaks and betterleaks, which is TOML.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::globs::globs;
use super::owner;
use super::toml::{Lines, parse, tables};
use crate::Failure;
use crate::ignores::scope::{folder, literal};
use crate::ignores::{Found, MAX_WORD, Scanner, Scope, Unclear, What, check_of, cut};

/// Reads a configuration.
///
/// # Errors
/// [`Failure`] where it is no TOML, or larger than any that a person keeps.
pub(in crate::ignores) fn config(text: &str, found: &mut Found<'_>) -> Result<(), Failure> {
    let (root, lines) = parse(text)?;
    let mut reader = Reader { scanner: owner(found.path), lines, above: literal(folder(found.path)), found };
    reader.root(root.get_ref());
    Ok(())
}

struct Reader<'r, 'f> {
    scanner: Scanner,
    lines: Lines,
    above: String,
    found: &'r mut Found<'f>,
}

/// A condition of an allow list that no waiver can say, and its line.
type Condition = (Unclear, u32);

impl Reader<'_, '_> {
    fn root(&mut self, root: &DeTable<'_>) {
        for (key, value) in root {
            match lower(key.get_ref()).as_str() {
                "extend" => tables(value).for_each(|(table, _)| self.extend(table)),
                "allowlist" | "allowlists" => self.allow(value, None),
                "rules" => tables(value).for_each(|(rule, span)| self.rule(rule, &span)),
                "prefilter" | "filter" => self.unclear(Unclear::Expression, &key.span()),
                "whitelist" => self.unclear(Unclear::Form, &key.span()),
                _ => {}
            }
        }
    }

    fn extend(&mut self, table: &DeTable<'_>) {
        let scope = Scope::of_folder(self.found.path);
        for (key, value) in table {
            match lower(key.get_ref()).as_str() {
                "disabledrules" => {
                    for (rule, span) in words(value) {
                        let line = self.lines.line(&span);
                        self.found.add(self.scanner, check_of(rule), &scope, "", line);
                    }
                }
                "path" | "url" if value.get_ref().as_str() != Some("") => {
                    self.unclear(Unclear::Extends, &key.span());
                }
                _ => {}
            }
        }
    }

    fn rule(&mut self, rule: &DeTable<'_>, span: &Range<usize>) {
        let get = |name: &str| rule.iter().find(|(key, _)| key.get_ref().eq_ignore_ascii_case(name));
        let id = get("id").and_then(|(_, value)| value.get_ref().as_str()).filter(|id| !id.is_empty());
        for (_, value) in ["allowlist", "allowlists"].into_iter().filter_map(get) {
            match id {
                Some(id) => self.allow(value, Some(id)),
                None => self.unclear(Unclear::Form, span),
            }
        }
        // Beside an expression of its own, a filter is part of what the rule looks for.
        if let (Some((key, _)), None) = (get("filter"), get("regex")) {
            self.unclear(Unclear::Expression, &key.span());
        }
    }

    /// Reads the allow lists of a rule, or those of all.
    fn allow(&mut self, value: &Spanned<DeValue<'_>>, rule: Option<&str>) {
        for (list, span) in tables(value) {
            if self.found.is_full() {
                return;
            }
            self.list(list, &span, rule);
        }
    }

    fn list(&mut self, list: &DeTable<'_>, span: &Range<usize>, rule: Option<&str>) {
        let (mut reason, mut whats, mut paths) = ("", Vec::new(), Vec::new());
        let (mut together, mut others) = (false, Vec::<Condition>::new());
        for (key, value) in list {
            let line = self.lines.line(&key.span());
            let is_empty = value.get_ref().as_array().is_some_and(|array| array.is_empty());
            match (lower(key.get_ref()).as_str(), value.get_ref().as_str()) {
                _ if is_empty => {}
                ("description", Some(text)) => reason = text,
                ("condition", Some(text)) => match text.trim().to_ascii_uppercase().as_str() {
                    "AND" | "&&" => together = true,
                    "OR" | "||" | "" => {}
                    _ => return self.unclear(Unclear::Form, &key.span()),
                },
                ("regextarget" | "description" | "condition", _) => {}
                ("paths", _) => {
                    if strays(value) {
                        others.push((Unclear::Form, line));
                    }
                    paths = words(value);
                }
                ("targetrules", _) => {
                    whats = words(value).into_iter().map(|(rule, _)| check_of(rule)).collect();
                }
                ("regexes" | "stopwords", _) => others.push((Unclear::Values, line)),
                ("commits", _) => others.push((Unclear::Commits, line)),
                _ => others.push((Unclear::Form, line)),
            }
        }
        if let Some(rule) = rule {
            whats = vec![check_of(rule)];
        } else if whats.is_empty() {
            whats = vec![What::Everything];
        }
        if together && !others.is_empty() && others.len().saturating_add(usize::from(!paths.is_empty())) > 1 {
            return self.unclear(Unclear::Together, span);
        }
        for (why, line) in others {
            self.found.add(self.scanner, What::Unclear(why), &Scope::default(), "", line);
        }
        for (path, span) in paths {
            self.path(path, &span, &whats, reason);
        }
    }

    fn path(&mut self, path: &str, span: &Range<usize>, whats: &[What], reason: &str) {
        let line = self.lines.line(span);
        let Some(globs) = globs(path) else { return self.unclear(Unclear::Paths, span) };
        for glob in globs {
            let scope = Scope { subject: None, path: Some(format!("{}{glob}", self.above)) };
            for what in whats {
                if self.found.is_full() {
                    return;
                }
                self.found.add(self.scanner, what.clone(), &scope, reason, line);
            }
        }
    }

    fn unclear(&mut self, why: Unclear, span: &Range<usize>) {
        let line = self.lines.line(span);
        self.found.add(self.scanner, What::Unclear(why), &Scope::default(), "", line);
    }
}

/// Keys are compared without regard to case, as both programs do.
fn lower(key: &str) -> String {
    cut(key, MAX_KEY).to_ascii_lowercase()
}

/// No key that is known is as long.
const MAX_KEY: usize = 40;

/// A text, or those of a list.
fn words<'v>(value: &'v Spanned<DeValue<'_>>) -> Vec<(&'v str, Range<usize>)> {
    let of_list = value.get_ref().as_array().into_iter().flat_map(|array| array.iter());
    let all = std::iter::once(value).chain(of_list);
    all.filter_map(|one| Some((cut(one.get_ref().as_str()?, MAX_WORD), one.span()))).collect()
}

/// Tells whether something else than texts is there.
fn strays(value: &Spanned<DeValue<'_>>) -> bool {
    value
        .get_ref()
        .as_array()
        .map_or(!value.get_ref().is_str(), |array| array.iter().any(|one| !one.get_ref().is_str()))
}
