//! Waivers at work: those of the configuration, and those that an object carries.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;

use sekimori_catalog::{Rule, all, find};
use sekimori_model::wire::{Note, NoteCode};
use sekimori_model::{
    ANNOTATION_PREFIX, Finding, Localised, Location, Outcome, Viewpoint, Waiver, WaiverOrigin, WaiverStatus,
    WaiverUse,
};
use sekimori_parse::config::nearest;
use sekimori_parse::kubernetes::{Field, Object, Pod, Recorder};
use sekimori_parse::waiver::{self, Invalid};
use sekimori_text::{Arg, text_with};

use crate::judge::Place;
use crate::plan::{Plan, Selection};
use crate::texts::both;

/// A waiver that an object carries.
#[derive(Debug)]
pub(crate) struct Carried {
    rule: &'static Rule,
    waiver: Waiver,
    container: Option<String>,
    origin: WaiverOrigin,
    location: Location,
    /// Whether there is a finding that it speaks of.
    is_used: Cell<bool>,
}

/// More waivers than this on one object are not looked at, and more notes than this of one file are not kept.
const MAX_WAIVERS_OF_AN_OBJECT: usize = 500;

/// Reads the annotations of an object and of its pod template that waive rules; what is wrong with them becomes a
/// note.
pub(crate) fn carried<'a>(
    object: &Object<'a>,
    pod: Option<&Pod<'a>>,
    at: &Place<'_>,
    plan: &Plan,
    recorder: &'a Recorder,
    notes: &mut Vec<Note>,
) -> Vec<Carried> {
    let mut annotations = object.field(recorder).at("metadata.annotations").entries(ANNOTATION_PREFIX);
    if let Some(pod) = pod {
        annotations.extend(pod.annotations(ANNOTATION_PREFIX));
    }
    let mut found: Vec<Carried> = Vec::new();
    // A pod's own annotations are met twice: as the object's and as the pod's.
    let mut met = HashSet::new();
    // A person waives a few rules of an object; a hostile object has a million annotations.
    for (key, field) in annotations.into_iter().take(MAX_WAIVERS_OF_AN_OBJECT) {
        let Some(name) = key.strip_prefix(ANNOTATION_PREFIX) else { continue };
        if !met.insert(field.span()) {
            continue;
        }
        match read(name, &field, at, plan) {
            Ok(waiver) => found.push(waiver),
            Err(note) if notes.len() < MAX_WAIVERS_OF_AN_OBJECT => notes.push(*note),
            Err(_) => {}
        }
    }
    found
}

