//! From what a rule or a parser says to a finding.

use std::sync::Arc;

use sekimori_catalog::{Rule, Violation, find};
use sekimori_model::config::Mode;
use sekimori_model::{
    ContainerRef, Evidence, FileLocation, Finding, Fingerprint, Location, NotAnalysed, Outcome, Problem,
    Severity, Snippet, Span, Subject,
};
use sekimori_parse::Failure;
use sekimori_parse::kubernetes::{Object, WrongType};

use crate::plan::{Plan, Selected};
use crate::rendered::Sheet;
use crate::texts::both;

/// The rule that stands for what was not analysed.
pub(crate) const NOT_ANALYSED: &str = "manifest/not-analysed";

/// What the finding of a broken rule is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum About<'a> {
    /// A Kubernetes object.
    Object(&'a Object<'a>),
    /// A profile of a security module, in a file that holds no objects.
    Profile,
}

impl About<'_> {
    fn subject(
        self,
        container: Option<ContainerRef>,
        profile: Option<String>,
        field: String,
        at: &Place<'_>,
    ) -> Subject {
        match self {
            Self::Object(object) => Subject::Object(object.reference(container, field)),
            Self::Profile => {
                Subject::Profile { path: at.path.to_string(), name: profile.unwrap_or_default(), field }
            }
        }
    }
}

/// Makes the finding of a broken rule.
pub(crate) fn violation(
    selected: &Selected,
    violation: Violation,
    about: About<'_>,
    at: &Place<'_>,
) -> Finding {
    let subject = about.subject(violation.container, violation.profile, violation.identity, at);
    let mut finding = finding(selected.rule, subject, &violation.discriminator, Outcome::Violated);
    finding.original_severity =
        (selected.severity != selected.rule.severity).then_some(selected.rule.severity);
    finding.severity = selected.severity;
    let wanted = violation.wanted.into();
    finding.evidence = vec![Evidence::Value { path: violation.path, seen: violation.seen, wanted }];
    // What is rendered cannot be edited; its template can, by somebody who knows what else it makes.
    finding.patch = violation.patch.filter(|_| at.sheet.is_none());
    at.put(&mut finding, violation.span);
    finding
}

/// Makes the finding of a document that could not be analysed.
pub(crate) fn failure(failure: &Failure, at: &Place<'_>) -> Finding {
    let mut finding = not_analysed(at.path, failure.reason, &failure.detail);
    // No line is kept: what does not parse cannot be told from a secret.
    finding.locations = vec![at.location(failure.span)];
    finding
}

/// Makes the finding that the rest of a file was not judged.
pub(crate) fn too_many_findings(plan: &Plan, at: &Place<'_>) -> Finding {
    let limit = plan.config.limits.findings;
    let detail = format!("more than {limit} findings; the rest of the file was not judged");
    failure(&Failure::of_file(NotAnalysed::TooManyFindings, detail), at)
}

/// Makes the finding of a field of the wrong type.
pub(crate) fn wrong_type(wrong: &WrongType, about: About<'_>, at: &Place<'_>) -> Finding {
    let reason = NotAnalysed::WrongType;
    let mut finding = not_analysed(at.path, reason, &format!("{}: {} expected", wrong.path, wrong.expected));
    finding.subject = about.subject(None, None, wrong.identity.clone(), at);
    let rule = finding.rule.clone();
    finding.fingerprint = Fingerprint::new(&rule, &finding.subject, reason.as_str());
    // Here too no line is kept: what stands in the wrong place may be anything.
    finding.locations = vec![at.location(wrong.span)];
    finding
}

/// Makes the finding of a file that could not be listed or read.
pub(crate) fn problem(problem: &Problem) -> Finding {
    let mut finding = not_analysed(&problem.path, problem.reason, &problem.detail);
    finding.locations =
        vec![Place { path: &problem.path, text: "", offset: 0, sheet: None }.location(Span::FILE_START)];
    finding
}

