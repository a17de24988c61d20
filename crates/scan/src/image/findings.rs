//! From what was read of an image to findings and a verdict.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use sekimori_catalog::{Account, Check, ImagePlace, ImageView, ImageViolation, SeenFile, SeenKind};
use sekimori_model::wire::{AdvisoriesSeen, ImageSeen, Note, Summary};
use sekimori_model::{
    Confidence, Evidence, FileLocation, Finding, ImageFacts, ImageOrigin, LayerLocation, Location,
    NotAnalysed, Outcome, Package, Problem, Purl, RegistryLocation, Sbom, Severity, Span, Subject,
};

use super::accounts;
use super::config_text::ConfigText;
use super::layer::{KeptKind, Layer, LayerHit};
use super::owners::Owners;
use super::packages::problems_of_layers;
use super::stack::Stack;
use crate::advisories::{Bearings, judge_packages};
use crate::conclude::Gathered;
use crate::lines::Lines;
use crate::plan::{Plan, Selected};
use crate::secrets::{self, Identities};
use crate::{Scan, advisories, by_place, judge, waivers};

/// Judges an image.
pub(super) fn judge(
    facts: &ImageFacts,
    layers: &[Layer],
    stack: &Stack,
    sbom: &Sbom,
    owners: &Owners,
    plan: &Plan,
) -> Scan {
    let steps = layers.iter().map(|_| OnceCell::new()).collect();
    let desk = Desk { facts, layers, stack, owners, plan, steps };
    let mut all = All::default();
    desk.secrets(&mut all);
    desk.secrets_of_config(&mut all);
    desk.rules(sbom, &mut all);
    desk.packages(sbom, &mut all);
    for (problem, layer) in problems_of_layers(facts, layers) {
        all.findings.push(desk.not_analysed(&problem, Some(layer)));
    }
    for (index, layer) in layers.iter().enumerate() {
        all.findings.extend(layer.gaps.iter().map(|(path, gap)| {
            let mut finding = secrets::not_searched(path, gap);
            finding.locations = vec![desk.at(path, index, None)];
            finding
        }));
    }
    desk.conclude(all, sbom)
}

#[derive(Default)]
struct All {
    findings: Vec<Finding>,
    /// Where in the configuration a pattern found a secret, as the specification spells it.
    fields_with_secrets: HashSet<String>,
    used: BTreeSet<usize>,
    notes: Vec<Note>,
    advisories: Option<AdvisoriesSeen>,
}

struct Desk<'a> {
    facts: &'a ImageFacts,
    layers: &'a [Layer],
    stack: &'a Stack,
    owners: &'a Owners,
    plan: &'a Plan,
    /// The step that made each layer, once it is asked for.
    steps: Vec<OnceCell<Option<String>>>,
}

