//! A container that listens on the port of SSH.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "network/ssh-port",
    title: Text { en: "SSH in a container", ja: "コンテナー内の SSH" },
    why: Text {
        en: "A way to log in beside `kubectl exec` has keys of its own, which the access control and the \
             audit log of the cluster do not know.",
        ja: "`kubectl exec` とは別のログイン手段には独自の鍵があり、クラスターのアクセス制御や監査ログの対象になりません。",
    },
    fix: Text {
        en: "Remove the SSH server from the image, and use `kubectl exec` or `kubectl debug`.",
        ja: "イメージから SSH サーバーを削除し、`kubectl exec` または `kubectl debug` を使用してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "owasp-kubernetes-top-10", id: "K01" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "ssh-port" },
        Control { framework: "kubescape", id: "C-0042" },
    ],
    references: &["https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "another port than 22", ja: "22 以外のポート" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        for port in container.field.at("ports").items("containerPort") {
            let field = port.at("containerPort");
            let is_tcp = matches!(port.at("protocol").text(), None | Some("TCP"));
            if is_tcp && field.int() == Some(22) {
                sink.violated(&field, WANTED).container(container);
            }
        }
    }
}
