//! From the arguments of the process to its exit code.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, FromArgMatches as _};
use sekimori_model::Lang;
use sekimori_text::{Arg, has, text, text_with};

use crate::args::{Args, Command};
use crate::error::Error;
use crate::exit::Exit;
use crate::{commands, help, lang, output};

/// Runs the command line `args`, the program's name first.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let lang = lang::choose(&args);
    let parsed = help::command(lang)
        .try_get_matches_from(args)
        .and_then(|matches| Args::from_arg_matches(&matches).map(|args| (matches, args)));
    match parsed {
        Ok((matches, args)) => dispatch(&args, &matches, lang),
        Err(error) => refuse(&error, lang),
    }
}

fn dispatch(args: &Args, matches: &ArgMatches, lang: Lang) -> Exit {
    let lang = args.global.lang.unwrap_or(lang);
    let below = matches.subcommand().map_or(matches, |(_, below)| below);
    let result = match &args.command {
        Command::Scan(scan) => commands::scan::run(scan, &args.global, below, lang),
        Command::Image(image) => commands::image::run(image, &args.global, below, lang),
        Command::BaseImages(bases) => commands::base_images::run(bases, lang),
        Command::Secrets(secrets) => commands::secrets::run(secrets, &args.global, below, lang),
        Command::Hook(hook) => {
            let last = below.subcommand().map_or(below, |(_, last)| last);
            commands::hook::run(hook, &args.global, last, lang)
        }
        Command::Sbom(sbom) => commands::sbom::run(sbom, &args.global, lang),
        Command::Registry(registry) => {
            let last = below.subcommand().map_or(below, |(_, last)| last);
            commands::registry::run(registry, &args.global, last, lang)
        }
        Command::Deps(deps) => {
            let last = below.subcommand().map_or(below, |(_, last)| last);
            commands::deps::run(deps, &args.global, last, lang)
        }
        Command::Db(db) => commands::db::run(db, &args.global, lang),
        Command::Match(bills) => commands::match_bills::run(bills, &args.global, below, lang),
        Command::Rules(rules) => commands::rules::run(rules, &args.global, lang),
        Command::Config(config) => commands::config::run(config, below, lang),
        Command::Waivers(waivers) => commands::waivers::run(waivers, &args.global, lang),
        Command::Completion(completion) => commands::completion::run(completion, lang),
        Command::Man(man) => commands::man::run(man, lang),
    };
    result.unwrap_or_else(|error| fail(&error, lang))
}

fn fail(error: &Error, lang: Lang) -> Exit {
    let label = text(lang.as_str(), "error-label");
    for line in error.lines(lang) {
        output::say(&format!("{label}: {line}"));
    }
    error.exit()
}

/// Shows help and the version where they were asked for; else says what is wrong with the command line.
fn refuse(error: &clap::Error, lang: Lang) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that went away has seen enough.
            let _ = error.print();
            Exit::Clean
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            Exit::Usage
        }
        kind => {
            let label = text(lang.as_str(), "error-label");
            output::say(&format!("{label}: {}", sentence(error, kind, lang)));
            output::say(&text(lang.as_str(), "error-usage-see-help"));
            Exit::Usage
        }
    }
}

fn sentence(error: &clap::Error, kind: ErrorKind, lang: Lang) -> String {
    let lang = lang.as_str();
    let get = |kind| error.get(kind).map(value_text).unwrap_or_default();
    let arg = get(ContextKind::InvalidArg);
    let value = get(ContextKind::InvalidValue);
    let valid = get(ContextKind::ValidValue);
    let args = [("arg", Arg::Text(&arg)), ("value", Arg::Text(&value)), ("valid", Arg::Text(&valid))];
    // `--pss <LEVEL@VERSION>` has a sentence of its own that tells the form.
    let name = arg.trim_start_matches('-').split([' ', '=']).next().unwrap_or_default().to_owned();
    let own = format!("error-value-{name}");
    let key = match kind {
        ErrorKind::UnknownArgument => "error-usage-unknown-argument",
        ErrorKind::InvalidSubcommand => {
            let sub = get(ContextKind::InvalidSubcommand);
            return text_with(lang, "error-usage-unknown-command", &[("name", Arg::Text(&sub))]);
        }
        ErrorKind::InvalidUtf8 => "error-usage-not-text",
        ErrorKind::InvalidValue if value.is_empty() && valid.is_empty() => "error-usage-empty-value",
        ErrorKind::InvalidValue if value.is_empty() => "error-usage-missing-value",
        ErrorKind::InvalidValue => "error-usage-invalid-value",
        ErrorKind::ValueValidation if has(lang, &own) => &own,
        ErrorKind::ValueValidation => "error-usage-refused-value",
        ErrorKind::MissingRequiredArgument => "error-usage-missing-argument",
        ErrorKind::ArgumentConflict => "error-usage-conflict",
        ErrorKind::TooManyValues => "error-usage-too-many-values",
        _ => "error-usage-other",
    };
    text_with(lang, key, &args)
}

fn value_text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        other => other.to_string(),
    }
}
