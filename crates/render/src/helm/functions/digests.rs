//! Digests of texts.

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::args::text;
use super::{Call, Table, made};
use crate::Fault;
use crate::helm::value::Value;

pub(super) const TABLE: Table = &[
    made!("adler32sum", adler32),
    made!("sha1sum", digest::<Sha1>),
    made!("sha256sum", digest::<Sha256>),
    made!("sha512sum", digest::<Sha512>),
];

fn digest<D: Digest>(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let text = text(value)?;
    // Digests cost more than copies do.
    call.budget.step((text.len() / 64) as u64)?;
    call.text(data_encoding::HEXLOWER.encode(&D::digest(text.as_bytes())))
}

fn adler32(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    const LARGEST_PRIME: u64 = 65_521;
    let [value] = call.exactly(args)?;
    let (low, high) = text(value)?.bytes().fold((1_u64, 0_u64), |(low, high), byte| {
        let low = low.saturating_add(u64::from(byte)) % LARGEST_PRIME;
        (low, high.saturating_add(low) % LARGEST_PRIME)
    });
    call.text(((high << 16) | low).to_string())
}
