//! Go: `go.mod` with `go.sum`, and programs, which say what they were built of.
//!
//! # Source
//! go.dev, "Go Modules Reference"; the package `debug/buildinfo` of the standard library.

mod binary;
mod build_info;
mod module;

use sekimori_model::Purl;

use super::{FileName, Reader, Sort};

pub(super) const READERS: &[Reader] = &[
    Reader { id: "go-mod", sort: Sort::Declared, files: &[FileName::Named("go.mod")], read: module::read },
    Reader { id: "go-binary", sort: Sort::Both, files: &[FileName::Program], read: binary::read },
];

/// The URL of a module by its path.
fn purl(path: &str, version: &str) -> Purl {
    match path.rsplit_once('/') {
        Some((namespace, name)) => Purl::new("golang", name, version).in_namespace(namespace),
        None => Purl::new("golang", path, version),
    }
}

/// The standard library, of what a toolchain calls itself: `go1.22.3`, or `go1.22.3 X:experiment`.
fn standard_library(toolchain: &str) -> Option<Purl> {
    let version = toolchain.strip_prefix("go").unwrap_or(toolchain);
    let end = version.find([' ', '-', '+']).unwrap_or(version.len());
    let version = version.get(..end)?;
    // Toolchains between releases are called `devel`.
    let is_release = version.starts_with(|c: char| c.is_ascii_digit()) && version.len() < 32;
    is_release.then(|| Purl::new("golang", "stdlib", version))
}

/// Tells whether the replacement of a module is a folder.
fn is_folder(path: &str) -> bool {
    path == "."
        || path == ".."
        || ["./", "../", "/"].iter().any(|start| path.starts_with(start))
        || path.get(1..2) == Some(":")
}

#[cfg(test)]
mod tests {
    use super::{purl, standard_library};

    #[test]
    fn modules_and_the_standard_library_are_named() {
        assert_eq!(purl("git.example/a/b", "v1.0.0").to_string(), "pkg:golang/git.example/a/b@v1.0.0");
        let told = |text: &str| standard_library(text).map(|purl| purl.to_string());
        assert_eq!(told("go1.22.3 X:boringcrypto").as_deref(), Some("pkg:golang/stdlib@1.22.3"));
        assert_eq!(told("1.21").as_deref(), Some("pkg:golang/stdlib@1.21"));
        assert_eq!(told("devel go1.23-c0ffee"), None);
    }
}
