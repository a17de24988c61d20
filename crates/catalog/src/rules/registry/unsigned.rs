//! An image that nobody signed.

use sekimori_model::{Control, NotObservable, Role, Severity};

use crate::{Check, RegistrySink, RegistryView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "registry/unsigned",
    title: Text { en: "Image without a signature", ja: "署名のないイメージ" },
    why: Text {
        en: "A cluster cannot tell whether the image comes from the pipeline or from somebody who got hold of a password to the registry.",
        ja: "イメージがパイプラインで作成されたものか、レジストリのパスワードを入手した第三者によるものかを、クラスターで区別できません。",
    },
    fix: Text {
        en: "Sign the digest in the pipeline with cosign or notation, and verify it at admission.",
        ja: "パイプラインで cosign または notation を使ってダイジェストに署名し、アドミッションで検証してください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.1.5" }],
    references: &["https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md"],
    check: Check::Registry(check),
    ..Rule::OF_REGISTRIES
};

const WANTED: Text =
    Text { en: "a signature of cosign or notation", ja: "cosign または notation の署名" };

fn check(registry: &RegistryView, sink: &mut RegistrySink<'_>) {
    for repository in &registry.repositories {
        for tag in repository.tags.iter().filter(|tag| tag.is_signed == Some(false)) {
            sink.of_tag(repository, tag, WANTED);
        }
        if repository.tags.iter().any(|tag| tag.is_signed.is_none()) {
            sink.unseen_of(repository, NotObservable::NoRights);
        }
    }
}
