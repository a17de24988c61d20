//! Base64, in both alphabets, padded or not, in one line or in many.

use std::ops::Range;

use super::{MOST, Piece, Places, is_promising, runs};

/// The fewest letters of a line that goes on in the next: those of PEM have 64, of MIME 76.
const LINE: usize = 40;

/// The letters that tell whether the rest is worth decoding.
const GLANCE: usize = 24;

/// The bytes that tell more, each time: fewer than there are before the first number in a header of tar, so that what may be
/// one is not turned away; then, with the blanks before lines, all of such a header. Without them, a run of a million
/// places where something may begin would be decoded to its end for each.
const LOOKS: [usize; 2] = [128, 4096];

/// Decodes what stands at a run of letters, with the lines that go on behind it; returns what it can hold, and the place
/// behind what was looked at.
pub(crate) fn read(bytes: &[u8], run: &Range<usize>) -> (Option<Piece>, usize) {
    let mut run = run.clone();
    // The letter of an escape belongs to no value: `\nYWJj`.
    let is_escaped = run.start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'\\');
    if is_escaped && matches!(bytes.get(run.start), Some(b'n' | b'r' | b't')) {
        run.start += 1;
    }
    let letters = bytes.get(run.clone()).unwrap_or_default();
    if let Some(piece) = decode_at(bytes, &run)
        && !runs::is_mixed(letters)
    {
        let end = piece.span.end;
        return (Some(piece), end);
    }
    // What stands before it may be the rest of a path or of a name.
    let marks = letters.iter().enumerate().filter(|(_, byte)| matches!(byte, b'/' | b'-' | b'_' | b'+'));
    let mut from = run.start;
    for end in marks.map(|(at, _)| run.start + at).chain([run.end]) {
        if end - from >= runs::LEAST
            && from > run.start
            && let Some(piece) = decode_at(bytes, &(from..run.end))
        {
            let end = piece.span.end;
            return (Some(piece), end);
        }
        from = end + 1;
    }
    (None, run.end)
}

fn decode_at(bytes: &[u8], run: &Range<usize>) -> Option<Piece> {
    let glance = bytes.get(run.start..run.end.min(run.start + GLANCE))?;
    if runs::is_mixed(glance) || !is_glance_promising(glance) {
        return None;
    }
    let holds = |most: usize| {
        let end = end(bytes, run, most).min(run.start.saturating_add(most));
        is_promising(&decode(bytes.get(run.start..end).unwrap_or_default()))
    };
    if !LOOKS.into_iter().all(holds) {
        return None;
    }
    let end = end(bytes, run, usize::MAX);
    let decoded = decode(bytes.get(run.start..end.min(run.start.saturating_add(MOST)))?);
    is_promising(&decoded).then_some(Piece {
        step: "base64",
        span: run.start..end,
        bytes: decoded,
        places: Places::Whole,
    })
}

/// Tells what a look at the first letters says. Most runs are words of programs and end here, so nothing is allocated.
fn is_glance_promising(letters: &[u8]) -> bool {
    let mut decoded = [0; GLANCE / 4 * 3];
    for (four, three) in letters.chunks(4).zip(decoded.chunks_exact_mut(3)) {
        let bits =
            (0..4).fold(0_u32, |bits, at| bits << 6 | u32::from(four.get(at).map_or(0, |byte| value(*byte))));
        let [_, bytes @ ..] = &bits.to_be_bytes();
        three.copy_from_slice(bytes);
    }
    is_promising(decoded.get(..letters.len() * 6 / 8).unwrap_or_default())
}

/// The number that a letter of either alphabet stands for, or [`NO_LETTER`].
fn value(byte: u8) -> u8 {
    VALUES.get(usize::from(byte)).copied().unwrap_or(NO_LETTER)
}

const NO_LETTER: u8 = u8::MAX;

static VALUES: [u8; 256] = values();

const fn values() -> [u8; 256] {
    let mut table = [NO_LETTER; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => NO_LETTER,
        };
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}

/// The end of a run, over the lines that go on behind it and with its padding; after `most` bytes no other line is read.
fn end(bytes: &[u8], run: &Range<usize>, most: usize) -> usize {
    let mut line = run.clone();
    while line.len() >= LINE && line.end - run.start < most {
        let Some(from) = next_line(bytes, line.end) else { break };
        let rest = bytes.get(from..).unwrap_or_default();
        let length =
            rest.iter().take(line.len() + 1).position(|byte| !runs::is_letter(*byte)).unwrap_or(rest.len());
        // A line that is longer than the one before goes on nothing.
        if length == 0 || length > line.len() {
            break;
        }
        let next = from..from + length;
        let is_last = next.len() < line.len();
        line = next;
        if is_last {
            break;
        }
    }
    let padding = bytes.get(line.end..).unwrap_or_default().iter().take(2).take_while(|byte| **byte == b'=');
    line.end + padding.count()
}

/// The beginning of the next line behind a line's end, which may be written as an escape.
pub(super) fn next_line(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let end = [b"\r\n".as_slice(), b"\n", b"\\r\\n", b"\\n"].into_iter().find(|end| rest.starts_with(end))?;
    let indent = rest.get(end.len()..)?.iter().take(80).take_while(|byte| matches!(byte, b' ' | b'\t'));
    Some(at + end.len() + indent.count())
}

