//! Findings packed file by file, because a tree of 40,000 files has a quarter of a million of them.
//!
//! As values they take 2 KiB each; packed, and compressed a file at a time, a tenth of that. What a rule says alike in
//! each of its findings is not kept at all but read from the rule again.

mod gist;
mod record;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sekimori_model::{EachFinding, Finding, Localised};

pub(crate) use gist::Gist;
use record::Record;

/// Findings, sorted by path, line, column, rule and fingerprint.
#[derive(Debug, Default)]
pub struct PackedFindings {
    chunks: Vec<Chunk>,
    texts: Vec<Localised>,
    len: usize,
}

/// The findings of one file.
#[derive(Debug)]
pub(crate) struct Chunk {
    path: Arc<str>,
    gists: Box<[Gist]>,
    bytes: Box<[u8]>,
}

/// Packs findings while they are made, on any thread.
#[derive(Debug, Default)]
pub(crate) struct Packer(Mutex<Texts>);

/// The texts that findings share: what was wanted, in both languages.
#[derive(Debug, Default)]
struct Texts {
    all: Vec<Localised>,
    /// By where the two texts lie in the program.
    known: HashMap<(usize, usize), u32>,
}

impl Texts {
    fn index(&mut self, text: &Localised) -> Option<u32> {
        let (en, ja) = text.constants()?;
        let key = (en.as_ptr().addr(), ja.as_ptr().addr());
        if let Some(index) = self.known.get(&key) {
            return Some(*index);
        }
        let index = u32::try_from(self.all.len()).ok()?;
        self.all.push(text.clone());
        self.known.insert(key, index);
        Some(index)
    }
}

impl Packer {
    /// Packs the findings of a file, which are sorted.
    pub(crate) fn pack(&self, path: &Arc<str>, findings: &[Finding]) -> Option<Chunk> {
        if findings.is_empty() {
            return None;
        }
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let records: Vec<Record> =
            findings.iter().map(|finding| Record::of(finding, path, &mut |text| texts.index(text))).collect();
        drop(texts);
        let plain = postcard::to_allocvec(&records).expect("a record is made of plain values");
        let bytes = lz4_flex::compress_prepend_size(&plain).into();
        let gists = findings.iter().map(Gist::of).collect();
        Some(Chunk { path: Arc::clone(path), gists, bytes })
    }

    /// Puts the findings of all files in order.
    pub(crate) fn finish(self, mut chunks: Vec<Chunk>) -> PackedFindings {
        chunks.sort_by(|a, b| a.path.cmp(&b.path));
        chunks.shrink_to_fit();
        let texts = self.0.into_inner().unwrap_or_else(PoisonError::into_inner).all;
        let len = chunks.iter().map(|chunk| chunk.gists.len()).sum();
        PackedFindings { chunks, texts, len }
    }
}

impl PackedFindings {
    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns what decides about the findings, one by one.
    pub(crate) fn gists(&self) -> impl Iterator<Item = &Gist> {
        self.chunks.iter().flat_map(|chunk| &chunk.gists)
    }

    /// Returns the findings one by one.
    pub fn iter(&self) -> impl Iterator<Item = Finding> + '_ {
        self.files().flatten()
    }

    /// Returns the findings file by file.
    pub fn files(&self) -> impl Iterator<Item = Vec<Finding>> + '_ {
        self.chunks.iter().map(|chunk| self.unpack(chunk))
    }

    fn unpack(&self, chunk: &Chunk) -> Vec<Finding> {
        let plain = lz4_flex::decompress_size_prepended(&chunk.bytes).expect("it was compressed here");
        let records: Vec<Record> = postcard::from_bytes(&plain).expect("it was written here");
        let text = |index: u32| usize::try_from(index).ok().and_then(|index| self.texts.get(index)).cloned();
        records.into_iter().map(|record| record.finding(&chunk.path, &text)).collect()
    }

    /// Changes the findings of each file, or takes some away.
    pub(crate) fn rewrite(&mut self, mut change: impl FnMut(&mut Vec<Finding>)) {
        let packer = Packer::default();
        let mut chunks = Vec::new();
        for chunk in &self.chunks {
            let mut findings = self.unpack(chunk);
            change(&mut findings);
            chunks.extend(packer.pack(&chunk.path, &findings));
        }
        *self = packer.finish(chunks);
    }
}

impl EachFinding for PackedFindings {
    fn each(&self) -> Box<dyn Iterator<Item = Finding> + '_> {
        Box::new(self.iter())
    }
}
