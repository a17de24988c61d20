//! What an archive is: one of the artefacts that it tells of, or what its manifest and its name make likely.

use sekimori_model::{GuessedFrom, Licence};

use super::manifest::Manifest;
use crate::packages::maven::Coordinates;

/// What the name of a file tells: `NAME-VERSION.jar`.
pub(super) struct Named<'p> {
    /// The name without its ending.
    stem: &'p str,
    name: &'p str,
    version: &'p str,
}

impl<'p> Named<'p> {
    pub(super) fn of(path: &'p str) -> Self {
        let file = path.rsplit('/').next().unwrap_or(path);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        for (at, _) in stem.match_indices('-') {
            let (Some(name), Some(rest)) = (stem.get(..at), stem.get(at..)) else { continue };
            let version = rest.trim_start_matches('-');
            if !name.is_empty() && is_version(version) {
                return Self { stem, name, version };
            }
        }
        Self { stem, name: stem, version: "" }
    }
}

/// Tells whether all of a text may be a version: `log4j-1.2-api-2.17.1` has one only at its end.
fn is_version(text: &str) -> bool {
    const WORDS: &[&str] =
        &["alpha", "beta", "cr", "m", "rc", "sp", "snapshot", "pre", "preview", "b", "build", "ea", "dev"];
    let starts_so = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let mut parts = text.split('-').peekable();
    if !parts.next().is_some_and(starts_so) {
        return false;
    }
    while let Some(part) = parts.next() {
        let word = part.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').to_ascii_lowercase();
        let is_known = starts_so(part) || WORDS.contains(&word.as_str());
        // An unknown word is part of the version where no number follows: `31.1-jre`, `1.0-RELEASE`.
        if !is_known && parts.peek().is_some_and(|next| starts_so(next)) {
            return false;
        }
    }
    true
}

