//! Profiles of the security modules of Linux: seccomp filters and AppArmor policies, as written to files.
//!
//! [`seccomp`] finds filters in documents of YAML and JSON, [`apparmor`] reads the language of `apparmor.d(5)`,
//! [`syscalls`] knows the names of system calls and which of them do the same, [`provided`]
//! says which profiles a file or an object brings to nodes. Whether a profile is a good one is not
//! judged here.

pub mod apparmor;
pub mod provided;
pub mod seccomp;
pub mod syscalls;
