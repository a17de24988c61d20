//! The text of `sekimori.yaml` to a [`Config`], with every mistake placed and a name that may have been meant.

use std::collections::BTreeMap;

use sekimori_model::config::{Config, schema};
use sekimori_model::{Limits, Span, Waiver};
use serde_json::Value as Schema;

use crate::yaml::{Document, Node, documents};
use crate::{Text, decode};

mod layers;
mod refused;

pub use layers::{Layered, Overruled, parse_over};
pub use refused::{Kind, Refused};

/// What is wrong in a configuration file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// It is not text or not YAML.
    #[error("not well-formed: {0}")]
    Malformed(String),
    /// A key that the format does not have.
    #[error("unknown key `{key}`")]
    UnknownKey {
        /// The key with those above it, separated by dots.
        key: String,
        /// The known key that is spelt most alike.
        meant: Option<String>,
    },
    /// A key that stands twice.
    #[error("a key stands twice")]
    DuplicateKey,
    /// A value that the format does not allow.
    #[error(transparent)]
    Value(Refused),
    /// Two scopes of one name.
    #[error("scope `{name}` stands in line {first} already")]
    SameScope {
        /// The name.
        name: String,
        /// The line of the first of them.
        first: u32,
    },
    /// A limit outside its range.
    #[error("limits.{name} is out of its range: 1 to {most}")]
    Range {
        /// The name of the limit.
        name: &'static str,
        /// The largest value.
        most: u64,
    },
    /// A text that must say something and says nothing.
    #[error("`{0}` says nothing")]
    Blank(&'static str),
    /// A file with more than one document.
    #[error("more than one document")]
    SecondDocument,
}

/// A mistake and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {}, column {}: {mistake}", span.line, span.column)]
pub struct Located {
    /// What is wrong.
    pub mistake: Mistake,
    /// Where.
    pub span: Span,
}

/// Parses a configuration file.
///
/// # Errors
/// All unknown and repeated keys; else the first value that is not allowed.
pub fn parse(bytes: &[u8]) -> Result<Config, Vec<Located>> {
    let malformed = |span, detail| vec![Located { mistake: Mistake::Malformed(detail), span }];
    let text = decode(bytes).map_err(|failure| malformed(failure.span, failure.detail))?;
    let mut mistakes = Vec::new();
    let mut all = documents(&text, &Limits::default());
    let Some(first) = all.next() else { return Ok(Config::default()) };
    let document = first.map_err(|failure| malformed(failure.span, failure.detail))?;
    if let Some(second) = all.next() {
        let span = second.map_or_else(|failure| failure.span, |document| document.root().span());
        mistakes.push(Located { mistake: Mistake::SecondDocument, span });
    }
    if document.root().is_null() {
        return if mistakes.is_empty() { Ok(Config::default()) } else { Err(mistakes) };
    }
    let repeated = document.duplicate_keys.iter();
    mistakes.extend(repeated.map(|span| Located { mistake: Mistake::DuplicateKey, span: *span }));
    let schema = Schema::from(schema());
    check_keys(document.root(), &schema, &schema, "", &mut mistakes);
    if !mistakes.is_empty() {
        mistakes.sort_by_key(|located| located.span);
        return Err(mistakes);
    }
    let config = typed(&text, &document)?;
    let at = |path: &[&str]| locate_in(document.root(), path).unwrap_or_else(|| document.root().span());
    if let Some((name, most)) = config.limits.out_of_range() {
        mistakes.push(Located { mistake: Mistake::Range { name, most }, span: at(&["limits", name]) });
    }
    for (index, waiver) in config.waivers.iter().enumerate() {
        for (name, text) in [("rule", &waiver.rule), ("reason", &waiver.reason), ("owner", &waiver.owner)] {
            if text.trim().is_empty() {
                let span = at(&["waivers", &index.to_string(), name]);
                mistakes.push(Located { mistake: Mistake::Blank(name), span });
            }
        }
    }
    let mut scopes: BTreeMap<&str, Span> = BTreeMap::new();
    let written = document.root().get("scopes").into_iter().flat_map(Node::items);
    for (scope, item) in config.scopes.iter().zip(written) {
        let span = locate_in(item, &["name"]).unwrap_or_else(|| item.span());
        if let Some(first) = scopes.get(scope.name.as_str()) {
            let mistake = Mistake::SameScope { name: scope.name.clone(), first: first.line };
            mistakes.push(Located { mistake, span });
        } else {
            scopes.insert(&scope.name, span);
        }
    }
    mistakes.sort_by_key(|located| located.span);
    if mistakes.is_empty() { Ok(config) } else { Err(mistakes) }
}

/// Writes a configuration as it would stand in `sekimori.yaml`.
///
/// # Errors
/// What the serialiser says; a [`Config`] gives it no reason to.
pub fn render(config: &Config) -> Result<String, Mistake> {
    serde_saphyr::to_string(config).map_err(|error| Mistake::Malformed(error.to_string()))
}

/// Writes waivers as they would stand in `sekimori.yaml`, where nothing else is said.
///
/// # Errors
/// What the serialiser says; waivers give it no reason to.
pub fn render_waivers(waivers: &[Waiver]) -> Result<String, Mistake> {
    #[derive(serde::Serialize)]
    struct Fragment<'a> {
        version: u32,
        waivers: &'a [Waiver],
    }
    let fragment = Fragment { version: 1, waivers };
    serde_saphyr::to_string(&fragment).map_err(|error| Mistake::Malformed(error.to_string()))
}

