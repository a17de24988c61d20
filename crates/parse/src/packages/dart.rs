//! Dart: `pubspec.lock`.
//!
//! # Source
//! dart.dev: "Package dependencies", "pub glossary: lockfile".

use sekimori_model::{Package, Purl, Scope};

use super::{Bounds, FileName, Found, Input, Reader, Sort, digest, document, origin};
use crate::yaml::Node;
use crate::{Failure, decode};

pub(super) const READERS: &[Reader] =
    &[Reader { id: "pub-lock", sort: Sort::Declared, files: &[FileName::Named("pubspec.lock")], read }];

fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let Some(document) = document::first_yaml(&text, bounds)? else { return Ok(()) };
    let packages = document.root().get("packages");
    for entry in packages.into_iter().flat_map(Node::entries) {
        let Some(name) = entry.key.text() else { continue };
        let of = |key: &str| entry.value.get(key).and_then(Node::text);
        let description = |key: &str| entry.value.get("description")?.get(key)?.text();
        let version = of("version").unwrap_or_default();
        let mut url = Purl::new("pub", name, version);
        match of("source") {
            // Parts of the SDK have its version, and those of the project none.
            Some("sdk" | "path") => continue,
            Some("git") => {
                let commit = description("resolved-ref").unwrap_or_default();
                url = url.with("vcs_url", origin::of_git(description("url").unwrap_or_default(), commit));
            }
            _ => {}
        }
        let mut package = Package::new(url, input.path);
        package.found_in.line = Some(entry.key.span().line);
        package.digests.extend(description("sha256").and_then(|sum| digest::of_hex("sha256", sum)));
        if let Some(asked) = of("dependency") {
            package.is_direct = Some(asked.starts_with("direct"));
            if asked == "direct dev" {
                package.scope = Scope::Development;
            }
        }
        found.push(package, bounds)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn a_lockfile_is_read() {
        let text = "packages:\n  http:\n    dependency: \"direct main\"\n    description:\n      name: http\n      sha256: \"AB\"\n    source: hosted\n    version: \"1.1.0\"\n  \
                    test:\n    dependency: \"direct dev\"\n    source: hosted\n    version: \"1.24.0\"\n  flutter:\n    dependency: transitive\n    source: sdk\n    version: \"0.0.0\"\n  \
                    meta:\n    dependency: transitive\n    source: hosted\n    version: \"1.10.0\"\nsdks:\n  dart: \">=3.0.0\"\n";
        assert_eq!(
            told(&declared("a/pubspec.lock", text)),
            [
                "pkg:pub/http@1.1.0 direct :2",
                "pkg:pub/test@1.24.0 development direct :9",
                "pkg:pub/meta@1.10.0 indirect :17"
            ]
        );
    }
}
