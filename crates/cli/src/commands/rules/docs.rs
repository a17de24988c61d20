//! `sekimori rules docs`: the reference of rules as a folder of pages.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use sekimori_catalog::all;
use sekimori_model::Lang;
use sekimori_scan::site::{self, File};
use sekimori_text::{Arg, text_with};

use crate::error::Error;
use crate::output;

/// Says that a folder is ours to write into.
const MARKER: &str = ".sekimori-rules";
const MARKER_TEXT: &str = "`sekimori rules docs` wrote this folder and may write into it again.\n";

/// Writes the site into `folder`, and says so unless `quiet`.
///
/// A folder with anything of somebody else's in it is left alone unless `force`. Nothing is ever deleted.
pub(super) fn write(folder: &Path, force: bool, quiet: bool, lang: Lang) -> Result<(), Error> {
    let shown = |path: &Path| path.display().to_string();
    let failed = |path: &Path, cause| Error::Output { path: shown(path), cause };
    if !force && !is_ours(folder).map_err(|cause| failed(folder, cause))? {
        return Err(Error::FolderNotEmpty { path: shown(folder) });
    }
    let files = site::files();
    // The marker comes first, so that a run that was broken off can be done again.
    let marker = File { path: MARKER.to_owned(), text: MARKER_TEXT.to_owned() };
    for file in std::iter::once(&marker).chain(&files) {
        write_file(folder, file)?;
    }
    if !quiet {
        let index = if lang == Lang::Ja { "ja/index.html" } else { "index.html" };
        let pages = files.iter().filter(|file| file.is_page()).count();
        let args = [
            ("pages", Arg::Number(pages as u64)),
            ("rules", Arg::Number(all().len() as u64)),
            ("path", Arg::Text(&shown(folder))),
            ("index", Arg::Text(&shown(&folder.join(index)))),
        ];
        output::say(&text_with(lang.as_str(), "site-written", &args));
    }
    Ok(())
}

/// Tells whether a folder is new, empty or written by us.
fn is_ours(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none() || is_file(&folder.join(MARKER))?),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Tells whether there is a file, and no link to one.
fn is_file(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(found.is_file()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes one file. Links are not followed: they would lead out of the folder.
fn write_file(folder: &Path, file: &File) -> Result<(), Error> {
    let mut path = folder.to_owned();
    let failed = |path: &Path, cause| Error::Output { path: path.display().to_string(), cause };
    fs::create_dir_all(&path).map_err(|cause| failed(&path, cause))?;
    let mut steps = file.path.split('/').peekable();
    while let Some(step) = steps.next() {
        path.push(step);
        let is_last = steps.peek().is_none();
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_symlink() || found.is_file() != is_last || found.is_dir() == is_last => {
                return Err(Error::InTheWay { path: path.display().to_string() });
            }
            Ok(_) => {}
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(&path, error)),
            Err(_) if is_last => {}
            Err(_) => fs::create_dir(&path).map_err(|cause| failed(&path, cause))?,
        }
    }
    fs::write(&path, &file.text).map_err(|cause| failed(&path, cause))
}
