//! A scan from its listing to its verdict.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use rayon::ThreadPool;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sekimori_model::config::Mode;
use sekimori_model::inventory::{Inventory, Item, Names};
use sekimori_model::wire::{FINDINGS_V1, FindingList, Findings, Note, NoteCode, Summary, Tool, Workload};
use sekimori_model::{
    Decision, Entry, Finding, Limits, Listing, NotAnalysed, Outcome, PodSecurity, Problem, SbomKind,
    SbomSubject, Source, Stage, Thresholds, Verdict, Waiver, WaiverStatus,
};
use sekimori_parse::kubernetes::is_kustomization;
use sekimori_parse::packages::Bounds;
use sekimori_secrets::Scratch;

use crate::advisories::{Bearings, Judged, judge_packages};
use crate::conclude::Done;
use crate::file::{self, Examined};
use crate::packed::{Chunk, Gist, PackedFindings, Packer};
use crate::plan::{Plan, Selected};
use crate::rendered::{self, Sheet, Sheets};
use crate::verification::Pending;
use crate::{Advisories, advisories, focus, hush, judge, owners, sbom, secrets, streamed, waivers, wants};

/// What a scan found.
#[derive(Debug)]
pub struct Scan {
    /// The findings, sorted by path, line, column, rule and fingerprint.
    pub findings: PackedFindings,
    /// The level of the Pod Security Standards that each workload satisfies, sorted by path and place.
    pub workloads: Vec<Workload>,
    /// What the user should know about how the scan went.
    pub notes: Vec<Note>,
    /// What was looked at.
    pub summary: Summary,
    /// What the checkpoint decides.
    pub verdict: Verdict,
    /// The day that expiry was judged by.
    pub date: Date,
    /// The standard that alone was judged by.
    pub standard: Option<PodSecurity>,
    /// True where a budget cut the scan short.
    pub cut_short: bool,
    /// True where nothing but secrets was looked for.
    pub only_secrets: bool,
    /// True where manifests were there and none of them could be read, or what makes them could not be rendered.
    pub(crate) lost_manifests: bool,
}

