//! What an earlier run has seen, as bytes that the caller keeps in a file.
//!
//! Lines of text, sorted, so that the same state gives the same bytes:
//!
//! ```text
//! sekimori-history 1
//! rules 5f2b…
//! tip 1f…                          what every reachable object was seen of
//! cut 2a…                          a commit whose parents were not there
//! tag 2b…                          an annotated tag whose words were seen
//! lost blob 3c… 4d… app/big.bin    an object that was not seen, its commit (or -) and its path
//! end 4
//! ```

use std::collections::{BTreeMap, BTreeSet};

use gix::ObjectId;

use super::gaps::{Gap, KEPT, Lost};

const HEAD: &str = "sekimori-history 1";
/// Tips of one cursor: references of one repository. 100,000 is more than forges serve.
const TIPS: usize = 200_000;
/// Bytes of one cursor.
const BYTES: usize = 32 << 20;
/// Bytes of the fingerprint of the rules.
const RULES: usize = 256;

/// What an earlier run has seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) rules: String,
    pub(super) tips: BTreeSet<ObjectId>,
    pub(super) cut: BTreeSet<ObjectId>,
    pub(super) tags: BTreeSet<ObjectId>,
    pub(super) lost: BTreeMap<ObjectId, Lost>,
}

impl Cursor {
    /// Writes the cursor; none where it would be too large to be read again.
    pub(super) fn write(&self) -> Option<Vec<u8>> {
        use std::fmt::Write as _;
        let sets = [&self.tips, &self.cut, &self.tags];
        if sets.iter().any(|ids| ids.len() > TIPS) || self.lost.len() > KEPT {
            return None;
        }
        let mut out = format!("{HEAD}\nrules {}\n", plain(&self.rules));
        // A String takes whatever is written to it.
        for id in &self.tips {
            let _ = writeln!(out, "tip {id}");
        }
        for id in &self.cut {
            let _ = writeln!(out, "cut {id}");
        }
        for id in &self.tags {
            let _ = writeln!(out, "tag {id}");
        }
        for (id, lost) in &self.lost {
            let commit = lost.commit.map_or_else(|| "-".to_owned(), |commit| commit.to_string());
            let kind = word(lost.kind);
            let _ = writeln!(out, "lost {kind} {id} {commit} {}", hex(&lost.path));
        }
        let count: usize = sets.iter().map(|ids| ids.len()).sum();
        let _ = writeln!(out, "end {}", count + self.lost.len());
        (out.len() <= BYTES).then(|| out.into_bytes())
    }

    /// Reads a cursor; none where the bytes are not one.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > BYTES {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.lines();
        if lines.next() != Some(HEAD) {
            return None;
        }
        let rules = lines.next()?.strip_prefix("rules ")?.to_owned();
        let mut cursor = Self { rules, ..Self::default() };
        let mut count = 0;
        for line in lines.by_ref() {
            let (word, rest) = line.split_once(' ')?;
            match word {
                "tip" => cursor.tips.insert(id(rest)?),
                "cut" => cursor.cut.insert(id(rest)?),
                "tag" => cursor.tags.insert(id(rest)?),
                "lost" => cursor.read_lost(rest)?,
                "end" => {
                    let is_whole = rest.parse() == Ok(count) && lines.next().is_none();
                    return is_whole.then_some(cursor);
                }
                _ => return None,
            };
            count += 1;
            if count > 3 * TIPS + KEPT {
                return None;
            }
        }
        None
    }

    fn read_lost(&mut self, rest: &str) -> Option<bool> {
        let mut words = rest.split(' ');
        let kind = match words.next()? {
            "commit" => Gap::Commit,
            "tree" => Gap::Tree,
            "blob" => Gap::Blob,
            _ => return None,
        };
        let object = id(words.next()?)?;
        let commit = match words.next()? {
            "-" => None,
            hex => Some(id(hex)?),
        };
        let path = unhex(words.next()?)?;
        let is_last = words.next().is_none();
        is_last.then(|| self.lost.insert(object, Lost { kind, commit, path }).is_none())
    }
}

/// A fingerprint as it is kept: one line, cut where it is too long.
pub(super) fn plain(rules: &str) -> String {
    rules.chars().filter(|c| !c.is_control()).take(RULES).collect()
}

fn word(kind: Gap) -> &'static str {
    match kind {
        Gap::Commit => "commit",
        Gap::Tree => "tree",
        Gap::Blob => "blob",
    }
}

fn id(hex: &str) -> Option<ObjectId> {
    ObjectId::from_hex(hex.as_bytes()).ok()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        // A String takes whatever is written to it.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Gap, Lost};
    use gix::ObjectId;

    fn some() -> Cursor {
        let id = |digit: &str| ObjectId::from_hex(digit.repeat(40).as_bytes()).unwrap();
        let lost = Lost { kind: Gap::Blob, commit: Some(id("d")), path: b"a b\n\xff".to_vec() };
        let whole = Lost { kind: Gap::Commit, commit: None, path: Vec::new() };
        Cursor {
            rules: "r1".to_owned(),
            tips: [id("1"), id("2")].into(),
            cut: [id("3")].into(),
            tags: [id("6")].into(),
            lost: [(id("4"), lost), (id("5"), whole)].into(),
        }
    }

    #[test]
    fn is_read_as_it_was_written() {
        let bytes = some().write().unwrap();
        assert_eq!(Cursor::read(&bytes), Some(some()));
        assert_eq!(Cursor::read(&bytes).unwrap().write().unwrap(), bytes);
    }

    #[test]
    fn what_is_cut_short_or_changed_is_none() {
        let bytes = some().write().unwrap();
        for length in 0..bytes.len() - 1 {
            assert_eq!(Cursor::read(&bytes[..length]), None, "{length}");
        }
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(Cursor::read(text.replace("history 1", "history 2").as_bytes()), None);
        assert_eq!(Cursor::read(text.replace("tip 1", "tip z").as_bytes()), None);
        assert_eq!(Cursor::read(format!("{text}tip 1\n").as_bytes()), None);
        assert_eq!(Cursor::read(b"\xff\xfe"), None);
    }

    #[test]
    fn a_fingerprint_stays_on_its_line() {
        let cursor = Cursor { rules: "a\nend 0\n".to_owned() + &"x".repeat(1000), ..Cursor::default() };
        let read = Cursor::read(&cursor.write().unwrap()).unwrap();
        assert_eq!(read.rules, super::plain(&cursor.rules));
    }
}
