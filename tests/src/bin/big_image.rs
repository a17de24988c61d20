//! `big_image FOLDER`: writes an image of two gigabytes in the layout of OCI, and prints how many bytes it unpacks to.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use sekimori_tests::BigImage;

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).context("name the folder of the layout")?;
    let bytes = BigImage::TWO_GIGABYTES.write(Path::new(&folder))?;
    writeln!(std::io::stdout().lock(), "{bytes}")?;
    Ok(())
}
