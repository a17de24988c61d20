//! Eggs: distributions as zip archives, with their metadata in `EGG-INFO`.
//!
//! # Source
//! setuptools, "The Internal Structure of Python Eggs".

use std::io::Read;

use sekimori_model::NotAnalysed;

use super::{distribution, split_requirement};
use crate::Failure;
use crate::archive::zip::{Member, Method, Zip};
use crate::archive::{self, read_up_to};
use crate::packages::{Bounds, Found, Input};

/// The largest file of metadata: 1 MiB. The longest description seen has 300 KiB.
const MOST_TEXT: usize = 1 << 20;

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    // Models of three dimensions are called so as well.
    if archive::kind(input.bytes) != Some(archive::Kind::Zip) {
        return Ok(());
    }
    let (mut metadata, mut requires) = (None, String::new());
    let mut zip = Zip::new(input.bytes);
    let mut left = bounds.members;
    while let Some(member) = zip.next() {
        left = left.checked_sub(1).ok_or_else(|| {
            let detail = format!("more than {} members", bounds.members);
            Failure::of_file(NotAnalysed::UnpacksTooMuch, detail)
        })?;
        match member.name {
            b"EGG-INFO/PKG-INFO" => metadata = Some(unpack(&member)?),
            b"EGG-INFO/requires.txt" => requires = unpack(&member)?,
            _ => {}
        }
    }
    let Some(metadata) = metadata else { return Ok(()) };
    distribution::take(input.path, &metadata, needed(&requires), bounds, found)
}

/// The names in `requires.txt`, up to the first section: those are of extras and of other systems.
fn needed(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| split_requirement(line).map(|(name, _)| name))
}

fn unpack(member: &Member<'_>) -> Result<String, Failure> {
    let mut source: Box<dyn Read + '_> = match member.method {
        Method::Stored => Box::new(member.packed),
        Method::Deflate => Box::new(flate2::bufread::DeflateDecoder::new(member.packed)),
        Method::Encrypted => {
            return Err(Failure::of_file(NotAnalysed::Encrypted, "a member has a password"));
        }
        Method::Packed(packing) => {
            return Err(Failure::of_file(NotAnalysed::UnknownCompression, packing.as_str()));
        }
        Method::Other(number) => {
            let detail = format!("method {number} of compression");
            return Err(Failure::of_file(NotAnalysed::UnknownCompression, detail));
        }
    };
    match read_up_to(&mut source, MOST_TEXT) {
        (bytes, None) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        (_, Some(_)) => Err(Failure::of_file(NotAnalysed::BrokenArchive, "a member is damaged")),
    }
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::{installed_bytes, told, zip};

    #[test]
    fn an_egg_is_a_distribution_with_what_it_needs() {
        let metadata =
            b"Metadata-Version: 1.1\nName: Some_Thing\nVersion: 1.0\nLicense: MIT\n\nName: other\n";
        let requires = b"Other.One>=1\nthird\n\n[extra]\nnot-me\n";
        let members: [(&str, &[u8]); 3] = [
            ("some_thing/__init__.py", b""),
            ("EGG-INFO/PKG-INFO", metadata),
            ("EGG-INFO/requires.txt", requires),
        ];
        let found = installed_bytes("l/site-packages/Some_Thing-1.0-py3.9.egg", &zip(&members));
        assert_eq!(told(&found), ["pkg:pypi/some-thing@1.0"]);
        let needs: Vec<_> = found.elsewhere.iter().map(|need| &*need.name).collect();
        assert_eq!(needs, ["other-one", "third"]);
        assert!(found.problems.is_empty());
    }

    #[test]
    fn what_is_no_egg_is_let_be_and_a_damaged_one_is_told() {
        let scene = installed_bytes("models/teapot.egg", b"<CoordinateSystem> { Z-up }\n");
        assert!(scene.packages.is_empty() && scene.problems.is_empty());
        let mut whole = zip(&[("EGG-INFO/PKG-INFO", b"Name: a\nVersion: 1\n")]);
        let head = b"EGG-INFO/PKG-INFO".len() + 30;
        whole[head..head + 8].fill(0xFF);
        let damaged = installed_bytes("l/a.egg", &whole);
        assert_eq!((damaged.packages.len(), damaged.problems.len()), (0, 1));
    }
}
