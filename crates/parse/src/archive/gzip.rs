//! Gzip: members one behind the other, and whatever follows them left alone.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// Inflates all members.
pub(super) struct Gzip<R: BufRead> {
    decoder: Option<GzDecoder<R>>,
}

impl<R: BufRead> Gzip<R> {
    pub(super) fn new(source: R) -> Self {
        Self { decoder: Some(GzDecoder::new(source)) }
    }
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let count = decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Some(decoder) = self.decoder.take() else { break };
            let mut source = decoder.into_inner();
            // Padding with zeros is common behind the last one.
            if source.fill_buf()?.first() == Some(&0x1F) {
                self.decoder = Some(GzDecoder::new(source));
            }
        }
        Ok(0)
    }
}
