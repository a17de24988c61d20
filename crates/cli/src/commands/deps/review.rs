//! `sekimori deps review BASE..HEAD`: what a change does to packages, decided by what it introduces.

use std::time::Instant;

use clap::ArgMatches;
use sekimori_model::dependencies::ReviewedState;
use sekimori_model::{Decision, Lang, Source};
use sekimori_scan::deps::{
    Side, Sides, review, review_lines, write_json, write_review, write_review_markdown,
};
use sekimori_scan::sbom::names_packages;
use sekimori_supply::{Change, Committed, Disk, Walk};

use super::super::scan::{Desk, config_root, plan_for, pool, style};
use super::tell_unread;
use crate::args::{Global, Manifests, ReviewDeps as Args, ScanFormat};
use crate::error::Error;
use crate::exit::Exit;
use crate::{knowledge, output, settings};

pub(super) fn run(args: &Args, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let started = Instant::now();
    let (judging, folder) = (&args.judging, &args.review_folder);
    let manifests = Manifests { packs: args.packs.clone(), kubernetes_version: None };
    let root = config_root(std::slice::from_ref(folder));
    let mut in_force = settings::resolve(&judging.settings, &manifests, matches, &root, Some(&root))?;
    knowledge::overlay(&args.knowledge, &mut in_force.config);
    knowledge::judged(&mut in_force.config);
    let mut plan = plan_for(judging, None, &in_force, None)?
        .knowing(knowledge::open(&args.knowledge))
        .heeding(knowledge::stated(&args.knowledge)?);
    let limits = plan.config().limits;
    let skip_dirs = plan.config().skip_dirs.clone();
    let change = Change::open(folder, &args.range, &limits, names_packages).map_err(Error::Input)?;
    let change = change.leaving_out(&skip_dirs, &in_force.skip_from);
    let on_disk = if change.head.is_none() {
        let skip_from = in_force.skip_from.clone();
        let walk = Walk { skip_dirs, skip_from, honour_ignore_files: true, wants: names_packages };
        Some(Disk::open(std::slice::from_ref(folder), walk).map_err(Error::Input)?)
    } else {
        None
    };
    let (pool, style) = (pool(judging)?, style(judging, global, &folder.display().to_string(), lang));
    let base_state = state(&change.base);
    let head_state = change.head.as_ref().map_or(ReviewedState { revision: None, commit: None }, state);
    let head: &dyn Source = match (&change.head, &on_disk) {
        (Some(head), _) => head,
        (None, Some(files)) => files,
        (None, None) => &change.base,
    };
    let sides = Sides {
        base: Side { source: &change.base, state: &base_state },
        head: Side { source: head, state: &head_state },
    };
    let reviewed = review(&sides, &mut plan, &pool);
    let told = &reviewed.review;
    let format = judging.format;
    let desk = Desk { judging, global, plan, pool, style, started };
    match format {
        ScanFormat::Terminal => {
            output::write(judging.output.as_deref(), |out| write_review(told, &desk.style, out))?;
        }
        ScanFormat::Json => output::write(judging.output.as_deref(), |out| write_json(told, out))?,
        ScanFormat::Markdown => {
            output::write(judging.output.as_deref(), |out| write_review_markdown(told, lang, out))?;
        }
        _ => desk.report(&reviewed.scan)?,
    }
    tell_unread(&told.problems, lang);
    if !global.quiet {
        for line in review_lines(told, lang) {
            output::say(&line);
        }
    }
    Ok(match told.verdict.decision {
        _ if judging.exit_zero => Exit::Clean,
        Decision::Fail => Exit::Findings,
        _ if !told.complete => Exit::Incomplete,
        _ => Exit::Clean,
    })
}

fn state(committed: &Committed) -> ReviewedState {
    ReviewedState { revision: Some(committed.name().to_owned()), commit: Some(committed.commit()) }
}
