//! What a rule is.

use sekimori_model::config::Pack;
use sekimori_model::{
    AdvisoryKind, Confidence, Control, Level, Localised, Persona, Role, RuleId, Severity, Stage, Version,
};
use sekimori_parse::kubernetes::{Field, Object, Pod};
use sekimori_parse::lsm::apparmor;
use sekimori_parse::lsm::seccomp::Filter;

use crate::{
    Credential, ImageSink, ImageView, PackageSink, PackageView, Parameter, RegistrySink, RegistryView, Sink,
};

/// A constant text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Japanese.
    pub ja: &'static str,
}

impl From<Text> for Localised {
    fn from(text: Text) -> Self {
        Self::new(text.en, text.ja)
    }
}

/// The place of a rule in the Pod Security Standards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standard {
    /// The level that the check belongs to; higher levels contain it.
    pub level: Level,
    /// The name of the check in Kubernetes' own admission controller.
    pub check: &'static str,
    /// The first version of Kubernetes whose standards have the check.
    pub since: Version,
}

/// A version of Kubernetes at which a rule begins to judge otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The first version that judges so.
    pub since: Version,
    /// What changes.
    pub change: Text,
}

/// How a rule looks.
#[derive(Clone, Copy)]
pub enum Check {
    /// At every pod and every template of one.
    Pod(fn(&Pod<'_>, &mut Sink<'_>)),
    /// At every object of these kinds (group and kind); at every object where the list is empty. The field is the
    /// object's top.
    Object(&'static [(&'static str, &'static str)], for<'a> fn(&Object<'a>, &Field<'a>, &mut Sink<'_>)),
    /// At every seccomp filter: a profile's file, the configuration of a runtime, an object of
    /// security-profiles-operator.
    Seccomp(fn(&Filter<'_>, &mut Sink<'_>)),
    /// At every file of AppArmor policy.
    AppArmor(fn(&apparmor::File<'_>, &mut Sink<'_>)),
    /// At every built image that is read.
    Image(fn(&ImageView<'_>, &mut ImageSink<'_>)),
    /// At every registry that is asked.
    Registry(fn(&RegistryView, &mut RegistrySink<'_>)),
    /// At every package that something is made of, by what is published about it: advisories of this kind.
    Advisory(AdvisoryKind),
    /// At every package that something is made of, by what its file tells of it. A rule with parameters runs where they
    /// ask for something.
    Package(fn(&PackageView<'_>, &mut PackageSink<'_>)),
    /// At every file, as bytes: a pattern of a credential.
    Secret(&'static Credential),
    /// Not at all: the engine itself reports it.
    Engine,
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Pod(_) => "Pod",
            Self::Object(..) => "Object",
            Self::Seccomp(_) => "Seccomp",
            Self::AppArmor(_) => "AppArmor",
            Self::Image(_) => "Image",
            Self::Registry(_) => "Registry",
            Self::Advisory(_) => "Advisory",
            Self::Package(_) => "Package",
            Self::Secret(_) => "Secret",
            Self::Engine => "Engine",
        })
    }
}

/// A rule: all that is known about one bad pattern.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// `family/kebab-case`, the bad pattern's name and the file's path.
    pub id: &'static str,
    /// Ids that it used to have, the first one first.
    pub aliases: &'static [&'static str],
    /// One line that says what was found.
    pub title: Text,
    /// Why it matters, in a sentence or two.
    pub why: Text,
    /// What to do about it, in a sentence or two.
    pub fix: Text,
    /// How bad it is.
    pub severity: Severity,
    /// How sure a finding is.
    pub confidence: Confidence,
    /// Who wants to see it.
    pub persona: Persona,
    /// The checkpoints at which it can be judged.
    pub stages: &'static [Stage],
    /// Who can mend it.
    pub role: Role,
    /// Its place in the Pod Security Standards, if it has one.
    pub standard: Option<Standard>,
    /// The versions at which it changes.
    pub steps: &'static [Step],
    /// The controls of published standards that it answers. Those of `azure-policy-kubernetes`, `cis-kubernetes-*`
    /// and `nsa-cisa-hardening` put it into the pack of that name.
    pub controls: &'static [Control],
    /// The checks of other scanners that look at the same: what docs/coverage.md and `waivers import` go by.
    pub covers: &'static [Control],
    /// What the configuration may say to it.
    pub parameters: &'static [Parameter],
    /// Whether it asks for other objects than the one that it looks at.
    pub asks_inventory: bool,
    /// Where the facts come from.
    pub references: &'static [&'static str],
    /// How it looks.
    pub check: Check,
}

