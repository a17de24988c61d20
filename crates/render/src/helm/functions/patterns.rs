//! Regular expressions of Go's syntax.
//!
//! They are rewritten for the crate `regex`, which runs in linear time as Go's does: classes such as `\d` are ASCII,
//! brackets within brackets are letters, and braces that count nothing are too.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regex::{NoExpand, Regex, RegexBuilder};

use super::args::{int, text};
use super::{Call, Table, made};
use crate::Fault;
use crate::helm::value::Value;

pub(super) const TABLE: Table = &[
    made!("mustRegexFind", find),
    made!("mustRegexFindAll", find_all),
    ("mustRegexMatch", |call, args| is_match(call, args).map(Value::Bool)),
    made!("mustRegexReplaceAll", replace_all),
    made!("mustRegexReplaceAllLiteral", replace_literal),
    made!("mustRegexSplit", split),
    made!("regexFind", find),
    made!("regexFindAll", find_all),
    // The one that has an error for false.
    ("regexMatch", |call, args| match is_match(call, args) {
        Err(Fault::Refused(why)) if why.contains("error parsing regexp") => Ok(Value::Bool(false)),
        is_match => is_match.map(Value::Bool),
    }),
    made!("regexQuoteMeta", quote),
    made!("regexReplaceAll", replace_all),
    made!("regexReplaceAllLiteral", replace_literal),
    made!("regexSplit", split),
];

/// Patterns that are kept compiled, or as malformed; a chart has a handful, and uses them for every object.
const KEPT: usize = 64;

/// Steps of compiling a pattern, however short.
const COMPILING: u64 = 5_000;

/// Bytes that a compiled pattern may take.
const LARGEST: usize = 1 << 20;

thread_local! {
    static COMPILED: RefCell<BTreeMap<String, Option<Regex>>> = const { RefCell::new(BTreeMap::new()) };
}

fn compile(call: &Call<'_>, pattern: &str) -> Result<Regex, Fault> {
    let malformed = || call.refuse(format_args!("error parsing regexp: `{pattern}`"));
    if let Some(found) = COMPILED.with_borrow(|compiled| compiled.get(pattern).cloned()) {
        return found.map_or_else(malformed, Ok);
    }
    // A short pattern can count to many, and compiling it takes as long as `LARGEST` lets it.
    call.budget.step((pattern.len() as u64).saturating_mul(16).saturating_add(COMPILING))?;
    // Go counts to a thousand.
    let counts_far = pattern.split('{').skip(1).any(|count| {
        let digits = count.split(['}', ',']).take(2).map(|digits| digits.parse::<u64>().unwrap_or(0));
        digits.max().is_some_and(|count| count > 1000)
    });
    if counts_far {
        return call.refuse(format_args!("error parsing regexp: invalid repeat count: `{pattern}`"));
    }
    let built = RegexBuilder::new(&rewritten(pattern)).size_limit(LARGEST).dfa_size_limit(LARGEST).build();
    let regex = built.ok();
    COMPILED.with_borrow_mut(|compiled| {
        if compiled.len() >= KEPT {
            compiled.clear();
        }
        compiled.insert(pattern.to_owned(), regex.clone());
    });
    regex.map_or_else(malformed, Ok)
}

/// Writes a pattern of Go in the syntax of the crate.
fn rewritten(pattern: &str) -> String {
    let mut made = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut is_in_class = false;
    while let Some(char) = rest.chars().next() {
        let after = rest.get(char.len_utf8()..).unwrap_or_default();
        rest = match char {
            '\\' => escaped(&mut made, after, is_in_class),
            '[' if !is_in_class => {
                is_in_class = true;
                made.push('[');
                // A bracket that comes first is a letter.
                let (caret, after) = match after.strip_prefix('^') {
                    Some(after) => ("^", after),
                    None => ("", after),
                };
                made.push_str(caret);
                match after.strip_prefix(']') {
                    Some(after) => {
                        made.push_str("\\]");
                        after
                    }
                    None => after,
                }
            }
            '[' => {
                if let Some((name, after)) = after.strip_prefix(':').and_then(|name| name.split_once(":]")) {
                    made.push_str("[:");
                    made.push_str(name);
                    made.push_str(":]");
                    after
                } else {
                    made.push_str("\\[");
                    after
                }
            }
            ']' if is_in_class => {
                is_in_class = false;
                made.push(']');
                after
            }
            '&' | '~' if is_in_class => {
                made.push('\\');
                made.push(char);
                after
            }
            '-' if is_in_class && after.starts_with('-') => {
                made.push_str("\\-");
                after
            }
            '{' if !is_in_class && !counts(after) => {
                made.push_str("\\{");
                after
            }
            other => {
                made.push(other);
                after
            }
        };
    }
    made
}

/// Tells whether `{` begins a count: `3}`, `3,}` or `3,5}`.
fn counts(after: &str) -> bool {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    after.split_once('}').is_some_and(|(count, _)| {
        let (least, most) = count.split_once(',').unwrap_or((count, ""));
        !least.is_empty() && is_digits(least) && is_digits(most)
    })
}

