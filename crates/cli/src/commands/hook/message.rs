//! `sekimori hook run commit-msg`: what a commit is to say, before it is made.

use std::path::Path;
use std::time::Instant;

use clap::ArgMatches;
use sekimori_model::Lang;
use sekimori_model::config::Pack;
use sekimori_supply::{Memory, PATH_OF_COMMIT_MESSAGE, Staged};
use sekimori_text::text;

use crate::args::{Global, Look, Repair};
use crate::commands::scan::{Desk, Input, Job, config_root, exit, plan, pool, style};
use crate::commands::secrets::index_of_commit;
use crate::error::Error;
use crate::exit::Exit;
use crate::named_file::load_regular;
use crate::{output, settings};

/// Searches the file that git names. A finding has the path, and so the fingerprint, that it would have in the history.
pub(super) fn check(look: &Look, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let started = Instant::now();
    // Where none is named, the usual one is meant; the working tree stands for no file.
    let named = look.paths.first().map(|file| &**file).filter(|file| *file != Path::new("."));
    let file = named.unwrap_or(Path::new(PATH_OF_COMMIT_MESSAGE));
    let root = config_root(&[]);
    let staged = Staged::open(Path::new("."), index_of_commit().as_deref()).map_err(Error::Input)?;
    let mut in_force = settings::resolve_staged(&staged, &look.judging.settings, matches, &root)?;
    in_force.config.packs = vec![Pack::Secrets];
    let plan = plan(look, &in_force, None)?.only_secrets();
    let read = load_regular(file, plan.config().limits.file_bytes);
    let message = read.map_err(|cause| Error::ReadMessage { path: file.to_path_buf(), cause })?;
    let memory = Memory::new([(PATH_OF_COMMIT_MESSAGE.to_owned(), above_scissors(&message).to_vec())]);
    let judging = &look.judging;
    let (pool, style) = (pool(judging)?, style(judging, global, "", lang));
    // A message that passes says nothing.
    let global = &Global { quiet: true, ..global.clone() };
    let desk = Desk { judging, global, plan, pool, style, started };
    let job = Job { desk, repair: Repair::NONE, input: Input::Memory(memory) };
    let found = job.scan();
    if !found.findings.is_empty() {
        job.desk.report(&found)?;
    }
    match exit(&found, false) {
        Exit::Findings => {
            output::say(&text(lang.as_str(), "hook-message-stopped"));
            Ok(Exit::Findings)
        }
        // As with files, what could not be looked at is told and is no reason to stop.
        _ => Ok(Exit::Clean),
    }
}

/// What stands above the line below which `git commit --verbose` shows the change, also what it takes away; git keeps none of
/// that. Remarks are searched: whether git keeps them depends on how the message was given.
///
/// # Source
/// git-commit, `--cleanup=scissors`.
fn above_scissors(message: &[u8]) -> &[u8] {
    const SCISSORS: &[u8] = b" ------------------------ >8 ------------------------";
    let mut end = 0;
    let mut lines = message.split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        // The sign of a remark is one character, which a configuration chooses, or a few. Git has a remark follow; whoever
        // writes such a line into a message has none, and git keeps what stands below it.
        let sign = line.trim_ascii_end().strip_suffix(SCISSORS).filter(|sign| (1..=8).contains(&sign.len()));
        if sign.is_some_and(|sign| lines.peek().is_some_and(|next| next.starts_with(sign))) {
            break;
        }
        end += line.len();
    }
    message.get(..end).unwrap_or(message)
}

#[cfg(test)]
mod tests {
    use super::above_scissors;

    #[test]
    fn what_the_editor_shows_of_the_change_is_no_part_of_the_message() {
        let cut = "# ------------------------ >8 ------------------------\n";
        let message = format!("one\n# two\n{cut}# Do not remove the line above.\ndiff\n-gone\n");
        assert_eq!(above_scissors(message.as_bytes()), b"one\n# two\n");
        assert_eq!(
            above_scissors(b"one\n------------------------ >8 ------------------------"),
            b"one\n------------------------ >8 ------------------------"
        );
        let kept = format!("one\n{cut}more\n");
        assert_eq!(above_scissors(kept.as_bytes()), kept.as_bytes(), "git keeps what no remark follows");
        assert_eq!(above_scissors(b""), b"");
    }
}
