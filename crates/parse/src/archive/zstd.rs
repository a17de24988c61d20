//! Zstandard: frames one behind the other, of which some are to be skipped.

use std::io::{self, BufRead, Chain, Cursor, Read};

use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// The most bytes of a window: four times what the levels up to 19 ask for.
const WINDOW: u64 = 32 << 20;

/// Inflates all frames.
pub(super) struct Zstd<R: BufRead> {
    state: Option<State<R>>,
}

enum State<R: BufRead> {
    Between(R),
    Within(Box<StreamingDecoder<Frame<R>, FrameDecoder>>),
}

/// The magic is read before the decoder is made, which wants it back.
type Frame<R> = Chain<Cursor<[u8; 4]>, R>;

impl<R: BufRead> Zstd<R> {
    pub(super) fn new(source: R) -> Self {
        Self { state: Some(State::Between(source)) }
    }

    /// Begins the next frame, where there is one.
    fn next(&mut self, mut source: R) -> io::Result<()> {
        loop {
            // A buffer may end within the magic, and layers of many frames come to that.
            let mut magic = [0; 4];
            let mut filled = 0;
            while let Some(rest) = magic.get_mut(filled..).filter(|rest| !rest.is_empty()) {
                match source.read(rest) {
                    Ok(0) => return Ok(()),
                    Ok(count) => filled += count,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            let number = u32::from_le_bytes(magic);
            if number & 0xFFFF_FFF0 != 0x184D_2A50 {
                if number != 0xFD2F_B528 {
                    return Ok(());
                }
                let source = Cursor::new(magic).chain(source);
                let decoder = StreamingDecoder::new_with_max_window_size(source, WINDOW);
                self.state = Some(State::Within(Box::new(decoder.map_err(io::Error::other)?)));
                return Ok(());
            }
            let mut length = [0; 4];
            source.read_exact(&mut length)?;
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
                    self.state = Some(State::Between(decoder.into_inner().into_inner().1));
                }
            }
        }
    }
}
