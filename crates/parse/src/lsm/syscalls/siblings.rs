//! System calls that do what another one does.
//!
//! Two questions are asked of these tables. A filter that allows all but a few calls is *bypassed* through a call of the
//! same effect that it forgot: [`same_effect`]. A filter that refuses all but a few calls *breaks* a program when a newer
//! C library takes a newer call, unless the refusal says "no such call" so that the library falls back: [`successors`].

use super::{Arches, exists_on, exists_on_all};

/// Calls with which a process reaches the same end. Each group is sorted from the oldest to the newest.
///
/// # Source
/// The manual pages of Linux man-pages 6.15, section 2, each under the first name; fchmodat2(2) and the `xattrat` calls
/// from the kernel's commits of versions 6.6 and 6.13.
const SAME_EFFECT: &[&[&str]] = &[
    &["chmod", "fchmod", "fchmodat", "fchmodat2"],
    &["chown", "fchown", "lchown", "fchownat", "chown32", "fchown32", "lchown32"],
    &["open", "creat", "openat", "openat2"],
    &["execve", "execveat"],
    &["fork", "vfork", "clone", "clone3"],
    &["link", "linkat"],
    &["symlink", "symlinkat"],
    &["unlink", "rmdir", "unlinkat"],
    &["rename", "renameat", "renameat2"],
    &["mkdir", "mkdirat"],
    &["mknod", "mknodat"],
    &["readlink", "readlinkat"],
    &["access", "faccessat", "faccessat2"],
    &["stat", "lstat", "fstat", "newfstatat", "stat64", "lstat64", "fstat64", "fstatat64", "statx"],
    &["statfs", "fstatfs", "statfs64", "fstatfs64"],
    &["truncate", "ftruncate", "truncate64", "ftruncate64"],
    &["utime", "utimes", "futimesat", "utimensat", "utimensat_time64"],
    &["setxattr", "lsetxattr", "fsetxattr", "setxattrat"],
    &["getxattr", "lgetxattr", "fgetxattr", "getxattrat"],
    &["listxattr", "llistxattr", "flistxattr", "listxattrat"],
    &["removexattr", "lremovexattr", "fremovexattr", "removexattrat"],
    &["mount", "move_mount", "fsmount", "open_tree", "open_tree_attr", "mount_setattr"],
    &["umount", "umount2"],
    &["init_module", "finit_module"],
    &["kexec_load", "kexec_file_load"],
    &["quotactl", "quotactl_fd"],
    &["process_vm_readv", "ptrace"],
    &["kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal"],
    &[
        "settimeofday",
        "stime",
        "adjtimex",
        "clock_settime",
        "clock_adjtime",
        "clock_settime64",
        "clock_adjtime64",
    ],
    &["setuid", "setreuid", "setresuid", "setuid32", "setreuid32", "setresuid32"],
    &["setgid", "setregid", "setresgid", "setgid32", "setregid32", "setresgid32"],
    &["setgroups", "setgroups32"],
    &["setrlimit", "prlimit64"],
    &["sched_setscheduler", "sched_setparam", "sched_setattr"],
    &["read", "pread64", "readv", "preadv", "preadv2"],
    &["write", "pwrite64", "writev", "pwritev", "pwritev2"],
    &["send", "sendto", "sendmsg", "sendmmsg"],
    &["recv", "recvfrom", "recvmsg", "recvmmsg", "recvmmsg_time64"],
    &["accept", "accept4"],
    &["dup", "dup2", "dup3"],
    &["pipe", "pipe2"],
    &["eventfd", "eventfd2"],
    &["signalfd", "signalfd4"],
    &["inotify_init", "inotify_init1"],
    &["epoll_create", "epoll_create1"],
    &["epoll_wait", "epoll_pwait", "epoll_pwait2"],
    &["select", "_newselect", "pselect6", "pselect6_time64", "poll", "ppoll", "ppoll_time64"],
    &["futex", "futex_time64", "futex_waitv", "futex_wake", "futex_wait", "futex_requeue"],
    &["getdents", "getdents64"],
    &["mlock", "mlock2", "mlockall"],
    &["mprotect", "pkey_mprotect"],
    &["nanosleep", "clock_nanosleep", "clock_nanosleep_time64"],
    &["wait4", "waitpid", "waitid"],
];

/// Returns the groups of calls that have the same effect, the oldest call of each first.
pub fn same_effect() -> &'static [&'static [&'static str]] {
    SAME_EFFECT
}

