#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod about;
mod advisory;
mod baseline;
pub mod bases;
pub mod config;
pub mod dependencies;
mod error;
mod evidence;
mod executable;
mod finding;
mod finding_list;
mod fingerprint;
mod grades;
mod image;
pub mod inventory;
pub mod kept;
mod limits;
mod localised;
mod location;
mod outcome;
mod owner;
mod package;
mod patch;
mod pattern;
mod pod_security;
mod purl;
pub mod pushed;
mod rule_id;
mod sbom;
mod source;
mod subject;
mod verdict;
mod verification;
mod versions;
mod vex;
mod viewpoint;
mod waiver;
pub mod ways;
pub mod wire;

pub use about::{PackageAbout, PackageReference, Party, ReferenceKind};
pub use advisory::{
    Advisory, AdvisoryKind, AdvisoryReference, AdvisoryText, Affected, CvssScore, Epss, Exploited, Hit,
    SeverityBy,
};
pub use baseline::{Baseline, KnownFinding};
pub use error::Error;
pub use evidence::{CommitSeen, Evidence};
pub use executable::{Executable, Executables};
pub use finding::{Control, Finding, Seen, Snippet};
pub use finding_list::EachFinding;
pub use fingerprint::Fingerprint;
pub use grades::{Confidence, Persona, Role, Severity, Stage};
pub use image::{
    ContentDigest, HealthCheck, HistoryStep, Image, ImageConfig, ImageFacts, ImageLimits, ImageOrigin,
    LayerCache, LayerFacts, Member, MemberKind, Platform,
};
pub use limits::Limits;
pub use localised::{Lang, Localised};
pub use location::{
    CommitLocation, EventLocation, FileLocation, LayerLocation, Location, ObjectLocation, RegistryLocation,
    Span,
};
pub use outcome::{NotAnalysed, NotApplicable, NotObservable, Outcome};
pub use owner::{Owner, OwnerKeys};
pub use package::{
    DigestAlgorithm, FoundIn, GuessedFrom, Licence, Package, PackageDigest, Scope, SourcePackage,
};
pub use patch::{Edit, Patch, Safety};
pub use pod_security::{Level, PodSecurity, Version};
pub use purl::Purl;
pub use rule_id::RuleId;
pub use sbom::{Distribution, Sbom, SbomKind, SbomSubject};
pub use source::{Entry, Listing, Problem, Source, from_root};
pub use subject::{ContainerList, ContainerRef, ObjectRef, Subject};
pub use verdict::{Decision, Thresholds, Verdict};
pub use verification::{Answer, Method, Question, Scheme, Standing, Unsure, Verification, Verified};
pub use versions::{PathClass, VersionId, VersionOf, VersionPlace, Versions};
pub use vex::{Justification, VexStatus};
pub use viewpoint::Viewpoint;
pub use waiver::{ANNOTATION_PREFIX, Waiver, WaiverOrigin, WaiverStatus, WaiverUse, annotation_key};
