//! Ports of containers and what names them.

use sekimori_parse::kubernetes::{Container, Field};

/// Tells whether `text` is a number or a text that stands for one, rather than the name of a port.
pub(crate) fn is_number(text: &str) -> bool {
    text.parse::<i64>().is_ok()
}

/// Tells whether a port can have that number.
pub(crate) fn is_port(number: i64) -> bool {
    (1..=65_535).contains(&number)
}

/// Tells whether people log in from afar through that port: SSH, telnet, rlogin, rsh, RDP, VNC.
///
/// # Source
/// IANA, "Service Name and Transport Protocol Port Number Registry".
pub(crate) fn is_for_login(number: u16) -> bool {
    matches!(number, 22 | 23 | 513 | 514 | 3389 | 5900)
}

/// Tells whether a port can have that name.
///
/// # Source
/// RFC 6335, section 5.1, as Kubernetes checks it: at most 15 of a-z, 0-9 and `-`; a letter; no `-` at an end, no two
/// of them together.
pub(crate) fn is_name(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=15).contains(&text.len())
        && text.chars().all(is_allowed)
        && text.contains(|c: char| c.is_ascii_lowercase())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// Returns the ports that probes and hooks of a container ask.
pub(crate) fn asked<'a>(container: &Container<'a>) -> Vec<Field<'a>> {
    let field = &container.field;
    let probes = ["livenessProbe", "readinessProbe", "startupProbe"].map(|probe| field.at(probe));
    let hooks = ["lifecycle.postStart", "lifecycle.preStop"].map(|hook| field.at(hook));
    let of_handler = |at: &Field<'a>| [at.at("httpGet.port"), at.at("tcpSocket.port"), at.at("grpc.port")];
    probes.iter().chain(&hooks).flat_map(of_handler).filter(Field::is_present).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_names_of_ports() {
        for good in ["http", "a", "8a", "grpc-web-2", "fifteen-letters"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "8080", "HTTP", "-a", "a-", "a--b", "a_b", "sixteen-letters-"] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
