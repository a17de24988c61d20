//! `requirements.txt`, and what it includes.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use sekimori_model::{NotAnalysed, Package, Problem};

use super::{from_url, normal, purl, split_requirement};
use crate::packages::found::{TOLD, left_open};
use crate::packages::paths::joined;
use crate::packages::{Bounds, Found, Input, Sort, digest, origin, readers_of};
use crate::{Failure, decode};

/// The reader of lists that are known by their folder.
pub(super) const IN_FOLDER: &str = "python-requirements-folder";

/// Files that one may include, all together.
const INCLUDED: usize = 64;

pub(super) fn read(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    let mut reading = Reading {
        input,
        bounds,
        seen: BTreeSet::new(),
        is_full: false,
        constraints: HashMap::new(),
        open: Vec::new(),
    };
    reading.seen.insert(input.path.to_owned());
    let outcome = reading.file(input.bytes, input.path, "", found);
    reading.finish(found)?;
    outcome
}

/// Reads a file of a folder that is called `requirements`, as sites of Django have them. Other texts may lie there, too, so it
/// has to be one by what it says: nothing else than requirements, and a version in one of them.
pub(super) fn read_in_folder(input: &Input<'_>, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
    // By its own name it has been read.
    if is_list_by_name(input.path) || !is_list(input.bytes) { Ok(()) } else { read(input, bounds, found) }
}

/// Tells whether a text is a list of requirements by what it says.
fn is_list(bytes: &[u8]) -> bool {
    let Ok(text) = decode(bytes) else { return false };
    let (mut is_list, mut says_version) = (true, false);
    for (_, line) in logical(&text.text) {
        let line = line.trim();
        let requirement = Requirement::of(line);
        is_list &= line.is_empty() || line.starts_with('-') || requirement.is_some();
        says_version |= include(line).is_some() || requirement.is_some_and(|one| one.version.is_some());
    }
    is_list && says_version
}

struct Reading<'a> {
    input: &'a Input<'a>,
    bounds: &'a Bounds,
    /// Files that were asked for.
    seen: BTreeSet<String>,
    /// Whether it was told that there are too many.
    is_full: bool,
    /// Versions that are pinned for whoever asks.
    constraints: HashMap<String, String>,
    /// What is asked for without a version: its name, the file, the line.
    open: Vec<(String, Arc<str>, u32)>,
}

