//! Says how a pattern finds its credential: what people look up before they believe or waive a finding.

use sekimori_catalog::{Credential, Form};
use sekimori_model::Lang;
use sekimori_text::Arg;

use crate::texts::one;

/// How a credential is found. Nothing of it is a value: keywords and expressions say what all values have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundBy {
    /// Where to look: a sentence, with keywords in backticks.
    pub sentence: String,
    /// What the value looks like; none where code looks at a structure.
    pub expression: Option<&'static str>,
    /// The name of the test that the value passes beyond its shape.
    pub test: Option<&'static str>,
}

/// Says how a pattern finds its credential.
pub fn found_by(credential: &Credential, lang: Lang) -> FoundBy {
    let say = |key: &str, names: &[&str]| {
        let (keywords, names) = (listed(credential.form.keywords(), lang), listed(names, lang));
        one(lang, key, &[("keywords", Arg::Text(&keywords)), ("names", Arg::Text(&names))])
    };
    let (sentence, expression) = match credential.form {
        Form::Token { offsets: [0], regex, .. } => (say("found-by-start", &[]), Some(regex)),
        Form::Token { regex, .. } => (say("found-by-word", &[]), Some(regex)),
        Form::Assigned { names: [], value, .. } => (say("found-by-keyword", &[]), Some(value)),
        Form::Assigned { names, value, .. } => (say("found-by-name", names), Some(value)),
        Form::Structure { .. } => (say("found-by-structure", &[]), None),
    };
    FoundBy { sentence, expression, test: credential.test }
}

fn listed(words: &[&str], lang: Lang) -> String {
    let separator = one(lang, "site-comma", &[]);
    words.iter().map(|word| format!("`{}`", word.escape_debug())).collect::<Vec<_>>().join(&separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str, lang: Lang) -> FoundBy {
        let rule = sekimori_catalog::find(id).expect("a rule of the catalog");
        found_by(rule.credential().expect("a pattern"), lang)
    }

    #[test]
    fn a_token_is_found_by_how_it_begins() {
        let found = of("credential/github-personal-access-token", Lang::En);
        assert!(found.sentence.ends_with("begins with `ghp_`."), "{}", found.sentence);
        assert_eq!(found.test, Some("github-crc32"));
        assert!(found.expression.is_some_and(|regex| regex.starts_with("ghp_")), "{found:?}");
        assert!(of("credential/github-personal-access-token", Lang::Ja).sentence.starts_with("`ghp_` "));
    }

    #[test]
    fn every_pattern_says_a_word_without_which_it_finds_nothing() {
        for rule in sekimori_catalog::credentials() {
            let credential = rule.credential().expect("a pattern");
            for lang in [Lang::En, Lang::Ja] {
                let found = found_by(credential, lang);
                assert!(!found.sentence.starts_with("found-by"), "{}: {}", rule.id, found.sentence);
                let word = credential.form.keywords().first().map(|word| word.escape_debug().to_string());
                assert!(word.is_none_or(|word| found.sentence.contains(&word)), "{}", rule.id);
            }
        }
    }
}
