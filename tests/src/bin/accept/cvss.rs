//! `DATA_DIR/advisories/osv/*.jsonl.gz`: the scores of the advisories' vectors. Where an advisory tells its severity in a
//! word, its vector comes to that word.
//!
//! `tests/accept/cvss.txt` lists the advisories for which that is not so, each with its reason.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result};
use sekimori_vuln::{Cvss, Rating};
use serde_json::Value;

use crate::Step;
use crate::advisories::{parse_exceptions, unpack};

/// The ids that do not hold.
const EXCEPTIONS: &str = include_str!("../../../accept/cvss.txt");

/// Scores each vector.
pub(crate) fn judge_scores(data: &Path, out: &mut impl Write) -> Result<Step> {
    let mut step = Step::new("vectors");
    let folder = data.join("advisories").join("osv");
    if !folder.is_dir() {
        return Ok(step);
    }
    let exceptions = parse_exceptions(EXCEPTIONS)?;
    let mut met = BTreeSet::new();
    writeln!(
        out,
        "{:<22} {:>8} {:>8} {:>10} {:>9}",
        "advisories", "vectors", "in words", "exceptions", "disagree"
    )?;
    let mut paths = folder.read_dir()?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.to_string_lossy().ends_with(".jsonl.gz"));
    paths.sort();
    for path in paths {
        let (mut vectors, mut words, mut excused, mut wrong) = (0, 0, 0, Vec::new());
        let text = unpack(&path)?;
        for line in text.lines() {
            let record: Value = serde_json::from_str(line)?;
            let id = record["id"].as_str().context("an advisory has an id")?;
            let judged = judge(&record);
            vectors += judged.vectors;
            words += usize::from(judged.has_word);
            match (judged.fault, exceptions.get(id)) {
                (None, None) => {}
                (Some(_), Some(listed)) => {
                    met.insert(*listed);
                    excused += 1;
                }
                (Some(fault), None) => wrong.push(format!("{id}: {fault}")),
                (None, Some(_)) => wrong.push(format!("{id}: is listed as an exception, but holds")),
            }
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().replace(".jsonl.gz", "");
        writeln!(out, "{name:<22} {vectors:>8} {words:>8} {excused:>10} {:>9}", wrong.len())?;
        step.judged += vectors;
        step.disagreements.append(&mut wrong);
    }
    let unmet = exceptions.iter().filter(|id| !met.contains(*id));
    step.disagreements.extend(unmet.map(|id| format!("{id}: is listed as an exception, and not met")));
    Ok(step)
}

/// What came of an advisory.
struct Judged {
    vectors: usize,
    has_word: bool,
    fault: Option<String>,
}

/// Scores all vectors of an advisory, and compares the newest version's with its word.
fn judge(record: &Value) -> Judged {
    let of = |value: &Value| value["severity"].as_array().cloned().unwrap_or_default();
    let affected = record["affected"].as_array().map(Vec::as_slice).unwrap_or_default();
    let severities = of(record).into_iter().chain(affected.iter().flat_map(of));
    let vectors =
        severities.filter(|severity| severity["type"].as_str().is_some_and(|t| t.starts_with("CVSS")));
    let vectors: Vec<_> =
        vectors.filter_map(|severity| severity["score"].as_str().map(str::to_owned)).collect();
    let word = record["database_specific"]["severity"].as_str().and_then(rating);
    let mut judged = Judged { vectors: vectors.len(), has_word: false, fault: None };
    let mut scores = Vec::new();
    for vector in &vectors {
        match Cvss::parse_vector(vector) {
            Ok(score) => scores.push(score),
            Err(error) => judged.fault = Some(format!("{vector}: {error}")),
        }
    }
    let newest = scores.iter().max_by_key(|score| score.version());
    if let (None, Some(newest), Some(word)) = (&judged.fault, newest, word) {
        judged.has_word = true;
        judged.fault =
            (newest.rating() != word).then(|| format!("{newest} is {:?}, not {word:?}", newest.rating()));
    }
    judged
}

/// The words of databases; GitHub says moderate.
fn rating(word: &str) -> Option<Rating> {
    match word.to_ascii_lowercase().as_str() {
        "none" => Some(Rating::None),
        "low" => Some(Rating::Low),
        "medium" | "moderate" => Some(Rating::Medium),
        "high" => Some(Rating::High),
        "critical" => Some(Rating::Critical),
        _ => None,
    }
}
