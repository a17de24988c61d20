//! A role that approves certificate requests.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, is_system, report_powers};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/csr-approval",
    title: Text { en: "Certificate requests can be approved", ja: "証明書署名要求の承認の許可" },
    why: Text {
        en: "Whoever approves certificate requests and may create them makes client certificates with any \
             name, also those of nodes and of administrators.",
        ja: "証明書署名要求を作成して承認できると、ノードや管理者を含む任意の名前のクライアント証明書を発行できます。",
    },
    fix: Text {
        en: "Leave the approval to the built-in approver of kubelets, or to a controller that checks what it \
             approves and whose `approve` has `resourceNames`.",
        ja: "承認は kubelet 用の組み込みの承認コントローラーか、内容を検証するコントローラーに任せ、`approve` には `resourceNames` を指定してください。",
    },
    severity: Severity::High,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.11" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0280" },
        Control { framework: "checkov", id: "CKV_K8S_156" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing",
        "https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization",
    ],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "no `certificatesigningrequests/approval`",
    ja: "`certificatesigningrequests/approval` なし",
};
const SIGNERS: Text = Text {
    en: "names of signers whose certificates the API server does not take for a client's",
    ja: "API サーバーのクライアント認証に使われない証明書の署名者の名前",
};

/// The signers whose certificates the API server takes for a user's or a node's. An approver may also be given all
/// signers of a domain.
///
/// # Source
/// Kubernetes, "Certificates and Certificate Signing Requests", "Kubernetes signers" and "Authorization".
const OF_CLIENTS: [&str; 3] =
    ["kubernetes.io/kube-apiserver-client", "kubernetes.io/kube-apiserver-client-kubelet", "kubernetes.io/*"];

const APPROVAL: &str = "certificatesigningrequests/approval";

const POWERS: &[Power] =
    &[Power { group: "certificates.k8s.io", resources: &[APPROVAL], verbs: &["update", "patch"] }];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    if is_system(object, top) {
        return;
    }
    let rules = top.at("rules").items("resources");
    let approving: Vec<_> = rules.iter().filter(|rule| approves_signers(rule)).collect();
    if rules.iter().any(|rule| lists(rule, "resources", APPROVAL)) {
        // It works for the signers that its holder may approve for; a role that names harmless ones only says which.
        if approving.is_empty() || approving.iter().any(|rule| is_open(rule)) {
            report_powers(top, sink, WANTED, POWERS);
        }
        return;
    }
    // The other half stands in another role.
    for rule in approving {
        report_signers(rule, sink);
    }
}

/// Tells whether a rule lets requests for client certificates be approved.
fn is_open(rule: &Field<'_>) -> bool {
    let names = rule.at("resourceNames").items("");
    names.is_empty() || names.iter().any(|name| name.text().is_some_and(|text| OF_CLIENTS.contains(&text)))
}

/// Reports the signers of client certificates that a rule names, or that it names none. A `*` among the resources is left
/// to the rule about wildcards.
fn report_signers(rule: &Field<'_>, sink: &mut Sink<'_>) {
    let names = rule.at("resourceNames");
    let listed = names.items("");
    for name in &listed {
        if let Some(signer) = name.text().filter(|text| OF_CLIENTS.contains(text)) {
            sink.violated(&names, SIGNERS).value(signer).item(name).seen(signer);
        }
    }
    let list = rule.at("resources");
    for item in list.items("").iter().filter(|item| listed.is_empty() && item.text() == Some("signers")) {
        sink.violated(&list, SIGNERS).value("signers").item(item).seen("approve signers");
    }
}

fn approves_signers(rule: &Field<'_>) -> bool {
    let may = |path, wanted| lists(rule, path, wanted) || lists(rule, path, "*");
    may("apiGroups", "certificates.k8s.io") && may("resources", "signers") && may("verbs", "approve")
}

fn lists(rule: &Field<'_>, path: &'static str, wanted: &str) -> bool {
    rule.at(path).items("").iter().any(|item| item.text() == Some(wanted))
}
