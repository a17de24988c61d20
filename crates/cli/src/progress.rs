//! One line that tells how far a scan has come, on a terminal and only when it takes a while.

use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sekimori_scan::Progress;

use crate::args::Global;

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(300);

/// The line.
pub(crate) struct Line {
    bar: ProgressBar,
    started: Instant,
    shown: AtomicBool,
}

impl Line {
    /// Makes the line, or none where nobody would see it.
    pub(crate) fn new(global: &Global) -> Option<Self> {
        let wanted = !global.quiet && !global.no_progress && std::env::var_os("CI").is_none();
        if !wanted || !std::io::stderr().is_terminal() {
            return None;
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} {eta}");
        Some(Self {
            bar: style.map_or(bar.clone(), |style| bar.with_style(style)),
            started: Instant::now(),
            shown: AtomicBool::new(false),
        })
    }

    /// Takes a step.
    pub(crate) fn take(&self, progress: Progress) {
        match progress {
            Progress::Files(count) => {
                self.bar.set_length(count as u64);
                self.bar.set_position(0);
            }
            Progress::Done => self.bar.inc(1),
        }
        if self.started.elapsed() > PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Takes the line away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
