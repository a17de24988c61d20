//! A role that writes where Services send traffic.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{Power, ROLES, is_system, report_powers};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/endpoints-writable",
    title: Text { en: "Endpoints can be written", ja: "Endpoints への書き込みの許可" },
    why: Text {
        en: "Whoever writes Endpoints or EndpointSlices points a Service or an Ingress at addresses of other \
             namespaces, past network policies (CVE-2021-25740).",
        ja: "Endpoints や EndpointSlice を書き込めると、Service や Ingress の宛先を他の名前空間のアドレスに向け、ネットワーク ポリシーを回避できます (CVE-2021-25740)。",
    },
    fix: Text {
        en: "Remove the verbs; the controllers of Kubernetes keep endpoints. In a cluster that began before \
             1.22, remove them from `system:aggregate-to-edit` too.",
        ja: "該当する動詞を削除してください。エンドポイントは Kubernetes のコントローラーが管理します。1.22 より前に作成したクラスターでは、`system:aggregate-to-edit` からも削除してください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "BlockEndpointEditDefaultRole" },
        Control { framework: "nist-800-190", id: "4.3.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[Control { framework: "trivy", id: "AVD-KSV-0056" }],
    references: &[
        "https://www.cve.org/CVERecord?id=CVE-2021-25740",
        "https://github.com/kubernetes/kubernetes/issues/103675",
    ],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "no writing of endpoints", ja: "エンドポイントへの書き込みなし" };

const POWERS: &[Power] = &[
    Power { group: "", resources: &["endpoints"], verbs: &["create", "update", "patch"] },
    Power {
        group: "discovery.k8s.io",
        resources: &["endpointslices"],
        verbs: &["create", "update", "patch"],
    },
];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    // This one of Kubernetes' own roles had the power until 1.22, and keeps it in clusters that are older.
    if object.name == "system:aggregate-to-edit" || !is_system(object, top) {
        report_powers(top, sink, WANTED, POWERS);
    }
}
