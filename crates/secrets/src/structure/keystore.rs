//! Key stores: PKCS#12, and those of Java.
//!
//! # Source
//! RFC 7292 (4); Java's `sun.security.provider.JavaKeyStore` and `com.sun.crypto.provider.JceKeyStore`.

use super::Site;

/// The most bytes of a store.
const LONGEST: usize = 1 << 20;

/// The magic numbers of JKS and JCEKS.
const JAVA: [&[u8]; 2] = [&[0xFE, 0xED, 0xFE, 0xED], &[0xCE, 0xCE, 0xCE, 0xCE]];

pub(super) fn look(site: &mut Site<'_>) {
    let is_pkcs12 = (2..=5).contains(&site.at) && site.bytes.first() == Some(&0x30);
    // In a store of Java the keyword is the algorithm by which it protects its first private key.
    let is_java = site.at < 512 && JAVA.iter().any(|magic| site.bytes.starts_with(magic));
    if is_pkcs12 || is_java {
        let end = site.bytes.len().min(LONGEST);
        site.see(0..end, None);
    }
}
