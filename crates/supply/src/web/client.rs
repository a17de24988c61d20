//! One request, and one that is sent again where that may help.

use std::fs::File;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{io, thread};

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use rustls::crypto::aws_lc_rs;
use ureq::http::{Request, Response};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::{Agent, AsSendBody, Body, Proxy};

use super::address::{Address, is_loopback};
use super::direct::is_direct;
use super::header;
use super::refused::Refused;
use crate::read_capped;

/// Bytes of an answer's head: the largest seen has 6 KiB.
const MAX_HEAD_BYTES: usize = 32 << 10;

/// Redirects of one request. Registries make one, to where the blobs are kept.
pub(crate) const REDIRECTS: usize = 5;

/// Bytes of a file with certificates. 4 MiB: all public roots together have 250 KiB.
const MAX_CA_BYTES: u64 = 4 << 20;

/// How servers are reached.
#[derive(Debug, Clone, Default)]
pub struct WebOptions {
    /// Hosts, with their ports, that may be reached without TLS; those on this machine always may.
    pub insecure: Vec<String>,
    /// Certificates in PEM that are trusted beside those of the system.
    pub ca_file: Option<PathBuf>,
    /// The address of a proxy, which opens a tunnel and sees no request over TLS.
    pub proxy: Option<String>,
    /// Hosts that are reached without it, as `NO_PROXY` lists them.
    pub no_proxy: String,
    /// How much, and for how long.
    pub bounds: WebBounds,
}

/// How much is asked of a server, and how long it may take.
#[derive(Debug, Clone, Copy)]
pub struct WebBounds {
    /// Streams at one time.
    pub at_once: NonZero<usize>,
    /// How long anything but a stream may take.
    pub each: Duration,
    /// How long nothing at all may come.
    pub stall: Duration,
    /// The first pause before something is tried again; it doubles.
    pub pause: Duration,
    /// The longest pause that a server may ask for.
    pub longest_pause: Duration,
    /// How often something is tried.
    pub tries: u32,
}

impl Default for WebBounds {
    fn default() -> Self {
        Self {
            at_once: NonZero::<usize>::MIN.saturating_add(3),
            each: Duration::from_mins(1),
            stall: Duration::from_secs(30),
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            tries: 4,
        }
    }
}

/// Why no server can be asked at all.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The file with certificates cannot be read.
    #[error("cannot open `{}`", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        cause: io::Error,
    },
    /// It holds no certificate in PEM.
    #[error("there is no certificate in PEM in `{}`", path.display())]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// What should be the address of a proxy is none; it may hold a password, so it is not told.
    #[error("the address of the proxy is not one")]
    Proxy,
}

/// What came of one try, and how long the server wants us to wait.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) refused: Refused,
    pub(crate) wait: Option<Duration>,
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self { refused, wait: None }
    }
}

impl Failure {
    /// Of an answer that is none of success.
    pub(crate) fn of(answer: &Response<Body>) -> Self {
        let wait = wait(header(answer, "retry-after").trim(), Timestamp::now());
        Self { refused: Refused::of_status(answer.status().as_u16()), wait }
    }
}

