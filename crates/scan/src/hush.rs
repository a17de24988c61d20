//! What no output shows: a file or a folder that is called like a secret is told by what is left of its name, and so is
//! what a parser or a chart said of what it could not do.
//!
//! All findings and notes of a scan pass here before they are written, all bills before they are, and each line for the user.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use sekimori_catalog::credentials;
use sekimori_model::wire::{Note, Workload};
use sekimori_model::{Evidence, Finding, Localised, Location, Sbom, Subject};
use sekimori_secrets::Engine;

use crate::plan::Plan;
use crate::secrets::{cut_out, without_secrets};

/// What looks for secrets where there is no plan: made when the first path may hold one.
static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(credentials().iter().copied()).expect("the catalog's patterns are valid"));

/// Returns a line for the user, or a path, as it may be shown.
pub fn shown(text: &str) -> Cow<'_, str> {
    if may_hold_a_token(text) { cut_out(text, &ENGINE).into() } else { text.into() }
}

/// Cuts secrets out of the paths of a bill, and out of what it says of what could not be read.
pub fn hush_bill(bill: &mut Sbom) {
    let cut = |text: &mut String| {
        if let Cow::Owned(kept) = shown(text) {
            *text = kept;
        }
    };
    cut(&mut bill.subject.name);
    for package in &mut bill.packages {
        hush_shared(&mut package.found_in.path, &shown);
    }
    for problem in &mut bill.problems {
        hush_shared(&mut problem.path, &shown);
        cut(&mut problem.detail);
    }
}

/// Cuts secrets out of what a finding says of where it is, and of what a parser or a chart said: `fail` of a template says
/// what it likes.
pub(crate) fn finding(finding: &mut Finding, plan: &Plan) {
    let cut = |text: &mut String| of_plan(text, plan);
    match &mut finding.subject {
        Subject::Secret { carrier: path, .. }
        | Subject::File { path }
        | Subject::Recipe { path, .. }
        | Subject::Pipeline { path, .. }
        | Subject::Profile { path, .. }
        | Subject::Package { carrier: path, .. }
        | Subject::Resource { module: path, .. } => cut(path),
        _ => {}
    }
    finding.locations.iter_mut().for_each(|place| location(place, plan));
    let is_problem = finding.is_not_analysed();
    for evidence in &mut finding.evidence {
        match evidence {
            Evidence::Message { text } if is_problem => *text = without_secrets(text, plan),
            Evidence::Message { text } => cut(text),
            Evidence::Secret { through, .. } => through.iter_mut().for_each(cut),
            _ => {}
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
    }
}

fn location(location: &mut Location, plan: &Plan) {
    let kept = |text: &str| without_secrets(text, plan);
    let hush = |path: &mut Arc<str>| {
        if may_hold_a_token(path) {
            *path = kept(path).into();
        }
    };
    match location {
        Location::File(file) => {
            hush(&mut file.path);
            file.rendered_by.iter_mut().for_each(hush);
        }
        Location::Layer(layer) => of_plan(&mut layer.path, plan),
        Location::Commit(commit) => of_plan(&mut commit.path, plan),
        _ => {}
    }
}

fn of_plan(text: &mut String, plan: &Plan) {
    if may_hold_a_token(text) {
        *text = without_secrets(text, plan);
    }
}

fn hush_shared(path: &mut Arc<str>, shown: &dyn Fn(&str) -> Cow<'_, str>) {
    let kept = match shown(path) {
        Cow::Owned(kept) => Arc::from(kept),
        Cow::Borrowed(_) => return,
    };
    *path = kept;
}

/// Tells whether a text has a part that is long enough to be a token and mixed like one. Most have none, and are not
/// searched.
pub(crate) fn may_hold_a_token(path: &str) -> bool {
    let is_of_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    path.as_bytes().split(|byte| !is_of_token(byte)).any(|run| {
        run.len() >= 20 && run.iter().any(u8::is_ascii_digit) && run.iter().any(u8::is_ascii_alphabetic)
    })
}
