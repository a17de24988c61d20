//! Comments that allow what stands beside them, in files of any kind: `gitleaks:allow` and its like.
//!
//! The scanners look for the bare word and know no language, so neither does this. Only the line is told: its text may
//! be the secret itself.
//!
//! # Source
//! gitleaks, README.md ("gitleaks:allow"); betterleaks, README.md ("betterleaks:allow / gitleaks:allow"); Kingfisher,
//! docs/ADVANCED.md ("Inline Ignore Directives").

use super::leaks::{CONFIGS, LISTS};
use super::{Found, Ignore, Scanner, Scope, Unclear, What, name};
use crate::decode;

const MARKS: [(Scanner, &str); 3] = [
    (Scanner::Gitleaks, "gitleaks:allow"),
    (Scanner::Betterleaks, "betterleaks:allow"),
    (Scanner::Kingfisher, "kingfisher:ignore"),
];

/// Tells whether one of `scanners` heeds comments in files of any kind.
pub fn heeds_any_file(scanners: &[Scanner]) -> bool {
    MARKS.iter().any(|(scanner, _)| scanners.contains(scanner))
}

/// Reads the comments of the file at `path` that allow what stands beside them; of one that is not text, none.
pub fn beside(path: &str, bytes: &[u8], scanners: &[Scanner]) -> Vec<Ignore> {
    let mut found = Found { path, scanners, ignores: Vec::new() };
    // Their own files speak of these comments, and hold no secrets that are allowed by them.
    if !heeds_any_file(scanners) || LISTS.contains(&name(path)) || CONFIGS.contains(&name(path)) {
        return Vec::new();
    }
    let is_wide = bytes.starts_with(&[0xFE, 0xFF]) || bytes.starts_with(&[0xFF, 0xFE]);
    if !is_wide && bytes.iter().take(LOOKED_AT).any(|byte| *byte == 0) {
        return Vec::new();
    }
    let text = decode(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), |text| text.text);
    let asked = MARKS.iter().filter(|(scanner, mark)| found.asks(*scanner) && text.contains(*mark));
    let asked: Vec<_> = asked.collect();
    if asked.is_empty() {
        return Vec::new();
    }
    // A path with a sign of selectors would select others too.
    let is_exact = !path.contains(['*', '?']);
    let scope = Scope { subject: None, path: Some(path.to_owned()) };
    for (number, line) in (1_u32..).zip(text.lines()) {
        for (scanner, _) in asked.iter().filter(|(_, mark)| line.contains(mark)) {
            if is_exact {
                found.add_of_line(*scanner, What::Beside, &scope, "", number, number);
            } else {
                found.add(*scanner, What::Unclear(Unclear::Paths), &Scope::default(), "", number);
            }
        }
        if found.is_full() {
            break;
        }
    }
    found.ignores
}

/// Bytes in which a binary file shows itself by a zero, as git has it.
const LOOKED_AT: usize = 8_000;
