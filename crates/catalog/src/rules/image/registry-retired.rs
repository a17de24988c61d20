//! An image from a registry that is closed or gets no more images.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, images};

pub(crate) const RULE: Rule = Rule {
    id: "image/registry-retired",
    title: Text { en: "Image from a retired registry", ja: "廃止されたレジストリのイメージ" },
    why: Text {
        en: "A retired registry gets no fixes and can stop answering on any day: pods then fail to start on every new \
             node.",
        ja: "廃止されたレジストリには修正が提供されず、いつ応答しなくなってもおかしくありません。その場合、新しいノードではポッドを起動できなくなります。",
    },
    fix: Text {
        en: "Name the image in the registry that took its place, and compare the digests.",
        ja: "後継のレジストリにあるイメージを指定し、ダイジェストを比較してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "nist-800-190", id: "4.2.2" },
        Control { framework: "owasp-kubernetes-top-10", id: "K10" },
    ],
    covers: &[Control { framework: "kubescape", id: "C-0253" }],
    references: &[
        "https://kubernetes.io/blog/2023/03/10/image-registry-redirect/",
        "https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/",
        "https://github.com/bitnami/containers/issues/83267",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "an image of a registry that is kept up",
    ja: "維持されているレジストリのイメージ",
};

/// Retired places, and the registry that has the same images under the same names.
///
/// # Source
/// - Kubernetes blog, 2023-02-06: `k8s.gcr.io` is frozen from 2023-04-03; `registry.k8s.io` takes its place. The
///   project `google-containers` is where `k8s.gcr.io` pointed before 2020.
/// - The Kubebuilder Book: images of `gcr.io/kubebuilder` are unavailable since 2025.
/// - bitnami/containers, issue 83267: `bitnamilegacy` is an archive without updates since 2025-08-28.
/// - GitHub Docs, "Migrating to the Container registry from the Docker registry": `ghcr.io` has other names.
const RETIRED: &[(&str, Option<&str>)] = &[
    ("k8s.gcr.io", Some("registry.k8s.io")),
    ("gcr.io/google-containers", None),
    ("gcr.io/google_containers", None),
    ("gcr.io/kubebuilder", None),
    ("docker.io/bitnamilegacy", None),
    ("docker.pkg.github.com", None),
];

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for image in images::of(pod) {
        let Some(reference) = &image.reference else { continue };
        let found = RETIRED.iter().find(|(place, _)| images::is_from(reference, place));
        let Some((place, successor)) = found else { continue };
        let violation = sink.violated(&image.field, WANTED).maybe_container(image.container).seen(place);
        if let Some((successor, rest)) = successor.zip(image.text.strip_prefix(place)) {
            violation.set_unsafely(format!("{successor}{rest}"));
        }
    }
}
