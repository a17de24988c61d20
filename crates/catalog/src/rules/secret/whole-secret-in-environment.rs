//! A Secret of which every key becomes a variable.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "secret/whole-secret-in-environment",
    title: Text {
        en: "Whole Secret in the environment", ja: "Secret 全体の環境変数への取り込み"
    },
    why: Text {
        en: "`envFrom` hands the container every key of the Secret, also those that are added later and that \
             it never needs; each process that it starts inherits them all.",
        ja: "`envFrom` を使うと、後から追加されたキーや不要なキーも含めて、シークレットのすべてのキーがコンテナーに渡されます。コンテナーが起動する各プロセスにも、そのすべてが引き継がれます。",
    },
    fix: Text {
        en: "Mount only the keys that are needed, as files of a volume with `items`; where a variable is \
             needed, name its key with `secretKeyRef`.",
        ja: "必要なキーだけを `items` を指定したボリュームのファイルとしてマウントしてください。環境変数が必要な場合は、`secretKeyRef` でキーを指定してください。",
    },
    severity: Severity::Low,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.4.1" },
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "read-secret-from-env-var" },
        Control { framework: "checkov", id: "CKV_K8S_35" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
        "https://kubernetes.io/docs/concepts/configuration/secret/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text =
    Text { en: "the keys that are needed, one by one", ja: "必要なキーの個別の指定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        for source in container.field.at("envFrom").items("prefix") {
            let field = source.at("secretRef");
            if field.is_present() {
                // Most sources have no prefix that would tell them apart.
                let name = field.at("name").text().unwrap_or_default();
                sink.violated(&field, WANTED).container(container).value(name);
            }
        }
    }
}
