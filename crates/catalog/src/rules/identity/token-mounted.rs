//! A pod with a token of the API server that nothing was granted to.

use sekimori_model::inventory::{Facts, Principal};
use sekimori_model::{Confidence, Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::accounts::account_of;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "identity/token-mounted",
    title: Text {
        en: "API token mounted without use", ja: "使われない API トークンのマウント"
    },
    why: Text {
        en: "No binding gives the ServiceAccount a role, so the workload does nothing with its token. \
             Whoever breaks into the container finds it, and is an authenticated user of the API server.",
        ja: "この ServiceAccount にはどのロールもバインドされていないため、ワークロードはトークンを使っていません。それでもコンテナーに侵入した攻撃者は、トークンを使って API サーバーの認証済みユーザーになれます。",
    },
    fix: Text {
        en: "Set `automountServiceAccountToken: false` in the pod. A workload that does talk to the API \
             server has a binding: scan it together with the workload.",
        ja: "ポッドに `automountServiceAccountToken: false` を設定してください。API サーバーと通信するワークロードの場合は、バインドと一緒にスキャンしてください。",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.6" },
        Control { framework: "azure-policy-kubernetes", id: "BlockAutomountToken" },
        Control { framework: "azure-policy-kubernetes", id: "MutateMountServiceAccountToken" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "owasp-kubernetes-top-10", id: "K06" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0034" },
        Control { framework: "kubescape", id: "C-0190" },
        Control { framework: "kubescape", id: "C-0261" },
        Control { framework: "polaris", id: "automountServiceAccountToken" },
        Control { framework: "checkov", id: "CKV_K8S_38" },
        Control { framework: "trivy", id: "AVD-KSV-0036" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`false`", ja: "`false`" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let field = pod.spec.at("automountServiceAccountToken");
    if field.bool() == Some(false) {
        return;
    }
    // A static pod, which the kubelet makes without the API server, never gets a token.
    let is_static = pod.owner.kind == "Pod"
        && pod.owner.namespace == "kube-system"
        && pod.whole.at("metadata.labels.tier").text() == Some("control-plane");
    if is_static {
        return;
    }
    let (inventory, namespace) = (sink.inventory(), pod.owner.namespace);
    let account = account_of(pod);
    let by_account = inventory.find("ServiceAccount", namespace, account).is_some_and(
        |item| matches!(&item.facts, Facts::ServiceAccount(account) if account.automount == Some(false)),
    );
    // What the pod says counts, where it says anything.
    let is_off = by_account && !field.is_present();
    let bindings = inventory.bindings_of_account(namespace, account);
    let has_rights = bindings.flat_map(|(_, binding)| &*binding.subjects).any(|to| is_meant(to, account));
    if !is_off && !has_rights {
        sink.violated(&field, WANTED).set_unsafely(false);
    }
}

/// Tells whether a subject is this account rather than everybody: that everybody may do something is no sign of use.
fn is_meant(subject: &Principal, account: &str) -> bool {
    match &*subject.kind {
        "ServiceAccount" => *subject.name == *account,
        "User" => subject.name.starts_with("system:serviceaccount:"),
        _ => subject.name.starts_with("system:serviceaccounts:"),
    }
}
