//! Files that the command line names: read whole, and never more than one of their kind has.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use sekimori_supply::read_capped;

/// Reads a file of any kind, such as a pipe that a shell made of a command.
///
/// # Errors
/// What the system says; [`io::ErrorKind::FileTooLarge`] where it has more than `most_bytes`.
pub(crate) fn load(path: &Path, most_bytes: u64) -> io::Result<Vec<u8>> {
    let bytes = read_capped(File::open(path)?, most_bytes, 0)?;
    bytes.ok_or_else(|| io::Error::new(io::ErrorKind::FileTooLarge, format!("more than {most_bytes} bytes")))
}

/// Reads a regular file: to open a pipe would wait for a writer for ever.
///
/// # Errors
/// Those of [`load`], and where it is of another kind.
pub(crate) fn load_regular(path: &Path, most_bytes: u64) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    load(path, most_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_within_the_limit_and_a_regular_file() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (file, size) =
            (folder.join("README.md"), folder.join("README.md").metadata().expect("a file").len());
        assert_eq!(load(&file, size).expect("it fits").len() as u64, size);
        let error = load_regular(&file, size - 1).expect_err("it is too large");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(error.to_string(), format!("more than {} bytes", size - 1));
        assert_eq!(load_regular(folder, size).expect_err("a folder").to_string(), "not a regular file");
        let missing = load_regular(&folder.join("no-such-file"), 1).expect_err("it is not there");
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }
}
