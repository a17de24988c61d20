//! Secrets that no provider's pattern knows, by what they are called, how they are written, and how little they look like
//! words.
//!
//! A password is thought up by a person: a digit or a mark among its letters has to do. A key is made by a machine: it has
//! to look random. Both must not be what only stands for one, and in source code what is not in quotes is an expression.

mod nested;

use std::ops::Range;

use crate::assigned::{Assignment, Joint};
use crate::carrier::Carrier;
use crate::example::is_shown as is_shown_code;
use crate::lookalike::{is_made_up, is_prose, is_uuid};
use crate::names::{self, Kind};
use crate::tests_of_values::is_published;
use crate::words::{is_random, is_scrambled, surprise};

/// The rules, by the sort of what they find.
pub(crate) const RULES: [(&str, Sort); 6] = [
    ("credential/generic-password", Sort::Password),
    ("credential/generic-api-key", Sort::Key),
    ("credential/generic-secret", Sort::Secret),
    ("credential/generic-authorization-header", Sort::Authorization),
    ("credential/generic-connection-string", Sort::Connection),
    ("credential/generic-command-line", Sort::Command),
];

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Password,
    Key,
    Secret,
    Authorization,
    Connection,
    Command,
}

/// The fewest and the most bytes of a password, and of a key.
const PASSWORD: std::ops::RangeInclusive<usize> = 6..=128;
const KEY: std::ops::RangeInclusive<usize> = 10..=512;

/// Judges what is assigned to a name; returns what it is, and where the value stands.
pub(crate) fn judge(
    assignment: &Assignment,
    bytes: &[u8],
    carrier: Carrier,
    work: &mut u64,
) -> Option<(Sort, Range<usize>)> {
    let name = bytes.get(assignment.name.clone())?;
    // The length first: a file of nothing but names would be read again for each of them.
    if carrier == Carrier::Made || assignment.value.len() > *KEY.end() {
        return None;
    }
    if bytes.get(..assignment.name.start)?.ends_with(b"checksum/") {
        // What a chart writes at a pod, so that it restarts when its Secret changes.
        return None;
    }
    // How a program for tests begins a line: `PASS: the name of the test`.
    if name == b"PASS" && carrier == Carrier::Other && !assignment.quoted {
        return None;
    }
    let kind = names::kind(name).or_else(|| nested::kind(name, bytes.get(..assignment.name.start)?))?;
    if is_type(assignment, bytes) || is_of_arn(assignment, bytes) {
        return None;
    }
    let part = if kind == Kind::Password { part_of_connection(assignment, bytes) } else { None };
    let is_part = part.is_some();
    let value = part.unwrap_or_else(|| whole(assignment, bytes, carrier));
    let text = bytes.get(value.clone())?;
    if text.len() > *KEY.end() {
        return None;
    }
    let text = of_curve(name, text);
    let is_text =
        text.iter().all(|byte| (0x20..0x7F).contains(byte) || *byte >= 0x80 && kind == Kind::Password);
    if !is_text
        || is_published(text)
        || is_made_up(text)
        || is_own_name(name, text)
        || !may_join(assignment, name, text, bytes)
    {
        return None;
    }
    if !assignment.quoted && !is_part && is_expression(assignment, text, bytes, carrier) {
        return None;
    }
    // Where people are told how to do it, nearly all values are made up.
    let is_told = carrier == Carrier::Prose;
    if is_shown(assignment, name, text, bytes) {
        return None;
    }
    let is_secret = match kind {
        Kind::Password => {
            PASSWORD.contains(&text.len()) && is_password(text) && (!is_told || is_strong(text))
        }
        Kind::Secret => {
            // Digests stand in tests for what is compared.
            let is_digest = carrier == Carrier::Test && text.iter().all(u8::is_ascii_hexdigit);
            let is_other = is_uuid(text) || is_path(text) || text.contains(&b'\\') || is_digest;
            KEY.contains(&text.len()) && !is_other && (is_random(text) || !is_told && is_strong(text))
        }
        Kind::Authorization => {
            (16..=512).contains(&text.len())
                && assignment.scheme
                && !is_basic(bytes, &value)
                && is_random(text)
        }
    };
    if !is_secret || is_shown_code(bytes, assignment.name.start, carrier, work) {
        return None;
    }
    let sort = match kind {
        _ if name.starts_with(b"--") || assignment.joint == Joint::Space && name.starts_with(b"-") => {
            Sort::Command
        }
        Kind::Password if is_in_connection_string(assignment, bytes) => Sort::Connection,
        Kind::Password => Sort::Password,
        Kind::Authorization => Sort::Authorization,
        Kind::Secret if assignment.scheme => Sort::Authorization,
        Kind::Secret if name.to_ascii_lowercase().windows(3).any(|part| part == b"key") => Sort::Key,
        Kind::Secret => Sort::Secret,
    };
    Some((sort, value))
}

