//! Compares what an engine finds with the labels.

use std::collections::BTreeMap;

use jiff::civil::date;
use sekimori_secrets::{Bounds, Engine, Scratch};

use super::Piece;

/// How a rule did.
#[derive(Debug, Default, Clone)]
pub struct Score {
    /// Secrets of the rule that it found.
    pub found: usize,
    /// Those that it did not find.
    pub missed: usize,
    /// What it found beside them.
    pub wrong: usize,
    /// What was missed and what was wrong, without any value.
    pub faults: Vec<Fault>,
}

/// A place at which a rule was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub path: String,
    /// The rule that should have found something there, if one should have.
    pub wanted: Option<&'static str>,
    /// The rules that found something there.
    pub found: Vec<&'static str>,
}

/// Runs the engine over files; tells for each rule how it did.
pub fn judge<'p>(
    engine: &Engine,
    pieces: impl IntoIterator<Item = &'p Piece>,
) -> BTreeMap<&'static str, Score> {
    let mut scores: BTreeMap<&'static str, Score> = BTreeMap::new();
    let mut scratch = Scratch::default();
    // Certificates of the samples are judged by this day, as those of the catalog's own test.
    let bounds = Bounds { today: Some(date(2030, 1, 1)), ..Bounds::default() };
    for piece in pieces {
        let hits = engine.scan_with(&mut scratch, &piece.path, &piece.bytes, &bounds).hits;
        let line = |at: usize| piece.bytes.iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        let found: Vec<(&'static str, usize)> =
            hits.iter().map(|hit| (hit.rule.id, line(hit.span.start))).collect();
        let is_right = |(rule, line): &(&'static str, usize)| {
            piece.label.as_ref().is_some_and(|label| *rule == label.rule && label.lines.contains(line))
        };
        let right = found.iter().filter(|found| is_right(found)).count();
        let wanted = piece.label.as_ref().map(|label| label.rule);
        let rules = || found.iter().map(|(rule, _)| *rule).collect();
        let fault = || Fault { path: piece.path.clone(), wanted, found: rules() };
        if let Some(rule) = wanted {
            let score = scores.entry(rule).or_default();
            if right > 0 {
                score.found += 1;
            } else {
                score.missed += 1;
                score.faults.push(fault());
            }
        }
        for (rule, _) in found.iter().filter(|found| !is_right(found)) {
            let score = scores.entry(rule).or_default();
            score.wrong += 1;
            score.faults.push(fault());
        }
    }
    scores
}
