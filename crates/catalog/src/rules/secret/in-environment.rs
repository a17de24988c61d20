//! A variable of the environment that holds a value of a Secret.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "secret/in-environment",
    title: Text {
        en: "Secret in an environment variable", ja: "環境変数でのシークレットの使用"
    },
    why: Text {
        en: "Variables are inherited by every process that the container starts, and end in crash dumps, \
             debug pages and logs; they also keep the old value when the Secret is rotated.",
        ja: "環境変数は、コンテナーが起動するすべてのプロセスに引き継がれ、クラッシュ ダンプ、デバッグ画面、ログに残ることがあります。また、シークレットをローテーションしても古い値のままになります。",
    },
    fix: Text {
        en: "Mount the Secret as a read-only volume with `defaultMode: 0440` and an `fsGroup` for the pod, and \
             let the application read the file.",
        ja: "シークレットを `defaultMode: 0440` の読み取り専用ボリュームとしてマウントし、ポッドに `fsGroup` を設定して、アプリケーションにファイルから読み取らせてください。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.4.1" },
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "read-secret-from-env-var" },
        Control { framework: "kubescape", id: "C-0207" },
        Control { framework: "checkov", id: "CKV_K8S_35" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/secrets-good-practices/#restrict-secret-access-to-specific-containers",
        "https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "a file in a read-only volume", ja: "読み取り専用ボリューム内のファイル" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        for variable in container.field.at("env").items("name") {
            let field = variable.at("valueFrom.secretKeyRef");
            if field.is_present() {
                sink.violated(&field, WANTED)
                    .container(container)
                    .seen(field.at("name").text().unwrap_or_default());
            }
        }
    }
}
