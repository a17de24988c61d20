//! From what was found to a scan: the one way in which findings are put in order, counted and decided by.

use std::collections::BTreeSet;

use sekimori_model::Finding;
use sekimori_model::wire::{Note, NoteCode, Summary, Workload};

use crate::packed::{PackedFindings, Packer};
use crate::plan::Plan;
use crate::{Scan, engine, focus, hush};

/// What was found, of anything but a tree of files.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) findings: Vec<Finding>,
    /// The waivers of the configuration that were used, by their places.
    pub(crate) used: BTreeSet<usize>,
    pub(crate) notes: Vec<Note>,
    pub(crate) summary: Summary,
    /// Whether something was not looked at for want of time, rights or room.
    pub(crate) cut_short: bool,
}

impl Gathered {
    /// Decides.
    pub(crate) fn conclude(self, plan: &Plan) -> Scan {
        let Self { findings, used, mut notes, summary, cut_short } = self;
        let packer = Packer::default();
        let chunks = engine::pack_by_file(&packer, findings, plan);
        let findings = packer.finish(chunks);
        notes.extend(engine::waiver_notes(plan, &used));
        let (workloads, lost_manifests) = (Vec::new(), false);
        let done = Done { findings, workloads, notes, summary, cut_short, lost_manifests };
        done.conclude(&focus::Seen::nothing(), plan)
    }
}

/// What was found, in order, and what else is known.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) findings: PackedFindings,
    pub(crate) workloads: Vec<Workload>,
    pub(crate) notes: Vec<Note>,
    pub(crate) summary: Summary,
    /// Whether something was not looked at for want of time, rights or room.
    pub(crate) cut_short: bool,
    pub(crate) lost_manifests: bool,
}

impl Done {
    /// Decides.
    pub(crate) fn conclude(self, seen: &focus::Seen<'_>, plan: &Plan) -> Scan {
        let Self { mut findings, mut workloads, mut notes, mut summary, cut_short, lost_manifests } = self;
        let ended_at_a_limit = findings.gists().any(|gist| engine::cuts_short(gist, plan.only_secrets));
        notes.extend(plan.notes.iter().cloned());
        notes.extend(focus::apply(&mut findings, &mut summary, seen, plan));
        hush::rest(&mut notes, &mut workloads, plan);
        notes.sort();
        // A database that is there and cannot be read is no want of one: somebody relies on it.
        let is_unusable = notes.iter().any(|note| note.code == NoteCode::AdvisoriesUnusable);
        let verdict = engine::verdict(&findings, &notes, plan, false);
        let mut scan = Scan {
            findings,
            workloads,
            notes,
            summary,
            verdict,
            date: plan.today,
            standard: plan.standard,
            cut_short: cut_short || ended_at_a_limit || is_unusable,
            only_secrets: plan.only_secrets,
            lost_manifests,
        };
        if !scan.is_conclusive() {
            scan.verdict = engine::verdict(&scan.findings, &scan.notes, plan, true);
        }
        scan
    }
}
