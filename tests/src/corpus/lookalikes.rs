//! What looks like a secret and is none: files from `lookalikes.txt`, and tokens that are cut off or fail their checksum.

use sekimori_catalog::{Credential, Form, Rule, credentials};
use sekimori_secrets::sample::Dice;

use super::carriers::sections;
use super::{Piece, Wrapping, filled, mix};

const TABLE: &str = include_str!("lookalikes.txt");

/// How often each file is made: once for ever, and again by the seed.
const TURNS: usize = 6;

/// Makes the files of the table.
pub(super) fn files(seed: u64) -> Vec<Piece> {
    let Some(any) = credentials().iter().find_map(|rule| rule.credential()) else { return Vec::new() };
    let mut pieces = Vec::new();
    for (path, body) in sections(TABLE) {
        for turn in 0..TURNS {
            let is_fixed = turn < TURNS / 2;
            let mut dice = Dice::new(mix(path, &[turn], if is_fixed { 1 } else { seed ^ 1 }));
            let mut text = String::new();
            let mut rest = body;
            while let Some((before, (template, after))) =
                rest.split_once("<<").and_then(|(before, from)| Some((before, from.split_once(">>")?)))
            {
                text.push_str(before);
                text.push_str(&filled(&format!("{{{template}}}"), any, &mut dice).unwrap_or_default());
                rest = after;
            }
            text.push_str(rest);
            let path = format!("negatives/{turn}/{path}");
            pieces.push(Piece { path, bytes: text.into_bytes(), label: None, wrapping: Wrapping::Plain });
        }
    }
    pieces
}

/// Tokens of a pattern that are none: with a checksum that is wrong, and cut off behind their keyword.
pub(super) fn near_misses(rule: &'static Rule, credential: &'static Credential, seed: u64) -> Vec<Piece> {
    let Form::Token { keywords, offsets: [0], .. } = credential.form else { return Vec::new() };
    let mut pieces = Vec::new();
    let short = rule.id.trim_start_matches("credential/");
    let mut add = |what: &str, text: String| {
        let path = format!("negatives/{what}/{short}/notes.txt");
        pieces.push(Piece { path, bytes: text.into_bytes(), label: None, wrapping: Wrapping::Plain });
    };
    for (number, sample) in credential.samples.iter().enumerate().filter(|(_, sample)| sample.name.is_empty())
    {
        let mut dice = Dice::new(mix(rule.id, &[number], seed));
        let Some(value) = filled(sample.value, credential, &mut dice) else { continue };
        if sample.value.ends_with("{check}") {
            // Another letter in the middle of what the checksum is for.
            let middle = value.len() - 12;
            let other = if value.as_bytes().get(middle) == Some(&b'a') { "b" } else { "a" };
            let broken = format!("{}{other}{}", &value[..middle], &value[middle + 1..]);
            add("checksum", format!("An order of Ann: {broken} and no more.\n"));
        }
        if let Some(keyword) = keywords.iter().find(|keyword| value.starts_with(**keyword)) {
            let end = value.len().min(keyword.len() + 3);
            add("cut", format!("Its values begin with {}... as told.\n", &value[..end]));
        }
    }
    pieces
}
