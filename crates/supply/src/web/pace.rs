//! How fast a stream has to come.

use std::io;
use std::time::{Duration, Instant};

/// The least that has to come, after the first minute: a server that trickles would hold a run for days.
const LEAST_BYTES_A_SECOND: u64 = 4 << 10;

/// How long it may take to get going.
const GRACE: Duration = Duration::from_mins(1);

/// Watches over one stream.
#[derive(Debug)]
pub(crate) struct Pace(Instant);

impl Pace {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Refuses to wait any longer for a stream of which next to nothing has come.
    pub(crate) fn check(&self, bytes: u64) -> io::Result<()> {
        let fair = self.0.elapsed().saturating_sub(GRACE).as_secs().saturating_mul(LEAST_BYTES_A_SECOND);
        if bytes >= fair {
            return Ok(());
        }
        Err(io::Error::new(io::ErrorKind::TimedOut, "the server sends next to nothing"))
    }
}
