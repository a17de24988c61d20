//! A program of this machine that a user names, run without a shell.

use std::io;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often it is looked at.
const PAUSE: Duration = Duration::from_millis(20);

/// Why a program did not do what it was to.
#[derive(Debug, thiserror::Error)]
pub enum ProgramFailed {
    /// It could not be started or waited for.
    #[error("it cannot be run")]
    Run(#[source] io::Error),
    /// It ended otherwise than with 0: as the system words it.
    #[error("it ended with {0}")]
    Status(String),
    /// It took longer than it may, and was ended with all that it had started.
    #[error("it took longer than {} s", .0.as_secs())]
    TooLong(Duration),
}

/// Runs a program, which is the first of `words`, with more variables in its environment. It reads nothing; what it prints
/// goes to standard error.
///
/// # Errors
/// [`ProgramFailed`].
pub fn run_program(
    words: &[String],
    variables: &[(&str, &str)],
    longest: Duration,
) -> Result<(), ProgramFailed> {
    let missing = || ProgramFailed::Run(io::ErrorKind::NotFound.into());
    let (program, args) = words.split_first().ok_or_else(missing)?;
    let mut command = Command::new(program);
    command.args(args).envs(variables.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::from(io::stderr()));
    run(command, longest)
}

fn run(mut command: Command, longest: Duration) -> Result<(), ProgramFailed> {
    // A group of its own, so that what it starts ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(ProgramFailed::Run)?;
    // It holds the pipes that the program was given.
    drop(command);
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(ProgramFailed::Status(status.to_string())),
            Ok(None) if started.elapsed() < longest => thread::sleep(PAUSE),
            Ok(None) => {
                end(&mut child);
                return Err(ProgramFailed::TooLong(longest));
            }
            Err(cause) => {
                end(&mut child);
                return Err(ProgramFailed::Run(cause));
            }
        }
    }
}

/// Ends a program and all that it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Ok(group) = i32::try_from(child.id()) {
        // It may have ended meanwhile.
        let _ =
            nix::sys::signal::killpg(nix::unistd::Pid::from_raw(group), nix::sys::signal::Signal::SIGKILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_takes_too_long_ends_with_all_that_it_started() {
        // The pipe is open as long as anybody who holds it lives.
        let (mut alive, held) = io::pipe().expect("a pipe");
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 300 & sleep 300"]).stdout(Stdio::from(held));
        let refused = run(command, Duration::from_millis(200)).expect_err("it takes too long");
        assert!(matches!(refused, ProgramFailed::TooLong(_)), "{refused}");
        assert_eq!(alive.read(&mut [0; 1]).expect("it ends"), 0);
    }

    #[test]
    fn no_shell_reads_the_words_and_a_status_is_told() {
        let run = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            run_program(&words, &[("A", "b")], Duration::from_secs(30))
        };
        run(&["sh", "-c", "test \"$A\" = b"]).expect("the variable is there");
        run(&["test", "$A", "=", "$A"]).expect("the words are as they were");
        assert!(matches!(run(&["false"]), Err(ProgramFailed::Status(_))));
        assert!(matches!(run(&["no-such-program-is-here"]), Err(ProgramFailed::Run(_))));
        assert!(matches!(run(&[]), Err(ProgramFailed::Run(_))));
    }
}
