//! Blobs, as streams that go on where they were cut.

use std::io::{self, Read};

use sekimori_model::{NotAnalysed, Problem};
use sekimori_parse::oci::media;
use ureq::BodyReader;

use super::client::{Access, Call, Registry};
use super::fetch::{accepted, pull};
use super::gate::Pass;
use crate::image::stored::{Blob, Blobs};
use crate::web::{Pace, Refused, header};

/// The blobs of a repository.
#[derive(Debug)]
pub(super) struct Remote {
    pub(super) registry: Registry,
    pub(super) repository: String,
}

impl Blobs for Remote {
    fn open(&self, blob: &Blob) -> Result<Box<dyn Read + '_>, Problem> {
        let stream = Stream::open(self, blob).map_err(|cause| {
            let (reason, detail) = (NotAnalysed::NotFetched, cause.to_string());
            self.unread(Problem { path: blob.name.as_str().into(), reason, detail })
        })?;
        Ok(Box::new(stream))
    }

    /// It may be read another time.
    fn unread(&self, problem: Problem) -> Problem {
        let detail = format!("{}/{}: {}", self.registry.host, self.repository, problem.detail);
        Problem { reason: NotAnalysed::NotFetched, detail, ..problem }
    }
}

struct Stream<'a> {
    remote: &'a Remote,
    path: String,
    size: Option<u64>,
    at: u64,
    body: BodyReader<'static>,
    tries: u32,
    pace: Pace,
    _pass: Pass,
}

impl<'a> Stream<'a> {
    fn open(remote: &'a Remote, blob: &Blob) -> Result<Self, Refused> {
        let digest = blob.digest.as_ref().ok_or(Refused::NotFound)?;
        // Registries keep them apart.
        let is_manifest = media::is_manifest(&blob.media_type) || media::is_index(&blob.media_type);
        let kind = if is_manifest { "manifests" } else { "blobs" };
        let path = format!("{}/{kind}/{digest}", remote.repository);
        let pass = remote.registry.gate.enter();
        let body = body(remote, &path, 0)?;
        let tries = remote.registry.web.bounds().tries;
        Ok(Self { remote, path, size: blob.size, at: 0, body, tries, pace: Pace::start(), _pass: pass })
    }

    /// Goes on where it was cut; the error that cut it where that cannot be.
    fn resume(&mut self, error: &io::Error) -> io::Result<()> {
        while self.tries > 1 {
            self.tries -= 1;
            std::thread::sleep(self.remote.registry.web.bounds().pause);
            match body(self.remote, &self.path, self.at) {
                Ok(body) => {
                    self.body = body;
                    return Ok(());
                }
                Err(refused) if refused.may_pass() => {}
                Err(_) => break,
            }
        }
        let of = self.size.map_or_else(String::new, |size| format!(" of {size}"));
        let detail = format!("the server sent {}{of} bytes: {error}", self.at);
        Err(io::Error::new(error.kind(), detail))
    }
}

/// Asks for a blob from a byte on.
fn body(remote: &Remote, path: &str, from: u64) -> Result<BodyReader<'static>, Refused> {
    let registry = &remote.registry;
    let scope = pull(&remote.repository);
    let access = Access { repository: &remote.repository, scope: &scope };
    let mut headers = vec![("accept-encoding", "identity".to_owned()), ("accept", accepted())];
    if from > 0 {
        headers.push(("range", format!("bytes={from}-")));
    }
    let address = registry.at(path)?;
    let answer =
        registry.send(&Call { method: "GET", address, access, headers, body: None, is_stream: true })?;
    let is_part = answer.status().as_u16() == 206;
    if is_part && !header(&answer, "content-range").starts_with(&format!("bytes {from}-")) {
        return Err(Refused::Answer("it is another part than was asked for".to_owned()));
    }
    let mut body = answer.into_body().into_reader();
    // Who knows no ranges begins anew.
    let mut paced = Paced { body: &mut body, at: 0, pace: Pace::start() };
    let is_there = is_part || sekimori_parse::archive::skip(&mut paced, from).is_ok_and(|is_there| is_there);
    if is_there { Ok(body) } else { Err(Refused::Answer("it is shorter than before".to_owned())) }
}

/// A stream of which next to nothing may not come for ever.
struct Paced<'a> {
    body: &'a mut BodyReader<'static>,
    at: u64,
    pace: Pace,
}

impl Read for Paced<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.pace.check(self.at)?;
        let count = self.body.read(buffer)?;
        self.at = self.at.saturating_add(count as u64);
        Ok(count)
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.pace.check(self.at)?;
            let read = self.body.read(buffer);
            let is_cut = |size: u64| self.at < size && !buffer.is_empty();
            match read {
                Ok(0) if self.size.is_some_and(is_cut) => {
                    self.resume(&io::ErrorKind::UnexpectedEof.into())?;
                }
                Ok(count) => {
                    self.at = self.at.saturating_add(count as u64);
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.resume(&error)?,
            }
        }
    }
}
