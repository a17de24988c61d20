//! A binding to a person instead of a group.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::rbac::{BINDINGS, is_system, report_subjects};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "rbac/user-bound",
    title: Text { en: "Role bound to a user", ja: "ユーザーへのロールのバインド" },
    why: Text {
        en: "Rights given to single users stay when people change teams or leave. The identity provider \
             knows the members of groups, RBAC does not know the people.",
        ja: "個々のユーザーに付与した権限は、異動や退職の後も残りがちです。誰がどの役割を担うかを管理しているのは ID プロバイダーのグループで、RBAC ではありません。",
    },
    fix: Text {
        en: "Bind a group of the identity provider, such as a Microsoft Entra group by its object id.",
        ja: "ID プロバイダーのグループ (Microsoft Entra グループのオブジェクト ID など) にバインドしてください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "nist-800-190", id: "4.3.1" },
        Control { framework: "owasp-kubernetes-top-10", id: "K03" },
    ],
    references: &["https://learn.microsoft.com/azure/aks/concepts-identity"],
    check: Check::Object(BINDINGS, check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "a group", ja: "グループ" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    if is_system(object, top) {
        return;
    }
    report_subjects(top, sink, WANTED, |kind, _, name| kind == "User" && !name.starts_with("system:"));
}