/// Finds which of the artefacts the archive itself is, by its place.
pub(super) fn own(
    named: &Named<'_>,
    manifest: &Manifest,
    artefacts: &[(String, Coordinates, Option<Licence>)],
) -> Option<usize> {
    // Names of files may have hyphens where the artefact has underscores.
    let stem = named.stem.replace('_', "-");
    let fits = |coordinates: &Coordinates| {
        let artefact = coordinates.artefact.replace('_', "-");
        let rest = stem.strip_prefix(artefact.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']))
    };
    let with_places = || artefacts.iter().enumerate();
    let fitting = with_places().filter(|(_, (_, coordinates, _))| fits(coordinates));
    let best = fitting.max_by_key(|(place, (_, coordinates, _))| {
        let has_version = named.stem.ends_with(coordinates.version.as_str());
        (coordinates.artefact.len(), has_version, std::cmp::Reverse(*place))
    });
    if let Some((place, _)) = best {
        return Some(place);
    }
    // The file was renamed; what was shaded into another archive has not its version.
    match artefacts {
        [(_, only, _)] if named.version == only.version => Some(0),
        [(_, only, _)] if named.version.is_empty() => {
            let version = manifest.get("Implementation-Version").or(manifest.get("Bundle-Version"));
            version.is_none_or(|version| agree(version, &only.version)).then_some(0)
        }
        _ => None,
    }
}

/// Tells whether two spellings may be of one version: `3.12.0` of a bundle and `3.12` of its artefact.
fn agree(one: &str, other: &str) -> bool {
    let numbers = |version: &str| -> Vec<u64> {
        version.split(['.', '-', '+']).map_while(|part| part.parse().ok()).collect()
    };
    numbers(one).iter().zip(numbers(other)).all(|(one, other)| *one == other)
}

/// Puts together what the manifest and the name of the file tell, and says which of them told.
pub(super) fn guess(
    named: &Named<'_>,
    manifest: &Manifest,
    has_manifest: bool,
) -> Option<(Coordinates, GuessedFrom)> {
    let from = |keys: &[&str]| keys.iter().find_map(|key| manifest.get(key)).map(str::to_owned);
    // Jenkins names its plugins.
    let plugin =
        manifest.get("Plugin-Version").and(manifest.get("Short-Name").or(manifest.get("Extension-Name")));
    // A file without a version was named by whoever put it there: `app.jar`.
    let title =
        manifest.get("Implementation-Title").filter(|title| named.version.is_empty() && is_name(title));
    let told = plugin.or(title);
    let artefact = told.unwrap_or(named.name).to_owned();
    let (version, is_version_told) = match named.version {
        "" => {
            let keys =
                ["Plugin-Version", "Implementation-Version", "Bundle-Version", "Specification-Version"];
            let version = from(&keys);
            let is_told = version.is_some();
            (version, is_told)
        }
        version => (Some(version.to_owned()), false),
    };
    if artefact.is_empty() || (version.is_none() && !has_manifest) {
        return None;
    }
    let group = from(&["Group-Id", "Implementation-Vendor-Id"]).filter(|group| is_group(group));
    let group = group.or_else(|| {
        let symbolic =
            from(&["Bundle-SymbolicName", "Automatic-Module-Name"]).filter(|name| is_group(name))?;
        Some(group_of(&symbolic, &artefact))
    });
    let is_told = told.is_some() || is_version_told || group.is_some();
    let by = if is_told { GuessedFrom::Manifest } else { GuessedFrom::FileName };
    let coordinates =
        Coordinates { group: group.unwrap_or_default(), artefact, version: version.unwrap_or_default() };
    Some((coordinates, by))
}

/// Tells whether a title is the name of an artefact, and no words for people: `spring-core`, not `Spring Core`.
fn is_name(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(is_letter)
}

/// Tells whether a text is a name as that of a group is: words with dots between them.
fn is_group(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    text.contains('.') && text.split('.').all(is_word)
}

/// The group in the symbolic name of a bundle, which is often the group and the last word of the artefact.
fn group_of(symbolic: &str, artefact: &str) -> String {
    if let Some(group) = symbolic.strip_suffix(artefact).and_then(|rest| rest.strip_suffix('.')) {
        return group.to_owned();
    }
    // `org.acme.specs.tool_1.3_spec` has a version, which has dots.
    if let Some((group, _)) = symbolic.split_once(&format!(".{artefact}_")) {
        return group.to_owned();
    }
    match symbolic.rsplit_once('.') {
        Some((group, last))
            if group.contains('.') && (artefact.ends_with(last) || last.ends_with(artefact)) =>
        {
            group.to_owned()
        }
        _ => symbolic.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Named, group_of};

    #[test]
    fn names_of_files_are_split_before_the_version() {
        let split = |path| {
            let named = Named::of(path);
            (named.name.to_owned(), named.version.to_owned())
        };
        let is = |name: &str, version: &str| (name.to_owned(), version.to_owned());
        assert_eq!(split("a/commons-lang3-3.12.0.jar"), is("commons-lang3", "3.12.0"));
        assert_eq!(split("log4j-1.2-api-2.17.1.jar"), is("log4j-1.2-api", "2.17.1"));
        assert_eq!(split("x.war!/WEB-INF/lib/guava-31.1-jre.jar"), is("guava", "31.1-jre"));
        assert_eq!(split("a-1.0-20210101.123456-1.jar"), is("a", "1.0-20210101.123456-1"));
        assert_eq!(split("b-2.0-beta-2.jar"), is("b", "2.0-beta-2"));
        assert_eq!(split("app.jar"), is("app", ""));
        assert_eq!(split("-1.jar"), is("-1", ""));
    }

    #[test]
    fn groups_are_taken_from_symbolic_names() {
        assert_eq!(
            group_of("com.fasterxml.jackson.core.jackson-databind", "jackson-databind"),
            "com.fasterxml.jackson.core"
        );
        assert_eq!(group_of("org.apache.commons.lang3", "commons-lang3"), "org.apache.commons");
        assert_eq!(group_of("org.acme.tool", "other"), "org.acme.tool");
        assert_eq!(group_of("org.acme.specs.tool_1.3_spec", "tool"), "org.acme.specs");
    }
}
