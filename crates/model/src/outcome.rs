//! What came of a rule on a subject.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::Error;
use crate::grades::words;

/// What came of a rule on a subject. The last three are never counted as passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", content = "reason", rename_all = "kebab-case")]
pub enum Outcome {
    /// The subject breaks the rule.
    Violated,
    /// The subject keeps the rule.
    Passed,
    /// The subject breaks the rule and a waiver, which is named, accepts that.
    Waived,
    /// The rule does not speak about this subject.
    NotApplicable(NotApplicable),
    /// The server or the rights do not show what the rule needs.
    NotObservable(NotObservable),
    /// We failed or were cut short.
    NotAnalysed(NotAnalysed),
}

impl Outcome {
    /// Returns the word for the outcome, without its reason.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Violated => "violated",
            Self::Passed => "passed",
            Self::Waived => "waived",
            Self::NotApplicable(_) => "not-applicable",
            Self::NotObservable(_) => "not-observable",
            Self::NotAnalysed(_) => "not-analysed",
        }
    }

    /// Returns the code of the reason, for the outcomes that have one.
    pub const fn reason(self) -> Option<&'static str> {
        match self {
            Self::NotApplicable(reason) => Some(reason.as_str()),
            Self::NotObservable(reason) => Some(reason.as_str()),
            Self::NotAnalysed(reason) => Some(reason.as_str()),
            Self::Violated | Self::Passed | Self::Waived => None,
        }
    }
}

words! {
    /// Why a rule does not speak about a subject.
    NotApplicable, "reason", {
        /// The pod runs on Windows and the rule is about Linux.
        WindowsPod = "windows-pod",
        /// The rule does not exist at this version of Kubernetes.
        NotThisVersion = "not-this-version",
        /// The subject is of a kind that the rule does not know.
        NotThisKind = "not-this-kind",
    }
}

words! {
    /// Why something cannot be seen.
    NotObservable, "reason", {
        /// The rights that we have do not reach it.
        NoRights = "no-rights",
        /// The provider runs that part and does not show it.
        ManagedByProvider = "managed-by-provider",
        /// Nothing reports it.
        NoSensor = "no-sensor",
        /// What tells of it does not say it.
        NotTold = "not-told",
    }
}

words! {
    /// Why something was not analysed.
    NotAnalysed, "reason", {
        /// The operating system refused to open or read it.
        Unreadable = "unreadable",
        /// It is not a regular file: a pipe, a socket or a device.
        NotARegularFile = "not-a-regular-file",
        /// A symbolic link leads back to a folder above it.
        LinkCycle = "link-cycle",
        /// A symbolic link leads out of the scanned root or to nothing.
        LinkLeavesRoot = "link-leaves-root",
        /// It is larger than the limit for one file.
        TooLarge = "too-large",
        /// It has more documents than the limit for one file.
        TooManyDocuments = "too-many-documents",
        /// There are more files than the limit for one scan.
        TooManyFiles = "too-many-files",
        /// It nests deeper than the limit.
        TooDeep = "too-deep",
        /// It has more nodes than the limit for one document.
        TooManyNodes = "too-many-nodes",
        /// Its aliases would grow it past the limit (an "anchor bomb").
        AliasBomb = "alias-bomb",
        /// It gives more findings than the limit for one file.
        TooManyFindings = "too-many-findings",
        /// It is not text in UTF-8 or UTF-16.
        NotText = "not-text",
        /// It is not well-formed YAML or JSON, for the strict parser and the lenient one.
        Malformed = "malformed",
        /// It is a template that has to be rendered first.
        Template = "template",
        /// It is a chart or an overlay that cannot be rendered, or a template of one.
        RenderFailed = "render-failed",
        /// Rendering it would take more steps, bytes, levels or time than the limit.
        RenderTooMuch = "render-too-much",
        /// Matching patterns on it would take more steps than the limit.
        TooManySteps = "too-many-steps",
        /// It unpacks to more than the limit: bytes, members, or steps inside one another.
        UnpacksTooMuch = "unpacks-too-much",
        /// It is an archive that ends early or contradicts itself.
        BrokenArchive = "broken-archive",
        /// It is a member of an archive that only a password opens.
        Encrypted = "encrypted",
        /// It is not what its digest says: it was damaged or changed on its way.
        DigestMismatch = "digest-mismatch",
        /// It could not be fetched from where it is kept.
        NotFetched = "not-fetched",
        /// It is packed in a way that is not unpacked here.
        UnknownCompression = "unknown-compression",
        /// It is an object of git that is not in the repository: a partial clone left it out, or it is lost.
        Missing = "missing",
        /// It is an object, a pack or a reference of git that is damaged.
        Damaged = "damaged",
        /// It is a resource, a base or a chart that is somewhere else and is not fetched.
        Remote = "remote",
        /// A field that a rule needs is not of the type that Kubernetes defines.
        WrongType = "wrong-type",
        /// The version of a package is none of its ecosystem, so that no advisory can be compared with it.
        UnknownVersion = "unknown-version",
        /// What is installed is decided by what is not there: a version that is not written, a file or a property that is missing.
        LeftOpen = "left-open",
        /// A rule failed on it, which is a defect of ours.
        Internal = "internal",
    }
}
