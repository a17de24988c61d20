//! What is known now, as a table or as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use jiff::Timestamp;
use sekimori_model::{Lang, Severity};
use sekimori_scan::Plan;
use sekimori_scan::report::printable;
use sekimori_store::{Asset, Store};
use sekimori_text::{Arg, text, text_with};
use serde_json::{Value, json};

use super::rematch::{Rematch, Row, new_pairs};
use crate::args::ScanFormat;
use crate::error::Error;

/// What the envelope is.
const SCHEMA: &str = "sekimori.dev/match/v1";

/// Assets of one advisory that are named in the table.
const NAMED: usize = 3;

/// How an asset is called: by a tag where it has one, else by its digest.
pub(crate) fn name_of(asset: &Asset, tags: Option<&Vec<String>>) -> String {
    if let Some(tag) = tags.and_then(|tags| tags.first()) {
        return tag.clone();
    }
    let digest = asset.digest.get(..19).unwrap_or(&asset.digest);
    if digest.is_empty() { asset.name.clone() } else { format!("{}@{digest}", asset.name) }
}

/// Writes what is known.
pub(crate) fn write(
    rematch: &Rematch,
    plan: &Plan,
    format: ScanFormat,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    if format == ScanFormat::Json {
        let envelope = envelope(rematch, plan);
        serde_json::to_writer_pretty(&mut *out, &envelope)?;
        return writeln!(out);
    }
    draw(rematch, lang, out)
}

fn draw(rematch: &Rematch, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if rematch.rows.is_empty() {
        return Ok(());
    }
    let say = |key: &str| text(lang.as_str(), key);
    let mut table = Table::new();
    let header =
        ["", "report-severity", "match-advisory", "match-package", "match-replacement", "match-assets"];
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header.map(|key| if key.is_empty() { String::new() } else { say(key) }));
    for group in rematch.rows.chunk_by(is_alike) {
        let Some((row, published)) = group.first().and_then(|row| Some((row, rematch.published(row)?)))
        else {
            continue;
        };
        let standing = match (row.is_waived, row.is_new) {
            (true, _) => "report-waived",
            (_, true) => "match-new",
            (_, false) => "report-known",
        };
        let assets: Vec<String> = group.iter().filter_map(|row| shown(rematch, row)).take(NAMED).collect();
        let more = group.len().saturating_sub(assets.len());
        let mut assets = assets.join(", ");
        if more > 0 {
            assets.push_str(&text_with(lang.as_str(), "match-more", &[("count", Arg::Number(more as u64))]));
        }
        let Some(package) = rematch.packages.get(row.package) else { continue };
        let purl = &package.package.purl;
        let better = rematch.mends(row).map_or_else(|| say("match-no-replacement"), str::to_owned);
        table.add_row([
            say(standing),
            say(&format!("severity-{}", row.severity)),
            printable(&published.affected.advisory.id),
            printable(&format!("{} {}", purl.full_name(), purl.version)),
            printable(&better),
            printable(&assets),
        ]);
    }
    writeln!(out, "{}", table.trim_fmt())
}

fn is_alike(left: &Row, right: &Row) -> bool {
    let key = |row: &Row| (row.package, row.advisory, row.is_new, row.is_waived, row.severity);
    key(left) == key(right)
}

fn shown(rematch: &Rematch, row: &Row) -> Option<String> {
    let asset = rematch.assets.get(row.asset)?;
    Some(name_of(asset, rematch.tags.get(&asset.id)))
}

