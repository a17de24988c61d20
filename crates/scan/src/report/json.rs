//! `sekimori.dev/findings/v1` as JSON.

use std::io::{self, Write};

use crate::Scan;

pub(super) fn write(scan: &Scan, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &scan.envelope())?;
    out.write_all(b"\n")
}
