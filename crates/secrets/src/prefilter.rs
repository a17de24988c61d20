//! One pass over the bytes that finds every keyword of every pattern.
//!
//! Every second place of the bytes is asked whether the four bytes there, with letters made small, are a part of some
//! keyword; a table of bits, small enough for a near cache, answers. Each keyword is in it twice: by its rarest part
//! that begins an even number of bytes from its start, and by its rarest an odd number from it, so that one of them
//! stands at a place that is asked. Where the table says yes, the part is looked up and the keyword compared.

use std::ops::Range;

use crate::rarity;

/// The fewest bytes that a keyword can have.
pub(crate) const LEAST: usize = 3;

/// The bytes of a part of a keyword.
const PART: usize = 4;

/// How far into a keyword its part may begin: hints come so much out of order, and not more.
const DEEPEST: usize = 24;

/// The binary logarithm of the bits in the table: 256 KiB, of which a fortieth is set.
const TABLE: u32 = 21;

/// The binary logarithm of the number of buckets.
const BUCKETS: u32 = 13;

/// The bytes that one step of the search looks at, and so many more does it read.
const STEP: usize = 8;

/// The bit by which a small letter differs from its capital, in each byte. It makes some marks equal too, which the
/// comparison of the whole keyword tells apart again.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// A keyword that stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hint {
    pub(crate) at: usize,
    /// Index of the keyword.
    pub(crate) keyword: usize,
}

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Keyword {
    /// In small letters, unless it is exact.
    text: Box<[u8]>,
    /// Whether capitals and small letters differ.
    exact: bool,
}

impl Keyword {
    pub(crate) fn new(text: &str, exact: bool) -> Self {
        let text = if exact { text.to_owned() } else { text.to_ascii_lowercase() };
        Self { text: text.into_bytes().into(), exact }
    }

    fn is(&self, bytes: &[u8]) -> bool {
        if self.exact { bytes == &*self.text } else { bytes.eq_ignore_ascii_case(&self.text) }
    }
}

/// A part of a keyword, by which it is found.
#[derive(Clone, Copy)]
struct Part {
    /// Its bytes in small letters; 0 at an open place, where any byte may stand.
    gram: u32,
    keyword: u32,
    /// Where the part begins, counted from one byte before the keyword.
    from: u32,
}

impl Part {
    /// Calls for each four bytes that the part can be.
    fn grams(&self, mut each: impl FnMut(u32)) {
        let Some(open) = self.gram.to_le_bytes().iter().position(|byte| *byte == 0) else {
            each(self.gram);
            return;
        };
        for byte in (0..=u8::MAX).filter(|byte| byte & 0x20 != 0) {
            each(self.gram | u32::from(byte) << (8 * open));
        }
    }
}

/// All keywords, and how to find them.
pub(crate) struct Prefilter {
    keywords: Vec<Keyword>,
    table: Box<[u64]>,
    /// Where the parts of each bucket begin, and where the last one ends.
    buckets: Vec<u32>,
    parts: Vec<Part>,
}

