//! One request.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64;
use rustls::crypto::aws_lc_rs;
use sekimori_model::{Method, Question, Scheme, Unsure, Verification};
use ureq::http::header::{HOST, HeaderValue};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Proxy};

use super::answer;
use crate::Error;

/// Bytes of an answer's head: the largest seen has 6 KiB, most of it a policy for browsers.
const MAX_HEAD_BYTES: usize = 32 << 10;

/// How providers are reached.
#[derive(Debug, Clone)]
pub enum Route {
    /// At the hosts that their questions name, over https, with the roots that the system trusts.
    Internet {
        /// The address of a proxy, which opens a tunnel and sees no request.
        proxy: Option<String>,
    },
    /// For tests: servers on this machine stand in for some hosts, without TLS, and no other host is reached.
    StandIns(BTreeMap<String, SocketAddr>),
}

/// Sends requests.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    stand_ins: Option<BTreeMap<String, SocketAddr>>,
}

impl Client {
    pub(super) fn new(route: &Route) -> Result<Self, Error> {
        let (proxy, stand_ins) = match route {
            Route::Internet { proxy: None } => (None, None),
            // Its address may hold a password, so that the cause is not kept.
            Route::Internet { proxy: Some(proxy) } => {
                (Some(Proxy::new(proxy).map_err(|_| Error::Proxy)?), None)
            }
            Route::StandIns(servers) if servers.values().all(|server| server.ip().is_loopback()) => {
                (None, Some(servers.clone()))
            }
            Route::StandIns(_) => return Err(Error::NotThisMachine),
        };
        let mut config = Agent::config_builder()
            .https_only(stand_ins.is_none())
            .proxy(proxy)
            .http_status_as_error(false)
            // A redirect would carry the secret elsewhere.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(MAX_HEAD_BYTES)
            // A connection that the other side has closed meanwhile would be taken for no answer.
            .max_idle_connections(0)
            .user_agent(concat!("sekimori/", env!("CARGO_PKG_VERSION")))
            .accept("application/json");
        if stand_ins.is_none() {
            config = config.tls_config(tls());
        }
        Ok(Self { agent: config.build().into(), stand_ins })
    }

    /// Asks, and waits for the answer no longer than `deadline`.
    pub(super) fn fetch(&self, question: &Question, value: &[u8], deadline: Duration) -> Verification {
        let base = match &self.stand_ins {
            None => format!("https://{}", question.host),
            Some(servers) => match servers.get(question.host) {
                Some(server) => format!("http://{server}"),
                None => return Verification::Unknown(Unsure::Unreachable),
            },
        };
        // No pattern matches what a header cannot carry.
        let Some(carried) = carried(question.send, value) else {
            return Verification::Unknown(Unsure::NotAsked);
        };
        let url = format!("{base}{}", question.path);
        let answer = match question.method {
            Method::Get => {
                let request = self.agent.get(&url).config().timeout_global(Some(deadline)).build();
                request.header(HOST, question.host).header(question.header, carried).call()
            }
            Method::Post => {
                let request = self.agent.post(&url).config().timeout_global(Some(deadline)).build();
                request.header(HOST, question.host).header(question.header, carried).send_empty()
            }
        };
        answer.map_or_else(
            |error| Verification::Unknown(unsure(&error)),
            |answer| answer::read(question, answer),
        )
    }
}

/// What the header holds.
fn carried(scheme: Scheme, value: &[u8]) -> Option<HeaderValue> {
    let mut text = match scheme {
        Scheme::Plain => value.to_vec(),
        Scheme::Bearer => [b"Bearer ", value].concat(),
        Scheme::Basic => {
            let mut pair = [b":", value].concat();
            let text = format!("Basic {}", BASE64.encode(&pair)).into_bytes();
            pair.fill(0);
            text
        }
    };
    let mut header = HeaderValue::from_bytes(&text).ok();
    text.fill(0);
    // Its `Debug` is then redacted.
    if let Some(header) = &mut header {
        header.set_sensitive(true);
    }
    header
}

/// The system's roots: a company's own are among them, and who updates the system updates them.
fn tls() -> TlsConfig {
    // Without any root nothing is trusted, and so nothing is sent.
    let roots = rustls_native_certs::load_native_certs().certs;
    let roots = roots.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
    TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()))
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .build()
}

/// Why there is no answer. The error itself is not passed on.
pub(super) fn unsure(error: &ureq::Error) -> Unsure {
    match error {
        ureq::Error::Timeout(_) => Unsure::Deadline,
        ureq::Error::Http(_)
        | ureq::Error::Protocol(_)
        | ureq::Error::LargeResponseHeader(..)
        | ureq::Error::BodyExceedsLimit(_) => Unsure::Answer,
        _ => Unsure::Unreachable,
    }
}
