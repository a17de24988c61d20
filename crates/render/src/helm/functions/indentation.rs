//! `indent` and `nindent`, and how the origins of lines outlive what keeps lines whole.

use super::args::{count, whole};
use super::{Call, Table, made};
use crate::helm::value::{Text, Value};
use crate::{Fault, Line};

pub(super) const TABLE: Table = &[made!("indent", indent), made!("nindent", nindent)];

/// Makes a text of another whose lines it keeps: all but the first `gone`, after `new` lines of its own.
///
/// # Errors
/// [`Fault::Bound`] where the lines are too many.
pub(super) fn kept(
    call: &Call<'_>,
    from: &Text,
    text: String,
    gone: usize,
    new: usize,
) -> Result<Text, Fault> {
    let lines = match from.lines.as_ref() {
        None => None,
        Some(lines) => {
            let count = text.split('\n').count();
            call.budget.make(count.saturating_mul(size_of::<Line>()))?;
            let new = std::iter::repeat_n(Line::default(), new);
            Some(new.chain(lines.iter().skip(gone).cloned()).take(count).collect())
        }
    };
    Ok(Text { text: text.into(), unknown: from.unknown, lines })
}

fn indent(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    indented(call, args, "")
}

fn nindent(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    indented(call, args, "\n")
}

fn indented(call: &Call<'_>, args: &[Value], front: &str) -> Result<Value, Fault> {
    let [width, value] = call.exactly(args)?;
    let (width, text) = (count(width)?, whole(value)?);
    let Some(width) = width else {
        return call.refuse("strings: negative Repeat count");
    };
    let lines = text.text.split('\n').count();
    let size = width.saturating_mul(lines).saturating_add(text.text.len()).saturating_add(front.len());
    call.budget.make(size)?;
    let pad = " ".repeat(width);
    let mut made = String::with_capacity(size);
    made.push_str(front);
    for (number, line) in text.text.split('\n').enumerate() {
        if number > 0 {
            made.push('\n');
        }
        made.push_str(&pad);
        made.push_str(line);
    }
    kept(call, text, made, 0, front.len()).map(Value::Text)
}
