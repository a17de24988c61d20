//! Packages that are installed: those in `node_modules` and in the folder of Debian, and whatever else of an image says what
//! it is in a `package.json`.

use std::sync::Arc;

use sekimori_model::Package;

use super::manifest::Terms;
use super::{Manifest, purl};
use crate::packages::{Bounds, Elsewhere, Found, Input, document};
use crate::{Failure, decode};

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let inside = match input.path.rsplit_once("node_modules/") {
        Some((_, inside)) => Some(inside),
        None => DEBIAN.iter().find_map(|folder| input.path.strip_prefix(folder)),
    };
    let text = decode(input.bytes)?;
    let manifest: Manifest<'_> = document::json(&text.text)?;
    let (Some(name), Some(version)) = (manifest.name.filled(), manifest.version.filled()) else {
        return Ok(());
    };
    let has_licence = manifest.license != Terms::default() || manifest.licenses != Terms::default();
    let is_public = manifest.private.is_none();
    let is_one = match inside {
        Some(inside) => is_installed(inside) || is_brought_along(inside, name) && has_licence && is_public,
        None => is_public && is_name(name),
    };
    if !is_one {
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

/// Where Debian installs packages of npm, each in a folder with its name.
///
/// # Source
/// Debian's policy for packages of Node.js.
const DEBIAN: &[&str] = &["usr/share/nodejs/", "usr/lib/nodejs/"];

/// Tells whether a registry could have a package of this name.
///
/// # Source
/// The documentation of npm, "package.json": `name`, with the capitals that packages of old may have.
fn is_name(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-') && part.chars().all(is_letter)
    };
    name.len() <= 214
        && match name.strip_prefix('@') {
            Some(scoped) => {
                scoped.split_once('/').is_some_and(|(scope, name)| is_part(scope) && is_part(name))
            }
            None => is_part(name),
        }
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
    use crate::packages::trial::{declared, installed, told};

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
        for path in [
            "a/node_modules/b/dist/package.json",
            "node_modules/package.json",
            "usr/share/nodejs/b/dist/package.json",
        ] {
            assert_eq!(told(&installed(path, text)), [""; 0], "{path}");
        }
        assert_eq!(told(&installed("node_modules/b/package.json", r#"{"name": "b"}"#)), [""; 0]);
    }

    #[test]
    fn debian_has_a_folder_of_its_own() {
        let text = r#"{"name": "@types/node", "version": "18.0.0", "private": true}"#;
        let found = installed("usr/share/nodejs/@types/node/package.json", text);
        assert_eq!(told(&found), ["pkg:npm/%40types/node@18.0.0"]);
    }

    #[test]
    fn what_says_what_it_is_elsewhere_counts_unless_it_is_private() {
        let text = r#"{"name": "shop", "version": "1.0.0", "dependencies": {"left": "1"}}"#;
        for path in ["package.json", "app/package.json", "opt/tool/resources/app/package.json"] {
            let found = installed(path, text);
            assert_eq!(told(&found), ["pkg:npm/shop@1.0.0"], "{path}");
            assert_eq!(found.elsewhere.len(), 1);
            assert_eq!(told(&declared(path, text)), [""; 0], "{path} of a source tree");
        }
        for text in [
            r#"{"name": "shop", "version": "1.0.0", "private": true}"#,
            r#"{"name": "{{ name }}", "version": "1.0.0"}"#,
            r#"{"name": "@shop", "version": "1.0.0"}"#,
            r#"{"type": "module"}"#,
        ] {
            assert_eq!(told(&installed("app/package.json", text)), [""; 0], "{text}");
        }
    }
}
