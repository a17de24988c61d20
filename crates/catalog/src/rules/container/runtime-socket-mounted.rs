//! A container that sees the socket of its container runtime.

use sekimori_model::{Control, Severity};
use sekimori_parse::kubernetes::Pod;

use crate::{Check, Rule, Sink, Text, host_paths, mounts};

pub(crate) const RULE: Rule = Rule {
    id: "container/runtime-socket-mounted",
    title: Text {
        en: "Socket of the container runtime mounted",
        ja: "コンテナー ランタイムのソケットのマウント",
    },
    why: Text {
        en: "Whoever can write to the socket starts containers of any sort on the node, and so is root there; \
             a read-only mount does not prevent it.",
        ja: "ソケットに書き込めると、ノードで任意のコンテナーを起動でき、ノードの root と同じ権限になります。読み取り専用でマウントしても防げません。",
    },
    fix: Text {
        en: "Remove the mount. Build images with a tool that needs no daemon, and read metrics and logs from \
             the kubelet.",
        ja: "マウントを削除してください。イメージはデーモン不要のツールでビルドし、メトリックとログは kubelet から取得してください。",
    },
    severity: Severity::Critical,
    controls: &[
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
        Control { framework: "owasp-kubernetes-top-10", id: "K01" },
    ],
    covers: &[
        Control { framework: "kube-linter", id: "docker-sock" },
        Control { framework: "kubescape", id: "C-0074" },
        Control { framework: "checkov", id: "CKV_K8S_27" },
        Control { framework: "trivy", id: "AVD-KSV-0006" },
    ],
    references: &[
        "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
        "https://docs.docker.com/engine/security/#docker-daemon-attack-surface",
    ],
    check: Check::Pod(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a path without the socket of the runtime",
    ja: "ランタイムのソケットを含まないパス",
};

/// Where the runtimes listen; `/var/run` is a link to `/run`.
///
/// # Source
/// Kubernetes, "Container Runtimes"; the documentation of k3s, `MicroK8s` and Podman.
const SOCKETS: [&str; 10] = [
    "/run/buildkit/buildkitd.sock",
    "/run/containerd/containerd.sock",
    "/run/cri-dockerd.sock",
    "/run/crio/crio.sock",
    "/run/docker.sock",
    "/run/dockershim.sock",
    "/run/frakti.sock",
    "/run/k3s/containerd/containerd.sock",
    "/run/podman/podman.sock",
    "/var/snap/microk8s/common/run/containerd.sock",
];

/// The named pipes of Windows.
const PIPES: [&str; 2] = [r"\\.\pipe\docker_engine", r"\\.\pipe\containerd-containerd"];

fn check(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let mounts = mounts::by_volume(pod);
    for volume in pod.spec.at("volumes").items("name") {
        let Some(path) = volume.at("hostPath.path").str() else { continue };
        let mounts = volume.at("name").str().and_then(|name| mounts.get(name));
        for mount in mounts.into_iter().flatten() {
            let inner = mount.field.at("subPath").str_or_empty().unwrap_or_default();
            let seen = host_paths::normalise(&format!("{path}/{inner}"));
            if PIPES.contains(&path) || shows_socket(&seen) {
                let shown = if PIPES.contains(&path) { path } else { &seen };
                sink.violated(&mount.field, WANTED).container(mount.container).value(shown);
            }
        }
    }
}

/// What holds little else than sockets and files of programs that run.
const FOLDERS: [&str; 2] = ["/run", "/var/snap/microk8s/common/run"];

/// Tells whether a socket is at the path or below it, in a folder that is mounted for what runs on the node.
///
/// Who mounts all of the node (`/`), as collectors of its metrics do with `readOnly`, can connect to the socket as well,
/// and to much more: kubelet's credentials and the data of other pods lie there too. That is one cause and another rule's,
/// `container/host-path-sensitive`; a second finding, and a critical one, would tell nobody what to do.
fn shows_socket(path: &str) -> bool {
    let path = if host_paths::is_in(path, "/var/run") { path.trim_start_matches("/var") } else { path };
    FOLDERS.iter().any(|folder| host_paths::is_in(path, folder))
        && SOCKETS.iter().any(|socket| host_paths::is_in(socket, path))
}
