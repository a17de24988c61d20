//! What no output shows: a file or a folder that is called like a secret is told by what is left of its name, and so is
//! what a parser or a chart said of what it could not do.
//!
//! All findings and notes of a scan pass here before they are written, all bills before they are, and each line for the user.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use sekimori_catalog::credentials;
use sekimori_model::wire::{Note, Workload};
use sekimori_model::{Evidence, Finding, Licence, Localised, Location, Purl, Sbom, Subject, WaiverOrigin};
use sekimori_secrets::{Engine, Hit};

use crate::by_place;
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
    let kept = match by_place::addresses(text) {
        kept if may_hold_a_secret(&kept) => Cow::Owned(cut_out(&kept, &ENGINE)),
        kept => kept,
    };
    match OWN.get() {
        Some(own) => cut_out(&kept, own).into(),
        None => kept,
    }
}

/// Returns a line for the user as [`shown`], and cuts out what a letter stands before as well: somebody mistyped what they
/// pasted.
pub fn said(line: &str) -> String {
    let line = without_passwords(&shown(line));
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

/// Cuts out what stands for a user and a password before a host, wherever an address is named: patterns that know what
/// is no password would leave some.
fn without_passwords(line: &str) -> String {
    let mut kept = String::new();
    for part in line.split_inclusive([' ', '/', '`', '"']) {
        match part.rsplit_once('@') {
            Some((user, host)) if user.contains(':') && is_host(host) => {
                kept.push_str("***@");
                kept.push_str(host);
            }
            _ => kept.push_str(part),
        }
    }
    kept
}

/// Digests and versions stand behind an `@` too.
fn is_host(text: &str) -> bool {
    let is_digest = text.starts_with("sha256:") || text.starts_with("sha512:");
    let begins_so = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '[');
    !is_digest && (begins_so || text.matches('.').count() >= 3)
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

/// Returns what is to be shown instead of a text; none where it may be shown as it is.
type Cut<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// Cuts secrets out of every text of a finding that comes from what was read. Its fingerprint was made before, so it stays
/// the same one.
pub(crate) fn finding(finding: &mut Finding, plan: &Plan) {
    let is_problem = finding.is_not_analysed();
    each_text(finding, &|text| of_plan(text, plan));
    if matches!(finding.subject, Subject::Recipe { .. }) {
        each_text(finding, &|text| match by_place::command(text) {
            Cow::Owned(kept) if kept != text => Some(kept),
            _ => None,
        });
    }
    for seen in &mut finding.evidence {
        if let Evidence::Message { text } = seen
            && is_problem
        {
            *text = without_secrets(text, plan);
        }
    }
}

/// Values that were found in a file, and what may be shown of each. Where one stands again without what told that it is a
/// secret, no pattern finds it.
#[derive(Default)]
pub(crate) struct Values(Vec<(String, String)>);

impl fmt::Debug for Values {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} values", self.0.len())
    }
}

/// The values of one file that are cut out wherever they stand, and how short they may be: shorter ones and plain words are
/// part of what belongs to nobody.
const MOST_VALUES: usize = 200;
const LEAST_VALUE_BYTES: usize = 8;

/// The password of an address.
fn password(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let (user, _) = rest.rsplit_once('@')?;
    user.split_once(':').map(|(_, password)| password)
}

impl Values {
    /// Takes in the secrets of a file as they stand in it.
    pub(crate) fn of(bytes: &[u8], hits: &[Hit]) -> Self {
        let is_word = |value: &str| value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let mut values: Vec<(String, String)> = Vec::new();
        for hit in hits.iter().filter(|hit| hit.certificate.is_none()) {
            let value = bytes.get(hit.span.clone()).and_then(|value| std::str::from_utf8(value).ok());
            let Some(value) = value else { continue };
            let both = [Some((value, hit.redacted.as_str())), password(value).map(|it| (it, "***"))];
            for (value, redacted) in both.into_iter().flatten() {
                let is_one = value.len() >= LEAST_VALUE_BYTES && !is_word(value);
                if is_one && values.len() < MOST_VALUES && values.iter().all(|(known, _)| known != value) {
                    values.push((value.to_owned(), redacted.to_owned()));
                }
            }
        }
        // Of two that begin alike the longer one is cut out first.
        values.sort_by(|(left, _), (right, _)| right.len().cmp(&left.len()).then(left.cmp(right)));
        Self(values)
    }

