//! Damage of lockfiles in text that their readers read past: conflicts that were left in, lines that are of no format, ends
//! that are missing. What could be read stays; the damage is a problem of the file.

mod modules;
mod requirements;

use sekimori_model::NotAnalysed;

use crate::{Failure, decode};

/// Tells the first damage of a file that a reader of this name has read.
pub(super) fn check(id: &str, bytes: &[u8]) -> Result<(), Failure> {
    let Some(format) = FORMATS.iter().find(|format| format.id == id) else { return Ok(()) };
    let text = decode(bytes)?;
    let text = &*text.text;
    let wrong = |line: usize, expected: &str| {
        Err(Failure::of_file(NotAnalysed::Malformed, format!("line {line}: expected {expected}")))
    };
    if text.trim().is_empty() {
        return if format.may_be_empty { Ok(()) } else { wrong(1, format.expected) };
    }
    if let Some(line) = conflict(text) {
        return wrong(line, &format!("{}, and found a merge conflict", format.expected));
    }
    if let Some(line) = (format.odd)(text) {
        return wrong(line, format.expected);
    }
    if (format.is_whole)(text) {
        return Ok(());
    }
    wrong(text.lines().count(), &format!("{}, and found the end of the file", format.expected))
}

/// Tells of a lockfile in which no package was found whether it may have none: it has the marks that its tool always writes,
/// and none of what tells of packages. Another version of the format would pass for an empty one.
pub(super) fn check_empty(id: &str, bytes: &[u8]) -> Result<(), Failure> {
    let Some((_, has, has_none)) = EMPTY.iter().find(|(of, ..)| *of == id) else { return Ok(()) };
    let text = decode(bytes)?;
    let has_mark = has.is_empty() || has.iter().any(|mark| text.text.contains(mark));
    if has_mark && !has_none.iter().any(|mark| text.text.contains(mark)) {
        return Ok(());
    }
    Err(Failure::of_file(
        NotAnalysed::Malformed,
        "no package in it, and not what its tool writes without packages",
    ))
}

/// Lockfiles that are no lines of text: one of these marks is always there, and none of those where nothing is locked.
const EMPTY: &[(&str, &[&str], &[&str])] = &[
    ("cargo-lock", &[], &["package"]),
    ("composer-lock", &["content-hash", "\"hash\""], &["\"version\""]),
    // A program's own project is a library of it.
    ("dotnet-deps", &["\"type\"", "\"libraries\": {}", "\"libraries\":{}"], &["\"package\""]),
    ("npm-lock", &["lockfileVersion"], &["node_modules/"]),
    ("nuget-lock", &["\"dependencies\""], &["\"resolved\""]),
    ("pnpm-lock", &["lockfileVersion"], &["@"]),
    ("python-pdm", &["[metadata]"], &["[[package"]),
    ("python-pipenv", &["\"default\""], &["=="]),
    ("python-poetry", &["[metadata]"], &["[[package"]),
    ("python-pylock", &["lock-version"], &["[[package]]"]),
    ("swift-resolved", &["\"pins\""], &["location", "repositoryURL"]),
];

