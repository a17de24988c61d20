//! Packages: lockfiles, databases of package managers, and what programs and archives say of themselves.
//!
//! One file is one ecosystem: it says which files it reads, and reads them. A reader knows one format and nothing of where
//! the bytes came from; what a whole image or tree is made of is put together in scan.

mod alpm;
mod apk;
mod bun;
mod cargo;
mod cocoapods;
mod composer;
mod conan;
mod conda;
mod control;
mod damage;
mod dart;
mod digest;
mod document;
mod dpkg;
mod found;
mod gems;
mod go;
mod gradle;
mod hex;
mod jar;
mod lax;
mod lines;
mod links;
mod maven;
mod names;
mod npm;
mod nuget;
pub(crate) mod origin;
mod os_release;
mod paths;
mod pnpm;
mod program;
mod published;
mod python;
mod reach;
mod renv;
mod rpm;
mod sbom;
mod swift;
#[cfg(test)]
mod trial;
mod xml;
mod yarn;

use sekimori_model::Problem;

pub use found::{About, Bounds, Elsewhere, Found};
pub use names::{FileName, Sort, is_program};
pub use os_release::prefer as prefer_distribution;

use crate::Failure;

/// What reads one format.
#[derive(Clone, Copy)]
pub struct Reader {
    /// Its name: `cargo-lock`.
    pub id: &'static str,
    /// What its files tell: what is asked for, or what is there.
    pub sort: Sort,
    /// The files that it reads.
    pub files: &'static [FileName],
    /// Reads one.
    pub read: fn(&Input<'_>, &Bounds, &mut Found) -> Result<(), Failure>,
}

/// A file that may tell of packages.
pub struct Input<'a> {
    /// Its path from the scanned root, or from the image's, with forward slashes; members of archives follow behind `!/`.
    pub path: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
    /// Reads a file by its name in the same folder, where that can be had; none in layers of images, which are streams.
    pub beside: &'a dyn Fn(&str) -> Option<Vec<u8>>,
}

/// The readers of all ecosystems, by the file that they stand in.
const ECOSYSTEMS: &[&[Reader]] = &[
    alpm::READERS,
    apk::READERS,
    bun::READERS,
    cargo::READERS,
    cocoapods::READERS,
    composer::READERS,
    conan::READERS,
    conda::READERS,
    dart::READERS,
    dpkg::READERS,
    gems::READERS,
    go::READERS,
    gradle::READERS,
    hex::READERS,
    jar::READERS,
    maven::READERS,
    npm::READERS,
    nuget::READERS,
    os_release::READERS,
    pnpm::READERS,
    python::READERS,
    renv::READERS,
    rpm::READERS,
    sbom::READERS,
    swift::READERS,
    yarn::READERS,
];

/// Returns all readers.
pub fn readers() -> impl Iterator<Item = &'static Reader> {
    ECOSYSTEMS.iter().copied().flatten()
}

/// Returns the readers of a file of this path, of what is asked for (`Sort::Declared`) or of what is there
/// (`Sort::Installed`). Programs are known by their first bytes, and so not by this: see [`program_readers`].
pub fn readers_of(path: &str, sort: Sort) -> impl Iterator<Item = &'static Reader> {
    names::index().of(path).filter(move |reader| reader.sort.serves(sort))
}

/// Returns the readers of programs.
pub fn program_readers() -> impl Iterator<Item = &'static Reader> {
    readers().filter(|reader| reader.files.contains(&FileName::Program))
}

/// Reads a file with a reader; what it could not take is a problem of that file, and what was found before it stays.
pub fn read(reader: &Reader, input: &Input<'_>, bounds: &Bounds, found: &mut Found) {
    let from = found.packages.len();
    // A reader that failed has said why; one that did not may have read past damage.
    let mut outcome =
        (reader.read)(input, bounds, found).and_then(|()| damage::check(reader.id, input.bytes));
    if found.packages.len() == from && outcome.is_ok() {
        outcome = damage::check_empty(reader.id, input.bytes);
    }
    found.tell_left_open(reader, from, input.path);
    if let Err(failure) = outcome {
        let (reason, detail) = (failure.reason, failure.detail);
        found.problems.push(Problem { path: input.path.into(), reason, detail });
    }
}
