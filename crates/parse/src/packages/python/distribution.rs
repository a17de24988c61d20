//! Installed distributions: their core metadata.

use sekimori_model::{GuessedFrom, Licence, NotAnalysed, Package};

use super::{normal, purl, split_requirement};
use crate::packages::{Bounds, Elsewhere, Found, Input};
use crate::{Failure, licence};

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    // Old metadata may be in any encoding; what is asked of it is ASCII.
    let text = String::from_utf8_lossy(input.bytes);
    take(input.path, &text, std::iter::empty(), bounds, found)
}

/// Takes the distribution that this metadata tells of, and that needs these as well.
pub(super) fn take<'t>(
    path: &str,
    text: &'t str,
    needs: impl Iterator<Item = &'t str>,
    bounds: &Bounds,
    found: &mut Found,
) -> Result<(), Failure> {
    let metadata = Metadata::of(text);
    let is_told = !metadata.name.is_empty() && !metadata.version.is_empty();
    let told = if is_told { Some((metadata.name, metadata.version)) } else { of_folder(path) };
    let Some((name, version)) = told else {
        return Err(Failure::of_file(NotAnalysed::Malformed, "metadata without a name and a version"));
    };
    let mut package = Package::new(purl(name, version), path);
    package.guessed_from = (!is_told).then_some(GuessedFrom::FileName);
    package.licence = metadata.licence();
    let place = found.push(package, bounds)?;
    let mut names: Vec<String> =
        metadata.needs.iter().copied().chain(needs).take(bounds.needs).map(normal).collect();
    names.sort_unstable();
    names.dedup();
    found.elsewhere.extend(names.into_iter().map(|name| Elsewhere { package: place, name: name.into() }));
    Ok(())
}

/// The name and the version of a distribution whose metadata was damaged, as the folder or the file is called:
/// `NAME-VERSION.dist-info`, `NAME-VERSION-py3.11.egg-info`, `NAME-VERSION-py3.11.egg`.
///
/// # Source
/// Python Packaging User Guide, "Recording installed projects"; setuptools, "The Internal Structure of Python Eggs".
fn of_folder(path: &str) -> Option<(&str, &str)> {
    let stem = path.rsplit('/').find_map(|part| {
        [".dist-info", ".egg-info", ".egg"].iter().find_map(|ending| part.strip_suffix(ending))
    })?;
    let (name, rest) = stem.split_once('-')?;
    let version = rest.split('-').next()?;
    let is_one = !name.is_empty() && version.starts_with(|first: char| first.is_ascii_digit());
    is_one.then_some((name, version))
}

#[derive(Default)]
struct Metadata<'t> {
    name: &'t str,
    version: &'t str,
    expression: &'t str,
    free: &'t str,
    classifiers: Vec<&'t str>,
    needs: Vec<&'t str>,
}

impl<'t> Metadata<'t> {
    /// Reads the headers; the description behind them is left alone.
    fn of(text: &'t str) -> Self {
        let mut metadata = Self::default();
        for line in text.lines() {
            if line.is_empty() {
                break;
            }
            // A line that begins with blanks goes on with the one before: only texts are that long.
            let Some((key, value)) = line.split_once(':').filter(|(key, _)| !key.starts_with([' ', '\t']))
            else {
                continue;
            };
            let value = value.trim();
            match key {
                "Name" => metadata.name = value,
                "Version" => metadata.version = value,
                "License-Expression" => metadata.expression = value,
                "License" => metadata.free = value,
                "Classifier" if value.starts_with("License ::") => metadata.classifiers.push(value),
                "Requires-Dist" => metadata.needs.extend(needed(value)),
                _ => {}
            }
        }
        metadata
    }

    fn licence(&self) -> Option<Licence> {
        let written = [self.expression, self.free].into_iter().filter_map(licence::read);
        let classified = self.classifiers.iter().take(16).filter_map(|one| licence::read(one));
        let mut all = written.chain(licence::any_of(classified));
        let first = all.next()?;
        if matches!(first, Licence::Expression(_)) {
            return Some(first);
        }
        // A text that is no expression says less than a classifier that is.
        Some(all.find(|other| matches!(other, Licence::Expression(_))).unwrap_or(first))
    }
}

/// The name of a requirement, unless only an extra asks for it.
fn needed(text: &str) -> Option<&str> {
    let (name, rest) = split_requirement(text)?;
    let marker = rest.split_once(';').map_or("", |(_, marker)| marker);
    (!marker.contains("extra")).then_some(name)
}

#[cfg(test)]
mod tests {
    use sekimori_model::{GuessedFrom, NotAnalysed};

    use crate::packages::trial::{installed, told};

    const METADATA: &str = "Metadata-Version: 2.1\nName: Some.Thing\nVersion: 1.0\nLicense: see the file\n  LICENSE: all\n\
        Classifier: License :: OSI Approved :: MIT License\nRequires-Dist: Other_One (>=1) ; python_version < '4'\n\
        Requires-Dist: extra-one ; extra == 'x'\n\nName: not-me\n";

    #[test]
    fn distributions_tell_what_they_are_and_need() {
        for path in [
            "l/some_thing-1.0.dist-info/METADATA",
            "l/some.egg-info/PKG-INFO",
            "l/some_thing-1.0.egg-info",
            "l/a.egg/EGG-INFO/PKG-INFO",
        ] {
            let found = installed(path, METADATA);
            assert_eq!(told(&found), ["pkg:pypi/some-thing@1.0"], "{path}");
            let needs: Vec<_> = found.elsewhere.iter().map(|need| &*need.name).collect();
            assert_eq!(needs, ["other-one"]);
            assert_eq!(found.packages[0].licence.as_ref().map(sekimori_model::Licence::text), Some("MIT"));
        }
        assert_eq!(told(&installed("l/METADATA", METADATA)), [""; 0]);
        let none = installed("l/a.dist-info/METADATA", "Name: a\n");
        assert_eq!((none.packages.len(), none.problems[0].reason), (0, NotAnalysed::Malformed));
    }

    #[test]
    fn the_folder_tells_what_damaged_metadata_does_not() {
        for (path, wanted) in [
            ("l/some_thing-1.0.dist-info/METADATA", "pkg:pypi/some-thing@1.0"),
            ("l/some_thing-1.0-py3.11.egg-info/PKG-INFO", "pkg:pypi/some-thing@1.0"),
            ("l/some_thing-1.0.egg-info", "pkg:pypi/some-thing@1.0"),
        ] {
            let found = installed(path, "\0\0\0");
            assert_eq!(told(&found), [wanted], "{path}");
            assert_eq!(found.packages[0].guessed_from, Some(GuessedFrom::FileName));
        }
    }
}
