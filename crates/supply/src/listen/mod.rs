//! Receives what is sent to us: one request a connection, of a bounded size, within a bounded time, from who knows the token.
//!
//! It is no server of pages: a registry posts an envelope and reads a status. So there is no keeping of connections, no
//! transfer in chunks and no TLS; where the way is not trusted, a proxy ends TLS before it.
//!
//! # Source
//! RFC 9110 and RFC 9112; RFC 7617 and RFC 6750 for the header with the token.

mod request;
mod stop;
mod token;

use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

pub use request::{MAX_BODY, Request};
pub use stop::stop_on_signals;
pub use token::Token;

/// How long one request may take, its answer included.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How long the head of a request may take: who says nothing keeps others out for no longer than this.
const HEAD_PATIENCE: Duration = Duration::from_secs(2);

/// Connections at one time; one more is closed at once.
const AT_ONCE: usize = 256;

/// How often it is seen whether to stop.
const PAUSE: Duration = Duration::from_millis(25);

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Seconds after which to try again.
    pub retry_after: Option<u32>,
}

impl Answer {
    /// Makes an answer of a status alone.
    pub const fn of(status: u16) -> Self {
        Self { status, retry_after: None }
    }

    fn reason(self) -> &'static str {
        match self.status {
            200 => "OK",
            202 => "Accepted",
            400 => "Bad Request",
            401 => "Unauthorized",
            404 => "Not Found",
            405 => "Method Not Allowed",
            408 => "Request Timeout",
            411 => "Length Required",
            413 => "Content Too Large",
            415 => "Unsupported Media Type",
            431 => "Request Header Fields Too Large",
            503 => "Service Unavailable",
            _ => "Answer",
        }
    }
}

/// A place at which requests come in.
#[derive(Debug)]
pub struct Listener {
    listener: TcpListener,
    token: Option<Token>,
}

impl Listener {
    /// Opens a place.
    ///
    /// # Errors
    /// Why the address cannot be used.
    pub fn bind(address: SocketAddr, token: Option<Token>) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok(Self { listener, token })
    }

    /// Returns the address, with its port.
    ///
    /// # Errors
    /// Why it is not known.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until it is to stop. `GET /healthz` says that it is alive, to everybody; each `POST /` or `POST /events` of
    /// who knows the token is given to `take`.
    pub fn serve(&self, stop: &AtomicBool, take: &(dyn Fn(&Request) -> Answer + Sync)) {
        let open = AtomicUsize::new(0);
        thread::scope(|scope| {
            while !stop.load(Ordering::Relaxed) {
                let Ok((stream, _)) = self.listener.accept() else {
                    thread::sleep(PAUSE);
                    continue;
                };
                if open.fetch_add(1, Ordering::Relaxed) >= AT_ONCE {
                    open.fetch_sub(1, Ordering::Relaxed);
                    continue;
                }
                let open = &open;
                let spawned = thread::Builder::new().spawn_scoped(scope, move || {
                    // Who sends anything may not end the program.
                    let _ = self.converse(stream, take);
                    open.fetch_sub(1, Ordering::Relaxed);
                });
                if spawned.is_err() {
                    open.fetch_sub(1, Ordering::Relaxed);
                }
            }
        });
    }

    fn converse(&self, mut stream: TcpStream, take: &(dyn Fn(&Request) -> Answer + Sync)) -> io::Result<()> {
        let until = Instant::now() + PATIENCE;
        stream.set_nonblocking(false)?;
        let answer =
            match request::read(&mut stream, (until.min(Instant::now() + HEAD_PATIENCE), until), &|head| {
                self.refuse(head)
            }) {
                Ok(request) if request.method == "GET" => Answer::of(200),
                Ok(request) => take(&request),
                Err(refused) => refused,
            };
        let left = until.saturating_duration_since(Instant::now()).max(Duration::from_millis(100));
        stream.set_write_timeout(Some(left))?;
        let retry =
            answer.retry_after.map(|seconds| format!("Retry-After: {seconds}\r\n")).unwrap_or_default();
        let challenge = if answer.status == 401 { "WWW-Authenticate: Bearer\r\n" } else { "" };
        let (status, reason) = (answer.status, answer.reason());
        let head = format!(
            "HTTP/1.1 {status} {reason}\r\n{retry}{challenge}Content-Length: 0\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes())?;
        stream.shutdown(std::net::Shutdown::Write)
    }

    /// Says by the head alone whether a request is refused, before any of its body is taken in.
    fn refuse(&self, head: &request::Head<'_>) -> Option<Answer> {
        let path = head.path.split('?').next().unwrap_or_default();
        match (head.method, path) {
            ("GET", "/healthz") => return None,
            (_, "/healthz") => return Some(Answer::of(405)),
            (_, "/" | "/events") => {}
            _ => return Some(Answer::of(404)),
        }
        if self.token.as_ref().is_some_and(|token| !token.is_in(head.authorization)) {
            return Some(Answer::of(401));
        }
        (head.method != "POST").then_some(Answer::of(405))
    }
}
