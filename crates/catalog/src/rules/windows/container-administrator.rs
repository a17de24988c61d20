//! A Windows container that runs as its administrator.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "windows/container-administrator",
    title: Text {
        en: "Windows container run as administrator",
        ja: "管理者として実行される Windows コンテナー",
    },
    why: Text {
        en: "`ContainerAdministrator` may change everything in the container, load its services and drivers, \
             and has more to attack the kernel of the node with.",
        ja: "`ContainerAdministrator` はコンテナー内のすべてを変更できるため、ノードのカーネルを攻撃する手段も増えます。",
    },
    fix: Text {
        en: "Set `runAsUserName: ContainerUser`, in the image or in the manifest.",
        ja: "イメージまたはマニフェストで `runAsUserName: ContainerUser` を設定してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "WindowsBlockContainerAdmin" },
        Control { framework: "nist-800-190", id: "4.1.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K01" },
    ],
    references: &["https://kubernetes.io/docs/tasks/configure-pod-container/configure-runasusername/"],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`ContainerUser`", ja: "`ContainerUser`" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for (container, field) in pod.security_contexts("windowsOptions.runAsUserName") {
        // Windows does not tell upper case from lower.
        let is_admin = field.text().is_some_and(|name| {
            let name = name.rsplit('\\').next().unwrap_or(name);
            ["ContainerAdministrator", "Administrator"].iter().any(|admin| name.eq_ignore_ascii_case(admin))
        });
        if is_admin {
            sink.violated(&field, WANTED).maybe_container(container).set_unsafely("ContainerUser");
        }
    }
}
