//! IP addresses and ranges of them, as policies and Services have them.

use std::net::IpAddr;

/// Where cloud providers answer with the identity of the node.
///
/// # Source
/// Azure, AWS and Google Cloud, "Instance metadata"; the IPv6 address is that of AWS.
pub(crate) const METADATA: [&str; 2] = ["169.254.169.254", "fd00:ec2::254"];

/// Tells whether `range`, an address or a range such as `10.0.0.0/8`, has `address` in it. What cannot be read has
/// nothing in it.
pub(crate) fn contains(range: &str, address: &str) -> bool {
    let (start, length) = range.split_once('/').map_or((range, None), |(start, rest)| (start, Some(rest)));
    let (Ok(start), Ok(address)) = (start.parse::<IpAddr>(), address.parse::<IpAddr>()) else { return false };
    let (start, address, width) = match (start, address) {
        (IpAddr::V4(start), IpAddr::V4(address)) => (start.to_bits().into(), address.to_bits().into(), 32),
        (IpAddr::V6(start), IpAddr::V6(address)) => (start.to_bits(), address.to_bits(), 128),
        _ => return false,
    };
    let Ok(length) = length.map_or(Ok(width), str::parse::<u32>) else { return false };
    let Some(free) = width.checked_sub(length) else { return false };
    let differing: u128 = start ^ address;
    differing.checked_shr(free).unwrap_or_default() == 0
}

/// Tells whether `range` is the whole of IPv4 or IPv6.
pub(crate) fn is_everything(range: &str) -> bool {
    let length = range.split_once('/').map(|(_, length)| length);
    length == Some("0") && (contains(range, "192.0.2.1") || contains(range, "2001:db8::1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_as_many_bits_as_the_range_says() {
        for range in ["169.254.169.254", "169.254.0.0/16", "0.0.0.0/0", "169.254.169.254/32"] {
            assert!(contains(range, METADATA[0]), "{range}");
        }
        assert!(contains("::/0", METADATA[1]) && contains("fd00::/8", METADATA[1]));
        for range in ["169.254.169.253/32", "10.0.0.0/8", "::/0", "0.0.0.0/33", "0.0.0.0/x", "all", ""] {
            assert!(!contains(range, METADATA[0]), "{range}");
        }
        assert!(is_everything("0.0.0.0/0") && is_everything("::/0"));
        assert!(!is_everything("0.0.0.0/1") && !is_everything("0.0.0.0"));
    }
}
