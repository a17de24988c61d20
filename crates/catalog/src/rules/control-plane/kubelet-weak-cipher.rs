//! A kubelet that agrees to weak encryption.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::ciphers::{is_weak_suite, is_weak_version};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/kubelet-weak-cipher",
    title: Text {
        en: "Weak TLS cipher or version of the kubelet",
        ja: "kubelet の弱い TLS 暗号スイートまたはバージョン",
    },
    why: Text {
        en: "Commands, logs and metrics between the API server and the node can then be read or changed by \
             whoever breaks the cipher.",
        ja: "暗号を破られると、API サーバーとノードの間のコマンド、ログ、メトリックを読み取られたり改ざんされたりします。",
    },
    fix: Text {
        en: "Remove the suite, or leave the choice to the kubelet. Set `tlsMinVersion` to `VersionTLS12` or \
             later.",
        ja: "該当するスイートを削除するか、選択を kubelet に任せてください。`tlsMinVersion` は `VersionTLS12` 以降にしてください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "4.2.12" },
        Control { framework: "nist-800-190", id: "4.3.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0184" },
        Control { framework: "checkov", id: "CKV_K8S_151" },
        Control { framework: "trivy", id: "AVD-KCV-0092" },
    ],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc9325",
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
    ],
    check: Check::Object(&[("kubelet.config.k8s.io", "KubeletConfiguration")], check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "suites with ECDHE and GCM or ChaCha20, TLS 1.2 or later",
    ja: "ECDHE と GCM または ChaCha20 のスイート、TLS 1.2 以降",
};

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let suites = top.at("tlsCipherSuites");
    for suite in suites.items("") {
        if let Some(name) = suite.text().filter(|name| is_weak_suite(name)) {
            sink.violated(&suites, WANTED).value(name).item(&suite).remove_unsafely();
        }
    }
    let version = top.at("tlsMinVersion");
    if version.text().is_some_and(is_weak_version) {
        sink.violated(&version, WANTED).set_unsafely("VersionTLS12");
    }
}
