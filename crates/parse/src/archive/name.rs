//! Names of members, which are shown and nothing else: nothing is ever written to them.

/// The most bytes of a name.
const LONGEST: usize = 1 << 10;

/// Makes a name of an archive fit to be shown: relative, with forward slashes, without what moves a cursor or turns text.
pub fn shown(raw: &[u8]) -> String {
    let raw = raw.get(..raw.len().min(LONGEST)).unwrap_or_default();
    let text = String::from_utf8_lossy(raw).replace('\\', "/");
    let parts = text.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
    let path = parts.collect::<Vec<_>>().join("/");
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    let shown: String =
        path.chars().map(|c| if is_odd(c) { char::REPLACEMENT_CHARACTER } else { c }).collect();
    if shown.is_empty() { "?".to_owned() } else { shown }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn names_are_relative_and_harmless() {
        for (raw, wanted) in [
            ("a/b.txt", "a/b.txt"),
            ("/etc/../../passwd", "etc/passwd"),
            ("..\\..\\x\\.\\y", "x/y"),
            ("a\u{1b}[2Jb\n\u{202e}c", "a\u{fffd}[2Jb\u{fffd}\u{fffd}c"),
            ("", "?"),
            ("../..", "?"),
        ] {
            assert_eq!(shown(raw.as_bytes()), wanted);
        }
        assert!(shown(&[b'a'; 5_000]).len() <= 1_024);
        assert_eq!(shown(b"\xFF"), "\u{fffd}");
    }
}
