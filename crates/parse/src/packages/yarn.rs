//! Yarn: `yarn.lock` of the first version, and of those since the second, which is YAML.
//!
//! # Source
//! The documentation of Yarn: "yarn.lock", "Lexicon" and "Protocols".

mod berry;
mod classic;

use std::collections::HashMap;

use sekimori_model::Scope;

use super::npm::Manifest;
use super::{Bounds, FileName, Found, Input, Reader, Sort, document, reach};
use crate::{Failure, decode};

pub(super) const READERS: &[Reader] =
    &[Reader { id: "yarn-lock", sort: Sort::Declared, files: &[FileName::Named("yarn.lock")], read }];

fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let is_yaml = text.text.starts_with("__metadata:") || text.text.contains("\n__metadata:");
    if is_yaml {
        berry::read(&text, input, bounds, found)
    } else {
        classic::read(&text.text, input, bounds, found)
    }
}

/// Says which packages the `package.json` beside asks for, and what is only needed for work on the project. With
/// workspaces, others ask, too, and what they ask for stands elsewhere: it stays as it was.
fn mark(
    input: &Input<'_>,
    first: u32,
    resolve: &dyn Fn(&str, &str) -> Option<u32>,
    found: &mut Found,
) -> Result<(), Failure> {
    let Some(bytes) = (input.beside)("package.json") else { return Ok(()) };
    let text = decode(&bytes)?;
    let Ok(manifest) = document::json::<Manifest<'_>>(&text.text) else { return Ok(()) };
    let groups = [
        (&manifest.dependencies, Scope::Runtime),
        (&manifest.optional_dependencies, Scope::Optional),
        (&manifest.dev_dependencies, Scope::Development),
    ];
    let mut roots: HashMap<u32, Scope> = HashMap::new();
    for (group, scope) in groups {
        for (name, range) in group.iter() {
            if let Some(place) = resolve(name, range.as_str()) {
                roots.entry(place).or_insert(scope);
            }
        }
    }
    let mut roots: Vec<(u32, Scope)> = roots.into_iter().collect();
    roots.sort_unstable();
    if manifest.workspaces.is_some() {
        // Another member may need to run what this one needs for work.
        roots.retain(|(_, scope)| *scope == Scope::Runtime);
    } else {
        for package in found.packages.iter_mut().skip(usize::try_from(first).unwrap_or(usize::MAX)) {
            package.is_direct = Some(false);
        }
    }
    for (place, _) in &roots {
        if let Some(package) = found.at(*place) {
            package.is_direct = Some(true);
        }
    }
    reach::mark(&mut found.packages, first, &roots);
    Ok(())
}
