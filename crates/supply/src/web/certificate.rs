//! Until when the certificate of a server holds.

use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use ureq::tls::Certificate;
use x509_cert::Certificate as X509;
use x509_cert::der::Decode as _;

use super::address::{Address, host_name};
use super::client::{Web, roots};
use super::direct::is_direct;
use super::refused::Refused;

/// Addresses of one name that are tried.
const ADDRESSES: usize = 4;

impl Web {
    /// Returns when the certificate ends that a server shows. None where there is none, where a proxy stands between, or where
    /// it cannot be read; a connection of its own is made for that, on which nothing is asked.
    pub(crate) fn certificate_ends(&self, address: &Address) -> Result<Option<Timestamp>, Refused> {
        let is_proxied = self.options.proxy.as_deref().is_some_and(|proxy| !proxy.is_empty());
        if address.is_plain || is_proxied && !is_direct(&address.host, &self.options.no_proxy) {
            return Ok(None);
        }
        let roots =
            roots(self.options.ca_file.as_deref()).map_err(|error| Refused::Tls(error.to_string()))?;
        Ok(self.shown(&address.host, &roots)?.and_then(|shown| ends(&shown)))
    }

    /// The certificate of whoever answers there.
    fn shown(
        &self,
        host: &str,
        roots: &[Certificate<'_>],
    ) -> Result<Option<CertificateDer<'static>>, Refused> {
        let broken = |error: std::io::Error| Refused::of(&ureq::Error::Io(error));
        let mut trusted = RootCertStore::empty();
        trusted.add_parsable_certificates(roots.iter().map(|root| CertificateDer::from(root.der())));
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Refused::Tls(error.to_string()))?
            .with_root_certificates(trusted)
            .with_no_client_auth();
        let name = host_name(host).trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = host.strip_prefix(host_name(host)).and_then(|rest| rest.strip_prefix(':'));
        let port = port.map_or(Some(443), |port| port.parse().ok());
        let port = port.ok_or_else(|| Refused::Unreachable("it is no port".to_owned()))?;
        let mut stream = None;
        for address in (name.as_str(), port).to_socket_addrs().map_err(broken)?.take(ADDRESSES) {
            stream = TcpStream::connect_timeout(&address, self.options.bounds.stall).ok();
            if stream.is_some() {
                break;
            }
        }
        let mut stream = stream.ok_or_else(|| Refused::Unreachable("it does not answer".to_owned()))?;
        stream.set_read_timeout(Some(self.options.bounds.stall)).map_err(broken)?;
        stream.set_write_timeout(Some(self.options.bounds.stall)).map_err(broken)?;
        let server = ServerName::try_from(name).map_err(|error| Refused::Unreachable(error.to_string()))?;
        let mut connection = ClientConnection::new(Arc::new(config), server)
            .map_err(|error| Refused::Unreachable(error.to_string()))?;
        let began = Instant::now();
        while connection.is_handshaking() {
            // Byte by byte it would take hours.
            if began.elapsed() > self.options.bounds.each {
                return Err(Refused::Deadline);
            }
            if connection.wants_write() {
                connection.write_tls(&mut stream).map_err(broken)?;
            } else if connection.read_tls(&mut stream).map_err(broken)? == 0 {
                return Err(Refused::Unreachable("the connection was cut".to_owned()));
            } else {
                connection.process_new_packets().map_err(|error| Refused::Tls(error.to_string()))?;
            }
        }
        let chain = connection.peer_certificates().unwrap_or_default();
        Ok(chain.first().map(|certificate| certificate.clone().into_owned()))
    }
}

fn ends(certificate: &[u8]) -> Option<Timestamp> {
    let certificate = X509::from_der(certificate).ok()?;
    let end = certificate.tbs_certificate().validity().not_after.to_unix_duration();
    Timestamp::from_second(i64::try_from(end.as_secs()).ok()?).ok()
}
