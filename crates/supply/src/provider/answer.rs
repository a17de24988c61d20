//! What an answer means.

use sekimori_model::{Answer, Question, Unsure, Verification};
use serde_json::Value;
use ureq::Body;
use ureq::http::Response;
use ureq::http::header::{HeaderMap, RETRY_AFTER};

use super::client::unsure;
use crate::read_capped;

/// Bytes of an answer: what tells is said in less than one KiB.
const MAX_BYTES: u64 = 64 << 10;

/// Reads as much of an answer as tells.
pub(super) fn read(question: &Question, mut answer: Response<Body>) -> Verification {
    let status = answer.status().as_u16();
    let means = [(question.active, Verification::Active), (question.revoked, Verification::Revoked)];
    let mut json = None;
    for (expected, meaning) in means {
        if !expected.status.contains(&status) {
            continue;
        }
        let Some(field) = expected.field else { return meaning };
        let json = match &json {
            Some(json) => json,
            None => match body(&mut answer) {
                Ok(read) => json.insert(read),
                Err(why) => return Verification::Unknown(why),
            },
        };
        if says(json, field, expected) {
            return meaning;
        }
    }
    let is_limited = status == 429 || status >= 400 && wants_less(answer.headers());
    Verification::Unknown(if is_limited { Unsure::RateLimited } else { Unsure::Answer })
}

/// Tells whether the one who asks should wait.
///
/// # Source
/// RFC 9110, section 10.2.3 for `Retry-After`; GitHub, "Rate limits for the REST API" for the other, which comes with 403.
fn wants_less(headers: &HeaderMap) -> bool {
    headers.contains_key(RETRY_AFTER)
        || headers.get("x-ratelimit-remaining").is_some_and(|left| left.as_bytes() == b"0")
}

fn body(answer: &mut Response<Body>) -> Result<Value, Unsure> {
    let read = read_capped(answer.body_mut().as_reader(), MAX_BYTES, 0);
    let bytes = read.map_err(|error| unsure(&ureq::Error::from(error)))?.ok_or(Unsure::Answer)?;
    serde_json::from_slice(&bytes).map_err(|_| Unsure::Answer)
}

fn says(json: &Value, field: &str, expected: Answer) -> bool {
    match json.get(field) {
        Some(Value::String(text)) => expected.is.contains(&text.as_str()),
        Some(Value::Bool(true)) => expected.is.contains(&"true"),
        _ => false,
    }
}
