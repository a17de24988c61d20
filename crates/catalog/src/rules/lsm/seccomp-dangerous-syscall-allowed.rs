//! A seccomp profile that allows calls which reach beyond the container.

use sekimori_model::{Control, Severity};
use sekimori_parse::lsm::seccomp::{Action, Filter};

use crate::seccomp::Calls;
use crate::{Check, Rule, Sink, Text};

pub(crate) const RULE: Rule = Rule {
    id: "lsm/seccomp-dangerous-syscall-allowed",
    title: Text { en: "Dangerous system call allowed", ja: "危険なシステム コールの許可" },
    why: Text {
        en: "The call changes the kernel, mounts, namespaces or the clock, or was the way of escapes from containers; the \
             profiles of the runtimes deny it unless a capability asks for it. `io_uring` makes calls that no seccomp \
             profile sees.",
        ja: "この呼び出しは、カーネル、マウント、名前空間、時計などを変更するもの、またはコンテナーからの脱出に使われてきたものです。ランタイムの既定のプロファイルでは、対応するケーパビリティがない限り拒否されます。`io_uring` を使うと、seccomp で検査されずに操作を実行できます。",
    },
    fix: Text {
        en: "Remove the call from the list. If the program needs it, allow it only with the arguments or the capability \
             that it needs.",
        ja: "リストから削除してください。プログラムに必要な場合は、必要な引数またはケーパビリティがあるときだけ許可してください。",
    },
    severity: Severity::Medium,
    controls: &[
        Control { framework: "cis-kubernetes-1.12", id: "5.6.2" },
        Control { framework: "nist-800-190", id: "4.4.3" },
        Control { framework: "nsa-cisa-hardening", id: "NSA-POD" },
    ],
    references: &[
        "https://docs.docker.com/engine/security/seccomp/#significant-syscalls-blocked-by-the-default-profile",
        "https://security.googleblog.com/2023/06/learnings-from-kctf-vrps-42-linux.html",
    ],
    check: Check::Seccomp(check),
    ..Rule::BASE
};

const WANTED: Text = Text {
    en: "a list without calls that reach beyond the container",
    ja: "コンテナーの外に影響する呼び出しを含まないリスト",
};

/// Calls that the profiles of Docker, containerd and CRI-O allow never or with a capability only.
///
/// # Source
/// The page of Docker in `references`; `io_uring` from containerd 2.0 and Docker 25; `fsconfig` from CVE-2022-0185.
const DANGEROUS: &[&str] = &[
    "acct",
    "add_key",
    "bpf",
    "clock_settime",
    "clock_settime64",
    "create_module",
    "delete_module",
    "finit_module",
    "fsconfig",
    "fsmount",
    "fsopen",
    "fspick",
    "init_module",
    "io_uring_enter",
    "io_uring_register",
    "io_uring_setup",
    "ioperm",
    "iopl",
    "kexec_file_load",
    "kexec_load",
    "keyctl",
    "mount",
    "mount_setattr",
    "move_mount",
    "move_pages",
    "nfsservctl",
    "open_by_handle_at",
    "open_tree",
    "open_tree_attr",
    "perf_event_open",
    "pivot_root",
    "quotactl",
    "quotactl_fd",
    "reboot",
    "request_key",
    "setns",
    "settimeofday",
    "stime",
    "swapoff",
    "swapon",
    "umount",
    "umount2",
    "unshare",
    "uselib",
    "userfaultfd",
    "vm86",
    "vm86old",
];

fn check(filter: &Filter<'_>, sink: &mut Sink<'_>) {
    // Where all is allowed, lsm/seccomp-allows-by-default says so.
    if filter.default_action() == Some(Action::Allow) {
        return;
    }
    let calls = Calls::of(filter);
    for name in DANGEROUS {
        let Some(named) = calls.allowed.get(name).filter(|named| !named.is_conditional) else { continue };
        let violation = sink.violated(named.list.as_ref().unwrap_or(&named.place), WANTED);
        violation.value(name).item(&named.place);
        if named.list.is_some() {
            violation.remove_unsafely();
        }
    }
}
