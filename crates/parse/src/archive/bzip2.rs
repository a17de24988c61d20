//! Bzip2: streams one behind the other, each of blocks that are inflated one at a time.
//!
//! A block has at most 900,000 bytes, for which some five megabytes are held, whatever a stream says of itself.
//!
//! # Source
//! The format as it is described in "BZIP2: Format Specification" (J. Tsai, 2016), and the documentation of bzip2 1.0.8.

use std::io::{self, BufRead, Read};

/// What begins a block, and what ends a stream: digits of pi, and of its square root.
const BLOCK: u64 = 0x3141_5926_5359;
const END: u64 = 0x1772_4538_5090;
/// Symbols that are coded by one table.
const GROUP: usize = 50;
/// Bits of the longest code.
const LONGEST: usize = 20;
/// Symbols of an alphabet: 256 bytes, of which the first stands in runs, a second sign for runs, and the end.
const SYMBOLS: usize = 258;

/// Inflates all streams.
pub(super) struct Bzip2<R> {
    bits: Bits<R>,
    /// Bytes of a block; none outside of a stream.
    level: Option<usize>,
    is_first: bool,
    /// The last column of the sorted block, and where each of its bytes leads to.
    column: Vec<u8>,
    next: Vec<u32>,
    at: usize,
    left: usize,
    runs: Runs,
    /// The checksum that the block says, and that of what came of it so far; none before the first block.
    wanted_sum: Option<u32>,
    sum: u32,
    sums: Vec<u32>,
    is_over: bool,
}

/// Runs of four equal bytes and more, as they were written before a block was sorted.
#[derive(Default)]
struct Runs {
    last: u8,
    same: u8,
    repeat: u8,
}

