//! Zstandard: frames one behind the other, of which some are to be skipped.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// The most bytes of a window: four times what the levels up to 19 ask for.
const WINDOW: u64 = 32 << 20;

/// Inflates all frames.
pub(super) struct Zstd<R: BufRead> {
    state: Option<State<R>>,
}

enum State<R: BufRead> {
    Between(R),
    Within(Box<StreamingDecoder<R, FrameDecoder>>),
}

impl<R: BufRead> Zstd<R> {
    pub(super) fn new(source: R) -> Self {
        Self { state: Some(State::Between(source)) }
    }

    /// Begins the next frame, where there is one.
    fn next(&mut self, mut source: R) -> io::Result<()> {
        loop {
            let head = source.fill_buf()?;
            // A magic that is cut by the end of the buffer is hardly ever met: then what follows is left out.
            let Some(magic) = head.first_chunk::<4>().map(|magic| u32::from_le_bytes(*magic)) else {
                return Ok(());
            };
            if magic & 0xFFFF_FFF0 != 0x184D_2A50 {
                if magic != 0xFD2F_B528 {
                    return Ok(());
                }
                let decoder = StreamingDecoder::new_with_max_window_size(source, WINDOW);
                self.state = Some(State::Within(Box::new(decoder.map_err(io::Error::other)?)));
                return Ok(());
            }
            let mut header = [0; 8];
            source.read_exact(&mut header)?;
            let [_, _, _, _, length @ ..] = header;
            super::skip(&mut source, u64::from(u32::from_le_bytes(length)))?;
        }
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match self.state.take() {
                None => return Ok(0),
                Some(State::Between(source)) => self.next(source)?,
                Some(State::Within(mut decoder)) => {
                    let count = decoder.read(buffer)?;
                    if count > 0 {
                        self.state = Some(State::Within(decoder));
                        return Ok(count);
                    }
                    self.state = Some(State::Between(decoder.into_inner()));
                }
            }
        }
    }
}
