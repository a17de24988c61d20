//! What a registry says, taken in under a bound.

use ureq::Body;
use ureq::http::Response;

use crate::read_capped;
use crate::web::Refused;

/// Reads an answer whole.
pub(super) fn bytes(answer: &mut Response<Body>, limit_bytes: u64) -> Result<Vec<u8>, Refused> {
    let read = read_capped(answer.body_mut().as_reader(), limit_bytes, 0);
    let read = read.map_err(|error| Refused::of(&ureq::Error::from(error)))?;
    read.ok_or_else(|| Refused::Answer(format!("it has more than {limit_bytes} bytes")))
}

/// Reads an answer as JSON.
pub(super) fn json(answer: &mut Response<Body>, limit_bytes: u64) -> Result<serde_json::Value, Refused> {
    let bytes = bytes(answer, limit_bytes)?;
    serde_json::from_slice(&bytes).map_err(|_| Refused::Answer("it is not JSON".to_owned()))
}
