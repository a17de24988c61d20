//! An accepted finding: which, why, by whom, until when.

use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pattern::matches;
use crate::{Fingerprint, Justification, RuleId, Subject, VexStatus, Viewpoint};

/// A waiver. In selectors `*` stands for any run of characters, slashes included, and `?` for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Waiver {
    /// Rule id or a selector over rule ids, such as `pod-security/*`.
    pub rule: String,
    /// Selector over the names of an advisory, such as `CVE-2026-0001`; only what is published about packages is meant then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advisory: Option<String>,
    /// Selector over the subject's identity, as `subject` of a finding prints it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Selector over the path of the file, from the folder of the configuration file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The one finding that is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// Why the finding is accepted.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds, in the calendar of `--now`.
    #[schemars(with = "String")]
    pub expires: Date,
    /// Who approved it, where that is somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// Why the subject does not have the fault at all. Without it, the fault is there and accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<Justification>,
    /// From where it sees files.
    #[serde(skip)]
    pub seen_from: Viewpoint,
}

/// What a waiver is worth on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverStatus {
    /// It holds.
    Active,
    /// Its last day has passed; it counts as none.
    Expired,
}

impl Waiver {
    /// Tells what the waiver is worth on `today`.
    pub fn status(&self, today: Date) -> WaiverStatus {
        if today > self.expires { WaiverStatus::Expired } else { WaiverStatus::Active }
    }

    /// Tells whether it speaks of a rule of this id.
    pub fn names(&self, id: &str) -> bool {
        matches(&self.rule, id)
    }

    /// Tells whether the waiver speaks about a finding, whatever its status.
    ///
    /// `ids` are the rule's id and its aliases; `path` is the finding's first file; `advisory` the names of what is published,
    /// none where the finding is of something else.
    pub fn covers(
        &self,
        ids: &[&str],
        subject: &Subject,
        path: &str,
        fingerprint: Fingerprint,
        advisory: &[&str],
    ) -> bool {
        ids.iter().any(|id| matches(&self.rule, id))
            && self.advisory.as_deref().is_none_or(|pattern| names_one(pattern, advisory))
            && self.fingerprint.is_none_or(|wanted| wanted == fingerprint)
            && self.path.as_deref().is_none_or(|pattern| matches(pattern, &self.seen_from.path(path)))
            && self.subject.as_deref().is_none_or(|pattern| matches(pattern, &subject.identity()))
    }
}

/// Tells whether one of the names of an advisory is meant, in whichever case people write it.
fn names_one(pattern: &str, names: &[&str]) -> bool {
    let pattern = pattern.to_ascii_uppercase();
    names.iter().any(|name| matches(&pattern, &name.to_ascii_uppercase()))
}

/// Where a waiver was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum WaiverOrigin {
    /// In the configuration file, as its n-th waiver, from 0.
    Config {
        /// Index in `waivers`.
        index: usize,
    },
    /// In an annotation of the object.
    Annotation {
        /// Path of the manifest.
        path: Arc<str>,
        /// Line of the annotation, from 1.
        line: u32,
    },
    /// In a VEX document, which was named to the command.
    Vex {
        /// Path of the document, as it was named.
        path: Arc<str>,
        /// The statement in it, from 0.
        statement: usize,
        /// What it states.
        status: VexStatus,
    },
}

/// A waiver as a finding names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaiverUse {
    /// Where it was written.
    pub origin: WaiverOrigin,
    /// The selector over rule ids that matched.
    pub rule: String,
    /// Why the finding is accepted.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds; a statement of a VEX document has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub expires: Option<Date>,
    /// Who approved it, where that is somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// Why the subject does not have the fault at all, where that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub justification: Option<Justification>,
}

impl WaiverUse {
    /// Names `waiver`, written at `origin`.
    pub fn new(waiver: &Waiver, origin: WaiverOrigin) -> Self {
        Self {
            origin,
            rule: waiver.rule.clone(),
            reason: waiver.reason.clone(),
            owner: waiver.owner.clone(),
            expires: Some(waiver.expires),
            approver: waiver.approver.clone(),
            justification: waiver.justification,
        }
    }
}

/// Returns the key of the annotation that waives `rule`.
pub fn annotation_key(rule: &RuleId) -> String {
    format!("{ANNOTATION_PREFIX}{}", rule.annotation_name())
}

/// The prefix of annotations that waive a rule; the rule's id follows with a dot for its slash.
pub const ANNOTATION_PREFIX: &str = "waive.sekimori.dev/";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ObjectRef;
    use jiff::civil::date;

    fn waiver(rule: &str, subject: Option<&str>) -> Waiver {
        Waiver {
            rule: rule.to_owned(),
            advisory: None,
            subject: subject.map(str::to_owned),
            path: None,
            fingerprint: None,
            reason: "agreed".to_owned(),
            owner: "team-a".to_owned(),
            expires: date(2027, 3, 31),
            approver: None,
            justification: None,
            seen_from: Viewpoint::default(),
        }
    }

    fn subject() -> Subject {
        Subject::Object(ObjectRef {
            group: "apps".into(),
            kind: "Deployment".into(),
            namespace: "shop".into(),
            name: "cart".into(),
            container: None,
            field: "containers[web].securityContext.privileged".into(),
        })
    }

    #[test]
    fn holds_through_its_last_day_and_no_longer() {
        let waiver = waiver("pod-security/*", None);
        assert_eq!(waiver.status(date(2027, 3, 31)), WaiverStatus::Active);
        assert_eq!(waiver.status(date(2027, 4, 1)), WaiverStatus::Expired);
    }

    #[test]
    fn selectors_take_brackets_as_they_are() {
        let id = RuleId::from_static("pod-security/privileged-container");
        let print = Fingerprint::new(&id, &subject(), "");
        let covers = |w: &Waiver| w.covers(&[id.as_str()], &subject(), "a.yaml", print, &[]);
        assert!(covers(&waiver("pod-security/*", Some("object:apps/Deployment/shop/cart/containers[web]*"))));
        assert!(covers(&waiver("pod-security/privileged-container", Some("object:*/shop/*"))));
        assert!(!covers(&waiver(
            "pod-security/privileged-container",
            Some("object:apps/Deployment/shop/carts/*")
        )));
        assert!(!covers(&waiver("rbac/*", None)));
    }

    #[test]
    fn a_renamed_rule_is_waived_by_its_old_name() {
        let id = RuleId::from_static("pod-security/privileged-container");
        let print = Fingerprint::new(&id, &subject(), "");
        let old = waiver("pods/privileged", None);
        assert!(old.covers(&[id.as_str(), "pods/privileged"], &subject(), "a.yaml", print, &[]));
    }

    #[test]
    fn an_advisory_is_waived_by_any_of_its_names_and_nothing_else_is() {
        let id = RuleId::from_static("package/vulnerable");
        let print = Fingerprint::new(&id, &subject(), "CVE-2026-0001");
        let covers = |advisory: &str, names: &[&str]| {
            let waiver = Waiver { advisory: Some(advisory.to_owned()), ..waiver("package/*", None) };
            waiver.covers(&[id.as_str()], &subject(), "go.sum", print, names)
        };
        let names = ["CVE-2026-0001", "GHSA-aaaa-bbbb-cccc"];
        assert!(covers("cve-2026-0001", &names) && covers("GHSA-AAAA-*", &names));
        assert!(!covers("CVE-2026-0002", &names) && !covers("CVE-2026-00011", &names));
        assert!(!covers("*", &[]), "a finding that is of no advisory");
    }
}
