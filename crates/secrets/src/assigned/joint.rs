//! What joins a name to its value.

use std::ops::Range;

use super::{Joint, NEAR};

/// Reads on from the end of a name; returns how the value is joined to it, and where it begins.
pub(super) fn read(bytes: &[u8], name: &Range<usize>) -> Option<(Joint, usize)> {
    let high = bytes.len().min(name.end.saturating_add(NEAR));
    let here = Reader { bytes: bytes.get(..high)?, at: name.end };
    let (closed, was_quoted) = here.after_name();
    if let Some(found) = pair(bytes, name, closed) {
        return Some((Joint::Pair, found));
    }
    if let Some(found) = fallback(closed).or_else(|| substituted(bytes, name)) {
        return Some((Joint::Sign, found));
    }
    if let Some(found) = next_item(bytes, name, closed) {
        return Some((Joint::Space, found));
    }
    let spaced = closed.after_blanks();
    if bytes.get(name.clone()) == Some(b"sshpass") {
        let flag = bytes.get(spaced.at..).is_some_and(|rest| rest.starts_with(b"-p"));
        return flag.then(|| (Joint::Space, spaced.next().next().after_blanks().at));
    }
    let is_spaced = spaced.at > name.end;
    match spaced.byte() {
        b'=' => equals(spaced),
        b':' => colon(spaced, was_quoted),
        b'?' | b'|' | b'+' | b'!' => {
            let sign = spaced.skip_while(|byte| matches!(byte, b'?' | b'|' | b'+' | b'!'));
            match (sign.byte(), spaced.byte()) {
                (b'=', b'!') => {
                    Some((Joint::Comparison, sign.skip_while(|byte| byte == b'=').after_blanks().at))
                }
                (b'=', _) => Some((Joint::Sign, sign.next().after_blanks().at)),
                // `name?: type = "value"`.
                (b':', b'?') => colon(sign, was_quoted),
                _ => None,
            }
        }
        // A list of YAML without quotes: `[--password, value]`.
        b',' if !was_quoted && bytes.get(name.clone()).is_some_and(|name| name.starts_with(b"--")) => {
            let value = spaced.next().after_blanks();
            (value.byte() != b'-').then_some((Joint::Space, value.at))
        }
        b',' if was_quoted || preceded(bytes, name, b":") => match argument(spaced) {
            Some(found) => Some((Joint::Sign, found)),
            None => Some((Joint::Comma, spaced.next().after_space().at)),
        },
        b'(' => Some((Joint::Call, spaced.next().after_blanks().at)),
        b'>' => element(bytes, name, spaced),
        b'{' if is_spaced => block(bytes, spaced.at),
        // C++: `std::string password{"value"}`.
        b'{' => Some(spaced.next()).filter(|value| value.is_quote()).map(|value| (Joint::Sign, value.at)),
        // R: `name <- "value"`.
        b'<' if spaced.next().byte() == b'-' => {
            let value = spaced.next().next().after_blanks();
            value.is_quote().then_some((Joint::Sign, value.at))
        }
        b'\'' | b'"' if is_spaced && !was_quoted => {
            let word = bytes.get(name.clone()).unwrap_or_default();
            let is_sql = spaced.byte() == b'\''
                && (word.eq_ignore_ascii_case(b"password") || word.eq_ignore_ascii_case(b"identified by"));
            // A keyword of Clojure: `{:password "value"}`.
            let is_keyword = spaced.byte() == b'"'
                && [&b" :"[..], b"{:", b"\n:", b"(:"]
                    .iter()
                    .any(|start| bytes.get(..name.start).is_some_and(|before| before.ends_with(start)));
            let is_taken = is_sql || is_keyword || takes_space(bytes, name) || begins_line(bytes, name);
            is_taken.then_some((Joint::Space, spaced.at))
        }
        _ if is_spaced && !was_quoted && takes_space(bytes, name) => Some((Joint::Space, spaced.at)),
        // A type between the name and the sign: `var password string = "value"`. In `<pass encoding="base64">` it is an
        // attribute.
        _ if is_spaced && !was_quoted && !preceded(bytes, name, b"<") => typed(spaced),
        // A link or form: `?name=value` was taken by `=`; what is left is none.
        _ => None,
    }
}

