//! One pass over the bytes that finds every keyword of every pattern.

use std::collections::BTreeMap;

/// The fewest bytes that a keyword can have.
pub(crate) const LEAST: usize = 3;

/// A keyword that stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hint {
    pub(crate) at: usize,
    /// Index of the keyword in [`Prefilter::keywords`].
    pub(crate) keyword: usize,
}

/// All keywords, in lower case, and how to find them.
pub(crate) struct Prefilter {
    keywords: Vec<Box<[u8]>>,
    /// Keywords by their first three bytes in lower case.
    by_start: BTreeMap<[u8; LEAST], Vec<usize>>,
}

impl Prefilter {
    pub(crate) fn new(keywords: impl IntoIterator<Item = String>) -> Self {
        let mut all: Vec<Box<[u8]>> =
            keywords.into_iter().map(|word| word.to_ascii_lowercase().into_bytes().into()).collect();
        all.sort();
        all.dedup();
        let mut by_start: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (index, word) in all.iter().enumerate() {
            if let Some(start) = word.first_chunk::<LEAST>() {
                by_start.entry(*start).or_default().push(index);
            }
        }
        Self { keywords: all, by_start }
    }

    /// Returns the index of a keyword.
    pub(crate) fn index(&self, keyword: &str) -> Option<usize> {
        let keyword = keyword.to_ascii_lowercase();
        self.keywords.binary_search_by(|known| (**known).cmp(keyword.as_bytes())).ok()
    }

    /// Returns every keyword in the bytes, in any case, in order.
    pub(crate) fn hints(&self, bytes: &[u8], hints: &mut Vec<Hint>) {
        for (at, start) in bytes.windows(LEAST).enumerate() {
            let Some(start) = start.first_chunk::<LEAST>() else { continue };
            let Some(words) = self.by_start.get(&start.map(|b| b.to_ascii_lowercase())) else { continue };
            for &keyword in words {
                let Some(word) = self.keywords.get(keyword) else { continue };
                let found = bytes.get(at..at + word.len());
                if found.is_some_and(|found| found.eq_ignore_ascii_case(word)) {
                    hints.push(Hint { at, keyword });
                }
            }
        }
    }
}
