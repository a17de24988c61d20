//! Blocks of text between `-----BEGIN` and `-----END`, however a language writes their lines: with `\n` in one string, in
//! quotes line by line, indented, behind marks of comments, or behind what a log or a diff puts before each line.
//!
//! # Source
//! RFC 7468, RFC 1421 for the headers of older ones, RFC 9580 for those of `OpenPGP`.

use std::ops::Range;

use data_encoding::BASE64_NOPAD;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// The most bytes of a block: an RSA key of 16384 bits has 12 KB, an `OpenPGP` key with its signatures more.
pub(super) const LONGEST: usize = 64 << 10;

/// The most bytes of a label, such as `RSA PRIVATE KEY`.
const LABEL: usize = 40;

/// A block. It has no `Debug`, because it may be a secret.
pub(super) struct Block {
    /// From `-----BEGIN` to the end of the line that ends it.
    pub(super) span: Range<usize>,
    pub(super) label: String,
    /// The headers say that the body is encrypted.
    pub(super) encrypted: bool,
    /// It ends with a line that says so.
    pub(super) closed: bool,
    pub(super) body: Vec<u8>,
    /// Bytes that were read.
    pub(super) work: usize,
}

/// Reads the label of the block that begins at `at`.
pub(super) fn label(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let start = at.checked_add(BEGIN.len())?;
    if bytes.get(at..start)? != BEGIN {
        return None;
    }
    let line = bytes.get(start..bytes.len().min(start + LABEL + DASHES.len()))?;
    let end = line.windows(DASHES.len()).position(|part| part == DASHES)?;
    let label = line.get(..end)?;
    let is_plain = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b' ');
    (!label.is_empty() && label.iter().all(is_plain)).then_some(label)
}

/// Reads the block that begins at `at`; none where its body is not Base64.
pub(super) fn read(bytes: &[u8], at: usize) -> Option<Block> {
    behind_prefix(bytes, at).or_else(|| read_bare(bytes, at))
}

/// The most bytes before each line: a log has the time and where it is from.
const PREFIX: usize = 200;

/// Reads a block of which each line stands behind the same, but for its numbers: in a diff, or in a log.
fn behind_prefix(bytes: &[u8], at: usize) -> Option<Block> {
    let before = bytes.get(at.saturating_sub(PREFIX)..at)?;
    let prefix = match before.iter().rposition(|byte| *byte == b'\n') {
        Some(end) => before.get(end + 1..)?,
        None => before,
    };
    // Spaces, quotes and marks of comments are passed over without this.
    if !prefix.iter().any(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-')) {
        return None;
    }
    let text = bytes.get(at..bytes.len().min(at + LONGEST))?;
    let (mut bare, mut read) = (Vec::new(), 0_usize);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let mut own = if read == 0 { line } else { without(line, prefix)? };
        // What follows in a line of JSON is told about it.
        if prefix.ends_with(b"\"") {
            own = own.split(|byte| *byte == b'"').next()?;
        }
        // Another block begins, and this one has no end.
        if read > 0 && own.starts_with(BEGIN) {
            return None;
        }
        bare.extend_from_slice(own);
        bare.push(b'\n');
        if let Some(place) = own.windows(END.len()).position(|part| part == END) {
            let from = line.windows(END.len()).position(|part| part == END)?;
            let length =
                own.get(place + END.len()..)?.windows(DASHES.len()).position(|part| part == DASHES)?;
            let end = at + read + from + END.len() + length + DASHES.len();
            let block = read_bare(&bare, 0).filter(|block| block.closed)?;
            return Some(Block { span: at..end, work: read + bare.len(), ..block });
        }
        read += line.len();
    }
    None
}

/// A line without what stands before each; numbers in that may be others.
fn without<'a>(line: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let (mut rest, mut wanted) = (line, prefix);
    while let Some((first, others)) = wanted.split_first() {
        if first.is_ascii_digit() {
            let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (own, count) = (digits(rest), digits(wanted));
            rest = rest.get(own..).filter(|_| own > 0)?;
            wanted = wanted.get(count..)?;
        } else if let Some(after) = rest.strip_prefix(&[*first]) {
            (rest, wanted) = (after, others);
        } else {
            // Of an empty line the spaces may be gone.
            let is_empty = wanted.iter().chain(rest).all(u8::is_ascii_whitespace);
            return is_empty.then_some(rest);
        }
    }
    Some(rest)
}

