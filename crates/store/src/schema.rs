//! The tables, step by step.

/// What marks the file as ours: `SEKI`.
pub(crate) const APPLICATION: i64 = 0x5345_4b49;

/// The steps from an empty file on; the version of a file is how many of them it has. A step that was published stays.
pub(crate) const STEPS: &[&str] = &[
    "
    CREATE TABLE distributions (
        id INTEGER PRIMARY KEY,
        body TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE assets (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        platform TEXT NOT NULL,
        carrier TEXT NOT NULL,
        is_by_path INTEGER NOT NULL,
        built INTEGER,
        is_whole INTEGER NOT NULL,
        read_by TEXT NOT NULL,
        read_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL,
        judged_by TEXT NOT NULL DEFAULT '',
        judged_at INTEGER,
        rest TEXT NOT NULL,
        UNIQUE (name, digest)
    ) STRICT;
    CREATE TABLE packages (
        id INTEGER PRIMARY KEY,
        key BLOB NOT NULL UNIQUE,
        body TEXT NOT NULL,
        distribution INTEGER REFERENCES distributions
    ) STRICT;
    CREATE TABLE paths (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE holdings (
        package INTEGER NOT NULL REFERENCES packages,
        asset INTEGER NOT NULL REFERENCES assets,
        path INTEGER NOT NULL REFERENCES paths,
        line INTEGER NOT NULL,
        layer INTEGER NOT NULL,
        PRIMARY KEY (package, asset, path, line, layer)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX holdings_of ON holdings (asset);
    CREATE TABLE told (
        asset INTEGER NOT NULL REFERENCES assets,
        advisory TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (asset, advisory)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tags (
        repository TEXT NOT NULL,
        tag TEXT NOT NULL,
        digest TEXT NOT NULL,
        seen_at INTEGER NOT NULL,
        PRIMARY KEY (repository, tag)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE members (
        repository TEXT NOT NULL,
        digest TEXT NOT NULL,
        asset INTEGER NOT NULL REFERENCES assets,
        PRIMARY KEY (repository, digest, asset)
    ) STRICT, WITHOUT ROWID;
",
    "
    CREATE TABLE triggered (
        image TEXT NOT NULL,
        base TEXT NOT NULL,
        digest TEXT NOT NULL,
        trigger_digest TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (image, base, digest, trigger_digest)
    ) STRICT, WITHOUT ROWID;
",
];
