//! TLS cipher suites and versions that should not be used any more.

/// Tells whether a suite is weak: no forward secrecy, no authenticated encryption, or a broken cipher.
///
/// # Source
/// RFC 9325, sections 4.1 and 4.2: suites with RSA key transport, RC4, 3DES or CBC are not to be used.
pub(crate) fn is_weak_suite(name: &str) -> bool {
    let is_1_3 = name.starts_with("TLS_AES_") || name.starts_with("TLS_CHACHA20_");
    let is_strong = name.starts_with("TLS_ECDHE_")
        && (name.contains("_GCM_") || name.contains("_CHACHA20_POLY1305"))
        && !name.contains("_RC4_");
    !name.is_empty() && !is_1_3 && !is_strong
}

/// Tells whether a version of TLS is deprecated.
///
/// # Source
/// RFC 8996: TLS 1.0 and 1.1; the words are those of Kubernetes and of etcd.
pub(crate) fn is_weak_version(name: &str) -> bool {
    matches!(name, "VersionTLS10" | "VersionTLS11" | "TLS1.0" | "TLS1.1")
}
