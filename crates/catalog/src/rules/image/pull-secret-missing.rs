//! A pod that pulls its images without a secret of its own.

use sekimori_model::inventory::Facts;
use sekimori_model::{Confidence, Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Pod};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "image/pull-secret-missing",
    title: Text {
        en: "Images pulled without a pull secret", ja: "プル シークレットなしでのイメージの取得"
    },
    why: Text {
        en: "Without a pull secret the images come from public registries, or by an identity of the node that every \
             pod on it shares.",
        ja: "プル シークレットがない場合、イメージは公開レジストリから、またはノード上のすべてのポッドが共有するノードの ID で取得されます。",
    },
    fix: Text {
        en: "Name a Secret of type `kubernetes.io/dockerconfigjson` in `imagePullSecrets` of the pod or of its \
             ServiceAccount.",
        ja: "ポッドまたはその ServiceAccount の `imagePullSecrets` に、種類が `kubernetes.io/dockerconfigjson` の Secret を指定してください。",
    },
    severity: Severity::Info,
    confidence: Confidence::Low,
    persona: Persona::Auditor,
    role: Role::ApplicationOperator,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "ContainerRestrictedImagePulls" },
        Control { framework: "nist-800-190", id: "4.2.3" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/containers/images/#specifying-imagepullsecrets-on-a-pod",
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#add-imagepullsecrets-to-a-service-account",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a Secret to pull images with", ja: "イメージのプルに使う Secret" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let secrets = pod.spec.at("imagePullSecrets");
    if secrets
        .items("name")
        .iter()
        .any(|secret| secret.at("name").text().is_some_and(|name| !name.is_empty()))
    {
        return;
    }
    let names = [pod.spec.at("serviceAccountName"), pod.spec.at("serviceAccount")];
    let name = names.iter().filter_map(Field::text).find(|name| !name.is_empty()).unwrap_or("default");
    let account = sink.inventory().find("ServiceAccount", pod.owner.namespace, name);
    let has_secrets = |facts: &Facts| matches!(facts, Facts::ServiceAccount(account) if account.pull_secrets);
    if !account.is_some_and(|account| has_secrets(&account.facts)) {
        sink.violated(&secrets, WANTED);
    }
}
