//! What distroless images of Azure Linux have in place of a database: a package a line, its fields between tabs.
//!
//! # Source
//! Azure Linux, `toolkit/docs`: the query by which `container-manifest-2` is made. NAME, VERSION-RELEASE, INSTALLTIME,
//! BUILDTIME, VENDOR, EPOCH, SIZE, ARCH, EPOCHNUM, SOURCERPM.

use super::Facts;
use crate::Failure;
use crate::packages::{Bounds, Found, Input};

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(input.bytes);
    for (line, text) in (1_u32..).zip(text.lines()) {
        let fields: Vec<&str> = text.trim().split('\t').take(10).collect();
        let field = |place: usize| {
            let value = fields.get(place).copied().unwrap_or_default();
            if value == "(none)" { "" } else { value }
        };
        if field(0).is_empty() || field(1).is_empty() {
            continue;
        }
        let facts = Facts {
            name: field(0),
            version: field(1),
            epoch: field(8).parse().ok().filter(|epoch| *epoch > 0),
            arch: field(7),
            source: field(9),
            module: "",
        };
        let Some(mut package) = facts.package(input.path) else { continue };
        package.found_in.line = Some(line);
        found.push(package, bounds)?;
    }
    Ok(())
}
