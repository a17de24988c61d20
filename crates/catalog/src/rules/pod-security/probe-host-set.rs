//! A probe or lifecycle hook that the kubelet sends to a host of the author's choice.

use sekimori_model::{Control, Level, Severity, Version};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Standard, Text};

pub(crate) const RULE: Rule = Rule {
    id: "pod-security/probe-host-set",
    title: Text { en: "Host set in a probe or hook", ja: "プローブやフックでのホストの指定" },
    why: Text {
        en: "The kubelet sends probes and hooks from the node. With `host` the author of a pod makes it call addresses \
             that the pod itself may not reach, such as those of the node or of a metadata service.",
        ja: "プローブとフックは、kubelet がノードから送信します。`host` を指定すると、ノード自身やメタデータ サービスなど、ポッドからは到達できないアドレスに接続させることができます。",
    },
    fix: Text {
        en: "Remove `host`; the kubelet then calls the pod. A virtual host is named by the header `Host` in \
             `httpHeaders`.",
        ja: "`host` を削除してください。kubelet はポッドに接続するようになります。仮想ホストは、`httpHeaders` の `Host` ヘッダーで指定できます。",
    },
    severity: Severity::Medium,
    standard: Some(Standard {
        level: Level::Baseline,
        check: "hostProbesAndHostLifecycle",
        since: Version::v1(34),
    }),
    controls: &[Control { framework: "pod-security-standards", id: "baseline/hostProbesAndHostLifecycle" }],
    references: &[
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://github.com/kubernetes/enhancements/issues/4940",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "no value", ja: "未設定" };

/// The hooks do not support `tcpSocket`, but the API still takes it.
const FIELDS: [&str; 10] = [
    "livenessProbe.httpGet.host",
    "livenessProbe.tcpSocket.host",
    "readinessProbe.httpGet.host",
    "readinessProbe.tcpSocket.host",
    "startupProbe.httpGet.host",
    "startupProbe.tcpSocket.host",
    "lifecycle.postStart.httpGet.host",
    "lifecycle.postStart.tcpSocket.host",
    "lifecycle.preStop.httpGet.host",
    "lifecycle.preStop.tcpSocket.host",
];

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        for field in FIELDS.map(|path| container.field.at(path)) {
            if field.str().is_some_and(|host| !host.is_empty()) {
                sink.violated(&field, WANTED).container(container).remove_unsafely();
            }
        }
    }
}
