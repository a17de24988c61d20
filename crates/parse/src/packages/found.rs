//! What readers find, under bounds.

use std::sync::Arc;

use sekimori_model::{Distribution, Licence, NotAnalysed, Package, Problem};
use serde::{Deserialize, Serialize};

use super::{Reader, Sort};
use crate::Failure;

/// How much is taken of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Packages of one file. 1,000,000: the largest lockfile seen has 20,000.
    pub packages: usize,
    /// Needs of all packages of one file together.
    pub needs: usize,
    /// Files that the packages of one file brought, together. 5,000,000: a full desktop has 500,000.
    pub files: usize,
    /// Levels of nesting of a document.
    pub depth: u32,
    /// Archives inside archives.
    pub nested: u32,
    /// Members of all archives in one file.
    pub members: u64,
    /// Bytes that may come of unpacking one file, all together.
    pub unpacked_bytes: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            packages: 1_000_000,
            needs: 10_000_000,
            files: 5_000_000,
            depth: 128,
            nested: 4,
            members: 200_000,
            unpacked_bytes: 1 << 30,
        }
    }
}

/// What was found in one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The packages; `needs` are places in this list.
    pub packages: Vec<Package>,
    /// What is told of packages that are listed in another file.
    pub about: Vec<About>,
    /// What packages of the list need that stands in other files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<Elsewhere>,
    /// The operating system.
    pub distribution: Option<Distribution>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// What one file tells of a package that another one lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The package's name, as the database that lists it has it.
    pub package: Arc<str>,
    /// Its licence.
    pub licence: Option<Licence>,
    /// The files that it brought, from the root, without a leading slash.
    pub files: Vec<Box<str>>,
}

/// A package that another one needs, and that stands in another file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// Who needs it, by its place in the list.
    pub package: u32,
    /// Its name as its ecosystem spells it, of the same type of package URL: `@babel/core`, `typing-extensions`.
    pub name: Arc<str>,
}

impl Bounds {
    /// Tells that one more file is too many behind this many.
    pub(super) fn check_files(&self, count: usize) -> Result<(), Failure> {
        if count < self.files {
            return Ok(());
        }
        let detail = format!("packages that bring more than {} files", self.files);
        Err(Failure::of_file(NotAnalysed::TooManyNodes, detail))
    }
}

/// Names that are told of what has no version.
pub(super) const TOLD: usize = 5;

/// Says that something has no version, with the first names of it.
pub(super) fn left_open(what: &str, count: usize, names: &[String]) -> String {
    let more = if count > names.len() { ", …" } else { "" };
    let many = if count == 1 { "" } else { "s" };
    format!("{count} {what}{many} without a version: {}{more}", names.join(", "))
}

impl Found {
    /// Adds a package, and returns its place.
    ///
    /// # Errors
    /// A failure with the reason `too-many-nodes` where there are more than the bound.
    pub fn push(&mut self, package: Package, bounds: &Bounds) -> Result<u32, Failure> {
        let place = u32::try_from(self.packages.len()).ok().filter(|_| self.packages.len() < bounds.packages);
        let Some(place) = place else {
            let detail = format!("more than {} packages", bounds.packages);
            return Err(Failure::of_file(NotAnalysed::TooManyNodes, detail));
        };
        self.packages.push(package);
        Ok(place)
    }

    /// Says which of the packages from `from` on have no version that a lockfile or a list of what is asked for tells: something
    /// else decides it, so that they are compared with no advisory.
    pub(super) fn tell_left_open(&mut self, reader: &Reader, from: usize, path: &str) {
        if reader.sort != Sort::Declared {
            return;
        }
        let is_located = |package: &Package| {
            package.purl.qualifiers.iter().any(|(key, _)| matches!(&**key, "vcs_url" | "download_url"))
        };
        // What a project object model is of itself is the first.
        let from = from.saturating_add(usize::from(reader.id == "maven-pom"));
        let open =
            self.packages.iter().skip(from).filter(|one| one.purl.version.is_empty() && !is_located(one));
        let mut names: Vec<String> = Vec::new();
        let mut count = 0_usize;
        for package in open {
            count = count.saturating_add(1);
            if names.len() < TOLD {
                names.push(package.purl.full_name().chars().take(60).collect());
            }
        }
        if count > 0 {
            let detail = left_open("package", count, &names);
            self.problems.push(Problem { path: path.into(), reason: NotAnalysed::LeftOpen, detail });
        }
    }

    /// Sets what a package needs, and takes that of what may still be needed in this file.
    ///
    /// # Errors
    /// A failure with the reason `too-many-nodes` where nothing is left.
    pub(super) fn link(&mut self, place: u32, mut needs: Vec<u32>, left: &mut usize) -> Result<(), Failure> {
        needs.sort_unstable();
        needs.dedup();
        let Some(rest) = left.checked_sub(needs.len()) else {
            return Err(Failure::of_file(
                NotAnalysed::TooManyNodes,
                "packages need more than is taken of a file",
            ));
        };
        *left = rest;
        if let Some(package) = self.at(place) {
            package.needs = needs;
        }
        Ok(())
    }

    /// The package at a place.
    pub(super) fn at(&mut self, place: u32) -> Option<&mut Package> {
        self.packages.get_mut(usize::try_from(place).ok()?)
    }
}
