//! `DATA_DIR/advisories`: builds a database of `osv/*.jsonl.gz` with `kev` and `epss`, and asks it what a reference service
//! was asked (`oracle/*.jsonl.gz`: ecosystem, name, version and the ids that it answered). Only ids that are in `osv` count.
//!
//! `tests/accept/advisories.txt` lists where the answers differ, each with its reason. A difference that is not listed is a
//! disagreement, and so is a listed one that is not met.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use flate2::read::GzDecoder;
use jiff::Timestamp;
use nix::sys::resource::{UsageWho, getrusage};
use sekimori_model::Package;
use sekimori_supply::read_capped;
use sekimori_vuln::{Builder, Database, Ecosystem, EpssList, KevList};
use serde_json::Value;

use crate::Step;

/// The differences.
const EXCEPTIONS: &str = include_str!("../../../accept/advisories.txt");

/// Builds, asks and compares.
pub(crate) fn judge_advisories(data: &Path, out: &mut impl Write) -> Result<Step> {
    let mut step = Step::new("questions about packages");
    let folder = data.join("advisories");
    if !folder.join("osv").is_dir() {
        return Ok(step);
    }
    let texts = texts(&folder.join("osv"))?;
    let (bytes, ids) = build(&folder, &texts, out)?;
    drop(texts);
    let started = Instant::now();
    let database = Database::open(&bytes)?;
    let opened = started.elapsed();
    database.verify()?;
    writeln!(out, "opened in {opened:.1?}, verified in {:.1?}", started.elapsed().saturating_sub(opened))?;
    let exceptions = parse_exceptions(EXCEPTIONS)?;
    let mut met = BTreeSet::new();
    let (mut agree, mut positive, mut unanswerable) = (0, 0, 0);
    let started = Instant::now();
    for line in self::texts(&folder.join("oracle"))?.iter().flat_map(|text| text.lines()) {
        let question: Value = serde_json::from_str(line)?;
        let of = |key: &str| question[key].as_str().unwrap_or_default();
        let (ecosystem, name, version) = (of("ecosystem"), of("name"), of("version"));
        // Questions about commits are about no package.
        let Some(known) = Ecosystem::parse(ecosystem).filter(|_| !name.is_empty()) else {
            unanswerable += 1;
            continue;
        };
        let package = Package::new(known.purl(name, version), "question");
        let matches = database.advisories_of(&package, None)?;
        let ours: BTreeSet<&str> =
            matches.found.iter().flat_map(|affected| &affected.records).map(|id| &**id).collect();
        let told = question["ids"].as_array().context("a question has an answer")?;
        let theirs: BTreeSet<&str> =
            told.iter().filter_map(Value::as_str).filter(|id| ids.contains(*id)).collect();
        step.judged += 1;
        positive += usize::from(!theirs.is_empty());
        let mut differs = false;
        for id in ours.symmetric_difference(&theirs) {
            differs = true;
            let who = if ours.contains(id) { "ours" } else { "theirs" };
            let difference = format!("{ecosystem} {name} {version}: {id} is {who} alone");
            if exceptions.contains(difference.as_str()) {
                met.insert(difference);
            } else {
                step.disagreements.push(difference);
            }
        }
        agree += usize::from(!differs);
    }
    let asked = started.elapsed();
    let unmet = exceptions.iter().filter(|line| !met.contains(**line));
    step.disagreements.extend(unmet.map(|line| format!("{line}: is listed as an exception, and not met")));
    writeln!(
        out,
        "{} questions in {asked:.1?}: {agree} agree ({positive} with an advisory), {} exceptions, {unanswerable} about commits",
        step.judged,
        met.len()
    )?;
    Ok(step)
}

/// Builds the database, and says what that cost. Returns it with the ids of all records.
fn build(folder: &Path, texts: &[String], out: &mut impl Write) -> Result<(Vec<u8>, BTreeSet<String>)> {
    let before = peak_mib()?;
    let started = Instant::now();
    let mut builder = Builder::new(Timestamp::UNIX_EPOCH);
    for line in texts.iter().flat_map(|text| text.lines()) {
        if let Err(error) = builder.push_json(line.as_bytes()) {
            writeln!(out, "refused: {error}")?;
        }
    }
    builder.set_kev(KevList::from_json(
        unpack(&folder.join("kev").join("known_exploited_vulnerabilities.json.gz"))?.as_bytes(),
    )?);
    builder.set_epss(EpssList::from_csv(
        columns_of_first(&unpack(&folder.join("epss").join("epss_kev_nvd.csv.gz"))?).as_bytes(),
    )?);
    let mut bytes = Vec::new();
    let built = builder.write(&mut bytes)?;
    let took = started.elapsed();
    ensure!(built.records > 0, "no record was read");
    writeln!(
        out,
        "{} records of {} packages, {} taken back: {} KiB in {took:.1?}, peak {} MiB, of which {before} before",
        built.records,
        built.packages,
        built.withdrawn,
        built.bytes / 1_024,
        peak_mib()?
    )?;
    let lines = texts.iter().flat_map(|text| text.lines());
    let ids = lines.filter_map(|line| {
        let record: Value = serde_json::from_str(line).ok()?;
        record["id"].as_str().map(str::to_owned)
    });
    Ok((bytes, ids.collect()))
}

/// Makes of a table with other columns (`CVE,CVSS3,EPSS,EPSS Percentile,…`) what FIRST publishes.
fn columns_of_first(text: &str) -> String {
    let rows = text.lines().filter(|line| line.starts_with("CVE-")).map(|line| {
        let cells: Vec<&str> = line.splitn(5, ',').collect();
        format!("{},{},{}\n", cells[0], cells[2], cells[3])
    });
    rows.fold(
        "#model_version:of the data,score_date:of the data\ncve,epss,percentile\n".to_owned(),
        |all, row| all + &row,
    )
}

/// Unpacks all files of a folder, by name.
fn texts(folder: &Path) -> Result<Vec<String>> {
    let mut paths = folder.read_dir()?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.to_string_lossy().ends_with(".jsonl.gz"));
    paths.sort();
    paths.iter().map(|path| unpack(path)).collect()
}

/// Bytes of one file of records, unpacked.
const MAX_TEXT: u64 = 1 << 30;

pub(crate) fn unpack(path: &Path) -> Result<String> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let bytes = read_capped(GzDecoder::new(file), MAX_TEXT, 0).with_context(|| path.display().to_string())?;
    Ok(String::from_utf8(bytes.context("it is larger than a gigabyte")?)?)
}

/// Peak memory of this process.
fn peak_mib() -> Result<i64> {
    Ok(getrusage(UsageWho::RUSAGE_SELF)?.max_rss() / 1_024)
}

/// `# why` in front of the lines that it is the reason for, up to an empty line.
pub(crate) fn parse_exceptions(text: &str) -> Result<BTreeSet<&str>> {
    let (mut exceptions, mut has_reason) = (BTreeSet::new(), false);
    for line in text.lines().map(str::trim) {
        if line.starts_with('#') || line.is_empty() {
            has_reason = !line.is_empty();
        } else if !has_reason {
            bail!("an exception without a reason: {line}");
        } else if !exceptions.insert(line) {
            bail!("an exception is listed twice: {line}");
        }
    }
    Ok(exceptions)
}
