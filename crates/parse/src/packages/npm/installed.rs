//! Packages in `node_modules`.

use std::sync::Arc;

use sekimori_model::Package;

use super::{Manifest, purl};
use crate::packages::{Bounds, Elsewhere, Found, Input, document};
use crate::{Failure, decode};

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    if !is_of_a_package(input.path) {
        return Ok(());
    }
    let text = decode(input.bytes)?;
    let manifest: Manifest<'_> = document::json(&text.text)?;
    let (Some(name), Some(version)) = (manifest.name.filled(), manifest.version.filled()) else {
        return Ok(());
    };
    let mut package = Package::new(purl(name, version), input.path);
    package.licence = manifest.license.licence().or_else(|| manifest.licenses.licence());
    let place = found.push(package, bounds)?;
    let names = manifest.dependencies.keys().filter(|name| !name.is_empty());
    let names = names.map(|name| Elsewhere { package: place, name: Arc::from(name) });
    found.elsewhere.extend(names.take(bounds.needs));
    Ok(())
}

/// Tells whether a `package.json` is that of a whole package: in `node_modules/NAME`. Those deeper in say of which
/// sort the files beside them are.
fn is_of_a_package(path: &str) -> bool {
    let Some((_, inside)) = path.rsplit_once("node_modules/") else { return false };
    let Some(name) = inside.strip_suffix("/package.json") else { return false };
    match name.split_once('/') {
        Some((scope, name)) => scope.starts_with('@') && !name.contains('/'),
        None => !name.is_empty(),
    }
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
        for path in ["package.json", "a/node_modules/b/dist/package.json", "node_modules/package.json"] {
            assert_eq!(told(&installed(path, text)), [""; 0], "{path}");
        }
        assert_eq!(told(&installed("node_modules/b/package.json", r#"{"name": "b"}"#)), [""; 0]);
    }
}
