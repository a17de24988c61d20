//! A program of the cluster that agrees to weak encryption.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::ciphers::{is_weak_suite, is_weak_version};
use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/weak-cipher",
    title: Text {
        en: "Weak TLS cipher or version", ja: "弱い TLS 暗号スイートまたはバージョン"
    },
    why: Text {
        en: "Traffic that is recorded today is read later once a key is lost, or is read or changed at once \
             where the cipher is broken.",
        ja: "鍵が漏えいすると過去に記録された通信が解読されたり、暗号が破られている場合は通信がその場で読み取られたり改ざんされたりします。",
    },
    fix: Text {
        en: "Remove the suites from the list, or leave the choice to the program. Set TLS 1.2 or later as \
             the oldest version.",
        ja: "リストから該当するスイートを削除するか、選択をプログラムに任せてください。最小バージョンは TLS 1.2 以降にしてください。",
    },
    severity: Severity::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.29" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K09" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0143" },
        Control { framework: "kubescape", id: "C-0277" },
        Control { framework: "checkov", id: "CKV_K8S_105" },
    ],
    references: &["https://www.rfc-editor.org/rfc/rfc9325"],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "suites with ECDHE and GCM or ChaCha20, TLS 1.2 or later",
    ja: "ECDHE と GCM または ChaCha20 のスイート、TLS 1.2 以降",
};

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(
        object,
        top,
        &[
            Program::ApiServer,
            Program::ControllerManager,
            Program::Scheduler,
            Program::Etcd,
            Program::Kubelet,
        ],
    ) {
        for name in ["tls-cipher-suites", "cipher-suites"] {
            let Some(flag) = component.flag(name) else { continue };
            if flag.value.split(',').any(|suite| is_weak_suite(suite.trim())) {
                component.report(sink, flag, WANTED, None);
            }
        }
        if let Some(flag) = component.flag("tls-min-version").filter(|flag| is_weak_version(flag.value)) {
            component.report(sink, flag, WANTED, None);
        }
    }
}
