//! What no output shows: a file or a folder that is called like a secret is told by what is left of its name, and so is
//! what a parser or a chart said of what it could not do.
//!
//! All findings and notes of a scan pass here before they are written, all bills before they are, and each line for the user.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock, OnceLock};

use sekimori_catalog::credentials;
use sekimori_model::wire::{Note, Workload};
use sekimori_model::{Evidence, Finding, Licence, Localised, Location, Purl, Sbom, Subject, WaiverOrigin};
use sekimori_secrets::Engine;

use crate::custom;
use crate::plan::Plan;
use crate::secrets::{cut_out, without_secrets};

/// What looks for secrets where there is no plan: made when the first path may hold one.
static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(credentials().iter().copied()).expect("the catalog's patterns are valid"));

/// What looks for the secrets that only this organisation's configuration knows. A process has one configuration.
static OWN: OnceLock<Engine> = OnceLock::new();

/// Cuts also what patterns of the configuration's own find out of all that is said from now on.
pub fn hush_own(plan: &Plan) {
    let own: Vec<_> =
        plan.engine.iter().flat_map(Engine::rules).filter(|rule| custom::is_own(rule)).collect();
    // They were found to be valid when the plan was made.
    if let Some(engine) = (!own.is_empty()).then(|| Engine::new(own).ok()).flatten() {
        let _ = OWN.set(engine);
    }
}

/// Returns a line for the user, or a path, as it may be shown.
pub fn shown(text: &str) -> Cow<'_, str> {
    let kept = if may_hold_a_token(text) { Cow::Owned(cut_out(text, &ENGINE)) } else { text.into() };
    match OWN.get() {
        Some(own) => cut_out(&kept, own).into(),
        None => kept,
    }
}

/// Returns a line for the user as [`shown`], and cuts out what a letter stands before as well: somebody mistyped what they
/// pasted.
pub fn said(line: &str) -> String {
    let line = shown(line);
    let mut kept = String::new();
    for part in line.split_inclusive(|letter: char| !is_of_token(letter)) {
        let end = part.trim_end_matches(|letter| !is_of_token(letter)).len();
        let run = part.get(..end).unwrap_or_default();
        // A run is at most as long as a line has room for; what is longer is no word that somebody typed.
        let starts = if may_hold_a_token(run) { 1..run.len().min(MAX_TYPED) } else { 0..0 };
        let cut = starts.filter_map(|at| run.split_at_checked(at)).find_map(|(before, rest)| {
            let without = cut_out(rest, &ENGINE);
            (without != rest).then(|| format!("{before}{without}"))
        });
        kept.push_str(cut.as_deref().unwrap_or(run));
        kept.push_str(part.get(end..).unwrap_or_default());
    }
    kept
}

/// The longest word of a line that is searched from each of its letters.
const MAX_TYPED: usize = 256;

/// Cuts secrets out of the paths and the names of a bill, and out of what it says of what could not be read.
pub fn hush_bill(bill: &mut Sbom) {
    let cut = |text: &mut String| {
        if let Cow::Owned(kept) = shown(text) {
            *text = kept;
        }
    };
    cut(&mut bill.subject.name);
    for package in &mut bill.packages {
        hush_shared(&mut package.found_in.path, &shown);
        purl(&mut package.purl);
        package.owned_by.iter_mut().for_each(purl);
        if let Some(Licence::Expression(text) | Licence::Named(text)) = &mut package.licence {
            hush_shared(text, &shown);
        }
        if let Some(source) = &mut package.source {
            hush_shared(&mut source.name, &shown);
            hush_shared(&mut source.version, &shown);
        }
        if let Some(about) = &mut package.about {
            for party in about.supplier.iter_mut().chain(&mut about.originator) {
                hush_shared(&mut party.name, &shown);
                party.email.iter_mut().for_each(|email| hush_shared(email, &shown));
            }
            about.references.iter_mut().for_each(|reference| hush_shared(&mut reference.url, &shown));
        }
    }
    for problem in &mut bill.problems {
        hush_shared(&mut problem.path, &shown);
        cut(&mut problem.detail);
    }
}

