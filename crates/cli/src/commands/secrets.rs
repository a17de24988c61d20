//! `sekimori secrets`.

use std::time::Instant;

use clap::ArgMatches;
use sekimori_model::Lang;
use sekimori_model::config::Pack;
use sekimori_supply::Disk;

use super::scan::{Job, Opened, config_root, open_files, plan, pool, style};
use crate::args::{Global, Repair, Secrets as Args};
use crate::error::Error;
use crate::exit::Exit;
use crate::owners::owners;
use crate::settings;

pub(crate) fn run(args: &Args, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let started = Instant::now();
    let look = &args.look;
    let root = config_root(&look.paths);
    let scanned = Disk::root_of(&look.paths);
    let mut in_force = settings::resolve(&look.settings, matches, &root, scanned.as_deref())?;
    in_force.config.packs = vec![Pack::Secrets];
    let plan = plan(look, &in_force, None)?.only_secrets();
    let Opened { input, shown_root, root } = open_files(look, plan.config(), in_force.skip_from)?;
    let plan = plan.owned_by(root.as_deref().map(owners).unwrap_or_default());
    let (pool, style) = (pool(look)?, style(look, global, shown_root, lang));
    Job { look, repair: Repair::NONE, global, plan, pool, input, style, started }.run()
}