impl Desk<'_> {
    /// The secrets of all layers, also those that a later one takes away: who can pull the image can read them.
    fn secrets(&self, all: &mut All) {
        let selection = &self.plan.whole;
        let mut identities = Identities::default();
        // A value that stands at one path in several layers is one finding.
        let mut known: BTreeMap<(Arc<str>, &str, String, sekimori_secrets::Value), usize> = BTreeMap::new();
        // So are all keys that the distribution itself built into one library.
        let mut of_library: BTreeMap<(Arc<str>, &str, usize), usize> = BTreeMap::new();
        for (index, layer) in self.layers.iter().enumerate() {
            for found in &layer.hits {
                let hit = &found.hit;
                let key = (Arc::clone(&found.path), hit.rule.id, hit.context.clone(), hit.value.clone());
                // What stands in a name stands on no line.
                let span = Some(found.span).filter(|span| *span != Span::FILE_START);
                let place = self.at(&found.path, index, span);
                let library = (Arc::clone(&found.path), hit.rule.id, index);
                let owner = self.built_in(found, index);
                let same = owner.and_then(|_| of_library.get(&library).copied());
                if let Some(finding) = same.and_then(|same| all.findings.get_mut(same)) {
                    finding.locations.push(place);
                    continue;
                }
                if let Some(finding) = known.get(&key).and_then(|place| all.findings.get_mut(*place)) {
                    if !finding.locations.contains(&place) {
                        finding.locations.push(place);
                    }
                    continue;
                }
                let made = secrets::finding(hit, &found.path, self.plan, selection, &mut identities);
                let Some((mut finding, rule)) = made else { continue };
                finding.locations = vec![place];
                finding.evidence.extend(self.layer(index));
                if let Some(gone_by) = self.stack.gone_by(&found.path, index) {
                    let by = self.name_of_layer(gone_by);
                    finding.evidence.push(Evidence::Gone { by });
                }
                if let Some(owner) = owner {
                    lower(&mut finding, owner);
                    if finding.confidence < self.plan.config.min_confidence {
                        continue;
                    }
                    of_library.insert(library, all.findings.len());
                }
                all.used.extend(waivers::apply(&mut finding, rule, &[], self.plan));
                known.insert(key, all.findings.len());
                all.findings.push(finding);
            }
        }
    }

    /// What is published about the packages, each with the layer that brought it.
    fn packages(&self, sbom: &Sbom, all: &mut All) {
        let layer = |package: &Package| package.found_in.layer.and_then(|layer| usize::try_from(layer).ok());
        let bearings = Bearings {
            carrier: &|_| self.facts.repository.clone(),
            places: &|package| match layer(package) {
                Some(layer) => vec![self.at(&package.found_in.path, layer, None)],
                None => vec![advisories::of_file(package, ".")],
            },
            more: &|package| layer(package).and_then(|layer| self.layer(layer)).into_iter().collect(),
        };
        let judged = judge_packages(sbom, self.plan, &bearings);
        all.findings.extend(judged.findings);
        all.used.extend(judged.used);
        all.notes.extend(judged.notes);
        all.advisories = judged.seen;
    }

    /// Returns the package of the distribution that brought a library with a key in it: one that it tests itself with.
    fn built_in(&self, found: &LayerHit, layer: usize) -> Option<&Purl> {
        let name = found.path.rsplit('/').next().unwrap_or_default();
        let is_library = found.in_program
            && (name.strip_suffix(".so").is_some() || name.contains(".so."))
            && OF_LIBRARIES.iter().any(|folder| found.path.starts_with(folder));
        let is_key = KEYS.contains(&found.hit.rule.id) && found.hit.through.is_empty();
        if is_library && is_key { self.owners.of_file(&found.path, layer) } else { None }
    }

    fn secrets_of_config(&self, all: &mut All) {
        let (Some(config), Some(engine)) = (&self.facts.config, &self.plan.engine) else { return };
        let text = ConfigText::of(config);
        let bounds = secrets::bounds(self.plan, &self.plan.whole);
        // Recipes are what it is spelled like.
        let found = engine.scan("Dockerfile", text.text.as_bytes(), &bounds);
        let mut identities = Identities::default();
        let mut lines = Lines::of(text.text.as_bytes());
        let mut known: HashSet<(&str, sekimori_secrets::Value)> = HashSet::new();
        for hit in &found.hits {
            let span = lines.span(&hit.span);
            let field = text.field(span.line);
            all.fields_with_secrets.insert(field.to_owned());
            // What is set stands in the configuration, and again in the step that set it.
            if !known.insert((hit.rule.id, hit.value.clone())) {
                continue;
            }
            let made = secrets::finding(hit, CONFIG, self.plan, &self.plan.whole, &mut identities);
            let Some((mut finding, rule)) = made else { continue };
            finding.locations = vec![self.whole()];
            finding.evidence.push(Evidence::Step { name: secrets::without_secrets(field, self.plan) });
            all.used.extend(waivers::apply(&mut finding, rule, &[], self.plan));
            all.findings.push(finding);
        }
        let path: Arc<str> = CONFIG.into();
        all.findings.extend(found.gaps.iter().map(|gap| {
            let mut finding = secrets::not_searched(&path, gap);
            finding.locations = vec![self.whole()];
            finding
        }));
    }

    fn rules(&self, sbom: &Sbom, all: &mut All) {
        let files = self.files();
        let accounts = self.accounts();
        let view = ImageView {
            facts: self.facts,
            distribution: sbom.distribution.as_ref(),
            packages: &sbom.packages,
            files: &files,
            accounts: &accounts,
            file_count: self.stack.file_count(),
            bytes: self.layers.iter().map(|layer| layer.bytes).fold(0, u64::saturating_add),
            today: self.plan.today,
        };
        for selected in &self.plan.whole.images {
            let Check::Image(check) = selected.rule.check else { continue };
            // A defect in one rule must not cost the user what all others found.
            let violations = catch_unwind(AssertUnwindSafe(|| {
                let mut sink = view.sink(&selected.parameters);
                check(&view, &mut sink);
                let dropped = sink.dropped();
                (sink.into_violations(), dropped)
            }));
            let Ok((violations, dropped)) = violations else {
                let detail = format!("the rule {} failed on it", selected.rule.id);
                let problem =
                    Problem { path: self.facts.shown.as_str().into(), reason: NotAnalysed::Internal, detail };
                all.findings.push(self.not_analysed(&problem, None));
                continue;
            };
            if dropped > 0 {
                let detail = format!("{dropped} more findings of {}", selected.rule.id);
                let path = self.facts.shown.as_str().into();
                let problem = Problem { path, reason: NotAnalysed::TooManyFindings, detail };
                all.findings.push(self.not_analysed(&problem, None));
            }
            for violation in violations {
                // What is known by its own format says more than that a name looks like a secret's.
                let is_known = || all.fields_with_secrets.contains(&field_of(&violation, self.facts));
                if OF_SECRETS.contains(&selected.rule.id) && is_known() {
                    continue;
                }
                let mut finding = self.violation(selected, violation);
                all.used.extend(waivers::apply(&mut finding, selected.rule, &[], self.plan));
                all.findings.push(finding);
            }
        }
    }

    fn violation(&self, selected: &Selected, violation: ImageViolation) -> Finding {
        let repository = self.facts.repository.clone();
        let mut place = vec![self.whole()];
        let mut more = Vec::new();
        let (subject, path, at) = match violation.at {
            ImagePlace::Image => (Subject::Image { repository }, self.facts.shown.clone(), String::new()),
            ImagePlace::Config(field) => (Subject::Image { repository }, field.clone(), field),
            ImagePlace::Step(step) => {
                let steps = self.facts.config.as_ref().map_or(&[][..], |config| &config.history);
                let name = steps.get(step).map_or_else(String::new, |step| lasting(&step.created_by));
                more.push(Evidence::Step { name: format!("history[{step}]") });
                (Subject::Image { repository }, format!("history[{step}].created_by"), name)
            }
            ImagePlace::File { path, layer } => {
                let layer = usize::try_from(layer).unwrap_or(usize::MAX);
                place = vec![self.at(&path, layer, None)];
                more.extend(self.layer(layer));
                (Subject::Image { repository }, path.clone(), path)
            }
            ImagePlace::Package(package) => {
                let layer = package.found_in.layer.and_then(|layer| usize::try_from(layer).ok());
                if let Some(layer) = layer {
                    place = vec![self.at(&package.found_in.path, layer, None)];
                    more.extend(self.layer(layer));
                }
                let purl = package.purl.without_version();
                let version = package.purl.version.to_string();
                more.insert(0, Evidence::Package { purl: purl.clone(), version, fixed: None });
                (Subject::Package { purl, carrier: repository }, package.purl.to_string(), String::new())
            }
        };
        let discriminator = [at, violation.discriminator].join("\u{0}");
        let discriminator = discriminator.trim_matches('\u{0}');
        let mut finding = judge::finding(selected.rule, subject, discriminator, Outcome::Violated);
        finding.original_severity =
            (selected.severity != selected.rule.severity).then_some(selected.rule.severity);
        finding.severity = selected.severity;
        finding.mode = self.plan.whole.mode;
        let wanted = violation.wanted.into();
        finding.evidence = vec![Evidence::Value { path, seen: violation.seen, wanted }];
        finding.evidence.append(&mut more);
        finding.locations = place;
        finding
    }

    /// The files that rules ask for, as they are in the end.
    fn files(&self) -> Vec<SeenFile> {
        // A layer may have a path twice; the later one is what is unpacked.
        let mut files = BTreeMap::new();
        for (index, layer) in self.layers.iter().enumerate() {
            for kept in layer.kept.iter().filter(|kept| self.stack.is_there(&kept.path, index)) {
                let seen = SeenFile {
                    path: Arc::clone(&kept.path),
                    kind: match &kept.kind {
                        KeptKind::File => SeenKind::File,
                        KeptKind::Link(to) => SeenKind::Link(Arc::clone(to)),
                        KeptKind::Directory => SeenKind::Directory,
                        KeptKind::Special => SeenKind::Special,
                    },
                    mode: kept.mode,
                    user: kept.user,
                    group: kept.group,
                    size: kept.size,
                    layer: u32::try_from(index).unwrap_or(u32::MAX),
                };
                files.insert(Arc::clone(&kept.path), seen);
            }
        }
        files.into_values().collect()
    }

    fn accounts(&self) -> Vec<Account> {
        let last = |path: &str| {
            let layers = self.layers.iter().enumerate().rev();
            let mut said =
                layers.flat_map(|(index, layer)| layer.accounts.iter().map(move |said| (index, said)));
            let (index, (_, said)) = said.find(|(_, (of, _))| **of == *path)?;
            self.stack.is_there(path, index).then(|| (u32::try_from(index).unwrap_or(u32::MAX), said))
        };
        accounts::join(last("etc/passwd"), last("etc/shadow").map(|(_, said)| said))
    }

    /// The image as a place.
    fn whole(&self) -> Location {
        if self.facts.origin == ImageOrigin::RootFs {
            return of_file(".", None);
        }
        let digest = self.facts.digest.as_ref().map(ToString::to_string).unwrap_or_default();
        Location::Registry(RegistryLocation { reference: self.facts.shown.clone(), digest })
    }

    /// A file in a layer as a place.
    fn at(&self, path: &str, layer: usize, span: Option<Span>) -> Location {
        match self.facts.layers.get(layer).and_then(|layer| layer.digest.as_ref()) {
            Some(digest) => Location::Layer(LayerLocation {
                layer: digest.to_string(),
                path: path.to_owned(),
                line: span.map(|span| span.line),
            }),
            None => of_file(path, span),
        }
    }

    /// The layer, and the step that made it, as evidence.
    fn layer(&self, index: usize) -> Option<Evidence> {
        let layer = self.facts.layers.get(index)?;
        let digest = layer.digest.as_ref()?.to_string();
        Some(Evidence::Layer { digest, step: self.step(index) })
    }

    fn name_of_layer(&self, index: usize) -> String {
        let digest = self.facts.layers.get(index).and_then(|layer| layer.digest.as_ref());
        digest.map_or_else(|| index.to_string(), ToString::to_string)
    }

    /// The step that made a layer, cut to a line, without what may be a secret.
    fn step(&self, layer: usize) -> Option<String> {
        let say = || {
            let step = self.facts.layers.get(layer)?.step?;
            let said = &self.facts.config.as_ref()?.history.get(step)?.created_by;
            // The whole of it is cleaned: half a secret at the end of what is shown is none that a pattern knows.
            Some(shortened(&by_place::command(&secrets::without_secrets(said, self.plan))))
        };
        self.steps.get(layer)?.get_or_init(say).clone()
    }

    fn not_analysed(&self, problem: &Problem, layer: Option<usize>) -> Finding {
        let mut finding = judge::problem(problem);
        let is_file = !problem.path.is_empty() && *problem.path != *self.facts.shown;
        let place = match layer.filter(|_| is_file) {
            Some(layer) => self.at(&problem.path, layer, None),
            None if is_file => of_file(&problem.path, None),
            None => self.whole(),
        };
        finding.locations = vec![place];
        finding
    }

    fn conclude(&self, all: All, sbom: &Sbom) -> Scan {
        let plan = self.plan;
        let sum = |of: fn(&Layer) -> u64| self.layers.iter().map(of).fold(0, u64::saturating_add);
        let image = ImageSeen {
            reference: self.facts.shown.clone(),
            digest: self.facts.digest.as_ref().map(ToString::to_string),
            platform: self.facts.platform.to_string(),
            layers: self.facts.layers.len() as u64,
            files: self.stack.file_count(),
            packages: sbom.packages.len() as u64,
            distribution: sbom.distribution.as_ref().map(|it| it.pretty.to_string()),
        };
        let rules = plan.whole.images.len() + plan.whole.secrets.len() + plan.whole.advisories.len();
        let summary = Summary {
            rules: rules as u64,
            bytes: sum(|layer| layer.bytes),
            files_searched: sum(|layer| layer.searched),
            image: Some(image),
            advisories: all.advisories,
            ..Summary::default()
        };
        let cut_short = self.layers.iter().any(|layer| !layer.is_whole || layer.is_cut);
        let All { findings, used, notes, .. } = all;
        Gathered { findings, used, notes, summary, cut_short }.conclude(plan)
    }
}

