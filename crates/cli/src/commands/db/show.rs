//! What the database says of itself.

use std::fs;
use std::io::{self, Write};

use jiff::{SignedDuration, Timestamp};
use sekimori_model::Lang;
use sekimori_supply::advisories::{self, DbFolder};
use sekimori_text::{Arg, text, text_with};
use sekimori_vuln::{Database, Facts, SourceFacts};
use serde_json::json;

use crate::args::TreeFormat;
use crate::error::Error;
use crate::exit::Exit;
use crate::output;

/// What the envelope is.
const SCHEMA: &str = "sekimori.dev/db-status/v1";

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

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
    let refused: u64 = facts.sources.iter().map(|source| source.refused).sum();
    let stale = stale(&facts.sources);
    let more = [
        ("db-row-refused", if refused > 0 { refused.to_string() } else { String::new() }),
        ("db-row-stale", stale.join(", ")),
    ];
    let more = more.into_iter().filter(|(_, value)| !value.is_empty());
    for (key, value) in rows.into_iter().chain(more) {
        writeln!(out, "{}: {}", text(lang.as_str(), key), value.trim_end())?;
    }
    Ok(())
}

/// The ecosystems that were looked at a day or more before others, each with its day.
fn stale(sources: &[SourceFacts]) -> Vec<String> {
    let looked = sources.iter().filter_map(|source| {
        let (_, ecosystem) = source.name.split_once('#')?;
        let mark: serde_json::Value = serde_json::from_str(&source.cursor).ok()?;
        Some((ecosystem, mark.get("looked")?.as_str()?.parse::<Timestamp>().ok()?))
    });
    let looked: Vec<_> = looked.collect();
    let last = looked.iter().map(|(_, at)| *at).max();
    let is_stale = |at: Timestamp| last.is_some_and(|last| last.duration_since(at) >= A_DAY);
    let of = |(ecosystem, at): &(&str, Timestamp)| format!("{ecosystem} ({at})");
    looked.iter().filter(|(_, at)| is_stale(*at)).map(of).collect()
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
