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
    call.text(BASE64.encode(text(value)?.as_bytes()))
}

fn b32enc(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    call.text(BASE32.encode(text(value)?.as_bytes()))
}

fn b64dec(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    decode(call, args, BASE64.specification(), "illegal base64 data at input byte")
}

fn b32dec(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    decode(call, args, BASE32.specification(), "illegal base32 data at input byte")
}

fn decode(call: &Call<'_>, args: &[Value], mut lax: Specification, error: &str) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let bytes: Vec<u8> = text(value)?.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    // Go takes bits behind the last byte for nothing.
    lax.check_trailing_bits = false;
    let decoder = lax.encoding().map_err(|error| Fault::refused(error.to_string()))?;
    match decoder.decode(&bytes) {
        Ok(decoded) => call.text(String::from_utf8_lossy(&decoded).into_owned()),
        Err(at) => call.text(format!("{error} {}", at.position)),
    }
}
