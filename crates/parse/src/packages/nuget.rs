//! `NuGet`: lockfiles, `packages.config`, central versions, and what a built program of .NET says that it needs.
//!
//! # Source
//! learn.microsoft.com: "`NuGet` `PackageReference` in project files", "packages.config reference", "Central Package
//! Management"; the runtime configuration files of the .NET SDK.

mod assets;
mod listed;
mod lock;

use sekimori_model::{PackageDigest, Purl};

use super::{FileName, Reader, Sort, digest};

pub(super) const READERS: &[Reader] = &[
    Reader {
        id: "nuget-lock",
        sort: Sort::Declared,
        files: &[FileName::Named("packages.lock.json")],
        read: lock::read,
    },
    Reader {
        id: "nuget-config",
        sort: Sort::Declared,
        files: &[FileName::Named("packages.config")],
        read: listed::read_config,
    },
    Reader {
        id: "nuget-central",
        sort: Sort::Declared,
        files: &[FileName::Named("Directory.Packages.props")],
        read: listed::read_central,
    },
    Reader {
        id: "nuget-assets",
        sort: Sort::Declared,
        files: &[FileName::Named("project.assets.json")],
        read: assets::read,
    },
    Reader {
        id: "dotnet-deps",
        sort: Sort::Both,
        files: &[FileName::Ending(".deps.json")],
        read: assets::read,
    },
];

fn purl(name: &str, version: &str) -> Purl {
    Purl::new("nuget", name, version)
}

/// The digest of a package, which is written in base64.
fn digest_of(base64: &str) -> Option<PackageDigest> {
    let text = if base64.starts_with("sha512-") { base64.to_owned() } else { format!("sha512-{base64}") };
    digest::of_integrity(&text).pop()
}

/// What names a package whatever its spelling is.
fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}
