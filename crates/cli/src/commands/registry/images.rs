//! Images of a registry: each is pulled and read once, until it would be read otherwise.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rayon::ThreadPool;
use sekimori_model::config::Mode;
use sekimori_model::kept::RegistryFinding;
use sekimori_model::{
    ContentDigest, Finding, ImageLimits, Lang, LayerCache, Outcome, Platform, Sbom, SbomKind, SbomSubject,
};
use sekimori_parse::image::Reference;
use sekimori_parse::oci::{self, Descriptor, Document, media};
use sekimori_scan::{Plan, Reading, scan_image};
use sekimori_store::{AssetId, AssetKind, NewAsset, Store};
use sekimori_supply::image::cache::LayerFolder;
use sekimori_supply::image::registry::{Registry, RegistryOptions};
use sekimori_supply::image::{self, ImageRef, OpenOptions};
use serde_json::{Value, json};

use super::asked::why;
use crate::error::Error;
use crate::remembered;

/// Indexes that may stand in one another.
const DEPTH: usize = 4;

/// Images of one index that are scanned.
const IMAGES: usize = 64;

/// Manifests and indexes that one digest may lead to.
const MANIFESTS: usize = 500;

/// Findings of one image that are kept besides those of packages, the gravest.
const KEPT: usize = 1_000;

/// What scans images of one registry.
pub(super) struct Scanner<'a> {
    pub(super) host: &'a str,
    pub(super) registry: Registry,
    pub(super) options: RegistryOptions,
    pub(super) platform: Option<Platform>,
    pub(super) cache: Option<LayerFolder>,
    pub(super) pool: &'a ThreadPool,
    pub(super) store: Mutex<Store>,
    /// The images that are being read, so that none is pulled twice at one time.
    pub(super) at_work: AtWork,
    /// The time of the run; none where it lasts, and each thing has its own.
    pub(super) fixed: Option<Timestamp>,
}

/// What reads images.
pub(super) struct Reader {
    /// Without a database: packages are judged later, from what is kept.
    plan: Plan,
    /// The same as a text: another one where they would be read otherwise.
    read_by: String,
}

impl Reader {
    pub(super) fn new(plan: Plan, platform: Option<&Platform>) -> Self {
        let platform = platform.map(ToString::to_string).unwrap_or_default();
        Self { read_by: format!("{} {platform}", plan.reading_digest()), plan }
    }
}

/// Lets one at a time work on a thing.
#[derive(Debug, Default)]
pub(super) struct AtWork(Mutex<BTreeSet<String>>, Condvar);

/// Lets the next one work on a thing when it goes.
struct Turn<'a>(&'a AtWork, String);

impl AtWork {
    fn turn(&self, name: String) -> Turn<'_> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let free = self.1.wait_while(all, |all| all.contains(&name));
        free.unwrap_or_else(PoisonError::into_inner).insert(name.clone());
        Turn(self, name)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
        self.0.1.notify_all();
    }
}

/// What came of a manifest or an index.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    pub(super) assets: Vec<AssetId>,
    /// How many images were pulled.
    pub(super) pulled: usize,
    /// How many images are of another platform than was asked for.
    pub(super) left_out: usize,
    /// What could not be read, with its digest.
    pub(super) failures: Vec<(String, String)>,
}

/// What a manifest or an index leads to.
#[derive(Debug, Default)]
struct Tree {
    images: Vec<ContentDigest>,
    /// What was looked at, so that nothing is fetched twice.
    seen: BTreeSet<ContentDigest>,
    left_out: usize,
}