impl Reading<'_> {
    /// Reads a file in `folder`, as seen from that of the first one: what it includes is named from there.
    fn file(&mut self, bytes: &[u8], path: &str, folder: &str, found: &mut Found) -> Result<(), Failure> {
        let text = decode(bytes)?;
        let path: Arc<str> = path.into();
        for (line, written) in logical(&text.text) {
            let written = written.trim();
            if let Some((option, name)) = include(written) {
                self.include(option, name, (&path, line, folder), found)?;
            } else if let Some(requirement) = Requirement::of(written) {
                self.take(&requirement, &path, line, found)?;
            }
        }
        Ok(())
    }

    /// Reads what a file includes, unless it is read on its own anyway.
    fn include(
        &mut self,
        option: Include,
        name: &str,
        (by, line, folder): (&Arc<str>, u32, &str),
        found: &mut Found,
    ) -> Result<(), Failure> {
        // An address may hold a password, before its path or behind it.
        let shown = origin::without_credentials(name);
        let shown: String = shown.split(['?', '#']).next().unwrap_or_default().chars().take(200).collect();
        let is_place = !name.contains(['\\', ':']) && !name.starts_with('/');
        let own = self.input.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let place = joined(folder, name);
        let path = if is_place { joined(own, &place) } else { name.to_owned() };
        if path.is_empty() || self.seen.contains(&path) {
            return Ok(());
        }
        let mut tell = |reason, detail| found.problems.push(Problem { path: Arc::clone(by), reason, detail });
        if self.seen.len() > INCLUDED {
            if !std::mem::replace(&mut self.is_full, true) {
                tell(
                    NotAnalysed::TooManyFiles,
                    format!("line {line}: more than {INCLUDED} files are included"),
                );
            }
            return Ok(());
        }
        self.seen.insert(path.clone());
        if !is_place || path.starts_with("../") {
            tell(
                NotAnalysed::LeftOpen,
                format!("line {line}: `{shown}` is not in this tree and was not read"),
            );
            return Ok(());
        }
        let Some(bytes) = (self.input.beside)(&place) else {
            tell(NotAnalysed::LeftOpen, format!("line {line}: `{shown}` is missing"));
            return Ok(());
        };
        if option == Include::Requirements && is_read_anyway(&path, &bytes) {
            return Ok(());
        }
        match option {
            Include::Constraints => {
                let text = decode(&bytes)?;
                let pins = logical(&text.text).into_iter().take(self.bounds.packages);
                let pins: Vec<_> = pins
                    .filter_map(|(_, line)| {
                        let pin = Requirement::of(line.trim())?;
                        Some((normal(pin.name), pin.version?.to_owned()))
                    })
                    .collect();
                self.constraints.extend(pins);
                Ok(())
            }
            // Each step is one of the files that were asked for, of which there are few.
            Include::Requirements => {
                let folder = place.rsplit_once('/').map_or("", |(folder, _)| folder);
                self.file(&bytes, &path, folder, found)
            }
        }
    }

    fn take(
        &mut self,
        requirement: &Requirement<'_>,
        path: &Arc<str>,
        line: u32,
        found: &mut Found,
    ) -> Result<(), Failure> {
        let version = requirement.version.unwrap_or_default();
        let url = match requirement.url {
            Some(url) => from_url(purl(requirement.name, version), url, ""),
            None if version.is_empty() => {
                if self.open.len() < self.bounds.packages {
                    self.open.push((requirement.name.to_owned(), Arc::clone(path), line));
                }
                return Ok(());
            }
            None => Some(purl(requirement.name, version)),
        };
        let Some(url) = url else { return Ok(()) };
        let mut package = Package::new(url, Arc::clone(path));
        package.found_in.line = Some(line);
        // Which of several files is downloaded depends on the machine.
        let mut hashes = requirement.options.split("--hash").skip(1);
        if let (Some(only), None) = (hashes.next(), hashes.next()) {
            let hash =
                only.trim_start_matches(['=', ' ']).split_ascii_whitespace().next().unwrap_or_default();
            package.digests.extend(digest::of_marked(hash));
        }
        found.push(package, self.bounds)?;
        Ok(())
    }

    /// Takes what constraints pin, and says what nothing pins: the index decides its version when it is installed.
    fn finish(self, found: &mut Found) -> Result<(), Failure> {
        let mut without: Vec<&str> = Vec::new();
        for (name, path, line) in &self.open {
            let Some(version) = self.constraints.get(&normal(name)) else {
                without.push(name);
                continue;
            };
            let mut package = Package::new(purl(name, version), Arc::clone(path));
            package.found_in.line = Some(*line);
            found.push(package, self.bounds)?;
        }
        if !without.is_empty() {
            let count = without.len();
            let names: Vec<String> =
                without.iter().take(TOLD).map(|name| name.chars().take(60).collect()).collect();
            let detail = left_open("requirement", count, &names);
            let reason = NotAnalysed::LeftOpen;
            found.problems.push(Problem { path: self.input.path.into(), reason, detail });
        }
        Ok(())
    }
}

/// Tells whether a file is read on its own, too.
fn is_read_anyway(path: &str, bytes: &[u8]) -> bool {
    is_list_by_name(path)
        || readers_of(path, Sort::Declared).any(|reader| reader.id == IN_FOLDER) && is_list(bytes)
}

/// Tells whether a file of this path is a list of requirements by its name.
fn is_list_by_name(path: &str) -> bool {
    readers_of(path, Sort::Declared).any(|reader| reader.id == "python-requirements")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Include {
    Requirements,
    Constraints,
}

/// The file that a line includes.
fn include(line: &str) -> Option<(Include, &str)> {
    let options = [
        ("--requirement", Include::Requirements),
        ("-r", Include::Requirements),
        ("--constraint", Include::Constraints),
        ("-c", Include::Constraints),
    ];
    options.into_iter().find_map(|(option, include)| {
        let rest = line.strip_prefix(option)?;
        Some((include, rest.trim_start_matches(['=', ' ', '\t']).trim()))
    })
}

/// A line that asks for a package.
pub(super) struct Requirement<'t> {
    name: &'t str,
    /// The one version that is asked for.
    version: Option<&'t str>,
    url: Option<&'t str>,
    /// Options behind it: `--hash=sha256:...`.
    options: &'t str,
}

