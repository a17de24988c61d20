//! An object with a name that the API server refuses.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::{Field, Object};

use crate::{Check, Rule, Sink, Text, labels};

pub(crate) const RULE: Rule = Rule {
    id: "manifest/name-invalid",
    title: Text { en: "Malformed name of an object", ja: "不正な形式のオブジェクト名" },
    why: Text {
        en: "The API server refuses the object, so it is never made.",
        ja: "API サーバーがオブジェクトを拒否するため、作成されません。",
    },
    fix: Text {
        en: "Use lower-case letters, digits and `-`, and begin and end with a letter or a digit; most kinds also take \
             dots.",
        ja: "小文字の英字、数字、`-` を使い、先頭と末尾は英字または数字にしてください。多くの種類では `.` も使用できます。",
    },
    severity: Severity::Medium,
    controls: &[Control { framework: "nist-800-190", id: "4.4.3" }],
    references: &["https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"],
    check: Check::Object(
        &[
            ("", "ConfigMap"),
            ("", "Endpoints"),
            ("", "LimitRange"),
            ("", "Namespace"),
            ("", "Node"),
            ("", "PersistentVolume"),
            ("", "PersistentVolumeClaim"),
            ("", "Pod"),
            ("", "PodTemplate"),
            ("", "ReplicationController"),
            ("", "ResourceQuota"),
            ("", "Secret"),
            ("", "Service"),
            ("", "ServiceAccount"),
            ("apps", "DaemonSet"),
            ("apps", "Deployment"),
            ("apps", "ReplicaSet"),
            ("apps", "StatefulSet"),
            ("autoscaling", "HorizontalPodAutoscaler"),
            ("batch", "CronJob"),
            ("batch", "Job"),
            ("networking.k8s.io", "Ingress"),
            ("networking.k8s.io", "IngressClass"),
            ("networking.k8s.io", "NetworkPolicy"),
            ("policy", "PodDisruptionBudget"),
            ("scheduling.k8s.io", "PriorityClass"),
            ("storage.k8s.io", "StorageClass"),
        ],
        check,
    ),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a name of lower-case letters, digits and `-`, of at most 253 characters (63 for Service and Namespace, 52 for \
         CronJob)",
    ja: "小文字の英字、数字、`-` からなる 253 文字以内の名前 (Service と Namespace は 63 文字以内、CronJob は 52 文字以内)",
};

/// # Source
/// Kubernetes v1.37, `pkg/apis/*/validation`: the function that validates the name of each kind. A Service may not
/// begin with a digit in some versions; that is not judged.
fn check<'a>(object: &Object<'a>, top: &Field<'a>, sink: &mut Sink<'_>) {
    let field = top.at("metadata.name");
    let Some(name) = field.text().filter(|name| !name.is_empty() && !labels::is_filled_in_later(name)) else {
        return;
    };
    let is_valid = match object.kind {
        "Namespace" | "Service" => labels::is_dns_label(name),
        "CronJob" => labels::is_dns_subdomain(name) && name.len() <= 52,
        _ => labels::is_dns_subdomain(name),
    };
    if !is_valid {
        sink.violated(&field, WANTED);
    } else if !field.is_text() {
        // A number or a truth value; the API server takes texts alone.
        sink.violated(&field, WANTED).set(name);
    }
}