/// The value of a part of a connection string, which only `;` and what closes the whole end, where it holds a mark that ends
/// values elsewhere.
fn part_of_connection(assignment: &Assignment, bytes: &[u8]) -> Option<Range<usize>> {
    let end = assignment.value.end;
    let is_cut = matches!(bytes.get(end), Some(b')' | b'}' | b',' | b'<' | b'>'));
    if assignment.quoted || assignment.joint != Joint::Sign || !is_cut {
        return None;
    }
    let rest = bytes.get(end..bytes.len().min(end + PASSWORD.end()))?;
    let length =
        rest.iter().position(|byte| matches!(byte, b';' | b'"' | b'\'' | b'`' | b'\\' | b'\n' | b'\r'));
    let value = assignment.value.start..end + length?;
    (bytes.get(value.end) == Some(&b';')
        && is_scrambled(bytes.get(value.clone())?)
        && is_in_connection_string(assignment, bytes))
    .then_some(value)
}

/// The value, to the end of its line where that is how the file is written: a password may hold `;`, `,` and blanks.
fn whole(assignment: &Assignment, bytes: &[u8], carrier: Carrier) -> Range<usize> {
    let value = assignment.value.clone();
    if assignment.quoted || assignment.joint != Joint::Sign || carrier != Carrier::Lines || assignment.scheme
    {
        return value;
    }
    let low = assignment.name.start.saturating_sub(crate::LONGEST.min(200));
    let before = bytes.get(low..assignment.name.start).unwrap_or_default();
    let before = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let leads = before.trim_ascii();
    if !matches!(leads, b"" | b"-" | b"export" | b"set" | b"\"" | b"'") {
        return value;
    }
    let rest = bytes.get(value.start..bytes.len().min(value.start + crate::LONGEST)).unwrap_or_default();
    let line = rest.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let end = line.windows(2).position(|pair| pair == b" #" || pair == b"\t#").unwrap_or(line.len());
    let line = line.get(..end).unwrap_or_default().trim_ascii_end();
    if line.len() < value.len() { value } else { value.start..value.start + line.len() }
}

/// The digits of a private key that is written as a number, as wallets do: `0x` before them says nothing of how random they
/// are. Under other names such numbers are addresses and digests, which everybody may see.
fn of_curve<'a>(name: &[u8], text: &'a [u8]) -> &'a [u8] {
    let lower = name.to_ascii_lowercase();
    let is_private =
        lower.windows(4).any(|part| part == b"priv") || lower.windows(6).any(|part| part == b"secret");
    let digits = text.strip_prefix(b"0x").or_else(|| text.strip_prefix(b"0X"));
    digits
        .filter(|digits| is_private && digits.len() == 64 && digits.iter().all(u8::is_ascii_hexdigit))
        .unwrap_or(text)
}

/// Tells whether a name is that of a type in a map of types, such as `"AWS::IAM::AccessKey": "..."`: what stands there tells
/// of the type, and is no key. Settings with `::` in their names, such as Puppet's, are in small letters.
fn is_type(assignment: &Assignment, bytes: &[u8]) -> bool {
    let after = bytes.get(assignment.name.end..).unwrap_or_default();
    let mut after = after.iter().take(4).skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '));
    let low = assignment.name.start.saturating_sub(120);
    let path = bytes.get(low..assignment.name.end).unwrap_or_default();
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_');
    let start = path.iter().rposition(|byte| !is_letter(byte)).map_or(0, |at| at + 1);
    let mut parts = path.get(start..).unwrap_or_default().split(|byte| *byte == b':');
    let is_named = |part: &[u8]| part.first().is_none_or(u8::is_ascii_uppercase);
    after.next() == Some(&b':')
        && bytes.get(..assignment.name.start).is_some_and(|before| before.ends_with(b"::"))
        && parts.all(is_named)
}