impl<'t> Requirement<'t> {
    pub(super) fn of(line: &'t str) -> Option<Self> {
        let editable = line.strip_prefix("-e ").or_else(|| line.strip_prefix("--editable "));
        let line = editable.unwrap_or(line).trim_start();
        let end = line.find(" --").unwrap_or(line.len());
        let (line, options) = line.split_at_checked(end)?;
        if let Some(artefact) = artefact(line) {
            return Some(Self { options, ..artefact });
        }
        if line.starts_with("git+") || line.contains("://") && line.contains("#egg=") {
            // Without a name, that of the repository is mostly the one.
            let name = if let Some((_, egg)) = line.split_once("#egg=") {
                egg.split(['&', '[', ' ']).next()?
            } else {
                let path = line.split('#').next()?.rsplit('/').next()?;
                path.split('@').next()?.trim_end_matches(".git")
            };
            return split_requirement(name).map(|(name, _)| Self {
                name,
                version: None,
                url: Some(line),
                options,
            });
        }
        let (name, rest) = split_requirement(line)?;
        let rest = rest.split(" ;").next().unwrap_or_default().trim();
        if let Some(url) = rest.strip_prefix('@') {
            return Some(Self { name, version: None, url: Some(url.trim()), options });
        }
        // A path, or a sentence of a text file that is no requirement.
        if !rest.is_empty() && !rest.starts_with(['=', '<', '>', '!', '~', ';', '(']) {
            return None;
        }
        let wanted = rest.split(';').next().unwrap_or_default().trim().trim_matches(['(', ')']);
        let pin = wanted.strip_prefix("===").or_else(|| wanted.strip_prefix("==")).map(str::trim);
        let version = pin.filter(|pin| !pin.is_empty() && !pin.contains(['*', ',', ' ', '<', '>', '=', '$']));
        Some(Self { name, version, url: None, options })
    }
}

/// A wheel or an archive of sources that is asked for by its place: its name tells what it is.
///
/// # Source
/// Python Packaging User Guide, "Binary distribution format", "Source distribution file name".
fn artefact(line: &str) -> Option<Requirement<'_>> {
    let place = line.split([' ', ';', '#', '?']).next()?;
    if place.starts_with("git+") || line.contains("#egg=") {
        return None;
    }
    let file = place.rsplit(['/', '\\']).next()?;
    let (stem, is_wheel) = match file.strip_suffix(".whl") {
        Some(stem) => (stem, true),
        None => ([".tar.gz", ".zip", ".tar.bz2"].iter().find_map(|end| file.strip_suffix(end))?, false),
    };
    let (name, version) = if is_wheel {
        let (name, rest) = stem.split_once('-')?;
        (name, rest.split('-').next()?)
    } else {
        stem.rsplit_once('-')?
    };
    let is_one = !name.is_empty() && version.starts_with(|first: char| first.is_ascii_digit());
    let url = place.contains("://").then_some(place);
    is_one.then_some(Requirement { name, version: Some(version), url, options: "" })
}

/// Lines as they are meant: joined where one ends with a backslash, without comments, with the number of their first.
fn logical(text: &str) -> Vec<(u32, String)> {
    let mut all: Vec<(u32, String)> = Vec::new();
    let mut open = false;
    for (number, line) in (1_u32..).zip(text.lines()) {
        // A comment begins a line or stands behind a blank.
        let end = line.match_indices('#').map(|(at, _)| at).find(|at| {
            line.get(..*at).is_some_and(|before| before.is_empty() || before.ends_with([' ', '\t']))
        });
        let line = line.get(..end.unwrap_or(line.len())).unwrap_or_default();
        let goes_on = line.ends_with('\\');
        let line = line.strip_suffix('\\').unwrap_or(line);
        match all.last_mut().filter(|_| open) {
            Some((_, joined)) => {
                joined.push(' ');
                joined.push_str(line.trim());
            }
            None => all.push((number, line.to_owned())),
        }
        open = goes_on;
    }
    all
}

#[cfg(test)]
mod tests {
    use sekimori_model::NotAnalysed;

    use crate::packages::trial::{beside, declared, told};

