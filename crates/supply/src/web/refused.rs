//! Why a server gave nothing.

/// What came of a request that was not answered as it should be. Nothing of what was sent is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nobody may read it without credentials, or those that were sent are wrong.
    #[error("credentials are missing or wrong{}", note(.0.as_deref()))]
    Unauthorized(Option<String>),
    /// Those who were named may not.
    #[error("access is denied")]
    Forbidden,
    /// It is not there.
    #[error("it is not there")]
    NotFound,
    /// Too much was asked, and waiting did not help.
    #[error("the server wants fewer requests")]
    TooMany,
    /// Another status.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// It cannot be reached.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The proxy leads nowhere.
    #[error("the proxy opens no way: {0}")]
    Proxy(String),
    /// The server that gives tokens for it gave none.
    #[error("the token server `{host}`: {cause}")]
    TokenServer {
        /// That server, with its port where one was named.
        host: String,
        /// Why not.
        cause: Box<Self>,
    },
    /// It is not who it should be, or speaks no TLS that is known here.
    #[error("no connection that can be trusted: {0}")]
    Tls(String),
    /// It shows the certificate of an authority as its own. A client that took it would trust everything that its key signs.
    #[error("the server's own certificate is that of a certificate authority")]
    Authority,
    /// It took too long.
    #[error("the server took too long")]
    Deadline,
    /// What it says is no answer.
    #[error("the answer makes no sense: {0}")]
    Answer(String),
    /// It leads in a circle, or to where it should not.
    #[error("a redirect leads where none should: {0}")]
    Redirect(String),
}

fn note(note: Option<&str>) -> String {
    note.map_or_else(String::new, |note| format!(" ({note})"))
}

impl Refused {
    /// Tells what an error of the transport means. What it says may hold what was sent, so little of it is passed on.
    pub(crate) fn of(error: &ureq::Error) -> Self {
        let by_io = |error: &std::io::Error| match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(error) => Self::of_tls(error),
            None if error.kind() == std::io::ErrorKind::TimedOut => Self::Deadline,
            None => Self::Unreachable(error.kind().to_string()),
        };
        match error {
            ureq::Error::Timeout(_) => Self::Deadline,
            ureq::Error::Io(error) => by_io(error),
            ureq::Error::Rustls(error) => Self::of_tls(error),
            ureq::Error::HostNotFound => Self::Unreachable("there is no such host".to_owned()),
            ureq::Error::ConnectionFailed => Self::Unreachable("it does not answer".to_owned()),
            ureq::Error::Http(_) | ureq::Error::Protocol(_) | ureq::Error::LargeResponseHeader(..) => {
                Self::Answer("it is not HTTP as it should be".to_owned())
            }
            // What it says is that of the library, with the status alone.
            ureq::Error::ConnectProxyFailed(said) => {
                let status: String = said.chars().filter(char::is_ascii_digit).take(3).collect();
                let is_status = status.len() == 3;
                Self::Proxy(if is_status { status } else { "it does not answer".to_owned() })
            }
            _ => Self::Unreachable("the connection failed".to_owned()),
        }
    }

    /// Whoever answers with something else than TLS speaks none; all else is a server that does, and that is not trusted.
    fn of_tls(error: &rustls::Error) -> Self {
        use rustls::CertificateError as Wrong;
        let rustls::Error::InvalidCertificate(wrong) = error else {
            let speaks_none = matches!(error, rustls::Error::InvalidMessage(_));
            let said = error.to_string();
            return if speaks_none { Self::Unreachable(said) } else { Self::Tls(said) };
        };
        let said = match wrong {
            // webpki tells of it by this name alone.
            Wrong::Other(_) if error.to_string().contains("CaUsedAsEndEntity") => return Self::Authority,
            Wrong::UnknownIssuer => "its issuer is not known",
            Wrong::Expired | Wrong::ExpiredContext { .. } => "it has ended",
            Wrong::NotValidYet | Wrong::NotValidYetContext { .. } => "it does not hold yet",
            Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => "it is that of another host",
            _ => return Self::Tls(error.to_string()),
        };
        Self::Tls(said.to_owned())
    }

    /// Tells what a status means that is none of success.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            401 => Self::Unauthorized(None),
            403 => Self::Forbidden,
            404 => Self::NotFound,
            429 => Self::TooMany,
            status => Self::Status(status),
        }
    }

    /// Tells whether trying again may help.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::TokenServer { cause, .. } => cause.may_pass(),
            Self::TooMany | Self::Deadline | Self::Unreachable(_) => true,
            Self::Status(status) => matches!(status, 500 | 502 | 503 | 504),
            _ => false,
        }
    }
}
