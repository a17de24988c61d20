//! A role that changes what the cluster resolves names to.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{ROLES, is_system};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/dns-config-writable",
    title: Text {
        en: "DNS configuration of the cluster can be changed",
        ja: "クラスターの DNS 構成の変更の許可",
    },
    why: Text {
        en: "CoreDNS reads its configuration from a ConfigMap in kube-system. Whoever may write it leads the \
             traffic of all pods elsewhere.",
        ja: "CoreDNS は kube-system の ConfigMap から構成を読み込みます。書き換えられると、すべてのポッドの通信が別の宛先に誘導されます。",
    },
    fix: Text {
        en: "Name other ConfigMaps in `resourceNames`, or take the role out of kube-system.",
        ja: "`resourceNames` で必要な ConfigMap だけを指定するか、ロールを kube-system 以外の名前空間に移してください。",
    },
    severity: Severity::Medium,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0037" },
        Control { framework: "trivy", id: "AVD-KSV-0049" },
    ],
    references: &["https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/"],
    check: Check::Object(ROLES, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no writing of `coredns`", ja: "`coredns` への書き込みなし" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let reaches_dns = object.kind == "ClusterRole" || object.namespace == "kube-system";
    if !reaches_dns || is_system(object, top) {
        return;
    }
    for rule in top.at("rules").items("resources") {
        let has = |path, wanted: &[&str]| {
            rule.at(path)
                .items("")
                .iter()
                .any(|one| one.text().is_some_and(|one| one == "*" || wanted.contains(&one)))
        };
        let names = rule.at("resourceNames").items("");
        let names_dns =
            names.iter().any(|name| matches!(name.text(), Some("coredns" | "coredns-custom" | "kube-dns")));
        let is_writing = has("apiGroups", &[""]) && has("verbs", &["update", "patch"]);
        if !is_writing || !(names.is_empty() || names_dns) {
            continue;
        }
        let list = rule.at("resources");
        for item in list.items("") {
            if item.text() == Some("configmaps") {
                sink.violated(&list, WANTED).value("configmaps").item(&item);
            }
        }
    }
}