/// Tells whether a name is a part of the name of a resource of AWS, which says where a secret is kept and not what it is:
/// `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME`.
fn is_of_arn(assignment: &Assignment, bytes: &[u8]) -> bool {
    let low = assignment.name.start.saturating_sub(120);
    let before = bytes.get(low..assignment.name.start).unwrap_or_default();
    let is_part = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'*' | b'$' | b'{' | b'}' | b'.' | b'_')
    };
    let start = before.iter().rposition(|byte| !is_part(byte)).map_or(0, |at| at + 1);
    before.get(start..).is_some_and(|arn| arn.starts_with(b"arn:"))
}

/// Tells whether a value is there to be seen: the token of a badge, the key of a licence's text.
fn is_shown(assignment: &Assignment, name: &[u8], text: &[u8], bytes: &[u8]) -> bool {
    let before =
        bytes.get(assignment.name.start.saturating_sub(120)..assignment.name.start).unwrap_or_default();
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let has = |text: &[u8], word: &[u8]| text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    let is_badge = line.ends_with(b"?") || line.ends_with(b"&") || line.ends_with(b"&amp;");
    let digits = text.iter().filter(|byte| byte.is_ascii_digit()).count();
    let escapes = memchr::memchr_iter(b'%', text).count();
    is_badge && (has(line, b"badge") || has(line, b"codecov"))
        || has(name, b"license") && (digits < 4 || !text.iter().any(u8::is_ascii_uppercase))
        || escapes * 6 >= text.len()
            && escapes > 0
            && has(text, b"%")
            && text
                .split(|byte| *byte == b'%')
                .skip(1)
                .all(|part| part.iter().take(2).filter(|byte| byte.is_ascii_hexdigit()).count() == 2)
}

/// Tells whether a value only says its own name again.
fn is_own_name(name: &[u8], text: &[u8]) -> bool {
    let plain = |text: &[u8]| -> Vec<u8> {
        text.iter().filter(|byte| byte.is_ascii_alphabetic()).map(u8::to_ascii_lowercase).collect()
    };
    let (name, text) = (plain(name), plain(text));
    text.len() >= 4
        && (name == text || name.ends_with(&text) || text.ends_with(&name) && text.len() < name.len() + 4)
}

/// Tells whether what joins them makes an assignment of them.
fn may_join(assignment: &Assignment, name: &[u8], text: &[u8], bytes: &[u8]) -> bool {
    match assignment.joint {
        Joint::Sign | Joint::Pair | Joint::Element | Joint::Block | Joint::Comparison | Joint::Space => true,
        // Any list of texts has commas; two arguments alone are a name and its value: `define("NAME", "value")`.
        // A text that only ends with a name is none.
        Joint::Comma => {
            let opens = |byte: &u8| matches!(byte, b'"' | b'\'' | b'`' | b':');
            let quote = assignment.name.start.checked_sub(1).and_then(|at| bytes.get(at));
            if !quote.is_some_and(opens) {
                return false;
            }
            let before = assignment.name.start.checked_sub(2).and_then(|at| bytes.get(at));
            let after = bytes.get(assignment.value.end + 1);
            // What follows an option is its value: `["tool", "--password", "value"]`, `flag.String("password", "value", "help")`.
            let called = bytes.get(..assignment.name.start.saturating_sub(2)).unwrap_or_default();
            let is_option =
                name.starts_with(b"--") && !text.starts_with(b"-") || called.ends_with(b"flag.String");
            if !is_option && is_in_list(assignment, bytes) {
                return false;
            }
            is_strong(text) || is_random(text) || is_option || before == Some(&b'(') && after == Some(&b')')
        }
        // `set_password("x")` sets, `find_secret("x")` looks for one of that name.
        Joint::Call => {
            let lower = name.to_ascii_lowercase();
            let last = lower.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
            [
                &b"set"[..],
                b"with",
                b"use",
                b"password",
                b"passwd",
                b"secret",
                b"token",
                b"apikey",
                b"api_key",
                b"accesskey",
                b"clientsecret",
                b"authtoken",
            ]
            .iter()
            .any(|start| last.starts_with(start))
        }
    }
}

