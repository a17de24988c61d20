//! What the database says of itself.

use std::fs;
use std::io::{self, Write};

use jiff::Timestamp;
use sekimori_model::Lang;
use sekimori_supply::advisories::{self, DbFolder};
use sekimori_text::{Arg, text, text_with};
use sekimori_vuln::{Database, Facts};
use serde_json::json;

use crate::args::TreeFormat;
use crate::error::Error;
use crate::exit::Exit;
use crate::output;

/// What the envelope is.
const SCHEMA: &str = "sekimori.dev/db-status/v1";

pub(super) fn status(folder: &DbFolder, format: TreeFormat, lang: Lang) -> Result<Exit, Error> {
    let Some(map) = folder.open().map_err(Error::Advisories)? else { return Ok(none(folder, lang)) };
    let damaged = |error| Error::Advisories(advisories::Error::Database(error));
    let facts = Database::open(&map).map_err(damaged)?.facts();
    let modified = fs::metadata(folder.database()).and_then(|meta| meta.modified()).ok();
    let checked = modified.and_then(|at| Timestamp::try_from(at).ok());
    let checked = checked.and_then(|at| Timestamp::from_second(at.as_second()).ok());
    output::write(None, |out| match format {
        TreeFormat::Terminal => draw(folder, &facts, checked, lang, out),
        TreeFormat::Json => envelope(folder, &facts, checked, out),
    })?;
    Ok(Exit::Clean)
}

/// Says that there is none.
pub(super) fn none(folder: &DbFolder, lang: Lang) -> Exit {
    let path = folder.database().display().to_string();
    output::say(&text_with(lang.as_str(), "db-none", &[("path", Arg::Text(&path))]));
    Exit::Nothing
}

fn draw(
    folder: &DbFolder,
    facts: &Facts,
    checked: Option<Timestamp>,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let places: Vec<&str> =
        facts.sources.iter().map(|source| source.name.as_str()).filter(|name| !name.contains('#')).collect();
    let rows = [
        ("db-row-path", folder.database().display().to_string()),
        ("db-row-built", facts.built.to_string()),
        ("db-row-checked", checked.map(|at| at.to_string()).unwrap_or_default()),
        (
            "db-row-records",
            format!("{} ({} {})", facts.records, text(lang.as_str(), "db-withdrawn"), facts.withdrawn),
        ),
        ("db-row-packages", facts.packages.to_string()),
        ("db-row-exploited", format!("{} {}", facts.exploited, facts.kev_version)),
        ("db-row-estimated", format!("{} {}", facts.estimated, facts.epss_version)),
        ("db-row-bytes", facts.bytes.to_string()),
        ("db-row-sources", places.join(", ")),
        ("db-row-ecosystems", facts.ecosystems.len().to_string()),
    ];
    for (key, value) in rows {
        writeln!(out, "{}: {}", text(lang.as_str(), key), value.trim_end())?;
    }
    Ok(())
}

fn envelope(
    folder: &DbFolder,
    facts: &Facts,
    checked: Option<Timestamp>,
    mut out: &mut dyn Write,
) -> io::Result<()> {
    let sources: Vec<_> = facts
        .sources
        .iter()
        .map(|source| {
            json!({
                "name": source.name, "cursor": source.cursor,
                "records": source.records, "refused": source.refused,
            })
        })
        .collect();
    let envelope = json!({
        "schema": SCHEMA,
        "tool": { "name": "sekimori", "version": env!("CARGO_PKG_VERSION") },
        "path": folder.database(),
        "format": facts.format,
        "built": facts.built,
        "checked": checked,
        "records": facts.records,
        "withdrawn": facts.withdrawn,
        "packages": facts.packages,
        "exploited": { "count": facts.exploited, "version": facts.kev_version },
        "estimated": { "count": facts.estimated, "version": facts.epss_version },
        "bytes": facts.bytes,
        "ecosystems": facts.ecosystems,
        "sources": sources,
    });
    serde_json::to_writer_pretty(&mut out, &envelope)?;
    writeln!(out)
}
