//! A step that uses ADD where COPY would do.

use sekimori_model::{Confidence, Control, Persona, Severity};

use crate::{Check, ImageSink, ImageView, Rule, Text, build_steps, build_steps::Instruction};

pub(crate) const RULE: Rule = Rule {
    id: "image-config/add-instead-of-copy",
    title: Text { en: "ADD where COPY would do", ja: "COPY で済む ADD" },
    why: Text {
        en: "`ADD` unpacks archives and fetches addresses, so what ends up in the image depends on what \
             the file turns out to be.",
        ja: "`ADD` はアーカイブの展開や URL からの取得も行うため、ファイルの種類によってイメージに入る内容が変わります。",
    },
    fix: Text { en: "Use `COPY`.", ja: "`COPY` を使ってください。" },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    persona: Persona::Auditor,
    controls: &[
        Control { framework: "cis-docker", id: "4.9" },
        Control { framework: "nist-800-190", id: "4.1.2" },
    ],
    covers: &[
        Control { framework: "dockle", id: "CIS-DI-0009" },
        Control { framework: "trivy", id: "AVD-DS-0005" },
    ],
    references: &["https://docs.docker.com/build/building/best-practices/#add-or-copy"],
    check: Check::Image(check),
    ..Rule::OF_IMAGES
};

const WANTED: Text = Text { en: "`COPY`", ja: "`COPY` の使用" };

fn check(image: &ImageView<'_>, sink: &mut ImageSink<'_>) {
    let Some(config) = image.config() else { return };
    for step in build_steps::of(config).filter(|step| step.instruction == Instruction::Add) {
        let mut sources = step.text.split_whitespace().filter(|word| !word.starts_with("--"));
        let source = sources.next().unwrap_or_default();
        let is_remote = source.contains("://") || source.starts_with("git@");
        let is_archive =
            source.contains(".tar") || [".tgz", ".txz", ".tbz2"].iter().any(|end| source.ends_with(end));
        // The root file system of a base is what ADD is for; the classic builder shows nothing but a digest of it.
        let is_root = step.text.ends_with(" /");
        if !source.is_empty() && !is_remote && !is_archive && !is_root {
            sink.of_step(step.place, WANTED);
        }
    }
}
