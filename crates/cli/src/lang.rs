//! Which language to speak, before the command line is parsed: its very help depends on it.

use std::env;
use std::ffi::{OsStr, OsString};

use sekimori_model::Lang;

/// Chooses the language: `--lang`, then `SEKIMORI_LANG`, then the locale, then English.
pub(crate) fn choose(args: &[OsString]) -> Lang {
    from_args(args)
        .or_else(|| env::var("SEKIMORI_LANG").ok().as_deref().and_then(known))
        .or_else(from_locale)
        .unwrap_or(Lang::En)
}

fn from_args(args: &[OsString]) -> Option<Lang> {
    let mut args = args.iter().skip(1).map(OsString::as_os_str).take_while(|arg| *arg != OsStr::new("--"));
    while let Some(arg) = args.next() {
        let value = match arg.to_str() {
            Some("--lang") => args.next().and_then(OsStr::to_str),
            Some(text) => text.strip_prefix("--lang="),
            None => None,
        };
        if let Some(lang) = value.and_then(known) {
            return Some(lang);
        }
    }
    None
}

/// The first of the variables that is set decides.
///
/// # Source
/// POSIX.1-2017, Base Definitions, section 8.2 (internationalization variables).
fn from_locale() -> Option<Lang> {
    let set = |name| env::var(name).ok().filter(|value: &String| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set)?;
    // `ja`, `ja_JP.UTF-8`, `ja@mod`; not `jam_JM`, which is another language.
    locale.split(['_', '.', '@']).next().and_then(known)
}

fn known(text: &str) -> Option<Lang> {
    text.parse().ok()
}