impl Scanner<'_> {
    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> Timestamp {
        let clock = || remembered::now().unwrap_or_else(|_| Timestamp::now());
        self.fixed.unwrap_or_else(clock)
    }

    /// The name of a repository, as references and findings have it.
    pub(super) fn name(&self, repository: &str) -> String {
        format!("{}/{repository}", self.host)
    }

    /// Sees to it that all images of a manifest or an index are kept as they would be read now.
    pub(super) fn scan(
        &self,
        repository: &str,
        digest: &ContentDigest,
        by: &Reader,
    ) -> Result<Scanned, Error> {
        let name = self.name(repository);
        let known = self.store().members(&name, digest.as_str()).map_err(Error::State)?;
        if !known.is_empty() && known.iter().all(|asset| asset.read_by == by.read_by) {
            let assets: Vec<AssetId> = known.iter().map(|asset| asset.id).collect();
            self.store().seen(&assets, self.now()).map_err(Error::State)?;
            return Ok(Scanned { assets, ..Scanned::default() });
        }
        let mut scanned = Scanned::default();
        let mut tree = Tree::default();
        let listed = self.images(repository, digest, DEPTH, &mut tree);
        let mut images = tree.images;
        scanned.left_out = tree.left_out;
        if let Err(detail) = listed {
            scanned.failures.push((digest.to_string(), detail));
            if images.is_empty() {
                scanned.assets.extend(known.iter().map(|asset| asset.id));
            }
        }
        if images.len() > IMAGES {
            let detail = format!("{IMAGES} of {} images were scanned", images.len());
            scanned.failures.push((digest.to_string(), detail));
            images.truncate(IMAGES);
        }
        for image in images {
            self.image(repository, &image, by, &mut scanned)?;
        }
        self.store().put_members(&name, digest.as_str(), &scanned.assets).map_err(Error::State)?;
        Ok(scanned)
    }

    /// Lists the images of a manifest or an index.
    fn images(
        &self,
        repository: &str,
        digest: &ContentDigest,
        depth: usize,
        tree: &mut Tree,
    ) -> Result<(), String> {
        if !tree.seen.insert(digest.clone()) {
            return Ok(());
        }
        if tree.seen.len() > MANIFESTS {
            return Err(format!("it leads to more than {MANIFESTS} manifests"));
        }
        let limit = ImageLimits::default().manifest_bytes;
        let fetched =
            self.registry.manifest(repository, digest.as_str(), limit).map_err(|error| why(&error))?;
        let document =
            oci::document(&fetched.bytes, Some(&fetched.media_type)).map_err(|error| error.to_string())?;
        let index = match document {
            // A bill, a chart or a signature is no image. What else it says of itself, no runtime asks.
            Document::Manifest(manifest) => {
                let is_content = |layer: &Descriptor| !is_statement(&layer.media_type);
                let has_layers = manifest.layers.is_empty() || manifest.layers.iter().any(is_content);
                if media::is_image_config(&manifest.config.media_type) && has_layers {
                    tree.images.push(digest.clone());
                }
                return Ok(());
            }
            Document::Index(index) => index,
        };
        if depth == 0 {
            return Err("it is an index within an index within an index".to_owned());
        }
        let mut left_out = 0;
        for entry in index.manifests.iter().filter(|entry| !oci::is_attached(entry)) {
            if tree.images.len() > IMAGES {
                break;
            }
            match (&entry.platform, &self.platform) {
                (Some(is), Some(wanted)) if !oci::fits(is, wanted) => left_out += 1,
                (Some(_), _) if !media::is_index(&entry.media_type) => {
                    if tree.seen.insert(entry.digest.clone()) {
                        tree.images.push(entry.digest.clone());
                    }
                }
                // What it is, it says itself.
                _ => self.images(repository, &entry.digest, depth - 1, tree)?,
            }
        }
        // Of an index with the platform, the others are not missed.
        tree.left_out += if tree.images.is_empty() { left_out } else { 0 };
        Ok(())
    }

    fn image(
        &self,
        repository: &str,
        digest: &ContentDigest,
        by: &Reader,
        scanned: &mut Scanned,
    ) -> Result<(), Error> {
        let name = self.name(repository);
        let _turn = self.at_work.turn(format!("{name}@{digest}"));
        let known = self.store().asset(&name, digest.as_str()).map_err(Error::State)?;
        if let Some(asset) = known.as_ref().filter(|asset| asset.read_by == by.read_by) {
            self.store().seen(&[asset.id], self.now()).map_err(Error::State)?;
            scanned.assets.push(asset.id);
            return Ok(());
        }
        match self.pull(&name, digest, by) {
            Ok(None) => scanned.left_out += 1,
            Ok(Some(Pulled { sbom, built, platform, is_whole, rest })) => {
                let rest = rest.to_string();
                let asset = NewAsset {
                    kind: AssetKind::Image,
                    name: &name,
                    digest: digest.as_str(),
                    platform: &platform,
                    built,
                    is_whole,
                    read_by: &by.read_by,
                    rest: &rest,
                };
                scanned.assets.push(self.store().put(&asset, &sbom, self.now()).map_err(Error::State)?);
                scanned.pulled += 1;
            }
            Err(detail) => {
                scanned.failures.push((digest.to_string(), detail));
                // What an earlier run saw of it counts until it can be read again.
                let id = match known {
                    Some(asset) => asset.id,
                    None => self.put_broken(&name, digest)?,
                };
                scanned.assets.push(id);
            }
        }
        Ok(())
    }

    /// Remembers that there is an image that could not be read: it is tried again each time.
    fn put_broken(&self, name: &str, digest: &ContentDigest) -> Result<AssetId, Error> {
        let subject = SbomSubject {
            kind: SbomKind::Image,
            name: name.to_owned(),
            version: digest.to_string(),
            properties: std::collections::BTreeMap::new(),
        };
        let (distribution, packages, problems) = (None, Vec::new(), Vec::new());
        let sbom = Sbom { subject, distribution, packages, executables: None, problems, created: None };
        let (kind, digest, platform, read_by) = (AssetKind::Image, digest.as_str(), "", "");
        let rest = "{}";
        let asset = NewAsset { kind, name, digest, platform, built: None, is_whole: false, read_by, rest };
        self.store().put(&asset, &sbom, self.now()).map_err(Error::State)
    }

    /// Reads an image; none where it is of another platform than was asked for.
    fn pull(&self, name: &str, digest: &ContentDigest, by: &Reader) -> Result<Option<Pulled>, String> {
        let reference = Reference::parse(&format!("{name}@{digest}")).map_err(|cause| cause.to_string())?;
        let (registry, platform) = (self.options.clone(), self.platform.clone());
        let options = OpenOptions { registry, platform, ..OpenOptions::default() };
        let image = match image::open(&ImageRef::Registry(reference), &options) {
            Ok(image) => image,
            Err(image::Error::Platform { .. }) => return Ok(None),
            Err(error) => return Err(why(&error)),
        };
        let cache = self.cache.as_ref().map(|cache| cache as &dyn LayerCache);
        let reading = Reading { cache, ..Reading::default() };
        let found = scan_image(&*image, &reading, &by.plan, self.pool, &|_| {});
        let facts = image.facts();
        let mut findings: Vec<Finding> = found.scan.findings.iter().collect();
        // A layer that cannot be fetched or is not what its digest says is no property of the image.
        let unread = findings
            .iter()
            .find(|finding| matches!(finding.outcome, Outcome::NotAnalysed(reason) if is_passing(reason)));
        if let Some(unread) = unread {
            return Err(unread.title.get(Lang::En).to_owned());
        }
        let is_gap = |finding: &&Finding| matches!(finding.outcome, Outcome::NotAnalysed(_));
        let gaps = findings.iter().filter(is_gap).count();
        findings.retain(|finding| matches!(finding.outcome, Outcome::Violated | Outcome::Waived));
        findings.sort_by_key(|finding| {
            (finding.is_waived(), std::cmp::Reverse(finding.mode), std::cmp::Reverse(finding.severity))
        });
        Ok(Some(Pulled {
            built: facts.config.as_ref().and_then(|config| config.created),
            platform: facts.platform.to_string(),
            is_whole: !found.scan.cut_short,
            rest: rest(&findings, gaps),
            sbom: found.sbom,
        }))
    }
}

