//! Upper and lower case, and words joined by case, hyphens or underscores.

use super::args::{text, whole};
use super::indentation::kept;
use super::{Call, Table, made};
use crate::Fault;
use crate::helm::value::Value;

pub(super) const TABLE: Table = &[
    made!("camelcase", camel),
    made!("kebabcase", kebab),
    made!("lower", lower),
    made!("snakecase", snake),
    made!("swapcase", swap),
    made!("title", title),
    made!("untitle", untitle),
    made!("upper", upper),
];

/// Returns the one capital of a letter: Go knows no other.
fn capital(char: char) -> char {
    let mut many = char.to_uppercase();
    many.next().filter(|_| many.next().is_none()).unwrap_or(char)
}

/// Returns the one small letter of a capital.
fn small(char: char) -> char {
    char.to_lowercase().next().unwrap_or(char)
}

/// Returns how long a text can become: a letter of two bytes may have another case of three.
fn grown(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.len().saturating_mul(2) }
}

fn each(call: &Call<'_>, args: &[Value], change: fn(char) -> char) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let from = whole(value)?;
    call.budget.make(grown(&from.text))?;
    kept(call, from, from.text.chars().map(change).collect(), 0, 0).map(Value::Text)
}

fn upper(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    each(call, args, capital)
}

fn lower(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    each(call, args, small)
}

fn swap(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    each(call, args, |char| if char.is_uppercase() { small(char) } else { capital(char) })
}

/// Changes the first character of each word; `is_between` tells what stands between words.
fn first(
    call: &Call<'_>,
    args: &[Value],
    is_between: fn(char) -> bool,
    change: fn(char) -> char,
) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let mut is_first = true;
    let from = text(value)?;
    call.at_most(grown(from), || {
        from.chars()
            .map(|char| {
                let changed = if is_first { change(char) } else { char };
                is_first = is_between(char);
                changed
            })
            .collect()
    })
}

fn title(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    first(
        call,
        args,
        |char| {
            if char.is_ascii() { !char.is_ascii_alphanumeric() && char != '_' } else { char.is_whitespace() }
        },
        capital,
    )
}

fn untitle(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    first(call, args, char::is_whitespace, small)
}

/// What a run of characters is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    Number,
    /// Small letters, or letters that are neither small nor capital.
    Letters,
    /// A capital, and the letters of its word.
    Capitals,
    Connector,
    Mark,
    End,
}

fn is_connector(char: char) -> bool {
    matches!(char, '-' | '_') || char.is_whitespace()
}

fn is_mark(char: char) -> bool {
    char.is_ascii_punctuation() && !matches!(char, '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~')
}

/// Takes the first run of characters off a text: capitals and the small letters after the last one are apart.
fn run(text: &str) -> (Run, &str, &str) {
    let mut chars = text.chars();
    let Some(head) = chars.next() else {
        return (Run::End, "", "");
    };
    let while_ = |is: fn(char) -> bool| text.find(|char| !is(char)).unwrap_or(text.len());
    let (kind, end) = if is_connector(head) {
        (Run::Connector, while_(is_connector))
    } else if head.is_numeric() {
        (Run::Number, while_(char::is_numeric))
    } else if head.is_uppercase() {
        let capitals = while_(char::is_uppercase);
        let last = text.get(..capitals).and_then(|capitals| capitals.char_indices().next_back());
        let after = text.get(capitals..).unwrap_or_default();
        match last {
            // A capital before small letters begins their word.
            Some((last, _)) if after.starts_with(char::is_lowercase) && last > 0 => (Run::Capitals, last),
            _ => {
                let small = after.find(|char: char| !char.is_lowercase()).unwrap_or(after.len());
                (Run::Capitals, capitals.saturating_add(small))
            }
        }
    } else if head.is_lowercase() {
        (Run::Letters, while_(char::is_lowercase))
    } else if is_mark(head) {
        (Run::Mark, while_(is_mark))
    } else {
        let plain = |char: char| {
            !(is_connector(char)
                || char.is_numeric()
                || char.is_uppercase()
                || char.is_lowercase()
                || is_mark(char))
        };
        (Run::Letters, text.find(|char| !plain(char)).unwrap_or(text.len()))
    };
    let (head, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (kind, head, rest)
}

fn snake(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    joined(call, text(value)?, '_')
}

fn kebab(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    joined(call, text(value)?, '-')
}

/// Writes words in small letters with a connector between. A number belongs to the word before it, unless small letters
/// follow it at once: then it begins a word, and all numbers and small letters after it belong to that.
fn joined(call: &Call<'_>, text: &str, connector: char) -> Result<Value, Fault> {
    call.budget.step(text.len() as u64)?;
    // A connector may stand in front of each.
    call.budget.make(text.len().saturating_mul(2))?;
    let mut made = String::with_capacity(text.len());
    let (mut before, mut rest, mut is_number_word) = (Run::End, text, false);
    loop {
        let (kind, head, after) = run(rest);
        let is_inside = matches!(before, Run::Number | Run::Letters | Run::Capitals);
        let begins = match kind {
            Run::End => break,
            Run::Connector | Run::Mark => false,
            Run::Letters | Run::Number if is_inside && is_number_word => false,
            Run::Number if is_inside => {
                is_number_word = run(after).0 == Run::Letters;
                is_number_word
            }
            _ => {
                is_number_word = !is_inside && kind == Run::Number;
                is_inside
            }
        };
        if begins {
            made.push(connector);
        }
        match kind {
            Run::Connector => head.chars().for_each(|_| made.push(connector)),
            _ => made.extend(head.chars().map(small)),
        }
        (before, rest) = (kind, after);
    }
    Ok(Value::text(made))
}

/// Joins words, each with a capital; capitals right behind one that was there become small.
fn camel(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let text = text(value)?;
    call.budget.make(grown(text).saturating_add(4))?;
    let mut chars = text.chars().peekable();
    let mut made = String::with_capacity(text.len());
    // Connectors in front stay.
    while let Some(char) = chars.next_if(|char| is_connector(*char)) {
        made.push(char);
    }
    // Where there is nothing else, the last of them stands twice.
    if chars.peek().is_none() {
        made.extend(text.chars().next_back());
    }
    let mut is_first = true;
    let mut is_after_capital = false;
    while let Some(char) = chars.next() {
        if is_connector(char) {
            match chars.peek() {
                Some(next) if !is_connector(*next) => is_first = true,
                _ => made.push(char),
            }
            continue;
        }
        is_after_capital = char.is_uppercase() && (is_first || is_after_capital);
        made.push(match (is_first, is_after_capital) {
            (true, _) => capital(char),
            (false, true) => small(char),
            (false, false) => char,
        });
        is_first = false;
    }
    Ok(Value::text(made))
}
