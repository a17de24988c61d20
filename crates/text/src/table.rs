//! The tables, embedded, parsed once per language when the first text of it is asked for.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// The languages that exist, by the code that `--lang` takes.
pub const LANGUAGES: [&str; 2] = ["en", "ja"];

/// The tables as they are embedded: name, English text, Japanese text.
pub const FILES: [(&str, &str, &str); 12] = [
    ("bill", include_str!("../locales/en/bill.ftl"), include_str!("../locales/ja/bill.ftl")),
    ("causes", include_str!("../locales/en/causes.ftl"), include_str!("../locales/ja/causes.ftl")),
    ("deps", include_str!("../locales/en/deps.ftl"), include_str!("../locales/ja/deps.ftl")),
    ("errors", include_str!("../locales/en/errors.ftl"), include_str!("../locales/ja/errors.ftl")),
    ("fix", include_str!("../locales/en/fix.ftl"), include_str!("../locales/ja/fix.ftl")),
    ("help", include_str!("../locales/en/help.ftl"), include_str!("../locales/ja/help.ftl")),
    ("import", include_str!("../locales/en/import.ftl"), include_str!("../locales/ja/import.ftl")),
    ("page", include_str!("../locales/en/page.ftl"), include_str!("../locales/ja/page.ftl")),
    ("report", include_str!("../locales/en/report.ftl"), include_str!("../locales/ja/report.ftl")),
    ("site", include_str!("../locales/en/site.ftl"), include_str!("../locales/ja/site.ftl")),
    ("state", include_str!("../locales/en/state.ftl"), include_str!("../locales/ja/state.ftl")),
    ("words", include_str!("../locales/en/words.ftl"), include_str!("../locales/ja/words.ftl")),
];

type Bundle = FluentBundle<FluentResource>;

/// A value that a text names.
#[derive(Debug, Clone, Copy)]
pub enum Arg<'a> {
    /// A text.
    Text(&'a str),
    /// A number, which decides plural forms.
    Number(u64),
}

/// Returns the text called `key`. An unknown language is taken for English; an unknown key gives the key itself, and
/// a test sees to it that there is none.
pub fn text(lang: &str, key: &str) -> String {
    text_with(lang, key, &[])
}

/// Returns the text called `key` with its values filled in.
pub fn text_with(lang: &str, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    let bundle = bundle(lang);
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    let mut values = FluentArgs::new();
    for (name, value) in args {
        let value = match value {
            Arg::Text(text) => FluentValue::from(*text),
            Arg::Number(number) => FluentValue::from(*number),
        };
        values.set(*name, value);
    }
    let mut errors = Vec::new();
    bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned()
}

/// Tells whether a text called `key` exists in `lang`.
pub fn has(lang: &str, key: &str) -> bool {
    bundle(lang).has_message(key)
}

fn bundle(lang: &str) -> &'static Bundle {
    static EN: OnceLock<Bundle> = OnceLock::new();
    static JA: OnceLock<Bundle> = OnceLock::new();
    if lang == "ja" {
        JA.get_or_init(|| build("ja", FILES.map(|(_, _, ja)| ja)))
    } else {
        EN.get_or_init(|| build("en", FILES.map(|(_, en, _)| en)))
    }
}

fn build(lang: &str, tables: [&'static str; FILES.len()]) -> Bundle {
    let id: LanguageIdentifier = lang.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // The marks that isolate values for bidirectional text would stand in paths that people copy.
    bundle.set_use_isolating(false);
    for table in tables {
        // A table that does not parse fully is caught by the tests; what did parse is still of use.
        let resource = FluentResource::try_new(table.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}
