//! Requests: with credentials where they belong, after redirects, and again where that may help.

use std::collections::HashMap;
use std::sync::Mutex;

use jiff::Timestamp;
use ureq::Body;
use ureq::http::header::{AUTHORIZATION, HeaderValue};
use ureq::http::{Request, Response};

use super::credentials::FoundLogin;
use super::gate::{Gate, lock};
use super::secret::Hidden;
use super::{RegistryOptions, token};
use crate::image::Error;
use crate::web::{Address, Failure, REDIRECTS, Refused, Web};

/// A registry, as one user sees it.
#[derive(Debug)]
pub struct Registry {
    /// As it is named in references.
    pub(super) host: String,
    pub(super) options: RegistryOptions,
    pub(super) gate: Gate,
    pub(super) web: Web,
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

impl Registry {
    /// Prepares to ask a registry, by its host as references name it; nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Web`] where the certificates cannot be read or the proxy is none.
    pub fn new(host: &str, options: &RegistryOptions) -> Result<Self, Error> {
        Ok(Self {
            host: host.to_owned(),
            options: options.clone(),
            gate: Gate::new(options.web.bounds.at_once),
            web: Web::new(&options.web)?,
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

    /// Returns when the certificate ends that it shows; none where there is none, or where it cannot be seen.
    ///
    /// # Errors
    /// [`Error::Registry`] where nobody answers, or with a certificate that is not trusted.
    pub fn certificate_ends(&self) -> Result<Option<Timestamp>, Error> {
        let ends = self.at("").and_then(|address| self.web.certificate_ends(&address));
        ends.map_err(|cause| self.refused("its certificate", cause))
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
        if !self.web.may_be_plain(host) {
            return Ok(base);
        }
        let access = Access { repository: "", scope: "" };
        let (address, headers) = (base.clone(), Vec::new());
        let call = Call { method: "GET", address, access, headers, body: None, is_stream: false };
        match self.once(&base, None, &call) {
            // A certificate that is not trusted is no reason to do without any.
            Err(refused @ (Refused::Tls(_) | Refused::Authority)) => Err(refused),
            Ok(_) | Err(Refused::Deadline) => Ok(base),
            Err(_) => Ok(Address { is_plain: true, ..base }),
        }
    }

    /// Sends a request, and again where that may help; the answer has a status of success.
    pub(super) fn send(&self, call: &Call<'_>) -> Result<Response<Body>, Refused> {
        self.web.insist(|| self.exchange(call))
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
                    // A way in may stand in a header of its own, or behind another one.
                    let all = answer.headers().get_all("www-authenticate").iter();
                    let all: Vec<&str> = all.filter_map(|value| value.to_str().ok()).collect();
                    let found = token::answer(self, &all.join(", "), call.access)?;
                    lock(&self.authorizations).insert(call.access.scope.to_owned(), found.clone());
                    authorization = Some(found);
                }
                301 | 302 | 303 | 307 | 308 if matches!(call.method, "GET" | "HEAD") => {
                    redirects += 1;
                    if redirects > REDIRECTS {
                        return Err(Refused::Redirect(format!("there are more than {REDIRECTS}")).into());
                    }
                    address = self.web.follow(&address, &answer)?;
                }
                401 => {
                    let note = lock(&self.logins).get(call.access.repository).and_then(|it| it.note.clone());
                    return Err(Refused::Unauthorized(note).into());
                }
                _ => return Err(Failure::of(&answer)),
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
            Some(body) => self.web.run(address, request.body(body).map_err(wrong)?, call.is_stream),
            None => self.web.run(address, request.body(()).map_err(wrong)?, call.is_stream),
        }
    }
}
