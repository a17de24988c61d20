//! `sekimori image`: what is in an image, and what is wrong with it.

use std::path::PathBuf;
use std::time::Instant;

use clap::ArgMatches;
use clap::parser::ValueSource;
use sekimori_model::{Lang, LayerCache};
use sekimori_scan::{Reading, scan_image};

use super::scan::{Desk, exit, plan_for, pool, style};
use crate::args::{Global, Image as Args, Manifests};
use crate::error::Error;
use crate::exit::Exit;
use crate::help::NOT_OF_IMAGES;
use crate::{image_source, knowledge, settings};

pub(crate) fn run(args: &Args, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let started = Instant::now();
    let judging = &args.judging;
    let is_given = |id: &&&str| matches.value_source(id) == Some(ValueSource::CommandLine);
    if let Some(flag) = NOT_OF_IMAGES.iter().find(is_given) {
        return Err(Error::NotOfImages { flag: flag.replace('_', "-") });
    }
    let manifests = Manifests { packs: args.packs.clone(), kubernetes_version: None };
    // An image lies in no folder: the configuration is that of where the command runs.
    let here = PathBuf::from(".").canonicalize().unwrap_or_else(|_| PathBuf::from("."));
    let mut in_force = settings::resolve(&judging.settings, &manifests, matches, &here, None)?;
    knowledge::overlay(&args.knowledge, &mut in_force.config);
    knowledge::judged(&mut in_force.config);
    let plan = plan_for(judging, None, &in_force, None)?
        .knowing(knowledge::open(&args.knowledge))
        .heeding(knowledge::stated(&args.knowledge)?);
    let image = image_source::open(&args.reference, &args.from)?;
    let (pool, style) = (pool(judging)?, style(judging, global, "", lang));
    let desk = Desk { judging, global, plan, pool, style, started };
    let cache = image_source::cache(&args.from)?;
    let cache = cache.as_ref().map(|cache| cache as &dyn LayerCache);
    let reading = Reading { cache, ..Reading::default() };
    let found = desk.with_progress(|step| scan_image(&*image, &reading, &desk.plan, &desk.pool, step));
    desk.report(&found.scan)?;
    desk.conclude(&found.scan);
    Ok(exit(&found.scan, judging.exit_zero))
}
