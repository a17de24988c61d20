//! A registry that anybody may push to.

use sekimori_model::{Control, NotObservable, Role, Severity};

use crate::{Check, RegistrySink, RegistryView, Rule, Text};

pub(crate) const RULE: Rule = Rule {
    id: "registry/anonymous-push",
    title: Text {
        en: "Registry that anybody may push to", ja: "誰でもプッシュできるレジストリ"
    },
    why: Text {
        en: "Whoever reaches the registry replaces images by others. A check never writes, so that it cannot see this: \
             try it yourself, without credentials, in a repository of its own.",
        ja: "レジストリに到達できる人は誰でもイメージを差し替えられます。このチェックは書き込みを一切行わないため、確認できません。専用のリポジトリで、資格情報を使わずに試してください。",
    },
    fix: Text {
        en: "Demand credentials for pushing, and give them to pipelines alone.",
        ja: "プッシュに資格情報を求め、パイプラインだけに与えてください。",
    },
    severity: Severity::Critical,
    role: Role::ClusterOperator,
    controls: &[Control { framework: "nist-800-190", id: "4.2.3" }],
    references: &["https://github.com/opencontainers/distribution-spec/blob/main/spec.md"],
    check: Check::Registry(check),
    ..Rule::OF_REGISTRIES
};

const WANTED: Text =
    Text { en: "credentials for pushing", ja: "プッシュに資格情報を求めること" };

fn check(registry: &RegistryView, sink: &mut RegistrySink<'_>) {
    match registry.pushes_anonymously {
        Some(true) => {
            sink.of_registry(WANTED);
        }
        Some(false) => {}
        None => sink.unseen(NotObservable::NoSensor),
    }
}
