//! `accept DATA_DIR`: judges the acceptance sets of a folder and compares the verdicts with those that the sets tell: pods
//! ([`pss`]), orders of versions ([`semantic`]), scores ([`cvss`]), advisories of packages ([`advisories`]). Ends with 1 on any disagreement, and where nothing was
//! found to judge.

mod advisories;
mod cvss;
mod pss;
mod semantic;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail, ensure};

/// What came of one kind of set.
#[derive(Debug)]
struct Step {
    /// What was judged, in the plural.
    what: &'static str,
    judged: usize,
    disagreements: Vec<String>,
}

impl Step {
    fn new(what: &'static str) -> Self {
        Self { what, judged: 0, disagreements: Vec::new() }
    }
}

fn main() -> Result<ExitCode> {
    let mut args = std::env::args_os().skip(1);
    let (Some(data), None) = (args.next(), args.next()) else { bail!("usage: accept DATA_DIR") };
    let data = Path::new(&data);
    let mut out = std::io::stdout().lock();
    let steps = [
        pss::judge_sets(data, &mut out)?,
        semantic::judge_orders(data, &mut out)?,
        cvss::judge_scores(data, &mut out)?,
        advisories::judge_advisories(data, &mut out)?,
    ];
    for disagreement in steps.iter().flat_map(|step| &step.disagreements) {
        writeln!(out, "{disagreement}")?;
    }
    ensure!(
        steps.iter().any(|step| step.judged > 0),
        "nothing to judge below {}: neither pss, vectors/semantic nor advisories/osv",
        data.display()
    );
    for step in &steps {
        writeln!(out, "{}: {} judged, {} disagreements", step.what, step.judged, step.disagreements.len())?;
    }
    let agree = steps.iter().all(|step| step.disagreements.is_empty());
    Ok(if agree { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