fn read(name: &str, field: &Field<'_>, at: &Place<'_>, plan: &Plan) -> Result<Carried, Box<Note>> {
    let span = field.span();
    let location = at.location(span);
    let note = |code, key, args: &[(&str, Arg<'_>)]| Note {
        location: Some(location.clone()),
        code,
        text: both(key, args),
    };
    let invalid = |key: &str, args: &[(&str, Arg<'_>)]| {
        let said = |lang: &str| {
            let detail = text_with(lang, key, args);
            text_with(lang, "note-waiver-invalid", &[("detail", Arg::Text(&detail))])
        };
        let text = Localised::owned(said("en"), said("ja"));
        Box::new(Note { location: Some(location.clone()), code: NoteCode::WaiverInvalid, text })
    };
    let id = name.replacen('.', "/", 1);
    let Some(rule) = find(&id) else {
        let id: String = id.chars().take(80).collect();
        let rule = ("rule", Arg::Text(&id));
        return Err(match nearest(&id, all().iter().map(|rule| rule.id)) {
            Some(meant) => invalid("waiver-no-such-rule-but", &[rule, ("meant", Arg::Text(meant))]),
            None => invalid("waiver-no-such-rule", &[rule]),
        });
    };
    if plan.config.strict {
        let args = [("rule", Arg::Text(rule.id))];
        return Err(Box::new(note(NoteCode::WaiverForbidden, "note-waiver-forbidden", &args)));
    }
    let text = field.text().unwrap_or_default();
    let said = waiver::parse(text).map_err(|error| match error {
        Invalid::Missing(part) => invalid("waiver-missing", &[("part", Arg::Text(part))]),
        Invalid::Twice(part) => invalid("waiver-twice", &[("part", Arg::Text(part))]),
        Invalid::Day(value) => invalid("waiver-day", &[("value", Arg::Text(&value))]),
        Invalid::Unknown(value) => {
            let value: String = value.chars().take(80).collect();
            invalid("waiver-unknown", &[("value", Arg::Text(&value))])
        }
        Invalid::TooLong => invalid("waiver-too-long", &[("bytes", Arg::Number(waiver::MAX_BYTES as u64))]),
    })?;
    let waiver = Waiver {
        rule: rule.id.to_owned(),
        advisory: None,
        subject: None,
        path: None,
        fingerprint: None,
        reason: said.reason,
        owner: said.owner,
        expires: said.until,
        approver: said.approver,
        justification: None,
        seen_from: Viewpoint::default(),
    };
    if waiver.status(plan.today) == WaiverStatus::Expired {
        return Err(Box::new(Note { location: Some(location.clone()), ..expired(&waiver) }));
    }
    let (path, line) = location.file().map_or((at.path, span.line), |file| (&file.path, file.span.line));
    let origin = WaiverOrigin::Annotation { path: Arc::clone(path), line };
    let is_used = Cell::new(false);
    Ok(Carried { rule, waiver, container: said.container, origin, location, is_used })
}

/// Waives `finding` where a waiver in force covers it; returns the index of the configuration's waivers that cover it,
/// in force or not.
pub(crate) fn apply(finding: &mut Finding, rule: &Rule, carried: &[Carried], plan: &Plan) -> Vec<usize> {
    apply_to(finding, rule, carried, &[], plan)
}

/// The same, of a finding of an advisory with these names.
pub(crate) fn apply_to(
    finding: &mut Finding,
    rule: &Rule,
    carried: &[Carried],
    advisory: &[&str],
    plan: &Plan,
) -> Vec<usize> {
    let ids: Vec<&str> = rule.ids().collect();
    let covers = |waiver: &Waiver| {
        waiver.covers(&ids, &finding.subject, finding.path(), finding.fingerprint, advisory)
    };
    let configured: Vec<(usize, &Waiver)> =
        plan.config.waivers.iter().enumerate().filter(|(_, waiver)| covers(waiver)).collect();
    let used = configured.iter().map(|(index, _)| *index).collect();
    let in_force = configured.iter().find(|(_, waiver)| waiver.status(plan.today) == WaiverStatus::Active);
    let carried: Vec<&Carried> =
        carried.iter().filter(|waiver| waiver.rule.id == rule.id && waiver.is_for(finding)).collect();
    for waiver in &carried {
        waiver.is_used.set(true);
    }
    let waiver = match in_force {
        Some((index, waiver)) => Some(WaiverUse::new(waiver, WaiverOrigin::Config { index: *index })),
        None => carried.first().map(|carried| WaiverUse::new(&carried.waiver, carried.origin.clone())),
    };
    if let Some(waiver) = waiver {
        finding.outcome = Outcome::Waived;
        finding.waiver = Some(waiver);
    }
    used
}

impl Carried {
    fn is_for(&self, finding: &Finding) -> bool {
        let Some(wanted) = &self.container else { return true };
        let sekimori_model::Subject::Object(object) = &finding.subject else { return false };
        object.container.as_ref().is_some_and(|container| container.name == *wanted)
    }
}

/// The note that a waiver's last day has passed.
pub(crate) fn expired(waiver: &Waiver) -> Note {
    let until = waiver.expires.to_string();
    let args = [
        ("rule", Arg::Text(&waiver.rule)),
        ("until", Arg::Text(&until)),
        ("owner", Arg::Text(&waiver.owner)),
    ];
    Note { location: None, code: NoteCode::WaiverExpired, text: both("note-waiver-expired", &args) }
}

/// Notes the waivers of an object that speak of no finding.
///
/// A rule that did not run may have one, and so may one that asks for other objects: this scan may not hold them.
pub(crate) fn note_unused(carried: &[Carried], selection: &Selection, notes: &mut Vec<Note>) {
    let runs = |rule: &Rule| {
        let mut selected = selection.rules.iter();
        !rule.asks_inventory && selected.any(|selected| selected.rule.id == rule.id)
    };
    for waiver in carried.iter().filter(|waiver| !waiver.is_used.get() && runs(waiver.rule)) {
        if notes.len() < MAX_WAIVERS_OF_AN_OBJECT {
            notes.push(Note { location: Some(waiver.location.clone()), ..unused(&waiver.waiver) });
        }
    }
}

/// The note that a waiver matched nothing.
pub(crate) fn unused(waiver: &Waiver) -> Note {
    let args = [("rule", Arg::Text(&waiver.rule)), ("owner", Arg::Text(&waiver.owner))];
    Note { location: None, code: NoteCode::WaiverUnused, text: both("note-waiver-unused", &args) }
}
