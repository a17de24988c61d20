//! What is known now, as a table or as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use jiff::Timestamp;
use sekimori_model::kept::{
    AssetName, DatabaseUsed, KeptAsset, KeptFinding, MATCH_V1, Match, MatchSummary, PackageReplacement,
};
use sekimori_model::wire::Tool;
use sekimori_model::{Lang, Severity};
use sekimori_scan::Plan;
use sekimori_scan::report::printable;
use sekimori_store::{Asset, AssetId, Store};
use sekimori_text::{Arg, text, text_with};
use serde::{Serialize, Serializer};

use super::rematch::{Rematch, Row, new_pairs};
use crate::args::ScanFormat;
use crate::error::Error;

/// What writes envelopes.
pub(crate) const TOOL: Tool = Tool { name: "sekimori", version: env!("CARGO_PKG_VERSION") };

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
        write_json(rematch, plan, out)?;
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
        let Some(package) = rematch.package(row) else { continue };
        let purl = &package.stored.package.purl;
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
    let asset = rematch.asset(row)?;
    Some(name_of(asset, rematch.tags.get(&asset.id)))
}

/// A list that is written one by one: as values, what thousands of images have would take gigabytes.
pub(crate) struct Each<F>(pub(crate) F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq((self.0)())
    }
}

fn write_json(rematch: &Rematch, plan: &Plan, out: &mut dyn Write) -> serde_json::Result<()> {
    let mut advisories: BTreeSet<&str> = BTreeSet::new();
    for row in &rematch.rows {
        advisories.extend(rematch.published(row).map(|one| &*one.affected.advisory.id));
    }
    let count = |of: fn(&Row) -> bool| rematch.rows.iter().filter(|row| of(row)).count();
    let envelope = Match {
        schema: MATCH_V1,
        tool: TOOL,
        database: database(rematch),
        complete: rematch.is_complete(),
        threshold: plan.config().fail_on,
        summary: MatchSummary {
            assets: rematch.assets.len(),
            packages: rematch.package_count,
            advisories: advisories.len(),
            findings: rematch.rows.len(),
            new: count(|row| row.is_new),
            known: count(|row| !row.is_new),
            waived: count(|row| row.is_waived),
        },
        assets: Each(|| rematch.assets.iter().map(|one| asset(rematch, one))),
        findings: Each(|| rematch.rows.iter().filter_map(|row| finding(rematch, row))),
        replacements: replacements(rematch),
        notes: rematch.asked.notes.clone(),
    };
    serde_json::to_writer_pretty(out, &envelope)
}

/// What packages were compared with.
pub(crate) fn database(rematch: &Rematch) -> Option<DatabaseUsed> {
    rematch.asked.seen.as_ref().map(|seen| DatabaseUsed { built: seen.built, records: seen.records })
}

fn asset<'r>(rematch: &'r Rematch, asset: &'r Asset) -> KeptAsset<'r> {
    KeptAsset {
        kind: asset.kind.name(),
        name: &asset.name,
        digest: &asset.digest,
        platform: &asset.platform,
        tags: rematch.tags.get(&asset.id).map_or(&[], Vec::as_slice),
        built: asset.built,
        read_at: asset.read_at,
        seen_at: asset.seen_at,
        complete: asset.is_whole,
    }
}

pub(crate) fn finding<'r>(rematch: &'r Rematch, row: &'r Row) -> Option<KeptFinding<'r>> {
    let published = rematch.published(row)?;
    let advisory = &published.affected.advisory;
    let asset = rematch.asset(row)?;
    let purl = &rematch.package(row)?.stored.package.purl;
    Some(KeptFinding {
        asset: AssetName { name: &asset.name, digest: &asset.digest },
        advisory: &advisory.id,
        aliases: &advisory.aliases,
        summary: &published.summary,
        rule: &row.rule,
        severity: row.severity,
        mode: row.mode,
        new: row.is_new,
        waived: row.is_waived,
        fingerprint: row.fingerprint,
        package: purl.without_version(),
        version: &purl.version,
        path: &row.path,
        fixed: published.affected.fixed.last().map(|fixed| &**fixed),
        replacement: rematch.mends(row),
        exploited: advisory.exploited.as_ref().map(|exploited| exploited.since),
        epss: advisory.epss.map(|epss| f64::from(epss.probability_ppm) / 1e6),
        published: advisory.published,
    })
}

/// Each package once, with the version to go to.
pub(crate) fn replacements(rematch: &Rematch) -> Vec<PackageReplacement> {
    let mut of: BTreeMap<u32, (BTreeSet<u32>, Severity, &Row)> = BTreeMap::new();
    for row in rematch.rows.iter().filter(|row| !row.is_waived) {
        let entry = of.entry(row.package).or_insert_with(|| (BTreeSet::new(), row.severity, row));
        entry.0.insert(row.asset);
        entry.1 = entry.1.max(row.severity);
    }
    let line = |(assets, severity, row): (BTreeSet<u32>, Severity, &Row)| {
        let package = rematch.package(row)?;
        let purl = &package.stored.package.purl;
        let better = rematch.replacement(row);
        Some(PackageReplacement {
            package: purl.without_version(),
            version: purl.version.to_string(),
            severity,
            advisories: package.answer.published.len(),
            replacement: better.map(|better| better.version.clone()),
            remaining: better.map(|better| better.remaining),
            assets: assets.len(),
        })
    };
    of.into_values().filter_map(line).collect()
}

/// Remembers that what is new was told, and that these assets were judged.
pub(crate) fn tell(
    store: &mut Store,
    rematch: &Rematch,
    assets: &[AssetId],
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let renamed = rematch.renamed.iter().map(|(asset, name)| (*asset, &**name));
    store.tell(new_pairs(rematch).chain(renamed), now).map_err(Error::State)?;
    store.judged(assets, by, now).map_err(Error::State)
}