fn envelope(rematch: &Rematch, plan: &Plan) -> Value {
    let advisories: BTreeSet<&str> = rematch
        .rows
        .iter()
        .filter_map(|row| rematch.published(row))
        .map(|one| &*one.affected.advisory.id)
        .collect();
    let count = |of: fn(&Row) -> bool| rematch.rows.iter().filter(|row| of(row)).count();
    let findings: Vec<Value> = rematch.rows.iter().filter_map(|row| finding(rematch, row)).collect();
    let notes: Vec<Value> = rematch
        .asked
        .notes
        .iter()
        .map(|note| json!({ "code": note.code, "text": { "en": note.text.get(Lang::En), "ja": note.text.get(Lang::Ja) } }))
        .collect();
    json!({
        "schema": SCHEMA,
        "tool": { "name": "sekimori", "version": env!("CARGO_PKG_VERSION") },
        "database": rematch.asked.seen.as_ref().map(|seen| json!({ "built": seen.built, "records": seen.records })),
        "complete": rematch.asked.is_complete && rematch.assets.iter().all(|asset| asset.is_whole),
        "threshold": plan.config().fail_on,
        "summary": {
            "assets": rematch.assets.len(),
            "packages": rematch.packages.len(),
            "advisories": advisories.len(),
            "findings": rematch.rows.len(),
            "new": count(|row| row.is_new),
            "known": count(|row| !row.is_new),
            "waived": count(|row| row.is_waived),
        },
        "assets": rematch.assets.iter().map(|one| asset(rematch, one)).collect::<Vec<_>>(),
        "findings": findings,
        "replacements": replacements(rematch),
        "notes": notes,
    })
}

fn asset(rematch: &Rematch, asset: &Asset) -> Value {
    json!({
        "kind": asset.kind.name(),
        "name": asset.name,
        "digest": asset.digest,
        "platform": asset.platform,
        "tags": rematch.tags.get(&asset.id).map_or(&[][..], Vec::as_slice),
        "built": asset.built,
        "readAt": asset.read_at,
        "seenAt": asset.seen_at,
        "complete": asset.is_whole,
    })
}

fn finding(rematch: &Rematch, row: &Row) -> Option<Value> {
    let published = rematch.published(row)?;
    let advisory = &published.affected.advisory;
    let asset = rematch.assets.get(row.asset)?;
    let purl = &rematch.packages.get(row.package)?.package.purl;
    Some(json!({
        "asset": { "name": asset.name, "digest": asset.digest },
        "advisory": advisory.id,
        "aliases": advisory.aliases,
        "summary": published.summary,
        "rule": row.rule,
        "severity": row.severity,
        "mode": row.mode,
        "new": row.is_new,
        "waived": row.is_waived,
        "fingerprint": row.fingerprint,
        "package": purl.without_version(),
        "version": purl.version,
        "path": row.path,
        "fixed": published.affected.fixed.first(),
        "replacement": rematch.mends(row),
        "exploited": advisory.exploited.as_ref().map(|exploited| exploited.since),
        "epss": advisory.epss.map(|epss| f64::from(epss.probability_ppm) / 1e6),
        "published": advisory.published,
    }))
}

/// Each package once, with the version to go to.
fn replacements(rematch: &Rematch) -> Vec<Value> {
    let mut of: BTreeMap<usize, (BTreeSet<usize>, Severity, &Row)> = BTreeMap::new();
    for row in rematch.rows.iter().filter(|row| !row.is_waived) {
        let entry = of.entry(row.package).or_insert_with(|| (BTreeSet::new(), row.severity, row));
        entry.0.insert(row.asset);
        entry.1 = entry.1.max(row.severity);
    }
    let line = |(package, (assets, severity, row)): (usize, (BTreeSet<usize>, Severity, &Row))| {
        let purl = &rematch.packages.get(package)?.package.purl;
        let better = rematch.replacement(row);
        Some(json!({
            "package": purl.without_version(),
            "version": purl.version,
            "severity": severity,
            "advisories": rematch.asked.packages.get(package).map(|(found, _)| found.len()),
            "replacement": better.map(|better| &better.version),
            "remaining": better.map(|better| better.remaining),
            "assets": assets.len(),
        }))
    };
    of.into_iter().filter_map(line).collect()
}

/// Remembers that what is new was told.
pub(crate) fn tell(store: &mut Store, rematch: &Rematch, by: &str, now: Timestamp) -> Result<(), Error> {
    let assets: Vec<_> = rematch.assets.iter().map(|asset| asset.id).collect();
    store.tell(new_pairs(rematch), now).map_err(Error::State)?;
    store.judged(&assets, by, now).map_err(Error::State)
}
