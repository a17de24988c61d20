//! Python: requirements, the lockfiles of Poetry, uv, PDM and Pipenv, pylock.toml, and installed distributions.
//!
//! # Source
//! packaging.python.org: "Names and normalization", "Dependency specifiers", "Core metadata specifications", "pylock.toml";
//! pip.pypa.io, "Requirements File Format".

mod distribution;
mod egg;
mod graph;
mod pipenv;
mod project;
mod pylock;
mod requirements;
mod toml_lock;
mod uv;

use std::sync::Arc;

use sekimori_model::Purl;

use super::{FileName, Reader, Sort, origin};

pub(super) const READERS: &[Reader] = &[
    Reader {
        id: "python-requirements",
        sort: Sort::Declared,
        files: &[
            FileName::Around { beginning: "requirements", ending: ".txt" },
            FileName::Ending("requirements.txt"),
        ],
        read: requirements::read,
    },
    Reader {
        id: requirements::IN_FOLDER,
        sort: Sort::Declared,
        files: &[FileName::EndingIn { ending: ".txt", folder_ending: "requirements" }],
        read: requirements::read_in_folder,
    },
    Reader {
        id: "python-poetry",
        sort: Sort::Declared,
        files: &[FileName::Named("poetry.lock")],
        read: toml_lock::read_poetry,
    },
    Reader {
        id: "python-pdm",
        sort: Sort::Declared,
        files: &[FileName::Named("pdm.lock")],
        read: toml_lock::read_pdm,
    },
    Reader { id: "python-uv", sort: Sort::Declared, files: &[FileName::Named("uv.lock")], read: uv::read },
    Reader {
        id: "python-pipenv",
        sort: Sort::Declared,
        files: &[FileName::Named("Pipfile.lock")],
        read: pipenv::read,
    },
    Reader {
        id: "python-pylock",
        sort: Sort::Declared,
        files: &[FileName::Around { beginning: "pylock.", ending: "toml" }],
        read: pylock::read,
    },
    Reader {
        id: "python-installed",
        sort: Sort::Installed,
        files: &[
            FileName::NamedIn { name: "METADATA", folder_ending: ".dist-info" },
            FileName::NamedIn { name: "PKG-INFO", folder_ending: ".egg-info" },
            FileName::NamedIn { name: "PKG-INFO", folder_ending: ".egg/EGG-INFO" },
            FileName::Ending(".egg-info"),
        ],
        read: distribution::read,
    },
    Reader { id: "python-egg", sort: Sort::Installed, files: &[FileName::Ending(".egg")], read: egg::read },
];

/// A name as all its spellings are compared: in lower case, each run of `-`, `_` and `.` one `-`.
fn normal(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars() {
        match c {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

/// Tells whether a line asks for a package.
pub(super) fn is_requirement(line: &str) -> bool {
    requirements::Requirement::of(line).is_some()
}

/// The URL of a package.
fn purl(name: &str, version: &str) -> Purl {
    Purl::new("pypi", normal(name), version)
}

/// The name at the head of a requirement, with the rest behind its extras; none where it begins otherwise.
fn split_requirement(text: &str) -> Option<(&str, &str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']')?.1.trim_start(),
        None => rest,
    };
    Some((name, rest))
}

/// Adds to a package URL the repository or archive that a package was taken from; none where that is a folder.
fn from_url(purl: Purl, url: &str, commit: &str) -> Option<Purl> {
    if let Some(git) = url.strip_prefix("git+") {
        // `git+https://host/path@revision#egg=name`: the revision stands behind the path.
        let git = git.split('#').next().unwrap_or_default();
        let (git, written) = match git.rsplit_once('@') {
            Some((before, revision))
                if before.contains("://") && before.rsplit("://").next()?.contains('/') =>
            {
                (before, revision)
            }
            _ => (git, ""),
        };
        let commit = if commit.is_empty() { written } else { commit };
        return Some(purl.with("vcs_url", origin::of_git(git, commit)));
    }
    if !commit.is_empty() {
        return Some(purl.with("vcs_url", origin::of_git(url, commit)));
    }
    if url.starts_with("https://") || url.starts_with("http://") {
        let url: Arc<str> = origin::without_credentials(url).into();
        return Some(purl.with("download_url", url));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{from_url, normal, purl, split_requirement};

    #[test]
    fn names_are_normal_as_the_index_has_them() {
        assert_eq!(normal("Friendly-_.Bard"), "friendly-bard");
        assert_eq!(normal("FRIENDLY.BARD"), "friendly-bard");
        assert_eq!(purl("Zope.Interface", "6.0").to_string(), "pkg:pypi/zope-interface@6.0");
    }

    #[test]
    fn requirements_are_split_behind_their_extras() {
        assert_eq!(split_requirement("a.b [x, y] >= 1 ; z"), Some(("a.b", ">= 1 ; z")));
        assert_eq!(split_requirement("a"), Some(("a", "")));
        assert_eq!(split_requirement("-e ."), None);
        assert_eq!(split_requirement("a[b"), None);
        assert_eq!(split_requirement(""), None);
    }

    #[test]
    fn repositories_and_archives_are_told_without_credentials() {
        let told = |url: &str, commit: &str| {
            from_url(purl("a", ""), url, commit).map(|purl| purl.to_string().replace("%2F", "/"))
        };
        let git = Some("pkg:pypi/a?vcs_url=git%2Bhttps://git.example/a.git%40v1".to_owned());
        assert_eq!(told("git+https://u:p@git.example/a.git@v1#egg=a", ""), git);
        assert_eq!(told("https://git.example/a.git", "v1"), git);
        assert_eq!(
            told("https://u:p@a.example/a.whl?x#y", "").as_deref(),
            Some("pkg:pypi/a?download_url=https://a.example/a.whl")
        );
        assert_eq!(told("../a", ""), None);
    }
}
