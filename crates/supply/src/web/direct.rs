//! Which hosts are reached without the proxy.
//!
//! # Source
//! The manual of curl, `NO_PROXY`; Go's golang.org/x/net/http/httpproxy.

use std::net::IpAddr;

use super::address::{host_name, is_loopback};

/// Tells whether a host is on the list: `*`, a host with all below it, a host with its port, or a network such as
/// `10.0.0.0/8`. This machine always is.
pub(super) fn is_direct(host: &str, list: &str) -> bool {
    let (host, name) = (host.to_ascii_lowercase(), host_name(host).to_ascii_lowercase());
    let is_meant = |entry: &str| {
        let entry = entry.trim().to_ascii_lowercase();
        let suffix = entry.trim_start_matches('*').trim_start_matches('.');
        let is_below = |suffix: &str| name.strip_suffix(suffix).is_some_and(|rest| rest.ends_with('.'));
        let is_in = entry.split_once('/').is_some_and(|(network, bits)| is_within(&name, network, bits));
        entry == "*" || is_in || !suffix.is_empty() && (name == suffix || host == suffix || is_below(suffix))
    };
    is_loopback(&host) || list.split(',').any(is_meant)
}

/// Tells whether an address is one of a network, by as many leading bits as those of the network count.
fn is_within(name: &str, network: &str, bits: &str) -> bool {
    let address = |text: &str| text.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    let (Some(own), Some(network), Ok(bits)) = (address(name), address(network), bits.parse::<u32>()) else {
        return false;
    };
    let (own, network, width) = match (own, network) {
        (IpAddr::V4(own), IpAddr::V4(network)) => (own.to_bits().into(), network.to_bits().into(), 32_u32),
        (IpAddr::V6(own), IpAddr::V6(network)) => (own.to_bits(), network.to_bits(), 128),
        _ => return false,
    };
    // All bits behind those that count are shifted out; none count in a network of everything.
    width.checked_sub(bits).is_some_and(|shift| {
        let kept = |bits: u128| bits.checked_shr(shift).unwrap_or_default();
        kept(own) == kept(network)
    })
}

#[cfg(test)]
mod tests {
    use super::is_direct;

    #[test]
    fn the_list_names_hosts_and_what_is_below_them() {
        let list = "a.io, .b.io,c.io:5000";
        for host in ["a.io", "A.io:443", "x.a.io", "x.b.io", "c.io:5000", "127.0.0.1:1"] {
            assert!(is_direct(host, list), "{host}");
        }
        for host in ["aa.io", "c.io", "c.io:5001", "io"] {
            assert!(!is_direct(host, list), "{host}");
        }
        assert!(is_direct("x", "*") && !is_direct("x", ""));
        let list = "10.0.0.0/8, fd00::/16,192.0.2.7/32,10.1.2.3/99,x/8";
        for host in ["10.9.8.7", "10.9.8.7:5000", "[fd00:1::2]:443", "192.0.2.7"] {
            assert!(is_direct(host, list), "{host}");
        }
        for host in ["11.9.8.7", "[fd01::2]:443", "192.0.2.8", "x"] {
            assert!(!is_direct(host, list), "{host}");
        }
        assert!(is_direct("11.9.8.7", "0.0.0.0/0") && is_direct("[fd01::2]", "::/0"));
    }
}
