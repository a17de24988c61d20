//! npm: `package-lock.json`, `npm-shrinkwrap.json`, and the packages in `node_modules`.
//!
//! # Source
//! The documentation of npm, "package-lock.json" (versions 1 to 3), "package.json".

mod installed;
mod lock;
mod manifest;
mod nested;
mod places;

use std::sync::Arc;

use sekimori_model::Purl;

pub(super) use self::manifest::Manifest;
use super::{FileName, Reader, Sort, origin};

pub(super) const READERS: &[Reader] = &[
    Reader {
        id: "npm-lock",
        sort: Sort::Declared,
        files: &[FileName::Named("package-lock.json"), FileName::Named("npm-shrinkwrap.json")],
        read: lock::read,
    },
    Reader {
        id: "npm-installed",
        sort: Sort::Installed,
        files: &[FileName::Named("package.json")],
        read: installed::read,
    },
];

/// The URL of a package by its name, with its scope where it has one.
pub(super) fn purl(name: &str, version: &str) -> Purl {
    match name.split_once('/') {
        Some((scope, name)) if scope.starts_with('@') => Purl::new("npm", name, version).in_namespace(scope),
        _ => Purl::new("npm", name, version),
    }
}

/// Splits `NAME@REST`, where the name may have a scope.
pub(super) fn split_at_version(text: &str) -> Option<(&str, &str)> {
    let from = usize::from(text.starts_with('@'));
    let at = text.get(from..)?.find('@')?.checked_add(from)?;
    let (name, rest) = text.split_at_checked(at)?;
    (!name.is_empty()).then_some((name, rest.get(1..)?))
}

/// Where a lockfile says that a package comes from.
pub(super) enum Source<'t> {
    /// A registry; the version is what it says.
    Registry,
    /// A repository, and the commit.
    Git { url: String, commit: &'t str },
    /// An archive by its URL.
    Archive(String),
    /// A folder or a file of the project.
    Local,
}

impl<'t> Source<'t> {
    /// Reads what stands where a version or a URL may stand.
    pub(super) fn of(text: &'t str) -> Self {
        let (place, fragment) = text.split_once('#').unwrap_or((text, ""));
        let short =
            ["github:", "gitlab:", "bitbucket:", "gist:"].iter().any(|start| place.starts_with(start));
        if short {
            let (host, path) = place.split_once(':').unwrap_or_default();
            let domain = match host {
                "bitbucket" => "bitbucket.org",
                "gist" => "gist.github.com",
                "gitlab" => "gitlab.com",
                _ => "github.com",
            };
            return Self::Git { url: format!("git+https://{domain}/{path}"), commit: fragment };
        }
        if origin::is_git(place) {
            return Self::Git { url: place.to_owned(), commit: fragment };
        }
        if ["file:", "link:", "portal:", "workspace:", "./", "../", "/"]
            .iter()
            .any(|start| place.starts_with(start))
        {
            return Self::Local;
        }
        // Registries serve archives behind this path; the name of the host may be any.
        if (place.starts_with("https://") || place.starts_with("http://")) && !place.contains("/-/") {
            return Self::Archive(origin::without_credentials(place));
        }
        Self::Registry
    }

    /// The version of a package where a URL may stand in its place: what the name of a registry's archive tells,
    /// `/-/NAME-VERSION.tgz`. A URL may hold a password, and no advisory speaks of one.
    pub(super) fn version_of<'v>(version: &'v str, name: &str) -> &'v str {
        let Some((_, path)) = version.split_once("://") else { return version };
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let file = path.rsplit('/').next().and_then(|file| file.strip_suffix(".tgz")).unwrap_or_default();
        let short = name.rsplit('/').next().unwrap_or(name);
        file.strip_prefix(short).and_then(|rest| rest.strip_prefix('-')).unwrap_or_default()
    }

    /// Adds to a package URL where the package comes from, unless that is a registry.
    pub(super) fn qualify(&self, purl: Purl) -> Purl {
        match self {
            Self::Registry | Self::Local => purl,
            Self::Archive(url) => purl.with("download_url", Arc::<str>::from(url.as_str())),
            Self::Git { url, commit } => purl.with("vcs_url", origin::of_git(url, commit)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, purl, split_at_version};

    #[test]
    fn names_with_scopes_are_taken_apart() {
        assert_eq!(purl("@babel/core", "7.0.0").to_string(), "pkg:npm/%40babel/core@7.0.0");
        assert_eq!(split_at_version("@babel/core@^7.0.0"), Some(("@babel/core", "^7.0.0")));
        assert_eq!(split_at_version("a@npm:b@1"), Some(("a", "npm:b@1")));
        assert_eq!(split_at_version("@"), None);
        assert_eq!(split_at_version("a"), None);
    }

    #[test]
    fn where_a_package_comes_from_is_told_without_credentials() {
        let told = |text: &str| Source::of(text).qualify(purl("a", "1")).to_string().replace("%2F", "/");
        assert_eq!(told("https://registry.example/a/-/a-1.tgz"), "pkg:npm/a@1");
        assert_eq!(
            told("https://u:p@host.example/a.tgz?t=x"),
            "pkg:npm/a@1?download_url=https://host.example/a.tgz"
        );
        assert_eq!(
            told("github:someone/a#c0ffee"),
            "pkg:npm/a@1?vcs_url=git%2Bhttps://github.com/someone/a%40c0ffee"
        );
        assert!(matches!(Source::of("file:../a"), Source::Local));
    }
}
