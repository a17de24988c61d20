//! A binding whose role or account is not there, or that gives its role to nobody.

use sekimori_model::{Confidence, Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{BINDINGS, BUILT_IN, is_system};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/binding-unused",
    title: Text {
        en: "Binding without its role or subjects", ja: "ロールまたはサブジェクトのないバインド"
    },
    why: Text {
        en: "The binding gives nothing today. Whoever makes an object of that name later gets or defines \
             rights that nobody looks at any more.",
        ja: "今は何の権限も与えませんが、後から同じ名前のオブジェクトを作成した人が、誰も確認していない権限を得たり定義したりできます。",
    },
    fix: Text {
        en: "Remove the binding or the subject, or correct the name. A role or account that is managed \
             elsewhere needs a waiver.",
        ja: "バインドまたはサブジェクトを削除するか、名前を修正してください。ロールやアカウントを別の場所で管理している場合は、免除を登録してください。",
    },
    severity: Severity::Low,
    confidence: Confidence::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    asks_inventory: true,
    references: &["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
    check: Check::Object(BINDINGS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "an object that exists", ja: "存在するオブジェクト" };
const SOMEBODY: Text = Text { en: "who gets the role", ja: "ロールを付与する対象" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    if is_system(object, top) {
        return;
    }
    let inventory = sink.inventory();
    // A tree that has none of a kind is about something else, so nothing can be said.
    let lacks = |kind: &str, namespace: &str, name: &str| {
        inventory.of_kind(kind, namespace).next().is_some() && !inventory.has(kind, namespace, name)
    };
    let role = top.at("roleRef.name");
    if let (Some(kind), Some(name)) = (top.at("roleRef.kind").text(), role.text()) {
        let namespace = if kind == "Role" { object.namespace } else { "" };
        if !name.starts_with("system:") && !BUILT_IN.contains(&name) && lacks(kind, namespace, name) {
            sink.violated(&role, WANTED);
        }
    }
    let subjects = top.at("subjects");
    if !subjects.has_content() {
        sink.violated(&subjects, SOMEBODY);
    }
    for subject in subjects.items("name") {
        let (kind, name) = (subject.at("kind").text(), subject.at("name"));
        let (Some("ServiceAccount"), Some(account)) = (kind, name.text()) else { continue };
        let namespace = subject.at("namespace").text().unwrap_or(object.namespace);
        if account != "default" && lacks("ServiceAccount", namespace, account) {
            sink.violated(&name, WANTED).value(account);
        }
    }
}
