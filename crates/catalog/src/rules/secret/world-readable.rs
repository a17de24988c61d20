//! Files of a Secret that every user in the container may read.

use sekimori_model::{Control, Persona, Severity};
use sekimori_parse::kubernetes::{Field, Pod};

use crate::{Check, Rule, Sink, Text};

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
        en: "Set `defaultMode: 0400`, or `0440` with an `fsGroup` that the application belongs to. JSON knows \
             no octal numbers: there 0400 is 256.",
        ja: "`defaultMode: 0400` を設定するか、アプリケーションが属する `fsGroup` と `0440` を組み合わせてください。JSON には 8 進数がないため、0400 は 256 と書きます。",
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

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for volume in pod.spec.at("volumes").items("name") {
        let (secret, projected) = (volume.at("secret"), volume.at("projected"));
        let sources = projected.at("sources").items("name");
        let of_sources: Vec<_> =
            sources.iter().map(|source| source.at("secret")).filter(Field::is_present).collect();
        if secret.is_present() {
            look(&secret.at("defaultMode"), std::slice::from_ref(&secret), sink);
        } else if !of_sources.is_empty() {
            look(&projected.at("defaultMode"), &of_sources, sink);
        }
    }
}

/// Looks at the mode of a volume and at those of single files of it.
fn look(default: &Field<'_>, secrets: &[Field<'_>], sink: &mut Sink<'_>) {
    let mut takes_default = false;
    for secret in secrets {
        let items = secret.at("items").items("key");
        takes_default |= items.is_empty();
        for mode in items.iter().map(|item| item.at("mode")) {
            takes_default |= !mode.is_present();
            report(&mode, sink);
        }
    }
    if takes_default && !default.is_present() {
        sink.violated(default, WANTED).set_unsafely(0o400);
    } else {
        report(default, sink);
    }
}

fn report(mode: &Field<'_>, sink: &mut Sink<'_>) {
    if mode.int().is_some_and(|bits| bits & OTHERS != 0) {
        sink.violated(mode, WANTED).set_unsafely(0o400);
    }
}
