//! A file from a server, in one piece or in several: what was cut goes on where it ended, also in a later run.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::thread;

use super::Error;
use super::place::shown;
use crate::read_capped;
use crate::web::{Address, Pace, Refused, Web, header};

/// Bytes of an entity tag that is remembered; servers use 70.
const MAX_TAG: u64 = 1 << 10;

/// What a connection must bring for the next one not to count as another try.
const LEAST_STEP_BYTES: u64 = 4 << 10;

/// What came of a download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Came {
    /// It is what we had.
    Unchanged,
    /// It is here; the tag by which it is known again, empty where the server gives none.
    New {
        /// The entity tag.
        tag: String,
    },
}

/// What is fetched.
pub(super) struct Wanted<'a> {
    pub(super) address: &'a Address,
    /// The tag of what we have; it is not fetched again.
    pub(super) known: Option<&'a str>,
    /// The most bytes.
    pub(super) limit_bytes: u64,
    /// Is told how many bytes are here, and of how many.
    pub(super) tell: &'a dyn Fn(u64, Option<u64>),
}

/// Fetches into a file. Where it fails, what came is left there for the next time.
pub(super) fn download(web: &Web, wanted: &Wanted<'_>, into: &Path) -> Result<Came, Error> {
    let mut part = Part::open(into)?;
    let bounds = web.bounds();
    let mut tries = bounds.tries;
    loop {
        let before = part.length;
        let refused = match part.fetch(web, wanted)? {
            Step::Unchanged => return Ok(Came::Unchanged),
            Step::Whole => return Ok(Came::New { tag: part.tag }),
            Step::Cut(refused) => refused,
        };
        // As long as something comes, it goes on: not for ever byte by byte.
        let is_further = part.length >= before.saturating_add(LEAST_STEP_BYTES);
        tries = if is_further { bounds.tries } else { tries.saturating_sub(1) };
        if tries == 0 || !refused.may_pass() {
            return Err(Error::Refused { what: shown(wanted.address), cause: refused });
        }
        thread::sleep(bounds.pause);
    }
}

enum Step {
    Unchanged,
    Whole,
    Cut(Refused),
}

/// What has come so far.
struct Part {
    path: PathBuf,
    /// Where the tag is remembered of which this is a part.
    tag_path: PathBuf,
    file: File,
    length: u64,
    tag: String,
}

impl Part {
    fn open(path: &Path) -> Result<Self, Error> {
        let file = OpenOptions::new().create(true).append(true).read(true).open(path);
        let file = file.map_err(Error::file(path))?;
        let length = file.metadata().map_err(Error::file(path))?.len();
        let mut tag_path = path.as_os_str().to_owned();
        tag_path.push(".tag");
        let tag_path = PathBuf::from(tag_path);
        let known = File::open(&tag_path).ok().and_then(|file| read_capped(file, MAX_TAG, 0).ok().flatten());
        let tag = known.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let mut part = Self { path: path.to_owned(), tag_path, file, length, tag };
        if part.tag.is_empty() {
            // Nobody could say of what it is a part.
            part.begin_anew(String::new())?;
        }
        Ok(part)
    }

    fn begin_anew(&mut self, tag: String) -> Result<(), Error> {
        self.file.set_len(0).map_err(Error::file(&self.path))?;
        self.length = 0;
        // A weak tag says that two things mean the same, not that they are the same bytes.
        let kept = if tag.starts_with('"') && tag.len() as u64 <= MAX_TAG { tag.as_str() } else { "" };
        fs::write(&self.tag_path, kept).map_err(Error::file(&self.tag_path))?;
        self.tag = tag;
        Ok(())
    }

    fn fetch(&mut self, web: &Web, wanted: &Wanted<'_>) -> Result<Step, Error> {
        let mut headers = vec![("accept-encoding", "identity".to_owned())];
        let is_part = self.length > 0 && self.tag.starts_with('"');
        if is_part {
            headers.push(("range", format!("bytes={}-", self.length)));
            headers.push(("if-range", self.tag.clone()));
        } else if let Some(known) = wanted.known.filter(|known| !known.is_empty()) {
            headers.push(("if-none-match", known.to_owned()));
        }
        let answer = match web.get(wanted.address, &headers) {
            Ok(answer) => answer,
            Err(refused) => return Ok(Step::Cut(refused)),
        };
        let total = match answer.status().as_u16() {
            304 => return Ok(Step::Unchanged),
            // It was here already, and only what followed from it was not.
            416 if is_part && header(&answer, "content-range") == format!("bytes */{}", self.length) => {
                return Ok(Step::Whole);
            }
            416 => {
                self.begin_anew(String::new())?;
                let why = "there is no such part of it any more".to_owned();
                return Ok(Step::Cut(Refused::Unreachable(why)));
            }
            206 => {
                let range = header(&answer, "content-range");
                let rest = range.strip_prefix(&format!("bytes {}-", self.length)).filter(|_| is_part);
                let Some(rest) = rest else {
                    let why = "it is another part than was asked for".to_owned();
                    return Ok(Step::Cut(Refused::Answer(why)));
                };
                rest.rsplit_once('/').and_then(|(_, total)| total.parse().ok())
            }
            _ => {
                self.begin_anew(header(&answer, "etag").to_owned())?;
                header(&answer, "content-length").parse().ok()
            }
        };
        self.take_in(&mut answer.into_body().into_reader(), total, wanted)
    }

    fn take_in(
        &mut self,
        body: &mut dyn Read,
        total: Option<u64>,
        wanted: &Wanted<'_>,
    ) -> Result<Step, Error> {
        let too_large = || Error::TooLarge { what: shown(wanted.address), limit_bytes: wanted.limit_bytes };
        if total.is_some_and(|total| total > wanted.limit_bytes) {
            return Err(too_large());
        }
        let pace = Pace::start();
        let mut buffer = vec![0; 128 << 10];
        let mut came = 0_u64;
        loop {
            let count = match pace.check(came).and_then(|()| body.read(&mut buffer)) {
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Ok(Step::Cut(Refused::of(&ureq::Error::from(error)))),
            };
            if count == 0 {
                break;
            }
            came += count as u64;
            if self.length + count as u64 > wanted.limit_bytes {
                // What is too large is not kept for another time.
                self.begin_anew(String::new())?;
                return Err(too_large());
            }
            let bytes = buffer.get(..count).unwrap_or_default();
            self.file.write_all(bytes).map_err(Error::file(&self.path))?;
            self.length += count as u64;
            (wanted.tell)(self.length, total);
        }
        if total.is_some_and(|total| self.length < total) {
            return Ok(Step::Cut(Refused::Unreachable("the connection was cut".to_owned())));
        }
        Ok(Step::Whole)
    }
}

/// Forgets what came, because it is used up or no good.
pub(super) fn forget(path: &Path) {
    let mut tag = path.as_os_str().to_owned();
    tag.push(".tag");
    // What cannot be removed is begun anew the next time.
    let _ = fs::remove_file(PathBuf::from(tag));
    let _ = fs::remove_file(path);
}
