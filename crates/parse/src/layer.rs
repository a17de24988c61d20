//! A layer of an image: a tar, packed or not, read once from its first member to its last.
//!
//! ```text
//!   stored bytes -> counted -> unpacked by magic -> counted and bounded -> tar -> members, whiteouts told apart
//! ```
//!
//! Memory does not grow with the layer: of a member there is its name, and what the visitor keeps of its content.
//!
//! # Source
//! OCI Image Format Specification 1.1, `layer.md`: whiteouts, opaque whiteouts, file types. What AUFS keeps for itself
//! (`.wh..wh.plnk`, `.wh..wh.aufs`) is no member of the image.

mod bound;
mod path;

use std::io::{self, BufRead as _, BufReader, Read};

use sekimori_model::{ImageLimits, Member, MemberKind, NotAnalysed, Problem};

use crate::archive::bounded::Left;
use crate::archive::{HEAD, Kind, kind, tar};
use bound::{Counted, Guard, Progress};
pub use path::{Leaves, member_path};

/// Bytes of the buffer before the decoder.
const BUFFER: usize = 64 << 10;

/// Problems of single members that are named; what comes after is counted.
const NAMED: usize = 100;

/// What a name begins with that takes one of a lower layer away.
const WHITEOUT: &str = ".wh.";

/// What stands in the list of whiteouts for all that lower layers have in a folder.
const OPAQUE: &str = ".wh..wh..opq";

