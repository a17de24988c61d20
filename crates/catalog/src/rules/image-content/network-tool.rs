//! An image that holds tools to reach, listen to or search a network.

use sekimori_model::{Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, programs};

pub(crate) const RULE: Rule = Rule {
    id: "image-content/network-tool",
    title: Text { en: "Network tools in the image", ja: "ネットワーク ツールを含むイメージ" },
    why: Text {
        en: "With them an attacker fetches more tools, searches the cluster and sends out what was found.",
        ja: "攻撃者はこれらを使って、追加のツールの取得、クラスター内の探索、データの持ち出しを行います。",
    },
    fix: Text {
        en: "Leave them out, and debug with an ephemeral container that has them.",
        ja: "これらを含めず、デバッグには必要なツールを持つエフェメラル コンテナーを使ってください。",
    },
    severity: Severity::Low,
    persona: Persona::Auditor,
    controls: &[
        Control { framework: "cis-docker", id: "4.3" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    covers: &[Control { framework: "trivy", id: "AVD-DS-0014" }],
    references: &["https://doi.org/10.6028/NIST.SP.800-190"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "no network tools", ja: "ネットワーク ツールがないこと" };

const PROGRAMS: [&str; 20] = [
    "curl",
    "dig",
    "ftp",
    "host",
    "nc",
    "nc.openbsd",
    "nc.traditional",
    "ncat",
    "netcat",
    "nslookup",
    "rsync",
    "scp",
    "sftp",
    "socat",
    "ssh",
    "tcpdump",
    "telnet",
    "tftp",
    "tshark",
    "wget",
];

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    programs::report(&programs::named(image, &PROGRAMS, false), WANTED, sink);
}