/// A place in bytes; past the end it reads zeros.
#[derive(Clone, Copy)]
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or_default()
    }

    fn next(self) -> Self {
        Self { at: self.at + 1, ..self }
    }

    fn skip_while(mut self, is: impl Fn(u8) -> bool) -> Self {
        while self.at < self.bytes.len() && is(self.byte()) {
            self.at += 1;
        }
        self
    }

    fn after_blanks(self) -> Self {
        self.skip_while(|byte| matches!(byte, b' ' | b'\t'))
    }

    /// Passes blanks and ends of lines, also the escaped ones of a text in a text.
    fn after_space(self) -> Self {
        let mut here = self.skip_while(|byte| byte.is_ascii_whitespace());
        while here.byte() == b'\\' && matches!(here.next().byte(), b'n' | b'r' | b't') {
            here = here.next().next().skip_while(|byte| byte.is_ascii_whitespace());
        }
        here
    }

    /// Passes a sign and what is blank behind it.
    fn behind(self, sign: &[u8]) -> Option<Self> {
        let is_here = self.bytes.get(self.at..)?.starts_with(sign);
        is_here.then(|| Self { at: self.at + sign.len(), ..self }.after_space())
    }

    /// Tells whether a text begins here, also one in a text: `\"`.
    fn is_quote(self) -> bool {
        let quote = self.skip_while(|byte| byte == b'\\');
        quote.at <= self.at + 7 && matches!(quote.byte(), b'"' | b'\'' | b'`')
    }

    /// Passes what closes a name; tells whether that was a quote.
    fn after_name(self) -> (Self, bool) {
        let mut here = self.skip_while(|byte| byte == b'\\');
        let quoted = matches!(here.byte(), b'"' | b'\'' | b'`');
        here = if quoted { here.next() } else { self };
        let bracketed = here.after_blanks();
        if bracketed.byte() == b']' {
            return (bracketed.next(), quoted);
        }
        if bracketed.byte() == b'[' {
            // The size of an array: `char password[] = "value"`.
            let inner = bracketed.next().skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if inner.byte() == b']' {
                return (inner.next(), quoted);
            }
        }
        let after = bracketed.next().after_blanks();
        let is_compared = matches!(after.byte(), b'=' | b'!') && after.next().byte() == b'=';
        if quoted && bracketed.byte() == b')' && is_compared {
            return (bracketed.next(), quoted);
        }
        (here, quoted)
    }
}

/// Signs that join a look-up to what is taken where it finds nothing.
const OTHERWISE: [&[u8]; 11] = [
    b"||",
    b"??",
    b"?:",
    b" or ",
    b".unwrap_or(",
    b".unwrap_or_else(|_|",
    b".unwrap_or_else(||",
    b".orElse(",
    b".getOrElse(",
    b"| default(",
    b"| default ",
];

