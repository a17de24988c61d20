//! Damage of lockfiles in text that their readers read past: conflicts that were left in, lines that are of no format, ends
//! that are missing. What could be read stays; the damage is a problem of the file.

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
    for (number, line) in (1_usize..).zip(text.lines()) {
        if is_conflict(line) {
            return wrong(number, &format!("{}, and found a merge conflict", format.expected));
        }
        if !line.trim().is_empty() && !(format.fits)(line) {
            return wrong(number, format.expected);
        }
    }
    if (format.is_whole)(text) {
        return Ok(());
    }
    wrong(text.lines().count(), &format!("{}, and found the end of the file", format.expected))
}

/// Tells whether a line is what a version control writes around the sides of a conflict.
fn is_conflict(line: &str) -> bool {
    let of =
        |mark: &str| line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    of("<<<<<<<") || of(">>>>>>>") || of("|||||||") || line.trim_end() == "======="
}

/// How the files of one reader look.
struct Format {
    id: &'static str,
    expected: &'static str,
    may_be_empty: bool,
    /// Whether a line that is not blank can stand in it.
    fits: fn(&str) -> bool,
    is_whole: fn(&str) -> bool,
}

impl Format {
    const fn of(id: &'static str, expected: &'static str) -> Self {
        Self { id, expected, may_be_empty: false, fits: |_| true, is_whole: |_| true }
    }
}

const FORMATS: &[Format] = &[
    Format {
        fits: is_of_bundler,
        is_whole: |text| text.ends_with('\n') || text.contains("\nBUNDLED WITH\n"),
        ..Format::of("bundler-lock", "a section of Bundler or an entry of one")
    },
    Format {
        fits: |line| {
            let line = line.trim();
            line.starts_with('#')
                || line.starts_with("empty=")
                || line.split('=').next().is_some_and(is_artefact)
        },
        // Gradle ends each line.
        is_whole: |text| text.ends_with('\n'),
        ..Format::of("gradle-lock", "GROUP:NAME:VERSION=CONFIGURATIONS")
    },
    Format {
        is_whole: |text| text.ends_with('\n') || text.contains("\nCOCOAPODS:"),
        ..Format::of("cocoapods-lock", "a lockfile of CocoaPods")
    },
    Format {
        is_whole: |text| text.ends_with('\n') || text.contains("\nsdks:"),
        ..Format::of("pub-lock", "a lockfile of pub")
    },
    Format {
        is_whole: |text| text.trim_end().ends_with('}'),
        ..Format::of("mix-lock", "a map of Elixir that ends with a brace")
    },
    Format {
        is_whole: |text| text.trim_end().ends_with('.'),
        ..Format::of("rebar-lock", "terms of Erlang that end with a full stop")
    },
    Format { is_whole: blocks_are_closed, ..Format::of("go-mod", "a directive of go.mod") },
    // Yarn takes an empty lockfile for the mark of a project's root.
    Format { may_be_empty: true, ..Format::of("yarn-lock", "an entry of yarn.lock") },
    Format { may_be_empty: true, ..Format::of("python-requirements", "a requirement") },
    Format { may_be_empty: true, ..Format::of("conan-file", "a section or a reference") },
    Format::of("cargo-lock", "a lockfile of Cargo"),
];

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

fn blocks_are_closed(text: &str) -> bool {
    let mut is_open = false;
    for line in text.lines() {
        let code = line.split("//").next().unwrap_or_default().trim();
        is_open = !code.starts_with(')') && (is_open || code.ends_with('('));
    }
    !is_open
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
        ("Cargo.lock", "version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n"),
    ];

    #[test]
    fn a_conflict_that_was_left_in_is_told_in_every_format() {
        for (path, good) in GOOD {
            assert!(declared(path, good).problems.is_empty(), "{path}: {:?}", declared(path, good).problems);
            let found = declared(path, &format!("{good}<<<<<<< ours\n=======\n>>>>>>> theirs\n"));
            assert!(!found.problems.is_empty(), "{path}");
        }
    }

    #[test]
    fn lockfiles_that_are_cut_or_empty_are_told() {
        for (path, good) in &GOOD[..7] {
            let cut = good.get(..good.len() * 2 / 3).expect("it is ASCII");
            assert!(!declared(path, cut).problems.is_empty(), "{path}: {cut}");
            assert!(!declared(path, "").problems.is_empty(), "{path}");
        }
        assert!(!declared("Cargo.lock", "").problems.is_empty());
        assert!(declared("yarn.lock", "").problems.is_empty());
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
