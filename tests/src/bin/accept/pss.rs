//! `DATA_DIR/pss/<level>/v<version>/{pass,fail}/*.yaml`: one pod a file, and the folder is the verdict at that level of
//! the Pod Security Standards.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use crate::Step;

/// Judges each set with the executable.
pub(crate) fn judge_sets(data: &Path, out: &mut impl Write) -> Result<Step> {
    let sets = sets(&data.join("pss"))?;
    let mut step = Step::new("pods");
    if sets.is_empty() {
        return Ok(step);
    }
    let binary = binary()?;
    writeln!(
        out,
        "{:<12} {:<8} {:<8} {:>6} {:>6} {:>9}",
        "level", "version", "expected", "files", "agree", "disagree"
    )?;
    for set in sets {
        let mut judged = judge(&binary, &set).with_context(|| set.folder.display().to_string())?;
        let (count, wrong) = (judged.files, judged.disagreements.len());
        let Set { level, version, expected, .. } = &set;
        writeln!(out, "{level:<12} {version:<8} {expected:<8} {count:>6} {:>6} {wrong:>9}", count - wrong)?;
        step.judged += count;
        step.disagreements.append(&mut judged.disagreements);
    }
    Ok(step)
}

/// `SEKIMORI_BIN`, else the program beside this one, else the one that cargo built in the working folder.
fn binary() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("SEKIMORI_BIN").filter(|path| !path.is_empty()) {
        return Ok(path.into());
    }
    let beside = std::env::current_exe()?.with_file_name("sekimori");
    let known = [beside, "target/release/sekimori".into(), "target/debug/sekimori".into()];
    let found = known.into_iter().find(|path| path.is_file());
    found.context("sekimori is missing: run `cargo build --release -p sekimori`, or set SEKIMORI_BIN")
}

/// A folder of files that have one verdict in common.
#[derive(Debug)]
struct Set {
    level: String,
    version: String,
    /// `pass` or `fail`.
    expected: &'static str,
    folder: PathBuf,
}

/// Finds the sets, by level and version.
fn sets(root: &Path) -> Result<Vec<Set>> {
    let mut found = Vec::new();
    for level in folders(root)? {
        let mut versions = folders(&root.join(&level))?;
        versions.sort_by_key(|name| {
            name.split('.')
                .filter_map(|part| part.trim_start_matches('v').parse::<u32>().ok())
                .collect::<Vec<_>>()
        });
        for name in versions {
            let Some(version) = name.strip_prefix('v') else { continue };
            for expected in ["pass", "fail"] {
                let folder = root.join(&level).join(&name).join(expected);
                if folder.is_dir() {
                    found.push(Set { level: level.clone(), version: version.to_owned(), expected, folder });
                }
            }
        }
    }
    Ok(found)
}

/// The names of the folders in a folder; none where there is no such folder.
fn folders(path: &Path) -> Result<Vec<String>> {
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in path.read_dir()? {
        let entry = entry?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// What came of a set.
#[derive(Debug)]
struct Judged {
    files: usize,
    disagreements: Vec<String>,
}

/// Scans the set at its level and version, and compares each file.
fn judge(binary: &Path, set: &Set) -> Result<Judged> {
    let files = files(&set.folder)?;
    let standard = format!("{}@{}", set.level, set.version);
    let report = scan(binary, &set.folder, &standard)?;
    let examined = report["summary"]["filesExamined"].as_u64().context("the report counts files")?;
    ensure!(examined == files.len() as u64, "{} files, but {examined} were examined", files.len());
    let mut violated: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut open: BTreeMap<&str, &str> = BTreeMap::new();
    for finding in report["findings"].as_array().context("the report has findings")? {
        let path = finding["location"]["path"].as_str().context("a finding has a path")?;
        match finding["outcome"].as_str() {
            Some("violated") => {
                violated.entry(path).or_default().insert(finding["rule"].as_str().unwrap_or("?"));
            }
            Some("not-analysed") => {
                open.insert(path, finding["reason"].as_str().unwrap_or("?"));
            }
            other => bail!("{path}: an outcome that no set expects: {other:?}"),
        }
    }
    let disagreement = |file: &String| {
        let rules = violated.get(file.as_str());
        let what = match (open.get(file.as_str()), rules) {
            (Some(reason), _) => format!("was not analysed: {reason}"),
            (None, Some(rules)) if set.expected == "pass" => {
                format!("must pass, and breaks {}", rules.iter().copied().collect::<Vec<_>>().join(", "))
            }
            (None, None) if set.expected == "fail" => "must fail, and breaks nothing".to_owned(),
            _ => return None,
        };
        Some(format!("{standard}: {}: {what}", set.folder.join(file).display()))
    };
    Ok(Judged { files: files.len(), disagreements: files.iter().filter_map(disagreement).collect() })
}

fn files(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in folder.read_dir()? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let is_manifest =
            Path::new(&name).extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "json");
        if is_manifest {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn scan(binary: &Path, folder: &Path, standard: &str) -> Result<Value> {
    let flags =
        ["--format", "json", "--no-config", "--no-ignore", "--quiet", "--exit-zero", "--pss", standard];
    let output = Command::new(binary).arg("scan").args(flags).arg(folder).env_clear().output();
    let output = output.with_context(|| format!("cannot start {}", binary.display()))?;
    ensure!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    Ok(serde_json::from_slice(&output.stdout)?)
}
