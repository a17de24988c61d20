//! Lines of a stream, each under a bound.

use std::io::{self, BufRead};

/// What came of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// It stands in the buffer, without its end.
    Whole,
    /// It is longer than the bound, and was passed over.
    TooLong,
    /// There is none any more.
    End,
}

/// Reads the next line into `line`.
pub(super) fn next(source: &mut dyn BufRead, most: usize, line: &mut Vec<u8>) -> io::Result<Line> {
    line.clear();
    let (mut is_too_long, mut is_end) = (false, true);
    loop {
        let chunk = match source.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            break;
        }
        is_end = false;
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let part = chunk.get(..end.unwrap_or(chunk.len())).unwrap_or_default();
        is_too_long |= line.len() + part.len() > most;
        if !is_too_long {
            line.extend_from_slice(part);
        }
        let used = part.len() + usize::from(end.is_some());
        source.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(match (is_end, is_too_long) {
        (true, _) => Line::End,
        (_, true) => Line::TooLong,
        _ => Line::Whole,
    })
}

#[cfg(test)]
mod tests {
    use super::{Line, next};

    #[test]
    fn lines_are_bounded_and_what_is_behind_a_long_one_is_read() {
        let mut source = std::io::BufReader::with_capacity(3, &b"one\n\nlonger than that\nlast"[..]);
        let mut line = Vec::new();
        let mut all = Vec::new();
        loop {
            match next(&mut source, 6, &mut line).expect("it is memory") {
                Line::Whole => all.push(String::from_utf8_lossy(&line).into_owned()),
                Line::TooLong => all.push("…".to_owned()),
                Line::End => break,
            }
        }
        assert_eq!(all, ["one", "", "…", "last"]);
    }
}
