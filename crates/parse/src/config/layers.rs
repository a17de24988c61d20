//! An organisation's configuration and, over it, that of a repository.

use sekimori_model::config::Config;
use sekimori_model::{Limits, Span};
use serde_json::Value;

use super::{Located, Mistake, Refused, locate, parse};
use crate::decode;
use crate::yaml::{Node, documents};

/// Two configurations as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layered {
    /// What holds.
    pub config: Config,
    /// What the repository says and what does not hold, because the organisation is stricter.
    pub overruled: Vec<Overruled>,
}

/// A value of a repository that its organisation does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overruled {
    /// The key.
    pub key: &'static str,
    /// What the repository says.
    pub said: String,
    /// What the organisation says, which holds.
    pub holds: String,
    /// Where the repository says it.
    pub span: Span,
}

/// Parses an organisation's configuration and, over it, that of a repository.
///
/// What the repository says wins, key by key and rule by rule; waivers, scopes, releases and patterns of both count, the
/// organisation's first. Of `strict`, `mode`, `failOn` and `failOnNotAnalysed` the stricter value holds: a repository may tighten them, and
/// not loosen.
///
/// # Errors
/// What [`parse`] finds in the first of the two that is wrong, with its index.
pub fn parse_over(organisation: &[u8], repository: &[u8]) -> Result<Layered, (usize, Vec<Located>)> {
    let read = |index: usize, bytes| {
        let config = parse(bytes).map_err(|mistakes| (index, mistakes))?;
        let value = value(bytes, &config).map_err(|mistakes| (index, mistakes))?;
        Ok((config, value))
    };
    let (theirs, below) = read(0, organisation)?;
    let (ours, mut above) = read(1, repository)?;
    let looser = [
        ("strict", theirs.strict && !ours.strict),
        ("failOn", ours.fail_on > theirs.fail_on),
        ("mode", ours.mode < theirs.mode),
        ("failOnNotAnalysed", theirs.fail_on_not_analysed && !ours.fail_on_not_analysed),
    ];
    let mut overruled = Vec::new();
    for (key, _) in looser.into_iter().filter(|(_, is_looser)| *is_looser) {
        let (Some(holds), Some(said)) = (said(&below, key), above.get_mut(key).filter(|v| !v.is_null()))
        else {
            continue;
        };
        let span = locate(repository, &[key]).unwrap_or(Span::FILE_START);
        overruled.push(Overruled { key, said: word(said), holds: word(holds), span });
        said.clone_from(holds);
    }
    let merged = merge("", below, above);
    let merged = if merged.is_null() { Value::Object(serde_json::Map::new()) } else { merged };
    let config = serde_json::from_value(merged).map_err(|error| {
        let mistake = Mistake::Value(Refused::Other(error.to_string()));
        (1, vec![Located { mistake, span: Span::FILE_START }])
    })?;
    Ok(Layered { config, overruled })
}

fn said<'a>(config: &'a Value, key: &str) -> Option<&'a Value> {
    config.get(key).filter(|value| !value.is_null())
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What a configuration that was found good says, and no more: the values as they were understood, under the keys that
/// stand in the text. Read without its types, a name such as `on` would be a truth value.
fn value(bytes: &[u8], config: &Config) -> Result<Value, Vec<Located>> {
    let wrong = |detail| vec![Located { mistake: Mistake::Malformed(detail), span: Span::FILE_START }];
    let text = decode(bytes).map_err(|failure| wrong(failure.detail))?;
    let Some(document) = documents(&text, &Limits::default()).next() else { return Ok(Value::Null) };
    let document = document.map_err(|failure| wrong(failure.detail))?;
    let whole = serde_json::to_value(config).map_err(|error| wrong(error.to_string()))?;
    Ok(said_of(whole, document.root()))
}

/// Keeps of a value what stands in a text.
fn said_of(value: Value, node: Node<'_>) -> Value {
    match value {
        _ if node.is_null() => Value::Null,
        Value::Object(fields) if node.is_mapping() => {
            let said = fields.into_iter().filter_map(|(key, value)| {
                let said = said_of(value, node.get(&key)?);
                Some((key, said))
            });
            Value::Object(said.collect())
        }
        value => value,
    }
}

