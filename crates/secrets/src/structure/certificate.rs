//! Certificates that ended or are about to, and those that lie beside their private key.
//!
//! A certificate is public, and old ones are usual where programs are tested. One that is deployed matters: beside its key,
//! or in an object of Kubernetes.
//!
//! # Source
//! RFC 5280.

use std::ops::Range;

use data_encoding::{BASE64, BASE64_NOPAD};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use x509_cert::Certificate as X509;
use x509_cert::der::{Decode as _, Encode as _};

use super::{Site, der, pem};
use crate::carrier::Carrier;
use crate::hit::{Certificate, DaysAhead};

/// How far around a certificate its private key may lie, and the object of Kubernetes that holds it.
const AROUND: usize = 16 << 10;

/// What every private key's block has at the end of its first line.
const KEY: &[u8] = b"PRIVATE KEY-----";

/// The Base64 of `-----BEGIN`.
const ENCODED: &[u8] = b"LS0tLS1CRUdJTi";

/// The most bytes of a subject that are shown.
const SUBJECT: usize = 200;

/// Which certificates a rule is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Expired,
    Expiring,
}

pub(super) fn expired(site: &mut Site<'_>) {
    ended(site, Wanted::Expired, true);
}

pub(super) fn expired_file(site: &mut Site<'_>) {
    ended(site, Wanted::Expired, false);
}

pub(super) fn expiring(site: &mut Site<'_>) {
    ended(site, Wanted::Expiring, true);
}

pub(super) fn expiring_file(site: &mut Site<'_>) {
    ended(site, Wanted::Expiring, false);
}

/// A certificate that is valid yet, in one file with its private key.
pub(super) fn with_private_key(site: &mut Site<'_>) {
    let Some((span, certificate)) = read_at(site) else { return };
    let is_over = site.bounds.today.is_some_and(|today| day(&certificate).is_some_and(|day| day < today));
    if !is_over && is_for_use(site) && has_key(site, &span, &certificate) {
        site.see(span, None);
    }
}

fn ended(site: &mut Site<'_>, wanted: Wanted, deployed: bool) {
    let Some(today) = site.bounds.today else { return };
    let Some((span, certificate)) = read_at(site) else { return };
    let Some(day) = day(&certificate) else { return };
    let is_wanted = match wanted {
        Wanted::Expired => day < today,
        Wanted::Expiring => {
            let DaysAhead { deployed: of_deployed, other } = site.bounds.days_ahead;
            let days = if deployed { of_deployed } else { other };
            let last = today.checked_add(i64::from(days).days()).unwrap_or(Date::MAX);
            (today..=last).contains(&day)
        }
    };
    if is_wanted && deployed == is_deployed(site, &span, &certificate) {
        site.see(span, None);
    }
}

/// Tells whether programs serve or trust a certificate, as far as its place says so.
fn is_deployed(site: &mut Site<'_>, span: &Range<usize>, certificate: &X509) -> bool {
    is_for_use(site) && (is_in_object(site, span) || has_key(site, span, certificate))
}

/// Tells whether a file is one that servers read: in sources and documents stand those that are tested and shown.
fn is_for_use(site: &Site<'_>) -> bool {
    matches!(Carrier::of(site.path), Carrier::Lines | Carrier::Other)
}

/// Reads what may be shown of a certificate: PEM, PEM in Base64, or DER.
pub(super) fn told(bytes: &[u8]) -> Option<Certificate> {
    let (_, certificate) = at(bytes, 0)?;
    let tbs = certificate.tbs_certificate();
    let mut subject: String =
        tbs.subject().to_string().chars().filter(|c| !c.is_control()).take(SUBJECT).collect();
    if subject.is_empty() {
        // Those of services often have names in an extension alone.
        "-".clone_into(&mut subject);
    }
    Some(Certificate { subject, not_after: end(&certificate)? })
}

/// Tells whether a file with this path may be a certificate without armour.
pub(crate) fn is_of_certificate(path: &str) -> bool {
    [".cer", ".crt", ".der"].iter().any(|end| path.ends_with(end))
}

/// Reads the certificate at the place of the keyword.
fn read_at(site: &mut Site<'_>) -> Option<(Range<usize>, X509)> {
    // The identifier of a common name is in every certificate without armour, whose start is that of its file.
    let is_bare = site.bytes.first() == Some(&der::SEQUENCE);
    if is_bare && (site.at > 200 || !is_of_certificate(site.path)) {
        return None;
    }
    let start = if is_bare { 0 } else { site.at };
    let rest = site.bytes.get(start..).unwrap_or_default();
    if rest.starts_with(ENCODED) {
        // One run may have the keyword many times, and is read for each, also where it is no certificate.
        site.work += digits(rest) as u64;
    }
    let (span, certificate) = at(site.bytes, start)?;
    site.work += span.len() as u64;
    Some((span, certificate))
}

