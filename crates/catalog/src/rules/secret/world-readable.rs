//! Files of a Secret that every user in the container may read.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Pod};

use crate::{Check, Rule, Sink, Text, Violation};

pub(crate) const RULE: Rule = Rule {
    id: "secret/world-readable",
    title: Text {
        en: "Secret readable by every user of the container",
        ja: "コンテナー内のすべてのユーザーが読み取れるシークレット",
    },
    why: Text {
        en: "Files of a Secret have mode 0644 unless told otherwise: every process of the container may read \
             them, whatever user it runs as.",
        ja: "シークレットのファイルは、指定しない限りモード 0644 になります。コンテナー内のプロセスは、どのユーザーで実行されていても読み取れます。",
    },
    fix: Text {
        en: "Set `defaultMode: 0440` and an `fsGroup` in the security context of the pod, whose group its \
             containers get. `0400` without one suffices only where they run as root, who owns the files. JSON \
             knows no octal numbers: there 0440 is 288, and 0400 is 256.",
        ja: "`defaultMode: 0440` を設定し、ポッドのセキュリティコンテキストに `fsGroup` を指定してください。コンテナーはそのグループに属します。ファイルの所有者は root のため、`fsGroup` なしの `0400` で足りるのは root で実行する場合だけです。JSON には 8 進数がないため、0440 は 288、0400 は 256 と書きます。",
    },
    severity: Severity::Low,
    persona: Persona::Pedantic,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.4.1" },
        Control { framework: "nist-800-190", id: "4.1.4" },
        Control { framework: "owasp-kubernetes-top-10", id: "K08" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions",
        "https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text { en: "`0400` or `0440`", ja: "`0400` または `0440`" };

/// What anyone may do: read, write, execute.
const OTHERS: i64 = 0o007;

/// What the owner and the group may keep: reading, and execution where a file has it. Nobody can write to a Secret.
const OWNER: i64 = 0o500;
const GROUP: i64 = 0o050;

/// What is right for a file without a mode.
const USUAL: i64 = 0o644;

/// Who can still read the files once others cannot.
///
/// # Source
/// Kubernetes, `pkg/volume/volume_linux.go`: files of a Secret belong to root, and to the group only where `fsGroup` is
/// set.
#[derive(Debug, Clone, Copy)]
enum Readers {
    /// The group that every container of the pod has.
    Group,
    /// The owner, who is root as all containers are.
    Owner,
    /// That is not known, or nobody: a repair could lock the application out.
    Unknown,
}

impl Readers {
    fn of(pod: &Pod<'_>) -> Self {
        if pod.spec.at("securityContext.fsGroup").int().is_some() {
            return Self::Group;
        }
        let user = |field: &Field<'_>| field.at("securityContext.runAsUser").int();
        let of_pod = user(&pod.spec);
        let containers = pod.containers();
        let all_root = containers.iter().all(|c| user(&c.field).or(of_pod) == Some(0));
        if all_root && !containers.is_empty() { Self::Owner } else { Self::Unknown }
    }

    /// The mode after which they, and no others, can read what has mode `bits`.
    fn mode(self, bits: i64) -> Option<i64> {
        match self {
            Self::Group => Some((bits & (OWNER | GROUP)) | 0o440),
            Self::Owner => Some((bits & OWNER) | 0o400),
            Self::Unknown => None,
        }
    }
}

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let readers = Readers::of(pod);
    for volume in pod.spec.at("volumes").items("name") {
        let (secret, projected) = (volume.at("secret"), volume.at("projected"));
        let sources = projected.at("sources").items("name");
        let of_sources: Vec<_> =
            sources.iter().map(|source| source.at("secret")).filter(Field::is_present).collect();
        if secret.is_present() {
            look(&secret.at("defaultMode"), std::slice::from_ref(&secret), readers, sink);
        } else if !of_sources.is_empty() {
            look(&projected.at("defaultMode"), &of_sources, readers, sink);
        }
    }
}

/// Looks at the mode of a volume and at those of single files of it.
fn look(default: &Field<'_>, secrets: &[Field<'_>], readers: Readers, sink: &mut Sink<'_>) {
    let mut takes_default = false;
    for secret in secrets {
        let items = secret.at("items").items("key");
        takes_default |= items.is_empty();
        for mode in items.iter().map(|item| item.at("mode")) {
            takes_default |= !mode.is_present();
            report(&mode, readers, sink);
        }
    }
    if takes_default && !default.is_present() {
        offer(sink.violated(default, WANTED), readers.mode(USUAL));
    } else {
        report(default, readers, sink);
    }
}

fn report(mode: &Field<'_>, readers: Readers, sink: &mut Sink<'_>) {
    if let Some(bits) = mode.int().filter(|bits| bits & OTHERS != 0) {
        offer(sink.violated(mode, WANTED), readers.mode(bits));
    }
}

fn offer(violation: &mut Violation, mode: Option<i64>) {
    if let Some(mode) = mode {
        violation.set_unsafely(mode);
    }
}