struct Pulled {
    sbom: Sbom,
    built: Option<Timestamp>,
    platform: String,
    is_whole: bool,
    rest: Value,
}

/// Tells whether a layer is a statement about an image: a signature, an attestation or a bill.
///
/// # Source
/// sigstore/cosign, `specs/SIGNATURE_SPEC.md` and `ATTESTATION_SPEC.md`.
fn is_statement(media_type: &str) -> bool {
    [
        "application/vnd.dev.cosign.",
        "application/vnd.dsse.envelope",
        "application/vnd.cyclonedx",
        "application/spdx",
        "text/spdx",
    ]
    .iter()
    .any(|start| media_type.starts_with(start))
}

/// Whether the next attempt may see more.
fn is_passing(reason: sekimori_model::NotAnalysed) -> bool {
    use sekimori_model::NotAnalysed;
    matches!(reason, NotAnalysed::NotFetched | NotAnalysed::DigestMismatch)
}

/// What rules said besides those of packages, in the words of reports: no value of a secret is in it.
fn rest(findings: &[Finding], gaps: usize) -> Value {
    let of = |finding: &Finding| {
        json!(RegistryFinding {
            rule: &finding.rule,
            severity: finding.severity,
            mode: finding.mode,
            waived: finding.is_waived(),
            fingerprint: finding.fingerprint,
            title: &finding.title,
            path: finding.path(),
            decides: finding.mode == Mode::Deny && !finding.is_waived(),
        })
    };
    let mut counts = serde_json::Map::new();
    for finding in findings.iter().filter(|finding| !finding.is_waived()) {
        let count = counts.entry(finding.severity.to_string()).or_insert(json!(0));
        *count = json!(count.as_u64().unwrap_or_default() + 1);
    }
    json!({
        "counts": counts,
        "notAnalysed": gaps,
        "findings": findings.iter().take(KEPT).map(of).collect::<Vec<_>>(),
    })
}
