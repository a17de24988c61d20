//! Xz: streams one behind the other, with padding between them.
//!
//! The headers of blocks and chunks are read here, and only those that are sound are handed to the decoder, which trusts
//! what they say of their own length.
//!
//! # Source
//! The .xz File Format 1.2.1, sections 2 to 4; the chunks of LZMA2 as its decoder in xz-embedded documents them.

use std::io::{self, BufRead, Read};

use xz4rust::XzDecoder;

/// The most bytes of a dictionary: what the highest level asks for.
const DICTIONARY: usize = 64 << 20;

const MAGIC: &[u8] = b"\xFD7zXZ\0";

/// Inflates all streams.
pub(super) struct Xz<R> {
    source: R,
    decoder: Box<XzDecoder<'static>>,
    next: Next,
    /// What was read and is still to be handed to the decoder.
    pending: Vec<u8>,
    /// How many bytes of checksum end each block.
    check: usize,
    /// How many bytes of chunks this block had.
    block: u64,
    is_first: bool,
}

/// What follows in the source.
#[derive(Clone, Copy)]
enum Next {
    Stream,
    Block,
    Chunk,
    Data(usize),
    /// The index and the footer, where the decoder says when they end.
    Index,
    End,
}

impl<R: BufRead> Xz<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            decoder: XzDecoder::in_heap_with_alloc_dict_size(0, DICTIONARY),
            next: Next::Stream,
            pending: Vec::new(),
            check: 0,
            block: 0,
            is_first: true,
        }
    }

    /// Reads what follows, where it is a header; returns what comes behind it.
    fn head(&mut self) -> io::Result<Next> {
        match self.next {
            Next::Stream => self.stream(),
            Next::Block => self.block(),
            Next::Chunk | Next::Data(0) => self.chunk(),
            next @ (Next::Data(_) | Next::Index | Next::End) => Ok(next),
        }
    }

    fn stream(&mut self) -> io::Result<Next> {
        if !std::mem::take(&mut self.is_first) {
            while self.source.fill_buf()?.first() == Some(&0) {
                let buffer = self.source.fill_buf()?;
                let zeros = buffer.iter().take_while(|byte| **byte == 0).count();
                self.source.consume(zeros);
            }
            // Whatever else stands behind the last one is left alone.
            if self.source.fill_buf()?.first() != MAGIC.first() {
                return Ok(Next::End);
            }
        }
        self.take(12)?;
        self.decoder.reset();
        self.check = match self.pending.get(7).map(|flags| flags & 15) {
            Some(0) => 0,
            Some(1) => 4,
            Some(4) => 8,
            _ => return Err(unsupported("its checksum is of a kind that is not known")),
        };
        Ok(Next::Block)
    }

    fn block(&mut self) -> io::Result<Next> {
        self.take(1)?;
        let length = match self.pending.first() {
            None | Some(0) => return Ok(Next::Index),
            Some(units) => usize::from(*units) * 4 + 3,
        };
        self.take(length)?;
        self.block = 0;
        let filters = self.pending.get(1).map_or(0, |flags| flags & 3);
        if filters > 0 {
            return Err(unsupported("it is filtered before it is packed"));
        }
        Ok(Next::Chunk)
    }

    fn chunk(&mut self) -> io::Result<Next> {
        self.take(1)?;
        let control = self.pending.first().copied().unwrap_or_default();
        let rest = match control {
            0 => {
                let padding = 3 - usize::try_from(self.block & 3).unwrap_or_default();
                self.take(padding + self.check)?;
                return Ok(Next::Block);
            }
            1 | 2 => 2,
            3..0x80 => return Err(damaged()),
            0x80..0xC0 => 4,
            0xC0.. => 5,
        };
        self.take(rest)?;
        let at = if control < 0x80 { 1 } else { 3 };
        let sizes = self.pending.get(at..).and_then(|sizes| sizes.first_chunk::<2>());
        let length = sizes.map_or(0, |sizes| usize::from(u16::from_be_bytes(*sizes)) + 1);
        self.block += (1 + rest + length) as u64;
        Ok(Next::Data(length))
    }

    /// Reads as many bytes into what is pending.
    fn take(&mut self, count: usize) -> io::Result<()> {
        let at = self.pending.len();
        self.pending.resize(at + count, 0);
        self.source.read_exact(self.pending.get_mut(at..).unwrap_or_default())
    }

    /// Hands the decoder what is pending, or else what the source has; returns how many bytes came out.
    fn decode(&mut self, output: &mut [u8]) -> io::Result<usize> {
        let is_pending = !self.pending.is_empty();
        let input = if is_pending { self.pending.as_slice() } else { self.source.fill_buf()? };
        let input = match self.next {
            Next::Data(left) if !is_pending => input.get(..left).unwrap_or(input),
            _ => input,
        };
        if input.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // What the decoder says of an error holds checksums of the content, which are nobody's business.
        let result = self.decoder.decode(input, output).map_err(|_| damaged())?;
        let (taken, made) = (result.input_consumed(), result.output_produced());
        if !result.made_progress() {
            return Err(damaged());
        }
        if is_pending {
            self.pending.drain(..taken.min(self.pending.len()));
        } else {
            self.source.consume(taken);
            if let Next::Data(left) = &mut self.next {
                *left = left.saturating_sub(taken);
            }
        }
        if result.is_end_of_stream() {
            self.next = Next::Stream;
        }
        Ok(made)
    }

    fn inflate(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() {
            if self.pending.is_empty() {
                self.next = self.head()?;
            }
            if matches!(self.next, Next::End) {
                break;
            }
            let made = self.decode(buffer)?;
            if made > 0 {
                return Ok(made);
            }
        }
        Ok(0)
    }
}

impl<R: BufRead> Read for Xz<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // An error is told once, and nothing comes behind it.
        let result = self.inflate(buffer);
        if result.is_err() {
            self.pending.clear();
            self.next = Next::End;
        }
        result
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "its data is damaged")
}

fn unsupported(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, why)
}