/// The value after a look-up by that name: `env.NAME || "value"`, `environ["NAME"] or "value"`, `var("NAME").unwrap_or("value"`.
fn fallback(closed: Reader<'_>) -> Option<usize> {
    let called = closed.skip_while(|byte| byte == b')');
    let spaced = called.after_blanks();
    let signs = [(called, b" or ".as_slice())].into_iter().chain(OTHERWISE.map(|sign| (spaced, sign)));
    // Of Ruby, where something was called: `ENV.fetch("NAME") { "value" }`. Of Perl: `$ENV{NAME} // "value"`.
    let is_text_before = closed.at.checked_sub(1).is_some_and(|at| Reader { at, ..closed }.is_quote());
    let block = (called.at > closed.at && is_text_before).then_some((spaced, b"{".as_slice()));
    let perl = (closed.byte() == b'}').then(|| (closed.next().after_blanks(), b"//".as_slice()));
    // In prose, backticks stand around names: `one` or `other`.
    let is_text = |value: &Reader<'_>| value.is_quote() && value.byte() != b'`';
    let signs = signs.chain(block).chain(perl);
    signs.filter_map(|(here, sign)| here.behind(sign)).find(is_text).map(|value| value.at)
}

/// Words for what is taken where nothing is given, as an argument or an option has them.
const DEFAULTS: [&[u8]; 5] = [b"default", b"defaultValue", b"default_value", b"defaultsTo", b"fallback"];

/// The value among the arguments behind a name: `config("NAME", cast=str, default="value")`, `'name', { default: 'value' }`.
fn argument(comma: Reader<'_>) -> Option<usize> {
    let rest = comma.bytes.get(comma.at..)?;
    let rest = rest.split(|byte| matches!(byte, b';' | b')' | b'\n')).next()?;
    memchr::memmem::find_iter(rest, b"default").chain(memchr::memmem::find_iter(rest, b"fallback")).find_map(
        |at| {
            let begins = at.checked_sub(1).and_then(|before| rest.get(before));
            let word = Reader { at: comma.at + at, ..comma };
            let end = word.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let is_one = DEFAULTS.contains(&word.bytes.get(word.at..end.at)?);
            let sign = end.after_blanks();
            let value = sign.next().after_blanks();
            (is_one
                && !begins.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
                && matches!(sign.byte(), b'=' | b':')
                && value.is_quote())
            .then_some(value.at)
        },
    )
}

/// The value that a shell takes where a variable has none: `${NAME:-value}`, `${NAME:=value}`.
fn substituted(bytes: &[u8], name: &Range<usize>) -> Option<usize> {
    let is_variable = bytes.get(..name.start)?.ends_with(b"${");
    let sign = bytes.get(name.end..name.end + 2)?;
    (is_variable && (sign == b":-" || sign == b":=")).then_some(name.end + 2)
}

/// Passes `${NAME:-` of a value that is taken where another variable has none.
pub(super) fn after_variable(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..bytes.len().min(from.saturating_add(NEAR))).unwrap_or_default();
    let (quote, inner) = match rest.split_first() {
        Some((b'"' | b'\'', inner)) => (1, inner),
        _ => (0, rest),
    };
    let Some(inner) = inner.strip_prefix(b"${") else { return from };
    let end = inner.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').unwrap_or(0);
    let is_default = inner.get(end..).is_some_and(|rest| rest.starts_with(b":-") || rest.starts_with(b":="));
    if end > 0 && is_default { from + quote + 2 + end + 2 } else { from }
}

/// The value of an option in the next item of a list: `- --password`, then `- value`.
fn next_item(bytes: &[u8], name: &Range<usize>, closed: Reader<'_>) -> Option<usize> {
    let end = closed.after_blanks();
    if !bytes.get(name.clone())?.starts_with(b"--") || !matches!(end.byte(), b'\n' | b'\r') {
        return None;
    }
    let value = end.after_space().behind(b"- ")?;
    (value.byte() != b'-').then_some(value.at)
}

/// Look-ups of the environment, in the languages that have a word for it.
const LOOK_UPS: [&[u8]; 23] = [
    b"process.env",
    b"import.meta.env",
    b"Deno.env",
    b"Bun.env",
    b"os.environ",
    b"os.getenv",
    b"environ.get(",
    b"getenv(",
    b"System.getenv(",
    b"ENV[",
    b"ENV.fetch(",
    b"env(",
    b"env::var(",
    b"std::env::var(",
    b"env.str(",
    b"config(",
    b"sys.env",
    b"Platform.environment[",
    b"String.fromEnvironment(",
    b"ProcessInfo.processInfo.environment[",
    b"Environment.GetEnvironmentVariable(",
    b"project.findProperty(",
    b"Field(",
];

/// The value that is taken where the environment, which is looked up at `from`, has none, under whatever name. What was read
/// in vain is added to `work`.
pub(super) fn after_look_up(bytes: &[u8], from: usize, work: &mut u64) -> Option<usize> {
    let high = bytes.len().min(from.saturating_add(NEAR));
    let rest = bytes.get(from..high)?;
    LOOK_UPS.iter().find(|word| rest.starts_with(word))?;
    let line = rest.split(|byte| matches!(byte, b'\n' | b';')).next()?;
    *work += line.len() as u64;
    let here = Reader { bytes: bytes.get(..from + line.len())?, at: from };
    if let Some(found) = argument(here) {
        return Some(found);
    }
    (1..line.len())
        .map(|at| Reader { at: from + at, ..here })
        .filter_map(|here| OTHERWISE.iter().chain([&b",".as_slice()]).find_map(|sign| here.behind(sign)))
        .find(|value| value.is_quote())
        .map(|value| value.at)
}

/// The value that is taken in one of two cases: `condition ? x : "value"`, `x if condition else "value"`. What was read in
/// vain is added to `work`.
pub(super) fn after_condition(bytes: &[u8], from: usize, work: &mut u64) -> Option<usize> {
    let rest = bytes.get(from..bytes.len().min(from.saturating_add(NEAR)))?;
    if rest.first().is_none_or(|first| !first.is_ascii_alphanumeric() && !b"_!($".contains(first)) {
        return None;
    }
    // Of a text in a text, the end of a line is escaped.
    let ends = |(at, byte): (usize, &u8)| match byte {
        b'\n' | b';' => true,
        b'\\' => matches!(rest.get(at + 1), Some(b'n' | b'r')),
        _ => false,
    };
    let line = rest.get(..rest.iter().enumerate().position(ends).unwrap_or(rest.len()))?;
    *work += line.len() as u64;
    // Of Kotlin and Rust: `if (condition) "value" else x`.
    let is_choice = line.starts_with(b"if ");
    let asked = memchr::memmem::find(line, b" ? ").or_else(|| memchr::memmem::find(line, b" else "))?;
    let signs: [&[u8]; 3] = if is_choice { [b") ", b" { ", b" else "] } else { [b" ? ", b" : ", b" else "] };
    let here = Reader { bytes: bytes.get(..from + line.len())?, at: from };
    (if is_choice { 0 } else { asked }..line.len())
        .map(|at| Reader { at: from + at, ..here })
        .filter_map(|here| signs.into_iter().find_map(|sign| here.behind(sign)))
        .find(|value| value.is_quote())
        .map(|value| value.at)
}

/// The line of a text that a word ends, as shells, Terraform and Ruby have it: `<<EOT`, `<<-EOT`, `<<~EOT`.
fn here_document(here: Reader<'_>) -> Option<usize> {
    let mark = here.behind(b"<<")?.skip_while(|byte| matches!(byte, b'-' | b'~' | b'"' | b'\''));
    let end = mark.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let closed = end.skip_while(|byte| matches!(byte, b'"' | b'\'' | b'\r'));
    (end.at > mark.at && closed.byte() == b'\n').then(|| closed.next().after_blanks().at)
}

/// After `=`: one value, or what it is compared with.
fn equals(here: Reader<'_>) -> Option<(Joint, usize)> {
    let next = here.next();
    match next.byte() {
        b'=' => Some((Joint::Comparison, next.skip_while(|byte| byte == b'=').after_blanks().at)),
        b'>' => Some((Joint::Sign, next.next().after_space().at)),
        b'~' => None,
        _ => {
            let value = next.after_blanks();
            // The value in quotes may stand on the next line, in parentheses where a formatter broke it.
            let opened = if value.byte() == b'(' { value.next().after_space() } else { value };
            let lower = if opened.is_quote() { opened } else { value.after_space() };
            if let Some(found) = here_document(value) {
                return Some((Joint::Sign, found));
            }
            let at = if matches!(lower.byte(), b'"' | b'\'' | b'`') { lower.at } else { value.at };
            Some((Joint::Sign, at))
        }
    }
}

