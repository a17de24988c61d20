//! Lists in XML: `packages.config`, `Directory.Packages.props`.

use sekimori_model::{Package, Scope};

use super::purl;
use crate::Failure;
use crate::packages::xml::{self, Element};
use crate::packages::{Bounds, Found, Input};

pub(super) fn read_config(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let root = xml::read(input.bytes, bounds)?;
    for element in root.all("package") {
        let Some(name) = element.attribute("id") else { continue };
        let mut package =
            Package::new(purl(name, element.attribute("version").unwrap_or_default()), input.path);
        package.found_in.line = Some(element.line);
        if element.attribute("developmentDependency").is_some_and(|value| value.eq_ignore_ascii_case("true"))
        {
            package.scope = Scope::Development;
        }
        found.push(package, bounds)?;
    }
    Ok(())
}

pub(super) fn read_central(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let root = xml::read(input.bytes, bounds)?;
    let properties: Vec<&Element> = root.all("PropertyGroup").flat_map(|group| &group.children).collect();
    for element in root.all("ItemGroup").flat_map(|group| &group.children) {
        if !matches!(element.name.as_str(), "PackageVersion" | "GlobalPackageReference") {
            continue;
        }
        let Some(name) = element.attribute("Include") else { continue };
        let version = element.attribute("Version").or_else(|| element.text_of("Version")).unwrap_or_default();
        let mut package = Package::new(purl(name, exact(version, &properties)), input.path);
        package.found_in.line = Some(element.line);
        if element.name == "GlobalPackageReference" {
            package.scope = Scope::Development;
        }
        found.push(package, bounds)?;
    }
    Ok(())
}

/// The version, where one is named: `1.0`, `[1.0]`, `$(Property)`.
fn exact<'e>(version: &'e str, properties: &[&'e Element]) -> &'e str {
    let property = version.strip_prefix("$(").and_then(|name| name.strip_suffix(')'));
    let version = match property {
        Some(name) => {
            let found = properties.iter().rev().find(|one| one.name.eq_ignore_ascii_case(name));
            found.map(|one| one.text.as_str()).unwrap_or_default()
        }
        None => version,
    };
    let inner = version.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(version);
    if inner.contains([',', '*', '$', '(', ')', '[', ']']) { "" } else { inner.trim() }
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn lists_are_read() {
        let text = "<packages>\n<package id=\"NUnit\" version=\"3.13.3\" targetFramework=\"net48\"/>\n<package id=\"Lint\" version=\"1\" developmentDependency=\"true\" />\n</packages>";
        assert_eq!(
            told(&declared("packages.config", text)),
            ["pkg:nuget/NUnit@3.13.3 :2", "pkg:nuget/Lint@1 development :3"]
        );
        let text = "<Project><PropertyGroup><V>2.0</V></PropertyGroup><ItemGroup>\n<PackageVersion Include=\"A\" Version=\"$(V)\"/>\n<PackageVersion Include=\"B\" Version=\"[1,2)\"/></ItemGroup></Project>";
        assert_eq!(
            told(&declared("Directory.Packages.props", text)),
            ["pkg:nuget/A@2.0 :2", "pkg:nuget/B :3"]
        );
    }
}
