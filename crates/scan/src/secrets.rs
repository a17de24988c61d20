//! Secrets in the bytes of a file, as findings.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use sekimori_catalog::{Rule, credentials};
use sekimori_model::{
    Evidence, FileLocation, Finding, Fingerprint, Location, NotAnalysed, Outcome, Problem, Source, Span,
    Subject,
};
use sekimori_secrets::{Bounds, DaysAhead, Engine, Gap, Hit, Scratch, Step, Value};

use crate::file::Examined;
use crate::hush::Values;
use crate::lines::Lines;
use crate::plan::{Plan, Selection};
use crate::telling::Telling;
use crate::{custom, hush, judge, owners};

/// The family of the rules that look at manifests for the same, with more knowledge of what a field is for.
const OF_MANIFESTS: &str = "secret/";

/// The patterns that know a secret by the name that it has, and nothing else.
const GENERIC: &str = "credential/generic-";

/// The pattern that reads the same manifests as the rules for them, in bytes that nobody parsed.
const MANIFEST: &str = "credential/kubernetes-secret-manifest";

/// The patterns of certificates that end soon, and the parameter that says how soon.
const EXPIRING: &str = "credential/certificate-expiring";
const EXPIRING_FILE: &str = "credential/certificate-expiring-file";
const DAYS: &str = "days";

/// Looks for secrets in a file, of which `known` tells what else came of it. `scratch` is that of the thread.
pub(crate) fn examine(
    path: &Arc<str>,
    bytes: &[u8],
    engine: &Engine,
    plan: &Plan,
    known: &Known<'_>,
    scratch: &mut Scratch,
) -> Examined {
    let mut examined = Examined::default();
    let selection = plan.selection(path, "", |_| Vec::new());
    if selection.secrets.is_empty() {
        return examined;
    }
    examined.summary.files_searched = 1;
    examined.summary.bytes = bytes.len() as u64;
    let bounds = bounds(plan, &selection);
    let mut found = engine.scan_with(scratch, path, bytes, &bounds);
    if !found.hits.is_empty() {
        examined.values = Values::of(bytes, &found.hits);
        let search = |before: &[u8]| engine.scan_with(scratch, path, before, &bounds).hits;
        known.leave_out_old(path, plan, search, &mut found.hits);
    }
    let is_known = |span: Span| {
        known.examined.findings.iter().any(|finding| {
            let is_of_manifests = finding.rule.as_str().starts_with(OF_MANIFESTS);
            is_of_manifests && finding.spot().is_some_and(|(_, other)| overlap(span, other))
        })
    };
    let mut lines = Lines::of(bytes);
    let mut telling = Telling::new(plan);
    for hit in found.hits {
        let span = lines.span(&hit.span);
        // What a rule for manifests says of the same field says more than that a name looks like a secret's.
        if (hit.rule.id.starts_with(GENERIC) || hit.rule.id == MANIFEST) && is_known(span) {
            continue;
        }
        let place =
            Location::File(FileLocation { path: Arc::clone(path), span, rendered: None, rendered_by: None });
        telling.tell(&hit, path, &selection, vec![place], None);
    }
    examined.tell(telling.told());
    examined.findings.extend(found.gaps.iter().map(|gap| not_searched(path, gap)));
    if !examined.findings.is_empty() {
        examined.owners_met.extend(owners::met_by_file(path, plan));
    }
    examined
}

/// How far the search in one file goes.
pub(crate) fn bounds(plan: &Plan, selection: &Selection) -> Bounds {
    let usual = Bounds::default();
    let days = |rule: &str, usual: u32| {
        let place = selection.secrets.binary_search_by(|selected| selected.rule.id.cmp(rule)).ok();
        let selected = place.and_then(|place| selection.secrets.get(place));
        // More than a hundred years are none that anybody means.
        selected.map_or(usual, |selected| {
            u32::try_from(selected.parameters.number(DAYS).clamp(0, 36_500)).unwrap_or(usual)
        })
    };
    let days_ahead = DaysAhead {
        deployed: days(EXPIRING, usual.days_ahead.deployed),
        other: days(EXPIRING_FILE, usual.days_ahead.other),
    };
    Bounds { hits: plan.config.limits.findings as usize, today: Some(plan.today), days_ahead, ..usual }
}

