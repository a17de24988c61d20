//! URLs taken apart and put together.

use std::fmt::Write as _;

use super::args::{map, text, type_name};
use super::reflection::kind;
use super::{Call, Table, made};
use crate::Fault;
use crate::helm::engine::quote as go_quote;
use crate::helm::value::{Map, Value};

pub(super) const TABLE: Table = &[made!("urlJoin", join), made!("urlParse", parse)];

/// The parts of a URL.
#[derive(Default)]
struct Parts {
    scheme: String,
    userinfo: String,
    host: String,
    path: String,
    query: String,
    opaque: String,
    fragment: String,
}

fn parse(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let url = text(value)?;
    call.budget.make(url.len())?;
    let parts = match parts(url) {
        Ok(parts) => parts,
        Err(why) => return call.refuse(format_args!("unable to parse url: parse {}: {why}", go_quote(url))),
    };
    let hostname = match parts.host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((host, _)) => host.to_owned(),
        None => parts.host.split_once(':').map_or(parts.host.as_str(), |(host, _)| host).to_owned(),
    };
    let map: Map = [
        ("scheme", parts.scheme),
        ("host", parts.host),
        ("hostname", hostname),
        ("path", parts.path),
        ("query", parts.query),
        ("opaque", parts.opaque),
        ("fragment", parts.fragment),
        ("userinfo", parts.userinfo),
    ]
    .into_iter()
    .map(|(key, part)| (key, Value::text(part)))
    .collect();
    Ok(Value::Map(map))
}

/// Splits a URL as Go's `net/url` does.
fn parts(url: &str) -> Result<Parts, String> {
    if url.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    let (rest, fragment) = url.split_once('#').unwrap_or((url, ""));
    let mut made = Parts { fragment: decoded(fragment)?, ..Parts::default() };
    let rest = scheme(rest, &mut made)?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    query.clone_into(&mut made.query);
    if !rest.starts_with('/') {
        if !made.scheme.is_empty() {
            rest.clone_into(&mut made.opaque);
            return Ok(made);
        }
        if rest.split('/').next().is_some_and(|first| first.contains(':')) {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    let is_rooted = rest.starts_with("///") && made.scheme.is_empty();
    let path = match rest.strip_prefix("//").filter(|_| !is_rooted) {
        Some(rest) => {
            let at = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at_checked(at).unwrap_or((rest, ""));
            host(authority, &mut made)?;
            path
        }
        None => rest,
    };
    made.path = decoded(path)?;
    Ok(made)
}

fn scheme<'u>(url: &'u str, made: &mut Parts) -> Result<&'u str, String> {
    for (at, char) in url.char_indices() {
        match char {
            'a'..='z' | 'A'..='Z' => {}
            '0'..='9' | '+' | '-' | '.' if at > 0 => {}
            ':' if at == 0 => return Err("missing protocol scheme".to_owned()),
            ':' => {
                let (scheme, rest) = url.split_once(':').unwrap_or(("", url));
                made.scheme = scheme.to_ascii_lowercase();
                return Ok(rest);
            }
            _ => break,
        }
    }
    Ok(url)
}

fn host(authority: &str, made: &mut Parts) -> Result<(), String> {
    let (user, host) =
        authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    if let Some(user) = user {
        let is_fine = |char: char| char.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(char);
        if !user.chars().all(is_fine) {
            return Err("net/url: invalid userinfo".to_owned());
        }
        let (name, password) = user.split_once(':').map_or((user, None), |(name, word)| (name, Some(word)));
        made.userinfo = encoded(&decoded(name)?, "-_.~$&+,;=");
        if let Some(password) = password {
            made.userinfo.push(':');
            made.userinfo.push_str(&encoded(&decoded(password)?, "-_.~$&+,;="));
        }
    }
    let is_bracketed = host.starts_with('[');
    let port = if is_bracketed {
        host.rsplit_once(']').map(|(_, port)| port).ok_or("missing ']' in host")?
    } else {
        host.find(':').and_then(|at| host.get(at..)).unwrap_or_default()
    };
    let is_port = port.is_empty()
        || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_port {
        // A password with a slash in it looks like one.
        return Err("invalid port after host".to_owned());
    }
    if let Some(bad) = host.chars().find(|char| matches!(char, ' ' | '^' | '\\' | '{' | '}' | '|' | '`')) {
        return Err(format!("invalid character {} in host name", go_quote(&bad.to_string())));
    }
    made.host = if host.contains('%') { decoded(host)? } else { host.to_owned() };
    Ok(())
}

/// Decodes percent signs.
fn decoded(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digit = |byte: Option<&u8>| {
            byte.and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok())
        };
        let (Some(high), Some(low)) = (digit(after.first()), digit(after.get(1))) else {
            let bad = String::from_utf8_lossy(after.get(..2).unwrap_or(after)).into_owned();
            return Err(format!("invalid URL escape {}", go_quote(&format!("%{bad}"))));
        };
        bytes.push((high << 4) | low);
        rest = after.get(2..).unwrap_or_default();
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Encodes all but letters, digits and some marks.
fn encoded(text: &str, marks: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for byte in text.bytes() {
        let char = char::from(byte);
        if char.is_ascii_alphanumeric() || marks.contains(char) {
            made.push(char);
        } else {
            let _ = write!(made, "%{byte:02X}");
        }
    }
    made
}

fn join(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [value] = call.exactly(args)?;
    let map = map(value)?;
    let part = |key: &str| match map.get(key) {
        None => Ok(String::new()),
        Some(Value::Text(text)) => Ok(text.text.to_string()),
        Some(other) => {
            let is =
                if let Value::Map(_) | Value::List(_) = other { kind(&other) } else { type_name(&other) };
            call.refuse(format_args!("unable to parse {key} key, must be of type string, but {is} found"))
        }
    };
    let (scheme, host, path, query) = (part("scheme")?, part("host")?, part("path")?, part("query")?);
    let (opaque, fragment, userinfo) = (part("opaque")?, part("fragment")?, part("userinfo")?);
    let mut made = String::new();
    if !scheme.is_empty() {
        made.push_str(&scheme);
        made.push(':');
    }
    if opaque.is_empty() {
        let has_user = !userinfo.is_empty();
        if !scheme.is_empty() || !host.is_empty() || has_user {
            if !host.is_empty() || !path.is_empty() || has_user {
                made.push_str("//");
            }
            if has_user {
                made.push_str(&userinfo);
                made.push('@');
            }
            made.push_str(&host);
        }
        if !path.is_empty() && !path.starts_with('/') && !host.is_empty() {
            made.push('/');
        }
        if made.is_empty() && path.split('/').next().is_some_and(|first| first.contains(':')) {
            made.push_str("./");
        }
        made.push_str(&encoded(&path, "-_.~$&+,/:;=@!'()*"));
    } else {
        made.push_str(&opaque);
    }
    if !query.is_empty() {
        made.push('?');
        made.push_str(&query);
    }
    if !fragment.is_empty() {
        made.push('#');
        made.push_str(&encoded(&fragment, "-_.~$&+,/:;=?@!'()*"));
    }
    call.text(made)
}
