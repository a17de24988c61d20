//! How many parts a document may have, counted before it is read: its reader makes a hundred bytes and more of two, and
//! knows no bound of its own.

use sekimori_model::NotAnalysed;

use crate::Failure;

/// The most parts of a document, as many as nodes are taken of a lockfile in YAML: a gigabyte of memory. A lockfile of
/// 20,000 packages, the largest seen, has one million of them.
const MOST: usize = 8_000_000;

/// Tells that a document of JSON has too many parts. What stands in texts counts, too.
pub(crate) fn json(text: &str) -> Result<(), Failure> {
    check(text, MOST, json_parts)
}

fn json_parts(text: &str) -> usize {
    memchr::memchr3_iter(b',', b'[', b'{', text.as_bytes()).count()
}

/// Tells that a document of TOML has too many parts: each word of it is kept until all of it is read.
pub(crate) fn toml(text: &str) -> Result<(), Failure> {
    check(text, MOST, toml_parts)
}

fn toml_parts(text: &str) -> usize {
    let is_mark = |byte: u8| matches!(byte, b'[' | b'{' | b',' | b'=' | b'.' | b'"' | b'\'' | b'\n');
    let is_blank = |byte: u8| matches!(byte, b' ' | b'\t');
    // What indents a line is one part, however long it is.
    let behind = text.bytes().skip(1).zip(text.bytes());
    behind.filter(|(byte, before)| is_mark(*byte) || is_blank(*byte) && !is_blank(*before)).count()
}

fn check(text: &str, most: usize, parts: fn(&str) -> usize) -> Result<(), Failure> {
    // A part has a byte at least, so that hardly any document is counted.
    if text.len() <= most || parts(text) <= most {
        return Ok(());
    }
    Err(Failure::of_file(NotAnalysed::TooManyNodes, format!("more than {most} parts")))
}

#[cfg(test)]
mod tests {
    use sekimori_model::NotAnalysed;

    use super::{check, json_parts, toml_parts};

    #[test]
    fn what_has_too_many_parts_is_refused() {
        for unit in ["1,", "[", r#""":{},"#] {
            let refused = check(&unit.repeat(101), 100, json_parts).expect_err(unit);
            assert_eq!(
                (refused.reason, &*refused.detail),
                (NotAnalysed::TooManyNodes, "more than 100 parts")
            );
        }
        for unit in ["1,", "a.", "a ", "''", "\n", "[[p]]\n"] {
            let refused = check(&unit.repeat(102), 100, toml_parts).expect_err(unit);
            assert_eq!(refused.reason, NotAnalysed::TooManyNodes);
        }
        assert!(check(&"x".repeat(1_000), 100, json_parts).is_ok(), "a long text is one part");
        assert!(check(&" ".repeat(1_000), 100, toml_parts).is_ok(), "so is a long indent");
    }

    #[test]
    fn a_lockfile_has_few_parts() {
        let package = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\n \"b\",\n]\n\n";
        let parts = toml_parts(package);
        assert!((25..40).contains(&parts), "{parts}");
        assert!(check(package, parts, toml_parts).is_ok());
        assert!(check(package, parts - 1, toml_parts).is_err());
    }
}