/// Tells whether a name and the text behind it are two of more items of a list, which say nothing of one another.
fn is_in_list(assignment: &Assignment, bytes: &[u8]) -> bool {
    let before = bytes.get(..assignment.name.start.saturating_sub(1)).unwrap_or_default();
    let before = before.get(before.len().saturating_sub(80)..).unwrap_or_default();
    let after = bytes.get(assignment.value.end..).unwrap_or_default();
    let mut after = after.get(..after.len().min(80)).unwrap_or_default().iter();
    // Of a text in a text, marks and ends of lines are escaped.
    let is_mark = |byte: &&u8| byte.is_ascii_whitespace() || matches!(byte, b'\\' | b'"' | b'\'' | b'`');
    let mut before = before.iter().rev().peekable();
    let opens = loop {
        match before.next() {
            Some(b'n' | b'r' | b't') if before.peek() == Some(&&b'\\') => {}
            Some(byte) if is_mark(&byte) => {}
            other => break other,
        }
    };
    matches!(opens, Some(b'[' | b',')) && after.find(|byte| !is_mark(byte)) == Some(&b',')
}

/// Tells whether what stands without quotes is code.
fn is_expression(assignment: &Assignment, text: &[u8], bytes: &[u8], carrier: Carrier) -> bool {
    let has = |marks: &[u8]| text.iter().any(|byte| marks.contains(byte));
    if has(b"(") && carrier != Carrier::Lines
        || matches!(
            text.first(),
            Some(b'$' | b'*' | b'&' | b'[' | b'{' | b'@' | b'|' | b'>' | b'!' | b'-' | b'/' | b'.' | b'=')
        ) && !is_random(text)
    {
        return true;
    }
    let is_name = text.iter().all(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b':' | b'[' | b']' | b'/' | b'\\')
    });
    if matches!(carrier, Carrier::Code | Carrier::Test) {
        let low = assignment.name.start.saturating_sub(200);
        let before = bytes.get(low..assignment.name.start).unwrap_or_default();
        let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        let is_in_text =
            [b'"', b'\'', b'`'].iter().any(|quote| memchr::memchr_iter(*quote, line).count() % 2 == 1);
        // The quotes of the name itself open no text.
        let is_quoted =
            |quote: &u8| line.last() == Some(quote) && bytes.get(assignment.name.end) == Some(quote);
        let is_in_text = is_in_text && !line.last().is_some_and(is_quoted);
        return !is_in_text
            || is_name && surprise(text) < 4.0 && !ends_like_password(text) && !is_random(text);
    }
    is_name && surprise(text) < 4.0 && !ends_like_password(text) && !is_random(text)
}

/// Tells whether letters are followed by a number that nobody gives to a name: `summer2024`, `admin123`.
fn ends_like_password(text: &[u8]) -> bool {
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    digits >= 2 && letters + digits == text.len() && letters >= 4
}

/// Tells whether a person may have thought up this password.
fn is_password(text: &[u8]) -> bool {
    let count = |is: fn(&u8) -> bool| text.iter().filter(|byte| is(byte)).count();
    let digits = count(u8::is_ascii_digit);
    let letters = count(u8::is_ascii_alphabetic);
    let marks = text.iter().filter(|byte| b"!@#$%^&*?+=~".contains(byte)).count();
    if letters == 0 || is_prose(text) || is_pattern(text) || is_path(text) {
        return false;
    }
    // A selector, a heading, a variable.
    let is_word = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b' ' | b':' | b'/' | b',')
    };
    let (first, rest) = (text.first().copied().unwrap_or_default(), text.get(1..).unwrap_or_default());
    if matches!(first, b'#' | b'.' | b'$' | b'@' | b'%' | b'&' | b'*' | b'-' | b'=' | b':')
        && rest.iter().all(is_word)
        && surprise(text) < 5.5
        && digits == 0
    {
        return false;
    }
    let is_named = text.iter().all(is_word);
    if digits == 0 && marks == 0 {
        return text.len() >= 8
            && !text.contains(&b' ')
            && letters * 4 > text.len() * 3
            && surprise(text) > 6.2;
    }
    if digits == 0 {
        // `Wrong password!`, `Password*`: the mark ends a word. `P@ssword` has it within.
        let inner = text.get(1..text.len() - 1).unwrap_or_default();
        return inner.iter().any(|byte| b"!@#$%^&*?+~".contains(byte))
            && !text.contains(&b' ')
            && surprise(text) > 3.5
            && !text.contains(&b'=');
    }
    // `utf8mb4_general_ci`, `step-2-title`: names with a digit in them.
    let parts = text.split(|byte| matches!(byte, b'_' | b'-' | b'.' | b' ' | b':' | b'/')).count();
    if is_named && parts > 1 && surprise(text) < if parts > 2 { 5.8 } else { 4.8 } {
        return false;
    }
    !(is_named
        && digits == 1
        && surprise(text) < 4.2
        && text.last().is_some_and(u8::is_ascii_digit)
        && text.len() < 8)
}

