//! Java archives: `.jar`, `.war`, `.ear`, `.par`, plugins of Jenkins; those inside them, and what was shaded into them.
//!
//! What an archive is stands in `META-INF/maven/GROUP/ARTEFACT/pom.properties`, else in its manifest and its file's name.
//! An archive that holds several such files was put together from several: all are listed, and the archive needs them.
//!
//! # Source
//! JAR File Specification; Maven Archiver: "pom.properties"; `OSGi` Core, section 3.2; Spring Boot: "nested JARs".

mod identity;
mod manifest;

use std::io::Read;

use sekimori_model::{DigestAlgorithm, Licence, NotAnalysed, Package, PackageDigest, Problem};
use sha1::{Digest, Sha1};

use self::identity::Named;
use self::manifest::Manifest;
use super::maven::{Coordinates, Pom, of_properties};
use super::{Bounds, FileName, Found, Input, Reader, Sort, xml};
use crate::Failure;
use crate::archive::bounded::{Bounded, Left};
use crate::archive::zip::{Member, Method, Zip};
use crate::archive::{self, read_up_to};

pub(super) const READERS: &[Reader] = &[Reader {
    id: "jar",
    sort: Sort::Both,
    files: &[
        FileName::Ending(".ear"),
        FileName::Ending(".hpi"),
        FileName::Ending(".jar"),
        FileName::Ending(".jpi"),
        FileName::Ending(".par"),
        FileName::Ending(".war"),
    ],
    read,
}];

/// The largest file that tells what an archive is: 1 MiB. The longest manifest seen, signed, has 700 KiB.
const MOST_TEXT: usize = 1 << 20;

/// The longest name of an archive in an archive, in bytes.
const LONGEST_NAME: usize = 4096;

/// The largest archive in an archive, of what may come of unpacking the file: a quarter, and so 256 MiB, as much as is
/// taken of a file of an image. It is held whole while it is read.
const SHARE: u64 = 4;

fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    // Some builds leave empty files where archives are to come; `.par` is also what Perl and Parchive write.
    let is_zip =
        archive::kind(input.bytes) == Some(archive::Kind::Zip) || Zip::new(input.bytes).has_directory();
    if !is_zip {
        let may_be_other = input.bytes.is_empty()
            || input.path.rsplit('.').next().is_some_and(|ending| ending.eq_ignore_ascii_case("par"));
        let failure =
            Failure::of_file(NotAnalysed::BrokenArchive, "not a Java archive: no members are found");
        return if may_be_other { Ok(()) } else { Err(failure) };
    }
    let mut reading = Reading {
        bounds,
        found,
        members: Left::new(bounds.members),
        bytes: Left::new(bounds.unpacked_bytes),
        needs: bounds.needs,
    };
    reading.archive(input.path, input.bytes, 0).map(drop)
}

/// What is under way, and what is left of the bounds for the whole file.
struct Reading<'a> {
    bounds: &'a Bounds,
    found: &'a mut Found,
    members: Left,
    bytes: Left,
    needs: usize,
}

/// What the members of one archive tell.
#[derive(Default)]
struct Told<'z> {
    manifest: Manifest,
    has_manifest: bool,
    /// What stands in each folder of `META-INF/maven`, by its path.
    artefacts: Vec<(String, Coordinates, Option<Licence>)>,
    nested: Vec<(String, Member<'z>)>,
}