fn read_bare(bytes: &[u8], at: usize) -> Option<Block> {
    let label = String::from_utf8_lossy(label(bytes, at)?).into_owned();
    let start = at + BEGIN.len() + label.len() + DASHES.len();
    let text = bytes.get(start..bytes.len().min(start + LONGEST))?;
    let (from, encrypted) = headers(text);
    let (mut digits, mut place) = (Vec::new(), from);
    while let Some(byte) = text.get(place).copied() {
        place += match byte {
            b'\\' => escape(text, place, &mut digits)?,
            b'+' | b'/' if is_joint(text, place) => 1,
            b'+' | b'/' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                digits.push(byte);
                1
            }
            b'=' => {
                // What pads the body, and the checksum of OpenPGP after it.
                place += padding(text, place);
                break;
            }
            b'&' => entity(text, place)?,
            // Ends of lines in an address, and in a page.
            b'%' if is_escaped_end(text, place) => 3,
            b'<' if text.get(place..)?.starts_with(b"<br") => line_break(text, place)?,
            b'"' | b'\'' | b'`' | b',' | b';' | b'#' | b'*' | b'|' | b'>' | b'.' | b'(' | b')' => 1,
            byte if byte.is_ascii_whitespace() => 1,
            _ => break,
        };
    }
    let rest = text.get(place..)?;
    let closed = rest.starts_with(END);
    let end = if closed {
        let line = rest.get(END.len()..rest.len().min(END.len() + LABEL + DASHES.len()))?;
        place + END.len() + line.windows(DASHES.len()).position(|part| part == DASHES)? + DASHES.len()
    } else {
        place
    };
    // Three dots in a row stand for what somebody left out.
    let left_out = text.get(from..place)?.windows(3).any(|part| part == b"...");
    let body = BASE64_NOPAD.decode(&digits).ok().filter(|_| !left_out)?;
    Some(Block { span: at..start + end, label, encrypted, closed, body, work: end })
}

/// Passes over the headers at the start of a block; tells whether they say that it is encrypted.
fn headers(text: &[u8]) -> (usize, bool) {
    let (mut at, mut encrypted) = (0, false);
    // Each block has few.
    for _ in 0..8 {
        let rest = text.get(at..).unwrap_or_default();
        let word = rest.iter().position(u8::is_ascii_alphabetic).unwrap_or_default();
        let is_escape = word > 0 && rest.get(word - 1) == Some(&b'\\');
        let word = if is_escape { word + 1 } else { word };
        let Some(colon) = rest
            .iter()
            .take(word + 32)
            .skip(word)
            .position(|byte| !byte.is_ascii_alphabetic() && *byte != b'-')
        else {
            break;
        };
        if colon == 0 && is_escape && word < 8 {
            at += word;
            continue;
        }
        if rest.get(word + colon) != Some(&b':') {
            break;
        }
        let line = rest.get(word..).unwrap_or_default();
        let ends = |part: &[u8]| part.starts_with(b"\n") || part == b"\\n";
        let length = line.windows(2).take(400).position(ends).unwrap_or(line.len());
        encrypted |= line.get(..length).is_some_and(|line| {
            line.starts_with(b"Proc-Type") && line.windows(9).any(|part| part == b"ENCRYPTED")
        });
        at += word + length;
    }
    (at, encrypted)
}

/// Passes over an escape: the end of a line, or a mark of Base64 in a form that JSON or a properties file gives it.
fn escape(text: &[u8], at: usize, digits: &mut Vec<u8>) -> Option<usize> {
    let slashes = text.iter().skip(at).take(8).take_while(|byte| **byte == b'\\').count();
    let after = at + slashes;
    match text.get(after)? {
        b'n' | b'r' | b't' => Some(slashes + 1),
        b'u' => {
            let code = std::str::from_utf8(text.get(after + 1..after + 5)?).ok()?;
            match u8::from_str_radix(code, 16).ok()? {
                byte @ (b'+' | b'/') => digits.push(byte),
                b'=' | b'\n' | b'\r' => {}
                _ => return None,
            }
            Some(slashes + 5)
        }
        // Before an end of line, `/`, `=` or a quote.
        _ => Some(slashes),
    }
}

fn is_escaped_end(text: &[u8], at: usize) -> bool {
    let code = text.get(at + 1..at + 3).unwrap_or_default();
    code.eq_ignore_ascii_case(b"0a") || code.eq_ignore_ascii_case(b"0d")
}

/// Passes over a tag that breaks a line.
fn line_break(text: &[u8], at: usize) -> Option<usize> {
    text.iter().skip(at).take(8).position(|byte| *byte == b'>').map(|end| end + 1)
}

/// Passes over a character reference, which can only be an end of line.
fn entity(text: &[u8], at: usize) -> Option<usize> {
    text.iter().skip(at).take(8).position(|byte| *byte == b';').map(|end| end + 1)
}

/// Tells whether a `+` or `/` joins lines or opens a comment: nothing of Base64 is beside it.
fn is_joint(text: &[u8], at: usize) -> bool {
    let is_mark = |byte: &&u8| matches!(byte, b'+' | b'/');
    let before = text.get(..at).unwrap_or_default().iter().rev().take(4).find(|byte| !is_mark(byte));
    let after = text.iter().skip(at).take(4).find(|byte| !is_mark(byte));
    let is_apart = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\''))
    };
    is_apart(before) && is_apart(after)
}

/// The length of what stands from the padding to the line that ends the block.
fn padding(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..text.len().min(at + 160)).unwrap_or_default();
    let end = rest.windows(END.len()).position(|part| part == END);
    end.unwrap_or_else(|| rest.iter().take_while(|byte| **byte == b'=').count())
}

/// Writes the body of a block as one text: the same for the same key, however its lines were written.
pub(super) fn normal(block: &Block) -> Vec<u8> {
    let mut text = block.label.clone().into_bytes();
    text.push(b'\n');
    text.extend_from_slice(BASE64_NOPAD.encode(&block.body).as_bytes());
    text
}
