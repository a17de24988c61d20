//! An Ingress that writes into the configuration of its controller.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/ingress-snippet-annotation",
    title: Text {
        en: "Configuration snippet in an Ingress", ja: "Ingress での構成スニペットの使用"
    },
    why: Text {
        en: "A snippet is taken into the configuration of the controller as it stands. Whoever may write an \
             Ingress can so read the Secrets of all namespaces (CVE-2021-25742).",
        ja: "スニペットはそのままコントローラーの構成に取り込まれます。Ingress を作成できる人は、これを利用してすべての名前空間のシークレットを読み取れます (CVE-2021-25742)。",
    },
    fix: Text {
        en: "Use the annotation made for the purpose, and set `allow-snippet-annotations` to `false` in the \
             controller.",
        ja: "目的に合った専用の注釈を使用し、コントローラーでは `allow-snippet-annotations` を `false` に設定してください。",
    },
    severity: Severity::High,
    controls: &[
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-NET" },
        Control { framework: "owasp-kubernetes-top-10", id: "K01" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0059" },
        Control { framework: "checkov", id: "CKV_K8S_152" },
        Control { framework: "checkov", id: "CKV_K8S_153" },
        Control { framework: "checkov", id: "CKV_K8S_154" },
    ],
    references: &["https://github.com/kubernetes/ingress-nginx/issues/7837"],
    check: Check::Object(
        &[("networking.k8s.io", "Ingress"), ("extensions", "Ingress"), ("", "ConfigMap")],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no snippet", ja: "スニペットなし" };
const FORBIDDEN: Text = Text { en: "`\"false\"` or no value", ja: "`\"false\"` または未設定" };

/// # Source
/// ingress-nginx, "Annotations" and "ConfigMap"; NGINX Ingress Controller of F5, "Advanced Configuration with Snippets".
const PREFIXES: [&str; 3] = ["nginx.ingress.kubernetes.io/", "nginx.org/", "nginx.com/"];

fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    if object.kind == "ConfigMap" {
        let field = top.at("data.allow-snippet-annotations");
        if field.text() == Some("true") {
            sink.violated(&field, FORBIDDEN).set_unsafely("false");
        }
        return;
    }
    for (key, field) in top.at("metadata.annotations").entries("nginx.") {
        let name = PREFIXES.iter().find_map(|prefix| key.strip_prefix(prefix));
        if name.is_some_and(|name| name.ends_with("-snippet") || name.ends_with("-snippets")) {
            // A snippet may hold a password, so it is not shown.
            sink.violated(&field, WANTED).seen("…").remove_unsafely();
        }
    }
}
