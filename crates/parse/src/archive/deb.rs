//! Packages of Debian: an archive of `ar` that begins with `debian-binary`, its members one behind the other.
//!
//! # Source
//! deb(5); the format of `ar` as GNU binutils writes it.

use std::io::{self, Read};

use super::{read_up_to, skip};

/// What every one of them begins with. Libraries of object files are archives of `ar` as well, and are none of these.
pub(super) const MARK: &[u8] = b"!<arch>\ndebian-binary";

/// Bytes of the mark of `ar`, and of what stands before a member.
const GLOBAL: u64 = 8;
const HEADER: usize = 60;

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: Vec<u8>,
    /// Bytes of content that follow in the stream.
    pub size: u64,
}

/// Reads members from a stream.
pub struct Deb<'r> {
    source: &'r mut dyn Read,
    /// What is left of what stands before the next header.
    left: u64,
    padding: u64,
}

impl<'r> Deb<'r> {
    /// Reads from the mark of the archive on.
    pub fn new(source: &'r mut dyn Read) -> Self {
        Self { source, left: GLOBAL, padding: 0 }
    }

    /// Returns the next member, whose bytes are then read from this.
    ///
    /// # Errors
    /// Where the stream is broken.
    #[expect(clippy::should_implement_trait, reason = "an iterator could not be read from between its items")]
    pub fn next(&mut self) -> io::Result<Option<Member>> {
        if !skip(self.source, self.left)? {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // The last member may lack the byte that makes its length even.
        skip(self.source, self.padding)?;
        let (header, error) = read_up_to(self.source, HEADER);
        if let Some(error) = error {
            return Err(error);
        }
        if header.is_empty() {
            (self.left, self.padding) = (0, 0);
            return Ok(None);
        }
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "a header of the archive is malformed");
        if header.get(58..HEADER) != Some(b"`\n".as_slice()) {
            return Err(broken());
        }
        let digits = std::str::from_utf8(header.get(48..58).unwrap_or_default()).map_err(|_| broken())?;
        let size: u64 = digits.trim_end().parse().map_err(|_| broken())?;
        let name = header.get(..16).unwrap_or_default().trim_ascii_end();
        let name = name.strip_suffix(b"/").unwrap_or(name).to_vec();
        (self.left, self.padding) = (size, size % 2);
        Ok(Some(Member { name, size }))
    }
}

impl Read for Deb<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.source.read(buffer.get_mut(..most).unwrap_or_default())?;
        if count == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::{Deb, read_up_to};

    fn member(name: &str, size: &str, content: &str) -> String {
        format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n{content}", 0, 0, 0, 100_644)
    }

    fn read(text: &str) -> Vec<String> {
        let mut source = text.as_bytes();
        let mut deb = Deb::new(&mut source);
        let mut told = Vec::new();
        loop {
            match deb.next() {
                Ok(Some(one)) => {
                    let (content, error) = read_up_to(&mut deb, 100);
                    let content = String::from_utf8_lossy(&content).into_owned();
                    let read = error.map_or(content, |error| error.kind().to_string());
                    told.push(format!("{} {read}", String::from_utf8_lossy(&one.name)));
                }
                Ok(None) => return told,
                Err(error) => {
                    told.push(error.kind().to_string());
                    return told;
                }
            }
        }
    }

    #[test]
    fn members_are_read_and_lies_are_told() {
        let binary = member("debian-binary", "4", "2.0\n");
        let control = member("control.tar/", "3", "abc\n");
        let whole = format!("!<arch>\n{binary}{control}{}", member("data.tar", "1", "d"));
        assert_eq!(read(&whole), ["debian-binary 2.0\n", "control.tar abc", "data.tar d"]);
        let cut = format!("!<arch>\n{}", member("data.tar", "9999999999", "d"));
        assert_eq!(read(&cut), ["data.tar unexpected end of file", "unexpected end of file"]);
        assert_eq!(read("!<arch>\nnonsense"), ["invalid data"]);
        let negative = format!("!<arch>\n{}", member("data.tar", "-1", "d"));
        assert_eq!(read(&negative), ["invalid data"]);
    }
}
