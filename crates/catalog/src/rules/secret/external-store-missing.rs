//! A Secret that no store of secrets is seen to provide.

use sekimori_model::inventory::UseKind;
use sekimori_model::{Confidence, Control, Role, Severity};
use sekimori_parse::kubernetes::{Pod, uses};

use crate::{Check, Parameter, Preset, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "secret/external-store-missing",
    title: Text {
        en: "Secret not provided by an external store",
        ja: "外部ストアから提供されないシークレット",
    },
    why: Text {
        en: "A Secret that is made by hand is in somebody's terminal, file or repository, and nobody rotates \
             it; a store keeps who read it and replaces it.",
        ja: "手作業で作成したシークレットは、誰かの端末、ファイル、リポジトリに残り、ローテーションもされません。シークレット ストアであれば、アクセスの記録と更新を任せられます。",
    },
    fix: Text {
        en: "Keep the secret in a store such as Azure Key Vault or OpenBao, and provide it by an \
             ExternalSecret or a SecretProviderClass.",
        ja: "シークレットを Azure Key Vault や OpenBao などのストアに保管し、ExternalSecret または SecretProviderClass で提供してください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    role: Role::ApplicationOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.4.2" },
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0208" },
        Control { framework: "kubescape", id: "C-0234" },
    ],
    parameters: &[Parameter {
        name: "required",
        about: Text {
            en: "Whether every Secret that a workload uses must come from an external store.",
            ja: "ワークロードが使うすべての Secret を外部ストアから提供することを必須にするかどうか。",
        },
        default: Preset::Flag(false),
    }],
    asks_inventory: true,
    references: &[
        "https://external-secrets.io/latest/introduction/overview/",
        "https://secrets-store-csi-driver.sigs.k8s.io/",
        "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a Secret that an ExternalSecret, a SecretProviderClass or a SealedSecret makes",
    ja: "ExternalSecret、SecretProviderClass、または SealedSecret が作成する Secret",
};

/// The kinds by which kustomize makes Secrets of what stands in the repository.
const FROM_FILES: [&str; 2] = ["Component", "Kustomization"];

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    if !sink.flag("required") {
        return;
    }
    let secrets = uses(pod).into_iter().filter(|(kind, _)| *kind == UseKind::Secret);
    for (_, field) in secrets {
        let name = field.text().unwrap_or_default();
        let mut makers = sink.inventory().makers(UseKind::Secret, pod.owner.namespace, name);
        if !makers.any(|item| !FROM_FILES.contains(&&*item.kind)) {
            sink.violated(&field, WANTED).value(name);
        }
    }
}