impl<R: BufRead> Bzip2<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            bits: Bits { source, held: 0, count: 0 },
            level: None,
            is_first: true,
            column: Vec::new(),
            next: Vec::new(),
            at: 0,
            left: 0,
            runs: Runs::default(),
            wanted_sum: None,
            sum: 0,
            sums: (0..=255).map(sum_of).collect(),
            is_over: false,
        }
    }

    fn inflate(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let mut made = 0;
            for slot in &mut *buffer {
                let Some(byte) = self.byte() else { break };
                *slot = byte;
                made += 1;
                let [top, ..] = self.sum.to_be_bytes();
                let sum = self.sums.get(usize::from(top ^ byte)).copied().unwrap_or_default();
                self.sum = (self.sum << 8) ^ sum;
            }
            if made > 0 {
                return Ok(made);
            }
            if !self.block()? {
                return Ok(0);
            }
        }
    }

    /// The next byte of the block.
    fn byte(&mut self) -> Option<u8> {
        loop {
            if self.runs.repeat > 0 {
                self.runs.repeat -= 1;
                return Some(self.runs.last);
            }
            self.left = self.left.checked_sub(1)?;
            let byte = self.column.get(self.at).copied()?;
            self.at = self.next.get(self.at).copied()? as usize;
            if self.runs.same == 4 {
                // Behind four equal bytes stands how many more there are.
                self.runs.same = 0;
                self.runs.repeat = byte;
                continue;
            }
            self.runs.same =
                if self.runs.same > 0 && byte == self.runs.last { self.runs.same + 1 } else { 1 };
            self.runs.last = byte;
            return Some(byte);
        }
    }

    /// Reads the next block; tells whether there is one.
    fn block(&mut self) -> io::Result<bool> {
        if self.wanted_sum.take().is_some_and(|wanted| wanted != !self.sum) {
            return Err(damaged());
        }
        loop {
            let Some(level) = self.level else {
                if !self.stream()? {
                    return Ok(false);
                }
                continue;
            };
            let head = (u64::from(self.bits.take(24)?) << 24) | u64::from(self.bits.take(24)?);
            let sum = self.bits.take(32)?;
            if head == END {
                self.bits.align();
                self.level = None;
                continue;
            }
            if head != BLOCK {
                return Err(damaged());
            }
            (self.wanted_sum, self.sum, self.runs) = (Some(sum), u32::MAX, Runs::default());
            self.fill(level)?;
            return Ok(true);
        }
    }

    /// Reads the head of a stream; tells whether there is one. Whatever else stands behind the last one is left alone.
    fn stream(&mut self) -> io::Result<bool> {
        let is_first = std::mem::take(&mut self.is_first);
        let head = match self.bits.take(32) {
            Ok(head) => head.to_be_bytes(),
            Err(error) if !is_first && error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(error),
        };
        match head {
            [b'B', b'Z', b'h', digit @ b'1'..=b'9'] => {
                self.level = Some(usize::from(digit - b'0') * 100_000);
                Ok(true)
            }
            _ if is_first => Err(damaged()),
            _ => Ok(false),
        }
    }

    /// Reads what a block holds.
    fn fill(&mut self, most: usize) -> io::Result<()> {
        if self.bits.take(1)? == 1 {
            let why = "its blocks are scrambled, as no version since 1997 does";
            return Err(io::Error::new(io::ErrorKind::Unsupported, why));
        }
        let origin = self.bits.take(24)? as usize;
        let front = self.alphabet()?;
        let (tables, chosen) = self.tables(front.len() + 2)?;
        self.column.clear();
        self.symbols(front, &tables, &chosen, most)?;
        // Where each byte of the last column stands in the first one, which is sorted, leads to the byte that follows it.
        let mut starts = [0_u32; 256];
        for byte in &self.column {
            if let Some(start) = starts.get_mut(usize::from(*byte)) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        self.next.clear();
        self.next.resize(self.column.len(), 0);
        for (place, byte) in (0..).zip(&self.column) {
            let Some(start) = starts.get_mut(usize::from(*byte)) else { continue };
            if let Some(next) = self.next.get_mut(*start as usize) {
                *next = place;
            }
            *start += 1;
        }
        self.at = self.next.get(origin).copied().ok_or_else(damaged)? as usize;
        self.left = self.column.len();
        Ok(())
    }

    /// The bytes that the block has, sorted.
    fn alphabet(&mut self) -> io::Result<Vec<u8>> {
        let groups = self.bits.take(16)?;
        let mut all = Vec::new();
        for group in (0..16_u8).filter(|group| (groups >> (15 - group)) & 1 == 1) {
            let bytes = self.bits.take(16)?;
            let held = (0..16_u8).filter(|byte| (bytes >> (15 - byte)) & 1 == 1);
            all.extend(held.map(|byte| (group << 4) | byte));
        }
        if all.is_empty() { Err(damaged()) } else { Ok(all) }
    }

    /// The tables of codes, and which of them is for each group of symbols.
    fn tables(&mut self, symbols: usize) -> io::Result<(Vec<Table>, Vec<u8>)> {
        let (count, groups) = (self.bits.take(3)?, self.bits.take(15)?);
        if !(2..=6).contains(&count) || groups == 0 {
            return Err(damaged());
        }
        let mut front: Vec<u8> = (0..6).take(count as usize).collect();
        let mut chosen = Vec::new();
        for _ in 0..groups {
            let mut place = 0;
            while place < front.len() && self.bits.take(1)? == 1 {
                place += 1;
            }
            chosen.push(to_front(&mut front, place).ok_or_else(damaged)?);
        }
        let mut tables = Vec::new();
        for _ in 0..count {
            let mut lengths = Vec::new();
            let mut length = self.bits.take(5)? as usize;
            for _ in 0..symbols {
                loop {
                    if !(1..=LONGEST).contains(&length) {
                        return Err(damaged());
                    }
                    if self.bits.take(1)? == 0 {
                        break;
                    }
                    if self.bits.take(1)? == 0 { length += 1 } else { length -= 1 }
                }
                lengths.push(length);
            }
            tables.push(Table::of(&lengths));
        }
        Ok((tables, chosen))
    }

    /// Reads the last column of the sorted block: each byte by how long ago it stood there last, and runs by their length.
    fn symbols(
        &mut self,
        mut front: Vec<u8>,
        tables: &[Table],
        chosen: &[u8],
        most: usize,
    ) -> io::Result<()> {
        let end = front.len() + 1;
        let (mut run, mut unit) = (0_usize, 1_usize);
        for choice in chosen {
            let table = tables.get(usize::from(*choice)).ok_or_else(damaged)?;
            for _ in 0..GROUP {
                let symbol = self.bits.symbol(table)?;
                if symbol < 2 {
                    run += unit << symbol;
                    unit <<= 1;
                    if run > most {
                        return Err(damaged());
                    }
                    continue;
                }
                let byte = front.first().copied().unwrap_or_default();
                self.column.resize(self.column.len() + std::mem::take(&mut run), byte);
                unit = 1;
                if symbol != end {
                    self.column.push(to_front(&mut front, symbol - 1).ok_or_else(damaged)?);
                }
                if self.column.len() > most {
                    return Err(damaged());
                }
                if symbol == end {
                    return Ok(());
                }
            }
        }
        Err(damaged())
    }
}

