//! `word_statistics FOLDER... FILE`: makes the table by which the room `secrets` tells words from random characters.
//!
//! Reads the names and words in all source files below the folders, keeps those that stand in at least three files, so that
//! nothing that is random or somebody's stays, and counts which letter follows which two. What is written is the cost of
//! each such step in steps of 0.8 bits, two to a byte: frequencies alone, from which no text can be made again.
//! `crates/secrets/src/words.rs` tells how the table is read; both normalise text in the same way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

/// A boundary of words, 26 letters, and one symbol for all digits.
const SYMBOLS: usize = 28;

/// The endings of what is read.
const SOURCES: &[&str] = &[
    "rs", "py", "js", "ts", "md", "toml", "yaml", "yml", "json", "c", "h", "go", "java", "html", "css",
    "txt", "sh",
];

/// The most bytes of a file that are read: longer ones are made by programs.
const LARGEST: u64 = 400_000;

fn main() -> Result<()> {
    let args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let (target, folders) = args.split_last().context("word_statistics FOLDER... FILE")?;
    ensure!(!folders.is_empty(), "word_statistics FOLDER... FILE");
    let mut files_of_words: BTreeMap<Vec<u8>, u32> = BTreeMap::new();
    for folder in folders {
        read(folder, &mut files_of_words)?;
    }
    let mut counts = vec![0.0_f64; SYMBOLS.pow(3)];
    for (word, files) in files_of_words.iter().filter(|(_, files)| **files >= 3) {
        let weight = f64::from(*files).ln();
        let mut before = [0, 0];
        for symbol in normalise(word) {
            counts[(before[0] * SYMBOLS + before[1]) * SYMBOLS + symbol] += weight;
            before = [before[1], symbol];
        }
    }
    std::fs::write(target, table(&counts))?;
    Ok(())
}

fn read(path: &Path, files_of_words: &mut BTreeMap<Vec<u8>, u32>) -> Result<()> {
    let about = std::fs::symlink_metadata(path)?;
    if about.is_dir() {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(path)?.flatten().map(|entry| entry.path()).collect();
        entries.sort();
        return entries.iter().try_for_each(|entry| read(entry, files_of_words));
    }
    let is_source = path.extension().and_then(|end| end.to_str()).is_some_and(|end| SOURCES.contains(&end));
    if !about.is_file() || !is_source || about.len() > LARGEST {
        return Ok(());
    }
    let bytes = sekimori_supply::read_capped(std::fs::File::open(path)?, 64 << 20, 0)?.unwrap_or_default();
    let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let words: BTreeSet<&[u8]> =
        bytes.split(|byte| !is_of_word(byte)).filter(|word| (3..=40).contains(&word.len())).collect();
    for word in words.into_iter().filter(|word| word[0].is_ascii_alphabetic()) {
        *files_of_words.entry(word.to_vec()).or_default() += 1;
    }
    Ok(())
}

/// Symbols of a text: letters in either case are one, a capital begins a word, what is no letter or digit ends one.
fn normalise(text: &[u8]) -> Vec<usize> {
    let mut symbols = Vec::new();
    let at = |place: usize| text.get(place).copied().unwrap_or_default();
    for (place, byte) in text.iter().enumerate() {
        let before = place.checked_sub(1).map_or(0, at);
        let begins = byte.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_uppercase() && at(place + 1).is_ascii_lowercase());
        if begins {
            symbols.push(0);
        }
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => symbols.push(usize::from(byte.to_ascii_lowercase() - b'a') + 1),
            b'0'..=b'9' => symbols.push(27),
            _ if symbols.last() != Some(&0) => symbols.push(0),
            _ => {}
        }
    }
    symbols.push(0);
    symbols
}

/// Costs, two to a byte, the first in the lower half.
fn table(counts: &[f64]) -> Vec<u8> {
    let all: f64 = counts.iter().sum();
    let one = |symbol: usize| counts.iter().skip(symbol).step_by(SYMBOLS).sum::<f64>();
    let ones: Vec<f64> = (0..SYMBOLS).map(|symbol| (one(symbol) + 1.0) / (all + 28.0)).collect();
    let mut costs = Vec::new();
    for before in 0..SYMBOLS * SYMBOLS {
        let row = &counts[before * SYMBOLS..][..SYMBOLS];
        let after_last: Vec<f64> = (0..SYMBOLS)
            .map(|symbol| {
                (0..SYMBOLS)
                    .map(|first| counts[(first * SYMBOLS + before % SYMBOLS) * SYMBOLS + symbol])
                    .sum()
            })
            .collect();
        let (sum, sum_after_last): (f64, f64) = (row.iter().sum(), after_last.iter().sum());
        for symbol in 0..SYMBOLS {
            // What was seen after one symbol helps where two were seen seldom (Witten-Bell, with a fixed weight).
            let by_last = (after_last[symbol] + 20.0 * ones[symbol]) / (sum_after_last + 20.0);
            let share = (row[symbol] + 20.0 * by_last) / (sum + 20.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to four bits"
            )]
            costs.push((-share.log2() / 0.8).round().clamp(0.0, 15.0) as u8);
        }
    }
    costs.chunks(2).map(|pair| pair[0] | pair.get(1).copied().unwrap_or_default() << 4).collect()
}