/// Scans what `source` holds.
///
/// Files are examined in parallel on `pool`; the result does not depend on how many threads it has. `progress` is
/// called with the number of files, then once for each file that is done; twice where rules ask for other objects.
pub fn scan(
    source: &dyn Source,
    plan: &Plan,
    pool: &ThreadPool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Scan {
    let limits = &plan.config.limits;
    let listing = source.list(limits);
    let mut summary = Summary {
        files_listed: (listing.entries.len() + listing.problems.len()) as u64,
        ..Summary::default()
    };
    summary.files_changed = source.is_a_change().then_some(summary.files_listed);
    let rendered: &[Entry] = if plan.only_secrets { &[] } else { &listing.entries };
    let mut sheets = pool.install(|| rendered::render(source, rendered, plan));
    summary.charts = sheets.charts;
    summary.overlays = sheets.overlays;
    let is_plain = |entry: &&Entry| {
        !plan.only_secrets && (entry.named || wants(&entry.path)) && !sheets.consumed.contains(&entry.path)
    };
    let wanted: Vec<&Entry> = listing.entries.iter().filter(is_plain).collect();
    // Secrets are searched for in files of any kind.
    let looked_at: Vec<(&Entry, bool)> = match plan.engine {
        Some(_) => listing.entries.iter().map(|entry| (entry, is_plain(&entry))).collect(),
        None => wanted.iter().map(|entry| (*entry, true)).collect(),
    };
    let inventory = if plan.asks_inventory() || wanted.iter().any(|entry| is_kustomization(&entry.path)) {
        progress(Progress::Files(wanted.len() + sheets.all.len()));
        pool.install(|| survey(source, &wanted, &sheets, plan, progress))
    } else {
        Inventory::default()
    };
    progress(Progress::Files(looked_at.len() + sheets.all.len()));
    let packer = Packer::default();
    let sum = Mutex::new(Sum::default());
    pool.install(|| {
        looked_at.par_iter().for_each_init(Scratch::default, |scratch, (entry, is_plain)| {
            let mut examined = examine(source, entry, *is_plain, plan, &inventory, scratch);
            examined.findings.iter_mut().for_each(|finding| examined.values.cut(finding));
            let chunk = pack(&packer, &entry.path, std::mem::take(&mut examined.findings), plan);
            sum.lock().unwrap_or_else(PoisonError::into_inner).add(examined, chunk);
            progress(Progress::Done);
        });
    });
    let of_sheets = pool.install(|| {
        let each = sheets.all.par_iter().map(|sheet| {
            let mut examined = examine_sheet(sheet, plan, &inventory);
            let findings = std::mem::take(&mut examined.findings);
            sum.lock().unwrap_or_else(PoisonError::into_inner).add(examined, None);
            progress(Progress::Done);
            findings
        });
        each.collect::<Vec<_>>()
    });
    drop(inventory);
    let packages = packages(source, &listing, plan, pool);
    let Sum {
        mut chunks,
        mut notes,
        mut workloads,
        mut used,
        owners_met,
        pending,
        manifests,
        summary: of_files,
    } = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    let unrendered = of_sheets.iter().flatten().chain(&sheets.findings).any(Finding::is_not_analysed);
    let lost_manifests = unrendered || manifests.read == 0 && manifests.lost > 0;
    add(&mut summary, &of_files);
    chunks.extend(
        listing.problems.iter().filter_map(|one| pack(&packer, &one.path, vec![judge::problem(one)], plan)),
    );
    let of_sheets: Vec<Finding> = of_sheets.into_iter().flatten().collect();
    used.extend(packages.used);
    chunks.extend(pack_by_file(&packer, packages.findings, plan));
    notes.sort();
    rendered::merge_notes(&mut notes, &of_sheets);
    sheets.findings.extend(rendered::merge(of_sheets));
    chunks.extend(pack_by_file(&packer, std::mem::take(&mut sheets.findings), plan));
    if listing.truncated {
        let problem = too_many_files(limits);
        chunks.extend(pack(&packer, &problem.path, vec![judge::problem(&problem)], plan));
    }
    let mut findings = packer.finish(chunks);
    summary.verified = plan.verifier.as_deref().map(|verifier| pending.verify(verifier, &mut findings));
    workloads.sort();
    notes.extend(waiver_notes(plan, &used));
    notes.extend(packages.notes);
    summary.advisories = packages.seen;
    notes.extend(owners::unread(plan));
    notes.extend(owners::unknown(plan, &owners_met));
    notes.extend(rendered::unused(plan, &sheets.releases));
    summary.rules = plan.rule_count() as u64;
    let seen = focus::Seen {
        source,
        plain: &looked_at.iter().map(|(entry, _)| *entry).collect::<Vec<_>>(),
        consumed: &sheets.consumed,
        touched: sheets.touched(source),
    };
    let cut_short = listing.truncated;
    Done { findings, workloads, notes, summary, cut_short, lost_manifests }.conclude(&seen, plan)
}

/// What is published about the packages that the files name. Where nobody could say anything of them, the first of them is
/// enough to say so.
fn packages(source: &dyn Source, listing: &Listing, plan: &Plan, pool: &ThreadPool) -> Judged {
    let asks = |rules: &[Selected]| !rules.is_empty() || !plan.config.scopes.is_empty();
    let is_asked = asks(&plan.whole.advisories) || asks(&plan.whole.packages);
    if plan.only_secrets || plan.standard.is_some() || !is_asked {
        return Judged::default();
    }
    if !matches!(plan.advisories, Advisories::Known(_)) && !asks(&plan.whole.packages) {
        let files = listing.entries.iter().filter(|entry| sbom::names_packages(&entry.path)).count();
        let notes = advisories::missing(&plan.advisories, files).into_iter().collect();
        return Judged { notes, ..Judged::default() };
    }
    let subject = SbomSubject {
        kind: SbomKind::Source,
        name: String::new(),
        version: String::new(),
        properties: [].into(),
    };
    let bill = sbom::collect_listed(source, listing, subject, &plan.config.limits, &Bounds::default(), pool);
    let bearings = Bearings {
        carrier: &|package| package.found_in.path.to_string(),
        places: &|package| vec![advisories::of_file(package, ".")],
        more: &|_| Vec::new(),
    };
    let mut judged = judge_packages(&bill, plan, &bearings);
    // What cannot be read at all is told where it is listed.
    let of_parser =
        |problem: &&Problem| !matches!(problem.reason, NotAnalysed::TooLarge | NotAnalysed::Unreadable);
    judged.findings.extend(bill.problems.iter().filter(of_parser).map(judge::problem));
    judged
}

fn too_many_files(limits: &Limits) -> Problem {
    let detail = format!("more than {} files", limits.files);
    Problem { path: ".".into(), reason: NotAnalysed::TooManyFiles, detail }
}

/// What came of the files so far, in whatever order they were done; all of it is sorted in the end.
#[derive(Default)]
struct Sum {
    chunks: Vec<Chunk>,
    notes: Vec<Note>,
    workloads: Vec<Workload>,
    used: BTreeSet<usize>,
    owners_met: BTreeSet<usize>,
    pending: Pending,
    manifests: Manifests,
    summary: Summary,
}

/// Files of which a parser was to make objects or profiles.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Manifests {
    /// Those that it could read, whatever they hold.
    read: u64,
    /// The others.
    lost: u64,
}

