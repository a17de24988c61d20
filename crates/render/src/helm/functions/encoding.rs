//! Base64 and base32. What cannot be decoded gives the sentence of Go's error, as Sprig does.

use data_encoding::{BASE32, BASE64, DecodeError};

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
    let [value] = call.exactly(args)?;
    let text = text(value)?;
    let mut lax = data_encoding::BASE64.specification();
    // Go takes bits behind the last byte for nothing.
    lax.check_trailing_bits = false;
    let decoded = lax.encoding().map_err(|error| Fault::refused(error.to_string()))?.decode(&without_lines(text));
    decoded_text(call, text, decoded, "illegal base64 data at input byte", 4)
}

fn b32dec(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let text = text(value)?;
    let mut lax = data_encoding::BASE32.specification();
    lax.check_trailing_bits = false;
    let decoded = lax.encoding().map_err(|error| Fault::refused(error.to_string()))?.decode(&without_lines(text));
    decoded_text(call, text, decoded, "illegal base32 data at input byte", 8)
}

fn without_lines(text: &str) -> Vec<u8> {
    text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect()
}

fn decoded_text(
    call: &Call<'_>,
    text: &str,
    decoded: Result<Vec<u8>, DecodeError>,
    error: &str,
    block: usize,
) -> Result<Value, Fault> {
    match decoded {
        Ok(bytes) => call.text(String::from_utf8_lossy(&bytes).into_owned()),
        Err(at) => {
            let _ = (text, block);
            call.text(format!("{error} {}", at.position))
        }
    }
}
