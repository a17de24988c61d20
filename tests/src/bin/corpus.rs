//! `corpus FOLDER [SEED [EACH]]`: writes the labelled corpus of secrets and `labels.json` beside it, for measuring scanners.
//!
//! `corpus --read FOLDER` reads all bytes of all files and does nothing with them: what any scanner has to do at least.
//!
//! The labels stand outside of the corpus, in `FOLDER/labels.json`, and hold no value; the files in `FOLDER/corpus`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sekimori_catalog::credentials;
use sekimori_tests::corpus;
use serde_json::json;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().map(PathBuf::from).context("usage: corpus FOLDER [SEED [EACH]]")?;
    if folder.as_os_str() == "--read" {
        let bytes = read(&args.next().map(PathBuf::from).context("a folder")?)?;
        writeln!(std::io::stdout(), "{bytes}")?;
        return Ok(());
    }
    let mut number = |default: u64| args.next().map_or(Ok(default), |text| text.parse::<u64>());
    let (seed, each) = (number(1)?, usize::try_from(number(6)?)?);
    let pieces = corpus(seed, each);
    let mut labels = Vec::new();
    for piece in &pieces {
        let path = folder.join("corpus").join(&piece.path);
        let above = path.parent().context("a file in a folder")?;
        std::fs::create_dir_all(above).with_context(|| format!("making {}", above.display()))?;
        std::fs::write(&path, &piece.bytes).with_context(|| format!("writing {}", path.display()))?;
        labels.push(match &piece.label {
            None => json!({"path": piece.path, "rule": "none"}),
            Some(label) => {
                let (line, end) = (label.lines.start(), (*label.lines.end()).min(1_000_000));
                let wrapping = format!("{:?}", piece.wrapping);
                json!({"path": piece.path, "rule": label.rule, "line": line, "end": end,
                       "carrier": label.carrier, "wrapping": wrapping})
            }
        });
    }
    let covers: serde_json::Map<String, serde_json::Value> = credentials()
        .iter()
        .map(|rule| {
            let of = |framework: &str| -> Vec<&str> {
                rule.covers
                    .iter()
                    .filter(|cover| cover.framework == framework)
                    .map(|cover| cover.id)
                    .collect()
            };
            let peers = ["betterleaks", "gitleaks", "kingfisher"].map(|peer| (peer, of(peer)));
            (rule.id.to_owned(), json!(std::collections::BTreeMap::from(peers)))
        })
        .collect();
    let text = serde_json::to_string_pretty(&json!({"labels": labels, "covers": covers}))?;
    std::fs::write(folder.join("labels.json"), text)?;
    writeln!(std::io::stderr(), "{} files", pieces.len())?;
    Ok(())
}

/// Reads all files below a folder; returns how many bytes they have.
fn read(folder: &Path) -> Result<usize> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            bytes += read(&entry.path())?;
        } else if kind.is_file() {
            let limit = 1 << 30;
            let read = sekimori_supply::read_capped(std::fs::File::open(entry.path())?, limit, 0)?;
            bytes += std::hint::black_box(read).map_or(0, |read| read.len());
        }
    }
    Ok(bytes)
}
