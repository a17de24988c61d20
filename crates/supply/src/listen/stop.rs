//! Stops when it is told to.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Returns what is set by the first SIGTERM or SIGINT; the second one ends the program. It has to be called before any
/// thread is started.
///
/// # Errors
/// Why signals cannot be waited for.
#[cfg(unix)]
pub fn stop_on_signals() -> io::Result<Arc<AtomicBool>> {
    use std::sync::atomic::Ordering;
    use std::thread;

    use nix::sys::signal::{SigSet, Signal};

    let mut signals = SigSet::empty();
    signals.add(Signal::SIGTERM);
    signals.add(Signal::SIGINT);
    signals.thread_block()?;
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if signals.wait().is_ok() {
            told.store(true, Ordering::Relaxed);
        }
        // Here alone the next one is not held back.
        let _ = signals.thread_unblock();
        loop {
            thread::park();
        }
    })?;
    Ok(stop)
}

/// Returns what nothing sets: without signals, the program is ended as a whole.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn stop_on_signals() -> io::Result<Arc<AtomicBool>> {
    Ok(Arc::default())
}
