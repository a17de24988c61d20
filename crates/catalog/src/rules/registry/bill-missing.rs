//! An image without a bill of materials.

use sekimori_model::{Control, NotObservable, Persona, Role, Severity};

use crate::{Check, RegistrySink, RegistryView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "registry/bill-missing",
    title: Text { en: "Image without a bill of materials", ja: "部品表のないイメージ" },
    why: Text {
        en: "When the next hole in a library is known, nobody can tell from the registry which images have it.",
        ja: "ライブラリの脆弱性が判明したときに、どのイメージに含まれるかをレジストリから判断できません。",
    },
    fix: Text {
        en: "Attach one in the pipeline: sekimori sbom attach IMAGE.",
        ja: "パイプラインで添付してください: sekimori sbom attach IMAGE。",
    },
    severity: Severity::Low,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.1.1" }],
    persona: Persona::Pedantic,
    references: &["https://github.com/opencontainers/distribution-spec/blob/main/spec.md"],
    check: Check::Registry(check),
    ..Rule::OF_REGISTRIES
};

const WANTED: Text = Text {
    en: "an attached bill, CycloneDX or SPDX",
    ja: "添付された部品表 (CycloneDX または SPDX)",
};

fn check(registry: &RegistryView, sink: &mut RegistrySink<'_>) {
    for repository in &registry.repositories {
        for tag in repository.tags.iter().filter(|tag| tag.has_bill == Some(false)) {
            sink.of_tag(repository, tag, WANTED);
        }
        if repository.tags.iter().any(|tag| tag.has_bill.is_none()) {
            sink.unseen_of(repository, NotObservable::NoRights);
        }
    }
}
