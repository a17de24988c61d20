//! A container that can write to the files of its image.

use sekimori_model::{ContainerList, Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, windows};

pub(crate) const RULE: Rule = Rule {
    id: "container/root-file-system-writable",
    title: Text {
        en: "Root file system writable", ja: "書き込み可能なルート ファイル システム"
    },
    why: Text {
        en: "An intruder can put tools beside the program or change the program itself, and the container no \
             longer is what was built and scanned.",
        ja: "侵入者がプログラムの隣にツールを置いたり、プログラム自体を書き換えたりできます。その場合、コンテナーはビルドしてスキャンしたときのものではなくなります。",
    },
    fix: Text {
        en: "Set `securityContext.readOnlyRootFilesystem: true`, and mount an `emptyDir` on each folder that \
             the program writes to, such as `/tmp`.",
        ja: "`securityContext.readOnlyRootFilesystem: true` を設定し、`/tmp` などプログラムが書き込むフォルダーには `emptyDir` をマウントしてください。",
    },
    severity: Severity::Low,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.6.3" },
        Control { framework: "nist-800-190", id: "4.4.4" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "azure-policy-kubernetes", id: "ReadOnlyRootFileSystem" },
        Control { framework: "azure-policy-kubernetes", id: "MutateReadOnlyRootFilesystem" },
        Control { framework: "azure-policy-kubernetes", id: "MutateReadOnlyRootFilesystemInitContainers" },
        Control { framework: "owasp-kubernetes-top-10", id: "K01" },
    ],
    covers: &[
        Control { framework: "kube-score", id: "container-security-context-readonlyrootfilesystem" },
        Control { framework: "kube-linter", id: "no-read-only-root-fs" },
        Control { framework: "polaris", id: "notReadOnlyRootFilesystem" },
        Control { framework: "kubescape", id: "C-0017" },
        Control { framework: "checkov", id: "CKV_K8S_22" },
        Control { framework: "trivy", id: "AVD-KSV-0014" },
    ],
    references: &[
        "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
        "https://kubernetes.io/docs/concepts/security/application-security-checklist/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`true`", ja: "`true` の指定" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    // Windows cannot run with a read-only root: the API server refuses the field for such pods.
    if windows::is_left_out(pod, sink) {
        return;
    }
    // What debugs a pod for a while has to write; it goes away with the pod.
    for container in pod.containers().iter().filter(|c| c.list != ContainerList::EphemeralContainers) {
        let field = container.field.at("securityContext.readOnlyRootFilesystem");
        if field.bool() != Some(true) {
            sink.violated(&field, WANTED).container(container).set_unsafely(true);
        }
    }
}
