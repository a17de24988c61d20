//! Databases of packages behind symbolic links. A layer is a stream and links are not followed: the file is read where it
//! lies. Where no reader looks there, the packages would be missing without a word.

use sekimori_parse::packages::{FileName, Sort, readers, readers_of};

/// Returns the first database that a symbolic link leads to another place, if no reader looks there.
pub(super) fn hidden(path: &str, to: &str) -> Option<&'static str> {
    if let Some(file) = OF_ACCOUNTS.into_iter().find(|file| *file == path) {
        return (resolved(path, to) != path).then_some(file);
    }
    // Of a system that calls itself so in several files, another one is read.
    if path == RELEASE {
        let real = resolved(path, to);
        return readers_of(&real, Sort::Installed).next().is_none().then_some(RELEASE);
    }
    let end = path.len();
    let databases = readers().filter(|reader| {
        matches!(reader.sort, Sort::Installed | Sort::Both) && !OF_SYSTEM.contains(&reader.id)
    });
    let files = databases.flat_map(|reader| reader.files).filter_map(|file| match file {
        FileName::At(file) => Some(*file),
        _ => None,
    });
    let mut below = files
        .filter(|file| file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    let first = below.next()?;
    let real = resolved(path, to);
    let is_read = |file: &str| {
        let file = format!("{real}{}", file.get(end..).unwrap_or_default());
        let file = file.trim_start_matches('/');
        readers_of(file, Sort::Installed).next().is_some()
    };
    // One of them is there; which one is not known here.
    (!std::iter::once(first).chain(below).any(is_read)).then_some(first)
}

/// The accounts of a system.
const OF_ACCOUNTS: [&str; 2] = ["etc/passwd", "etc/shadow"];

/// What a system calls itself.
const RELEASE: &str = "etc/os-release";

/// The readers of what a system calls itself: each says the same as another one.
const OF_SYSTEM: [&str; 2] = ["os-release", "release-file"];

/// The path that a link leads to, from the root of the image.
fn resolved(path: &str, to: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    if !to.starts_with('/') {
        parts.extend(path.split('/'));
        parts.pop();
    }
    for part in to.split('/') {
        match part {
            "" | "." => {}
            // Above the root is the root.
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::hidden;

    #[test]
    fn a_database_is_hidden_where_no_reader_looks() {
        for (path, to, told) in [
            ("var/lib/rpm", "../../usr/lib/sysimage/rpm", None),
            ("var/lib/rpm", "/usr/lib/sysimage/rpm", None),
            ("usr/share/rpm", "../lib/sysimage/rpm/", None),
            ("lib", "usr/lib", None),
            ("var/lib/rpm", "../../opt/rpm", Some("var/lib/rpm/rpmdb.sqlite")),
            ("var/lib/dpkg/status", "/srv/list", Some("var/lib/dpkg/status")),
            ("var/lib/dpkg", "../../../../usr/share/dpkg", Some("var/lib/dpkg/status")),
            ("etc/os-release", "../usr/lib/os-release", None),
            ("etc/os-release", "/nix/os", Some("etc/os-release")),
            ("etc/shadow", "../a", Some("etc/shadow")),
            ("etc/passwd", "passwd", None),
            ("srv/a", "b", None),
            ("var/lib/rp", "b", None),
        ] {
            assert_eq!(hidden(path, to), told, "{path} -> {to}");
        }
    }
}
