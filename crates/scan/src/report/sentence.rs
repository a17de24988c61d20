//! Our own sentences, in which backticks stand around values.

/// A part of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Words.
    Words(&'a str),
    /// What stood between two backticks.
    Value(&'a str),
}

/// Parts a sentence. A backtick without another one behind it is a word.
pub(super) fn parts(sentence: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = sentence;
    while let Some((words, after)) = rest.split_once('`') {
        let Some((value, after)) = after.split_once('`') else { break };
        parts.extend([Part::Words(words), Part::Value(value)]);
        rest = after;
    }
    parts.push(Part::Words(rest));
    parts
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};

    #[test]
    fn values_stand_between_backticks() {
        use Part::{Value, Words};
        assert_eq!(parts("Set `a` now"), [Words("Set "), Value("a"), Words(" now")]);
        assert_eq!(parts("`a` and ` alone"), [Words(""), Value("a"), Words(" and ` alone")]);
    }
}