impl Sum {
    fn add(&mut self, mut examined: Examined, chunk: Option<Chunk>) {
        self.chunks.extend(chunk);
        self.notes.append(&mut examined.notes);
        self.workloads.append(&mut examined.workloads);
        self.used.extend(examined.waivers_used);
        self.owners_met.append(&mut examined.owners_met);
        self.pending.add(std::mem::take(&mut examined.pending));
        self.manifests.read += examined.manifests.read;
        self.manifests.lost += examined.manifests.lost;
        add(&mut self.summary, &examined.summary);
    }
}

/// Puts the findings of a file in order and packs them.
fn pack(packer: &Packer, path: &Arc<str>, mut findings: Vec<Finding>, plan: &Plan) -> Option<Chunk> {
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
    owners::of_files(&mut findings, plan);
    for finding in &mut findings {
        hush::finding(finding, plan);
    }
    packer.pack(path, &findings)
}

/// Packs findings that are of any files, each file's together.
pub(crate) fn pack_by_file(packer: &Packer, findings: Vec<Finding>, plan: &Plan) -> Vec<Chunk> {
    let mut by_file: BTreeMap<Arc<str>, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        by_file.entry(finding.path().into()).or_default().push(finding);
    }
    by_file.into_iter().filter_map(|(path, findings)| pack(packer, &path, findings, plan)).collect()
}

/// How far a scan has come.
#[derive(Debug, Clone, Copy)]
pub enum Progress {
    /// The number of files to examine.
    Files(usize),
    /// One more file is done.
    Done,
}

impl Scan {
    /// Tells whether everything was analysed.
    pub fn is_complete(&self) -> bool {
        self.summary.not_analysed == 0 && !self.cut_short
    }

    /// Tells whether it was no limit that left something unsearched, but what is damaged, closed or not there.
    pub(crate) fn misses_parts(&self) -> bool {
        let passed = |reason| is_limit(reason) || reason == NotAnalysed::TooLarge;
        let at_limit = |gist: &Gist| matches!(gist.outcome, Outcome::NotAnalysed(reason) if passed(reason));
        self.only_secrets && !self.findings.gists().any(at_limit)
    }

    /// Tells whether all that there was could not be analysed.
    pub fn analysed_nothing(&self) -> bool {
        let summary = &self.summary;
        // That a manifest was searched for secrets says nothing of what else is wrong with it.
        let searched = summary.files_searched > 0 && (self.only_secrets || !self.lost_manifests);
        let asked = summary.registry.as_ref().is_some_and(|seen| seen.tags > 0);
        let compared = summary.advisories.is_some_and(|seen| seen.packages > 0);
        let judged = summary.objects > 0 || summary.profiles > 0 || searched || asked || compared;
        // Where no file has changed there is nothing to miss.
        !judged && summary.not_analysed > 0 && summary.files_changed != Some(0)
    }

    /// Tells whether nothing belongs to one of the owners that were asked for, or no chart is the one that a release is
    /// of: the name may be misspelt.
    pub fn misses_named(&self) -> bool {
        self.misses_chart() || self.notes.iter().any(|note| note.code == NoteCode::OwnerUnknown)
    }

    /// Tells whether no chart is the one that a release is of.
    pub(crate) fn misses_chart(&self) -> bool {
        self.notes.iter().any(|note| note.code == NoteCode::ReleaseUnused)
    }

    /// Tells whether enough was seen that finding nothing means something.
    pub(crate) fn is_conclusive(&self) -> bool {
        !self.cut_short && !self.analysed_nothing() && self.saw_anything() && !self.misses_named()
    }

    /// Tells whether there was anything to look at.
    pub fn saw_anything(&self) -> bool {
        saw_anything(&self.summary, &self.findings)
    }

    /// Returns the envelope that is written as JSON.
    pub fn envelope(&self) -> Findings<'_> {
        Findings {
            schema: FINDINGS_V1,
            tool: Tool { name: "sekimori", version: env!("CARGO_PKG_VERSION") },
            date: self.date,
            standard: self.standard,
            complete: self.is_complete(),
            verdict: &self.verdict,
            summary: &self.summary,
            findings: FindingList(&self.findings),
            workloads: &self.workloads,
            notes: &self.notes,
        }
    }
}

