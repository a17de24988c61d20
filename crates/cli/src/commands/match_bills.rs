//! `sekimori match`: bills of materials that were kept, judged by what is published now.

use std::path::PathBuf;
use std::time::Instant;

use clap::ArgMatches;
use sekimori_model::{Lang, Viewpoint};
use sekimori_scan::{Advisories, judge_bills};
use sekimori_supply::{Disk, Walk};

use super::scan::{Desk, exit, plan_for, pool, style};
use crate::args::{Global, Manifests, Match as Args};
use crate::error::Error;
use crate::exit::Exit;
use crate::{knowledge, settings};

pub(crate) fn run(args: &Args, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let started = Instant::now();
    let judging = &args.judging;
    let manifests = Manifests { packs: args.packs.clone(), kubernetes_version: None };
    // A bill is of something else: the configuration is that of where the command runs.
    let here = PathBuf::from(".").canonicalize().unwrap_or_else(|_| PathBuf::from("."));
    let mut in_force = settings::resolve(&judging.settings, &manifests, matches, &here, None)?;
    knowledge::overlay(&args.knowledge, &mut in_force.config);
    // Without a database there is nothing to do.
    let advisories = match knowledge::open(&args.knowledge) {
        Advisories::Known(bytes) => Advisories::Known(bytes),
        Advisories::None => return Err(knowledge::missing(&args.knowledge)?),
        Advisories::Unusable(cause) => return Err(Error::DbUnusable { cause }),
    };
    let plan = plan_for(judging, None, &in_force, None)?
        .knowing(advisories)
        .heeding(knowledge::stated(&args.knowledge)?);
    let walk = Walk {
        skip_dirs: Vec::new(),
        skip_from: Viewpoint::default(),
        honour_ignore_files: false,
        wants: |path| path.to_ascii_lowercase().ends_with(".json"),
    };
    let bills = Disk::open(&args.bills, walk).map_err(Error::Input)?;
    let (pool, style) = (pool(judging)?, style(judging, global, String::new(), lang));
    let desk = Desk { judging, global, plan, pool, style, started };
    let found = desk.with_progress(|step| judge_bills(&bills, &desk.plan, &desk.pool, step));
    desk.report(&found)?;
    desk.conclude(&found);
    Ok(exit(&found, judging.exit_zero))
}
