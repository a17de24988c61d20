//! Stanzas of fields: the form of Debian's control files, and of databases that follow it.
//!
//! # Source
//! deb822(5).

use sekimori_model::NotAnalysed;

use crate::Failure;

/// Cuts a text into its stanzas, each with its first line, from 1.
pub(super) fn stanzas(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let (mut rest, mut line) = (text, 1_u32);
    std::iter::from_fn(move || {
        // Blank lines in front.
        loop {
            let first = first_line(rest)?;
            if !first.trim().is_empty() {
                break;
            }
            rest = rest.get(first.len()..)?;
            line = line.saturating_add(1);
        }
        let (starts_at, mut length) = (line, 0_usize);
        while let Some(next) = first_line(rest.get(length..)?).filter(|next| !next.trim().is_empty()) {
            length = length.saturating_add(next.len());
            line = line.saturating_add(1);
        }
        let (stanza, behind) = rest.split_at_checked(length)?;
        rest = behind;
        Some((starts_at, stanza))
    })
}

/// What is wrong with a database of installed packages that has one without a version: it was cut, or written by hand.
pub(super) fn without_version(line: u32) -> Failure {
    Failure::of_file(NotAnalysed::Malformed, format!("line {line}: a package without a version"))
}

/// What is wrong with one of which a stanza names no package: it was overwritten, or is another file.
pub(super) fn without_name(line: u32) -> Failure {
    Failure::of_file(NotAnalysed::Malformed, format!("line {line}: a package without a name"))
}

/// Tells that a database was cut within a line: what writes it ends each one.
pub(super) fn check_end(bytes: &[u8]) -> Result<(), Failure> {
    if bytes.is_empty() || bytes.ends_with(b"\n") {
        return Ok(());
    }
    Err(Failure::of_file(NotAnalysed::Malformed, "the file ends within a line"))
}

/// Returns the first line with its end, or none where nothing is left.
fn first_line(text: &str) -> Option<&str> {
    let end = memchr::memchr(b'\n', text.as_bytes()).map_or(text.len(), |at| at.saturating_add(1));
    text.get(..end).filter(|line| !line.is_empty())
}

/// Gives the fields of a stanza. A value that goes on in further lines has their line ends in it.
pub(super) fn fields(stanza: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = stanza;
    std::iter::from_fn(move || {
        loop {
            let mut length = first_line(rest)?.len();
            while let Some(next) =
                first_line(rest.get(length..)?).filter(|next| next.starts_with([' ', '\t', '#']))
            {
                length = length.saturating_add(next.len());
            }
            let (field, behind) = rest.split_at_checked(length)?;
            rest = behind;
            // A line without a colon is none; the fields behind it are.
            if let Some((name, value)) = field.split_once(':') {
                return Some((name, value.trim()));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{fields, stanzas};

    #[test]
    fn stanzas_are_parted_by_blank_lines_and_fields_go_on() {
        let text = "\n\nA: 1\nB:\n x\n .\n y\n\n \nC:2:3\nnone\nD: 4";
        let all: Vec<_> = stanzas(text).collect();
        assert_eq!(all, [(3, "A: 1\nB:\n x\n .\n y\n"), (10, "C:2:3\nnone\nD: 4")]);
        let first: Vec<_> = fields(all.first().map_or("", |(_, text)| text)).collect();
        assert_eq!(first, [("A", "1"), ("B", "x\n .\n y")]);
        let second: Vec<_> = fields(all.get(1).map_or("", |(_, text)| text)).collect();
        assert_eq!(second, [("C", "2:3"), ("D", "4")]);
    }

    #[test]
    fn nothing_has_no_stanzas() {
        assert_eq!(stanzas("").count(), 0);
        assert_eq!(stanzas(" \n\n\t\n").count(), 0);
    }
}