/// Writes what stands behind a backslash, and returns the rest.
fn escaped<'p>(made: &mut String, after: &'p str, is_in_class: bool) -> &'p str {
    let Some(char) = after.chars().next() else {
        made.push('\\');
        return after;
    };
    let rest = after.get(char.len_utf8()..).unwrap_or_default();
    let class = |set: &str| if is_in_class { set.to_owned() } else { format!("[{set}]") };
    match char {
        'd' => made.push_str(&class("0-9")),
        's' => made.push_str(&class("\\t\\n\\x0c\\r ")),
        'w' => made.push_str(&class("0-9A-Za-z_")),
        'D' => made.push_str("[^0-9]"),
        'S' => made.push_str("[^\\t\\n\\x0c\\r ]"),
        'W' => made.push_str("[^0-9A-Za-z_]"),
        'b' | 'B' => made.push_str(if char == 'b' { "(?-u:\\b)" } else { "(?-u:\\B)" }),
        'Q' => {
            let (quoted, rest) = rest.split_once("\\E").unwrap_or((rest, ""));
            made.push_str(&regex::escape(quoted));
            return rest;
        }
        // What stands in braces is a name or a number, and no count.
        'p' | 'P' | 'x' if rest.starts_with('{') => {
            let (braces, rest) = rest.split_at_checked(rest.find('}').unwrap_or(0)).unwrap_or(("", rest));
            made.push('\\');
            made.push(char);
            made.push_str(braces);
            return rest;
        }
        // Letters and marks that the crate does not let be escaped.
        '_' | '<' | '>' | '/' | '\'' | '"' | '%' | ',' | '!' | '@' | ':' | ';' | '=' | '`' => made.push(char),
        other => {
            made.push('\\');
            made.push(other);
        }
    }
    rest
}

/// Takes a pattern and a text, and the steps of a search.
fn searched<'v>(call: &Call<'_>, pattern: &Value, value: &'v Value) -> Result<(Regex, &'v str), Fault> {
    let (regex, text) = (compile(call, text(pattern)?)?, text(value)?);
    call.budget.step((text.len() as u64).saturating_add(1))?;
    Ok((regex, text))
}

fn is_match(call: &Call<'_>, args: &[Value]) -> Result<bool, Fault> {
    let [pattern, value] = call.exactly(args)?;
    let (regex, text) = searched(call, pattern, value)?;
    Ok(regex.is_match(text))
}

fn find(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [pattern, value] = call.exactly(args)?;
    let (regex, text) = searched(call, pattern, value)?;
    call.text(regex.find(text).map_or("", |found| found.as_str()).to_owned())
}

fn find_all(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [pattern, value, limit] = call.exactly(args)?;
    let (regex, text) = searched(call, pattern, value)?;
    let limit = usize::try_from(int(limit)?).unwrap_or(usize::MAX);
    call.texts(regex.find_iter(text).take(limit).map(|found| found.as_str()))
}

fn replace_all(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [pattern, value, by] = call.exactly(args)?;
    let ((regex, text), by) = (searched(call, pattern, value)?, text(by)?);
    let mut made = String::new();
    let mut end = 0;
    for found in regex.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        made.push_str(text.get(end..whole.start()).unwrap_or_default());
        // Each group can be as long as the match, and be named as often as the replacement is long.
        call.budget.make(by.len().saturating_add(whole.len().saturating_mul(by.matches('$').count())))?;
        found.expand(by, &mut made);
        end = whole.end();
    }
    made.push_str(text.get(end..).unwrap_or_default());
    call.text(made)
}

fn replace_literal(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [pattern, value, by] = call.exactly(args)?;
    let ((regex, text), by) = (searched(call, pattern, value)?, text(by)?);
    call.budget.make(regex.find_iter(text).count().saturating_mul(by.len()).saturating_add(text.len()))?;
    Ok(Value::text(regex.replace_all(text, NoExpand(by)).into_owned()))
}

/// Splits as Go does: an empty match at the start or at the end splits nothing.
fn split(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [pattern, value, limit] = call.exactly(args)?;
    let source = text(pattern)?;
    let ((regex, text), limit) = (searched(call, pattern, value)?, int(limit)?);
    if limit == 0 {
        return Ok(Value::list(Vec::new()));
    }
    if !source.is_empty() && text.is_empty() {
        return call.texts(std::iter::once(""));
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut pieces: Vec<&str> = Vec::new();
    let (mut start, mut end) = (0, 0);
    for found in regex.find_iter(text) {
        if pieces.len() >= limit.saturating_sub(1) {
            break;
        }
        end = found.start();
        if found.end() != 0 {
            pieces.push(text.get(start..end).unwrap_or_default());
        }
        start = found.end();
    }
    if end != text.len() {
        pieces.push(text.get(start..).unwrap_or_default());
    }
    call.texts(pieces.into_iter())
}

fn quote(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let mut made = String::new();
    for char in text(value)?.chars() {
        if r"\.+*?()|[]{}^$".contains(char) {
            made.push('\\');
        }
        made.push(char);
    }
    call.text(made)
}
