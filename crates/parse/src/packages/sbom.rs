//! Bills of materials that lie in an image: those of Bitnami, Wolfi and Chainguard, and what builders put beside a program.
//!
//! # Source
//! Bitnami: "SBOM and VEX", where its images keep theirs; apko: `/var/lib/db/sbom`.

use super::{Bounds, FileName, Found, Input, Reader, Sort};
use crate::{Failure, sbom};

pub(super) const READERS: &[Reader] = &[Reader {
    id: "sbom",
    sort: Sort::Installed,
    files: &[
        FileName::Ending(".cdx.json"),
        FileName::Ending(".spdx.json"),
        FileName::Ending(".spdx"),
        FileName::Named("bom.json"),
        FileName::Named("sbom.json"),
        FileName::In("usr/local/share/sbom"),
        FileName::In("var/lib/db/sbom"),
    ],
    read,
}];

fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    // Most of the names are also those of other things.
    let is_named = [".cdx.json", ".spdx.json", ".spdx"].iter().any(|ending| input.path.ends_with(ending));
    if !is_named && sbom::looks_like(input.bytes).is_none() {
        return Ok(());
    }
    let Some(read) = sbom::beside(input.bytes, bounds)? else {
        return if is_named { Err(sbom::neither()) } else { Ok(()) };
    };
    let first = u32::try_from(found.packages.len()).unwrap_or(u32::MAX);
    for mut package in read.packages {
        // Where the packages themselves lie was true where the bill was written.
        package.found_in.path = input.path.into();
        package.found_in.line = None;
        package.found_in.layer = None;
        for need in &mut package.needs {
            *need = need.saturating_add(first);
        }
        found.push(package, bounds)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::installed;
    use crate::packages::{Bounds, Found, Input, Sort, read, readers_of};

    #[test]
    fn a_bill_in_an_image_is_read() {
        let text = br#"{"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "SPDXRef-1", "name": "valkey",
            "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:bitnami/valkey@8.0"}]}]}"#;
        let mut found = Found::default();
        for (path, bytes) in [("opt/bitnami/valkey/.spdx-valkey.spdx", &text[..]), ("app/bom.json", b"{}")] {
            let input = Input { path, bytes, beside: &|_| None };
            for reader in readers_of(path, Sort::Installed) {
                read(reader, &input, &Bounds::default(), &mut found);
            }
        }
        let all: Vec<_> =
            found.packages.iter().map(|one| (one.purl.to_string(), &*one.found_in.path)).collect();
        assert_eq!(all, [("pkg:bitnami/valkey@8.0".to_owned(), "opt/bitnami/valkey/.spdx-valkey.spdx")]);
        assert!(found.problems.is_empty());
    }

    #[test]
    fn what_is_named_for_a_bill_and_cannot_be_read_as_one_is_told() {
        let tags = "SPDXVersion: SPDX-2.3\n<<<<<<< a\nPackageName: x\n";
        for (path, text, told) in [
            ("app/x.spdx", tags, "SPDX is read in JSON alone, and this is its form of tags and values"),
            ("app/x.spdx", "what is this", "neither CycloneDX nor SPDX 2 in JSON"),
            ("app/x.cdx.json", "{}", "neither CycloneDX nor SPDX 2 in JSON"),
        ] {
            let found = installed(path, text);
            assert_eq!(found.problems.len(), 1, "{path}: {text}");
            assert_eq!(found.problems[0].detail, told);
        }
        assert!(installed("app/sbom.json", "[]").problems.is_empty());
    }
}
