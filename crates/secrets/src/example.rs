//! Code that shows how a program is written: in documentation, what a name is given is made up for the reader.

use crate::carrier::Carrier;

/// The most bytes before a place that are read for the beginning of what it stands in.
const BEFORE: usize = 16 << 10;

/// Languages of programs. What is written for a shell, or as a configuration, is often what was really used.
const LANGUAGES: &[&str] = &[
    "c",
    "c#",
    "c++",
    "cpp",
    "cs",
    "csharp",
    "dart",
    "elixir",
    "go",
    "golang",
    "java",
    "javascript",
    "js",
    "jsx",
    "kotlin",
    "php",
    "py",
    "python",
    "python3",
    "rb",
    "rs",
    "ruby",
    "rust",
    "scala",
    "swift",
    "ts",
    "tsx",
    "typescript",
];

/// The most bytes of a text of documentation that a module of Ansible has.
const OF_MODULE: usize = 64 << 10;

/// What such a text is assigned to.
///
/// # Source
/// Ansible Developer Guide, "Module format and documentation".
const OF_MODULES: [&[u8]; 3] = [b"EXAMPLES", b"DOCUMENTATION", b"RETURN"];

/// Tells whether a place is within a block of code, of a page of documentation or of a comment that documents, or in what a
/// module of Ansible says of its use.
pub(crate) fn is_shown(bytes: &[u8], at: usize, carrier: Carrier, work: &mut u64) -> bool {
    if matches!(carrier, Carrier::Code | Carrier::Test) && is_of_module(bytes, at, work) {
        return true;
    }
    let low = at.saturating_sub(BEFORE);
    let before = bytes.get(low..at).unwrap_or_default();
    let mut lines = before.rsplit(|byte| *byte == b'\n');
    let here = lines.next().unwrap_or_default();
    let is_page = carrier == Carrier::Prose;
    if !is_page && comment(here).is_none() {
        return false;
    }
    let mut read = here.len();
    let fence = lines.find_map(|line| {
        read += line.len() + 1;
        let text = if is_page { Some(line.trim_ascii_start()) } else { comment(line) };
        match text {
            // The comment began behind it.
            None => Some(None),
            Some(text) => fence(text).map(Some),
        }
    });
    *work += read as u64;
    match fence.flatten() {
        // What Rust's own tool takes for Rust has no word behind the fence, as every fence that ends has none.
        Some(language) => LANGUAGES.iter().any(|known| language.eq_ignore_ascii_case(known.as_bytes())),
        None => false,
    }
}

/// Tells whether the last three quotes before a place open such a text.
fn is_of_module(bytes: &[u8], at: usize, work: &mut u64) -> bool {
    let before = bytes.get(at.saturating_sub(OF_MODULE)..at).unwrap_or_default();
    let opened =
        [&b"\"\"\""[..], b"'''"].into_iter().filter_map(|quotes| memchr::memmem::rfind(before, quotes)).max();
    *work += opened.map_or(before.len(), |opened| before.len() - opened) as u64;
    let line = opened.and_then(|opened| before.get(..opened)?.rsplit(|byte| *byte == b'\n').next());
    line.is_some_and(|line| {
        let sign = line.strip_suffix(b"r").unwrap_or(line).trim_ascii_end();
        sign.strip_suffix(b"=").is_some_and(|name| OF_MODULES.contains(&name.trim_ascii_end()))
    })
}

/// The text of a line of a comment that documents: behind ` * `, `///` or `//!`.
fn comment(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii_start();
    let text = [&b"///"[..], b"//!", b"*"].iter().find_map(|mark| line.strip_prefix(*mark))?;
    Some(text.trim_ascii_start())
}

/// The language behind a fence, where the line is one; none behind one that ends.
fn fence(text: &[u8]) -> Option<&[u8]> {
    let behind = text.strip_prefix(b"```")?;
    behind.split(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'+'))).next()
}

#[cfg(test)]
mod tests {
    use super::is_shown;
    use crate::carrier::Carrier;

    fn shows(text: &str, carrier: Carrier) -> bool {
        let at = text.find("here").expect("the place");
        is_shown(text.as_bytes(), at, carrier, &mut 0)
    }

    #[test]
    fn code_in_documentation_is_shown() {
        for text in ["/**\n * @example\n * ```javascript\n * const a = {\n *   here", "/// ```rust\n/// here"]
        {
            assert!(shows(text, Carrier::Code), "{text}");
        }
        assert!(shows("EXAMPLES = r'''\n- name: a\n  here", Carrier::Code));
        assert!(shows("# Use\n\n```js\nvar here", Carrier::Prose));
        assert!(shows("1. Use\n\n   ```python\n   here", Carrier::Prose));
    }

    #[test]
    fn code_that_runs_is_not_nor_what_was_typed() {
        for text in [
            "/// ```rust\n/// a\n/// ```\n/// here",
            "/** ```js */\nlet here",
            "// here",
            " * here",
            "EXAMPLES = '''\n'''\nhere",
            "SQL = \"\"\"\nhere",
        ] {
            assert!(!shows(text, Carrier::Code), "{text}");
        }
        for text in ["```js\na\n```\nhere", "```sh\nhere", "```yaml\nhere", "here"] {
            assert!(!shows(text, Carrier::Prose), "{text}");
        }
    }
}
