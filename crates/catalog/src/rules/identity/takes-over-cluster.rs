//! A workload whose account is as good as an administrator.

use sekimori_model::{Confidence, Control, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::accounts::account_of;
use crate::rbac::takeover;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "identity/takes-over-cluster",
    title: Text {
        en: "Workload that can take over the cluster", ja: "クラスターを乗っ取れるワークロード"
    },
    why: Text {
        en: "The roles of its ServiceAccount reach everything: read all Secrets, run pods in every \
             namespace, or hand out rights. Whoever breaks into the container has the cluster.",
        ja: "ServiceAccount のロールにより、すべての Secret の読み取り、あらゆる名前空間でのポッドの実行、権限の付与などができます。コンテナーに侵入されると、クラスター全体を奪われます。",
    },
    fix: Text {
        en: "Bind roles in the namespaces where the workload acts, and list in them what it needs.",
        ja: "ワークロードが操作する名前空間ごとに、必要な権限だけを列挙したロールをバインドしてください。",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.1.1" },
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-AUTH" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0267" },
        Control { framework: "kubescape", id: "C-0272" },
        Control { framework: "kubescape", id: "C-0053" },
    ],
    asks_inventory: true,
    references: &[
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#kubernetes-rbac---privilege-escalation-risks",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a ServiceAccount with the roles that are needed",
    ja: "必要なロールだけを持つ ServiceAccount",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let (inventory, account) = (sink.inventory(), account_of(pod));
    let mut bindings = inventory.bindings_of_account(pod.owner.namespace, account);
    if let Some(power) = bindings.find_map(|(item, binding)| takeover(inventory, item, binding)) {
        let field = pod.spec.at("serviceAccountName");
        sink.violated(&field, WANTED).seen(&format!("{account} ({power})"));
    }
}
