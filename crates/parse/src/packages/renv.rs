//! R: `renv.lock`.
//!
//! # Source
//! rstudio.github.io/renv: "Lockfiles".

use sekimori_model::{Package, Purl};
use serde::Deserialize;

use super::lax::{Row, Table, Word};
use super::links::Links;
use super::{Bounds, FileName, Found, Input, Reader, Sort, document};
use crate::{Failure, decode};

pub(super) const READERS: &[Reader] =
    &[Reader { id: "renv-lock", sort: Sort::Declared, files: &[FileName::Named("renv.lock")], read }];

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Lock<'t> {
    #[serde(borrow)]
    packages: Table<'t, Locked<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Locked<'t> {
    #[serde(borrow)]
    version: Word<'t>,
    #[serde(borrow)]
    requirements: Row<Word<'t>>,
}

fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(input.bytes)?;
    let lock: Lock<'_> = document::json(&text.text)?;
    let mut links = Links::new(bounds);
    let mut places = Vec::new();
    for (name, locked) in lock.packages.iter() {
        let package = Package::new(Purl::new("cran", name, locked.version.as_str()), input.path);
        let place = found.push(package, bounds)?;
        links.offer(name, place);
        places.push((place, locked));
    }
    for (place, locked) in places {
        links.link(found, place, locked.requirements.0.iter().map(Word::as_str))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{declared, told};

    #[test]
    fn a_lockfile_is_read() {
        let text = r#"{"R": {"Version": "4.3.1"}, "Packages": {
            "R6": {"Package": "R6", "Version": "2.5.1", "Source": "Repository", "Requirements": ["R"]},
            "cli": {"Package": "cli", "Version": "3.6.1", "Requirements": ["R6", "utils"]}}}"#;
        assert_eq!(told(&declared("renv.lock", text)), ["pkg:cran/R6@2.5.1", "pkg:cran/cli@3.6.1 > R6"]);
    }
}