/// A call that C libraries and runtimes of languages make instead of an older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Successor {
    /// The call that was made before.
    pub older: &'static str,
    /// The call that is made now.
    pub newer: &'static str,
    /// Who makes it, and since when; none where newer architectures have no older call, so that all make it there.
    pub by: Option<&'static str>,
}

impl Successor {
    /// Tells whether programs for one of `arches` make the newer call.
    pub fn is_made_on(self, arches: Arches) -> bool {
        exists_on(self.newer, arches) && (self.by.is_some() || !exists_on_all(self.older, arches))
    }
}

const fn successor(older: &'static str, newer: &'static str, by: Option<&'static str>) -> Successor {
    Successor { older, newer, by }
}

/// # Source
/// The NEWS of glibc for the version that is named and the sources of musl 1.2.5; none where the table of system calls that
/// 64-bit Arm and RISC-V share has no older call, so that a library has no choice.
const SUCCESSORS: &[Successor] = &[
    successor("clone", "clone3", Some("glibc 2.34")),
    successor("faccessat", "faccessat2", Some("glibc 2.33")),
    successor("fchmodat", "fchmodat2", Some("glibc 2.39")),
    successor("stat", "newfstatat", Some("glibc 2.33")),
    successor("lstat", "newfstatat", Some("glibc 2.33")),
    successor("newfstatat", "statx", Some("coreutils 8.32")),
    successor("fstatat64", "statx", Some("glibc 2.34")),
    successor("open", "openat", Some("glibc 2.26")),
    successor("fork", "clone", Some("glibc 2.3.3")),
    successor("accept", "accept4", Some("musl 1.0")),
    successor("getdents", "getdents64", Some("glibc 2.30")),
    successor("getrlimit", "prlimit64", Some("glibc 2.28")),
    successor("setrlimit", "prlimit64", Some("glibc 2.28")),
    successor("epoll_wait", "epoll_pwait", None),
    successor("epoll_create", "epoll_create1", None),
    successor("eventfd", "eventfd2", Some("glibc 2.9")),
    successor("signalfd", "signalfd4", Some("glibc 2.9")),
    successor("inotify_init", "inotify_init1", None),
    successor("pipe", "pipe2", None),
    successor("dup2", "dup3", None),
    successor("select", "pselect6", None),
    successor("poll", "ppoll", None),
    successor("access", "faccessat", None),
    successor("chmod", "fchmodat", None),
    successor("chown", "fchownat", None),
    successor("link", "linkat", None),
    successor("symlink", "symlinkat", None),
    successor("readlink", "readlinkat", None),
    successor("unlink", "unlinkat", None),
    successor("rmdir", "unlinkat", None),
    successor("mkdir", "mkdirat", None),
    successor("mknod", "mknodat", None),
    successor("rename", "renameat2", None),
    successor("renameat", "renameat2", None),
    successor("utimes", "utimensat", None),
    successor("futimesat", "utimensat", None),
    successor("nanosleep", "clock_nanosleep", Some("glibc 2.31")),
    successor("time", "clock_gettime", None),
    successor("clock_gettime", "clock_gettime64", Some("32-bit programs, glibc 2.34 or musl 1.2")),
    successor("clock_nanosleep", "clock_nanosleep_time64", Some("32-bit programs, glibc 2.34 or musl 1.2")),
    successor("futex", "futex_time64", Some("32-bit programs, glibc 2.34 or musl 1.2")),
    successor("ppoll", "ppoll_time64", Some("32-bit programs, glibc 2.34 or musl 1.2")),
    successor("pselect6", "pselect6_time64", Some("32-bit programs, glibc 2.34 or musl 1.2")),
    successor("utimensat", "utimensat_time64", Some("32-bit programs, glibc 2.34 or musl 1.2")),
    successor("recvmmsg", "recvmmsg_time64", Some("32-bit programs, glibc 2.34 or musl 1.2")),
    successor("rt_sigtimedwait", "rt_sigtimedwait_time64", Some("32-bit programs, glibc 2.34 or musl 1.2")),
    successor("timerfd_settime", "timerfd_settime64", Some("32-bit programs, glibc 2.34 or musl 1.2")),
];

/// Returns the calls that took the place of an older one.
pub fn successors() -> &'static [Successor] {
    SUCCESSORS
}