/// Tells whether a value has what rules for passwords ask for, and is no text of words.
fn is_strong(text: &[u8]) -> bool {
    let has = |is: fn(&u8) -> bool| u8::from(text.iter().any(is));
    let classes = has(u8::is_ascii_lowercase)
        + has(u8::is_ascii_uppercase)
        + has(u8::is_ascii_digit)
        + has(|byte| b"!@#$%^&*?+=~".contains(byte));
    let is_plain = !text.iter().any(|byte| matches!(byte, b' ' | b'(' | b'<' | b'{' | b'[' | b'/' | b'\\'));
    text.len() >= 8
        && classes >= 3
        && is_plain
        && surprise(text) > 4.9
        && text.iter().any(u8::is_ascii_digit)
        && (classes == 4 || is_random(text) || surprise(text) > 5.8)
}

/// Tells whether a value is a regular expression, a format or a list of choices.
fn is_pattern(text: &[u8]) -> bool {
    let has = |mark: &[u8]| text.windows(mark.len()).any(|part| part == mark);
    let is_expression = text.starts_with(b"^") && text.ends_with(b"$")
        || [&b".*"[..], b".+", b"[a-z", b"[A-Z", b"[0-9", b"[^", b"\\x", b"\\d", b"\\w", b"\\s", b"(?"]
            .iter()
            .any(|mark| has(mark));
    if is_expression || is_scrambled(text) {
        return is_expression;
    }
    [
        &b"%s"[..],
        b"%d",
        b"%v",
        b"%@",
        b"{}",
        b"{0}",
        b"{1}",
        b"%1$",
        b"\\u0",
        b"&&",
        b"||",
        b"==",
        b"=>",
        b"</",
        b"/>",
        b"&#",
        b"&nbsp",
        b"&quot",
    ]
    .iter()
    .any(|mark| has(mark))
        || has(b"{") && has(b"}")
        || has(b"(") && has(b")")
        || has(b"[") && has(b"]")
}

/// Tells whether a value is a path, an address or a dotted name.
fn is_path(text: &[u8]) -> bool {
    let parts = text.split(|byte| matches!(byte, b'/' | b'.' | b':' | b'\\'));
    let count = parts.clone().count();
    let is_worded = |part: &[u8]| {
        part.is_empty()
            || part.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
                && surprise(part) < 5.4
    };
    count > 2 && parts.clone().all(is_worded) || text.starts_with(b"http") && !is_scrambled(text)
}

/// Tells whether the value is given to Basic: that is a name and a password in base64, which another pattern reads.
fn is_basic(bytes: &[u8], value: &Range<usize>) -> bool {
    let before = bytes.get(value.start.saturating_sub(6)..value.start).unwrap_or_default();
    before.eq_ignore_ascii_case(b"basic ")
}

/// Tells whether the password is one part of a connection string.
fn is_in_connection_string(assignment: &Assignment, bytes: &[u8]) -> bool {
    if assignment.quoted {
        return false;
    }
    let low = assignment.name.start.saturating_sub(300);
    let before = bytes.get(low..assignment.name.start).unwrap_or_default();
    let after =
        bytes.get(assignment.value.end..bytes.len().min(assignment.value.end + 200)).unwrap_or_default();
    let before = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let after = after.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let has = |line: &[u8]| {
        let line = line.to_ascii_lowercase();
        [
            &b"server="[..],
            b"host=",
            b"data source=",
            b"user id=",
            b"uid=",
            b"username=",
            b"user=",
            b"database=",
            b"dbname=",
            b"initial catalog=",
            b"endpoint=",
        ]
        .iter()
        .any(|key| line.windows(key.len()).any(|part| part == *key))
    };
    (before.contains(&b';') || after.starts_with(b";") || before.ends_with(b" "))
        && (has(before) || has(after))
}

#[cfg(test)]
mod tests;
