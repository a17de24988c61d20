//! Which hosts are reached without the proxy.
//!
//! # Source
//! The manual of curl, `NO_PROXY`; Go's golang.org/x/net/http/httpproxy.

use super::address::{host_name, is_loopback};

/// Tells whether a host is on the list: `*`, a host with all below it, or a host with its port. This machine always is.
pub(super) fn is_direct(host: &str, list: &str) -> bool {
    let (host, name) = (host.to_ascii_lowercase(), host_name(host).to_ascii_lowercase());
    let is_meant = |entry: &str| {
        let entry = entry.trim().to_ascii_lowercase();
        let suffix = entry.trim_start_matches('*').trim_start_matches('.');
        let is_below = |suffix: &str| name.strip_suffix(suffix).is_some_and(|rest| rest.ends_with('.'));
        entry == "*" || !suffix.is_empty() && (name == suffix || host == suffix || is_below(suffix))
    };
    is_loopback(&host) || list.split(',').any(is_meant)
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
    }
}