/// The first line that a version control wrote around the sides of a conflict.
fn conflict(text: &str) -> Option<usize> {
    let of = |line: &str, mark: &str| {
        line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let is_mark = |line: &str| ["<<<<<<<", ">>>>>>>", "|||||||"].iter().any(|mark| of(line, mark));
    // A row of equals signs alone also stands under headings.
    first_of(text, is_mark)
}

/// The number of the first line for which something is true.
fn first_of(text: &str, is_it: impl FnMut(&str) -> bool) -> Option<usize> {
    text.lines().position(is_it).map(|place| place.saturating_add(1))
}

/// The first line that is not blank and does not fit.
fn odd_one(text: &str, fits: fn(&str) -> bool) -> Option<usize> {
    first_of(text, |line| !line.trim().is_empty() && !fits(line))
}

/// How the files of one reader look.
struct Format {
    id: &'static str,
    expected: &'static str,
    may_be_empty: bool,
    /// The first line that cannot stand in it.
    odd: fn(&str) -> Option<usize>,
    is_whole: fn(&str) -> bool,
}

impl Format {
    const fn of(id: &'static str, expected: &'static str) -> Self {
        Self { id, expected, may_be_empty: false, odd: |_| None, is_whole: |_| true }
    }
}

const FORMATS: &[Format] = &[
    Format {
        odd: |text| odd_one(text, is_of_bundler),
        is_whole: |text| text.ends_with('\n') || text.contains("\nBUNDLED WITH\n"),
        ..Format::of("bundler-lock", "a section of Bundler or an entry of one")
    },
    Format {
        odd: |text| odd_one(text, is_of_gradle),
        // Gradle ends each line.
        is_whole: |text| text.ends_with('\n'),
        ..Format::of("gradle-lock", "GROUP:NAME:VERSION=CONFIGURATIONS")
    },
    Format {
        odd: |text| odd_one(text, is_of_mapping),
        is_whole: |text| text.ends_with('\n') && last_section(text) == Some("COCOAPODS"),
        ..Format::of("cocoapods-lock", "a section of CocoaPods or an entry of one")
    },
    Format {
        odd: |text| odd_one(text, is_of_mapping),
        // Before Dart 2 there was one line for the one of all packages.
        is_whole: |text| text.ends_with('\n') && matches!(last_section(text), Some("sdks" | "sdk")),
        ..Format::of("pub-lock", "a key of pub")
    },
    Format {
        odd: |text| odd_one(text, |line| line.trim_start().starts_with(TERMS)),
        is_whole: |text| text.trim_end().ends_with('}') && is_balanced(text),
        ..Format::of("mix-lock", "a map of Elixir")
    },
    Format {
        odd: |text| odd_one(text, |line| line.trim_start().starts_with(TERMS)),
        is_whole: |text| text.trim_end().ends_with('.') && is_balanced(text),
        ..Format::of("rebar-lock", "terms of Erlang, a full stop behind each")
    },
    Format {
        odd: modules::odd,
        is_whole: modules::is_whole,
        ..Format::of("go-mod", "a directive of go.mod")
    },
    Format {
        // Yarn takes an empty lockfile for the mark of a project's root.
        may_be_empty: true,
        odd: |text| odd_one(text, is_of_yarn),
        is_whole: |text| text.ends_with('\n') && last_has_version(text),
        ..Format::of("yarn-lock", "an entry of Yarn with its version")
    },
    Format {
        may_be_empty: true,
        odd: requirements::odd,
        is_whole: |text| !text.trim_end_matches(['\r', '\n']).ends_with('\\'),
        ..Format::of("python-requirements", "a requirement")
    },
    Format { may_be_empty: true, odd: odd_of_conan, ..Format::of("conan-file", "a section or a reference") },
    Format::of("cargo-lock", "a lockfile of Cargo"),
];

/// What a line of terms begins with: no name stands bare in these lockfiles.
const TERMS: fn(char) -> bool = |c| "{}[]<>\"%#:,.".contains(c) || c.is_ascii_digit();

fn is_artefact(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    parts.len() >= 3 && parts.iter().all(|part| !part.is_empty() && !part.contains(char::is_whitespace))
}

fn is_of_bundler(line: &str) -> bool {
    let sections = [
        "GIT",
        "GEM",
        "PATH",
        "PLUGIN SOURCE",
        "PLUGIN SOURCES",
        "PLATFORMS",
        "DEPENDENCIES",
        "CHECKSUMS",
        "RUBY VERSION",
        "BUNDLED WITH",
    ];
    line.starts_with(' ') || sections.contains(&line.trim_end())
}

fn is_of_gradle(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('#') || line.starts_with("empty=") || line.split('=').next().is_some_and(is_artefact)
}

/// A line of YAML as tools write it that never break a text.
fn is_of_mapping(line: &str) -> bool {
    let written = line.trim_start();
    let is_item = written == "-" || written.starts_with("- ");
    written.starts_with('#') || written.contains(':') || is_item || matches!(written, "---" | "...")
}

/// The key of the last section, where something stands behind it or below it.
fn last_section(text: &str) -> Option<&str> {
    let mut lines = text.lines().rev().filter(|line| !line.trim().is_empty()).peekable();
    let is_below = lines.peek()?.starts_with(' ');
    let (key, value) = lines.find(|line| !line.starts_with(' '))?.split_once(':')?;
    (is_below || !value.trim().is_empty()).then_some(key)
}

fn is_of_yarn(line: &str) -> bool {
    let written = line.trim();
    line.starts_with([' ', '#', '?']) && written != "?" || written.ends_with(':')
}

/// Tells whether what the last block is asked for got a version.
fn last_has_version(text: &str) -> bool {
    let last = text.lines().rev().take_while(|line| line.is_empty() || line.starts_with([' ', ':']));
    let mut last = last.filter(|line| !line.trim().is_empty()).peekable();
    let starts = |line: &str| !line.starts_with([' ', '#']) && line.ends_with(':');
    if last.peek().is_none() {
        return !text.lines().rev().find(|line| !line.trim().is_empty()).is_some_and(starts);
    }
    last.any(|line| {
        line.trim_start().strip_prefix("version").is_some_and(|rest| rest.starts_with([' ', ':']))
    })
}

/// Tells whether all that is opened is closed, texts aside.
fn is_balanced(text: &str) -> bool {
    let mut open = 0_usize;
    let (mut in_text, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            '"' if !escaped => in_text = !in_text,
            '{' | '[' if !in_text => open = open.saturating_add(1),
            '}' | ']' if !in_text => match open.checked_sub(1) {
                Some(left) => open = left,
                None => return false,
            },
            _ => {}
        }
        escaped = in_text && c == '\\' && !escaped;
    }
    open == 0 && !in_text
}

