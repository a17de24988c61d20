//! Programs that run as their owner or its group, whoever calls them.

use crate::{ImageView, SeenFile, SeenKind};

/// Returns the files with a bit of these two that somebody can execute.
pub(crate) fn files<'a>(image: &ImageView<'a>) -> impl Iterator<Item = &'a SeenFile> {
    let is_one = |file: &&SeenFile| {
        let is_user = file.mode & 0o4000 != 0 && file.mode & 0o111 != 0;
        // Without the right to execute, the group's bit means locks, not rights.
        let is_group = file.mode & 0o2000 != 0 && file.mode & 0o010 != 0;
        file.kind == SeenKind::File && (is_user || is_group)
    };
    image.files.iter().filter(is_one)
}

/// Tells whether a path is that of a program which distributions install so.
///
/// # Source
/// The packages of Debian 13, Ubuntu 24.04, Alpine 3.22, Fedora 42 and openSUSE Leap 15.6 that set these bits: util-linux,
/// shadow, pam, cronie, openssh, dbus, polkit, fuse, mailutils, procmail, postfix, cdrecord, screen, man-db.
pub(crate) fn is_usual(path: &str) -> bool {
    const NAMES: [&str; 46] = [
        "at",
        "bbsuid",
        "bsd-write",
        "chage",
        "chfn",
        "chkpwd",
        "chsh",
        "cron",
        "crontab",
        "dbus-daemon-launch-helper",
        "dotlockfile",
        "expiry",
        "fping",
        "fusermount",
        "fusermount3",
        "gpasswd",
        "grub2-set-bootflag",
        "locate",
        "lockfile",
        "mail-lock",
        "mail-touchlock",
        "mail-unlock",
        "mount",
        "mount.cifs",
        "mount.nfs",
        "newgidmap",
        "newgrp",
        "newuidmap",
        "pam_extrausers_chkpwd",
        "pam_timestamp_check",
        "passwd",
        "ping",
        "ping6",
        "plocate",
        "polkit-agent-helper-1",
        "screen",
        "sg",
        "ssh-agent",
        "ssh-keysign",
        "su",
        "traceroute6.iputils",
        "umount",
        "unix2_chkpwd",
        "unix_chkpwd",
        "userhelper",
        "utempter",
    ];
    const MORE: [&str; 4] = ["wall", "write", "write.ul", "postdrop"];
    const FOLDERS: [&str; 3] = ["usr/lib/", "usr/libexec/", "usr/lib64/"];
    let Some((folder, name)) = path.rsplit_once('/') else { return false };
    let is_of_system = matches!(folder, "bin" | "sbin" | "usr/bin" | "usr/sbin")
        || FOLDERS.iter().any(|known| path.starts_with(known));
    is_of_system && (NAMES.contains(&name) || MORE.contains(&name))
}

/// Tells whether a program, given the rights of another, hands them on: it runs commands or writes files as it is told.
pub(crate) fn runs_anything(name: &str) -> bool {
    const NAMES: [&str; 48] = [
        "ash", "awk", "bash", "busybox", "cat", "chmod", "chown", "cp", "csh", "curl", "dash", "dd", "ed",
        "emacs", "env", "expect", "find", "fish", "flock", "gawk", "gdb", "git", "less", "lua", "make",
        "mawk", "more", "mv", "nano", "nice", "node", "nohup", "nsenter", "perl", "php", "rsync", "ruby",
        "sed", "sh", "socat", "strace", "tar", "tclsh", "tee", "vi", "vim", "wget", "zsh",
    ];
    // `python3.12`, `perl5.40`.
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    NAMES.contains(&bare) || bare == "python"
}

/// Tells whether another rule speaks of the program.
pub(crate) fn is_told_elsewhere(name: &str) -> bool {
    runs_anything(name) || matches!(name, "sudo" | "sudo-rs" | "doas" | "pkexec")
}

/// The mode as people write it.
pub(crate) fn mode(file: &SeenFile) -> String {
    format!("{:04o}", file.mode & 0o7777)
}