impl<R: BufRead> Read for Bzip2<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // An error is told once, and nothing comes behind it.
        if self.is_over {
            return Ok(0);
        }
        let result = self.inflate(buffer);
        self.is_over = result.is_err();
        result
    }
}

/// Moves what stands at a place to the front, and returns it.
fn to_front(front: &mut [u8], place: usize) -> Option<u8> {
    front.get_mut(..=place)?.rotate_right(1);
    front.first().copied()
}

/// Codes, the shortest first; those of one length count up.
struct Table {
    /// For each length the first code, and the place of its symbol.
    first: [(u32, u32); LONGEST + 1],
    /// How many have it.
    counts: [u32; LONGEST + 1],
    symbols: Vec<u16>,
}

impl Table {
    fn of(lengths: &[usize]) -> Self {
        let mut table = Self { first: [(0, 0); LONGEST + 1], counts: [0; LONGEST + 1], symbols: Vec::new() };
        let (mut code, mut place) = (0, 0);
        let places = table.first.iter_mut().zip(&mut table.counts).enumerate();
        for (length, (first, count)) in places {
            let symbols = (0..).zip(lengths).filter(|(_, of)| **of == length && length > 0);
            let before = table.symbols.len();
            table.symbols.extend(symbols.map(|(symbol, _): (u16, _)| symbol).take(SYMBOLS));
            *count = u32::try_from(table.symbols.len() - before).unwrap_or_default();
            *first = (code, place);
            // At most 258 codes of each of 20 lengths: far below 32 bits.
            code = (code + *count) << 1;
            place += *count;
        }
        table
    }
}

/// Bits of a source, the highest of each byte first.
struct Bits<R> {
    source: R,
    /// The lowest bits, as many as `count`, are still to be taken.
    held: u64,
    count: u32,
}

impl<R: BufRead> Bits<R> {
    fn fill(&mut self) -> io::Result<()> {
        let buffer = self.source.fill_buf()?;
        let room = (64 - self.count) as usize / 8;
        let taken = buffer.len().min(room);
        for byte in buffer.iter().take(taken) {
            self.held = (self.held << 8) | u64::from(*byte);
            self.count += 8;
        }
        self.source.consume(taken);
        if taken == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    /// Takes up to 32 bits.
    fn take(&mut self, bits: u32) -> io::Result<u32> {
        while self.count < bits {
            self.fill()?;
        }
        self.count -= bits;
        let mask = (1_u64 << bits) - 1;
        Ok(u32::try_from((self.held >> self.count) & mask).unwrap_or_default())
    }

    /// Passes over what is left of a byte.
    fn align(&mut self) {
        self.count -= self.count % 8;
    }

    fn symbol(&mut self, table: &Table) -> io::Result<usize> {
        let mut code = 0;
        for ((first, place), count) in table.first.iter().zip(&table.counts).skip(1) {
            code = (code << 1) | self.take(1)?;
            let nth = code.wrapping_sub(*first);
            if nth < *count {
                let symbol = table.symbols.get((place + nth) as usize);
                return symbol.map(|symbol| usize::from(*symbol)).ok_or_else(damaged);
            }
        }
        Err(damaged())
    }
}

/// The checksum of one byte: CRC-32 with its highest bit first.
fn sum_of(byte: u32) -> u32 {
    (0..8).fold(byte << 24, |sum, _| if sum >> 31 == 1 { (sum << 1) ^ 0x04C1_1DB7 } else { sum << 1 })
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "its data is damaged")
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::Bzip2;
    use crate::archive::read_up_to;