fn merge(key: &str, below: Value, above: Value) -> Value {
    match (below, above) {
        (below, Value::Null) => below,
        (Value::Object(mut below), Value::Object(above)) => {
            for (key, value) in above {
                let merged = below.remove(&key).map_or(value.clone(), |old| merge(&key, old, value));
                below.insert(key, merged);
            }
            Value::Object(below)
        }
        (Value::Array(mut below), Value::Array(above))
            if ["waivers", "scopes", "releases", "patterns"].contains(&key) =>
        {
            below.extend(above);
            Value::Array(below)
        }
        (_, above) => above,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sekimori_model::{Persona, Severity};

    #[test]
    fn a_repository_speaks_over_its_organisation() {
        let organisation = b"version: 1\nfailOn: high\npersona: auditor\nrules:\n  a/b: {severity: low}\n  c/d: {enabled: false}\nscopes: [{name: all}]\n";
        let repository = b"version: 1\nfailOn: low\nrules: {a/b: {enabled: true}}\nscopes: [{name: mine}]\n";
        let Ok(Layered { config, overruled }) = parse_over(organisation, repository) else {
            panic!("refused")
        };
        assert_eq!(overruled, []);
        assert_eq!(config.fail_on, Severity::Low);
        assert_eq!(config.persona, Persona::Auditor);
        let names: Vec<_> = config.scopes.iter().map(|scope| scope.name.as_str()).collect();
        assert_eq!(names, ["all", "mine"]);
        let said: Vec<_> = config.rules.values().map(|said| (said.enabled, said.severity)).collect();
        assert_eq!(said, [(Some(true), Some(Severity::Low)), (Some(false), None)]);
        assert!(matches!(parse_over(b"versoin: 1", repository), Err((0, _))));
        assert!(matches!(parse_over(organisation, b"versoin: 1"), Err((1, _))));
        let nothing = parse_over(b"", b"# nothing\n").map(|layered| layered.config);
        assert_eq!(nothing.ok(), Some(Config::default()));
    }

    #[test]
    fn values_mean_the_same_with_an_organisation_and_without() {
        let odd =
            b"skipDirs: [on, 0123, no]\nscopes: [{name: n, namespaces: [y]}]\nowners: {labels: [off]}\n";
        let Ok(layered) = parse_over(b"version: 1\n", odd) else { panic!("refused") };
        let alone = parse(odd).unwrap_or_default();
        assert_eq!(layered.config, alone);
        assert_eq!(layered.config.skip_dirs, ["on", "0123", "no"]);
        let Ok(layered) =
            parse_over(b"mode: deny\nlimits: {depth: 9}\n", b"mode: warn\nlimits: {files: 7}\n")
        else {
            panic!("refused")
        };
        assert_eq!((layered.config.mode, layered.overruled.len()), (sekimori_model::config::Mode::Deny, 1));
        assert_eq!((layered.config.limits.depth, layered.config.limits.files), (9, 7));
    }

    #[test]
    fn a_repository_adds_patterns_and_takes_none_away() {
        let organisation = b"secrets: {patterns: [{id: ours, keywords: [acme], regex: acme.x}]}\n";
        let names = |repository: &[u8]| {
            let layered = parse_over(organisation, repository).map(|layered| layered.config.secrets.patterns);
            layered.map(|all| all.into_iter().map(|own| own.id).collect::<Vec<_>>())
        };
        let more = b"secrets: {patterns: [{id: mine, keywords: [shop], value: x+}]}\n";
        assert_eq!(names(more), Ok(vec!["ours".to_owned(), "mine".to_owned()]));
        for less in [&b"secrets: {patterns: []}\n"[..], b"secrets: {}\n", b"version: 1\n"] {
            assert_eq!(names(less), Ok(vec!["ours".to_owned()]));
        }
    }

    #[test]
    fn a_repository_tightens_and_does_not_loosen() {
        let loose: &[u8] = b"version: 1\nfailOn: high\nstrict: false\nfailOnNotAnalysed: false\n";
        let tight: &[u8] = b"version: 1\nfailOn: low\nstrict: true\nfailOnNotAnalysed: true\n";
        for (organisation, repository, count) in [(tight, loose, 3), (loose, tight, 0), (tight, tight, 0)] {
            let Ok(layered) = parse_over(organisation, repository) else { panic!("refused") };
            let config = &layered.config;
            assert!(config.strict && config.fail_on_not_analysed && config.fail_on == Severity::Low);
            assert_eq!(layered.overruled.len(), count);
        }
        let Ok(layered) = parse_over(tight, b"version: 1\n") else { panic!("refused") };
        assert!(layered.config.strict && layered.overruled.is_empty(), "who says nothing loosens nothing");
    }
}
