//! A tar on disk, indexed once; its members are read where they stand.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Seek as _, SeekFrom};
use std::path::Path;

use sekimori_parse::archive::tar::{MemberKind, Tar};
use sekimori_parse::layer::member_path;

use super::Error;
use super::section::Section;

/// Members of an archive. 100,000: an image has a few for each layer.
const MOST: usize = 100_000;

/// Names that lead to others, one behind the other: what Docker saved before its version 25 has one.
const LINKS: usize = 8;

/// What Docker and OCI pack images in.
#[derive(Debug)]
pub(super) struct Archive {
    file: File,
    members: HashMap<String, Place>,
}

#[derive(Debug)]
enum Place {
    At { at: u64, size: u64 },
    Link(String),
}

impl Archive {
    /// Reads all headers; what lies between is passed over without being read.
    ///
    /// # Errors
    /// [`Error::NotAnImage`] where it is no tar, or names a member twice.
    pub(super) fn index(file: File, path: &Path) -> Result<Self, Error> {
        let wrong = |detail: String| Error::NotAnImage { what: path.display().to_string(), detail };
        let broken = |error: std::io::Error| wrong(format!("it is no tar, or a damaged one: {error}"));
        let length = file.metadata().map_err(broken)?.len();
        let mut reader = BufReader::with_capacity(4 << 10, &file);
        let mut members = HashMap::new();
        let mut at = 0;
        loop {
            reader.seek(SeekFrom::Start(at)).map_err(broken)?;
            // It knows nothing of what came before: each header stands for itself.
            let Some(member) = Tar::of_layer(&mut reader).next_of_any_kind().map_err(broken)? else { break };
            let start = reader.stream_position().map_err(broken)?;
            // What has holes could not be read where it stands, and no tool writes an image so.
            if member.size != member.stored {
                return Err(wrong("it has a sparse member".to_owned()));
            }
            at = start.saturating_add(member.size.div_ceil(512).saturating_mul(512));
            if start.saturating_add(member.size) > length {
                return Err(wrong("it ends within a member".to_owned()));
            }
            let name = member_path(&member.name).map_err(|error| wrong(error.to_string()))?.into_owned();
            let place = match member.kind {
                MemberKind::File => Place::At { at: start, size: member.size },
                MemberKind::HardLink => Place::Link(String::from_utf8_lossy(&member.link).into_owned()),
                MemberKind::SymbolicLink => Place::Link(beside(&name, &member.link)),
                MemberKind::Directory | MemberKind::Special => continue,
            };
            if members.len() >= MOST {
                return Err(wrong(format!("it has more than {MOST} members")));
            }
            // Which one counts would depend on who reads it.
            if let Some(place) = members.insert(name, place) {
                drop(place);
                return Err(wrong("it has two members of one name".to_owned()));
            }
        }
        Ok(Self { file, members })
    }

    /// Tells whether there is a file of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// Returns the content of a member, and its size.
    pub(super) fn open(&self, name: &str) -> Option<(Section<'_>, u64)> {
        let (at, size) = self.place(name)?;
        Some((Section::new(&self.file, at, size), size))
    }

    fn place(&self, name: &str) -> Option<(u64, u64)> {
        let mut name = name;
        for _ in 0..LINKS {
            match self.members.get(name)? {
                Place::At { at, size } => return Some((*at, *size)),
                Place::Link(to) => name = to,
            }
        }
        None
    }
}

/// Where a link leads that stands at `name`; a name of no member where it leads out.
fn beside(name: &str, to: &[u8]) -> String {
    let to = String::from_utf8_lossy(to);
    let mut parts: Vec<&str> = name.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
