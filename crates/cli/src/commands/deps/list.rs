//! `sekimori deps [TARGET]`: every package, with what is known of it.

use std::path::PathBuf;

use clap::ArgMatches;
use sekimori_model::Lang;
use sekimori_scan::deps::{list, list_line, write_json, write_list, write_list_markdown};
use sekimori_scan::report::Style;
use sekimori_scan::{Plan, hush_own};

use super::super::sbom::{bill, exit};
use super::super::scan::{config_root, today};
use super::tell_unread;
use crate::args::{DepsFormat, Global, Knowledge, ListDeps as Args, Manifests, Settings};
use crate::error::Error;
use crate::exit::Exit;
use crate::{knowledge, output, settings};

pub(super) fn run(args: &Args, global: &Global, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    let target = &args.of.target;
    // An image lies in no folder: the configuration is that of where the command runs.
    let root = config_root(&[if target.exists() { target.clone() } else { PathBuf::from(".") }]);
    let settings = Settings { config: args.config.clone(), no_config: args.no_config, ..Settings::default() };
    let mut in_force = settings::resolve(&settings, &Manifests::default(), matches, &root, Some(&root))?;
    knowledge::judged(&mut in_force.config);
    let knowledge = Knowledge { db_dir: args.db_dir.clone(), vex: args.vex.clone(), ..Knowledge::default() };
    let plan = Plan::new(in_force.config.clone(), None, today(args.now)?).map_err(|cause| {
        let place = in_force.place(&cause);
        Error::Plan { cause, place }
    })?;
    hush_own(&plan);
    let plan = plan.knowing(knowledge::open(&knowledge)).heeding(knowledge::stated(&knowledge)?);
    let sbom = bill(&args.of, false)?;
    let list = list(&sbom, &plan);
    let style = Style {
        lang,
        colour: false,
        width: output::width(),
        root: String::new(),
        show_waived: false,
        show_known: false,
    };
    output::write(args.output.as_deref(), |out| match args.format {
        DepsFormat::Terminal => write_list(&list, &style, out),
        DepsFormat::Json => write_json(&list, out),
        DepsFormat::Markdown => write_list_markdown(&list, lang, out),
    })?;
    tell_unread(&list.problems, lang);
    if !global.quiet {
        output::say(&list_line(&list, lang));
    }
    Ok(if list.complete { exit(&sbom) } else { Exit::Incomplete })
}
