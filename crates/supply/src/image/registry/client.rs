//! Requests: with credentials where they belong, after redirects, and again where that may help.

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use ureq::http::header::{AUTHORIZATION, HeaderValue};
use ureq::http::{Request, Response};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::{Agent, AsSendBody, Body, Proxy};

use super::answer::header;
use super::credentials::FoundLogin;
use super::endpoint::{Address, is_loopback};
use super::gate::{Gate, lock};
use super::proxy::is_direct;
use super::refused::Refused;
use super::secret::Hidden;
use super::{RegistryOptions, token};
use crate::image::Error;
use crate::read_capped;

/// Bytes of an answer's head: the largest seen has 6 KiB.
const MAX_HEAD_BYTES: usize = 32 << 10;

/// Redirects of one request. Registries make one, to where the blobs are kept.
const REDIRECTS: usize = 5;

/// Bytes of a file with certificates. 4 MiB: all public roots together have 250 KiB.
const MAX_CA_BYTES: u64 = 4 << 20;

/// A registry, as one user sees it.
#[derive(Debug)]
pub struct Registry {
    /// As it is named in references.
    pub(super) host: String,
    pub(super) options: RegistryOptions,
    pub(super) gate: Gate,
    direct: Agent,
    proxied: Option<Agent>,
    base: Mutex<Option<Address>>,
    /// What was found for each repository.
    pub(super) logins: Mutex<HashMap<String, FoundLogin>>,
    /// What is sent for each scope.
    authorizations: Mutex<HashMap<String, Hidden>>,
}

/// What a request is about: credentials and tokens are for that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Access<'a> {
    /// The repository; empty for the registry as a whole.
    pub(super) repository: &'a str,
    /// `repository:NAME:pull`.
    pub(super) scope: &'a str,
}

/// A request.
pub(super) struct Call<'a> {
    pub(super) method: &'static str,
    pub(super) address: Address,
    pub(super) access: Access<'a>,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Option<&'a [u8]>,
    /// Whether the answer is a stream, which may take as long as something comes.
    pub(super) is_stream: bool,
}

/// Why a request failed, and how long the registry wants us to wait.
struct Failure {
    refused: Refused,
    wait: Option<Duration>,
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self { refused, wait: None }
    }
}

