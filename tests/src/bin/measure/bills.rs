//! Bills of a company: stored, and judged again.
#![expect(clippy::cast_precision_loss, reason = "figures for people, far below 2^52")]

use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use sekimori_tests::{Bills, write_records};

pub(super) fn measure(binary: &Path, root: &Path, out: &mut impl Write) -> Result<()> {
    let (bills, records) = (root.join("bills"), root.join("records"));
    std::fs::create_dir_all(&records)?;
    let megabytes = Bills::COMPANY.write(&bills)? as f64 / 1e6;
    write_records(&records.join("all.jsonl"))?;
    let (db, state, nowhere) = (root.join("db"), root.join("state"), root.join("match.json"));
    let of = |args: &[&str]| {
        let mut command = Command::new(binary);
        command.args(args).arg("--db-dir").arg(&db);
        command
    };
    let matching = |more: &[&str]| {
        let mut command = of(&["match", "--no-config", "--exit-zero", "--quiet"]);
        command.arg("--state-dir").arg(&state).arg("--output").arg(&nowhere).args(more);
        command
    };
    let mut update = of(&["db", "update", "--quiet"]);
    update.arg("--source").arg(&records);
    let mut store = matching(&["--remember"]);
    store.arg(&bills);
    writeln!(
        out,
        "\n{:<44} {:>8} {:>9} {:>8} {:>9}",
        "10,000 bills of 300 packages", "CPU s", "wall s", "RSS MiB", "MB"
    )?;
    for (name, command) in [
        ("6,000 records: sekimori db update", update),
        ("stored and judged: match --remember", store),
        ("judged again: match", matching(&[])),
        ("judged again, JSON", matching(&["--format", "json"])),
        ("one asset", matching(&["--asset", "0/7.cdx.json"])),
    ] {
        let [cpu, wall, rss] = super::run(&command)?;
        writeln!(out, "{name:<44} {cpu:>8.3} {wall:>9.3} {rss:>8.1} {megabytes:>9.1}")?;
    }
    Ok(())
}