/// After `:`: the value, or a type before it.
fn colon(here: Reader<'_>, was_quoted: bool) -> Option<(Joint, usize)> {
    let next = here.next();
    match next.byte() {
        b'=' => return Some((Joint::Sign, next.next().after_blanks().at)),
        b':' => return None,
        b'/' if next.next().byte() == b'/' => return None,
        _ => {}
    }
    let value = next.after_blanks();
    if !was_quoted && let Some(found) = typed(value) {
        return Some(found);
    }
    if matches!(value.byte(), b'|' | b'>')
        && let Some(found) = block_scalar(value)
    {
        return Some((Joint::Sign, found));
    }
    if !was_quoted && let Some(found) = parameter(value) {
        return Some((Joint::Sign, found));
    }
    // In JSON, and in formatted programs, the value may stand on the next line.
    let lower = value.after_space();
    if was_quoted && lower.byte() == b'{' {
        return block(here.bytes, lower.at);
    }
    if !was_quoted && let Some(found) = only_line(value) {
        return Some((Joint::Sign, found));
    }
    let at = if was_quoted && matches!(lower.byte(), b'"' | b'\'' | b'`') { lower.at } else { value.at };
    Some((Joint::Sign, at))
}

/// The one line below a name of YAML, where a formatter moved a long value.
fn only_line(here: Reader<'_>) -> Option<usize> {
    if !matches!(here.byte(), b'\n' | b'\r') {
        return None;
    }
    let text = here.skip_while(|byte| matches!(byte, b'\n' | b'\r')).after_blanks();
    let line = text.bytes.get(text.at..)?.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let is_alone = !line.is_empty() && !line.iter().any(|byte| matches!(byte, b' ' | b'\t' | b'#'));
    let is_indented = text.bytes.get(text.at.checked_sub(1)?) == Some(&b' ');
    (is_alone && is_indented && !line.ends_with(b":") && !line.ends_with(b",")).then_some(text.at)
}