/// Takes weight from a key that a library of the distribution tests itself with, and which everybody has who has the
/// distribution. The finding stays: an image can claim that a library is the distribution's.
fn lower(finding: &mut Finding, owner: &Purl) {
    let usual = finding.severity;
    finding.severity = usual.min(Severity::Low);
    finding.confidence = Confidence::Low;
    if finding.severity != usual {
        finding.original_severity.get_or_insert(usual);
    }
    let (purl, version) = (owner.without_version(), owner.version.to_string());
    finding.evidence.push(Evidence::Package { purl, version, fixed: None });
}

/// Where the libraries of a system lie.
const OF_LIBRARIES: [&str; 6] = ["usr/lib/", "usr/lib32/", "usr/lib64/", "lib/", "lib32/", "lib64/"];

/// The patterns of keys as libraries of cryptography have them for their own tests.
const KEYS: [&str; 1] = ["credential/private-key-pem"];

/// The rules that know a secret by the name that it has in the configuration.
const OF_SECRETS: [&str; 2] = ["image-config/build-argument-secret", "image-config/environment-secret"];

/// What the configuration is called where a path is wanted.
const CONFIG: &str = "(config)";

fn of_file(path: &str, span: Option<Span>) -> Location {
    let span = span.unwrap_or(Span::FILE_START);
    Location::File(FileLocation { path: path.into(), span, rendered: None, rendered_by: None })
}

