//! Values in a manifest of a Secret, in YAML or JSON.

use std::ops::Range;

use data_encoding::BASE64;

use super::{Site, json, lines};
use crate::carrier::Carrier;
use crate::lookalike::{is_made_up, is_time};
use crate::words::is_random;

/// How far around its kind a manifest is read.
const AROUND: usize = 64 << 10;

/// Keys whose values others may know.
const PUBLIC: &[&[u8]] = &[
    b"ca.crt",
    b"tls.crt",
    b"host",
    b"hostname",
    b"known_hosts",
    b"name",
    b"namespace",
    b"port",
    b"project",
    b"ssh_known_hosts",
    b"type",
    b"user",
    b"username",
    b"url",
    b"database",
    b"dbname",
    b"server",
    b"region",
    b"email",
    b"endpoint",
];

/// What a manifest has that keeps its values elsewhere, or encrypted.
const SEALED: [&[u8]; 3] = [b"\nsops:", b"\"sops\"", b"encryptedData"];

pub(super) fn look(site: &mut Site<'_>) {
    if site.bytes.get(site.at) == Some(&b'"') {
        in_json(site);
    } else {
        in_yaml(site);
    }
}

fn in_yaml(site: &mut Site<'_>) {
    let bytes = site.bytes;
    let line_start =
        bytes.get(..site.at).unwrap_or_default().iter().rev().take(64).position(|byte| *byte == b'\n');
    let line_start = line_start.map_or(0, |back| site.at - back);
    let before = bytes.get(line_start..site.at).unwrap_or_default();
    // The kind alone on its line, perhaps the first of an item of a list; SecretStore and the like are others.
    let line = bytes.get(site.at..).unwrap_or_default();
    let line =
        line.iter().take(40).position(|byte| *byte == b'\n').and_then(|end| line.get(..end)).unwrap_or(line);
    let kind = line.get(b"kind:".len()..).unwrap_or_default().trim_ascii();
    let is_kind = [&b"Secret"[..], b"\"Secret\"", b"'Secret'"].contains(&kind);
    if !is_kind || !before.iter().all(|byte| matches!(byte, b' ' | b'-')) {
        return;
    }
    let document = lines::document(bytes, site.at, AROUND);
    site.work += document.len() as u64;
    if is_sealed(bytes.get(document.clone()).unwrap_or_default()) {
        return;
    }
    let depth = before.len();
    // Of a list, the item alone: from its first line to the next that is less deep.
    let own = item(bytes, &document, site.at, depth);
    let mut section: Option<bool> = None;
    let mut key: Option<Range<usize>> = None;
    let mut found = Vec::new();
    for line in lines::of(bytes, own) {
        let text = bytes.get(line.clone()).unwrap_or_default();
        if text.trim_ascii().is_empty() {
            continue;
        }
        let dashes = text.iter().take_while(|byte| matches!(byte, b' ' | b'-')).count();
        let indent = lines::indent(text);
        if dashes == depth {
            section = match lines::pair(bytes, &line) {
                Some((name, value)) if value.is_empty() => match bytes.get(name) {
                    Some(b"data") => Some(true),
                    Some(b"stringData") => Some(false),
                    _ => None,
                },
                _ => None,
            };
            key = None;
            continue;
        }
        let Some(encoded) = section.filter(|_| indent > depth) else { continue };
        match (&key, lines::pair(bytes, &line)) {
            // The first line of a block of text, or all of it where it is one line.
            (Some(name), _) if found_line(bytes, &line).is_some() && indent > depth + 2 => {
                if let Some(value) = found_line(bytes, &line) {
                    found.push((name.clone(), value, encoded));
                }
                key = None;
            }
            (_, Some((name, value))) => {
                let is_block =
                    matches!(bytes.get(value.clone()), Some(b"|" | b">" | b"|-" | b">-" | b"|+" | b">+"));
                key = is_block.then(|| name.clone());
                if !is_block {
                    found.push((name, value, encoded));
                }
            }
            _ => {}
        }
    }
    for (name, value, encoded) in found {
        tell(site, name, value, encoded);
    }
}

/// A line's text, where it has any.
fn found_line(bytes: &[u8], line: &Range<usize>) -> Option<Range<usize>> {
    let text = bytes.get(line.clone())?;
    let start = line.start + lines::indent(text);
    (start < line.end).then_some(start..line.end)
}

/// The part of a document that is as deep as the object whose kind stands at `at`.
fn item(bytes: &[u8], document: &Range<usize>, at: usize, depth: usize) -> Range<usize> {
    if depth == 0 {
        return document.clone();
    }
    let mut own = document.start..document.end;
    for line in lines::of(bytes, document.clone()) {
        let text = bytes.get(line.clone()).unwrap_or_default();
        let indent = lines::indent(text);
        let is_outside = indent < depth && !text.trim_ascii().is_empty();
        if is_outside && line.start <= at {
            own.start = line.start;
        } else if is_outside {
            own.end = line.start;
            break;
        }
    }
    own
}

fn in_json(site: &mut Site<'_>) {
    let bytes = site.bytes;
    let around = json::object(bytes, site.at, AROUND);
    site.work += 2 * around.len() as u64;
    if is_sealed(bytes.get(around.clone()).unwrap_or_default()) {
        return;
    }
    for (section, encoded) in [(&b"\"data\""[..], true), (b"\"stringData\"", false)] {
        let text = bytes.get(around.clone()).unwrap_or_default();
        let Some(found) = text.windows(section.len()).position(|part| part == section) else { continue };
        let from = around.start + found + section.len();
        let rest = bytes.get(from..around.end).unwrap_or_default();
        let Some(open) = rest.iter().take(8).position(|byte| *byte == b'{') else { continue };
        let values = from + open + 1;
        let end = bytes.get(values..around.end).unwrap_or_default().iter().position(|byte| *byte == b'}');
        for (name, value) in json::pairs(bytes, values..end.map_or(around.end, |end| values + end)) {
            tell(site, name, value, encoded);
        }
    }
}

/// Notes a value of a key, unless it is public or stands for one.
fn tell(site: &mut Site<'_>, name: Range<usize>, value: Range<usize>, encoded: bool) {
    let key = site.bytes.get(name.clone()).unwrap_or_default();
    let text = site.bytes.get(value.clone()).unwrap_or_default();
    if PUBLIC.contains(&key)
        || key.ends_with(b".crt")
        || key.ends_with(b".pub")
        || text.len() < 4
        || is_made_up(text)
        || is_time(text)
    {
        return;
    }
    // Where people are told how to do it, nearly all values are made up.
    let is_told = site.is_program || Carrier::of(site.path) == Carrier::Prose;
    if is_told && !encoded && !is_random(text) {
        return;
    }
    if encoded {
        let Ok(plain) = BASE64.decode(text) else { return };
        let plain = plain.trim_ascii();
        let is_public =
            plain.starts_with(b"-----BEGIN CERTIFICATE") || plain.starts_with(b"-----BEGIN PUBLIC");
        if plain.len() < 4 || is_public || is_made_up(plain) || is_time(plain) || is_told && !is_random(plain)
        {
            return;
        }
    }
    site.see(value, Some(name));
}

fn is_sealed(text: &[u8]) -> bool {
    SEALED.iter().any(|mark| text.windows(mark.len()).any(|part| part == *mark))
}