impl Reading<'_> {
    /// Reads one archive, and returns the place of what it is.
    fn archive(&mut self, path: &str, bytes: &[u8], level: u32) -> Result<Option<u32>, Failure> {
        let told = self.members(path, bytes)?;
        let named = Named::of(path);
        let own = identity::own(&named, &told.manifest, &told.artefacts);
        let mut main = None;
        let identity = match own.and_then(|own| told.artefacts.get(own)) {
            Some((_, coordinates, licence)) => Some((coordinates.clone(), licence.clone(), None)),
            None => identity::guess(&named, &told.manifest, told.has_manifest)
                .map(|(guess, from)| (guess, None, Some(from))),
        };
        if let Some((coordinates, licence, guessed_from)) = identity {
            let mut package = Package::new(coordinates.purl(), path);
            package.guessed_from = guessed_from;
            package.licence = licence.or_else(|| told.manifest.licence());
            let value = hex(&Sha1::digest(bytes));
            package.digests.push(PackageDigest { algorithm: DigestAlgorithm::Sha1, value: value.into() });
            main = Some(self.found.push(package, self.bounds)?);
        }
        let mut needs = Vec::new();
        for (index, (folder, coordinates, licence)) in told.artefacts.into_iter().enumerate() {
            if Some(index) != own {
                let mut package = Package::new(coordinates.purl(), format!("{path}!/{folder}"));
                package.licence = licence;
                needs.push(self.found.push(package, self.bounds)?);
            }
        }
        for (name, member) in told.nested {
            let inner = format!("{path}!/{name}");
            if level >= self.bounds.nested {
                let detail = format!("archives stand in one another more than {} times", self.bounds.nested);
                self.problem(&inner, NotAnalysed::UnpacksTooMuch, &detail);
                continue;
            }
            let most = usize::try_from(self.bounds.unpacked_bytes / SHARE).unwrap_or(usize::MAX);
            let Some(bytes) = self.unpack(&inner, &member, most.saturating_add(1)) else { continue };
            if bytes.len() > most {
                let detail = format!("more than {most} bytes");
                self.problem(&inner, NotAnalysed::UnpacksTooMuch, &detail);
                continue;
            }
            if archive::kind(&bytes) != Some(archive::Kind::Zip) && !Zip::new(&bytes).has_directory() {
                if !bytes.is_empty() {
                    self.problem(
                        &inner,
                        NotAnalysed::BrokenArchive,
                        "not a Java archive: no members are found",
                    );
                }
                continue;
            }
            needs.extend(self.archive(&inner, &bytes, level.saturating_add(1))?);
        }
        needs.sort_unstable();
        needs.dedup();
        needs.truncate(self.needs);
        self.needs = self.needs.saturating_sub(needs.len());
        let at = main.and_then(|place| usize::try_from(place).ok());
        if let Some(package) = at.and_then(|at| self.found.packages.get_mut(at)) {
            package.needs = needs;
        }
        Ok(main)
    }

    /// Reads what tells what the archive is, and finds the archives in it.
    fn members<'z>(&mut self, path: &str, bytes: &'z [u8]) -> Result<Told<'z>, Failure> {
        let mut zip = Zip::new(bytes);
        if !zip.has_directory() {
            self.problem(path, NotAnalysed::BrokenArchive, "its directory is missing");
        }
        let mut told = Told::default();
        let mut models: Vec<(String, Coordinates, Option<Licence>)> = Vec::new();
        let mut broken = Vec::new();
        while let Some(member) = zip.next() {
            if !self.members.take(1) {
                let detail = format!("more than {} members", self.bounds.members);
                return Err(Failure::of_file(NotAnalysed::UnpacksTooMuch, detail));
            }
            // What is no text is of another encoding; only the names of archives inside may have such letters.
            let name = String::from_utf8_lossy(member.name);
            let name = name.as_ref();
            let in_maven = name.contains("META-INF/maven/");
            if name == "META-INF/MANIFEST.MF" {
                let text = self.text(path, &member).unwrap_or_default();
                told.manifest = Manifest::read(&String::from_utf8_lossy(&text));
                told.has_manifest = true;
            } else if in_maven && name.ends_with("/pom.properties") {
                let text = self.text(path, &member).unwrap_or_default();
                if let Some(coordinates) = of_properties(&String::from_utf8_lossy(&text)) {
                    told.artefacts.push((name.to_owned(), coordinates, None));
                }
            } else if in_maven && name.ends_with("/pom.xml") {
                let Some(text) = self.text(path, &member) else { continue };
                let root = match xml::read(&text, self.bounds) {
                    Ok(root) => root,
                    Err(failure) => {
                        broken.push((name.to_owned(), failure));
                        continue;
                    }
                };
                let pom = Pom::of(&root);
                if let Some(coordinates) = pom.coordinates() {
                    models.push((name.to_owned(), coordinates, pom.licence()));
                }
            } else if is_archive(name) && name.len() <= LONGEST_NAME {
                told.nested.push((name.to_owned(), member));
            } else if is_archive(name) {
                let detail = "a member has a name of more than 4096 bytes";
                self.problem(path, NotAnalysed::BrokenArchive, detail);
            }
        }
        // What is wrong with a model is no harm where the properties tell the same.
        for (name, failure) in broken {
            let folder = name.trim_end_matches("pom.xml");
            let is_told = told.artefacts.iter().any(|(other, ..)| other.starts_with(folder));
            if !is_told {
                self.problem(&format!("{path}!/{name}"), failure.reason, &failure.detail);
            }
        }
        for (name, coordinates, licence) in models {
            let folder = name.trim_end_matches("pom.xml");
            let known = told
                .artefacts
                .iter_mut()
                .find(|(other, ..)| other.strip_prefix(folder).is_some_and(|rest| rest == "pom.properties"));
            match known {
                Some(known) => known.2 = licence,
                None => told.artefacts.push((name, coordinates, licence)),
            }
        }
        told.artefacts.sort_by(|a, b| a.0.cmp(&b.0));
        told.nested.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(told)
    }

    /// A text that tells what the archive is; none, and a problem, where it cannot be had or is longer than such texts are.
    fn text(&mut self, path: &str, member: &Member<'_>) -> Option<Vec<u8>> {
        let text = self.unpack(path, member, MOST_TEXT + 1)?;
        if text.len() <= MOST_TEXT {
            return Some(text);
        }
        let inner = format!("{path}!/{}", String::from_utf8_lossy(member.name));
        self.problem(&inner, NotAnalysed::UnpacksTooMuch, &format!("more than {MOST_TEXT} bytes"))
    }

    /// The bytes of a member; none, and a problem, where they cannot be had.
    fn unpack(&mut self, path: &str, member: &Member<'_>, most: usize) -> Option<Vec<u8>> {
        let source: Box<dyn Read + '_> = match member.method {
            Method::Stored => Box::new(member.packed),
            Method::Deflate => Box::new(flate2::bufread::DeflateDecoder::new(member.packed)),
            Method::Packed(packing) => match packing.inflate(member.packed) {
                Some(source) => source,
                None => return self.problem(path, NotAnalysed::UnknownCompression, packing.as_str()),
            },
            Method::Encrypted => {
                return self.problem(path, NotAnalysed::Encrypted, "a member has a password");
            }
            Method::Other(number) => {
                let detail = format!("method {number} of compression");
                return self.problem(path, NotAnalysed::UnknownCompression, &detail);
            }
        };
        let mut source = Bounded { left: &self.bytes, source };
        let (bytes, error) = read_up_to(&mut source, most);
        drop(source);
        match error {
            None => Some(bytes),
            Some(_) if self.bytes.is_spent() => {
                let detail = format!("more than {} bytes", self.bounds.unpacked_bytes);
                self.problem(path, NotAnalysed::UnpacksTooMuch, &detail)
            }
            Some(_) => self.problem(path, NotAnalysed::BrokenArchive, "a member is damaged"),
        }
    }

    /// Notes a problem, and returns nothing.
    fn problem(&mut self, path: &str, reason: NotAnalysed, detail: &str) -> Option<Vec<u8>> {
        // An archive can have as many as it has members.
        if self.found.problems.len() < 1000 {
            self.found.problems.push(Problem { path: path.into(), reason, detail: detail.to_owned() });
        }
        None
    }
}

fn is_archive(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["jar", "war", "ear", "par", "hpi", "jpi"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

#[cfg(test)]
mod tests;