/// How long a server wants us to wait: a number of seconds, or until when.
///
/// # Source
/// RFC 9110, section 10.2.3.
fn wait(said: &str, now: Timestamp) -> Option<Duration> {
    if !said.is_empty() && said.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(said.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let until = DateTimeParser::new().parse_timestamp(said).ok()?;
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
}

/// Sends requests, to whomever they are for.
#[derive(Debug)]
pub struct Web {
    pub(super) options: WebOptions,
    direct: Agent,
    proxied: Option<Agent>,
}

impl Web {
    /// Prepares to ask; nothing is sent yet.
    ///
    /// # Errors
    /// [`Unusable`] where the certificates cannot be read or the proxy is none.
    pub fn new(options: &WebOptions) -> Result<Self, Unusable> {
        let tls = tls(options.ca_file.as_deref())?;
        let bounds = options.bounds;
        let agent = |proxy: Option<Proxy>| -> Agent {
            let config = Agent::config_builder()
                .proxy(proxy)
                .tls_config(tls.clone())
                .http_status_as_error(false)
                // Each is looked at first: where it leads, and what may go along.
                .max_redirects(0)
                .max_redirects_will_error(false)
                .max_response_header_size(MAX_HEAD_BYTES)
                .max_idle_age(Duration::from_secs(5))
                .timeout_connect(Some(bounds.stall))
                .timeout_per_read(Some(bounds.stall))
                .timeout_per_write(Some(bounds.stall))
                .timeout_recv_response(Some(bounds.each))
                .user_agent(concat!("sekimori/", env!("CARGO_PKG_VERSION")));
            config.build().into()
        };
        let proxied = match options.proxy.as_deref().filter(|proxy| !proxy.is_empty()) {
            // Its address may hold a password, so that the cause is not kept.
            Some(proxy) => Some(agent(Some(Proxy::new(proxy).map_err(|_| Unusable::Proxy)?))),
            None => None,
        };
        Ok(Self { options: options.clone(), direct: agent(None), proxied })
    }

    pub(crate) const fn bounds(&self) -> WebBounds {
        self.options.bounds
    }

    /// Tells whether what is sent to a host may go without TLS.
    pub(crate) fn may_be_plain(&self, host: &str) -> bool {
        is_loopback(host) || self.options.insecure.iter().any(|insecure| insecure.eq_ignore_ascii_case(host))
    }

    /// Sends one request; redirects are answers.
    pub(crate) fn run<B: AsSendBody>(
        &self,
        address: &Address,
        request: Request<B>,
        is_stream: bool,
    ) -> Result<Response<Body>, Refused> {
        let proxied = self.proxied.as_ref().filter(|_| !is_direct(&address.host, &self.options.no_proxy));
        let agent = proxied.unwrap_or(&self.direct);
        let deadline = (!is_stream).then_some(self.options.bounds.each);
        let request = agent.configure_request(request).timeout_global(deadline).build();
        agent.run(request).map_err(|error| Refused::of(&error))
    }

    /// Returns where a redirect leads; never away from TLS, unless that may be.
    pub(crate) fn follow(&self, address: &Address, answer: &Response<Body>) -> Result<Address, Refused> {
        let next = address.join(header(answer, "location"))?;
        if next.is_plain && !self.may_be_plain(&next.host) {
            return Err(Refused::Redirect("it leads away from TLS".to_owned()));
        }
        Ok(next)
    }

    /// Does something, and again, later, where that may help.
    pub(crate) fn insist<T>(&self, mut once: impl FnMut() -> Result<T, Failure>) -> Result<T, Refused> {
        let bounds = self.options.bounds;
        let mut pause = bounds.pause;
        let mut tries = 1;
        loop {
            let Failure { refused, wait } = match once() {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let wait = wait.unwrap_or(pause);
            if tries >= bounds.tries || !refused.may_pass() || wait > bounds.longest_pause {
                return Err(refused);
            }
            thread::sleep(wait);
            pause = pause.saturating_mul(2);
            tries += 1;
        }
    }

    /// Asks for what lies at an address, without credentials, as a stream. The answer has a status of success, or tells
    /// that it is not newer (304), or that there is no such range (416).
    pub(crate) fn get(
        &self,
        address: &Address,
        headers: &[(&'static str, String)],
    ) -> Result<Response<Body>, Refused> {
        self.insist(|| {
            let mut address = address.clone();
            for _ in 0..=REDIRECTS {
                let mut request = Request::builder().method("GET").uri(address.url());
                for (name, value) in headers {
                    request = request.header(*name, value);
                }
                let wrong = |_| Refused::Redirect("it is no address".to_owned());
                let answer = self.run(&address, request.body(()).map_err(wrong)?, true)?;
                match answer.status().as_u16() {
                    200..=299 | 304 | 416 => return Ok(answer),
                    301 | 302 | 303 | 307 | 308 => address = self.follow(&address, &answer)?,
                    _ => return Err(Failure::of(&answer)),
                }
            }
            Err(Refused::Redirect(format!("there are more than {REDIRECTS}")).into())
        })
    }
}

/// The system's roots, and those of the file.
pub(super) fn roots(ca_file: Option<&Path>) -> Result<Vec<Certificate<'static>>, Unusable> {
    let system = rustls_native_certs::load_native_certs().certs;
    let mut roots: Vec<_> = system.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
    if let Some(path) = ca_file {
        let open = |cause| Unusable::Open { path: path.to_owned(), cause };
        let read = read_capped(File::open(path).map_err(open)?, MAX_CA_BYTES, 0).map_err(open)?;
        let bytes = read.unwrap_or_default();
        let before = roots.len();
        for item in parse_pem(&bytes) {
            if let Ok(PemItem::Certificate(certificate)) = item {
                roots.push(certificate);
            }
        }
        if roots.len() == before {
            return Err(Unusable::NoCertificate { path: path.to_owned() });
        }
    }
    Ok(roots)
}

fn tls(ca_file: Option<&Path>) -> Result<TlsConfig, Unusable> {
    let roots = roots(ca_file)?;
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()))
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .build())
}

#[cfg(test)]
mod tests {

    use super::wait;

    #[test]
    fn a_server_names_seconds_or_a_date() {
        let now = "2026-11-22T10:00:00Z".parse().expect("a time");
        for (said, seconds) in [
            ("0", Some(0)),
            ("120", Some(120)),
            ("Sun, 22 Nov 2026 10:00:25 GMT", Some(25)),
            ("Sun, 22 Nov 2026 09:00:00 GMT", Some(0)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("tomorrow", None),
            ("", None),
        ] {
            assert_eq!(wait(said, now).map(|wait| wait.as_secs()), seconds, "{said}");
        }
    }
}