/// The length of what Base64 is written in, from its start on.
fn digits(text: &[u8]) -> usize {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    text.iter().take(pem::LONGEST).take_while(|byte| is_digit(byte)).count()
}

fn at(bytes: &[u8], at: usize) -> Option<(Range<usize>, X509)> {
    let rest = bytes.get(at..)?;
    if rest.first() == Some(&der::SEQUENCE) {
        let (length, certificate) = parse(rest)?;
        return Some((at..at + length, certificate));
    }
    if rest.starts_with(ENCODED) {
        let length = digits(rest);
        let text = rest.get(..length)?;
        let decoded = BASE64.decode(text).or_else(|_| BASE64_NOPAD.decode(text)).ok()?;
        let (_, certificate) = in_block(&decoded, 0)?;
        return Some((at..at + length, certificate));
    }
    in_block(bytes, at)
}

fn in_block(bytes: &[u8], at: usize) -> Option<(Range<usize>, X509)> {
    pem::label(bytes, at).filter(|label| label.ends_with(b"CERTIFICATE"))?;
    let block = pem::read(bytes, at).filter(|block| block.closed)?;
    let (_, certificate) = parse(&block.body)?;
    Some((block.span, certificate))
}

/// Parses the certificate that the bytes begin with; what OpenSSL says of its trust may follow it.
fn parse(bytes: &[u8]) -> Option<(usize, X509)> {
    let (_, rest) = der::read(bytes, der::SEQUENCE)?;
    let length = bytes.len() - rest.len();
    // None is larger, and what says so need not be read.
    if length > pem::LONGEST {
        return None;
    }
    X509::from_der(bytes.get(..length)?).ok().map(|certificate| (length, certificate))
}

fn end(certificate: &X509) -> Option<Timestamp> {
    let end = certificate.tbs_certificate().validity().not_after.to_unix_duration();
    Timestamp::from_second(i64::try_from(end.as_secs()).ok()?).ok()
}

/// The last day, in UTC.
fn day(certificate: &X509) -> Option<Date> {
    end(certificate).map(|end| end.to_zoned(TimeZone::UTC).date())
}

/// Tells whether the private key of a certificate lies near it.
fn has_key(site: &mut Site<'_>, span: &Range<usize>, certificate: &X509) -> bool {
    let low = span.start.saturating_sub(AROUND);
    let high = site.bytes.len().min(span.end + AROUND);
    let around = site.bytes.get(low..high).unwrap_or_default();
    site.work += around.len() as u64;
    let places =
        around.windows(KEY.len()).enumerate().filter(|(_, part)| *part == KEY).map(|(place, _)| low + place);
    let Some(needle) = public(certificate) else { return false };
    // A file that holds the keys of many has them in another order than one after the other, or is no file of a server.
    for place in places.take(4) {
        let line = site.bytes.get(place.saturating_sub(40)..place).unwrap_or_default();
        let Some(begin) = line.windows(11).rposition(|part| part == b"-----BEGIN ") else { continue };
        let Some(block) = pem::read(site.bytes, place - line.len() + begin) else { continue };
        site.work += block.work as u64;
        if block.body.windows(needle.len()).any(|part| part == needle) {
            return true;
        }
    }
    false
}

/// What a private key and its certificate have in common: the modulus of RSA, the point of a curve.
fn public(certificate: &X509) -> Option<Vec<u8>> {
    let info = certificate.tbs_certificate().subject_public_key_info().to_der().ok()?;
    let (content, _) = der::read(&info, der::SEQUENCE)?;
    let (_, rest) = der::read(content, der::SEQUENCE)?;
    let (bits, _) = der::read(rest, 0x03)?;
    let key = bits.get(1..)?;
    let modulus = der::read(key, der::SEQUENCE).and_then(|(content, _)| der::read(content, der::INTEGER));
    let needle = modulus.map_or(key, |(modulus, _)| modulus);
    (needle.len() >= 32).then(|| needle.to_vec())
}

/// Tells whether a certificate is in an object of Kubernetes, or is what one trusts.
fn is_in_object(site: &mut Site<'_>, span: &Range<usize>) -> bool {
    let low = span.start.saturating_sub(AROUND);
    let before = site.bytes.get(low..span.start).unwrap_or_default();
    site.work += before.len() as u64;
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    [&b"apiVersion"[..], b"kind:"].iter().any(|mark| before.windows(mark.len()).any(|part| part == *mark))
        || [&b"caBundle"[..], b"certificate-authority-data", b"client-certificate-data", b"tls.crt"]
            .iter()
            .any(|mark| line.windows(mark.len()).any(|part| part == *mark))
}
