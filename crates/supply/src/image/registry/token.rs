//! Answers to a challenge: user and password, or a token that is had for them.
//!
//! # Source
//! distribution/distribution, `docs/content/spec/auth/token.md` (GET) and `oauth.md` (POST with a refresh token).

use data_encoding::BASE64;
use serde_json::Value;

use super::answer::json;
use super::challenge::{Challenge, parse};
use super::client::{Access, Call, Registry};
use super::credentials::{FoundLogin, Login, find};
use super::gate::lock;
use super::secret::Hidden;
use crate::web::{Failure, Refused, escape, is_loopback};

/// Bytes of a token server's answer: tokens that list many rights have 16 KiB.
const MAX_BYTES: u64 = 256 << 10;

/// Returns what is sent as authorization.
pub(super) fn answer(registry: &Registry, header: &str, access: Access<'_>) -> Result<Hidden, Failure> {
    let found = login(registry, access.repository);
    match (parse(header), &found.login) {
        (Some(Challenge::Basic), Some(Login::Password { user, password })) => Ok(basic(user, password)),
        (Some(Challenge::Bearer { .. }), Some(Login::Bearer(token))) => Ok(bearer(token.reveal())),
        (Some(Challenge::Bearer { realm, service, scope }), login) => {
            let scope = if scope.is_empty() { access.scope } else { &scope };
            fetch(registry, &realm, &service, scope, login.as_ref(), found.note)
        }
        _ => Err(Refused::Unauthorized(found.note).into()),
    }
}

fn login(registry: &Registry, repository: &str) -> FoundLogin {
    if let Some(known) = lock(&registry.logins).get(repository) {
        return known.clone();
    }
    let found = find(&registry.options.credential_files, &registry.host, repository);
    lock(&registry.logins).insert(repository.to_owned(), found.clone());
    found
}

fn fetch(
    registry: &Registry,
    realm: &str,
    service: &str,
    scope: &str,
    login: Option<&Login>,
    note: Option<String>,
) -> Result<Hidden, Failure> {
    let home = registry.at("")?;
    let mut address = home.join(realm)?;
    // Who is far away must not send credentials in clear, also not to a server on this machine.
    let is_on_this_machine = is_loopback(&home.host) && is_loopback(&address.host);
    let is_allowed =
        is_on_this_machine || !is_loopback(&address.host) && registry.web.may_be_plain(&address.host);
    if address.is_plain && !is_allowed {
        return Err(Refused::Redirect("the token server is not reached over TLS".to_owned()).into());
    }
    let access = Access { repository: "", scope: "" };
    let accept = ("accept", "application/json".to_owned());
    let (authorization, form) = match login {
        Some(Login::Password { user, password }) => (Some(basic(user, password)), None),
        Some(Login::Identity(token)) => {
            let fields = [
                ("grant_type", "refresh_token"),
                ("service", service),
                ("client_id", "sekimori"),
                ("scope", scope),
                ("refresh_token", token.reveal()),
            ];
            (None, Some(Hidden::new(query(&fields))))
        }
        Some(Login::Bearer(_)) | None => (None, None),
    };
    let call = if let Some(form) = &form {
        Call {
            method: "POST",
            address: address.clone(),
            access,
            headers: vec![accept, ("content-type", "application/x-www-form-urlencoded".to_owned())],
            body: Some(form.reveal().as_bytes()),
            is_stream: false,
        }
    } else {
        let fields = [("service", service), ("scope", scope)];
        let fields: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let mark = if address.path.contains('?') { '&' } else { '?' };
        address.path = format!("{}{mark}{}", address.path, query(&fields));
        Call {
            method: "GET",
            address: address.clone(),
            access,
            headers: vec![accept],
            body: None,
            is_stream: false,
        }
    };
    // Redirects are not followed: they would take the password along.
    let refused =
        |refused: Refused| Refused::TokenServer { host: address.host.clone(), cause: Box::new(refused) };
    let mut answer = registry.once(&address, authorization.as_ref(), &call).map_err(refused)?;
    match answer.status().as_u16() {
        200..=299 => {}
        400 | 401 => return Err(Refused::Unauthorized(note).into()),
        status @ 300..=399 => {
            return Err(Refused::Redirect(format!("the token server answered with {status}")).into());
        }
        _ => {
            let failure = Failure::of(&answer);
            return Err(Failure { refused: refused(failure.refused), wait: failure.wait });
        }
    }
    let value = json(&mut answer, MAX_BYTES).map_err(refused)?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let token = text("token").or_else(|| text("access_token"));
    token.map(bearer).ok_or_else(|| refused(Refused::Answer("there is no token in it".to_owned())).into())
}

fn basic(user: &str, password: &Hidden) -> Hidden {
    let pair = Hidden::new(format!("{user}:{}", password.reveal()));
    Hidden::new(format!("Basic {}", BASE64.encode(pair.reveal().as_bytes())))
}

fn bearer(token: &str) -> Hidden {
    Hidden::new(format!("Bearer {token}"))
}

fn query(fields: &[(&str, &str)]) -> String {
    // A token may be for several things, one behind the other.
    let pairs = fields.iter().flat_map(|(key, value)| {
        let parts: Vec<&str> = if *key == "scope" { value.split(' ').collect() } else { vec![value] };
        parts.into_iter().map(move |part| format!("{key}={}", escape(part)))
    });
    pairs.collect::<Vec<_>>().join("&")
}
