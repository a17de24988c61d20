//! What a registry holds, as a table of its tags or as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use jiff::Timestamp;
use sekimori_model::kept::{
    REGISTRY_SCAN_V1, RegistryFailure, RegistryImage, RegistryScan, RegistryScanSummary, RegistryTag,
};
use sekimori_model::{Lang, Severity};
use sekimori_scan::report::printable;
use sekimori_store::{Asset, AssetId};
use sekimori_text::{Arg, text, text_with};
use serde_json::Value;

use super::scan::{Round, failed};
use crate::args::{ScanFormat, ScanRegistry as Args};
use crate::commands::scan::Desk;
use crate::output;
use crate::remembered::{self, Each, Rematch};

/// Something that could not be seen.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) place: String,
    /// The image, where it is one.
    pub(super) digest: String,
    pub(super) detail: String,
}

/// A tag, and the images that it stands for.
pub(super) struct SeenTag {
    pub(super) repository: String,
    pub(super) tag: String,
    pub(super) digest: String,
    pub(super) assets: Vec<AssetId>,
}

/// What is told.
pub(super) struct Report<'a> {
    pub(super) args: &'a Args,
    pub(super) desk: &'a Desk<'a>,
    pub(super) rematch: &'a Rematch,
    pub(super) round: &'a Round,
    pub(super) now: Timestamp,
}

/// What is known of one image.
struct OfImage<'a> {
    asset: &'a Asset,
    /// What rules said of it besides its packages.
    rest: Value,
    counts: BTreeMap<Severity, u64>,
    new: u64,
}

