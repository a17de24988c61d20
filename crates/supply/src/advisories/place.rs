//! Where a feed lies: on a server, or on this machine.

use std::fmt;
use std::path::PathBuf;

use super::Error;
use crate::web::{Address, escape};

/// Where a feed lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(pub(super) Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Server(Address),
    Path(PathBuf),
}

impl Place {
    /// Reads an address that begins with `https://` or `http://`; everything else is a path.
    ///
    /// # Errors
    /// [`Error::Address`] where it begins so and is none.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let lower: String = text.chars().take(8).collect::<String>().to_ascii_lowercase();
        if !lower.starts_with("https://") && !lower.starts_with("http://") {
            return Ok(Self(Kind::Path(PathBuf::from(text))));
        }
        let from = Address { is_plain: false, host: String::new(), path: String::new() };
        // What was written may hold a password, so that it is not told.
        let address = from.join(text).map_err(|_| Error::Address)?;
        Ok(Self(Kind::Server(address)))
    }

    /// Tells whether it lies on this machine.
    pub fn is_path(&self) -> bool {
        matches!(self.0, Kind::Path(_))
    }
}

impl fmt::Display for Place {
    /// Writes the address without its query, which may hold a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Server(address) => f.write_str(&shown(address)),
            Kind::Path(path) => write!(f, "{}", path.display()),
        }
    }
}

/// The address without its query.
pub(super) fn shown(address: &Address) -> String {
    let url = address.url();
    url.split('?').next().unwrap_or_default().to_owned()
}

/// The address of something below another; a query stays, as it may be what lets us in.
pub(super) fn below(address: &Address, parts: &[&str]) -> Address {
    let (path, query) = match address.path.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        None => (address.path.as_str(), String::new()),
    };
    let mut path = path.trim_end_matches('/').to_owned();
    for part in parts {
        path.push('/');
        path.push_str(&escape(part));
    }
    Address { path: path + &query, ..address.clone() }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Place, below};

    #[test]
    fn addresses_and_paths_are_told_apart() {
        let place = Place::parse("https://mirror.example/osv/?key=K").expect("it is one");
        assert_eq!(place.to_string(), "https://mirror.example/osv/");
        let Kind::Server(address) = &place.0 else { panic!("it is a server") };
        let all = below(address, &["Rocky Linux", "all.zip"]);
        assert_eq!(all.url(), "https://mirror.example/osv/Rocky%20Linux/all.zip?key=K");
        assert!(Place::parse("mirror/osv").is_ok_and(|place| place.is_path()));
        for wrong in ["https://", "https://user:word@mirror.example/", "http://a b/"] {
            let error = Place::parse(wrong).expect_err("it is none");
            assert!(!format!("{error:?} {error}").contains("word@"), "{wrong}");
        }
    }
}
