//! Packages in `node_modules`.

use std::sync::Arc;

use sekimori_model::Package;

use super::manifest::Terms;
use super::{Manifest, purl};
use crate::packages::{Bounds, Elsewhere, Found, Input, document};
use crate::{Failure, decode};

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let Some((_, inside)) = input.path.rsplit_once("node_modules/") else { return Ok(()) };
    let text = decode(input.bytes)?;
    let manifest: Manifest<'_> = document::json(&text.text)?;
    let (Some(name), Some(version)) = (manifest.name.filled(), manifest.version.filled()) else {
        return Ok(());
    };
    let has_licence = manifest.license != Terms::default() || manifest.licenses != Terms::default();
    let is_vendored = is_brought_along(inside, name) && has_licence && manifest.private.is_none();
    if !(is_installed(inside) || is_vendored) {
        return Ok(());
    }
    let mut package = Package::new(purl(name, version), input.path);
    package.licence = manifest.license.licence().or_else(|| manifest.licenses.licence());
    let place = found.push(package, bounds)?;
    let names = manifest.dependencies.keys().filter(|name| !name.is_empty());
    let names = names.map(|name| Elsewhere { package: place, name: Arc::from(name) });
    found.elsewhere.extend(names.take(bounds.needs));
    Ok(())
}

/// Tells whether a `package.json` is that of a package that was installed: in `node_modules/NAME`.
fn is_installed(inside: &str) -> bool {
    let Some(name) = inside.strip_suffix("/package.json") else { return false };
    match name.split_once('/') {
        Some((scope, name)) => scope.starts_with('@') && !name.contains('/'),
        None => !name.is_empty(),
    }
}

/// Tells whether it may be that of a package that another one brings along, in a folder with its own name: `vendor/NAME`.
/// Others that lie deeper in say of which sort the files beside them are, or belong to tests and tools.
fn is_brought_along(inside: &str, name: &str) -> bool {
    let folder = inside.strip_suffix("/package.json").and_then(|folder| folder.strip_suffix(name));
    folder.is_some_and(|above| above.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{installed, told};

    #[test]
    fn only_whole_packages_are_installed() {
        let text = r#"{"name": "@a/b", "version": "1.0.0", "license": "MIT", "dependencies": {"c": "^1"}}"#;
        let found = installed("usr/lib/node_modules/@a/b/package.json", text);
        assert_eq!(told(&found), ["pkg:npm/%40a/b@1.0.0"]);
        assert_eq!(found.elsewhere.first().map(|need| (need.package, &*need.name)), Some((0, "c")));
        let vendored = installed("node_modules/c/vendor/@a/b/package.json", text);
        assert_eq!(told(&vendored), ["pkg:npm/%40a/b@1.0.0"]);
        for text in [
            r#"{"name": "b", "version": "1.0.0"}"#,
            r#"{"name": "b", "version": "1.0.0", "license": "MIT", "private": true}"#,
        ] {
            assert_eq!(told(&installed("node_modules/c/b/package.json", text)), [""; 0], "{text}");
        }
        for path in ["package.json", "a/node_modules/b/dist/package.json", "node_modules/package.json"] {
            assert_eq!(told(&installed(path, text)), [""; 0], "{path}");
        }
        assert_eq!(told(&installed("node_modules/b/package.json", r#"{"name": "b"}"#)), [""; 0]);
    }
}