/// The default of a parameter of `CloudFormation`, in the lines below its name: `Type: String`, then `Default: value`.
///
/// # Source
/// AWS `CloudFormation` User Guide, "Parameters".
fn parameter(here: Reader<'_>) -> Option<usize> {
    /// The most bytes of a parameter that are looked at.
    const LONGEST: usize = 400;
    if !matches!(here.byte(), b'\n' | b'\r') {
        return None;
    }
    let window = here.bytes.get(here.at..here.bytes.len().min(here.at + LONGEST))?;
    let mut at = here.at;
    let (mut is_parameter, mut found) = (false, None);
    for line in window.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_start();
        let is_indented = line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        if !text.is_empty() && !is_indented {
            break;
        }
        is_parameter |= text.starts_with(b"Type:") || text.starts_with(b"NoEcho:");
        if let Some(value) = text.strip_prefix(b"Default:") {
            found = Some(at + line.len() - value.trim_ascii_start().len());
        }
        at += line.len();
    }
    found.filter(|_| is_parameter)
}

/// A type and `=`: `String = `, `&'static str = `, `Optional[str] = `.
fn typed(here: Reader<'_>) -> Option<(Joint, usize)> {
    let is_type = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'_' | b'&'
                    | b'\''
                    | b'<'
                    | b'>'
                    | b'['
                    | b']'
                    | b'.'
                    | b' '
                    | b'|'
                    | b'?'
                    | b'*'
                    | b','
                    | b'!'
            )
    };
    let end = here.skip_while(is_type);
    let value = end.next().after_space();
    let starts = here.byte().is_ascii_alphabetic() || matches!(here.byte(), b'&' | b'[' | b'*');
    let opens = value.is_quote()
        || value.next().byte() == b'"' && matches!(value.byte(), b'b' | b'r' | b'@' | b'L' | b'u')
        || value.bytes.get(value.at..).is_some_and(|rest| LOOK_UPS.iter().any(|word| rest.starts_with(word)));
    let is_sign = end.byte() == b'=' && !matches!(end.next().byte(), b'=' | b'>');
    (starts && is_sign && end.at > here.at && end.at < here.at + 40 && opens)
        .then_some((Joint::Sign, value.at))
}

/// The first line below `|` or `>`.
fn block_scalar(here: Reader<'_>) -> Option<usize> {
    let end = here.next().skip_while(|byte| matches!(byte, b'-' | b'+' | b'0'..=b'9')).after_blanks();
    let is_line_end = matches!(end.byte(), b'\n' | b'\r');
    let text = end.after_space();
    (is_line_end && text.bytes.get(text.at.checked_sub(1)?).is_some_and(|byte| *byte == b' '))
        .then_some(text.at)
}

/// After `<name>`, or `<name type="...">`.
fn element(bytes: &[u8], name: &Range<usize>, here: Reader<'_>) -> Option<(Joint, usize)> {
    // `name="api_key">value<`, as Android's texts have it, closes an attribute.
    // `(?<name>...)` is a group of a regular expression.
    let before = bytes.get(..name.start.saturating_sub(1)).unwrap_or_default();
    if before.ends_with(b"(?") || before.ends_with(b"(?P") {
        return None;
    }
    let is_element =
        preceded(bytes, name, b"<:") || here.at > name.end && matches!(bytes.get(here.at - 1), Some(b'"'));
    let value = here.next().after_space();
    let cdata = value.bytes.get(value.at..)?.starts_with(b"<![CDATA[");
    // What is to be filled in, in an address: `<user>:<password>@host`.
    let is_address = matches!(value.byte(), b'@' | b':');
    (is_element && !is_address && (value.byte() != b'<' || cdata))
        .then(|| (Joint::Element, if cdata { value.at + 9 } else { value.at }))
}

