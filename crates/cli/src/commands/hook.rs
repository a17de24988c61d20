//! `sekimori hook`: git asks before and after each commit.

mod message;

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ArgMatches;
use jiff::Zoned;
use jiff::tz::TimeZone;
use sekimori_model::Lang;
use sekimori_model::config::Pack;
use sekimori_supply::{Hook, Hooks, Installed, Record, Staged, is_at_work};
use sekimori_text::{Arg, text, text_with};
use serde_json::json;

use super::scan::{Desk, Input, Job, config_root, plan, pool, style};
use super::secrets::{index_of_commit, leaving_out};
use crate::args::{Global, HookCommand, HookName, ListFormat, Look, Repair};
use crate::error::Error;
use crate::exit::Exit;
use crate::owners::owners;
use crate::{output, settings};

/// What tells our hooks from others.
const MARK: &str = "sekimori hook run";

pub(crate) fn run(
    command: &HookCommand,
    global: &Global,
    matches: &ArgMatches,
    lang: Lang,
) -> Result<Exit, Error> {
    let here = Path::new(".");
    match command {
        HookCommand::Install { commit_message } => {
            install(&Hooks::open(here).map_err(Error::Input)?, *commit_message, lang)
        }
        HookCommand::Audit { format } => audit(&Hooks::open(here).map_err(Error::Input)?, *format, lang),
        HookCommand::Run { hook, look } => {
            let git_dir = std::env::var_os("GIT_DIR").map(PathBuf::from);
            let at_work = git_dir.as_ref().map_or(Ok(()), |git_dir| is_at_work(here, git_dir));
            // Of a repository apart from its files, the files that are staged cannot be checked; a commit can be noted.
            let repository = git_dir.filter(|_| at_work.is_err()).unwrap_or_else(|| here.to_path_buf());
            match hook {
                HookName::PreCommit | HookName::PreMergeCommit => {
                    at_work.map_err(Error::Input)?;
                    before(look, global, matches, lang)
                }
                HookName::PostCommit => after(&repository, lang, false),
                HookName::PostMerge => after(&repository, lang, true),
                HookName::CommitMsg => {
                    at_work.map_err(Error::Input)?;
                    message::check(look, global, matches, lang)
                }
            }
        }
    }
}

