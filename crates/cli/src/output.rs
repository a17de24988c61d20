//! Where results go: standard output or a file; what a terminal can show.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use sekimori_scan::said;

use crate::args::Color;
use crate::error::Error;

/// Writes a result with `write`, to `file` or to standard output.
///
/// A reader that went away, as `head` does, has seen enough: that is no error.
pub(crate) fn write(
    file: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    let path = file.map_or_else(|| "-".to_owned(), |path| path.display().to_string());
    let result = match file {
        Some(path) => File::create(path).and_then(|file| finish(BufWriter::new(file), write)),
        None => finish(BufWriter::with_capacity(1 << 16, io::stdout().lock()), write),
    };
    match result {
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(cause) => Err(Error::Output { path, cause }),
        Ok(()) => Ok(()),
    }
}

fn finish<W: Write>(
    mut out: BufWriter<W>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    write(&mut out)?;
    out.flush()
}

/// Writes a line for the user, not part of the result; a path in it shows no token.
pub(crate) fn say(line: &str) {
    // Nobody is left to tell if standard error is gone.
    let _ = writeln!(io::stderr().lock(), "{}", sekimori_scan::report::printable(&said(line)));
}

/// Tells whether the result may be coloured. `auto` asks the terminal, `NO_COLOR` and `CLICOLOR_FORCE`.
pub(crate) fn is_coloured(color: Color, to_file: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => !to_file && AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    }
}

/// Tells whether results go to a terminal.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Columns of the terminal; 140 where there is none.
pub(crate) fn width() -> usize {
    let size = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    size.map_or(140, |(width, _)| usize::from(width.0).max(40))
}
