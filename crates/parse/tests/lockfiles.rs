//! No file makes a reader panic, pass its bounds, or link to what is not there.

use proptest::prelude::*;
use sekimori_parse::packages::{Bounds, Found, Input, Sort, program_readers, read, readers, readers_of};

const BOUNDS: Bounds = Bounds {
    packages: 50,
    needs: 100,
    files: 1000,
    depth: 32,
    nested: 2,
    members: 100,
    unpacked_bytes: 1 << 20,
};

/// Words that files of packages are made of, so that what is random comes near them.
const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\n",
    "  ",
    "'",
    "#",
    "@",
    "/",
    "-",
    "==1",
    "^1",
    "npm:",
    "git+https://h/x#c",
    "packages",
    "dependencies",
    "node_modules/a",
    "\"version\": \"1\"",
    "\"a\"",
    "name = \"a\"",
    "version = \"1\"",
    "[[package]]",
    "[[packages]]",
    "a@1",
    "\"a@^1\":\n",
    "  version \"1\"\n",
    "  resolved \"x\"\n",
    "__metadata:\n",
    "resolution: \"a@npm:1\"\n",
    "snapshots:\n",
    "importers:\n",
    "require a v1\n",
    "require (\n",
    ")\n",
    "go 1.16\n",
    "replace a => ",
    "-r b.txt\n",
    "-c c.txt\n",
    "Name: a\n",
    "Version: 1\n",
    "Requires-Dist: b\n",
    "(",
    ")",
    "\\\n",
    "é",
    "\0",
];

const PATHS: &[&str] = &[
    "package-lock.json",
    "node_modules/a/package.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "bun.lockb",
    "requirements.txt",
    "poetry.lock",
    "uv.lock",
    "pdm.lock",
    "Pipfile.lock",
    "pylock.toml",
    "a.dist-info/METADATA",
    "Cargo.lock",
    "go.mod",
];

fn check(found: &Found) {
    assert!(found.packages.len() <= BOUNDS.packages);
    let needs: usize = found.packages.iter().map(|package| package.needs.len()).sum();
    assert!(needs <= BOUNDS.needs);
    for need in found.packages.iter().flat_map(|package| &package.needs) {
        assert!((*need as usize) < found.packages.len());
    }
    assert!(found.elsewhere.iter().all(|need| (need.package as usize) < found.packages.len()));
}

fn found(path: &str, bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let input = Input { path, bytes, beside: &|_| Some(bytes.to_vec()) };
    for reader in readers_of(path, Sort::Both) {
        read(reader, &input, &BOUNDS, &mut found);
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_near_lockfiles_are_read_within_bounds(
        path in proptest::sample::select(PATHS),
        words in proptest::collection::vec(proptest::sample::select(WORDS), 0..80),
    ) {
        let text = words.concat();
        let once = found(path, text.as_bytes());
        check(&once);
        prop_assert_eq!(once, found(path, text.as_bytes()));
    }

    #[test]
    fn bytes_of_any_kind_are_read_within_bounds(bytes in proptest::collection::vec(any::<u8>(), 0..400), magic in 0_usize..5) {
        let heads: [&[u8]; 5] = [b"", b"\x7FELF\x02\x01\x01", b"MZ", b"\xCA\xFE\xBA\xBE", b"\xCF\xFA\xED\xFE"];
        let bytes = [heads[magic], bytes.as_slice()].concat();
        let mut found = Found::default();
        let input = Input { path: "a", bytes: &bytes, beside: &|_| None };
        for reader in program_readers().chain(readers()) {
            read(reader, &input, &BOUNDS, &mut found);
        }
        prop_assert!(found.packages.iter().all(|package| package.needs.iter().all(|need| (*need as usize) < found.packages.len())));
    }
}

/// One package too many is named, and those before it stay.
#[test]
fn a_package_too_many_is_named_in_every_format() {
    let many = |one: &dyn Fn(usize) -> String| (0..60).map(one).collect::<String>();
    let rows = |one: &dyn Fn(usize) -> String| (0..60).map(one).collect::<Vec<_>>().join(",");
    let toml = many(&|n| format!("[[package]]\nname = \"p{n}\"\nversion = \"1\"\n"));
    let files = [
        (
            "package-lock.json",
            format!(
                "{{\"packages\": {{{}}}}}",
                rows(&|n| format!("\"node_modules/p{n}\": {{\"version\": \"1\"}}"))
            ),
        ),
        (
            "package-lock.json",
            format!("{{\"dependencies\": {{{}}}}}", rows(&|n| format!("\"p{n}\": {{\"version\": \"1\"}}"))),
        ),
        ("yarn.lock", many(&|n| format!("p{n}@^1:\n  version \"1.0\"\n"))),
        (
            "yarn.lock",
            format!(
                "__metadata:\n  version: 8\n{}",
                many(&|n| format!("\"p{n}@npm:1\":\n  version: 1\n  resolution: \"p{n}@npm:1\"\n"))
            ),
        ),
        ("pnpm-lock.yaml", format!("packages:\n{}", many(&|n| format!("  p{n}@1.0.0: {{}}\n")))),
        (
            "bun.lock",
            format!(
                "{{\"packages\": {{{}}}}}",
                rows(&|n| format!("\"p{n}\": [\"p{n}@1.0\", \"\", {{}}, \"\"]"))
            ),
        ),
        ("requirements.txt", many(&|n| format!("p{n}==1\n"))),
        ("poetry.lock", toml.clone()),
        ("pdm.lock", toml.clone()),
        ("uv.lock", toml.clone()),
        ("Cargo.lock", toml.clone()),
        ("pylock.toml", toml.replace("[[package]]", "[[packages]]")),
        (
            "Pipfile.lock",
            format!("{{\"default\": {{{}}}}}", rows(&|n| format!("\"p{n}\": {{\"version\": \"==1\"}}"))),
        ),
        ("go.mod", many(&|n| format!("require a.example/p{n} v1.0.0\n"))),
    ];
    for (path, text) in files {
        let found = found(path, text.as_bytes());
        assert_eq!(found.packages.len(), BOUNDS.packages, "{path}");
        let details: Vec<_> = found.problems.iter().map(|problem| problem.detail.as_str()).collect();
        assert!(details.contains(&"more than 50 packages"), "{path}: {details:?}");
    }
}