fn odd_of_conan(text: &str) -> Option<usize> {
    let mut section = None;
    first_of(text, |line| {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.starts_with('[') {
            section = Some(line.contains("requires"));
            return !line.ends_with(']');
        }
        let is_reference = |line: &str| {
            line.split_once('/').is_some_and(|(name, version)| {
                !name.is_empty() && !name.contains(char::is_whitespace) && !version.is_empty()
            })
        };
        !line.is_empty()
            && !line.starts_with('#')
            && match section {
                None => true,
                Some(true) => !is_reference(line),
                Some(false) => false,
            }
    })
}

#[cfg(test)]
mod tests {
    use crate::packages::trial::declared;

    const GOOD: &[(&str, &str)] = &[
        (
            "Gemfile.lock",
            "GEM\n  remote: https://gems.example/\n  specs:\n    rack (3.0.8)\n\nDEPENDENCIES\n  rack\n",
        ),
        ("gradle.lockfile", "# locked\na:b:1=runtimeClasspath\nc:d:2=runtimeClasspath\nempty=\n"),
        ("Podfile.lock", "PODS:\n  - A (1.0)\n\nDEPENDENCIES:\n  - A\n\nCOCOAPODS: 1.12.1\n"),
        ("pubspec.lock", "packages:\n  a:\n    source: hosted\n    version: \"1.0\"\nsdks:\n  dart: \"3\"\n"),
        ("mix.lock", "%{\n  \"a\": {:git, \"https://git.example/a\", \"c0ffee\", []},\n}\n"),
        ("rebar.lock", "[{<<\"a\">>,{pkg,<<\"a\">>,<<\"1.0\">>},0}].\n"),
        ("go.mod", "module a.example/m\ngo 1.21\nrequire (\n\tb.example/c v1.0.0\n\td.example/e v1.0.0\n)\n"),
        ("yarn.lock", "# yarn lockfile v1\n\na@^1:\n  version \"1.0\"\n"),
        ("requirements.txt", "a==1.0\nb==2.0\n"),
        ("conanfile.txt", "[requires]\nzlib/1.3\n"),
        (
            "package-lock.json",
            "{\"lockfileVersion\": 3, \"packages\": {\"node_modules/a\": {\"version\": \"1.0.0\"}}}\n",
        ),
        ("Cargo.lock", "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n"),
    ];

