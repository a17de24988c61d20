//! A policy whose verdict changes nothing.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "admission/policy-not-enforced",
    title: Text {
        en: "Admission policy that does not deny", ja: "拒否しないアドミッション ポリシー"
    },
    why: Text {
        en: "Without `Deny` among `validationActions` the object is admitted whatever the policy says of it.",
        ja: "`validationActions` に `Deny` がないと、ポリシーの判定に関係なくオブジェクトが受け入れられます。",
    },
    fix: Text {
        en: "Add `Deny` once the warnings of what exists are mended.",
        ja: "既存のオブジェクトに対する警告を解消してから、`Deny` を追加してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.2.1" },
        Control { framework: "nist-800-190", id: "4.3.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K04" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-actions",
    ],
    check: Check::Object(&[("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding")], check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`Deny`", ja: "`Deny`" };

fn check<'a>(_: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("spec.validationActions");
    let actions = field.items("");
    if !actions.iter().any(|action| action.text() == Some("Deny")) {
        let seen: Vec<&str> = actions.iter().filter_map(Field::text).collect();
        sink.violated(&field, WANTED).seen(&seen.join(", "));
    }
}
