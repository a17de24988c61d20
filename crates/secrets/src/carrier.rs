//! What kind of file bytes come from, by its path: how its values are written, and what is not meant for use.

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Carrier {
    /// Source of a program: what is not in quotes is an expression.
    Code,
    /// Source of a test.
    Test,
    /// A value is what stands to the end of the line: `.env`, `.ini`, `.properties`, YAML.
    Lines,
    /// Anything else.
    Other,
    /// Text for people: documentation, translations.
    Prose,
    /// Made by programs, for programs: lock files, minified sources, source maps, vectors that test a cipher.
    Made,
}

const CODE: &[&str] = &[
    "rs", "py", "pyi", "js", "mjs", "cjs", "jsx", "ts", "tsx", "mts", "cts", "go", "java", "kt", "kts",
    "scala", "groovy", "cs", "vb", "fs", "rb", "php", "swift", "m", "mm", "c", "h", "cc", "cpp", "cxx",
    "hpp", "hh", "dart", "lua", "pl", "pm", "r", "jl", "ex", "exs", "erl", "hs", "ml", "clj", "vue",
    "svelte", "gradle", "sql", "zig", "nim", "v", "sol", "pyx", "flow", "idl", "proto", "graphql", "gql",
];
const LINES: &[&str] = &[
    "env",
    "ini",
    "cfg",
    "conf",
    "config",
    "properties",
    "yaml",
    "yml",
    "toml",
    "cnf",
    "credentials",
    "netrc",
    "pgpass",
    "envrc",
    "tfvars",
];
const PROSE: &[&str] = &[
    "md",
    "markdown",
    "rst",
    "adoc",
    "asciidoc",
    "po",
    "pot",
    "ftl",
    "arb",
    "strings",
    "resx",
    "xlf",
    "xliff",
    "html",
    "htm",
    "srt",
    "tex",
    "1",
    "3",
    "5",
    "8",
    "news",
    "changelog",
];
const MADE: &[&str] = &[
    "lock", "sum", "map", "svg", "snap", "wasm", "lockb", "css", "scss", "less", "sha1", "sha256", "rsp",
    "asc", "sig", "d",
];

/// Names of files that programs write for themselves.
const MADE_NAMES: &[&str] = &[
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "composer.lock",
    "gopkg.lock",
    ".package-lock.json",
    ".cargo-checksum.json",
    "go.sum",
    "record",
    "packages.lock.json",
    "tokenizer.json",
    "vocab.json",
    "cargo.toml.orig",
    ".cargo_vcs_info.json",
];

/// Parts of a path below which values only test how something is computed.
const VECTORS: &[&str] = &[
    "wycheproof",
    "testvectors",
    "test_vectors",
    "test-vectors",
    "test-vector",
    "test_vector",
    "/kat/",
    "cavp",
    "/vectors/",
    "nist_vectors",
    "rfc_vectors",
    "acvp",
    "cavs",
];

/// What files are called that are packed alone.
const PACKED: &[&str] = &[".gz", ".xz", ".zst", ".bz2"];

impl Carrier {
    /// Tells it from a path.
    pub(crate) fn of(path: &str) -> Self {
        let path = path.to_ascii_lowercase();
        let name = path.rsplit(['/', '\\', '!']).next().unwrap_or_default();
        // A file that is packed alone has the name of what it is, and an ending more.
        let name = PACKED.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        let end = name.rsplit_once('.').map_or("", |(_, end)| end);
        let is = |ends: &[&str]| ends.contains(&end);
        if is(MADE)
            || MADE_NAMES.contains(&name)
            || name.contains(".min.")
            // What the models of cloud interfaces are shown with.
            || name.contains(".examples.")
            || name.starts_with("examples-")
            || VECTORS.iter().any(|part| path.contains(part))
        {
            Self::Made
        } else if is(PROSE)
            || path.contains("/locales/")
            || path.contains("/locale/")
            || path.contains("/i18n/")
            || path.contains("/translations/")
            || path.contains("/lang/")
            || matches!(name, "readme" | "license" | "licence" | "changes" | "copying" | "authors")
        {
            Self::Prose
        } else if is(CODE) {
            if is_test(&path) { Self::Test } else { Self::Code }
        } else if is(LINES) || name.starts_with(".env") || name.starts_with("env.") {
            Self::Lines
        } else {
            Self::Other
        }
    }
}

/// Tells whether a path in lower case is one of tests, where what a cipher is to give stands beside what it is given.
fn is_test(path: &str) -> bool {
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    let (name, folders) = parts.split_last().map_or(("", &[][..]), |(name, folders)| (*name, folders));
    let is_folder = |part: &&str| {
        matches!(*part, "test" | "tests" | "testing" | "testdata" | "__tests__" | "spec" | "specs")
    };
    let stem = name.split('.').next().unwrap_or_default();
    stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
        || name.contains(".test.")
        || name.contains(".spec.")
        || folders.iter().any(is_folder)
}