/// What was left out was seen as well, and where no file has changed there is nothing to miss.
pub(crate) fn saw_anything(summary: &Summary, findings: &PackedFindings) -> bool {
    if let Some(seen) = &summary.registry {
        return seen.repositories > 0;
    }
    let nothing_changed = summary.files_changed == Some(0);
    let searched = summary.files_searched > 0 || summary.history.is_some();
    // An image without a file still says how it is run; an empty folder says nothing.
    let image = summary.image.as_ref();
    let searched = searched || image.is_some_and(|image| image.files > 0 || image.digest.is_some());
    let searched = searched || summary.advisories.is_some_and(|seen| seen.packages > 0);
    let saw_any = summary.objects > 0 || summary.profiles > 0 || searched || !findings.is_empty();
    saw_any || !summary.left_out.is_nothing() || nothing_changed
}

/// Reads what the objects of all files know of each other, before any rule runs.
///
/// Files are read and parsed a second time for the rules: to keep 40,000 parsed files would cost more memory than a
/// build machine has, and what failed here is told there.
fn survey(
    source: &dyn Source,
    wanted: &[&Entry],
    sheets: &Sheets,
    plan: &Plan,
    progress: &(dyn Fn(Progress) + Sync),
) -> Inventory {
    let names = Names::default();
    let each = wanted.par_iter().map(|entry| {
        let bytes = source.read(entry, &plan.config.limits).unwrap_or_default();
        let items = catch_unwind(AssertUnwindSafe(|| file::survey(entry, &bytes, plan, &names)));
        progress(Progress::Done);
        items.unwrap_or_default()
    });
    let mut items: Vec<Vec<Item>> = each.collect();
    let of_sheets = sheets.all.par_iter().map(|sheet| {
        let work = || file::survey(&sheet.entry(), sheet.text.as_bytes(), plan, &names);
        let items = catch_unwind(AssertUnwindSafe(work));
        progress(Progress::Done);
        items.unwrap_or_default()
    });
    items.extend(of_sheets.collect::<Vec<_>>());
    Inventory::new(items.into_iter().flatten().collect())
}

/// Examines a file: what a parser knows if `is_plain`, and every file for secrets.
fn examine(
    source: &dyn Source,
    entry: &Entry,
    is_plain: bool,
    plan: &Plan,
    inventory: &Inventory,
    scratch: &mut Scratch,
) -> Examined {
    let bytes = match source.read(entry, &plan.config.limits) {
        Ok(bytes) => bytes,
        Err(problem) => return examine_unread(source, entry, is_plain, &problem, plan),
    };
    // A defect in one rule must not cost the user what all others found.
    let guarded = |work: &mut dyn FnMut() -> Examined| {
        catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| file::broken(&entry.path))
    };
    let mut examined = Examined::default();
    if is_plain {
        examined = guarded(&mut || file::examine(entry, &bytes, plan, inventory));
        let lost = examined.findings.iter().any(Finding::is_not_analysed);
        let read = !lost && examined.summary.files_examined > 0;
        examined.manifests = Manifests { read: u64::from(read), lost: u64::from(lost) };
    }
    if let Some(engine) = &plan.engine {
        let known = secrets::Known { examined: &examined, source };
        let secrets = guarded(&mut || secrets::examine(&entry.path, &bytes, engine, plan, &known, scratch));
        examined.add(secrets);
    }
    examined
}

/// Examines a file that was not read whole: one that is too large is searched for secrets as it is read, and only what a
/// parser would have known of it is missed.
fn examine_unread(
    source: &dyn Source,
    entry: &Entry,
    is_plain: bool,
    problem: &Problem,
    plan: &Plan,
) -> Examined {
    let engine = plan.engine.as_ref().filter(|_| problem.reason == NotAnalysed::TooLarge);
    let work = || engine.map_or(Ok(None), |engine| streamed::examine(source, entry, engine, plan));
    let told = |problem| {
        let manifests = Manifests { read: 0, lost: u64::from(is_plain) };
        Examined { findings: vec![judge::problem(problem)], manifests, ..Examined::default() }
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(Some(secrets))) if is_plain => {
            let mut examined = told(problem);
            examined.add(secrets);
            examined
        }
        Ok(Ok(Some(secrets))) => secrets,
        Ok(Ok(None)) => told(problem),
        Ok(Err(problem)) => told(&problem),
        Err(_) => file::broken(&entry.path),
    }
}

fn examine_sheet(sheet: &Sheet, plan: &Plan, inventory: &Inventory) -> Examined {
    catch_unwind(AssertUnwindSafe(|| file::examine_sheet(sheet, plan, inventory)))
        .unwrap_or_else(|_| file::broken(&sheet.path))
}

