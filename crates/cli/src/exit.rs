//! How a run ends, for scripts.

use std::process::ExitCode;

/// The ends of a run. Where several apply, the order of precedence is 64, 2, 1, 4, 3, 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, and nothing at or above the threshold.
    Clean = 0,
    /// Findings at or above the threshold.
    Findings = 1,
    /// The job could not be done.
    Failed = 2,
    /// There was nothing to look at, or nothing of an owner that was asked for.
    Nothing = 3,
    /// A budget cut the job short, or nothing could be analysed.
    Incomplete = 4,
    /// The command line or the configuration is wrong.
    Usage = 64,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