impl Report<'_> {
    pub(super) fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let images = self.images();
        if self.desk.judging.format == ScanFormat::Json {
            self.write_json(&images, out)?;
            return writeln!(out);
        }
        self.draw(&images, lang, out)
    }

    /// Whether something decides, by the threshold.
    pub(super) fn fails(&self) -> bool {
        let threshold = self.desk.plan.config().fail_on;
        let decides = |finding: &Value| {
            let severity = finding["severity"].as_str().and_then(|word| word.parse::<Severity>().ok());
            finding["decides"] == true && severity.is_some_and(|severity| severity >= threshold)
        };
        let of_rules = |image: &OfImage<'_>| {
            image.rest["findings"].as_array().is_some_and(|all| all.iter().any(decides))
                // What rules say of an image is new in the run that read it.
                && (!self.args.new || image.asset.read_at == self.now)
        };
        let is_refused = |image: &OfImage<'_>| {
            self.desk.plan.config().fail_on_not_analysed
                && image.rest["notAnalysed"].as_u64().is_some_and(|count| count > 0)
        };
        self.rematch.fails(&self.desk.plan, self.args.new)
            || self.images().values().any(|image| of_rules(image) || is_refused(image))
    }

    fn images(&self) -> BTreeMap<AssetId, OfImage<'_>> {
        let mut images: BTreeMap<AssetId, OfImage<'_>> = BTreeMap::new();
        for asset in &self.rematch.assets {
            let rest: Value = serde_json::from_str(&asset.rest).unwrap_or_default();
            let count = |severity: &Severity| rest["counts"][severity.as_str()].as_u64().unwrap_or_default();
            let counts = Severity::ALL.iter().map(|severity| (*severity, count(severity))).collect();
            images.insert(asset.id, OfImage { asset, rest, counts, new: 0 });
        }
        for row in self.rematch.rows.iter().filter(|row| !row.is_waived) {
            let id = self.rematch.asset(row).map(|asset| asset.id);
            if let Some(image) = id.and_then(|id| images.get_mut(&id)) {
                *image.counts.entry(row.severity).or_default() += 1;
                image.new += u64::from(row.is_new);
            }
        }
        images
    }

    fn age_days(&self, asset: &Asset) -> Option<i64> {
        asset.built.map(|built| self.now.duration_since(built).as_hours() / 24)
    }

    fn is_stale(&self, asset: &Asset) -> bool {
        self.age_days(asset).is_some_and(|days| days > i64::from(self.args.stale_after))
    }

    /// The tags with their images, one by one.
    fn lines<'i>(
        &'i self,
        images: &'i BTreeMap<AssetId, OfImage<'i>>,
    ) -> impl Iterator<Item = (&'i SeenTag, &'i OfImage<'i>)> {
        let of = move |tag: &'i SeenTag| tag.assets.iter().filter_map(move |id| Some((tag, images.get(id)?)));
        self.round.tags.iter().flat_map(of)
    }

    fn draw(
        &self,
        images: &BTreeMap<AssetId, OfImage<'_>>,
        lang: Lang,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if self.round.tags.is_empty() {
            return Ok(());
        }
        let say = |key: &str| text(lang.as_str(), key);
        let severities = || Severity::ALL.iter().rev();
        let mut table = Table::new();
        let header = [say("registry-scan-image"), say("registry-scan-platform")]
            .into_iter()
            .chain(severities().map(|severity| say(&format!("severity-{severity}"))))
            .chain(["registry-scan-new", "registry-scan-age", "registry-scan-judged"].map(say));
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header(header);
        for (tag, image) in self.lines(images) {
            let age = self.age_days(image.asset).map(|days| {
                let key = if self.is_stale(image.asset) { "registry-scan-old" } else { "registry-scan-days" };
                let days = u64::try_from(days).unwrap_or_default();
                text_with(lang.as_str(), key, &[("count", Arg::Number(days))])
            });
            let judged = if image.asset.is_whole {
                self.judged_at(image.asset).to_string()
            } else {
                say("registry-scan-incomplete")
            };
            let counts = severities().map(|severity| image.counts.get(severity).copied().unwrap_or_default());
            let cells =
                [printable(&format!("{}:{}", tag.repository, tag.tag)), printable(&image.asset.platform)]
                    .into_iter()
                    .chain(counts.map(|count| count.to_string()))
                    .chain([image.new.to_string(), age.unwrap_or_default(), judged]);
            table.add_row(cells);
        }
        writeln!(out, "{}", table.trim_fmt())
    }

    /// When it was judged: in this run, unless the same database and rules judged it a short while ago.
    fn judged_at(&self, asset: &Asset) -> Timestamp {
        let by = remembered::judged_by(self.rematch, &self.desk.plan);
        let most = jiff::SignedDuration::try_from(self.args.max_age).unwrap_or(jiff::SignedDuration::MAX);
        let lately =
            asset.judged_at.filter(|at| asset.judged_by == by && self.now.duration_since(*at) <= most);
        lately.unwrap_or(self.now)
    }

    fn write_json(
        &self,
        images: &BTreeMap<AssetId, OfImage<'_>>,
        out: &mut dyn Write,
    ) -> serde_json::Result<()> {
        let (rematch, round) = (self.rematch, self.round);
        let new = rematch.rows.iter().filter(|row| row.is_new).count();
        let judged_again = images.values().filter(|image| self.judged_at(image.asset) == self.now).count();
        let failure = |one: &Failure| RegistryFailure {
            place: one.place.clone(),
            digest: one.digest.clone(),
            detail: one.detail.clone(),
        };
        let envelope = RegistryScan {
            schema: REGISTRY_SCAN_V1,
            tool: remembered::TOOL,
            registry: self.args.host.clone(),
            at: self.now,
            database: remembered::database(rematch),
            complete: round.failures.is_empty() && rematch.asked.is_complete,
            threshold: self.desk.plan.config().fail_on,
            summary: RegistryScanSummary {
                repositories: round.repositories,
                tags: round.tags.len(),
                digests: round.digests,
                images: images.len(),
                pulled: round.pulled,
                left_out: round.left_out,
                judged_again,
                stale: images.values().filter(|image| self.is_stale(image.asset)).count(),
                new,
                known: rematch.rows.len() - new,
                failures: round.failures.len(),
            },
            tags: Each(|| self.lines(images).map(|(tag, image)| tagged(tag, image))),
            images: Each(|| images.values().map(|image| self.image(image))),
            advisories: Each(|| rematch.rows.iter().filter_map(|row| remembered::finding(rematch, row))),
            replacements: remembered::replacements(rematch),
            failures: round.failures.iter().map(failure).collect(),
            notes: rematch.asked.notes.clone(),
            // What no registry tells is no pass.
            not_observable: &["digests-without-a-tag", "last-pull-of-tags"],
        };
        serde_json::to_writer_pretty(out, &envelope)
    }

    fn image<'i>(&self, image: &'i OfImage<'_>) -> RegistryImage<'i> {
        let OfImage { asset, rest, counts, new } = image;
        RegistryImage {
            repository: &asset.name,
            digest: &asset.digest,
            platform: &asset.platform,
            built: asset.built,
            age_days: self.age_days(asset),
            stale: self.is_stale(asset),
            read_at: asset.read_at,
            judged_at: self.judged_at(asset),
            complete: asset.is_whole,
            not_analysed: &rest["notAnalysed"],
            counts,
            new: *new,
            findings: &rest["findings"],
        }
    }

    /// Says what was done.
    pub(super) fn conclude(&self, lang: Lang) {
        for failure in &self.round.failures {
            output::say(&failed(failure, lang));
        }
        for note in &self.rematch.asked.notes {
            output::say(note.text.get(lang));
        }
        if self.round.left_out > 0 {
            let count = [("count", Arg::Number(self.round.left_out as u64))];
            output::say(&text_with(lang.as_str(), "registry-scan-left-out", &count));
        }
        if self.round.tags.is_empty() {
            return output::say(&text(lang.as_str(), "registry-scan-nothing"));
        }
        output::say(&text(lang.as_str(), "registry-scan-unseen"));
        let images = self.images();
        let new = self.rematch.rows.iter().filter(|row| row.is_new).count() as u64;
        let stale = images.values().filter(|image| self.is_stale(image.asset)).count() as u64;
        let args = [
            ("repositories", Arg::Number(self.round.repositories as u64)),
            ("tags", Arg::Number(self.round.tags.len() as u64)),
            ("images", Arg::Number(images.len() as u64)),
            ("pulled", Arg::Number(self.round.pulled as u64)),
            ("new", Arg::Number(new)),
            ("known", Arg::Number(self.rematch.rows.len() as u64 - new)),
            ("stale", Arg::Number(stale)),
            ("days", Arg::Number(u64::from(self.args.stale_after))),
        ];
        output::say(&text_with(lang.as_str(), "registry-scan-last-line", &args));
    }
}

fn tagged<'i>(tag: &'i SeenTag, image: &'i OfImage<'_>) -> RegistryTag<'i> {
    RegistryTag {
        repository: &tag.repository,
        tag: &tag.tag,
        digest: &tag.digest,
        image: &image.asset.digest,
        platform: &image.asset.platform,
    }
}