    #[test]
    fn pins_are_packages_and_ranges_are_a_note() {
        let text = "# comment\n--index-url https://u:p@index.example/simple\n-e .\n./local\n\nA.B[x,y]==1.0 ; python_version < '4'\n\
            c == 2.0 \\\n    --hash=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 # why\n\
            d>=1,<2\ne\nf==1.*\ng @ git+https://u:p@git.example/g.git@v1\n\
            -e git+https://git.example/h.git@c0ffee#egg=h\ni===3\n\
            https://u:p@files.example/j-1.0-py3-none-any.whl\n./local/k_l-2.0.tar.gz\ngit+https://git.example/m.git@v1\nn==1!2.0\n";
        let found = declared("requirements.txt", text);
        assert_eq!(
            told(&found),
            [
                "pkg:pypi/a-b@1.0 :6",
                "pkg:pypi/c@2.0 :7",
                "pkg:pypi/g?vcs_url=git%2Bhttps://git.example/g.git%40v1 :12",
                "pkg:pypi/h?vcs_url=git%2Bhttps://git.example/h.git%40c0ffee :13",
                "pkg:pypi/i@3 :14",
                "pkg:pypi/j@1.0?download_url=https://files.example/j-1.0-py3-none-any.whl :15",
                "pkg:pypi/k-l@2.0 :16",
                "pkg:pypi/m?vcs_url=git%2Bhttps://git.example/m.git%40v1 :17",
                "pkg:pypi/n@1!2.0 :18",
            ]
        );
        assert_eq!(found.packages[1].digests.len(), 1);
        assert_eq!(found.problems.len(), 1);
        assert_eq!(found.problems[0].reason, NotAnalysed::LeftOpen);
        assert_eq!(found.problems[0].detail, "3 requirements without a version: d, e, f");
    }

    #[test]
    fn included_files_are_read_once_and_constraints_pin() {
        let others = [
            (
                "base.in",
                "-r requirements-dev.txt\n-r base.in\nb==1\n-r ../../up.txt\n-r ../up.in\n-r in/deep.in",
            ),
            ("../up.in", "-r a/base.in\nup==1"),
            ("in/deep.in", "-r ../base.in\n-r next.in\n-r ./none.in"),
            ("in/next.in", "next==2"),
            ("requirements-dev.txt", "own==1"),
            ("pins.txt", "C_d==4.0\nunused==1"),
        ];
        let found =
            beside("a/requirements.txt", "-r base.in\n-c pins.txt\n--requirement=base.in\nc.d\n", &others);
        let all = ["pkg:pypi/b@1 :3", "pkg:pypi/up@1 :2", "pkg:pypi/next@2 :1", "pkg:pypi/c-d@4.0 :4"];
        assert_eq!(told(&found), all);
        assert_eq!(&*found.packages[0].found_in.path, "a/base.in");
        let problems: Vec<_> = found.problems.iter().map(|one| (&*one.path, one.detail.as_str())).collect();
        assert_eq!(
            problems,
            [
                ("a/base.in", "line 4: `../../up.txt` is not in this tree and was not read"),
                ("a/in/deep.in", "line 3: `./none.in` is missing"),
            ]
        );
    }

    #[test]
    fn lists_in_a_folder_of_that_name_are_known_by_what_they_say() {
        let pins = "-r base.txt\na==1\n";
        assert_eq!(
            told(&beside("requirements/prod.txt", pins, &[("base.txt", "b==2")])),
            ["pkg:pypi/a@1 :2"]
        );
        assert_eq!(told(&declared("x/requirements/requirements.txt", "a==1\n")), ["pkg:pypi/a@1 :1"]);
        for text in ["What is asked of the product.\n", "speed\nbeauty\n", ""] {
            let found = declared("docs/requirements/notes.txt", text);
            assert!(found.packages.is_empty() && found.problems.is_empty(), "{:?}", found.problems);
        }
        assert!(declared("docs/notes.txt", "a==1").packages.is_empty());
    }

    #[test]
    fn included_files_that_are_missing_are_told() {
        let text = "a==1\n-r other.txt\n-r other.txt\n-c https://u:p4ss@index.example/c.txt?key=p4ss\nb\n";
        let found = declared("x/requirements.txt", text);
        let problems: Vec<_> = found.problems.iter().map(|one| (one.reason, one.detail.as_str())).collect();
        assert_eq!(
            problems,
            [
                (NotAnalysed::LeftOpen, "line 2: `other.txt` is missing"),
                (
                    NotAnalysed::LeftOpen,
                    "line 4: `https://index.example/c.txt` is not in this tree and was not read"
                ),
                (NotAnalysed::LeftOpen, "1 requirement without a version: b"),
            ]
        );
        let many = (0..200).map(|number| format!("-r {number}.txt\n")).collect::<Vec<_>>().concat();
        let problems = declared("requirements.txt", &many).problems;
        assert_eq!(problems.len(), 65);
        assert_eq!(problems[64].detail, "line 65: more than 64 files are included");
    }

    #[test]
    fn a_text_that_is_no_list_of_requirements_is_told() {
        let found = declared("requirements.txt", "The requirements are these.\nOne: run it\n\\\n");
        assert_eq!(told(&found), [""; 0]);
        assert_eq!(found.problems.len(), 1);
        assert_eq!(found.problems[0].reason, NotAnalysed::Malformed);
        assert_eq!(found.problems[0].detail, "line 1: expected a requirement");
    }
}
