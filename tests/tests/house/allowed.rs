//! Which outside crates a pure room may name, and who keeps the heavy ones. Tables of facts.

/// For each pure room the outside crates that it may name, each with the reason.
pub(crate) const PURE_MAY_NAME: &[(&str, &[(&str, &str)])] = &[
    (
        "model",
        &[
            ("jiff", "civil dates of waivers; never its clock"),
            ("schemars", "schemas are derived from the types"),
            ("serde", "envelopes and configuration are typed"),
            ("serde_json", "values in patches and evidence"),
            ("sha2", "fingerprints"),
            ("thiserror", "one Error enum"),
            ("wildmatch", "selectors of waivers, in linear time"),
            ("proptest", "tests: identity holds for any input"),
        ],
    ),
    (
        "text",
        &[
            ("fluent-bundle", "tables with plurals and variables"),
            ("unic-langid", "the language of a table"),
            ("fluent-syntax", "tests: both tables have the same keys and variables"),
        ],
    ),
    (
        "parse",
        &[
            ("granit-parser", "events of strict YAML with line, column and byte"),
            ("jiff", "the day in a waiver's annotation; never its clock"),
            ("serde", "typed configuration"),
            ("serde_json", "the configuration's schema as a value"),
            ("serde-saphyr", "typed configuration with places"),
            ("smallvec", "a field's path without an allocation"),
            ("strsim", "the key that may have been meant"),
            ("thiserror", "reasons for refusal"),
            ("toml", "the configuration of gitleaks, with places"),
            ("yaml_serde", "the lenient parser"),
            ("criterion", "bench: MB/s"),
            ("proptest", "tests: no input panics or passes its cap"),
            ("saphyr", "tests: a second opinion on YAML"),
        ],
    ),
    (
        "catalog",
        &[
            ("regex", "patterns of the configuration, in linear time"),
            ("serde_json", "values in patches"),
            ("wildmatch", "globs of the configuration, in linear time"),
            ("serde", "build: the files of patterns are typed"),
            ("toml", "build: the files of patterns"),
        ],
    ),
    (
        "render",
        &[
            ("data-encoding", "base64 and base32 of templates"),
            ("flate2", "packed charts"),
            ("jiff", "dates of templates; never its clock"),
            ("jsonschema", "the schema of values; built without what fetches"),
            ("regex", "patterns of templates and of files, in linear time"),
            ("serde_json", "JSON of templates, and schemas of values"),
            ("sha1", "digests of templates"),
            ("sha2", "digests of templates"),
            ("tar", "packed charts; never unpacks to a disk"),
            ("thiserror", "reasons for refusal"),
            ("toml", "TOML of templates"),
        ],
    ),
    (
        "scan",
        &[
            ("annotate-snippets", "the source lines of a finding"),
            ("comfy-table", "the table; built without its terminal feature"),
            ("jiff", "the day that expiry is judged by; never its clock"),
            ("lz4_flex", "findings of a large tree are kept compressed"),
            ("postcard", "and packed"),
            ("quick-xml", "JUnit is XML"),
            ("rayon", "works in a pool that the program hands in"),
            ("serde", "SARIF is typed"),
            ("serde_json", "SARIF and JSON"),
            ("sha2", "the policy of the HTML report names its own script and style"),
            ("thiserror", "one Error enum"),
            ("criterion", "bench: objects/s"),
            ("insta", "tests: snapshots of what a user sees"),
        ],
    ),
    (
        "secrets",
        &[
            ("data-encoding", "samples that hold encoded parts"),
            ("hmac", "the keyed hash that joins one value over many places"),
            ("jiff", "the day that certificates are judged by"),
            ("regex-automata", "anchored automata on bytes, in linear time"),
            ("regex-syntax", "what an expression says before any automaton is made of it"),
            ("sha2", "the keyed hash"),
            ("thiserror", "one Error enum"),
            ("x509-cert", "certificates that are no longer valid"),
            ("criterion", "bench: MB/s"),
            ("proptest", "tests: the search finds what a naive one finds"),
        ],
    ),
];

/// Crates that pull in much or that reach outside, and the rooms that may name them; rooms to come included.
pub(crate) const KEPT: &[(&str, &[&str])] = &[
    ("axum", &["gate", "server"]),
    ("gix", &["supply"]),
    ("hyper", &["gate", "server"]),
    ("kube", &["cluster"]),
    ("libbpf-cargo", &["agent"]),
    ("libbpf-rs", &["agent"]),
    ("reqwest", &["forge", "server", "supply"]),
    ("sqlx", &["store"]),
    ("tokio", &["agent", "cli", "cluster", "forge", "gate", "server", "store", "supply"]),
];
