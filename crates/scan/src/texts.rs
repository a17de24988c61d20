//! Texts of the text room in both languages at once.

use sekimori_model::{Lang, Localised};
use sekimori_text::{Arg, text_with};

/// The text called `key` in both languages.
pub(crate) fn both(key: &str, args: &[(&str, Arg<'_>)]) -> Localised {
    Localised::owned(text_with("en", key, args), text_with("ja", key, args))
}

/// The text called `key` in `lang`.
pub(crate) fn one(lang: Lang, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    text_with(lang.as_str(), key, args)
}