/// Cuts secrets out of the parts of a package URL, before they are escaped: behind `%2F` a token is no word of its own.
pub(crate) fn purl(purl: &mut Purl) {
    for part in [&mut purl.namespace, &mut purl.name, &mut purl.version, &mut purl.subpath] {
        hush_shared(part, &shown);
    }
    for (key, value) in &mut purl.qualifiers {
        if key != "checksum" {
            hush_shared(value, &shown);
        }
    }
}

/// Cuts secrets out of every text of a finding that comes from what was read. Its fingerprint was made before, so it stays
/// the same one.
pub(crate) fn finding(finding: &mut Finding, plan: &Plan) {
    let cut = |text: &mut String| of_plan(text, plan);
    subject(&mut finding.subject, &cut);
    finding.locations.iter_mut().for_each(|place| location(place, plan));
    let is_problem = finding.is_not_analysed();
    for seen in &mut finding.evidence {
        match seen {
            Evidence::Message { text } if is_problem => *text = without_secrets(text, plan),
            seen => evidence(seen, &cut),
        }
    }
    for text in [&mut finding.title, &mut finding.why, &mut finding.fix] {
        localised(text, &cut);
    }
    let column = finding.spot().map_or(1, |(_, span)| span.column);
    if let Some(snippet) = &mut finding.snippet {
        let before = snippet.text.clone();
        cut(&mut snippet.text);
        snippet.first_column +=
            taken_before(&before, &snippet.text, column.saturating_sub(snippet.first_column));
    }
    if let Some(owner) = &mut finding.owner {
        cut(&mut owner.team);
        owner.contact.iter_mut().for_each(cut);
    }
    if let Some(waiver) = &mut finding.waiver {
        for text in [&mut waiver.rule, &mut waiver.reason, &mut waiver.owner] {
            cut(text);
        }
        waiver.approver.iter_mut().for_each(cut);
        if let WaiverOrigin::Annotation { path, .. } | WaiverOrigin::Vex { path, .. } = &mut waiver.origin {
            shared(path, plan);
        }
    }
}

/// How many characters fewer stand before the one with index `at` of a text after something was cut out of it, so that what
/// is underlined stays the same.
fn taken_before(before: &str, after: &str, at: u32) -> u32 {
    let equal = before.chars().zip(after.chars()).take_while(|(one, other)| one == other).count();
    let fewer = before.chars().count().saturating_sub(after.chars().count());
    if equal < at as usize { u32::try_from(fewer).unwrap_or(0).min(at) } else { 0 }
}

fn subject(subject: &mut Subject, cut: &dyn Fn(&mut String)) {
    let all = |texts: &mut [&mut String]| texts.iter_mut().for_each(|text| cut(text));
    match subject {
        Subject::Object(object) => {
            all(&mut [&mut object.group, &mut object.kind, &mut object.namespace, &mut object.name]);
            all(&mut [&mut object.field]);
            if let Some(container) = &mut object.container {
                all(&mut [&mut container.name]);
            }
        }
        Subject::Recipe { path, stage, instruction } => all(&mut [path, stage, instruction]),
        Subject::Pipeline { path, job, step } => all(&mut [path, job, step]),
        Subject::Resource { module, address, attribute } => all(&mut [module, address, attribute]),
        Subject::Profile { path, name, field } => all(&mut [path, name, field]),
        Subject::Package { purl, carrier } => all(&mut [purl, carrier]),
        Subject::Image { repository } => all(&mut [repository]),
        Subject::Secret { carrier, context, .. } => all(&mut [carrier, context]),
        Subject::Principal { name }
        | Subject::Node { name }
        | Subject::Cluster { name }
        | Subject::Repository { name }
        | Subject::EventSource { name } => all(&mut [name]),
        Subject::File { path } => all(&mut [path]),
    }
}