fn install(hooks: &Hooks, commit_message: bool, lang: Lang) -> Result<Exit, Error> {
    let program = std::env::current_exe().unwrap_or_default();
    let mut lines = Vec::new();
    for hook in Hook::USUAL.into_iter().chain(commit_message.then_some(Hook::CommitMsg)) {
        let installed = hooks.install(hook, &script(hook, &program), MARK).map_err(Error::Input)?;
        let path = hooks.folder().join(hook.name()).display().to_string();
        let path = ("path", Arg::Text(&path));
        lines.push(match installed {
            Installed::New => text_with(lang.as_str(), "hook-installed", &[path]),
            Installed::Unchanged => text_with(lang.as_str(), "hook-unchanged", &[path]),
            Installed::Updated => text_with(lang.as_str(), "hook-updated", &[path]),
            Installed::Chained { kept } => {
                text_with(lang.as_str(), "hook-chained", &[path, ("kept", Arg::Text(&kept))])
            }
        });
    }
    output::write(None, |out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    say_hidden(hooks, lang);
    Ok(Exit::Clean)
}

/// Warns where git looks for hooks elsewhere.
fn say_hidden(hooks: &Hooks, lang: Lang) {
    if let Some(elsewhere) = hooks.hidden_by() {
        let own = hooks.folder().display().to_string();
        let args = [("elsewhere", Arg::Text(elsewhere)), ("own", Arg::Text(&own))];
        output::say(&text_with(lang.as_str(), "hook-hidden", &args));
    }
}

/// The hook's file. What was there before runs first, and its refusal holds where git asks for one: what comes after a
/// commit cannot refuse it, and must not keep us from noting it. Where that one leads back to us, as frameworks do that keep
/// what they found, it is not run again. A program that is gone stops the commit: a
/// check that does not run must not look like one that passed.
fn script(hook: Hook, program: &Path) -> String {
    let (name, kept) = (hook.name(), hook.kept_name());
    let program = program.display().to_string().replace('\'', "'\\''");
    // A merge that is squashed makes no commit.
    let only = if hook == Hook::PostMerge { "if [ \"$1\" = 1 ]; then exit 0; fi\n" } else { "" };
    let may_stop = matches!(hook, Hook::PreCommit | Hook::PreMergeCommit | Hook::CommitMsg);
    let refused = if may_stop { "exit $?" } else { ":" };
    // Git names the file that the message is in.
    let file = if hook == Hook::CommitMsg { " \"$1\"" } else { "" };
    format!(
        "#!/bin/sh\n\
         # Written by `sekimori hook install`, which writes it anew. To be rid of it, remove this file.\n\
         here=\"$(cd \"$(dirname \"$0\")\" && pwd)\"\n\
         kept=\"$here/{kept}\"\n\
         if [ -x \"$kept\" ] && [ \"$SEKIMORI_HOOK\" != \"$here/{name}\" ]; then\n\
         \x20 SEKIMORI_HOOK=\"$here/{name}\" \"$kept\" \"$@\" || {refused}\n\
         fi\n\
         {only}\
         if command -v sekimori >/dev/null 2>&1; then exec sekimori hook run {name}{file}; fi\n\
         program='{program}'\n\
         if [ -x \"$program\" ]; then exec \"$program\" hook run {name}{file}; fi\n\
         echo \"sekimori is not installed, so nothing was checked: install it, or remove $0\" >&2\n\
         exit 1\n"
    )
}

/// Searches what is staged, and records the tree that passed.
fn before(look: &Look, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let started = Instant::now();
    let root = config_root(&look.paths);
    let staged = Staged::open(Path::new("."), index_of_commit().as_deref()).map_err(Error::Input)?;
    let mut in_force = settings::resolve_staged(&staged, &look.judging.settings, matches, &root)?;
    in_force.config.packs = vec![Pack::Secrets];
    let plan = plan(look, &in_force, None)?.only_secrets();
    let (tree, base) = (staged.tree_id(), staged.base_id());
    let staged = leaving_out(staged, look, plan.config(), in_force.skip_from);
    let plan = plan.owned_by(owners(staged.top()));
    let judging = &look.judging;
    let (pool, style) = (pool(judging)?, style(judging, global, "", lang));
    // A commit that passes says nothing.
    let global = &Global { quiet: true, ..global.clone() };
    let desk = Desk { judging, global, plan, pool, style, started };
    let job = Job { desk, repair: Repair::NONE, input: Input::Staged(Box::new(staged)) };
    let found = job.scan();
    if !found.findings.is_empty() {
        job.desk.report(&found)?;
    }
    let say = |key: &str| output::say(&text(lang.as_str(), key));
    match super::scan::exit(&found, false) {
        Exit::Findings => {
            say("hook-stopped");
            return Ok(Exit::Findings);
        }
        // What could not be looked at is no reason to stop, but the commit counts as one that nobody checked.
        Exit::Incomplete => say("hook-incomplete"),
        _ if !found.is_complete() => say("hook-incomplete"),
        _ => {
            if let Some(tree) = tree {
                remember(&tree, &base).map_err(Error::Input)?;
            }
        }
    }
    Ok(Exit::Clean)
}

/// Puts on record that a tree passed, compared with that of the commit that is checked out. Nothing tells an amended commit
/// from a new one here: if the commit that is checked out was itself checked, what replaces it has passed as well.
fn remember(tree: &str, base: &str) -> Result<(), sekimori_supply::Error> {
    let hooks = Hooks::open(Path::new("."))?;
    let (record, today) = (Record::of(&hooks), today());
    record.record_passed(tree, base, &today)?;
    match hooks.head_base() {
        Some(below) if hooks.head_tree() == Some(base) && record.has_passed(base, below) => {
            record.record_passed(tree, below, &today)
        }
        _ => Ok(()),
    }
}

/// Notes the commit that was just made, if its tree did not pass on what it stands on. Nothing is stopped any more.
fn after(repository: &Path, lang: Lang, is_merge: bool) -> Result<Exit, Error> {
    let hooks = Hooks::open(repository).map_err(Error::Input)?;
    // What was only taken over was made elsewhere.
    if is_merge && hooks.is_fast_forward() {
        return Ok(Exit::Clean);
    }
    let record = Record::of(&hooks);
    let (Some(commit), Some(tree)) = (hooks.head_commit(), hooks.head_tree()) else { return Ok(Exit::Clean) };
    if !hooks.head_base().is_some_and(|base| record.has_passed(tree, base)) {
        record.note_unscanned(commit, &today()).map_err(Error::Input)?;
        let commit = commit.get(..12).unwrap_or(commit);
        output::say(&text_with(lang.as_str(), "hook-noted", &[("commit", Arg::Text(commit))]));
        if record.has_passed_on_some_base(tree) {
            output::say(&text(lang.as_str(), "hook-record-old"));
        }
    }
    Ok(Exit::Clean)
}

/// Lists the commits of this clone that were made without a check.
fn audit(hooks: &Hooks, format: ListFormat, lang: Lang) -> Result<Exit, Error> {
    let unscanned = Record::of(hooks).unscanned();
    output::write(None, |out| match format {
        ListFormat::Table => {
            unscanned.iter().try_for_each(|one| writeln!(out, "{}  {}", one.date, one.commit))
        }
        ListFormat::Json => {
            let commits: Vec<_> =
                unscanned.iter().map(|one| json!({ "commit": one.commit, "noted": one.date })).collect();
            let list = json!({ "schema": "sekimori.dev/unscanned-commits/v1", "commits": commits });
            serde_json::to_writer_pretty(&mut *out, &list)?;
            writeln!(out)
        }
    })?;
    let count = [("count", Arg::Number(unscanned.len() as u64))];
    output::say(&text_with(lang.as_str(), "hook-audit", &count));
    output::say(&text(lang.as_str(), "hook-audit-local"));
    say_hidden(hooks, lang);
    Ok(if unscanned.is_empty() { Exit::Clean } else { Exit::Findings })
}

/// The day in UTC.
fn today() -> String {
    Zoned::now().with_time_zone(TimeZone::UTC).date().to_string()
}
