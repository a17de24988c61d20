//! A finding in plain values, without what its rule says of all findings alike.

use std::sync::Arc;

use sekimori_catalog::{Rule, all};
use sekimori_model::config::Mode;
use sekimori_model::{
    Baseline, Confidence, ContainerList, ContainerRef, Evidence, FileLocation, Finding, Fingerprint,
    Localised, Location, NotAnalysed, NotApplicable, NotObservable, ObjectRef, Outcome, Owner, Severity,
    Snippet, Span, Subject,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What is seldom there, as JSON: it is not worth a form of its own.
type Json = String;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    rule: u16,
    fingerprint: u128,
    subject: What,
    outcome: Came,
    severity: Severity,
    original_severity: Option<Severity>,
    confidence: Confidence,
    mode: Mode,
    baseline: Option<Baseline>,
    title: Option<(String, String)>,
    why: Option<(String, String)>,
    fix: Option<(String, String)>,
    evidence: Vec<Proof>,
    locations: Vec<Spot>,
    snippet: Option<(String, u32)>,
    patch: Option<Json>,
    owner: Option<(String, Option<String>)>,
    seen: Option<Json>,
    waiver: Option<Json>,
}

#[derive(Debug, Serialize, Deserialize)]
enum What {
    Object {
        group: String,
        kind: String,
        namespace: String,
        name: String,
        container: Option<(ContainerList, String)>,
        field: String,
    },
    Other(Json),
}

#[derive(Debug, Serialize, Deserialize)]
enum Came {
    Violated,
    Passed,
    Waived,
    NotApplicable(NotApplicable),
    NotObservable(NotObservable),
    NotAnalysed(NotAnalysed),
}

#[derive(Debug, Serialize, Deserialize)]
enum Proof {
    Value { path: String, seen: Option<String>, wanted: Words },
    Other(Json),
}

#[derive(Debug, Serialize, Deserialize)]
enum Words {
    Shared(u32),
    Own(String, String),
}

#[derive(Debug, Serialize, Deserialize)]
enum Spot {
    /// In the file that the chunk is of.
    Here([u32; 6]),
    Other(Json),
}

impl Record {
    pub(super) fn of(
        finding: &Finding,
        path: &Arc<str>,
        text: &mut dyn FnMut(&Localised) -> Option<u32>,
    ) -> Self {
        let (index, rule) = rule(finding.rule.as_str());
        let own = |said: &Localised, ruled: Localised| (*said != ruled).then(|| both(said));
        Self {
            rule: index,
            fingerprint: finding.fingerprint.into(),
            subject: What::of(&finding.subject),
            outcome: Came::of(finding.outcome),
            severity: finding.severity,
            original_severity: finding.original_severity,
            confidence: finding.confidence,
            mode: finding.mode,
            baseline: finding.baseline,
            title: own(&finding.title, rule.title.into()),
            why: own(&finding.why, rule.why.into()),
            fix: own(&finding.fix, rule.fix.into()),
            evidence: finding.evidence.iter().map(|evidence| Proof::of(evidence, text)).collect(),
            locations: finding.locations.iter().map(|location| Spot::of(location, path)).collect(),
            snippet: finding.snippet.as_ref().map(|snippet| (snippet.text.clone(), snippet.first_column)),
            patch: finding.patch.as_ref().map(json),
            owner: finding.owner.as_ref().map(|owner| (owner.team.clone(), owner.contact.clone())),
            seen: finding.seen.as_ref().map(json),
            waiver: finding.waiver.as_ref().map(json),
        }
    }

    pub(super) fn finding(self, path: &Arc<str>, text: &dyn Fn(u32) -> Option<Localised>) -> Finding {
        let rule = all().get(usize::from(self.rule)).expect("the rule it was made by");
        let said = |own: Option<(String, String)>, ruled: Localised| {
            own.map_or(ruled, |(en, ja)| Localised::owned(en, ja))
        };
        Finding {
            rule: rule.rule_id(),
            fingerprint: Fingerprint::from(self.fingerprint),
            subject: self.subject.subject(),
            outcome: self.outcome.outcome(),
            severity: self.severity,
            original_severity: self.original_severity,
            mode: self.mode,
            baseline: self.baseline,
            confidence: self.confidence,
            persona: rule.persona,
            title: said(self.title, rule.title.into()),
            why: said(self.why, rule.why.into()),
            fix: said(self.fix, rule.fix.into()),
            evidence: self.evidence.into_iter().map(|proof| proof.evidence(text)).collect(),
            locations: self.locations.into_iter().map(|spot| spot.location(path)).collect(),
            snippet: self.snippet.map(|(text, first_column)| Box::new(Snippet { text, first_column })),
            patch: self.patch.as_deref().map(from_json),
            controls: rule.controls,
            stages: rule.stages,
            role: rule.role,
            owner: self.owner.map(|(team, contact)| Owner { team, contact }),
            seen: self.seen.as_deref().map(from_json),
            waiver: self.waiver.as_deref().map(from_json),
        }
    }
}

