//! `generate FILES FOLDER`: writes the generated tree, for measuring other programs on it.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use sekimori_tests::Tree;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let files = args.next().and_then(|text| text.parse().ok());
    let usage = "usage: generate FILES FOLDER";
    let (files, folder) = (files.context(usage)?, args.next().map(PathBuf::from).context(usage)?);
    let bytes = Tree { files }.write(&folder).with_context(|| format!("writing {}", folder.display()))?;
    writeln!(std::io::stderr(), "{files} files, {bytes} bytes")?;
    Ok(())
}
