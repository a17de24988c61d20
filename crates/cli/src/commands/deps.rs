//! `sekimori deps`: what a project depends on.

mod list;
mod review;
mod tree;

use clap::ArgMatches;
use sekimori_model::dependencies::Unread;
use sekimori_model::{Lang, Problem};

use super::sbom::tell_problems;
use crate::args::{Deps, DepsCommand, Global};
use crate::error::Error;
use crate::exit::Exit;

pub(crate) fn run(deps: &Deps, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    match &deps.command {
        None => list::run(&deps.list, global, matches, lang),
        Some(DepsCommand::Tree(tree)) => tree::run(tree, lang),
        Some(DepsCommand::Review(review)) => review::run(review, global, matches, lang),
    }
}

/// Tells on standard error what could not be read.
fn tell_unread(unread: &[Unread], lang: Lang) {
    let problem = |one: &Unread| Problem {
        path: one.path.as_str().into(),
        reason: one.reason,
        detail: one.detail.clone(),
    };
    tell_problems(&unread.iter().map(problem).collect::<Vec<_>>(), lang);
}
