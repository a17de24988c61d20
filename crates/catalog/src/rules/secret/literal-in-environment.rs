//! A variable whose name says that it is a credential and whose value is written out.

use sekimori_model::{Confidence, Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, secret_words};

pub(crate) const RULE: Rule = Rule {
    id: "secret/literal-in-environment",
    title: Text {
        en: "Credential written into an environment variable",
        ja: "環境変数に直接書かれた資格情報",
    },
    why: Text {
        en: "The value stands in the repository and its history, and everyone who may read the workload in \
             the cluster sees it; that is far more people than may read Secrets.",
        ja: "値がリポジトリとその履歴に残り、クラスター内のワークロードを閲覧できる全員に見えます。その人数は、Secret を読み取れる人よりもはるかに多くなります。",
    },
    fix: Text {
        en: "Revoke the credential, put the new one into a secret store or a Secret, and mount it as a file.",
        ja: "資格情報を失効させ、新しいものをシークレット ストアまたは Secret に保管し、ファイルとしてマウントしてください。",
    },
    severity: Severity::High,
    confidence: Confidence::Medium,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.4.1" },
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    covers: &[
        Control { framework: "kubescape", id: "C-0259" },
        Control { framework: "kube-linter", id: "env-var-secret" },
        Control { framework: "polaris", id: "sensitiveContainerEnvVar" },
        Control { framework: "kubescape", id: "C-0012" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
        "https://cwe.mitre.org/data/definitions/798.html",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a file from a Secret or a secret store",
    ja: "Secret またはシークレット ストアから取得したファイル",
};

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for container in pod.containers() {
        for variable in container.field.at("env").items("name") {
            let field = variable.at("value");
            let (Some(name), Some(value)) = (variable.at("name").str(), field.text()) else { continue };
            let named = secret_words::names_secret(name) && secret_words::is_literal(value);
            if named || secret_words::has_credential(value) {
                sink.violated_unseen(&field, WANTED).container(container);
            }
        }
    }
}
