//! The files that a package brought.

use std::sync::Arc;

use crate::Failure;
use crate::packages::{About, Bounds, Found, Input};

/// Reads `NAME[:ARCHITECTURE].list`: a path a line, folders among them.
pub(super) fn read_list(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let Some(package) = package_of(input.path, ".list") else { return Ok(()) };
    let text = String::from_utf8_lossy(input.bytes);
    let mut files: Vec<Box<str>> = Vec::new();
    let mut lines = text.lines().map(|line| line.trim_matches('/')).peekable();
    while let Some(line) = lines.next() {
        // What lies in a folder follows it.
        let is_folder = lines.peek().is_some_and(|next| {
            next.strip_prefix(line).is_some_and(|rest| rest.starts_with('/')) || line.is_empty()
        });
        if !is_folder && !line.is_empty() && line != "." {
            bounds.check_files(files.len())?;
            files.push(line.into());
        }
    }
    found.about.push(About { package, licence: None, files });
    Ok(())
}

/// Reads `NAME.md5sums`, which is all that images without dpkg have: a digest and a path a line.
pub(super) fn read_sums(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let Some(package) = package_of(input.path, ".md5sums") else { return Ok(()) };
    let text = String::from_utf8_lossy(input.bytes);
    let mut files = Vec::new();
    for line in text.lines() {
        let Some((_, path)) = line.split_once([' ', '\t']) else { continue };
        let path = path.trim_start_matches([' ', '\t', '*']).trim_start_matches("./");
        if !path.is_empty() {
            bounds.check_files(files.len())?;
            files.push(path.trim_start_matches('/').into());
        }
    }
    found.about.push(About { package, licence: None, files });
    Ok(())
}

/// Returns the package that a file with this ending is about.
fn package_of(path: &str, ending: &str) -> Option<Arc<str>> {
    let name = path.rsplit('/').next()?.strip_suffix(ending)?;
    let name = name.split(':').next().filter(|name| !name.is_empty())?;
    Some(name.into())
}
