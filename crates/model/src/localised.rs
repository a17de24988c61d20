//! A text in both languages, kept together so that neither can be forgotten.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::grades::words;
use std::str::FromStr;

words! {
    /// A language that Sekimori speaks.
    Lang, "language", {
        /// English.
        En = "en",
        /// Japanese.
        Ja = "ja",
    }
}

/// One text in English and Japanese. Constant texts cost no allocation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Localised {
    /// The English text.
    pub en: Cow<'static, str>,
    /// The Japanese text.
    pub ja: Cow<'static, str>,
}

impl Localised {
    /// Joins two constant texts.
    pub const fn new(en: &'static str, ja: &'static str) -> Self {
        Self { en: Cow::Borrowed(en), ja: Cow::Borrowed(ja) }
    }

    /// Joins two texts made at run time.
    pub fn owned(en: String, ja: String) -> Self {
        Self { en: Cow::Owned(en), ja: Cow::Owned(ja) }
    }

    /// Returns both texts, where they are constants of the program.
    pub fn constants(&self) -> Option<(&'static str, &'static str)> {
        match (&self.en, &self.ja) {
            (Cow::Borrowed(en), Cow::Borrowed(ja)) => Some((en, ja)),
            _ => None,
        }
    }

    /// Returns the text in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Ja => &self.ja,
        }
    }
}
