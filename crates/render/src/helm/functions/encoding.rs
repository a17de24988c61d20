//! Base64 and base32. What cannot be decoded gives the sentence of Go's error, as Sprig does.

use data_encoding::{BASE32, BASE64, Specification};

use super::args::text;
use super::{Call, Table, made};
use crate::Fault;
use crate::helm::value::Value;

pub(super) const TABLE: Table =
    &[made!("b32dec", b32dec), made!("b32enc", b32enc), made!("b64dec", b64dec), made!("b64enc", b64enc)];

fn b64enc(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let bytes = text(value)?.as_bytes();
    call.at_most(BASE64.encode_len(bytes.len()), || BASE64.encode(bytes))
}

fn b32enc(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let bytes = text(value)?.as_bytes();
    call.at_most(BASE32.encode_len(bytes.len()), || BASE32.encode(bytes))
}

fn b64dec(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    decode(call, args, BASE64.specification(), 4, "illegal base64 data at input byte")
}

fn b32dec(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    decode(call, args, BASE32.specification(), 8, "illegal base32 data at input byte")
}

fn decode(
    call: &Call<'_>,
    args: &[Value],
    mut lax: Specification,
    block: usize,
    error: &str,
) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    // What is read, and what comes of it, where a byte that is no character becomes three.
    call.budget.make(text(value)?.len().saturating_mul(3))?;
    let bytes: Vec<u8> = text(value)?.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    // Go takes bits behind the last byte for nothing.
    lax.check_trailing_bits = false;
    let reader = lax.encoding().map_err(|error| Fault::refused(error.to_string()))?;
    // Nothing follows the padding.
    let padded =
        bytes.iter().position(|byte| *byte == b'=').and_then(|at| at.checked_div(block)?.checked_add(1));
    if let Some(end) = padded.and_then(|blocks| blocks.checked_mul(block)).filter(|end| *end < bytes.len())
        && reader.decode(bytes.get(..end).unwrap_or_default()).is_ok()
    {
        return call.text(format!("{error} {end}"));
    }
    match reader.decode(&bytes) {
        Ok(decoded) => Ok(Value::text(String::from_utf8_lossy(&decoded).into_owned())),
        Err(at) => call.text(format!("{error} {}", at.position)),
    }
}