/// Steps longer than this are cut: they stand on one line of a report.
const MAX_STEP: usize = 240;

fn shortened(step: &str) -> String {
    let words = step.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = words.floor_char_boundary(MAX_STEP);
    if cut < words.len() { format!("{}…", &words[..cut]) } else { words }
}

/// The field of the configuration that a violation is about, spelled like those of secrets; empty for what is elsewhere.
fn field_of(violation: &ImageViolation, facts: &ImageFacts) -> String {
    match &violation.at {
        ImagePlace::Config(field) if field == "config.Env" => {
            let env = facts.config.iter().flat_map(|config| &config.env);
            let place = env.enumerate().find(|(_, (name, _))| *name == violation.discriminator);
            place.map_or_else(String::new, |(index, _)| format!("config.Env[{index}]"))
        }
        ImagePlace::Step(step) => format!("history[{step}].created_by"),
        _ => String::new(),
    }
}

/// What a step says of itself in every build alike: without digests, which change with the files.
fn lasting(step: &str) -> String {
    let is_digest = |word: &&str| {
        let digits = word.bytes().filter(u8::is_ascii_hexdigit).count();
        digits >= 32 && word.len() <= digits + "sha256:file:".len()
    };
    step.split_whitespace().filter(|word| !is_digest(word)).collect::<Vec<_>>().join(" ")
}
