//! Asks providers whether secrets still work, for `--verify`.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use sekimori_model::{Question, Verification};
use sekimori_scan::Verifier;
use sekimori_secrets::Value;
use sekimori_supply::provider::{Bounds, Providers, Route};

use crate::args::Ask;
use crate::error::Error;

/// Where the address of a proxy stands, by long custom.
const PROXY: [&str; 2] = ["HTTPS_PROXY", "https_proxy"];

/// Providers, where they are to be asked.
pub(crate) fn verifier(ask: &Ask) -> Result<Option<Asking>, Error> {
    if !ask.verify {
        return Ok(None);
    }
    let route = if ask.verify_endpoint.is_empty() {
        Route::Internet { proxy: proxy() }
    } else {
        Route::StandIns(ask.verify_endpoint.iter().cloned().collect::<BTreeMap<_, _>>())
    };
    let providers = Providers::new(&route, Bounds::default()).map_err(Error::Input)?;
    Ok(Some(Asking(providers)))
}

/// The address of the proxy that the environment names.
pub(crate) fn proxy() -> Option<String> {
    let mut said = PROXY.iter().filter_map(|name| std::env::var(name).ok());
    said.find(|proxy| !proxy.trim().is_empty())
}

/// Providers that are asked.
#[derive(Debug)]
pub(crate) struct Asking(Providers);

impl Verifier for Asking {
    fn verify(&self, asked: &[(Question, &Value)]) -> Vec<Verification> {
        let asked: Vec<(Question, &[u8])> =
            asked.iter().map(|(question, value)| (*question, value.expose())).collect();
        self.0.ask(&asked)
    }

    fn requests(&self) -> u64 {
        self.0.requests()
    }
}

/// Reads `HOST=http://127.0.0.1:PORT`: a server on this machine that stands in for a provider in tests.
pub(crate) fn stand_in(text: &str) -> Result<(String, SocketAddr), String> {
    let parts = text.split_once('=').and_then(|(host, url)| Some((host, url.strip_prefix("http://")?)));
    let parsed = parts.and_then(|(host, server)| Some((host, server.parse::<SocketAddr>().ok()?)));
    match parsed {
        Some((host, server)) if !host.is_empty() && server.ip().is_loopback() => {
            Ok((host.to_owned(), server))
        }
        _ => Err("write HOST=http://127.0.0.1:PORT, a server on this machine".to_owned()),
    }
}