/// Returns where the value at `path` stands, such as `["rules", "pod-security/host-port"]`; numbers index lists.
pub fn locate(bytes: &[u8], path: &[&str]) -> Option<Span> {
    let text = decode(bytes).ok()?;
    let document = documents(&text, &Limits::default()).next()?.ok()?;
    locate_in(document.root(), path)
}

fn locate_in(mut node: Node<'_>, path: &[&str]) -> Option<Span> {
    let mut span = node.span();
    for name in path {
        if node.is_sequence() {
            node = node.items().nth(name.parse().ok()?)?;
            span = node.span();
        } else {
            let entry = node.entry(name)?;
            (node, span) = (entry.value, entry.key.span());
        }
    }
    Some(span)
}

fn typed(text: &Text<'_>, document: &Document<'_>) -> Result<Config, Vec<Located>> {
    serde_saphyr::from_str(&text.text).map_err(|error| {
        let place = error.location();
        let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let span = place.map_or_else(
            || document.root().span(),
            |at| {
                let (line, column) = (small(at.line()), small(at.column()));
                Span { line, column, end_line: line, end_column: column, byte_start: 0, byte_end: 0 }
            },
        );
        vec![Located { mistake: Mistake::Value(Refused::new(error.without_snippet(), document)), span }]
    })
}

/// Walks the tree along the schema and names each key that the schema does not have.
fn check_keys(node: Node<'_>, schema: &Schema, root: &Schema, above: &str, out: &mut Vec<Located>) {
    let schema = resolve(schema, root);
    if let Some(items) = schema.get("items") {
        node.items().for_each(|item| check_keys(item, items, root, above, out));
        return;
    }
    let known = schema.get("properties").and_then(Schema::as_object);
    let others = schema.get("additionalProperties");
    for entry in node.entries() {
        let Some(name) = entry.key.text() else { continue };
        let key = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        if let Some(below) = known.and_then(|known| known.get(name)) {
            check_keys(entry.value, below, root, &key, out);
        } else if others == Some(&Schema::Bool(false)) {
            let names = known.into_iter().flat_map(|known| known.keys());
            let meant = nearest(name, names.map(String::as_str)).map(str::to_owned);
            out.push(Located { mistake: Mistake::UnknownKey { key, meant }, span: entry.key.span() });
        } else if let Some(below) = others.filter(|others| others.is_object()) {
            check_keys(entry.value, below, root, &key, out);
        }
    }
}

fn resolve<'a>(schema: &'a Schema, root: &'a Schema) -> &'a Schema {
    let reference = schema.get("$ref").and_then(Schema::as_str);
    let pointer = reference.and_then(|text| text.strip_prefix('#'));
    pointer.and_then(|pointer| root.pointer(pointer)).unwrap_or(schema)
}

/// Returns the name that is spelt most like `name`, if any is like it at all.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing costs the product of both lengths, and no slip of a pen is this long.
    if name.len() > 200 {
        return None;
    }
    let distance = |other: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &other.to_lowercase());
    let best = known.map(|other| (distance(other), other)).min()?;
    // A third of the letters wrong is still a slip, more is another word.
    let allowed = name.chars().count().max(3).div_ceil(3);
    (best.0 <= allowed).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sekimori_model::Severity;

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(parse(b""), Ok(Config::default()));
        assert_eq!(parse(b"# nothing yet\n"), Ok(Config::default()));
    }

    #[test]
    fn reads_what_it_says() {
        let config =
            parse(b"version: 1\nfailOn: high\nskipDirs: [vendor]\nlimits: {depth: 9}\n").unwrap_or_default();
        assert_eq!((config.fail_on, config.limits.depth), (Severity::High, 9));
        assert_eq!(config.skip_dirs, ["vendor"]);
    }

    #[test]
    fn places_every_unknown_key_and_says_what_may_have_been_meant() {
        let text = b"version: 1\nfailsOn: high\nwaivers:\n  - rule: a/b\n    expiry: 2027-01-01\n";
        let mistakes = parse(text).err().unwrap_or_default();
        let told: Vec<_> = mistakes.iter().map(|m| (m.span.line, m.mistake.clone())).collect();
        let unknown = |key: &str, meant: Option<&str>| Mistake::UnknownKey {
            key: key.into(),
            meant: meant.map(str::to_owned),
        };
        assert_eq!(
            told,
            [(2, unknown("failsOn", Some("failOn"))), (5, unknown("waivers.expiry", Some("expires")))]
        );
    }

    #[test]
    fn places_a_value_that_is_not_allowed() {
        let mistakes = parse(b"version: 1\nfailOn: severe\n").err().unwrap_or_default();
        let first = mistakes.first().map(|m| (m.span.line, m.mistake.to_string()));
        let Some((2, message)) = first else { panic!("{mistakes:?}") };
        assert!(message.contains("severe"), "{message}");
        let version = parse(b"version: 2\n").err().unwrap_or_default();
        assert!(version.iter().any(|m| m.to_string().contains("version: 1")), "{version:?}");
    }
}
