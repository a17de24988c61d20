//! A volume from a path of the node that is not among the allowed ones.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Parameter, Preset, Rule, Sink, Text, host_paths, mounts};

pub(crate) const RULE: Rule = Rule {
    id: "container/host-path-not-allowed",
    title: Text { en: "Path of the node not allowed", ja: "許可されていないノードのパス" },
    why: Text {
        en: "The organisation has listed the paths of nodes that pods may use; any other one opens files that \
             nobody has looked at.",
        ja: "組織は、ポッドが使ってよいノードのパスを一覧で定めています。それ以外のパスを使うと、確認されていないファイルがポッドに開放されます。",
    },
    fix: Text {
        en: "Use an allowed path, mount it read-only where the list asks for it, or have the path added to \
             the list.",
        ja: "許可されたパスを使い、一覧で求められている場合は読み取り専用でマウントしてください。必要であれば、一覧へのパスの追加を依頼してください。",
    },
    severity: Severity::High,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "azure-policy-kubernetes", id: "AllowedHostPaths" },
        Control { framework: "nist-800-190", id: "4.5.5" },
    ],
    parameters: &[Parameter {
        name: "allowed",
        about: Text {
            en: "The paths of nodes that pods may use, each with what lies in it; `:readOnly` behind a path \
                 allows reading alone.",
            ja: "ポッドが使ってよいノードのパス (配下を含む)。パスの後に `:readOnly` を付けると読み取りだけを許可します。",
        },
        default: Preset::Texts(&[]),
    }],
    references: &[
        "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
        "https://learn.microsoft.com/azure/aks/policy-reference",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "an allowed path", ja: "許可されたパス" };
const WANTED_READ_ONLY: Text =
    Text { en: "`true`, as the allowed path says", ja: "`true` (許可されたパスの条件)" };

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    // Each is a path, or `path:readOnly` where containers may only read it.
    let allowed: Vec<(String, bool)> = sink.texts("allowed").iter().map(|text| allowed_path(text)).collect();
    if allowed.is_empty() {
        return;
    }
    let mounts = mounts::by_volume(pod);
    for volume in pod.spec.at("volumes").items("name") {
        let field = volume.at("hostPath.path");
        let Some(path) = field.str().map(host_paths::normalise) else { continue };
        let mut matching = allowed.iter().filter(|(known, _)| host_paths::is_in(&path, known)).peekable();
        if matching.peek().is_none() {
            sink.violated(&field, WANTED);
        } else if matching.all(|(_, read_only)| *read_only) {
            let mounts = volume.at("name").str().and_then(|name| mounts.get(name));
            for mount in mounts.into_iter().flatten() {
                let read_only = mount.field.at("readOnly");
                if read_only.bool() != Some(true) {
                    // Told by the path: container/writable-host-path looks at the same field for other reasons.
                    sink.violated(&read_only, WANTED_READ_ONLY)
                        .container(mount.container)
                        .value(&path)
                        .set_unsafely(true);
                }
            }
        }
    }
}

fn allowed_path(text: &str) -> (String, bool) {
    let path = text.strip_suffix(":readOnly");
    (host_paths::normalise(path.unwrap_or(text)), path.is_some())
}
