//! A cluster that asks nobody which images may run.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/image-policy-missing",
    title: Text { en: "No image policy webhook", ja: "イメージ ポリシー Webhook の未設定" },
    why: Text {
        en: "The API server itself asks no service whether an image may run. An admission policy or webhook \
             that verifies signatures does the same.",
        ja: "API サーバーは、イメージを実行してよいかどうかを外部のサービスに確認していません。署名を検証するアドミッション ポリシーや Webhook でも同じ効果が得られます。",
    },
    fix: Text {
        en: "Verify images at admission: with `ImagePolicyWebhook`, or with a policy engine, and waive this \
             rule then.",
        ja: "アドミッション時にイメージを検証してください。`ImagePolicyWebhook` の代わりにポリシー エンジンを使う場合は、このルールの免除を登録してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.5.1" },
        Control { framework: "nist-800-190", id: "4.1.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K02" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0289" }],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#imagepolicywebhook",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "`ImagePolicyWebhook` in the list", ja: "リストに `ImagePolicyWebhook` を追加" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require_element(sink, "enable-admission-plugins", "ImagePolicyWebhook", WANTED);
    }
}