/// What an advisory says is the database's, and digests are no words of anybody.
fn evidence(evidence: &mut Evidence, cut: &dyn Fn(&mut String)) {
    match evidence {
        Evidence::Message { text } => cut(text),
        Evidence::Value { path, seen, wanted } => {
            cut(path);
            seen.iter_mut().for_each(cut);
            localised(wanted, cut);
        }
        Evidence::Package { purl, version, .. } => {
            cut(purl);
            cut(version);
        }
        Evidence::Layer { step, .. } => step.iter_mut().for_each(cut),
        Evidence::Step { name } => cut(name),
        Evidence::Secret { context, through, .. } => {
            cut(context);
            through.iter_mut().for_each(cut);
        }
        Evidence::Certificate { subject, .. } => cut(subject),
        Evidence::Event { source, id, .. } => {
            cut(source);
            cut(id);
        }
        Evidence::Advisory { .. }
        | Evidence::Gone { .. }
        | Evidence::History { .. }
        | Evidence::Verification { .. } => {}
    }
}

/// Does so to a text that was made at run time; constants of the program hold nobody's secret.
fn localised(text: &mut Localised, cut: &dyn Fn(&mut String)) {
    for text in [&mut text.en, &mut text.ja] {
        if let Cow::Owned(text) = text {
            cut(text);
        }
    }
}

/// Does the same for what else a scan tells.
pub(crate) fn rest(notes: &mut [Note], workloads: &mut [Workload], plan: &Plan) {
    for note in notes {
        note.location.iter_mut().for_each(|place| location(place, plan));
        if may_hold_a_token(&note.text.en) || may_hold_a_token(&note.text.ja) {
            let cut = |text: &str| without_secrets(text, plan);
            note.text = Localised::owned(cut(&note.text.en), cut(&note.text.ja));
        }
    }
    for workload in workloads {
        location(&mut workload.location, plan);
        of_plan(&mut workload.namespace, plan);
        of_plan(&mut workload.name, plan);
    }
}

fn location(location: &mut Location, plan: &Plan) {
    match location {
        Location::File(file) => {
            shared(&mut file.path, plan);
            file.rendered_by.iter_mut().for_each(|text| shared(text, plan));
        }
        Location::Layer(layer) => of_plan(&mut layer.path, plan),
        Location::Commit(commit) => of_plan(&mut commit.path, plan),
        Location::Registry(registry) => of_plan(&mut registry.reference, plan),
        _ => {}
    }
}

fn of_plan(text: &mut String, plan: &Plan) {
    if may_hold(text, plan) {
        *text = without_secrets(text, plan);
    }
}

fn shared(text: &mut Arc<str>, plan: &Plan) {
    if may_hold(text, plan) {
        *text = without_secrets(text, plan).into();
    }
}

/// A pattern of the user's own may be of any letters.
fn may_hold(text: &str, plan: &Plan) -> bool {
    may_hold_a_token(text) || (!text.is_empty() && plan.has_own_patterns())
}

fn hush_shared(path: &mut Arc<str>, shown: &dyn Fn(&str) -> Cow<'_, str>) {
    let kept = match shown(path) {
        Cow::Owned(kept) => Arc::from(kept),
        Cow::Borrowed(_) => return,
    };
    *path = kept;
}

/// Tells whether a text has a part that is long enough to be a token and mixed like one, or of capitals. Most have none, and
/// are not searched.
pub(crate) fn may_hold_a_token(text: &str) -> bool {
    let is_of_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    text.as_bytes().split(|byte| !is_of_token(byte)).any(|run| {
        let has = |is: fn(&u8) -> bool| run.iter().any(is);
        let capitals = || run.iter().filter(|byte| byte.is_ascii_uppercase()).count();
        run.len() >= 20 && has(u8::is_ascii_alphabetic) && (has(u8::is_ascii_digit) || capitals() >= 16)
    })
}

fn is_of_token(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::taken_before;

    #[test]
    fn what_is_underlined_moves_with_what_is_cut_before_it() {
        assert_eq!(taken_before("a: 0123456789 b: x", "a: 0… b: x", 17), 8);
        assert_eq!(taken_before("b: x a: 0123456789", "b: x a: 0…", 3), 0, "behind it nothing moves it");
        assert_eq!(taken_before("same", "same", 3), 0);
    }
}
