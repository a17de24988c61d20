//! gitleaks and betterleaks: allow lists of their configuration, and files that list findings.
//!
//! Values, lines of text and commits are no part of a waiver. An allow list by them is told, never carried over by what
//! else it says, because that would accept more. No text of such a list is kept: it may be the secret itself.
//!
//! # Source
//! gitleaks, README.md ("Configuration", "gitleaks:allow", ".gitleaksignore"); betterleaks, README.md, docs/config.md and
//! `docs/v2_migration.md` ("Ignore files").

mod allow_list;
mod globs;
pub(super) mod toml;

use super::scope::folder;
use super::{Found, Scanner, Scope, Unclear, What, check_of, name};

pub(super) use allow_list::config;

/// Files that list findings.
pub(super) const LISTS: [&str; 2] = [".gitleaksignore", ".betterleaksignore"];
/// Configurations by the names under which they are found or commonly given.
pub(super) const CONFIGS: [&str; 4] =
    [".gitleaks.toml", "gitleaks.toml", ".betterleaks.toml", "betterleaks.toml"];

/// Whose file it is. What has another name was named by the user, and both read the same form.
pub(super) fn owner(path: &str) -> Scanner {
    if name(path).contains("betterleaks") { Scanner::Betterleaks } else { Scanner::Gitleaks }
}

/// Reads `.gitleaksignore`: `COMMIT:FILE:RULE:LINE` or `FILE:RULE:LINE`, and comments on lines of their own.
///
/// A comment is the reason of what stands below it, up to a blank line or the next comment.
pub(super) fn list(text: &str, found: &mut Found<'_>) {
    let (scanner, above) = (owner(found.path), folder(found.path).to_owned());
    let (mut reason, mut goes_on) = (String::new(), false);
    for (number, line) in (1_u32..).zip(text.lines()) {
        if found.is_full() {
            return;
        }
        let line = line.trim();
        let comment = line.strip_prefix('#');
        if comment.is_some() && goes_on {
            reason.push(' ');
        } else if comment.is_some() || line.is_empty() {
            reason.clear();
        }
        goes_on = comment.is_some();
        if let Some(comment) = comment {
            reason.extend(comment.chars().take(MAX_COMMENT.saturating_sub(reason.len())));
        } else if !line.is_empty() {
            entry(scanner, line, &above, &reason, number, found);
        }
    }
}

/// A longer comment is cut here, and as a reason further.
const MAX_COMMENT: usize = 2_000;

fn entry(scanner: Scanner, text: &str, above: &str, reason: &str, line: u32, found: &mut Found<'_>) {
    let mut unclear = |why| found.add(scanner, What::Unclear(why), &Scope::default(), "", line);
    if text.len() == DIGEST && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return unclear(Unclear::Values);
    }
    let mut parts = text.split(':').rev();
    let (Some(of_file), Some(rule), Some(file)) = (parts.next(), parts.next(), parts.next()) else {
        return unclear(Unclear::Form);
    };
    let is_one_too_many = parts.nth(1).is_some();
    let (Ok(of_file), false, false) = (of_file.parse(), rule.is_empty(), is_one_too_many) else {
        return unclear(Unclear::Form);
    };
    match exact(file) {
        Some(file) => {
            let scope = Scope { subject: None, path: Some(format!("{above}{file}")) };
            found.add_of_line(scanner, check_of(rule), &scope, reason, of_file, line);
        }
        None => unclear(Unclear::Paths),
    }
}

/// Hexadecimal digits of a SHA-256.
const DIGEST: usize = 64;

/// The selector of this very path below the file's folder; none where it has a sign of selectors, or leads elsewhere.
fn exact(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let leads_out = path.is_empty() || path.starts_with('/') || path.split('/').any(|part| part == "..");
    (!leads_out && !path.contains(['*', '?'])).then(|| path.to_owned())
}
