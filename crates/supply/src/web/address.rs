//! Where a request goes: scheme, host and path, and who may be told what.

use std::net::IpAddr;

use super::refused::Refused;

/// An address that is fetched from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) is_plain: bool,
    /// With the port, where one is named.
    pub(crate) host: String,
    /// With a slash before it, and the query behind it.
    pub(crate) path: String,
}

impl Address {
    pub(crate) fn url(&self) -> String {
        let scheme = if self.is_plain { "http" } else { "https" };
        format!("{scheme}://{}{}", self.host, self.path)
    }

    /// Tells whether both are one server: what is said to one is said to the other.
    pub(crate) fn is_same_server(&self, other: &Self) -> bool {
        self.is_plain == other.is_plain && self.with_port() == other.with_port()
    }

    fn with_port(&self) -> String {
        let host = self.host.to_ascii_lowercase();
        let after = host.rsplit(']').next().unwrap_or_default();
        if after.contains(':') { host } else { format!("{host}:{}", if self.is_plain { 80 } else { 443 }) }
    }

    /// Reads an absolute address, or one that counts from this one.
    pub(crate) fn join(&self, location: &str) -> Result<Self, Refused> {
        let wrong = || Refused::Redirect("it is no address".to_owned());
        let is_fine = |c: char| {
            c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
        };
        if location.len() > 8 << 10 || !location.chars().all(is_fine) {
            return Err(wrong());
        }
        let location = location.split('#').next().unwrap_or_default();
        let lower = location.get(..8).unwrap_or(location).to_ascii_lowercase();
        let (is_plain, rest) = if lower == "https://" {
            (false, location.get(8..).unwrap_or_default())
        } else if lower.starts_with("http://") {
            (true, location.get(7..).unwrap_or_default())
        } else if let Some(rest) = location.strip_prefix("//") {
            (self.is_plain, rest)
        } else if location.starts_with('/') {
            return Ok(Self { path: location.to_owned(), ..self.clone() });
        } else if location.is_empty() || location.split(['/', '?']).next().is_some_and(|s| s.contains(':')) {
            return Err(wrong());
        } else {
            let path = self.path.split('?').next().unwrap_or_default();
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            return Ok(Self { path: format!("{folder}/{location}"), ..self.clone() });
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (host, path) = rest.split_at_checked(end).ok_or_else(wrong)?;
        // User and password in an address would be credentials of somebody else.
        if host.is_empty() || host.contains('@') {
            return Err(wrong());
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self { is_plain, host: host.to_owned(), path })
    }
}

/// Tells whether a host is this machine, so that what is sent stays on it.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = host_name(host);
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The host without its port.
pub(crate) fn host_name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

/// Writes a text so that it can stand in a query.
pub(crate) fn escape(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Address, escape, is_loopback};

    #[test]
    fn redirects_are_joined_and_servers_told_apart() {
        let start = Address { is_plain: false, host: "a.io".into(), path: "/v2/x/blobs/1?q".into() };
        for (location, wanted) in [
            ("https://b.io/y?z=1", "https://b.io/y?z=1"),
            ("HTTP://b.io:1", "http://b.io:1/"),
            ("//b.io/y", "https://b.io/y"),
            ("/y", "https://a.io/y"),
            ("2?s", "https://a.io/v2/x/blobs/2?s"),
            ("https://b.io?s#f", "https://b.io/?s"),
        ] {
            assert_eq!(start.join(location).map(|to| to.url()), Ok(wanted.to_owned()), "{location}");
        }
        for location in
            ["", "file:///etc/passwd", "https://", "https://u:p@b.io/", "/a b", "/a\nb", "ftp://b.io/"]
        {
            assert!(start.join(location).is_err(), "{location:?}");
        }
        let same = |location: &str| start.join(location).is_ok_and(|to| start.is_same_server(&to));
        assert!(same("/y") && same("https://A.io:443/y"));
        assert!(!same("http://a.io/y") && !same("https://a.io:444/") && !same("https://a.io.b.io/"));
    }

    #[test]
    fn this_machine_is_known() {
        for host in ["localhost", "LOCALHOST:5000", "127.0.0.1", "127.9.9.9:1", "[::1]:5000"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example.com", "10.0.0.1:5000", "127.0.0.1.example.com", "0.0.0.0", "[::2]:1"]
        {
            assert!(!is_loopback(host), "{host}");
        }
        assert_eq!(escape("a/b:c d"), "a%2Fb%3Ac%20d");
    }
}
