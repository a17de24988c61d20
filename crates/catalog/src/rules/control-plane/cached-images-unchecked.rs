//! A cluster in which pods use images that others may pull.

use sekimori_model::{Control, Persona, Role, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::component::{KINDS, Program, components};
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "control-plane/cached-images-unchecked",
    title: Text {
        en: "Cached images used without credentials",
        ja: "資格情報を確認しないキャッシュ済みイメージの使用",
    },
    why: Text {
        en: "A pod uses a private image that another one pulled to the node, without the credential for it. \
             From version 1.35 the kubelet itself checks that.",
        ja: "他のポッドがノードに取得した非公開イメージを、資格情報のないポッドでも使えます。バージョン 1.35 からは kubelet 自身が確認します。",
    },
    fix: Text {
        en: "Add `AlwaysPullImages` to `--enable-admission-plugins` in clusters that tenants share.",
        ja: "複数のテナントで共有するクラスターでは、`--enable-admission-plugins` に `AlwaysPullImages` を追加してください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    role: Role::ClusterOperator,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "1.2.11" },
        Control { framework: "nist-800-190", id: "4.2.3" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0123" },
        Control { framework: "checkov", id: "CKV_K8S_80" },
        Control { framework: "trivy", id: "AVD-KCV-0012" },
    ],
    references: &[
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages",
    ],
    check: Check::Object(KINDS, check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "`AlwaysPullImages` in the list", ja: "リストに `AlwaysPullImages` を追加" };

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    for component in components(object, top, &[Program::ApiServer]) {
        component.require_element(sink, "enable-admission-plugins", "AlwaysPullImages", WANTED);
    }
}
