//! `sekimori scan --fix` and `--diff`.

use sekimori_model::{Lang, Limits, Safety, Source as _};
use sekimori_scan::{Fixing, fix, scan, secret_ranges};
use sekimori_supply::{Disk, Memory};
use sekimori_text::{Arg, text, text_with};

use super::scan::{Input, Job, exit};
use crate::diff::{Diff, Look};
use crate::error::{Error, unwritten};
use crate::exit::Exit;
use crate::output;

/// Refusals that are told one by one; of more, the number.
const TOLD: usize = 20;

pub(crate) fn run(job: &Job<'_>) -> Result<Exit, Error> {
    let allowed = if job.repair.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let fixing =
        job.desk.with_progress(|step| fix(job.input.source(), &job.desk.plan, &job.desk.pool, allowed, step));
    match &job.input {
        _ if job.repair.diff => preview(job, &fixing),
        Input::Disk(disk) => write(job, &fixing, disk),
        Input::Tracked(tracked) => write(job, &fixing, tracked.disk()),
        // No command repairs what is staged.
        Input::Staged(_) | Input::Piped(_) => preview(job, &fixing),
        Input::Memory(memory) => print(job, &fixing, memory),
    }
}

/// Shows what would change, and changes nothing.
fn preview(job: &Job<'_>, fixing: &Fixing) -> Result<Exit, Error> {
    let look = if job.desk.style.colour {
        Look::Coloured
    } else if job.desk.judging.output.is_none() && output::is_terminal() {
        Look::Printable
    } else {
        Look::Exact
    };
    let secrets = |path: &str, bytes: &[u8]| secret_ranges(path, bytes, &job.desk.plan);
    let diffs: Vec<_> = fixing.files.iter().map(|file| (file, Diff::of(file, secrets))).collect();
    output::write(job.desk.judging.output.as_deref(), |out| {
        diffs.iter().filter_map(|(_, diff)| diff.as_ref()).try_for_each(|diff| diff.write(look, out))
    })?;
    let lang = job.desk.style.lang;
    for (file, _) in diffs.iter().filter(|(_, diff)| diff.is_none()) {
        let label = text(lang.as_str(), "report-note");
        output::say(&format!("{label}: {}: {}", file.entry.path, text(lang.as_str(), "fix-diff-withheld")));
    }
    let after = fixing.after.as_ref().unwrap_or(&fixing.before);
    tell(job, fixing, "fix-would", fixing.fixed(after), fixing.files.len());
    job.desk.conclude(&fixing.before);
    Ok(exit(&fixing.before, job.desk.judging.exit_zero))
}

/// Writes the files, each whole or not at all, and reports what is left.
fn write(job: &Job<'_>, fixing: &Fixing, disk: &Disk) -> Result<Exit, Error> {
    let mut failures = Vec::new();
    for file in &fixing.files {
        if let Err(error) = disk.replace(&file.entry, &file.before, &file.after) {
            failures.push(error);
        }
    }
    // What stands on disk now is not what was meant to, so it is looked at once more.
    let again = (!failures.is_empty()).then(|| scan(disk, &job.desk.plan, &job.desk.pool, &|_| {}));
    let left = again.as_ref().or(fixing.after.as_ref()).unwrap_or(&fixing.before);
    job.desk.report(left)?;
    let lang = job.desk.style.lang;
    for error in &failures {
        let label = text(lang.as_str(), "error-label");
        output::say(&format!("{label}: {}", unwritten(error, lang)));
    }
    let written = fixing.files.len() - failures.len();
    tell(job, fixing, "fix-done", fixing.fixed(left), written);
    job.desk.conclude(left);
    Ok(if failures.is_empty() { exit(left, job.desk.judging.exit_zero) } else { Exit::Failed })
}

/// Writes the repaired document to standard output, and the report only where a file is named for it.
fn print(job: &Job<'_>, fixing: &Fixing, memory: &Memory) -> Result<Exit, Error> {
    let left = fixing.after.as_ref().unwrap_or(&fixing.before);
    let limits = &job.desk.plan.config().limits;
    let bytes = match fixing.files.first() {
        Some(file) => file.after.clone(),
        None => unchanged(memory, limits),
    };
    output::write(None, |out| out.write_all(&bytes))?;
    if job.desk.judging.output.is_some() {
        job.desk.report(left)?;
    }
    tell(job, fixing, "fix-done", fixing.fixed(left), fixing.files.len());
    job.desk.conclude(left);
    Ok(exit(left, job.desk.judging.exit_zero))
}

fn unchanged(memory: &Memory, limits: &Limits) -> Vec<u8> {
    let entries = memory.list(limits).entries;
    entries.first().and_then(|entry| memory.read(entry, limits).ok()).unwrap_or_default()
}

/// Says how much was repaired, how much more could be, and what could not and why.
fn tell(job: &Job<'_>, fixing: &Fixing, key: &str, findings: u64, files: usize) {
    if job.desk.global.quiet {
        return;
    }
    let lang = job.desk.style.lang;
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text_with(lang.as_str(), key, args);
    let mut parts = vec![if files == 0 {
        say("fix-nothing", &[])
    } else {
        say(key, &[("findings", Arg::Number(findings)), ("files", Arg::Number(files as u64))])
    }];
    let refused = fixing.refused.len() as u64;
    for (key, count) in [("fix-more-unsafe", fixing.left_unsafe), ("fix-refused", refused)] {
        if count > 0 {
            parts.push(say(key, &[("count", Arg::Number(count))]));
        }
    }
    for one in fixing.refused.iter().take(TOLD) {
        let why = say(&format!("fix-refused-{}", one.reason.as_str()), &[]);
        let label = say("fix-not-repaired", &[]);
        output::say(&format!("{label}: {}:{}: {}: {why}", one.path, one.line, one.rule));
    }
    let rest = fixing.refused.len().saturating_sub(TOLD) as u64;
    if rest > 0 {
        output::say(&say("fix-and-more", &[("count", Arg::Number(rest))]));
    }
    output::say(&parts.join(if lang == Lang::Ja { "、" } else { ", " }));
}