/// All rules are sorted by id.
fn rule(id: &str) -> (u16, &'static Rule) {
    let index = all().binary_search_by(|rule| rule.id.cmp(id)).expect("a finding is made by a rule");
    (u16::try_from(index).expect("there are fewer rules than that"), all()[index])
}

fn both(text: &Localised) -> (String, String) {
    use sekimori_model::Lang;
    (text.get(Lang::En).to_owned(), text.get(Lang::Ja).to_owned())
}

fn json(value: &impl Serialize) -> Json {
    serde_json::to_string(value).expect("the model is written as JSON everywhere")
}

fn from_json<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("it was written here")
}

impl What {
    fn of(subject: &Subject) -> Self {
        let Subject::Object(object) = subject else { return Self::Other(json(subject)) };
        let object = object.clone();
        Self::Object {
            group: object.group,
            kind: object.kind,
            namespace: object.namespace,
            name: object.name,
            container: object.container.map(|container| (container.list, container.name)),
            field: object.field,
        }
    }

    fn subject(self) -> Subject {
        match self {
            Self::Object { group, kind, namespace, name, container, field } => {
                let container = container.map(|(list, name)| ContainerRef { list, name });
                Subject::Object(ObjectRef { group, kind, namespace, name, container, field })
            }
            Self::Other(text) => from_json(&text),
        }
    }
}

impl Came {
    const fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Violated => Self::Violated,
            Outcome::Passed => Self::Passed,
            Outcome::Waived => Self::Waived,
            Outcome::NotApplicable(reason) => Self::NotApplicable(reason),
            Outcome::NotObservable(reason) => Self::NotObservable(reason),
            Outcome::NotAnalysed(reason) => Self::NotAnalysed(reason),
        }
    }

    const fn outcome(self) -> Outcome {
        match self {
            Self::Violated => Outcome::Violated,
            Self::Passed => Outcome::Passed,
            Self::Waived => Outcome::Waived,
            Self::NotApplicable(reason) => Outcome::NotApplicable(reason),
            Self::NotObservable(reason) => Outcome::NotObservable(reason),
            Self::NotAnalysed(reason) => Outcome::NotAnalysed(reason),
        }
    }
}

impl Proof {
    fn of(evidence: &Evidence, text: &mut dyn FnMut(&Localised) -> Option<u32>) -> Self {
        let Evidence::Value { path, seen, wanted } = evidence else { return Self::Other(json(evidence)) };
        let wanted = text(wanted).map_or_else(
            || {
                let (en, ja) = both(wanted);
                Words::Own(en, ja)
            },
            Words::Shared,
        );
        Self::Value { path: path.clone(), seen: seen.clone(), wanted }
    }

    fn evidence(self, text: &dyn Fn(u32) -> Option<Localised>) -> Evidence {
        match self {
            Self::Value { path, seen, wanted } => {
                let wanted = match wanted {
                    Words::Shared(index) => text(index).expect("a text that was kept"),
                    Words::Own(en, ja) => Localised::owned(en, ja),
                };
                Evidence::Value { path, seen, wanted }
            }
            Self::Other(text) => from_json(&text),
        }
    }
}

impl Spot {
    fn of(location: &Location, path: &Arc<str>) -> Self {
        match location {
            Location::File(FileLocation { path: of, span, rendered: None, rendered_by: None })
                if of == path =>
            {
                Self::Here([
                    span.line,
                    span.column,
                    span.end_line,
                    span.end_column,
                    span.byte_start,
                    span.byte_end,
                ])
            }
            other => Self::Other(json(other)),
        }
    }

    fn location(self, path: &Arc<str>) -> Location {
        match self {
            Self::Here([line, column, end_line, end_column, byte_start, byte_end]) => {
                let span = Span { line, column, end_line, end_column, byte_start, byte_end };
                Location::File(FileLocation {
                    path: Arc::clone(path),
                    span,
                    rendered: None,
                    rendered_by: None,
                })
            }
            Self::Other(text) => from_json(&text),
        }
    }
}