impl Prefilter {
    /// Takes the keywords; those below [`LEAST`] bytes are never found.
    pub(crate) fn new(keywords: impl IntoIterator<Item = Keyword>) -> Self {
        let mut keywords: Vec<Keyword> = keywords.into_iter().collect();
        keywords.sort_unstable();
        keywords.dedup();
        let mut parts = Vec::with_capacity(keywords.len() * 2);
        for (index, keyword) in (0..).zip(&keywords) {
            if keyword.text.len() >= LEAST {
                add_parts(index, &keyword.text, &mut parts);
            }
        }
        let mut table = vec![0_u64; 1 << (TABLE - 6)].into_boxed_slice();
        let mut buckets = vec![0_u32; (1 << BUCKETS) + 1];
        for part in &parts {
            part.grams(|gram| {
                let hash = hash(gram);
                if let Some(word) = table.get_mut(word_of(hash)) {
                    *word |= 1 << (hash & 63);
                }
            });
            if let Some(count) = buckets.get_mut(bucket_of(part.gram) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut buckets {
            sum += *count;
            *count = sum;
        }
        // Each part goes to the next free place of its bucket.
        let mut next = buckets.clone();
        let mut sorted = parts.clone();
        for part in parts {
            if let Some(place) = next.get_mut(bucket_of(part.gram)) {
                if let Some(slot) = usize::try_from(*place).ok().and_then(|place| sorted.get_mut(place)) {
                    *slot = part;
                }
                *place += 1;
            }
        }
        Self { keywords, table, buckets, parts: sorted }
    }

    /// Returns the index of a keyword.
    pub(crate) fn index(&self, keyword: &Keyword) -> Option<usize> {
        self.keywords.binary_search(keyword).ok()
    }

    /// Adds every keyword that begins in a stretch of the bytes, in order.
    pub(crate) fn hints(&self, bytes: &[u8], within: Range<usize>, hints: &mut Vec<Hint>) {
        let old = hints.len();
        let end = bytes.len().min(within.end.saturating_add(DEEPEST + 1));
        let mut at = within.start.saturating_sub(1);
        let mut look = |at: usize, grams: [u32; 4], asked: [u64; 4]| {
            for ((place, gram), asked) in (at..).step_by(2).zip(grams).zip(asked) {
                if asked & 1 != 0 {
                    self.find(bytes, place, gram, &within, hints);
                }
            }
        };
        while at < end {
            let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<{ STEP + PART }>()) else {
                break;
            };
            let grams = grams(block);
            let asked @ [a, b, c, d] = grams.map(|gram| self.asks(gram));
            if (a | b | c | d) & 1 != 0 {
                look(at, grams, asked);
            }
            at += STEP;
        }
        // What is left is shorter than what a step reads: zeros stand for what would follow.
        while at < end {
            let mut block = [0; STEP + PART];
            for (byte, padded) in bytes.iter().skip(at).zip(&mut block) {
                *padded = *byte;
            }
            let grams = grams(&block);
            look(at, grams, grams.map(|gram| self.asks(gram)));
            at += STEP;
        }
        if let Some(new) = hints.get_mut(old..) {
            new.sort_unstable();
        }
    }

    /// Asks the table: the lowest bit of the answer tells.
    #[inline]
    fn asks(&self, gram: u32) -> u64 {
        let hash = hash(gram);
        self.table.get(word_of(hash)).map_or(0, |word| word >> (hash & 63))
    }

    /// Adds the keywords that have the part at `place`, whole or with its first or last byte open.
    fn find(&self, bytes: &[u8], place: usize, gram: u32, within: &Range<usize>, hints: &mut Vec<Hint>) {
        for gram in [gram, gram & 0xFFFF_FF00, gram & 0x00FF_FFFF] {
            let bucket = bucket_of(gram);
            let Some(&[from, to]) = self.buckets.get(bucket..bucket + 2) else { continue };
            for part in self.parts.get(from as usize..to as usize).unwrap_or_default() {
                if part.gram == gram {
                    self.compare(bytes, place, *part, within, hints);
                }
            }
        }
    }

    /// Adds the keyword of a part that stands at `place`, if it is there whole.
    fn compare(&self, bytes: &[u8], place: usize, part: Part, within: &Range<usize>, hints: &mut Vec<Hint>) {
        let at = (place + 1).checked_sub(part.from as usize).filter(|at| within.contains(at));
        let index = part.keyword as usize;
        let (Some(at), Some(keyword)) = (at, self.keywords.get(index)) else { return };
        if bytes.get(at..at + keyword.text.len()).is_some_and(|found| keyword.is(found)) {
            hints.push(Hint { at, keyword: index });
        }
    }
}

/// Adds the two parts by which a keyword is found.
fn add_parts(index: u32, text: &[u8], parts: &mut Vec<Part>) {
    // A part may begin one byte before the keyword or end one behind it; `from` counts from the byte before.
    let last = (text.len() + 1).saturating_sub(PART - 1).min(DEEPEST);
    for parity in 0..2 {
        let grams = (0..=last).filter(|from| from % 2 == parity).map(|from| {
            let known =
                |place: usize| (from + place).checked_sub(1).and_then(|at| text.get(at)).map(|b| b | 0x20);
            (from, [known(0), known(1), known(2), known(3)])
        });
        // An open place costs many entries of the table, and is worth it where it saves six bits.
        let worth = |gram: &[Option<u8>; PART]| rarity::bits(gram) + if gram.contains(&None) { 0 } else { 6 };
        let Some((from, gram)) = grams.max_by_key(|(_, gram)| worth(gram)) else { continue };
        let gram = u32::from_le_bytes(gram.map(Option::unwrap_or_default));
        parts.push(Part { gram, keyword: index, from: u32::try_from(from).unwrap_or_default() });
    }
}

/// The four parts of a step, in small letters: at its bytes 0, 2, 4 and 6.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is wanted")]
fn grams(block: &[u8; STEP + PART]) -> [u32; 4] {
    let word =
        |at: usize| block.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |b| u64::from_le_bytes(*b));
    let (low, high) = (word(0) | SMALL, word(4) | SMALL);
    [low as u32, (low >> 16) as u32, (low >> 32) as u32, (high >> 16) as u32]
}

