//! Lines of `requirements.txt`.

use crate::packages::python;

/// The first line that asks for nothing that could be installed.
pub(super) fn odd(text: &str) -> Option<usize> {
    let mut goes_on = false;
    for (number, line) in (1_usize..).zip(text.lines()) {
        let is_first = !goes_on;
        let code =
            if line.trim_start().starts_with('#') { "" } else { line.split(" #").next().unwrap_or_default() };
        let code = code.trim();
        goes_on = code.ends_with('\\');
        let code = code.trim_end_matches('\\').trim();
        if !hashes_are_whole(code) || is_first && !code.is_empty() && !fits(code) {
            return Some(number);
        }
    }
    None
}

fn fits(line: &str) -> bool {
    // Options, and what lies beside or elsewhere; a variable of the environment may be anything.
    let is_place = line.starts_with(['-', '.', '$'])
        || !line.contains(char::is_whitespace) && line.contains(['/', '\\'])
        || line.contains("://")
        || [".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2"].iter().any(|ending| line.ends_with(ending));
    is_place || python::is_requirement(line) && !line.ends_with(['=', '<', '>', '!', '~', ',', '@', ';', '('])
}

fn hashes_are_whole(line: &str) -> bool {
    line.split("--hash=sha256:").skip(1).all(|rest| {
        let hash = rest.split_ascii_whitespace().next().unwrap_or_default();
        hash.len() == 64
    })
}
