//! Content that is compared with its digest while it streams.

use std::io::{self, Read};

use data_encoding::HEXLOWER;
use sekimori_model::ContentDigest;
use sha2::{Digest as _, Sha256, Sha512};

/// Content, and what it should be.
pub(super) struct Verified<R> {
    source: R,
    expected: Option<ContentDigest>,
    size: Option<u64>,
    read: u64,
    hash: Hash,
    failed: Option<String>,
}

enum Hash {
    None,
    Sha256(Sha256),
    Sha512(Sha512),
}

impl Hash {
    fn for_digest(expected: Option<&ContentDigest>) -> Self {
        match expected.map(ContentDigest::algorithm) {
            Some("sha256") => Self::Sha256(Sha256::new()),
            Some("sha512") => Self::Sha512(Sha512::new()),
            _ => Self::None,
        }
    }

    fn update(&mut self, part: &[u8]) {
        match self {
            Self::None => {}
            Self::Sha256(hash) => hash.update(part),
            Self::Sha512(hash) => hash.update(part),
        }
    }

    /// Returns the digest in hexadecimal; none where nothing was expected.
    fn hex(self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Sha256(hash) => Some(HEXLOWER.encode(&hash.finalize())),
            Self::Sha512(hash) => Some(HEXLOWER.encode(&hash.finalize())),
        }
    }
}

/// What a layer unpacks to, compared with the digest that the configuration has of it.
pub(super) struct Unpacked<'a> {
    expected: &'a ContentDigest,
    hash: Hash,
}

impl<'a> Unpacked<'a> {
    pub(super) fn new(expected: &'a ContentDigest) -> Self {
        Self { expected, hash: Hash::for_digest(Some(expected)) }
    }

    pub(super) fn update(&mut self, part: &[u8]) {
        self.hash.update(part);
    }

    /// Says how it differs, where it does.
    pub(super) fn differs(self) -> Option<String> {
        let found = self.hash.hex().filter(|found| *found != self.expected.hex())?;
        let (algorithm, expected) = (self.expected.algorithm(), self.expected);
        Some(format!("it unpacks to {algorithm}:{found} instead of the configuration's diff_id {expected}"))
    }
}

/// How content differs from what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Differs {
    /// It is not what its digest says.
    Content(String),
    /// It could not be read to its end.
    Unread(String),
}

impl<R: Read> Verified<R> {
    /// Compares with a digest where there is one, and with a size where there is one.
    pub(super) fn new(source: R, expected: Option<ContentDigest>, size: Option<u64>) -> Self {
        let hash = Hash::for_digest(expected.as_ref());
        Self { source, expected, size, read: 0, hash, failed: None }
    }

    /// Reads what is left, and compares.
    pub(super) fn finish(mut self) -> Result<(), Differs> {
        let mut buffer = vec![0; 64 << 10];
        loop {
            match self.read(&mut buffer) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if !self.is_too_long() => return Err(Differs::Unread(error.to_string())),
                Err(_) => break,
            }
        }
        if let Some(size) = self.size.filter(|size| *size != self.read) {
            let more = if self.is_too_long() { "at least " } else { "" };
            return Err(Differs::Content(format!("it has {more}{} bytes instead of {size}", self.read)));
        }
        let Some(found) = self.hash.hex() else { return Ok(()) };
        match self.expected {
            Some(expected) if expected.hex() != found => {
                let algorithm = expected.algorithm();
                Err(Differs::Content(format!("it has the digest {algorithm}:{found} instead of {expected}")))
            }
            _ => Ok(()),
        }
    }

    fn is_too_long(&self) -> bool {
        self.size.is_some_and(|size| self.read > size)
    }
}

impl<R: Read> Read for Verified<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(failed) = &self.failed {
            return Err(io::Error::other(failed.clone()));
        }
        if self.is_too_long() {
            return Err(io::Error::other("it is longer than it should be"));
        }
        let count = match self.source.read(buffer) {
            Ok(count) => count,
            Err(error) => {
                if error.kind() != io::ErrorKind::Interrupted {
                    self.failed = Some(error.to_string());
                }
                return Err(error);
            }
        };
        self.read = self.read.saturating_add(count as u64);
        let part = buffer.get(..count).unwrap_or_default();
        self.hash.update(part);
        Ok(count)
    }
}

/// Returns the digest of bytes that are at hand.
pub(super) fn digest_of(bytes: &[u8]) -> Option<ContentDigest> {
    format!("sha256:{}", HEXLOWER.encode(&Sha256::digest(bytes))).parse().ok()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::{Differs, Verified, digest_of};

    #[test]
    fn content_is_what_its_digest_and_its_size_say_or_it_is_told() {
        let digest = digest_of(b"content");
        let check = |bytes: &[u8], size| Verified::new(bytes, digest.clone(), size).finish();
        assert_eq!(check(b"content", Some(7)), Ok(()));
        assert_eq!(check(b"content", None), Ok(()));
        for (bytes, size) in
            [(&b"Content"[..], Some(7)), (b"conten", Some(7)), (b"content", Some(6)), (b"", None)]
        {
            assert!(matches!(check(bytes, size), Err(Differs::Content(_))), "{bytes:?} {size:?}");
        }
    }

    #[test]
    fn what_was_read_before_counts() {
        let mut verified = Verified::new(&b"content"[..], digest_of(b"content"), Some(7));
        let mut part = [0; 3];
        verified.read_exact(&mut part).expect("it is there");
        assert_eq!(verified.finish(), Ok(()));
    }
}
