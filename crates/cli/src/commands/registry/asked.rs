//! What a registry tells: asked for within bounds, and never written to.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use sekimori_catalog::{RegistryView, SeenRepository, SeenTag, Transport, is_like};
use sekimori_model::{ContentDigest, ImageLimits, NotAnalysed, Problem};
use sekimori_parse::oci::{self, Descriptor, Document};
use sekimori_supply::image;
use sekimori_supply::image::registry::{Registry, RegistryOptions};
use sekimori_supply::web::Refused;

/// The most questions of one run.
const QUESTIONS: u64 = 50_000;

/// How long they may take in all.
const TIME: Duration = Duration::from_mins(15);

/// The most images of one index that are looked at.
const IMAGES: usize = 32;

/// Which repositories and tags are asked for, and how many.
pub(super) struct Wanted<'a> {
    pub(super) host: &'a str,
    /// Patterns of repositories; all where there are none.
    pub(super) repositories: &'a [String],
    pub(super) most_repositories: usize,
    pub(super) most_tags: usize,
    pub(super) today: Date,
    /// What tags stood for when an earlier run looked.
    pub(super) before: Option<&'a BTreeMap<String, String>>,
}

/// What was told.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) view: RegistryView,
    pub(super) problems: Vec<Problem>,
    pub(super) cut_short: bool,
}

/// Asks a registry: as the user, and as somebody without credentials.
pub(super) fn ask(wanted: &Wanted<'_>, options: &RegistryOptions) -> Result<Asked, image::Error> {
    // Nothing is sent along but the question, so that this may go without TLS.
    let mut open = RegistryOptions { credential_files: Vec::new(), ..options.clone() };
    open.web.insecure.push(wanted.host.to_owned());
    let nobody = Registry::new(wanted.host, &open)?;
    let mut asked = Asked::default();
    wanted.host.clone_into(&mut asked.view.host);
    asked.view.today = wanted.today;
    asked.view.is_compared = wanted.before.is_some();
    asked.view.transport = match nobody.is_plain() {
        Ok(true) => Transport::Plain,
        Ok(false) => Transport::Tls,
        Err(image::Error::Registry { cause: cause @ (Refused::Tls(_) | Refused::Authority), .. }) => {
            let why = if let Refused::Tls(why) = cause { why } else { cause.to_string() };
            asked.view.transport = Transport::Untrusted(why);
            asked.missing(wanted.host, "without a trusted certificate nothing is asked");
            asked.cut_short = true;
            return Ok(asked);
        }
        Err(error) => return Err(error),
    };
    if asked.view.transport == Transport::Tls {
        match nobody.certificate_ends() {
            Ok(end) => asked.view.certificate_ends = end.map(|end| end.to_zoned(TimeZone::UTC).date()),
            Err(error) => asked.missing(wanted.host, &format!("its certificate: {}", why(&error))),
        }
    }
    let mut questions = Questions {
        user: Registry::new(wanted.host, options)?,
        nobody,
        wanted,
        started: Instant::now(),
        left: QUESTIONS,
        asked,
    };
    questions.all();
    Ok(questions.asked)
}

struct Questions<'a> {
    user: Registry,
    nobody: Registry,
    wanted: &'a Wanted<'a>,
    started: Instant,
    left: u64,
    asked: Asked,
}

impl Asked {
    fn missing(&mut self, path: &str, detail: &str) {
        let (reason, detail) = (NotAnalysed::NotFetched, detail.to_owned());
        self.problems.push(Problem { path: path.into(), reason, detail });
    }

    fn cut(&mut self, path: &str, detail: &str) {
        self.missing(path, detail);
        self.cut_short = true;
    }
}