fn not_analysed(path: &Arc<str>, reason: NotAnalysed, detail: &str) -> Finding {
    let rule = find(NOT_ANALYSED).expect("the catalog has the rule of the engine");
    let subject = Subject::File { path: path.to_string() };
    let mut finding = finding(rule, subject, reason.as_str(), Outcome::NotAnalysed(reason));
    finding.fix = both(&format!("reason-{reason}"), &[]);
    finding.evidence = vec![Evidence::Message { text: detail.to_owned() }];
    finding.severity = Severity::Info;
    finding
}

pub(crate) fn finding(
    rule: &'static Rule,
    subject: Subject,
    discriminator: &str,
    outcome: Outcome,
) -> Finding {
    Finding {
        rule: rule.rule_id(),
        fingerprint: Fingerprint::new(&rule.first_id(), &subject, discriminator),
        subject,
        outcome,
        severity: rule.severity,
        original_severity: None,
        mode: Mode::Deny,
        confidence: rule.confidence,
        persona: rule.persona,
        title: rule.title.into(),
        why: rule.why.into(),
        fix: rule.fix.into(),
        evidence: Vec::new(),
        locations: Vec::new(),
        snippet: None,
        patch: None,
        controls: rule.controls,
        stages: rule.stages,
        role: rule.role,
        owner: None,
        seen: None,
        waiver: None,
        baseline: None,
    }
}

/// The file that findings are made in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) path: &'a Arc<str>,
    pub(crate) text: &'a str,
    /// Bytes of the file before the text.
    pub(crate) offset: u32,
    /// Where the text comes from, if it is rendered.
    pub(crate) sheet: Option<&'a Sheet>,
}

impl Place<'_> {
    pub(crate) fn location(&self, span: Span) -> Location {
        if let Some(sheet) = self.sheet {
            return sheet.location(span);
        }
        let path = Arc::clone(self.path);
        Location::File(FileLocation { path, span, rendered: None, rendered_by: None })
    }

    fn put(&self, finding: &mut Finding, span: Span) {
        finding.locations = vec![self.location(span)];
        finding.snippet = self.snippet(span).map(Box::new);
    }

    /// The line at `span`, without what else stands on it: on a line in flow style that may be somebody's password.
    fn snippet(&self, span: Span) -> Option<Snippet> {
        let byte = |at: u32| usize::try_from(at.checked_sub(self.offset)?).ok();
        let (at, end) = (byte(span.byte_start)?, byte(span.byte_end)?);
        // A line can have megabytes and a thousand findings, so only the part around each is looked at.
        let window = self.text.ceil_char_boundary(at.saturating_sub(SNIPPET_BYTES));
        let before = self.text.get(window..at)?;
        let line = before.rfind(['\n', '\r']).map_or(window, |line_break| window + line_break + 1);
        // What stands before the last comma is a neighbour; behind it only the keys that lead here.
        let from = self.text.get(line..at)?.rfind(',').map_or(line, |comma| line + comma + 1);
        let whole = from == 0 || before.is_empty() || self.text[..from].ends_with(['\n', '\r']);
        let rest = self.text.get(at..self.text.floor_char_boundary(at.saturating_add(2 * SNIPPET_BYTES)))?;
        let rest = rest.split(['\n', '\r']).next().unwrap_or_default();
        let to = rest.floor_char_boundary(end.saturating_sub(at).min(SNIPPET_BYTES));
        let lead = self.text.get(from..at)?;
        let column =
            span.column.saturating_sub(u32::try_from(lead.chars().count()).unwrap_or(u32::MAX)).max(1);
        let (mark, first_column) =
            if whole { ("", column) } else { ("…", column.saturating_sub(1).max(1)) };
        let (shown, hidden) = rest.split_at(to);
        let more =
            if hidden.trim_matches([' ', '}', ']', '\t']).is_empty() { hidden.trim_end() } else { " …" };
        Some(Snippet { text: format!("{mark}{lead}{shown}{more}"), first_column })
    }
}

/// As much of a line as is kept for showing.
const SNIPPET_BYTES: usize = 240;