/// What is known of a file before secrets are looked for in it.
pub(crate) struct Known<'a> {
    /// What else came of it.
    pub(crate) examined: &'a Examined,
    /// Where it comes from, which may have an earlier state to compare with.
    pub(crate) source: &'a dyn Source,
}

impl Known<'_> {
    /// Takes away what the state before has as well: who commits a change did not bring it.
    fn leave_out_old(
        &self,
        path: &str,
        plan: &Plan,
        search: impl FnOnce(&[u8]) -> Vec<Hit>,
        hits: &mut Vec<Hit>,
    ) {
        // What cannot be read is taken for having had nothing.
        let Ok(Some(before)) = self.source.read_before(path, &plan.config.limits) else { return };
        let mut old = Old::of(search(&before));
        hits.retain(|hit| !old.takes(hit));
    }
}

/// The secrets of the state before, each as many times as it has it.
#[derive(Debug, Default)]
pub(crate) struct Old(BTreeMap<(&'static str, Value), usize>);

impl Old {
    pub(crate) fn of(hits: Vec<Hit>) -> Self {
        let mut old = Self::default();
        for hit in hits {
            *old.0.entry((hit.rule.id, hit.value)).or_default() += 1;
        }
        old
    }

    /// Tells whether a hit is one of them, which stands for no other then.
    pub(crate) fn takes(&mut self, hit: &Hit) -> bool {
        match self.0.get_mut(&(hit.rule.id, hit.value.clone())) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }
}

/// Tells apart several secrets of one pattern, at one path, in one context.
#[derive(Debug, Default)]
pub(crate) struct Identities(BTreeMap<(&'static str, String, String), u32>);

impl Identities {
    /// The discriminator of the next one: empty for the first.
    pub(crate) fn next(&mut self, rule: &'static str, carrier: &str, context: &str) -> String {
        let count = self.0.entry((rule, carrier.to_owned(), context.to_owned())).or_default();
        *count += 1;
        if *count == 1 { String::new() } else { count.to_string() }
    }
}

/// Makes a finding of a hit, without its place; none where its pattern does not run here.
pub(crate) fn finding(
    hit: &Hit,
    path: &str,
    plan: &Plan,
    selection: &Selection,
    identities: &mut Identities,
) -> Option<(Finding, &'static Rule)> {
    let is_own = custom::is_own(hit.rule);
    let id = if is_own { custom::RULE } else { hit.rule.id };
    let place = selection.secrets.binary_search_by(|selected| selected.rule.id.cmp(id)).ok()?;
    let selected = selection.secrets.get(place)?;
    let carrier = carrier(path, &hit.through);
    let discriminator = identities.next(hit.rule.id, &carrier, &hit.context);
    let subject = Subject::Secret {
        pattern: hit.rule.id.to_owned(),
        carrier,
        context: hit.context.clone(),
        joins: plan.joins.as_ref().map(|joins| joins.id(&hit.value)),
    };
    let mut finding = judge::finding(selected.rule, subject, &discriminator, Outcome::Violated);
    finding.original_severity =
        (selected.severity != selected.rule.severity).then_some(selected.rule.severity);
    finding.severity = selected.severity;
    if is_own {
        finding.title = hit.rule.title.into();
        // What is said of the rule of all own patterns wins over what one of them says.
        if finding.original_severity.is_none() {
            finding.severity = hit.rule.severity;
        }
    }
    finding.mode = selection.mode;
    // A certificate is public: whose it is and when it ends is what helps.
    finding.evidence = vec![match &hit.certificate {
        Some(certificate) => {
            let (subject, not_after) = (certificate.subject.clone(), certificate.not_after);
            Evidence::Certificate { subject, not_after }
        }
        None => Evidence::Secret {
            context: hit.context.clone(),
            redacted: hit.redacted.clone(),
            through: hit.through.iter().map(step).collect(),
        },
    }];
    Some((finding, selected.rule))
}

/// Makes the finding that a part of a file was not searched.
pub(crate) fn not_searched(path: &Arc<str>, gap: &Gap) -> Finding {
    let inside: Vec<String> = gap.through.iter().map(step).collect();
    let detail = if inside.is_empty() {
        gap.detail.clone()
    } else {
        format!("{}: {}", inside.join(" > "), gap.detail)
    };
    let mut finding = judge::problem(&Problem { path: Arc::clone(path), reason: gap.reason, detail });
    // Several parts of one file are several findings.
    let subject = Subject::File { path: carrier(path, &gap.through) };
    finding.fingerprint = Fingerprint::new(&finding.rule, &subject, NotAnalysed::as_str(gap.reason));
    finding.subject = subject;
    finding
}

/// Returns a text with every secret in it cut out.
pub(crate) fn without_secrets(text: &str, plan: &Plan) -> String {
    cut_out(text, plan.any_engine())
}

/// Returns what stands behind a name with every secret in it cut out, for those who have no plan.
pub(crate) fn values_without_secrets(
    values: impl Iterator<Item = (String, String)>,
) -> BTreeMap<String, String> {
    let mut engine = None;
    let clean = |(name, value): (String, String)| {
        let engine = engine.get_or_insert_with(|| {
            Engine::new(credentials().iter().copied()).expect("the catalog's patterns are valid")
        });
        // The name may be what tells that it is one.
        let said = cut_out(&format!("{name}={value}"), engine);
        let kept = said.strip_prefix(&name).and_then(|rest| rest.strip_prefix('='));
        let kept = kept.map_or_else(|| cut_out(&value, engine), str::to_owned);
        (cut_out(&name, engine), kept)
    };
    values.map(clean).collect()
}

/// Where the secrets of a file stand, whichever patterns run on it; certificates are public. Where the search did not come
/// to its end, that is all of the file.
pub fn secret_ranges(path: &str, bytes: &[u8], plan: &Plan) -> Vec<Range<usize>> {
    let found = plan.any_engine().scan(path, bytes, &Bounds::default());
    if !found.gaps.is_empty() {
        return std::iter::once(0..bytes.len()).collect();
    }
    found.hits.into_iter().filter(|hit| hit.certificate.is_none()).map(|hit| hit.span).collect()
}

/// Cuts secrets out of a text, and out of each part of a path in it: what stands behind a random folder looks like more of one
/// Base64.
pub(crate) fn cut_out(text: &str, engine: &Engine) -> String {
    let whole = cut_out_whole(text, engine);
    if !whole.contains(['/', '%']) {
        return whole;
    }
    let part = |part: &str| {
        if hush::may_hold_a_token(part) { cut_out_whole(part, engine) } else { part.to_owned() }
    };
    whole.split('/').map(|one| unescaped_parts(one, &part)).collect::<Vec<_>>().join("/")
}

/// Does so to each part between escapes such as `%2F`, whose digits would be taken for letters of what follows.
fn unescaped_parts(text: &str, part: &dyn Fn(&str) -> String) -> String {
    let mut parts = text.split('%');
    let mut kept = parts.next().map(part).unwrap_or_default();
    for escaped in parts {
        kept.push('%');
        let is_escape = escaped.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
        let (digits, rest) = escaped.split_at_checked(if is_escape { 2 } else { 0 }).unwrap_or(("", escaped));
        kept.push_str(digits);
        kept.push_str(&part(rest));
    }
    kept
}

fn cut_out_whole(text: &str, engine: &Engine) -> String {
    let (mut kept, mut from) = (String::new(), 0);
    // What was decoded points at the whole of it, so that two may overlap.
    for hit in engine.scan("", text.as_bytes(), &Bounds::default()).hits {
        if hit.span.start >= from {
            kept.push_str(text.get(from..hit.span.start).unwrap_or_default());
            kept.push_str(&hit.redacted);
        }
        from = from.max(hit.span.end);
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

/// The path of what holds a secret: of a member, that of the archive, `!` and its own.
pub(crate) fn carrier(path: &str, through: &[Step]) -> String {
    let members =
        through.iter().filter_map(|step| if let Step::Member(name) = step { Some(&**name) } else { None });
    std::iter::once(path).chain(members).collect::<Vec<_>>().join("!")
}

fn step(step: &Step) -> String {
    match step {
        Step::Member(name) => name.to_string(),
        Step::Inflated(name) | Step::Decoded(name) => (*name).to_owned(),
    }
}

fn overlap(a: Span, b: Span) -> bool {
    a.byte_start < b.byte_end && b.byte_start < a.byte_end
}