/// Decodes letters of either alphabet; what is none ends a line.
pub(crate) fn decode(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(bytes.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    let mut escaped = false;
    for byte in bytes {
        if std::mem::replace(&mut escaped, *byte == b'\\') {
            continue;
        }
        let value = value(*byte);
        if value == NO_LETTER {
            continue;
        }
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count & 0xFF) as u8);
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use data_encoding::{BASE64, BASE64_MIME, BASE64URL_NOPAD};
    use proptest::prelude::*;

    use super::*;

    fn read_all(text: &str) -> Vec<String> {
        let bytes = text.as_bytes();
        let (mut from, mut all) = (0, Vec::new());
        while let Some(run) = runs::next(bytes, from, runs::LEAST) {
            let (piece, end) = read(bytes, &run);
            from = end.max(run.end);
            all.extend(piece.map(|piece| String::from_utf8_lossy(&piece.bytes).into_owned()));
        }
        all
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_again(text in "[ -~]{15,300}") {
            let (one, url) = (BASE64.encode(text.as_bytes()), BASE64URL_NOPAD.encode(text.as_bytes()));
            let mime = BASE64_MIME.encode(text.as_bytes());
            let block = mime.replace("\r\n", "\n    ");
            let escaped = mime.replace("\r\n", "\\n");
            for carrier in [format!("x: {one}\n"), format!("(\"{url}\")"), format!("x\n\n{mime}\n--"), format!("x: |\n    {block}\n"), format!("\"\\n{escaped}\"")] {
                prop_assert_eq!(read_all(&carrier), [text.clone()], "{}", carrier);
            }
        }
    }

    /// What a look at the whole says.
    fn is_promising_whole(bytes: &[u8]) -> bool {
        let run = 0..bytes.iter().position(|byte| !runs::is_letter(*byte)).unwrap_or(bytes.len());
        let glance = &bytes[..run.end.min(GLANCE)];
        let whole = decode(&bytes[..end(bytes, &run, usize::MAX).min(MOST)]);
        !runs::is_mixed(glance) && is_promising(&decode(glance)) && is_promising(&whole)
    }

    #[test]
    fn a_look_at_the_beginning_says_what_a_look_at_the_whole_does() {
        let mut tar = b"folder/file.txt".to_vec();
        tar.resize(100, 0);
        tar.extend_from_slice(b"0000644\x00000000\x00000000\x0000000000012\x0000000000000\x00");
        tar.resize(148, b'0');
        let mut sum = tar.clone();
        sum.resize(512, 0);
        let total: u32 = sum.iter().map(|byte| u32::from(*byte)).sum::<u32>() + 8 * 32;
        tar.extend_from_slice(format!("{total:06o}\0 0").as_bytes());
        tar.resize(512, 0);
        let noise: Vec<u8> = (0..600_u32).map(|at| (at * 7919 % 251) as u8).collect();
        let text = b"a text that goes on and on\n".repeat(40);
        let half = [&text[..40], &noise].concat();
        let zeros = [b"name".as_slice(), &[0; 700]].concat();
        for bytes in [tar, noise, text, half, zeros, vec![0x1F, 0x8B, 8, 0, 1, 2, 3, 4], vec![b'a'; 17]] {
            let one = BASE64.encode(&bytes);
            let lines = BASE64_MIME.encode(&bytes).replace("\r\n", &format!("\n{}", " ".repeat(80)));
            for written in [one, lines] {
                let written = written.as_bytes();
                let run = 0..written.iter().position(|byte| !runs::is_letter(*byte)).unwrap_or(written.len());
                let found = decode_at(written, &run).is_some();
                assert_eq!(found, is_promising_whole(written), "{:?}", String::from_utf8_lossy(written));
            }
        }
    }

    #[test]
    fn what_begins_like_text_everywhere_is_not_decoded_to_its_end_each_time() {
        // Each part begins with 18 letters, and goes on with noise: with all of it decoded for each, this would take hours.
        let part = format!("{}/", BASE64.encode(&[b"eighteen of text!!".as_slice(), &[0xFF; 3]].concat()));
        let text = part.repeat((8 << 20) / part.len());
        assert!(read(text.as_bytes(), &(0..text.len())).0.is_none());
        // The same with lines: none is taken for the beginning of all that follow.
        let line =
            format!("{}\n", "ZWlnaHRlZW4gb2YgdGV4dCEh//////////////////////////////////////////////////8A");
        assert!(read_all(&line.repeat((8 << 20) / line.len())).is_empty());
    }

    #[test]
    fn names_and_paths_are_no_text() {
        for text in [
            "crates/secrets/src/tests_of_values/public_keys",
            "isApplicationContextAware",
            "deadbeefdeadbeefdeadbeef",
        ] {
            assert_eq!(read_all(text), [] as [String; 0], "{text}");
        }
    }

    #[test]
    fn what_stands_before_it_in_a_path_is_left_out() {
        let text = "a secret of many words";
        assert_eq!(read_all(&format!("/v1/x/{}", BASE64.encode(text.as_bytes()))), [text]);
    }
}