impl Rule {
    /// What most rules about a workload's manifest have in common. Id, texts and check must be said by each.
    pub const BASE: Self = Self {
        id: "",
        aliases: &[],
        title: Text { en: "", ja: "" },
        why: Text { en: "", ja: "" },
        fix: Text { en: "", ja: "" },
        severity: Severity::Medium,
        confidence: Confidence::High,
        persona: Persona::Regular,
        stages: &[Stage::Develop, Stage::Build, Stage::Deploy, Stage::Operate],
        role: Role::Developer,
        standard: None,
        steps: &[],
        controls: &[],
        covers: &[],
        parameters: &[],
        asks_inventory: false,
        references: &[],
        check: Check::Engine,
    };

    /// What rules about built images have in common.
    pub const OF_IMAGES: Self = Self { stages: &[Stage::Build, Stage::Deploy, Stage::Operate], ..Self::BASE };

    /// What rules about what is published of packages have in common; the severity is that of what nobody graded.
    pub const OF_PACKAGES: Self = Self {
        stages: &[Stage::Develop, Stage::Build, Stage::Deploy, Stage::Operate],
        references: &["https://ossf.github.io/osv-schema/"],
        ..Self::BASE
    };

    /// What rules about registries have in common.
    pub const OF_REGISTRIES: Self = Self { stages: &[Stage::Build, Stage::Operate], ..Self::BASE };

    /// Tells whether a pack has the rule.
    pub fn is_in(&self, pack: Pack) -> bool {
        let answers =
            |prefix: &str| self.controls.iter().any(|control| control.framework.starts_with(prefix));
        match pack {
            Pack::Baseline | Pack::Restricted => {
                self.standard.is_some_and(|of| pack.level().is_some_and(|level| of.level <= level))
            }
            Pack::BestPractice => {
                self.standard.is_none() && self.credential().is_none() && !self.is_of_packages()
            }
            Pack::Secrets => self.credential().is_some(),
            Pack::Advisories => self.is_of_packages(),
            Pack::AzureSafeguards => answers("azure-policy-kubernetes"),
            Pack::Cis => answers("cis-kubernetes"),
            Pack::Nsa => answers("nsa-cisa-hardening"),
        }
    }

    /// Tells whether an object can carry a waiver of the rule: not of what the engine says, nor of what stands in files
    /// that hold no objects.
    pub const fn is_waived_by_annotation(&self) -> bool {
        self.is_of_manifests() && !matches!(self.check, Check::Engine)
    }

    /// Tells whether it looks at built images.
    pub const fn is_of_images(&self) -> bool {
        matches!(self.check, Check::Image(_))
    }

    /// Tells whether it looks at registries.
    pub const fn is_of_registries(&self) -> bool {
        matches!(self.check, Check::Registry(_))
    }

    /// Tells whether it looks at what is written for a cluster: manifests and profiles.
    pub const fn is_of_manifests(&self) -> bool {
        !self.is_of_packages()
            && !matches!(self.check, Check::Secret(_) | Check::Image(_) | Check::Registry(_))
    }

    /// Tells whether it looks at packages.
    pub const fn is_of_packages(&self) -> bool {
        matches!(self.check, Check::Advisory(_) | Check::Package(_))
    }

    /// Returns the kind of advisories that the rule tells of, where it is one of packages.
    pub const fn advisories(&self) -> Option<AdvisoryKind> {
        if let Check::Advisory(kind) = self.check { Some(kind) } else { None }
    }

    /// Returns the pattern, where the rule is one of a credential.
    pub const fn credential(&self) -> Option<&'static Credential> {
        if let Check::Secret(credential) = self.check { Some(credential) } else { None }
    }

    /// Returns the id as the vocabulary has it.
    pub const fn rule_id(&self) -> RuleId {
        RuleId::from_static(self.id)
    }

    /// Returns the id that fingerprints are made with: the first one that the rule ever had.
    pub fn first_id(&self) -> RuleId {
        RuleId::from_static(self.aliases.first().copied().unwrap_or(self.id))
    }

    /// Returns the id and those that it used to have.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.id).chain(self.aliases.iter().copied())
    }
}

/// Compares two texts in a constant, for the registry's checks.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}