impl Questions<'_> {
    fn all(&mut self) {
        let wanted = self.wanted;
        let listed = self.nobody.repositories();
        self.asked.view.lists_anonymously = told(&listed.map(|names| !names.is_empty()));
        let mut names = self.names();
        if names.len() > wanted.most_repositories {
            let detail = format!("{} of {} repositories were asked", wanted.most_repositories, names.len());
            self.asked.cut(wanted.host, &detail);
            names.truncate(wanted.most_repositories);
        }
        for name in names {
            if !self.may_ask() {
                self.asked.cut(wanted.host, &format!("time or questions ran out before {name}"));
                return;
            }
            let repository = self.repository(name);
            self.asked.view.repositories.push(repository);
        }
    }

    /// The repositories that are wanted.
    fn names(&mut self) -> Vec<String> {
        let (host, patterns) = (self.wanted.host, self.wanted.repositories);
        let is_name = |pattern: &&String| !pattern.contains('*');
        let mut names: BTreeSet<String> = patterns.iter().filter(is_name).cloned().collect();
        if patterns.is_empty() || names.len() < patterns.len() {
            match self.user.repositories() {
                Ok(listed) => {
                    let is_wanted = |name: &String| patterns.is_empty() || is_like(patterns, name);
                    names.extend(listed.into_iter().filter(is_wanted));
                }
                Err(error) => {
                    self.asked.cut(host, &format!("its repositories are not told: {}", why(&error)));
                }
            }
        }
        names.into_iter().collect()
    }

    fn may_ask(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left > 0 && self.started.elapsed() < TIME
    }

    fn repository(&mut self, name: String) -> SeenRepository {
        let path = format!("{}/{name}", self.wanted.host);
        let mut seen = SeenRepository { name, ..SeenRepository::default() };
        let all = match self.user.tags(&seen.name) {
            Ok(all) => all,
            Err(error) => {
                self.asked.missing(&path, &why(&error));
                return seen;
            }
        };
        let (attached, tags): (Vec<_>, Vec<_>) = all.into_iter().partition(|tag| is_attached(tag));
        let attached: BTreeSet<String> = attached.into_iter().collect();
        seen.tag_count = Some(tags.len() as u64);
        if tags.len() > self.wanted.most_tags {
            let detail = format!("{} of {} tags were asked", self.wanted.most_tags, tags.len());
            self.asked.cut(&path, &detail);
        }
        // The list of tags may be open where images are not.
        seen.pulls_anonymously = tags.first().and_then(|tag| {
            let first = self.nobody.digest_of_tag(&seen.name, tag);
            told(&first.map(|digest| digest.is_some()))
        });
        let mut known: BTreeMap<ContentDigest, About> = BTreeMap::new();
        for tag in tags.iter().take(self.wanted.most_tags) {
            if !self.may_ask() {
                self.asked.cut(&path, &format!("time or questions ran out before {tag}"));
                break;
            }
            let digest = match self.user.digest_of_tag(&seen.name, tag) {
                Ok(Some(digest)) => digest,
                Ok(None) => {
                    self.asked.missing(&format!("{path}:{tag}"), "its digest is not told");
                    continue;
                }
                Err(error) => {
                    self.asked.missing(&format!("{path}:{tag}"), &why(&error));
                    continue;
                }
            };
            let about = match known.get(&digest) {
                Some(known) => *known,
                None => self.about(&seen.name, &digest, &attached),
            };
            known.insert(digest.clone(), about);
            let before = self.wanted.before.and_then(|before| before.get(&format!("{}:{tag}", seen.name)));
            seen.tags.push(SeenTag {
                name: tag.clone(),
                digest: digest.to_string(),
                before: before.cloned(),
                is_signed: about.is_signed,
                has_bill: about.has_bill,
                created: about.created,
                last_pulled: None,
            });
        }
        seen
    }

    /// What is told of an image, or of an index of several.
    fn about(&mut self, repository: &str, digest: &ContentDigest, tags: &BTreeSet<String>) -> About {
        let tagged = |end: &str| tags.contains(&format!("{}-{}.{end}", digest.algorithm(), digest.hex()));
        let document = self.document(repository, digest);
        let created = document.as_ref().and_then(|document| self.created(repository, document));
        let mut about = About { is_signed: None, has_bill: None, created };
        let (is_signed, has_bill) = (tagged("sig"), tagged("sbom"));
        let found = self.user.referrers(repository, digest, "");
        let Some(found) = self.given(&format!("{repository}@{digest}"), found) else {
            about.is_signed = is_signed.then_some(true);
            about.has_bill = has_bill.then_some(true);
            return about;
        };
        about.is_signed = if is_signed { Some(true) } else { self.has(repository, &found, is_signature) };
        about.has_bill = if has_bill { Some(true) } else { self.has(repository, &found, is_bill) };
        if about.has_bill == Some(false) {
            about.has_bill = self.bill_of_an_image(repository, document.as_ref());
        }
        about
    }

    /// Tells whether something of a type is listed that is still there: lists may keep what was deleted.
    fn has(&mut self, repository: &str, found: &[Descriptor], is_one: fn(&str) -> bool) -> Option<bool> {
        for one in found.iter().filter(|one| is_one(&one.artifact_type)).take(IMAGES) {
            if !self.may_ask() {
                return None;
            }
            let is_there = self.user.has_manifest(repository, &one.digest);
            if self.given(&format!("{repository}@{}", one.digest), is_there)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// What was given. Who does not answer has told nothing: that is named; who refuses has answered.
    fn given<T>(&mut self, place: &str, asked: Result<T, image::Error>) -> Option<T> {
        match asked {
            Ok(given) => Some(given),
            Err(image::Error::Registry { cause: Refused::Unauthorized(_) | Refused::Forbidden, .. }) => None,
            Err(error) if error.is_not_found() => None,
            Err(error) => {
                let path = format!("{}/{place}", self.wanted.host);
                self.asked.cut(&path, &why(&error));
                None
            }
        }
    }

    fn document(&mut self, repository: &str, digest: &ContentDigest) -> Option<Document> {
        if !self.may_ask() {
            return None;
        }
        let fetched = self.user.manifest(repository, digest.as_str(), ImageLimits::default().manifest_bytes);
        let fetched = self.given(&format!("{repository}@{digest}"), fetched)?;
        oci::document(&fetched.bytes, Some(&fetched.media_type)).ok()
    }

    /// The day on which an image says that it was built; of an index, that of its first image.
    fn created(&mut self, repository: &str, document: &Document) -> Option<Date> {
        let manifest = match document {
            Document::Manifest(manifest) => manifest.clone(),
            Document::Index(index) => {
                let first = index.manifests.iter().find(|image| !oci::is_attached(image))?;
                let Document::Manifest(manifest) = self.document(repository, &first.digest)? else {
                    return None;
                };
                manifest
            }
        };
        if !self.may_ask() {
            return None;
        }
        let limit = ImageLimits::default().manifest_bytes;
        let bytes = self.user.blob(repository, &manifest.config, limit);
        let bytes = self.given(&format!("{repository}@{}", manifest.config.digest), bytes)?;
        let created = oci::config(&bytes).ok()?.image.created?;
        Some(created.to_zoned(TimeZone::UTC).date())
    }

    /// Whether one of the images of an index has a bill, because a bill is of one platform.
    fn bill_of_an_image(&mut self, repository: &str, document: Option<&Document>) -> Option<bool> {
        let Document::Index(index) = document? else { return Some(false) };
        for image in index.manifests.iter().take(IMAGES) {
            // What a builder put beside the images may hold a bill, which is not looked into.
            if oci::is_attached(image) || !self.may_ask() {
                return None;
            }
            let found = self.user.referrers(repository, &image.digest, "");
            let found = self.given(&format!("{repository}@{}", image.digest), found)?;
            if self.has(repository, &found, is_bill)? {
                return Some(true);
            }
        }
        (index.manifests.len() <= IMAGES).then_some(false)
    }
}

/// What is told of an image.
#[derive(Debug, Clone, Copy)]
struct About {
    is_signed: Option<bool>,
    has_bill: Option<bool>,
    created: Option<Date>,
}

/// Types of signatures.
///
/// # Source
/// sigstore/cosign, `specs/SIGNATURE_SPEC.md`; sigstore/protobuf-specs, media type of a bundle; notaryproject/specifications,
/// `signature-specification.md`.
fn is_signature(artifact_type: &str) -> bool {
    artifact_type.starts_with("application/vnd.dev.cosign.artifact.sig.")
        || artifact_type.starts_with("application/vnd.dev.sigstore.bundle")
        || artifact_type == "application/vnd.cncf.notary.signature"
}

fn is_bill(artifact_type: &str) -> bool {
    let media = artifact_type.split(';').next().unwrap_or_default().trim();
    matches!(
        media,
        "application/vnd.cyclonedx+json" | "application/vnd.cyclonedx+xml" | "application/spdx+json"
    ) || media == "text/spdx"
}

/// Whether something is given to who has no credentials; none where the answer tells neither.
fn told(answer: &Result<bool, image::Error>) -> Option<bool> {
    match answer {
        Ok(true) => Some(true),
        Err(image::Error::Registry { cause: Refused::Unauthorized(_) | Refused::Forbidden, .. }) => {
            Some(false)
        }
        _ => None,
    }
}

pub(super) fn why(error: &image::Error) -> String {
    match error {
        image::Error::Registry { cause, .. } => cause.to_string(),
        other => other.to_string(),
    }
}

/// Tells whether a tag is a digest, with or without a word behind it: what is attached to that digest lies there.
///
/// # Source
/// OCI Distribution Specification 1.1, "Referrers Tag Schema"; cosign, `SIGNATURE_SPEC.md`.
pub(super) fn is_attached(tag: &str) -> bool {
    let of = |prefix: &str, digits: usize| {
        tag.strip_prefix(prefix).and_then(|rest| rest.split_at_checked(digits)).is_some_and(
            |(digest, rest)| {
                digest.bytes().all(|byte| byte.is_ascii_hexdigit())
                    && (rest.is_empty() || rest.starts_with('.'))
            },
        )
    };
    of("sha256-", 64) || of("sha512-", 64) || of("sha512-", 128)
}
