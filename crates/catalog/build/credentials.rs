//! From `src/credentials/<provider>/<name>.toml` to rules. What a file may say stands in the README of the folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::{sorted, stem};

/// A file of a pattern.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Text,
    why: Text,
    fix: Text,
    severity: String,
    #[serde(default = "high")]
    confidence: String,
    #[serde(default = "regular")]
    persona: String,
    references: Vec<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    covers: BTreeMap<String, Vec<String>>,
    test: Option<String>,
    #[serde(default)]
    min_entropy: f64,
    samples: Vec<Sample>,
    token: Option<Token>,
    assigned: Option<Assigned>,
    structure: Option<Structure>,
    verify: Option<Verify>,
    #[serde(default)]
    parameters: Vec<Parameter>,
}

/// What the configuration may say to the rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameter {
    name: String,
    about: Text,
    number: i64,
}

fn at_start() -> Vec<u8> {
    vec![0]
}

fn high() -> String {
    "high".to_owned()
}

fn regular() -> String {
    "regular".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    en: String,
    ja: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    #[serde(default)]
    name: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    keywords: Vec<String>,
    #[serde(default = "at_start")]
    offsets: Vec<u8>,
    regex: String,
    #[serde(default)]
    ignore_case: bool,
    #[serde(default)]
    within_word: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assigned {
    keywords: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Structure {
    keywords: Vec<String>,
}

/// A request to the provider.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verify {
    method: String,
    host: String,
    path: String,
    header: String,
    send: String,
    active: Answer,
    revoked: Answer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    status: Vec<u16>,
    field: Option<String>,
    #[serde(default)]
    is: Vec<String>,
}

/// Returns `CREDENTIALS`, sorted by id, and `PROVIDERS`: the folder of each.
pub(crate) fn write(root: &Path) -> String {
    println!("cargo::rerun-if-changed={}", root.display());
    let mut rules = BTreeMap::new();
    for provider in sorted(root) {
        if !provider.is_dir() {
            continue;
        }
        println!("cargo::rerun-if-changed={}", provider.display());
        for path in sorted(&provider) {
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let id = format!("credential/{}-{}", stem(&provider), stem(&path));
            let text = fs::read_to_string(&path).expect("a pattern's file is text");
            let file: File =
                toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let earlier = rules.insert(id.clone(), (rule(&id, &file), stem(&provider)));
            assert!(earlier.is_none(), "{id} is the id of two files");
        }
    }
    let mut text = "pub(crate) static CREDENTIALS: &[&crate::Rule] = &[\n".to_owned();
    let mut providers = String::new();
    for (rule, provider) in rules.values() {
        text.push_str(rule);
        writeln!(providers, "    {provider:?},").expect("a String takes all");
    }
    format!("{text}];\n\npub(crate) static PROVIDERS: &[&str] = &[\n{providers}];\n\n")
}

/// Texts as literals. Those with control characters, such as the beginning of a binary file, are spelled as escapes: a NUL
/// before a digit would read like an octal one.
fn literals(texts: &[String]) -> String {
    let literal = |text: &String| {
        if text.chars().any(char::is_control) {
            format!("\"{}\"", text.escape_unicode())
        } else {
            format!("{text:?}")
        }
    };
    texts.iter().map(literal).collect::<Vec<_>>().join(", ")
}

fn rule(id: &str, file: &File) -> String {
    let form = match (&file.token, &file.assigned, &file.structure) {
        (Some(token), None, None) => format!(
            "Token {{ keywords: &{:?}, offsets: &{:?}, ignore_case: {}, regex: {:?}, within_word: {} }}",
            token.keywords, token.offsets, token.ignore_case, token.regex, token.within_word
        ),
        (None, Some(assigned), None) => format!(
            "Assigned {{ keywords: &{:?}, names: &{:?}, value: {:?} }}",
            assigned.keywords, assigned.names, assigned.value
        ),
        (None, None, Some(structure)) => {
            format!("Structure {{ keywords: &[{}] }}", literals(&structure.keywords))
        }
        _ => panic!("{id}: write one of [token], [assigned], [structure]"),
    };
    let text = |text: &Text| format!("crate::Text {{ en: {:?}, ja: {:?} }}", text.en, text.ja);
    let mut covers = String::new();
    for (framework, ids) in &file.covers {
        for id in ids {
            write!(covers, "sekimori_model::Control {{ framework: {framework:?}, id: {id:?} }}, ")
                .expect("a String takes all");
        }
    }
    let mut samples = String::new();
    for Sample { name, value } in &file.samples {
        write!(samples, "crate::Sample {{ name: {name:?}, value: {value:?} }}, ")
            .expect("a String takes all");
    }
    let mut parameters = String::new();
    for Parameter { name, about, number } in &file.parameters {
        write!(
            parameters,
            "crate::Parameter {{ name: {name:?}, about: {}, default: crate::Preset::Number({number}) }}, ",
            text(about)
        )
        .expect("a String takes all");
    }
    assert!((0.0..=8.0).contains(&file.min_entropy), "{id}: min_entropy is bits for each byte, 0 to 8");
    let parts = [
        format!("id: {id:?}, aliases: &{:?}, ", file.aliases),
        format!("title: {}, why: {}, fix: {}, ", text(&file.title), text(&file.why), text(&file.fix)),
        format!("severity: sekimori_model::Severity::{}, ", variant(&file.severity)),
        format!("confidence: sekimori_model::Confidence::{}, ", variant(&file.confidence)),
        format!("persona: sekimori_model::Persona::{}, ", variant(&file.persona)),
        format!("references: &{:?}, covers: &[{covers}], parameters: &[{parameters}], ", file.references),
        format!(
            "check: crate::Check::Secret(&crate::Credential {{ form: crate::Form::{form}, test: {:?}, min_entropy: {:.0}, \
             samples: &[{samples}], verify: {} }}), ",
            file.test,
            file.min_entropy * 10.0,
            verify(id, file.verify.as_ref())
        ),
    ];
    format!("    &crate::Rule {{ {}..crate::credential::BASE }},\n", parts.concat())
}

/// The request of a pattern, which goes to one host by name and nowhere else.
fn verify(id: &str, said: Option<&Verify>) -> String {
    let Some(Verify { method, host, path, header, send, active, revoked }) = said else {
        return "None".to_owned();
    };
    let is_host = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    assert!(
        host.contains('.') && host.chars().all(is_host),
        "{id}: a host is a name, without scheme or port"
    );
    assert!(
        path.starts_with('/') && path.chars().all(|c| c.is_ascii_graphic()),
        "{id}: a path begins with /"
    );
    let answer = |Answer { status, field, is }: &Answer| {
        assert!(
            !status.is_empty() && field.is_some() != is.is_empty(),
            "{id}: write status, or field and is too"
        );
        format!("sekimori_model::Answer {{ status: &{status:?}, field: {field:?}, is: &{is:?} }}")
    };
    format!(
        "Some(sekimori_model::Question {{ method: sekimori_model::Method::{}, host: {host:?}, path: {path:?}, \
         header: {header:?}, send: sekimori_model::Scheme::{}, active: {}, revoked: {} }})",
        variant(method),
        variant(send),
        answer(active),
        answer(revoked)
    )
}

/// The variant of an enum that a word stands for; the compiler refuses what is none.
fn variant(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