/// Spreads a part over the table.
///
/// # Source
/// Knuth: "The Art of Computer Programming", volume 3, 6.4: multiplication by the golden ratio.
#[inline]
fn hash(gram: u32) -> u32 {
    gram.wrapping_mul(0x9E37_79B1) >> (32 - TABLE)
}

#[inline]
fn word_of(hash: u32) -> usize {
    (hash >> 6) as usize & ((1 << (TABLE - 6)) - 1)
}

fn bucket_of(gram: u32) -> usize {
    (hash(gram) >> (TABLE - BUCKETS)) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same by its definition.
    fn naive(filter: &Prefilter, bytes: &[u8]) -> Vec<Hint> {
        let mut hints = Vec::new();
        for at in 0..bytes.len() {
            for (index, keyword) in filter.keywords.iter().enumerate() {
                if bytes.get(at..at + keyword.text.len()).is_some_and(|found| keyword.is(found)) {
                    hints.push(Hint { at, keyword: index });
                }
            }
        }
        hints
    }

    fn found(filter: &Prefilter, bytes: &[u8], block: usize) -> Vec<Hint> {
        let mut hints = Vec::new();
        for from in (0..bytes.len()).step_by(block) {
            filter.hints(bytes, from..from + block, &mut hints);
        }
        hints
    }

    #[test]
    fn a_keyword_is_found_at_every_place_of_every_buffer() {
        let words = [
            "abc",
            "key_",
            "token",
            "-----BEGIN",
            "a_keyword_that_is_longer_than_its_deepest_part",
            "\0\0\0",
        ];
        for word in words {
            for exact in [false, true] {
                let filter = Prefilter::new([Keyword::new(word, exact)]);
                for length in word.len()..word.len() + 40 {
                    for at in 0..=length - word.len() {
                        let mut bytes = vec![b'.'; length];
                        bytes[at..at + word.len()].copy_from_slice(word.as_bytes());
                        let wanted = [Hint { at, keyword: 0 }];
                        assert_eq!(found(&filter, &bytes, length), wanted, "{word} at {at} of {length}");
                        assert_eq!(
                            found(&filter, &bytes, 7),
                            wanted,
                            "{word} at {at} of {length}, in blocks"
                        );
                        bytes.make_ascii_uppercase();
                        let is_same = bytes.get(at..at + word.len()) == Some(word.as_bytes());
                        assert_eq!(
                            found(&filter, &bytes, length).len(),
                            usize::from(is_same || !exact),
                            "{word}"
                        );
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_search_finds_what_a_naive_one_finds(
            // Few letters, so that keywords overlap and begin one another; marks that fold to one another.
            words in prop::collection::vec(("[abAB1_@`-]{3,7}", any::<bool>()), 0..12),
            text in "[abAB1_@` \n\x7F-]{0,200}",
            block in 1_usize..70,
        ) {
            let filter = Prefilter::new(words.iter().map(|(word, exact)| Keyword::new(word, *exact)));
            prop_assert_eq!(found(&filter, text.as_bytes(), block), naive(&filter, text.as_bytes()));
        }

        #[test]
        fn any_bytes_and_any_keywords_will_do(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            picks in prop::collection::vec((0_usize..300, 3_usize..40, any::<bool>()), 0..20),
        ) {
            let cut = |at: usize, len: usize| bytes.get(at..).and_then(|rest| rest.get(..len));
            let words = picks.iter().filter_map(|(at, len, exact)| {
                Some(Keyword { text: cut(*at, *len)?.iter().map(|b| if *exact { *b } else { b.to_ascii_lowercase() }).collect(), exact: *exact })
            });
            let filter = Prefilter::new(words);
            prop_assert_eq!(found(&filter, &bytes, 64), naive(&filter, &bytes));
        }
    }
}
