//! `sekimori secrets`: in files, in what is staged, in the whole history.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ArgMatches;
use sekimori_model::config::{Config, Pack};
use sekimori_model::{Lang, Viewpoint};
use sekimori_scan::{PathKind, Plan, search_history};
use sekimori_supply::{Disk, History, LeftOut, Piped, Staged, repository_of};

use super::scan::{Desk, Input, Job, Opened, config_root, exit, only_stdin, open_files, plan, pool, style};
use crate::args::{Global, Look, Manifests, Repair, Secrets as Args};
use crate::error::Error;
use crate::exit::Exit;
use crate::owners::owners;
use crate::verifier::verifier;
use crate::{cursor, history_notes, settings};

pub(crate) fn run(args: &Args, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let started = Instant::now();
    let (range, folder) = range(args);
    let look = &Look {
        paths: folder.map_or_else(|| args.look.paths.clone(), |path| vec![path]),
        ..args.look.clone()
    };
    let root = config_root(&look.paths);
    let staged = if args.from.staged { Some(open_staged(look)?) } else { None };
    let said = &look.judging.settings;
    let mut in_force = if let Some(staged) = &staged {
        settings::resolve_staged(staged, said, matches, &root)?
    } else {
        let scanned = Disk::root_of(&look.paths);
        // A history is that of the whole repository, from whichever folder it is asked for.
        let top = scanned.as_deref().filter(|_| args.from.history.is_some()).and_then(repository_of);
        let scanned = top.or(scanned.as_deref());
        settings::resolve(said, &Manifests::default(), matches, &root, scanned)?
    };
    in_force.config.packs = vec![Pack::Secrets];
    let plan = plan(look, &in_force, None)?.only_secrets();
    let plan = match verifier(&args.ask)? {
        Some(verifier) => plan.verified_by(verifier),
        None => plan,
    };
    if args.from.history.is_some() {
        let job = Searching { args, look, global, lang, started };
        return job.history(plan, range.as_deref(), in_force.skip_from);
    }
    let Opened { input, shown_root, root } = if let Some(staged) = staged {
        compared(look, leaving_out(staged, look, plan.config(), in_force.skip_from))
    } else if look.is_stdin() {
        piped(look, &plan)?
    } else {
        open_files(look, plan.config(), in_force.skip_from)?
    };
    let plan = plan.owned_by(root.as_deref().map(owners).unwrap_or_default());
    let judging = &look.judging;
    let (pool, style) = (pool(judging)?, style(judging, global, &shown_root, lang));
    let desk = Desk { judging, global, plan, pool, style, started };
    let exit = Job { desk, repair: Repair::NONE, input }.run()?;
    // A commit that only deletes brings nothing to look at, and no secret.
    Ok(if args.from.staged && exit == Exit::Nothing { Exit::Clean } else { exit })
}

/// The range of `--history`, and the folder where the value names one: `--history .` means a place, not a revision.
fn range(args: &Args) -> (Option<String>, Option<PathBuf>) {
    match args.from.history.as_deref() {
        None | Some("") => (None, None),
        Some(said) if Path::new(said).is_dir() && args.look.is_default_place() => (None, Some(said.into())),
        Some(said) => (Some(said.to_owned()), None),
    }
}

/// The index that git names to a hook: another one than the repository's where only a part is committed.
pub(crate) fn index_of_commit() -> Option<PathBuf> {
    env::var_os("GIT_INDEX_FILE").map(PathBuf::from)
}

/// Opens what is staged.
fn open_staged(look: &Look) -> Result<Staged, Error> {
    Staged::open(one_place(look)?, index_of_commit().as_deref()).map_err(Error::Input)
}

/// Leaves out of what is staged what a search of the files would not enter or list.
pub(crate) fn leaving_out(staged: Staged, look: &Look, config: &Config, skip_from: Viewpoint) -> Staged {
    let staged = staged.leaving_out(config.skip_dirs.clone(), skip_from, !look.no_ignore);
    // What was accepted at one path is not accepted at another, and what a scope says holds within it.
    if config.waivers.iter().any(|waiver| waiver.path.is_some()) || !config.scopes.is_empty() {
        return staged.searching_moved();
    }
    // In a lock file, say, less is looked for than in a source.
    staged.searching_moved_unless(|before, now| PathKind::of(before) == PathKind::of(now))
}

fn compared(look: &Look, staged: Staged) -> Opened {
    let root = staged.top().to_path_buf();
    let is_here = look.is_default_place();
    let shown_root = if is_here { ".".to_owned() } else { root.display().to_string() };
    Opened { input: Input::Staged(Box::new(staged)), shown_root, root: Some(root) }
}

/// Opens standard input, which may be of any length: nothing but secrets is looked for.
fn piped(look: &Look, plan: &Plan) -> Result<Opened, Error> {
    only_stdin(look)?;
    let piped = Piped::new(io::stdin(), &plan.config().limits).map_err(Error::Input)?;
    Ok(Opened { input: Input::Piped(piped), shown_root: String::new(), root: None })
}

/// The one folder whose repository is meant.
fn one_place(look: &Look) -> Result<&Path, Error> {
    match look.paths.as_slice() {
        [one] if !look.is_stdin() => Ok(one),
        _ => Err(Error::OneRepository),
    }
}

struct Searching<'a> {
    args: &'a Args,
    look: &'a Look,
    global: &'a Global,
    lang: Lang,
    started: Instant,
}

impl Searching<'_> {
    /// Searches the history, and keeps in the cursor's file what a later run need not search again.
    fn history(&self, plan: Plan, range: Option<&str>, skip_from: Viewpoint) -> Result<Exit, Error> {
        let place = one_place(self.look)?;
        let focus = &self.look.judging.focus;
        if self.args.from.cursor.is_some() && !(focus.owner.is_empty() && focus.role.is_empty()) {
            return Err(Error::CursorFiltered);
        }
        let before = self.args.from.cursor.as_deref().map(cursor::read).transpose()?.flatten();
        let left_out = LeftOut::folders(plan.config().skip_dirs.clone(), skip_from);
        let top = place.canonicalize().ok().filter(|_| !self.look.no_ignore);
        let left_out = match top.as_deref().and_then(repository_of) {
            Some(top) => left_out.and_by_file_at(top),
            None => left_out,
        };
        // What was left out then, or silenced, was not told, so another cursor is needed where less is.
        let rules = format!("{}{}{}", plan.patterns_digest(), left_out.digest(), plan.silences_digest());
        let history = History::open(place, range, before.as_deref(), &rules).map_err(Error::Input)?;
        let history = history.leaving_out(left_out);
        let mut notes = history_notes::notes(&history);
        if self.args.from.cursor.is_some() && history.leaves_out_a_part() {
            notes.push(history_notes::without_cursor());
        }
        let plan = plan.noted(notes).owned_by(owners(history.top()));
        let shown_root =
            if place == Path::new(".") { String::new() } else { history.top().display().to_string() };
        let judging = &self.look.judging;
        let (pool, style) = (pool(judging)?, style(judging, self.global, &shown_root, self.lang));
        let (global, started) = (self.global, self.started);
        let desk = Desk { judging, global, plan, pool, style, started };
        let found = desk.with_progress(|step| search_history(&history, &desk.plan, &desk.pool, step));
        desk.report(&found)?;
        if let (Some(file), Some(next)) = (&self.args.from.cursor, history.cursor()) {
            cursor::write(file, &next)?;
        }
        desk.conclude(&found);
        Ok(exit(&found, self.look.judging.exit_zero))
    }
}
