//! `secrets_speed FOLDER...`: how fast the engine of secrets is on a tree, in CPU seconds of one thread, beside merely
//! reading the files.
//!
//! Prints a table; never fails for being slow, because a figure is no test.
#![expect(clippy::cast_precision_loss, reason = "figures for people, far below 2^52")]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use sekimori_secrets::{Bounds, Engine, Scratch};

/// What is read of one file at most.
const MOST: u64 = 64 << 20;

fn main() -> Result<()> {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    ensure!(!folders.is_empty(), "give the folders to look at");
    let mut out = std::io::stdout().lock();
    let started = Instant::now();
    let engine = Engine::new(sekimori_catalog::credentials().iter().copied())?;
    let patterns = sekimori_catalog::credentials().len();
    writeln!(out, "{patterns} patterns, engine made in {:.2} ms", started.elapsed().as_secs_f64() * 1e3)?;
    writeln!(
        out,
        "{:>8} {:>8} {:>10} {:>10} {:>8} {:>8} {:>6} {:>9}  folder",
        "files", "MB", "read CPU s", "scan CPU s", "MB/CPU s", "hits", "gaps", "RSS MiB"
    )?;
    for folder in folders {
        let mut paths = Vec::new();
        walk(&folder, &mut paths)?;
        paths.sort();
        // The first reading is for the disk's sake.
        read_all(&paths, |_, _| {})?;
        let (read, _) = read_all(&paths, |_, _| {})?;
        let (mut scratch, bounds) = (Scratch::default(), Bounds::default());
        let (mut hits, mut gaps) = (BTreeMap::<&str, usize>::new(), 0);
        let (both, bytes) = read_all(&paths, |path, bytes| {
            let found = engine.scan_with(&mut scratch, &path.to_string_lossy(), bytes, &bounds);
            gaps += found.gaps.len();
            for hit in found.hits {
                *hits.entry(hit.rule.id).or_default() += 1;
            }
        })?;
        let megabytes = bytes as f64 / 1e6;
        // Kibibytes on Linux, see getrusage(2).
        let peak = getrusage(UsageWho::RUSAGE_SELF)?.max_rss() as f64 / 1024.0;
        writeln!(
            out,
            "{:>8} {megabytes:>8.1} {read:>10.3} {:>10.3} {:>8.0} {:>8} {gaps:>6} {peak:>9.1}  {}",
            paths.len(),
            both - read,
            megabytes / both,
            hits.values().sum::<usize>(),
            folder.display()
        )?;
        for (rule, count) in hits {
            writeln!(out, "{count:>20} {rule}")?;
        }
    }
    Ok(())
}

/// Reads every file, one after the other; returns the CPU seconds and the bytes.
fn read_all(paths: &[PathBuf], mut each: impl FnMut(&Path, &[u8])) -> Result<(f64, u64)> {
    let before = cpu()?;
    let (mut buffer, mut bytes) = (Vec::new(), 0);
    for path in paths {
        buffer.clear();
        let file = File::open(path).with_context(|| path.display().to_string())?;
        #[expect(clippy::disallowed_methods, reason = "has its bound; supply would bring all that it needs")]
        file.take(MOST).read_to_end(&mut buffer)?;
        bytes += buffer.len() as u64;
        each(path, &buffer);
    }
    Ok((cpu()? - before, bytes))
}

/// CPU seconds of this process.
fn cpu() -> Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(&entry.path(), paths)?;
        } else if kind.is_file() {
            paths.push(entry.path());
        }
    }
    Ok(())
}