    /// Adds those of another search in the same file.
    pub(crate) fn add(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Cuts them out of a finding.
    pub(crate) fn cut(&self, finding: &mut Finding) {
        if !self.0.is_empty() {
            each_text(finding, &|text| self.without(text));
        }
    }

    fn without(&self, text: &str) -> Option<String> {
        let mut kept: Option<String> = None;
        for (value, redacted) in &self.0 {
            let now = kept.as_deref().unwrap_or(text);
            if now.contains(value.as_str()) {
                kept = Some(now.replace(value.as_str(), redacted));
            }
        }
        kept
    }
}

fn each_text(finding: &mut Finding, cut: &Cut<'_>) {
    subject(&mut finding.subject, cut);
    finding.locations.iter_mut().for_each(|place| location(place, cut));
    finding.evidence.iter_mut().for_each(|seen| evidence(seen, cut));
    for text in [&mut finding.title, &mut finding.why, &mut finding.fix] {
        localised(text, cut);
    }
    let column = finding.spot().map_or(1, |(_, span)| span.column);
    if let Some(snippet) = &mut finding.snippet
        && let Some(kept) = cut(&snippet.text)
    {
        let at = column.saturating_sub(snippet.first_column);
        snippet.first_column += taken_before(&snippet.text, &kept, at);
        snippet.text = kept;
    }
    if let Some(owner) = &mut finding.owner {
        owned(&mut owner.team, cut);
        owner.contact.iter_mut().for_each(|text| owned(text, cut));
    }
    if let Some(waiver) = &mut finding.waiver {
        for text in [&mut waiver.rule, &mut waiver.reason, &mut waiver.owner] {
            owned(text, cut);
        }
        waiver.approver.iter_mut().for_each(|text| owned(text, cut));
        if let WaiverOrigin::Annotation { path, .. } | WaiverOrigin::Vex { path, .. } = &mut waiver.origin {
            shared(path, cut);
        }
    }
}

fn owned(text: &mut String, cut: &Cut<'_>) {
    if let Some(kept) = cut(text) {
        *text = kept;
    }
}

fn shared(text: &mut Arc<str>, cut: &Cut<'_>) {
    if let Some(kept) = cut(text) {
        *text = kept.into();
    }
}

/// How many characters fewer stand before the one with index `at` of a text after something was cut out of it, so that what
/// is underlined stays the same.
fn taken_before(before: &str, after: &str, at: u32) -> u32 {
    let equal = before.chars().zip(after.chars()).take_while(|(one, other)| one == other).count();
    let fewer = before.chars().count().saturating_sub(after.chars().count());
    if equal < at as usize { u32::try_from(fewer).unwrap_or(0).min(at) } else { 0 }
}

fn subject(subject: &mut Subject, cut: &Cut<'_>) {
    let all = |texts: &mut [&mut String]| texts.iter_mut().for_each(|text| owned(text, cut));
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
fn evidence(evidence: &mut Evidence, cut: &Cut<'_>) {
    match evidence {
        Evidence::Message { text } => owned(text, cut),
        Evidence::Value { path, seen, wanted } => {
            owned(path, cut);
            if let Some(seen) = seen {
                owned(seen, cut);
            }
            localised(wanted, cut);
        }
        Evidence::Package { purl, version, .. } => {
            owned(purl, cut);
            owned(version, cut);
        }
        Evidence::Layer { step, .. } => step.iter_mut().for_each(|text| owned(text, cut)),
        Evidence::Step { name } => owned(name, cut),
        Evidence::Secret { context, through, .. } => {
            owned(context, cut);
            for text in through {
                owned(text, cut);
            }
        }
        Evidence::Certificate { subject, .. } => owned(subject, cut),
        Evidence::Event { source, id, .. } => {
            owned(source, cut);
            owned(id, cut);
        }
        Evidence::Advisory { .. }
        | Evidence::Gone { .. }
        | Evidence::History { .. }
        | Evidence::Verification { .. } => {}
    }
}

/// Does so to a text that was made at run time; constants of the program hold nobody's secret.
fn localised(text: &mut Localised, cut: &Cut<'_>) {
    for text in [&mut text.en, &mut text.ja] {
        if let Cow::Owned(text) = text {
            owned(text, cut);
        }
    }
}

/// Does the same for what else a scan tells.
pub(crate) fn rest(notes: &mut [Note], workloads: &mut [Workload], plan: &Plan) {
    let cut = |text: &str| of_plan(text, plan);
    for note in notes {
        note.location.iter_mut().for_each(|place| location(place, &cut));
        if may_hold_a_secret(&note.text.en) || may_hold_a_secret(&note.text.ja) {
            let cut = |text: &str| without_secrets(text, plan);
            note.text = Localised::owned(cut(&note.text.en), cut(&note.text.ja));
        }
    }
    for workload in workloads {
        location(&mut workload.location, &cut);
        owned(&mut workload.namespace, &cut);
        owned(&mut workload.name, &cut);
    }
}

fn location(location: &mut Location, cut: &Cut<'_>) {
    match location {
        Location::File(file) => {
            shared(&mut file.path, cut);
            file.rendered_by.iter_mut().for_each(|text| shared(text, cut));
        }
        Location::Layer(layer) => owned(&mut layer.path, cut),
        Location::Commit(commit) => owned(&mut commit.path, cut),
        Location::Registry(registry) => owned(&mut registry.reference, cut),
        _ => {}
    }
}

/// A pattern of the user's own may be of any letters.
fn of_plan(text: &str, plan: &Plan) -> Option<String> {
    let may_hold = may_hold_a_secret(text) || (!text.is_empty() && plan.has_own_patterns());
    let without = || by_place::addresses(&without_secrets(text, plan)).into_owned();
    may_hold.then(without).filter(|kept| kept != text)
}

fn hush_shared(path: &mut Arc<str>, shown: &dyn Fn(&str) -> Cow<'_, str>) {
    let kept = match shown(path) {
        Cow::Owned(kept) => Arc::from(kept),
        Cow::Borrowed(_) => return,
    };
    *path = kept;
}

/// Tells whether a text may hold anything that patterns find: a token, or something that is told by what stands around it.
/// Most hold nothing, and are not searched.
pub(crate) fn may_hold_a_secret(text: &str) -> bool {
    let is_address = || text.contains('@') && text.contains(':');
    may_hold_a_token(text) || is_address() || names_a_secret(text)
}

/// What patterns that read the surroundings of a value go by, in lower case.
const TELLING: &[&[u8]] = &[
    b"pass",
    b"pwd",
    b"secret",
    b"token",
    b"key",
    b"auth",
    b"bearer",
    b"basic ",
    b"cred",
    b"sig=",
    b" -p",
    b" -u",
    b" -a",
    b" -w",
    b" -k",
    b"connection",
    b"securestring",
    b"sudo",
    b"net use",
];

fn names_a_secret(text: &str) -> bool {
    let bytes = text.as_bytes();
    (0..bytes.len()).any(|at| {
        let rest = bytes.get(at..).unwrap_or_default();
        let begins =
            |word: &&&[u8]| rest.get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word));
        let first = rest.first().map_or(0, u8::to_ascii_lowercase);
        matches!(first, b'p' | b's' | b't' | b'k' | b'a' | b'b' | b'c' | b'n' | b' ')
            && TELLING.iter().any(|word| begins(&word))
    })
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
    fn passwords_of_addresses_are_cut_and_versions_are_not() {
        let user = ["u", "Zu7kRt9Q"].join(":");
        for (line, kept) in [
            (format!("`https://{user}@r.example/x` is none"), "`https://***@r.example/x` is none"),
            (format!("{user}@127.0.0.1:5000 is no host"), "***@127.0.0.1:5000 is no host"),
            ("org.example:a@1.7.0, web:1@sha256:00".to_owned(), "org.example:a@1.7.0, web:1@sha256:00"),
        ] {
            assert_eq!(super::without_passwords(&line), kept);
        }
    }

    #[test]
    fn what_is_underlined_moves_with_what_is_cut_before_it() {
        assert_eq!(taken_before("a: 0123456789 b: x", "a: 0… b: x", 17), 8);
        assert_eq!(taken_before("b: x a: 0123456789", "b: x a: 0…", 3), 0, "behind it nothing moves it");
        assert_eq!(taken_before("same", "same", 3), 0);
    }
}
