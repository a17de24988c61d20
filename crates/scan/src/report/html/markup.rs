//! Text from outside, made harmless for HTML, for a script's data and for its policy.

use std::fmt::Display;
use std::io::{self, Write};

use sekimori_model::Lang;
use sekimori_text::Arg;
use sha2::{Digest as _, Sha256};

use crate::report::printable;
use crate::report::sentence::{Part, parts};
use crate::texts::one;

/// Text for an element or an attribute in double quotes. Control and bidirectional characters lose their power too.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// One of our sentences.
pub(crate) fn prose(text: &str) -> String {
    let mut out = String::new();
    for part in parts(text) {
        match part {
            Part::Words(words) => out.push_str(&escaped(words)),
            Part::Value(value) => {
                out.push_str("<code>");
                out.push_str(&escaped(value));
                out.push_str("</code>");
            }
        }
    }
    out
}

/// The same in both languages; the style shows the one that the page is in.
pub(super) fn both_as(make: impl Fn(Lang) -> String) -> String {
    let (en, ja) = (make(Lang::En), make(Lang::Ja));
    if en == ja {
        return en;
    }
    format!("<span lang=\"en\">{en}</span><span lang=\"ja\">{ja}</span>")
}

/// A text of the tables in both languages.
pub(super) fn both(key: &str, args: &[(&str, Arg<'_>)]) -> String {
    both_as(|lang| prose(&one(lang, key, args)))
}

/// The source expression by which a Content Security Policy allows one inline text.
///
/// # Source
/// W3C, "Content Security Policy Level 3", section 2.3.1, production `hash-source`.
pub(super) fn hash_source(text: &str) -> impl Display {
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

/// # Source
/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0u8; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) & 63;
            out.push(if place > chunk.len() { '=' } else { char::from(ALPHABET[index as usize]) });
        }
    }
    out
}

/// Passes JSON on so that it can stand in a `script`: nothing in it can end the element or open a comment.
///
/// The three characters only occur in texts of JSON, where the escapes mean the same.
pub(super) struct ScriptData<'a>(pub(super) &'a mut dyn Write);

impl Write for ScriptData<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| b"<>&".contains(byte)) {
            match piece.split_last() {
                Some((last @ (b'<' | b'>' | b'&'), before)) => {
                    self.0.write_all(before)?;
                    write!(self.0, "\\u{last:04x}")?;
                }
                _ => self.0.write_all(piece)?,
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(
            escaped("<a href=\"x\">&'\u{202e}\u{1b}"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&#39;\u{fffd}\u{fffd}"
        );
        assert_eq!(prose("Set `a<b` &"), "Set <code>a&lt;b</code> &amp;");
    }

    #[test]
    fn data_cannot_end_its_element() {
        let mut out = Vec::new();
        serde_json::to_writer(ScriptData(&mut out), "</script><!--&").expect("memory takes all");
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        assert_eq!(text, r#""\u003c/script\u003e\u003c!--\u0026""#);
        assert_eq!(serde_json::from_str::<String>(&text).expect("still JSON"), "</script><!--&");
    }

    #[test]
    fn base64_is_that_of_the_rfc() {
        // RFC 4648, section 10.
        for (text, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }
}
