//! An image built on a base from a place that was not allowed.

use sekimori_model::{Control, Role, Severity};
use sekimori_parse::image::Reference;

use crate::{Check, ImageSink, ImageView, Parameter, Preset, Rule, Text, base_image, images};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/base-not-trusted",
    title: Text {
        en: "Base image from a place that is not trusted",
        ja: "信頼されていない場所のベース イメージ",
    },
    why: Text {
        en: "All that the base holds runs with the application. Whoever can replace it there is in every \
             image built on it.",
        ja: "ベース イメージの内容はすべてアプリケーションと共に実行されます。ベースを差し替えられる者は、それを使うすべてのイメージに侵入できます。",
    },
    fix: Text {
        en: "Build from a base of a trusted registry, or have the place added to the trusted ones.",
        ja: "信頼されたレジストリのベース イメージからビルドするか、その場所を信頼の一覧に追加してもらってください。",
    },
    severity: Severity::High,
    role: Role::SecurityTeam,
    controls: &[
        Control { framework: "cis-docker", id: "4.2" },
        Control { framework: "nist-800-190", id: "4.1.5" },
        Control { framework: "owasp-kubernetes-top-10", id: "K02" },
    ],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0002" },
        Control { framework: "docker-bench", id: "4.2" },
    ],
    parameters: &[Parameter {
        name: "trustedRegistries",
        about: Text {
            en: "Registries, or registries with the first parts of a path, that bases may come from, \
                     such as `ghcr.io/team` or `*.azurecr.io`. `*` stands for any text within one part; \
                     names on Docker Hub begin with `docker.io`.",
            ja: "ベース イメージの取得元として信頼するレジストリ、またはレジストリとパスの先頭部分 (`ghcr.io/team`、`*.azurecr.io` など)。`*` は 1 つの部分の中の任意の文字列を表します。Docker Hub の名前は `docker.io` で始めます。",
        },
        default: Preset::Texts(&[]),
    }],
    references: &["https://github.com/opencontainers/image-spec/blob/main/annotations.md"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text {
    en: "a base of the places in `trustedRegistries`",
    ja: "`trustedRegistries` に含まれる場所のベース イメージ",
};

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let trusted = sink.texts("trustedRegistries");
    let Some(name) = base_image::name(image).filter(|_| !trusted.is_empty()) else { return };
    let base = Reference::parse(name).ok();
    // What cannot be read comes from no place that anybody trusts. `scratch` is nothing at all.
    let is_trusted = name == "scratch"
        || base.is_some_and(|base| trusted.iter().any(|place| images::is_from(&base, place)));
    if !is_trusted {
        sink.of_config(base_image::field(image), WANTED).value(base_image::BASE_NAME).seen(name);
    }
}