/// Reads a layer once. `visit` is called for each member, in the order of the stream; of the content it reads what it
/// wants. The folder that is the root itself is not visited.
///
/// Returns what could not be taken, such as members whose paths lead out; all else was visited.
///
/// # Errors
/// A [`Problem`] with an empty path where the stream ends early, is damaged, is packed in an unknown way or passes a
/// limit. What was visited before stays.
pub fn walk(
    stream: &mut dyn Read,
    limits: &ImageLimits,
    visit: &mut dyn FnMut(&mut Member<'_>),
) -> Result<Vec<Problem>, Problem> {
    read(stream, limits, None, visit)
}

/// Reads a layer like [`walk`], and to its very end: `tap` is shown every byte that it unpacks to, in order.
///
/// # Errors
/// As [`walk`].
pub fn walk_all(
    stream: &mut dyn Read,
    limits: &ImageLimits,
    tap: Tap<'_>,
    visit: &mut dyn FnMut(&mut Member<'_>),
) -> Result<Vec<Problem>, Problem> {
    read(stream, limits, Some(tap), visit)
}

fn read(
    stream: &mut dyn Read,
    limits: &ImageLimits,
    tap: Option<Tap<'_>>,
    visit: &mut dyn FnMut(&mut Member<'_>),
) -> Result<Vec<Problem>, Problem> {
    let progress = Progress::default();
    let mut source = BufReader::with_capacity(BUFFER, Counted::new(stream, &progress));
    let head = peek(&mut source).map_err(|error| progress.stop().unwrap_or_else(|| stored(&error)))?;
    let unpacked: Box<dyn Read + '_> = match kind(&head) {
        Some(Kind::Stream(packing)) => packing.inflate(source).ok_or_else(|| {
            let detail = format!("the layer is packed with {}, which is not unpacked here", packing.as_str());
            whole(NotAnalysed::UnknownCompression, detail)
        })?,
        Some(Kind::Tar) => Box::new(source),
        Some(Kind::Zip | Kind::Deb) => {
            let detail = "the layer is an archive of another kind and no tar".to_owned();
            return Err(whole(NotAnalysed::UnknownCompression, detail));
        }
        // A layer that changes nothing is nothing but the end of an archive, or not even that.
        None if head.iter().all(|byte| *byte == 0) => Box::new(source),
        None => {
            return Err(whole(NotAnalysed::BrokenArchive, "the layer does not begin like a tar".to_owned()));
        }
    };
    let is_whole = tap.is_some();
    let unpacked = match tap {
        Some(tap) => Box::new(Tapped { source: unpacked, tap }),
        None => unpacked,
    };
    let mut guard = Guard::new(unpacked, limits, &progress);
    let mut members = Members { left: Left::new(limits.members), problems: Vec::new(), unnamed: 0 };
    let mut read = members.read(&mut guard, visit);
    if is_whole && read.is_ok() {
        // Behind the end of the archive there may be more, which counts for its digest.
        read = to_the_end(&mut guard)
            .map(|is_empty| {
                if !is_empty {
                    let detail = "behind the end of its archive the layer has bytes that no member holds";
                    members.problems.push(whole(NotAnalysed::BrokenArchive, detail.to_owned()));
                }
            })
            .map_err(|error| {
                whole(NotAnalysed::BrokenArchive, format!("the layer ends early or is damaged: {error}"))
            });
    }
    if let Some(problem) = progress.stop() {
        return Err(problem);
    }
    read?;
    if members.unnamed > 0 {
        let detail = format!("{} more members could not be taken", members.unnamed);
        members.problems.push(whole(NotAnalysed::BrokenArchive, detail));
    }
    Ok(members.problems)
}

/// Is shown every byte.
type Tap<'a> = &'a mut dyn FnMut(&[u8]);

/// Reads what is left, which the source bounds; tells whether it is nothing but zeros.
fn to_the_end(source: &mut dyn Read) -> io::Result<bool> {
    let mut buffer = vec![0; BUFFER];
    let mut is_empty = true;
    loop {
        let count = source.read(&mut buffer)?;
        if count == 0 {
            return Ok(is_empty);
        }
        is_empty &= buffer.iter().take(count).all(|byte| *byte == 0);
    }
}

/// Shows what is read to somebody else.
struct Tapped<'a> {
    source: Box<dyn Read + 'a>,
    tap: Tap<'a>,
}

impl Read for Tapped<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        (self.tap)(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// What was met of the members of one layer.
struct Members {
    left: Left,
    problems: Vec<Problem>,
    unnamed: u64,
}

impl Members {
    fn read(&mut self, source: &mut dyn Read, visit: &mut dyn FnMut(&mut Member<'_>)) -> Result<(), Problem> {
        let mut tar = tar::Tar::of_layer(source);
        loop {
            let member = tar.next_of_any_kind().map_err(|error| {
                whole(NotAnalysed::BrokenArchive, format!("the layer ends early or is damaged: {error}"))
            })?;
            let Some(member) = member else { return Ok(()) };
            if !self.left.take(1) {
                let detail = "the layer has more members than the limit".to_owned();
                return Err(whole(NotAnalysed::UnpacksTooMuch, detail));
            }
            if let Err(detail) = take(&member, &mut tar, visit) {
                self.name(&member.name, detail);
            }
        }
    }

    fn name(&mut self, raw: &[u8], detail: &str) {
        if self.problems.len() >= NAMED {
            self.unnamed = self.unnamed.saturating_add(1);
            return;
        }
        let path = crate::archive::name::shown(raw).into();
        let problem = Problem { path, reason: NotAnalysed::LinkLeavesRoot, detail: detail.to_owned() };
        self.problems.push(problem);
    }
}

/// Shows a member to the visitor; the reason where it is none of the image.
fn take(
    member: &tar::Member,
    tar: &mut tar::Tar<'_>,
    visit: &mut dyn FnMut(&mut Member<'_>),
) -> Result<(), &'static str> {
    let path = member_path(&member.name).map_err(|_| "the path of the member leads out of the image")?;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let mut show = |path: &str, kind: MemberKind<'_>, size: u64, content: &mut dyn Read| {
        let (mode, user, group) = (member.mode, member.user, member.group);
        visit(&mut Member { path, kind, mode, user, group, size, content });
    };
    if let Some(gone) = name.strip_prefix(WHITEOUT) {
        let is_unusable = matches!(gone, "" | "." | "..");
        if name == OPAQUE {
            show(folder, MemberKind::Opaque, 0, &mut io::empty());
        } else if !is_unusable && !gone.starts_with(WHITEOUT) {
            let path = if folder.is_empty() { gone.to_owned() } else { format!("{folder}/{gone}") };
            show(&path, MemberKind::Whiteout, 0, &mut io::empty());
        }
        if member.kind == tar::MemberKind::File && member.size > 0 {
            show(&path, MemberKind::Marker, member.size, &mut tar.take(member.size));
        }
        return if is_unusable { Err("the whiteout names no member of its folder") } else { Ok(()) };
    }
    match member.kind {
        _ if path.is_empty() => {}
        tar::MemberKind::File => {
            let size = member.size;
            show(&path, MemberKind::File, size, &mut tar.take(size));
        }
        tar::MemberKind::HardLink => {
            let to = member_path(&member.link).map_err(|_| "the hard link leads out of the image")?;
            show(&path, MemberKind::HardLink(&to), 0, &mut io::empty());
        }
        tar::MemberKind::SymbolicLink => {
            let to = String::from_utf8_lossy(&member.link);
            show(&path, MemberKind::SymbolicLink(&to), 0, &mut io::empty());
        }
        tar::MemberKind::Directory => show(&path, MemberKind::Directory, 0, &mut io::empty()),
        tar::MemberKind::Special => show(&path, MemberKind::Special, 0, &mut io::empty()),
    }
    Ok(())
}

/// The first bytes, which stay to be read.
fn peek<R: Read>(source: &mut BufReader<R>) -> io::Result<Vec<u8>> {
    // One call may give less than a header; what comes in pieces is put together by the reader below this one.
    let bytes = source.fill_buf()?;
    Ok(bytes.get(..bytes.len().min(HEAD)).unwrap_or_default().to_owned())
}

fn whole(reason: NotAnalysed, detail: String) -> Problem {
    Problem { path: "".into(), reason, detail }
}

fn stored(error: &io::Error) -> Problem {
    whole(NotAnalysed::Unreadable, format!("the layer cannot be read: {error}"))
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "sizes of what is made there")]
#[path = "layer/tests.rs"]
mod tests;
