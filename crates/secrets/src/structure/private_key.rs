//! Private keys in blocks: PEM, OpenSSH, `OpenPGP`.

use super::der::{self, Key};
use super::pem::{self, Block};
use super::{Site, pgp as openpgp};
use crate::engine::entropy;

const OPENSSH: &[u8] = b"openssh-key-v1\0";

/// A private key in PEM that anybody can use.
pub(super) fn pem(site: &mut Site<'_>) {
    look(site, |block| plain_or_encrypted(block) == Some(Key::Plain));
}

/// A private key in PEM that a passphrase protects.
pub(super) fn pem_encrypted(site: &mut Site<'_>) {
    look(site, |block| plain_or_encrypted(block) == Some(Key::Encrypted));
}

pub(super) fn openssh(site: &mut Site<'_>) {
    look(site, |block| of_openssh(block) == Some(Key::Plain));
}

pub(super) fn openssh_encrypted(site: &mut Site<'_>) {
    look(site, |block| of_openssh(block) == Some(Key::Encrypted));
}

pub(super) fn pgp(site: &mut Site<'_>) {
    look(site, |block| of_openpgp(block) == Some(Key::Plain));
}

pub(super) fn pgp_encrypted(site: &mut Site<'_>) {
    look(site, |block| of_openpgp(block) == Some(Key::Encrypted));
}

/// A private key without armour, which is a whole file.
pub(super) fn bare(site: &mut Site<'_>) {
    // The keyword follows the tag and the length of the whole; none but a key of more than 64 KB has a longer one.
    if !(2..=4).contains(&site.at) || site.bytes.len() > pem::LONGEST {
        return;
    }
    site.work += site.bytes.len() as u64;
    if der::is_key_alone(site.bytes) && is_noise(site.bytes, 32) {
        site.see(0..site.bytes.len(), None);
    }
}

/// Reads the block at the keyword, and notes it where it is what is looked for.
fn look(site: &mut Site<'_>, is_wanted: fn(&Block) -> bool) {
    let is_private = pem::label(site.bytes, site.at)
        .is_some_and(|label| label.ends_with(b"PRIVATE KEY") || label.ends_with(b"PRIVATE KEY BLOCK"));
    if !is_private {
        return;
    }
    let Some(block) = pem::read(site.bytes, site.at) else { return };
    site.work += block.work as u64;
    if is_wanted(&block) {
        site.see(block.span, None);
    }
}

/// What a block of any label but those of OpenSSH and `OpenPGP` holds.
fn plain_or_encrypted(block: &Block) -> Option<Key> {
    if matches!(&*block.label, "PGP PRIVATE KEY BLOCK") || block.body.starts_with(OPENSSH) {
        return None;
    }
    if block.encrypted {
        return is_noise(&block.body, 48).then_some(Key::Encrypted);
    }
    if let Some(key) = der::key(&block.body) {
        return is_noise(&block.body, 32).then_some(key);
    }
    // One that lost a line is still a key; what a document shows for one is shorter, or the same over and over.
    let is_damaged = block.closed && is_noise(&block.body, 160);
    is_damaged.then(|| if block.label.starts_with("ENCRYPTED") { Key::Encrypted } else { Key::Plain })
}

/// What a block of OpenSSH holds.
///
/// # Source
/// OpenSSH, `PROTOCOL.key`: the cipher's name follows the magic.
fn of_openssh(block: &Block) -> Option<Key> {
    let rest = block.body.strip_prefix(OPENSSH)?;
    let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
    let cipher = rest.get(4..4_usize.checked_add(usize::try_from(length).ok()?)?)?;
    let is_whole = block.closed && is_noise(&block.body, 120);
    is_whole.then_some(if cipher == b"none" { Key::Plain } else { Key::Encrypted })
}

fn of_openpgp(block: &Block) -> Option<Key> {
    (block.label == "PGP PRIVATE KEY BLOCK" && is_noise(&block.body, 60))
        .then(|| openpgp::key(&block.body))?
}

/// Tells whether a body is long enough, and is not one byte over and over.
fn is_noise(body: &[u8], least: usize) -> bool {
    // Of so many random bytes the entropy is near the logarithm of their number, at most 8.
    body.len() >= least && entropy(body) >= if body.len() >= 160 { 5.5 } else { 4.2 }
}

#[cfg(test)]
mod tests;
