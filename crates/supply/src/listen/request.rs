//! A request, read under its bounds.

use std::io::{ErrorKind, Read as _};
use std::net::TcpStream;
use std::time::Instant;

use super::Answer;

/// The most bytes of a body. 1 MiB: some thousand events.
pub const MAX_BODY: usize = 1 << 20;

/// The most bytes of a head.
const MAX_HEAD: usize = 16 << 10;

/// The most headers.
const HEADERS: usize = 64;

/// A request.
#[derive(Debug)]
pub struct Request {
    /// The method.
    pub method: String,
    /// What the body is said to be, in lower case, without parameters.
    pub media_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// What of a head decides.
pub(super) struct Head<'h> {
    pub(super) method: &'h str,
    pub(super) path: &'h str,
    pub(super) authorization: &'h [u8],
}

/// Reads a request, its head and all of it each until some time; `refuse` may end it by its head.
pub(super) fn read(
    stream: &mut TcpStream,
    (head_until, until): (Instant, Instant),
    refuse: &dyn Fn(&Head<'_>) -> Option<Answer>,
) -> Result<Request, Answer> {
    let mut bytes = Vec::with_capacity(4096);
    let (mut request, length, at) = loop {
        if let Some(found) = head(&bytes, refuse)? {
            break found;
        }
        if bytes.len() >= MAX_HEAD {
            return Err(Answer::of(431));
        }
        more(stream, head_until, &mut bytes, MAX_HEAD)?;
    };
    request.body = bytes.split_off(at);
    while request.body.len() < length {
        more(stream, until, &mut request.body, length)?;
    }
    request.body.truncate(length);
    Ok(request)
}

/// Takes in what comes next; who sends a byte a second runs out of time.
fn more(stream: &mut TcpStream, until: Instant, bytes: &mut Vec<u8>, most: usize) -> Result<(), Answer> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
        return Err(Answer::of(408));
    }
    let mut piece = [0; 8192];
    let room = most.saturating_sub(bytes.len()).min(piece.len());
    match stream.read(piece.get_mut(..room).unwrap_or_default()) {
        Ok(0) => Err(Answer::of(400)),
        Ok(count) => {
            bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => Ok(()),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            Err(Answer::of(408))
        }
        Err(_) => Err(Answer::of(400)),
    }
}

type Begun = (Request, usize, usize);

/// Reads the head: the request without its body, the bytes of that, and where it begins. None where there is not all of it.
fn head(bytes: &[u8], refuse: &dyn Fn(&Head<'_>) -> Option<Answer>) -> Result<Option<Begun>, Answer> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let at = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(at)) => at,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Answer::of(431)),
        Err(_) => return Err(Answer::of(400)),
    };
    let all = |name: &str| -> Vec<&[u8]> {
        let of = parsed.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
        of.map(|header| header.value.trim_ascii()).collect()
    };
    let method = parsed.method.unwrap_or_default();
    // Said twice, it says nothing.
    let authorization = match all("authorization").as_slice() {
        [one] => *one,
        _ => &[],
    };
    let head = Head { method, path: parsed.path.unwrap_or_default(), authorization };
    if let Some(answer) = refuse(&head) {
        return Err(answer);
    }
    if !all("transfer-encoding").is_empty() {
        return Err(Answer::of(411));
    }
    let length = match (method, all("content-length").as_slice()) {
        ("GET", []) => 0,
        (_, [one]) => {
            let is_number = !one.is_empty() && one.len() < 19 && one.iter().all(u8::is_ascii_digit);
            let number = std::str::from_utf8(one).ok().filter(|_| is_number).and_then(|one| one.parse().ok());
            number.ok_or(Answer::of(400))?
        }
        (_, []) => return Err(Answer::of(411)),
        _ => return Err(Answer::of(400)),
    };
    if length > MAX_BODY {
        return Err(Answer::of(413));
    }
    let media_type = match all("content-type").as_slice() {
        [one] => {
            String::from_utf8_lossy(one).split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
        }
        _ => String::new(),
    };
    Ok(Some((Request { method: method.to_owned(), media_type, body: Vec::new() }, length, at)))
}