fn add(sum: &mut Summary, one: &Summary) {
    sum.files_examined += one.files_examined;
    sum.files_searched += one.files_searched;
    sum.documents += one.documents;
    sum.documents_of_other_kinds += one.documents_of_other_kinds;
    sum.objects += one.objects;
    sum.workloads += one.workloads;
    sum.profiles += one.profiles;
    sum.bytes += one.bytes;
    sum.counts.not_applicable += one.counts.not_applicable;
    sum.counts.not_observable += one.counts.not_observable;
}

/// Tells whether a finding says that the rest of something readable was dropped. Where nothing but secrets is looked for,
/// what could not be unpacked counts as well: nothing else would tell of it.
pub(crate) fn cuts_short(gist: &Gist, only_secrets: bool) -> bool {
    use NotAnalysed::{
        BrokenArchive, Damaged, Encrypted, Internal, Missing, TooLarge, UnknownCompression, Unreadable,
    };
    let unsearched =
        [BrokenArchive, Damaged, Encrypted, Internal, Missing, TooLarge, UnknownCompression, Unreadable];
    let is_one = |reason| only_secrets && unsearched.contains(&reason);
    matches!(gist.outcome, Outcome::NotAnalysed(reason) if is_limit(reason) || is_one(reason))
}

/// Tells whether looking ended at a bound with something readable behind it.
fn is_limit(reason: NotAnalysed) -> bool {
    use NotAnalysed::{TooManyDocuments, TooManyFiles, TooManyFindings, TooManySteps, UnpacksTooMuch};
    matches!(reason, TooManyDocuments | TooManyFiles | TooManyFindings | TooManySteps | UnpacksTooMuch)
}

fn key(finding: &Finding) -> impl Ord + '_ {
    let span = finding.spot().map(|(_, span)| span);
    (finding.path(), span, &finding.rule, finding.fingerprint)
}

pub(crate) fn waiver_notes(plan: &Plan, used: &BTreeSet<usize>) -> Vec<Note> {
    let mut notes = Vec::new();
    for (index, waiver) in plan.config.waivers.iter().enumerate() {
        if waiver.status(plan.today) == WaiverStatus::Expired {
            notes.push(waivers::expired(waiver));
        } else if !used.contains(&index) && !waiver.seen_from.sees_more() && concerns(waiver, plan) {
            // Where only a part is scanned, what it is for may lie in another.
            notes.push(waivers::unused(waiver));
        }
    }
    notes
}

/// Tells whether a waiver speaks of any rule that runs, where only patterns of credentials do.
fn concerns(waiver: &Waiver, plan: &Plan) -> bool {
    !plan.only_secrets || plan.whole.secrets.iter().any(|of| of.rule.ids().any(|id| waiver.names(id)))
}

/// `incomplete` stands for a scan that was cut short, and for one that had nothing to look at, that could analyse
/// nothing of it, or that knows no owner or chart of a name that was asked for.
pub(crate) fn verdict(findings: &PackedFindings, notes: &[Note], plan: &Plan, incomplete: bool) -> Verdict {
    let thresholds =
        Thresholds { fail_on: plan.config.fail_on, fail_on_not_analysed: plan.config.fail_on_not_analysed };
    let decides = |gist: &&Gist| match gist.outcome {
        Outcome::Violated => gist.mode == Mode::Deny && gist.severity >= thresholds.fail_on && !gist.is_known,
        Outcome::NotAnalysed(_) => thresholds.fail_on_not_analysed,
        _ => false,
    };
    let decided_by: BTreeSet<_> = findings.gists().filter(decides).map(|gist| gist.fingerprint).collect();
    let has = |codes: &[NoteCode]| notes.iter().any(|note| codes.contains(&note.code));
    let has_gap = has(&[NoteCode::AdvisoriesGap, NoteCode::AdvisoriesUnusable]);
    // Whoever wants to hear of all that was not analysed is not content with a note.
    let is_refused = thresholds.fail_on_not_analysed && (has_gap || has(&[NoteCode::AdvisoriesMissing]));
    let decision = if !decided_by.is_empty() || is_refused {
        Decision::Fail
    } else if incomplete {
        Decision::Incomplete
    } else if has_gap
        || findings.gists().any(|g| g.outcome != Outcome::Waived && !g.is_known && g.mode != Mode::Audit)
    {
        Decision::Warn
    } else {
        Decision::Pass
    };
    Verdict { checkpoint: Stage::Build, decision, thresholds, decided_by: decided_by.into_iter().collect() }
}
