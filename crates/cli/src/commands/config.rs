//! `sekimori config schema`, `check` and `show`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use comfy_table::{ContentArrangement, Table, presets};
use jiff::civil::Date;
use sekimori_model::Lang;
use sekimori_model::config::{Config, schema};
use sekimori_parse::config::{parse, render};
use sekimori_scan::report::printable;
use sekimori_scan::{Plan, shown};
use sekimori_text::{Arg, text, text_with};
use serde_json::Value;

use crate::args::ConfigCommand;
use crate::error::Error;
use crate::exit::Exit;
use crate::output;
use crate::settings::{self, FILE_NAME, InForce, resolve};

pub(crate) fn run(command: &ConfigCommand, matches: &ArgMatches, lang: Lang) -> Result<Exit, Error> {
    match command {
        ConfigCommand::Schema => output::write(None, |out| {
            serde_json::to_writer_pretty(&mut *out, &schema())?;
            out.write_all(b"\n")
        })?,
        ConfigCommand::Check { file } => check(file.as_deref(), lang)?,
        ConfigCommand::Show { origin, settings, manifests } => {
            let below = matches.subcommand().map_or(matches, |(_, below)| below);
            let here = std::env::current_dir().unwrap_or_default();
            show(*origin, &resolve(settings, manifests, below, &here, None)?, lang)?;
        }
    }
    Ok(Exit::Clean)
}

fn check(file: Option<&Path>, lang: Lang) -> Result<(), Error> {
    let path = file.map_or_else(|| PathBuf::from(FILE_NAME), Path::to_path_buf);
    let bytes = settings::read(&path)?;
    let config = parse(&bytes).map_err(|mistakes| Error::Config { path: path.clone(), mistakes })?;
    // The day does not matter to whether a configuration can be used.
    let plan = Plan::new(config, None, Date::MIN).map_err(|cause| {
        let place = settings::place(&path, &bytes, &cause);
        Error::Plan { cause, place }
    })?;
    let shown = path.display().to_string();
    for note in plan.notes() {
        let label = text(lang.as_str(), "report-note");
        output::say(&printable(&format!("{label}: {shown}: {}", note.text.get(lang))));
    }
    output::say(&text_with(lang.as_str(), "config-is-good", &[("path", Arg::Text(&shown))]));
    Ok(())
}

fn show(origin: bool, in_force: &InForce, lang: Lang) -> Result<(), Error> {
    if origin {
        return output::write(None, |out| origins(in_force, lang, out));
    }
    let text = render(&in_force.config).map_err(Error::Render)?;
    output::write(None, |out| {
        text.split_inclusive('\n').try_for_each(|line| out.write_all(shown(line).as_bytes()))
    })
}

fn origins(in_force: &InForce, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let label = |key: &str| text(lang.as_str(), key);
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled).set_header([
        label("config-setting"),
        label("config-value"),
        label("config-origin"),
    ]);
    for (key, origin) in &in_force.origins {
        table.add_row([
            (*key).to_owned(),
            printable(&shown(&value(&in_force.config, key))),
            printable(&origin.to_string()),
        ]);
    }
    writeln!(out, "{}", table.trim_fmt())
}

fn value(config: &Config, key: &str) -> String {
    let whole = serde_json::to_value(config).unwrap_or_default();
    let pointer = format!("/{}", key.replace('.', "/"));
    match whole.pointer(&pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}