    /// As bzip2 1.0.8 packs `関所は通行を改める。gate gate gate` with `-1`, and a few runs with `-9`.
    const WORDS: &[u8] = &[
        0x42, 0x5a, 0x68, 0x31, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x89, 0xab, 0x9b, 0x58, 0x00, 0x00, 0x16,
        0x51, 0xf9, 0x00, 0x10, 0x40, 0x00, 0x22, 0x80, 0x04, 0x00, 0x70, 0x2c, 0x15, 0x10, 0x30, 0x00, 0x80,
        0x20, 0x09, 0x60, 0x20, 0x00, 0x31, 0x41, 0xa3, 0x46, 0x83, 0x20, 0x34, 0x33, 0xf5, 0x34, 0xc9, 0x18,
        0x20, 0x7a, 0x4f, 0x6a, 0x93, 0x0a, 0x18, 0x2e, 0xdc, 0x50, 0x68, 0xdd, 0x16, 0xc8, 0x22, 0x6f, 0x24,
        0xa3, 0x17, 0xe9, 0xfc, 0x62, 0xaf, 0x1f, 0x41, 0x3f, 0x8b, 0xb9, 0x22, 0x9c, 0x28, 0x48, 0x44, 0xd5,
        0xcd, 0xac, 0x00,
    ];
    const RUNS: &[u8] = &[
        0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x63, 0x4c, 0x58, 0x92, 0x00, 0x00, 0x02,
        0xc1, 0x01, 0xc0, 0x00, 0x3c, 0x00, 0x00, 0x80, 0x00, 0x08, 0x20, 0x00, 0x31, 0x0c, 0x00, 0xda, 0xa7,
        0xa8, 0xfd, 0x29, 0x7b, 0x85, 0x90, 0xf1, 0x91, 0xd4, 0xe3, 0x25, 0xf8, 0xbb, 0x92, 0x29, 0xc2, 0x84,
        0x83, 0x1a, 0x62, 0xc4, 0x90,
    ];

    fn inflate(packed: &[u8]) -> io::Result<Vec<u8>> {
        let (bytes, error) = read_up_to(&mut Bzip2::new(packed), 1 << 22);
        error.map_or(Ok(bytes), Err)
    }

    #[test]
    fn inflates_streams_one_behind_the_other() {
        let words = "関所は通行を改める。gate gate gate\n".as_bytes();
        let runs = [vec![b'a'; 1000], vec![b'b'; 4], vec![b'c'; 259], vec![b'd']].concat();
        assert_eq!(inflate(WORDS).unwrap(), words);
        assert_eq!(inflate(RUNS).unwrap(), runs);
        assert_eq!(inflate(&[WORDS, RUNS, b"\0padding"].concat()).unwrap(), [words, &runs].concat());
        let mut slowly = Bzip2::new(io::BufReader::with_capacity(1, WORDS));
        let mut byte = [0];
        let mut all = Vec::new();
        while slowly.read(&mut byte).unwrap() == 1 {
            all.extend(byte);
        }
        assert_eq!(all, words);
    }

    #[test]
    fn what_is_damaged_or_cut_short_is_an_error_and_never_more() {
        for length in 0..WORDS.len() {
            assert!(inflate(&WORDS[..length]).is_err(), "{length}");
        }
        let (words, mut told) = ("関所は通行を改める。gate gate gate\n".as_bytes(), 0);
        // The last four bytes and a half are the sum of the sums, which are checked one by one.
        for place in 4..WORDS.len() - 5 {
            for bit in 0..8 {
                let mut damaged = WORDS.to_vec();
                damaged[place] ^= 1 << bit;
                // A code that is never used may be any.
                let said = inflate(&damaged).unwrap_or_else(|_| words.to_vec());
                assert!(said == words, "{place} {bit}");
                told += u32::from(inflate(&damaged).is_err());
            }
        }
        assert!(told > 300, "{told}");
        let mut reader = Bzip2::new(&WORDS[..40]);
        assert!(read_up_to(&mut reader, 1 << 22).1.is_some());
        assert_eq!(reader.read(&mut [0; 10]).unwrap(), 0, "it is told once");
    }
}