impl Registry {
    /// Prepares to ask a registry, by its host as references name it; nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Open`] where the certificates cannot be read, [`Error::Proxy`] where the proxy is none.
    pub fn new(host: &str, options: &RegistryOptions) -> Result<Self, Error> {
        let tls = tls(options)?;
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
            Some(proxy) => Some(agent(Some(Proxy::new(proxy).map_err(|_| Error::Proxy)?))),
            None => None,
        };
        Ok(Self {
            host: host.to_owned(),
            options: options.clone(),
            gate: Gate::new(bounds.at_once),
            direct: agent(None),
            proxied,
            base: Mutex::default(),
            logins: Mutex::default(),
            authorizations: Mutex::default(),
        })
    }

    /// Asks, without credentials, whether it answers without TLS alone.
    ///
    /// # Errors
    /// [`Error::Registry`] where nobody answers, or somebody who is no registry.
    pub fn is_plain(&self) -> Result<bool, Error> {
        let ask = || {
            let address = self.at("")?;
            let access = Access { repository: "", scope: "" };
            let (to, headers) = (address.clone(), Vec::new());
            let call = Call { method: "GET", address: to, access, headers, body: None, is_stream: false };
            match self.once(&address, None, &call)?.status().as_u16() {
                200..=299 | 401 | 403 => Ok(address.is_plain),
                status => Err(Refused::of_status(status)),
            }
        };
        ask().map_err(|cause| self.refused("an answer at `/v2/`", cause))
    }

    /// Returns the address of a path below `/v2/`.
    pub(super) fn at(&self, path: &str) -> Result<Address, Refused> {
        let mut known = lock(&self.base);
        let base = match &*known {
            Some(base) => base.clone(),
            None => known.insert(self.find_base()?).clone(),
        };
        Ok(Address { path: format!("/v2/{path}"), ..base })
    }

    /// TLS is what is spoken. Only where it may go without, and nobody answers over TLS, it goes without.
    fn find_base(&self) -> Result<Address, Refused> {
        let host = if self.host == "docker.io" { "registry-1.docker.io" } else { &self.host };
        let base = Address { is_plain: false, host: host.to_owned(), path: "/v2/".to_owned() };
        if !self.may_be_plain(host) {
            return Ok(base);
        }
        let access = Access { repository: "", scope: "" };
        let (address, headers) = (base.clone(), Vec::new());
        let call = Call { method: "GET", address, access, headers, body: None, is_stream: false };
        match self.once(&base, None, &call) {
            // A certificate that is not trusted is no reason to do without any.
            Err(Refused::Tls(why)) => Err(Refused::Tls(why)),
            Ok(_) | Err(Refused::Deadline) => Ok(base),
            Err(_) => Ok(Address { is_plain: true, ..base }),
        }
    }

    /// Tells whether what is sent to a host may go without TLS.
    pub(super) fn may_be_plain(&self, host: &str) -> bool {
        is_loopback(host) || self.options.insecure.iter().any(|insecure| insecure.eq_ignore_ascii_case(host))
    }

    /// Sends a request, and again where that may help; the answer has a status of success.
    pub(super) fn send(&self, call: &Call<'_>) -> Result<Response<Body>, Refused> {
        let bounds = self.options.bounds;
        let mut pause = bounds.pause;
        let mut tries = 1;
        loop {
            let Failure { refused, wait } = match self.exchange(call) {
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

    /// One request, with the answer to a challenge and redirects.
    fn exchange(&self, call: &Call<'_>) -> Result<Response<Body>, Failure> {
        let home = self.at("")?;
        let mut address = call.address.clone();
        let mut authorization = lock(&self.authorizations).get(call.access.scope).cloned();
        let (mut was_asked, mut has_left, mut redirects) = (false, false, 0);
        loop {
            // Who has left once gets nothing any more, even where the way leads back.
            has_left |= !address.is_same_server(&home);
            let carried = if has_left { None } else { authorization.as_ref() };
            let answer = self.once(&address, carried, call)?;
            let status = answer.status().as_u16();
            match status {
                200..=299 => return Ok(answer),
                401 if !has_left && !was_asked => {
                    was_asked = true;
                    let found = token::answer(self, header(&answer, "www-authenticate"), call.access)?;
                    lock(&self.authorizations).insert(call.access.scope.to_owned(), found.clone());
                    authorization = Some(found);
                }
                301 | 302 | 303 | 307 | 308 if matches!(call.method, "GET" | "HEAD") => {
                    redirects += 1;
                    if redirects > REDIRECTS {
                        return Err(Refused::Redirect(format!("there are more than {REDIRECTS}")).into());
                    }
                    let next = address.join(header(&answer, "location"))?;
                    if next.is_plain && !self.may_be_plain(&next.host) {
                        return Err(Refused::Redirect("it leads away from TLS".to_owned()).into());
                    }
                    address = next;
                }
                401 => {
                    let note = lock(&self.logins).get(call.access.repository).and_then(|it| it.note.clone());
                    return Err(Refused::Unauthorized(note).into());
                }
                status => {
                    let seconds = header(&answer, "retry-after").trim().parse().ok();
                    let wait = seconds.map(Duration::from_secs);
                    return Err(Failure { refused: Refused::of_status(status), wait });
                }
            }
        }
    }

    /// One request to one address.
    pub(super) fn once(
        &self,
        address: &Address,
        authorization: Option<&Hidden>,
        call: &Call<'_>,
    ) -> Result<Response<Body>, Refused> {
        let mut request = Request::builder().method(call.method).uri(address.url());
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        if let Some(authorization) = authorization {
            let wrong = |_| Refused::Answer("what it gave as a token is none".to_owned());
            let mut value = HeaderValue::from_str(authorization.reveal()).map_err(wrong)?;
            // Its `Debug` is then redacted.
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let wrong = |_| Refused::Redirect("it is no address".to_owned());
        match call.body {
            Some(body) => self.run(address, request.body(body).map_err(wrong)?, call.is_stream),
            None => self.run(address, request.body(()).map_err(wrong)?, call.is_stream),
        }
    }

    fn run<B: AsSendBody>(
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
}

/// The system's roots, and those of the file.
pub(super) fn roots(options: &RegistryOptions) -> Result<Vec<Certificate<'static>>, Error> {
    let system = rustls_native_certs::load_native_certs().certs;
    let mut roots: Vec<_> = system.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
    if let Some(path) = &options.ca_file {
        let open = |cause| Error::Open { path: path.clone(), cause };
        let read = read_capped(File::open(path).map_err(open)?, MAX_CA_BYTES, 0).map_err(open)?;
        let bytes = read.unwrap_or_default();
        let before = roots.len();
        for item in parse_pem(&bytes) {
            if let Ok(PemItem::Certificate(certificate)) = item {
                roots.push(certificate);
            }
        }
        if roots.len() == before {
            let detail = "there is no certificate in PEM in it".to_owned();
            return Err(Error::NotAnImage { what: path.display().to_string(), detail });
        }
    }
    Ok(roots)
}

fn tls(options: &RegistryOptions) -> Result<TlsConfig, Error> {
    let roots = roots(options)?;
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()))
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .build())
}
