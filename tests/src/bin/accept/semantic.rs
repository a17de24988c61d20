//! `DATA_DIR/vectors/semantic/<ecosystem>-versions{,-generated}.txt`: lines of `A < B`, `A = B` or `A > B`.
//!
//! `tests/accept/semantic.txt` lists those that we do not uphold, each with its reason. One that is not listed is a
//! disagreement, and so is a listed one that holds, or that no file has.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use sekimori_supply::read_capped;
use sekimori_vuln::Order;

use crate::Step;

/// The lines that do not hold, by ecosystem.
const EXCEPTIONS: &str = include_str!("../../../accept/semantic.txt");

/// What the files of an ecosystem are called, and its order.
const ECOSYSTEMS: [(&str, Order); 12] = [
    ("alpine", Order::Alpine),
    ("cran", Order::Cran),
    ("debian", Order::Debian),
    ("hackage", Order::Hackage),
    ("maven", Order::Maven),
    ("nuget", Order::NuGet),
    ("packagist", Order::Packagist),
    ("pub", Order::Pub),
    ("pypi", Order::Python),
    ("redhat", Order::Rpm),
    ("rubygems", Order::RubyGems),
    ("semver", Order::SemVer),
];

/// Compares each line.
pub(crate) fn judge_orders(data: &Path, out: &mut impl Write) -> Result<Step> {
    let mut step = Step::new("comparisons of versions");
    let files = files(&data.join("vectors").join("semantic"))?;
    if files.is_empty() {
        return Ok(step);
    }
    let exceptions = parse_exceptions(EXCEPTIONS)?;
    writeln!(
        out,
        "{:<12} {:>6} {:>6} {:>10} {:>9}",
        "ecosystem", "lines", "agree", "exceptions", "disagree"
    )?;
    for (ecosystem, order) in ECOSYSTEMS {
        let nothing = BTreeSet::new();
        let excepted = exceptions.get(ecosystem).unwrap_or(&nothing);
        let mut met = BTreeSet::new();
        let (mut lines, mut agree, mut wrong) = (0, 0, Vec::new());
        for (name, text) in files.iter().filter(|(name, _)| of_ecosystem(name) == Some(ecosystem)) {
            for line in text.lines().map(str::trim).filter(|line| is_comparison(line)) {
                lines += 1;
                let fault = fault(order, line).with_context(|| format!("{name}: {line}"))?;
                match (fault, excepted.contains(line)) {
                    (None, false) => agree += 1,
                    (Some(_), true) => _ = met.insert(line),
                    (Some(fault), false) => wrong.push(format!("{name}: {line}: {fault}")),
                    (None, true) => {
                        wrong.push(format!("{name}: {line}: is listed as an exception, but holds"));
                    }
                }
            }
        }
        let excused = lines - agree - wrong.len();
        let unmet = excepted.iter().filter(|line| !met.contains(*line));
        wrong
            .extend(unmet.map(|line| format!("{ecosystem}: {line}: is listed as an exception, and not met")));
        writeln!(out, "{ecosystem:<12} {lines:>6} {agree:>6} {excused:>10} {:>9}", wrong.len())?;
        step.judged += lines;
        step.disagreements.append(&mut wrong);
    }
    Ok(step)
}

/// What the order says instead; none where it agrees.
fn fault(order: Order, line: &str) -> Result<Option<String>> {
    let mut words = line.split_whitespace();
    let (Some(left), Some(sign), Some(right), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        bail!("is no comparison");
    };
    let expected = match sign {
        "<" => Ordering::Less,
        "=" => Ordering::Equal,
        ">" => Ordering::Greater,
        _ => bail!("has no sign that we know"),
    };
    Ok(match order.compare(left, right) {
        Ok(found) if found == expected => None,
        Ok(found) => Some(format!("{found:?}")),
        Err(error) => Some(error.to_string()),
    })
}

fn is_comparison(line: &str) -> bool {
    !line.is_empty() && !line.starts_with("//") && !line.starts_with('#')
}

fn of_ecosystem(file: &str) -> Option<&str> {
    file.split_once("-versions").map(|(ecosystem, _)| ecosystem)
}

/// Name and text of each file, sorted; none where there is no such folder.
fn files(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in folder.read_dir()? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(ecosystem) = of_ecosystem(&name) else { continue };
        if !ECOSYSTEMS.iter().any(|(known, _)| *known == ecosystem) {
            bail!("{name}: no order is known for {ecosystem}");
        }
        let file = File::open(&path).with_context(|| path.display().to_string())?;
        let bytes = read_capped(file, 64 << 20, 0).with_context(|| path.display().to_string())?;
        let text = String::from_utf8(bytes.context("it is larger than 64 MiB")?)?;
        files.push((name, text));
    }
    files.sort();
    Ok(files)
}

/// `## ecosystem`, then `# why` in front of the lines that it is the reason for.
fn parse_exceptions(text: &str) -> Result<BTreeMap<&str, BTreeSet<&str>>> {
    let mut exceptions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let (mut ecosystem, mut has_reason) = ("", false);
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("## ") {
            (ecosystem, has_reason) = (name, false);
        } else if line.starts_with('#') {
            has_reason = true;
        } else if line.is_empty() {
            has_reason = false;
        } else if ecosystem.is_empty() || !has_reason {
            bail!("an exception without an ecosystem or a reason: {line}");
        } else if !exceptions.entry(ecosystem).or_default().insert(line) {
            bail!("an exception is listed twice: {line}");
        }
    }
    Ok(exceptions)
}
