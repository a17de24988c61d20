//! Programs that cargo-auditable built: a section holds, as zlib, a list of packages in JSON.

use std::sync::Arc;

use flate2::read::ZlibDecoder;
use object::{Object, ObjectSection};
use sekimori_model::{NotAnalysed, Package, Purl, Scope};
use serde::Deserialize;

use crate::archive::read_up_to;
use crate::packages::lax::{Flag, Row, Word};
use crate::packages::{Bounds, Found, Input, document, program};
use crate::{Failure, decode};

/// The name of the section.
const SECTION: &str = ".dep-v0";
/// The longest list, in bytes: a hundred times the longest seen.
const LONGEST: u64 = 16 << 20;

#[derive(Deserialize)]
struct List<'t> {
    #[serde(borrow, default)]
    packages: Row<Listed<'t>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Listed<'t> {
    #[serde(borrow)]
    name: Word<'t>,
    #[serde(borrow)]
    version: Word<'t>,
    /// `runtime` where it is left out, or `build`.
    #[serde(borrow)]
    kind: Word<'t>,
    root: Flag,
    dependencies: Row<Place>,
}

/// A place in the list; none where it is no number.
#[derive(Default, Deserialize)]
#[serde(transparent)]
struct Place(u32);

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    for file in program::files(input.bytes) {
        let Some(section) = file.section_by_name(SECTION) else { continue };
        let packed = section.data().unwrap_or_default();
        let most = usize::try_from(bounds.unpacked_bytes.min(LONGEST)).unwrap_or(usize::MAX);
        let (bytes, error) = read_up_to(&mut ZlibDecoder::new(packed), most.saturating_add(1));
        if bytes.len() > most {
            return Err(Failure::of_file(
                NotAnalysed::UnpacksTooMuch,
                format!("{SECTION} has more than {most} bytes"),
            ));
        }
        if error.is_some() {
            return Err(Failure::of_file(NotAnalysed::BrokenArchive, format!("{SECTION} is no zlib")));
        }
        // All parts of a program for several processors are built of the same.
        return take(&bytes, input, bounds, found);
    }
    Ok(())
}

fn take(bytes: &[u8], input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let text = decode(bytes)?;
    let list: List<'_> = document::json(&text.text)?;
    let path: Arc<str> = input.path.into();
    let mut places = Vec::with_capacity(list.packages.0.len());
    for listed in &list.packages.0 {
        let mut package = Package::new(
            Purl::new("cargo", listed.name.as_str(), listed.version.as_str()),
            Arc::clone(&path),
        );
        if listed.kind.as_str() == "build" {
            package.scope = Scope::Development;
        }
        package.is_direct = (!listed.root.0).then_some(false);
        places.push(match listed.name.filled() {
            Some(_) => Some(found.push(package, bounds)?),
            None => None,
        });
    }
    let mut left = bounds.needs;
    for (listed, place) in list.packages.0.iter().zip(&places) {
        let Some(place) = *place else { continue };
        let at = |need: &Place| *places.get(usize::try_from(need.0).ok()?)?;
        let needs: Vec<u32> = listed.dependencies.0.iter().filter_map(at).collect();
        if listed.root.0 {
            for need in &needs {
                if let Some(package) = found.at(*need) {
                    package.is_direct = Some(true);
                }
            }
        }
        found.link(place, needs, &mut left)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use sekimori_model::NotAnalysed;

    use super::SECTION;
    use crate::packages::program::sample;
    use crate::packages::trial::{program, told};

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    }

    #[test]
    fn the_list_in_a_program_is_read() {
        let list = br#"{"packages": [
            {"name": "app", "version": "0.1.0", "source": "local", "dependencies": [1, 2, 99], "root": true},
            {"name": "cc", "version": "1.0.0", "source": "registry", "kind": "build", "dependencies": [2]},
            {"name": "log", "version": "0.4.0", "source": "registry"}
        ]}"#;
        let found = program("usr/bin/app", &sample::elf(&[(SECTION, &packed(list))]));
        assert_eq!(
            told(&found),
            [
                "pkg:cargo/app@0.1.0 > cc, log",
                "pkg:cargo/cc@1.0.0 development direct > log",
                "pkg:cargo/log@0.4.0 direct",
            ]
        );
        assert!(found.problems.is_empty());
    }

    #[test]
    fn a_list_that_is_none_or_a_bomb_is_named() {
        let reason = |section: &[u8]| {
            let found = program("a", &sample::elf(&[(SECTION, section)]));
            found.problems.first().map(|problem| problem.reason)
        };
        assert_eq!(reason(b"no zlib"), Some(NotAnalysed::BrokenArchive));
        assert_eq!(reason(&packed(b"no JSON")), Some(NotAnalysed::Malformed));
        assert_eq!(reason(&packed(&vec![b' '; 17 << 20])), Some(NotAnalysed::UnpacksTooMuch));
        let plain = program("a", &sample::elf(&[(".text", b"x")]));
        assert!(plain.packages.is_empty() && plain.problems.is_empty());
    }
}
