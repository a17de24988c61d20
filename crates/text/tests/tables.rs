//! The tables of both languages say the same things.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser::parse;
use sekimori_text::{Arg, FILES, has, text, text_with};

/// The variables of each message of a table.
fn messages(name: &str, table: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = parse(table).unwrap_or_else(|(_, errors)| panic!("{name} does not parse: {errors:?}"));
    let mut found = BTreeMap::new();
    for entry in resource.body {
        if let Entry::Message(message) = entry {
            let mut variables = BTreeSet::new();
            collect(message.value.as_ref().expect("a message has a text"), &mut variables);
            let earlier = found.insert(message.id.name.to_owned(), variables);
            assert!(earlier.is_none(), "{name} has {} twice", message.id.name);
        }
    }
    found
}

fn collect(pattern: &Pattern<&str>, out: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => variable(inline, out),
            Expression::Select { selector, variants } => {
                variable(selector, out);
                for variant in variants {
                    collect(&variant.value, out);
                }
            }
        }
    }
}

fn variable(inline: &InlineExpression<&str>, out: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        out.insert(id.name.to_owned());
    }
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    let mut all = BTreeSet::new();
    for (name, en, ja) in FILES {
        let (en, ja) = (messages(name, en), messages(name, ja));
        assert_eq!(en, ja, "{name}.ftl: English (left) and Japanese (right) differ");
        for key in en.into_keys() {
            assert!(all.insert(key.clone()), "{key} stands in two tables");
        }
    }
}

#[test]
fn every_japanese_text_is_japanese() {
    let is_japanese = |text: &str| {
        text.chars().any(|c| ('\u{3040}'..='\u{30FF}').contains(&c) || ('\u{4E00}'..='\u{9FFF}').contains(&c))
    };
    for (name, en, _) in FILES {
        for key in messages(name, en).into_keys() {
            let (en, ja) = (text("en", &key), text("ja", &key));
            // Commands are the same in both languages.
            if key.ends_with("-examples") {
                continue;
            }
            // A text may be nothing but names.
            let has_words =
                en.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).count() > 3;
            assert!(!has_words || is_japanese(&ja), "{key} is not translated: {ja}");
        }
    }
}

#[test]
fn an_unknown_key_is_told_apart() {
    assert!(!has("en", "no-such-key"));
    assert_eq!(text_with("ja", "no-such-key", &[("n", Arg::Number(1))]), "no-such-key");
}