/// A block that belongs to the name, with a default in it.
fn block(bytes: &[u8], open: usize) -> Option<(Joint, usize)> {
    /// The most bytes of a block that are looked at.
    const LONGEST: usize = 400;
    let rest = bytes.get(open + 1..bytes.len().min(open + LONGEST))?;
    let mut depth = 1_usize;
    let end = rest.iter().position(|byte| {
        depth = if *byte == b'{' { depth + 1 } else { depth - usize::from(*byte == b'}') };
        depth == 0
    });
    let inner = rest.get(..end.unwrap_or(rest.len()))?;
    // A property of C#: `{ get; set; } = "value"`.
    if inner.trim_ascii_start().starts_with(b"get") {
        let sign = Reader { bytes, at: open + 1 + inner.len() + 1 }.after_blanks();
        let value = sign.next().after_blanks();
        return (sign.byte() == b'=' && value.is_quote()).then_some((Joint::Sign, value.at));
    }
    for word in [&b"defaultValue"[..], b"default", b"Default", b"value"] {
        let Some(at) = inner.windows(word.len()).position(|part| part == word) else { continue };
        let after = Reader { bytes, at: open + 1 + at + word.len() };
        let sign = after.skip_while(|byte| matches!(byte, b'"' | b'\'')).after_blanks();
        if matches!(sign.byte(), b'=' | b':') {
            let value = sign.next().after_blanks();
            return matches!(value.byte(), b'"' | b'\'').then_some((Joint::Block, value.at));
        }
    }
    None
}

/// A value beside a name: `name: X`, then `value: Y`.
fn pair(bytes: &[u8], name: &Range<usize>, closed: Reader<'_>) -> Option<usize> {
    let mut here = closed;
    if here.bytes.get(here.at..)?.starts_with(b"</") {
        here = here.skip_while(|byte| byte != b'>').next();
    }
    let marks = here
        .skip_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b'"' | b'\'' | b'<' | b'\\'));
    let marks = if here.bytes.get(here.at..)?.starts_with(b"\\n") { here.after_space() } else { marks };
    let word = marks.bytes.get(marks.at..marks.at + 5)?;
    if !word.eq_ignore_ascii_case(b"value") || marks.at == name.end {
        return None;
    }
    // Something must say that this is a name: a key before it, an attribute or an element.
    let line = bytes.get(name.start.saturating_sub(40)..name.start)?;
    let line = line.rsplit(|byte| *byte == b'\n').next()?;
    let is_named = [&b"name"[..], b"key", b"Name", b"Key", b"id"]
        .iter()
        .any(|key| line.windows(key.len()).any(|part| part == *key));
    let sign = Reader { at: marks.at + 5, ..marks }
        .skip_while(|byte| matches!(byte, b'"' | b'\'' | b'\\'))
        .after_blanks();
    let value = sign.next().after_blanks();
    let block = if matches!(value.byte(), b'|' | b'>') { block_scalar(value) } else { None };
    (is_named && matches!(sign.byte(), b'=' | b':' | b'>')).then(|| block.unwrap_or(value.at))
}

/// Tells whether a blank is enough to join the name to its value.
fn takes_space(bytes: &[u8], name: &Range<usize>) -> bool {
    if bytes.get(name.start) == Some(&b'-') {
        return true;
    }
    let low = name.start.saturating_sub(40);
    let line = bytes
        .get(low..name.start)
        .unwrap_or_default()
        .rsplit(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    // Of C and its kin: `#define NAME "value"`.
    let line = line.trim_ascii();
    line.strip_prefix(b"#").is_some_and(|rest| rest.trim_ascii() == b"define")
        || matches!(line, b"ENV" | b"env" | b"ARG" | b"setx" | b"set -gx" | b"set -x" | b"setenv" | b"(def")
        // Directives of Redis, and of what speaks with it.
        || line.is_empty()
            && matches!(bytes.get(name.clone()), Some(b"requirepass" | b"auth_pass"))
            && begins_line(bytes, name)
}

/// Tells whether nothing stands before a name on its line, as in the blocks of Gradle: `password "value"`.
fn begins_line(bytes: &[u8], name: &Range<usize>) -> bool {
    let low = name.start.saturating_sub(NEAR);
    let before = bytes.get(low..name.start).unwrap_or_default();
    let blank = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match before.len().checked_sub(blank + 1).and_then(|last| before.get(last)) {
        Some(byte) => *byte == b'\n',
        None => low == 0,
    }
}

fn preceded(bytes: &[u8], name: &Range<usize>, by: &[u8]) -> bool {
    name.start.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(|byte| by.contains(byte))
}
