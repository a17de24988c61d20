//! The program as it is delivered, and what it costs.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::program::binary;

/// A program that cargo builds beside the one under test.
pub(crate) fn beside(name: &str) -> PathBuf {
    let path = binary().with_file_name(name);
    assert!(path.is_file(), "{} is missing: make e2e builds it", path.display());
    path
}

/// Runs the program, which must end with 0; returns the peak of its resident memory in bytes.
pub(crate) fn peak_bytes(args: &[&str]) -> f64 {
    let mut command = Command::new(beside("measure"));
    command.arg("--one").arg(binary()).args(args).env_clear();
    command.envs(env::var_os("PATH").map(|path| ("PATH", path)));
    let output = command.output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    let figures = String::from_utf8_lossy(&output.stdout).into_owned();
    // CPU seconds, wall seconds, mebibytes.
    let peak = figures.split_whitespace().nth(2).and_then(|figure| figure.parse::<f64>().ok());
    peak.expect("three figures") * f64::from(1 << 20)
}