    #[test]
    fn damage_is_told_in_every_format_and_what_is_good_is_not() {
        for (path, good) in GOOD {
            let of = |text: &str| declared(path, text).problems;
            assert!(of(good).is_empty(), "{path}: {:?}", of(good));
            let told = of(&format!("{good}<<<<<<< ours\n=======\n>>>>>>> theirs\n"));
            assert_eq!(told.len(), 1, "{path}: {told:?}");
            assert!(!of(&format!("{good}what is this\n")).is_empty(), "{path}");
            assert!(!of(&format!("what is this\n{good}")).is_empty(), "{path}");
        }
    }

    #[test]
    fn lockfiles_that_are_cut_or_empty_are_told() {
        // In the middle of the last line.
        for (path, good) in &GOOD[..8] {
            let cut = good.get(..good.len() - 3).expect("it is ASCII");
            assert!(!declared(path, cut).problems.is_empty(), "{path}: {cut}");
        }
        for (path, good) in &GOOD[..7] {
            let cut = good.get(..good.len() * 2 / 3).expect("it is ASCII");
            assert!(!declared(path, cut).problems.is_empty(), "{path}: {cut}");
            assert!(!declared(path, "").problems.is_empty(), "{path}");
        }
        assert!(!declared("package-lock.json", "{}").problems.is_empty());
        assert!(!declared("Cargo.lock", "").problems.is_empty());
        assert!(declared("yarn.lock", "").problems.is_empty());
        let cuts = [
            ("Podfile.lock", "PODS:\n  - A (1.0)\n\nDEPENDENCIES:\n  - A\n"),
            ("Podfile.lock", "PODS:\n  - A (1.0)\n\nCOCOAPODS:\n"),
            ("pubspec.lock", "packages:\n  a:\n    source: hosted\n    version: \"1.0\"\n"),
            ("pubspec.lock", "packages:\n  a:\n    source: hosted\n    version: \"1.0\"\nsdks:\n"),
            ("yarn.lock", "a@^1:\n  version \"1\"\n\nb@^1:\n"),
            ("yarn.lock", "a@^1:\n  version \"1\"\n\nb@^1:\n  resolved \"x\"\n"),
            ("requirements.txt", "a==1.0\nb=="),
            ("requirements.txt", "a==1.0 \\\n    --hash=sha256:abcdef"),
            ("requirements.txt", "a==1.0 \\\n"),
        ];
        for (path, cut) in cuts {
            assert!(!declared(path, cut).problems.is_empty(), "{path}: {cut}");
        }
    }

    #[test]
    fn a_row_of_equals_signs_is_a_conflict_beside_another_mark_alone() {
        let problems = |text: &str| declared("requirements.txt", text).problems;
        assert!(problems("# The list\n# =======\na==1\n").is_empty());
        let told = problems("The list\n=======\n");
        assert_eq!(told[0].detail, "line 1: expected a requirement");
        let told = problems("a==1\n<<<<<<< x\na==2\n=======\na==3\n>>>>>>> y\n");
        assert_eq!(told[0].detail, "line 2: expected a requirement, and found a merge conflict");
    }

    #[test]
    fn a_line_of_no_format_is_named_and_the_rest_stays() {
        let found = declared("gradle.lockfile", "a:b:1=x\nwhat is this\nc:d:2=x\n");
        assert_eq!(found.packages.len(), 2);
        assert_eq!(found.problems[0].detail, "line 2: expected GROUP:NAME:VERSION=CONFIGURATIONS");
        let found = declared("Gemfile.lock", "GEM\n  specs:\n    rack (3.0.8)\nNONSENSE\n");
        assert_eq!(found.packages.len(), 1);
        assert_eq!(found.problems[0].detail, "line 4: expected a section of Bundler or an entry of one");
    }
}
