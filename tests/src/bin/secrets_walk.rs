//! `secrets_walk FOLDER...`: runs the patterns over real trees and prints where each fires, for somebody to judge.
//!
//! Prints `path:line`, the rule, the context and the redacted value; last the numbers of files, bytes and hits. Trees that
//! many people read, such as the sources of published packages, hold next to no secrets: what fires there is wrong.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;
use sekimori_catalog::credentials;
use sekimori_model::Persona;
use sekimori_secrets::{Bounds, Engine};

/// The most bytes of a file that are looked at.
const LARGEST: u64 = 64 << 20;

fn main() -> Result<()> {
    let engine = Engine::new(credentials().iter().copied().filter(|rule| rule.persona == Persona::Regular))?;
    let mut walk = Walk { engine, files: 0, bytes: 0, hits: BTreeMap::new(), out: std::io::stdout().lock() };
    for folder in std::env::args_os().skip(1) {
        walk.path(Path::new(&folder))?;
    }
    let Walk { files, bytes, hits, mut out, .. } = walk;
    writeln!(out, "{files} files, {bytes} bytes, {} hits", hits.values().sum::<u64>())?;
    for (rule, number) in hits {
        writeln!(out, "{number:>8} {rule}")?;
    }
    Ok(())
}

struct Walk<'a> {
    engine: Engine,
    files: u64,
    bytes: u64,
    hits: BTreeMap<&'static str, u64>,
    out: std::io::StdoutLock<'a>,
}

impl Walk<'_> {
    fn path(&mut self, path: &Path) -> Result<()> {
        let about = std::fs::symlink_metadata(path)?;
        if about.is_dir() {
            let mut entries: Vec<PathBuf> =
                std::fs::read_dir(path)?.flatten().map(|entry| entry.path()).collect();
            entries.sort();
            return entries.iter().try_for_each(|entry| self.path(entry));
        }
        if !about.is_file() || about.len() > LARGEST {
            return Ok(());
        }
        let bytes =
            sekimori_supply::read_capped(std::fs::File::open(path)?, 64 << 20, 0)?.unwrap_or_default();
        self.files += 1;
        self.bytes += bytes.len() as u64;
        let found = self.engine.scan(&path.to_string_lossy(), &bytes, &Bounds::default());
        for hit in found.hits {
            *self.hits.entry(hit.rule.id).or_default() += 1;
            let line = 1 + bytes.iter().take(hit.span.start).filter(|byte| **byte == b'\n').count();
            writeln!(
                self.out,
                "{}:{line}\t{}\t{}\t{}",
                path.display(),
                hit.rule.id,
                hit.context,
                hit.redacted
            )?;
        }
        Ok(())
    }
}
