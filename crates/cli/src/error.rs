//! What goes wrong in a run: a code whose sentence stands in the text room, and the cause.

use std::error::Error as StdError;
use std::path::{Path, PathBuf};

use sekimori_model::Lang;
use sekimori_parse::config::Located;
use sekimori_supply::{Unsupported, image};
use sekimori_text::{Arg, text_with};

use crate::cause::chain;
use crate::exit::Exit;
use crate::{advisories_error, image_error};

/// What goes wrong in a run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot open the input")]
    Input(#[source] sekimori_supply::Error),
    #[error("cannot use the folder `{}`", path.display())]
    Cache {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("the advisories cannot be used")]
    Advisories(#[source] sekimori_supply::advisories::Error),
    #[error("the database cannot be used: {cause}")]
    DbUnusable { cause: String },
    #[error("`{}`: {cause}", path.display())]
    DbKey { path: PathBuf, cause: String },
    #[error("`{}`: {cause}", path.display())]
    Vex { path: PathBuf, cause: String },
    #[error("there is no folder of caches for the database")]
    NoDbFolder,
    #[error("the state cannot be used")]
    State(#[source] sekimori_store::Error),
    #[error("there is no folder for state")]
    NoStateFolder,
    #[error("`--{flag}` is about what is stored")]
    NotRemembered { flag: &'static str },
    #[error("what is stored is told as a table or as JSON")]
    RememberedFormat,
    #[error("cannot open the image")]
    Image(#[source] image::Error),
    #[error("cannot open the image `{reference}`")]
    ImageOf {
        /// As it was named.
        reference: String,
        #[source]
        cause: image::Error,
    },
    #[error("cannot read `{}`", path.display())]
    ReadConfig {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("cannot read the values `{}`", path.display())]
    ReadValues {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("`{said}` names no file")]
    SetFile { said: String },
    #[error("values for charts are malformed")]
    Setting {
        /// Where a configuration says it; none for a flag.
        place: Option<String>,
        cause: sekimori_render::Error,
    },
    #[error("`{}` is larger than {limit_bytes} bytes", path.display())]
    ConfigTooLarge { path: PathBuf, limit_bytes: u64 },
    #[error("`{}` is not a configuration", path.display())]
    Config { path: PathBuf, mistakes: Vec<Located> },
    #[error("cannot read `{}`", path.display())]
    ReadBaseline {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("`{}` is larger than {limit_bytes} bytes", path.display())]
    BaselineTooLarge { path: PathBuf, limit_bytes: u64 },
    #[error("`{}` is not a baseline", path.display())]
    Baseline {
        path: PathBuf,
        #[source]
        cause: sekimori_parse::baseline::Refused,
    },
    #[error("cannot use `{}`", path.display())]
    Cursor {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("a cursor beside a filter")]
    CursorFiltered,
    #[error("`{}` is not a cursor", path.display())]
    NotACursor { path: PathBuf },
    #[error("cannot use `{}`", path.display())]
    RegistryState {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("`{}` is not what a check of `{host}` wrote", path.display())]
    NotARegistryState { path: PathBuf, host: String },
    #[error("`--{flag}` is not about images")]
    NotOfImages { flag: String },
    #[error("one repository at a time")]
    OneRepository,
    #[error("cannot read `{}`", path.display())]
    ReadMessage {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("cannot read `{}`", path.display())]
    ReadSecretsKey {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("the key in `{from}` has fewer than {least} bytes")]
    SecretsKeyShort { from: String, least: usize },
    #[error("no random bytes: {cause}")]
    Random { cause: String },
    #[error("the configuration cannot be used")]
    Plan {
        #[source]
        cause: sekimori_scan::Error,
        place: Option<String>,
    },
    #[error("unknown rule `{id}`")]
    NoSuchRule { id: String, meant: Option<String> },
    #[error("no command `{name}`")]
    NoSuchCommand { name: String },
    #[error("cannot write `{path}`")]
    Output {
        path: String,
        #[source]
        cause: std::io::Error,
    },
    #[error("`{path}` holds files of somebody else")]
    FolderNotEmpty { path: String },
    #[error("`{path}` stands where another kind of file belongs")]
    InTheWay { path: String },
    #[error("cannot start {threads} threads")]
    Threads {
        threads: usize,
        #[source]
        cause: rayon::ThreadPoolBuildError,
    },
    #[error("standard input stands beside other paths")]
    StdinAndPaths,
    #[error("standard input is compared with a commit")]
    StdinAndChanges,
    #[error("a preview of repairs has a format of its own")]
    DiffFormat,
    #[error("standard output takes the repaired document")]
    FixStdinFormat,
    #[error("SOURCE_DATE_EPOCH is not a number of seconds")]
    SourceDateEpoch { value: String },
    #[error("`{}` is no bill of materials: {detail}", path.display())]
    NoBill { path: PathBuf, detail: String },
    #[error("`{}` is no image", path.display())]
    NoExecutables { path: PathBuf },
    #[error("`{text}` is no image in a registry")]
    NotInRegistry { text: String },
    #[error("`{}` is the Dockerfile of no image", path.display())]
    DockerfileOfNone { path: PathBuf },
    #[error("cannot listen at {address}")]
    Listen {
        address: std::net::SocketAddr,
        #[source]
        cause: std::io::Error,
    },
    #[error("cannot use the token in `{}`: {cause}", path.display())]
    WatchToken { path: PathBuf, cause: String },
    #[error("{address} is open to others, and there is no token")]
    NoWatchToken { address: std::net::SocketAddr },
    #[error("`{text}` is no host of a registry")]
    NotARegistry { text: String },
    #[error("the configuration cannot be written")]
    Render(#[source] sekimori_parse::config::Mistake),
}

impl Error {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Image(inner) | Self::ImageOf { cause: inner, .. } => image_error::exit(inner),
            Self::Advisories(inner) => advisories_error::exit(inner),
            Self::Input(_)
            | Self::Cache { .. }
            | Self::Output { .. }
            | Self::InTheWay { .. }
            | Self::Threads { .. }
            | Self::Random { .. }
            | Self::ReadMessage { .. }
            | Self::NoBill { .. }
            | Self::Cursor { .. }
            | Self::RegistryState { .. }
            | Self::State(_)
            | Self::DbUnusable { .. }
            | Self::Listen { .. }
            | Self::Render(_) => Exit::Failed,
            Self::ReadConfig { .. }
            | Self::ReadValues { .. }
            | Self::SetFile { .. }
            | Self::Setting { .. }
            | Self::ConfigTooLarge { .. }
            | Self::Config { .. }
            | Self::ReadBaseline { .. }
            | Self::BaselineTooLarge { .. }
            | Self::ReadSecretsKey { .. }
            | Self::SecretsKeyShort { .. }
            | Self::Baseline { .. }
            | Self::Plan { .. }
            | Self::NoSuchRule { .. }
            | Self::NoSuchCommand { .. }
            | Self::FolderNotEmpty { .. }
            | Self::OneRepository
            | Self::Vex { .. }
            | Self::DbKey { .. }
            | Self::NoExecutables { .. }
            | Self::NotInRegistry { .. }
            | Self::DockerfileOfNone { .. }
            | Self::NotARegistry { .. }
            | Self::CursorFiltered
            | Self::NotACursor { .. }
            | Self::NotARegistryState { .. }
            | Self::NotOfImages { .. }
            | Self::NoDbFolder
            | Self::NoStateFolder
            | Self::WatchToken { .. }
            | Self::NoWatchToken { .. }
            | Self::NotRemembered { .. }
            | Self::RememberedFormat
            | Self::StdinAndPaths
            | Self::StdinAndChanges
            | Self::DiffFormat
            | Self::FixStdinFormat
            | Self::SourceDateEpoch { .. } => Exit::Usage,
        }
    }

    /// The sentence for what could not be opened or fetched.
    fn of_supply(&self, lang: Lang, because: &str) -> String {
        match self {
            Self::Input(inner) => input(inner, lang, because),
            Self::Image(inner) => image_error::whole(inner, lang),
            Self::ImageOf { reference, cause } => {
                let said = image_error::whole(cause, lang);
                if said.contains(reference.as_str()) { said } else { format!("`{reference}`: {said}") }
            }
            Self::Advisories(inner) => advisories_error::sentence(inner, lang),
            _ => String::new(),
        }
    }

    /// The sentences for the user, one a line: what, where, and the remedy.
    pub(crate) fn lines(&self, lang: Lang) -> Vec<String> {
        let say = |key: &str, args: &[(&str, Arg<'_>)]| text_with(lang.as_str(), key, args);
        let because = self.source().map(|cause| chain(cause, lang)).unwrap_or_default();
        let cause = Arg::Text(&because);
        let of_text = |key: &str, text: &str| say(key, &[("text", Arg::Text(text))]);
        let of_file =
            |key: &str, path: &Path| say(key, &[("path", Arg::Text(&shown(path))), ("cause", cause)]);
        let for_cause = |key: &str, path: &Path, cause: &str| {
            say(key, &[("path", Arg::Text(&shown(path))), ("cause", Arg::Text(cause))])
        };
        match self {
            Self::Input(_) | Self::Image(_) | Self::ImageOf { .. } | Self::Advisories(_) => {
                vec![self.of_supply(lang, &because)]
            }
            Self::DbKey { path, cause } => vec![for_cause("error-db-key", path, cause)],
            Self::Vex { path, cause } => vec![for_cause("error-vex", path, cause)],
            Self::DbUnusable { cause } => vec![say("error-db-damaged", &[("cause", Arg::Text(cause))])],
            Self::State(inner) => vec![state(inner, lang, &because)],
            Self::Listen { address, .. } => {
                let args = [("address", Arg::Text(&address.to_string())), ("cause", cause)];
                vec![say("error-listen", &args)]
            }
            Self::WatchToken { path, cause } => vec![for_cause("error-watch-token", path, cause)],
            Self::NoWatchToken { address } => {
                vec![say("error-no-watch-token", &[("address", Arg::Text(&address.to_string()))])]
            }
            Self::NoStateFolder => vec![say("error-state-no-folder", &[])],
            Self::NotRemembered { flag } => vec![say("error-not-remembered", &[("flag", Arg::Text(flag))])],
            Self::RememberedFormat => vec![say("error-remembered-format", &[])],
            Self::NoDbFolder => vec![say("error-db-no-folder", &[])],
            Self::ReadConfig { path, .. } => vec![of_file("error-read-config", path)],
            Self::ReadValues { path, .. } => vec![of_file("error-read-values", path)],
            Self::SetFile { said } => vec![say("error-set-file", &[("said", Arg::Text(said))])],
            Self::Setting { place, cause } => vec![setting(place.as_deref(), cause, lang)],
            Self::ConfigTooLarge { path, limit_bytes } => {
                let args = [("path", Arg::Text(&shown(path))), ("limit", Arg::Number(*limit_bytes))];
                vec![say("error-config-too-large", &args)]
            }
            Self::Config { path, mistakes } => {
                mistakes.iter().map(|mistake| located(&shown(path), mistake, lang)).collect()
            }
            Self::ReadBaseline { path, .. } => vec![of_file("error-read-baseline", path)],
            Self::BaselineTooLarge { path, limit_bytes } => {
                let args = [("path", Arg::Text(&shown(path))), ("limit", Arg::Number(*limit_bytes))];
                vec![say("error-baseline-too-large", &args)]
            }
            Self::CursorFiltered => vec![say("error-cursor-filtered", &[])],
            Self::Cursor { path, .. } => vec![of_file("error-cursor", path)],
            Self::NotACursor { path } => vec![of_file("error-not-a-cursor", path)],
            Self::RegistryState { path, .. } => vec![of_file("error-registry-state", path)],
            Self::NotARegistryState { path, host } => {
                let args = [("path", Arg::Text(&shown(path))), ("host", Arg::Text(host))];
                vec![say("error-not-a-registry-state", &args)]
            }
            Self::Cache { path, .. } => vec![of_file("error-cache", path)],
            Self::NotOfImages { flag } => vec![say("error-not-of-images", &[("flag", Arg::Text(flag))])],
            Self::OneRepository => vec![say("error-one-repository", &[])],
            Self::ReadMessage { path, .. } => vec![of_file("error-read-message", path)],
            Self::ReadSecretsKey { path, .. } => vec![of_file("error-read-secrets-key", path)],
            Self::SecretsKeyShort { from, least } => {
                let args = [("from", Arg::Text(from)), ("least", Arg::Number(*least as u64))];
                vec![say("error-secrets-key-short", &args)]
            }
            Self::Random { cause } => vec![say("error-random", &[("cause", Arg::Text(cause))])],
            Self::Baseline { path, cause } => vec![baseline(&shown(path), cause, lang)],
            Self::Plan { cause, place } => vec![plan(cause, place.as_deref(), lang)],
            Self::NoSuchRule { id, meant } => {
                let args = [("rule", Arg::Text(id)), ("hint", Arg::Text(&hint(meant.as_ref(), lang)))];
                vec![say("error-unknown-rule", &args)]
            }
            Self::NoSuchCommand { name } => vec![say("error-no-such-command", &[("name", Arg::Text(name))])],
            Self::Output { path, .. } => {
                vec![say("error-output", &[("path", Arg::Text(path)), ("cause", cause)])]
            }
            Self::FolderNotEmpty { path } => {
                vec![say("error-folder-not-empty", &[("path", Arg::Text(path))])]
            }
            Self::InTheWay { path } => vec![say("error-in-the-way", &[("path", Arg::Text(path))])],
            Self::Threads { threads, .. } => {
                vec![say("error-threads", &[("threads", Arg::Number(*threads as u64)), ("cause", cause)])]
            }
            Self::StdinAndPaths => vec![say("error-stdin-and-paths", &[])],
            Self::StdinAndChanges => vec![say("error-stdin-and-changes", &[])],
            Self::DiffFormat => vec![say("error-diff-format", &[])],
            Self::FixStdinFormat => vec![say("error-fix-stdin-format", &[])],
            Self::SourceDateEpoch { value } => {
                vec![say("error-source-date-epoch", &[("value", Arg::Text(value))])]
            }
            Self::NoBill { path, detail } => {
                let detail = sekimori_scan::cause(detail, lang);
                let args = [("path", Arg::Text(&shown(path))), ("detail", Arg::Text(&detail))];
                vec![say("error-no-bill", &args)]
            }
            Self::NoExecutables { path } => vec![of_text("error-no-executables", &shown(path))],
            Self::DockerfileOfNone { path } => vec![of_text("error-dockerfile-of-none", &shown(path))],
            Self::NotInRegistry { text } => vec![of_text("error-not-in-registry", text)],
            Self::NotARegistry { text } => vec![of_text("error-not-a-registry", text)],
            Self::Render(_) => vec![say("error-render", &[("cause", cause)])],
        }
    }
}

/// The sentence for state that cannot be used.
fn state(error: &sekimori_store::Error, lang: Lang, because: &str) -> String {
    use sekimori_store::Error as Wrong;
    let say = |key: &str, path: &Path, cause: &str| {
        let args = [("path", Arg::Text(&shown(path))), ("cause", Arg::Text(cause))];
        text_with(lang.as_str(), key, &args)
    };
    let because = because.split_once(": ").map_or("", |(_, cause)| cause);
    match error {
        Wrong::File { path, .. } | Wrong::Work { path, .. } => say("error-state-file", path, because),
        Wrong::Newer { path, .. } => say("error-state-newer", path, ""),
        Wrong::Damaged { path, detail } => say("error-state-damaged", path, detail),
        Wrong::Busy { path } => say("error-state-busy", path, ""),
    }
}

/// The sentence for a configuration that no scan can be planned by, with its place where that is known.
fn plan(cause: &sekimori_scan::Error, place: Option<&str>, lang: Lang) -> String {
    use sekimori_scan::Error as Cause;
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text_with(lang.as_str(), key, args);
    let said = match cause {
        Cause::UnknownRule { id, meant, .. } => {
            let hint = hint(meant.as_ref(), lang);
            say("error-unknown-rule", &[("rule", Arg::Text(id)), ("hint", Arg::Text(&hint))])
        }
        Cause::UnknownParameter { rule, name, meant, .. } => {
            let hint = hint(meant.as_ref(), lang);
            let args = [("rule", Arg::Text(rule)), ("name", Arg::Text(name)), ("hint", Arg::Text(&hint))];
            say("error-unknown-parameter", &args)
        }
        Cause::ParameterType { rule, name, expected, .. } => {
            let args =
                [("rule", Arg::Text(rule)), ("name", Arg::Text(name)), ("expected", Arg::Text(expected))];
            say("error-parameter-type", &args)
        }
        Cause::Pattern { id, cause, .. } => pattern(id, cause, lang),
        Cause::PatternTwice { id, .. } => say("error-pattern-twice", &[("id", Arg::Text(id))]),
        Cause::PatternForm { id, .. } => say("error-pattern-form", &[("id", Arg::Text(id))]),
        Cause::NoRules => return say("error-no-rules", &[]),
    };
    place.map_or_else(|| said.clone(), |place| format!("{place}: {said}"))
}

/// The sentence about a file that was to be written and is as it was.
pub(crate) fn unwritten(error: &sekimori_supply::Error, lang: Lang) -> String {
    input(error, lang, &chain(error, lang))
}

/// What is wrong with an own pattern of credentials.
fn pattern(id: &str, error: &sekimori_secrets::Error, lang: Lang) -> String {
    use sekimori_secrets::Error as Wrong;
    let id = ("id", Arg::Text(id));
    let say = |key: &str, arg: (&str, Arg<'_>)| text_with(lang.as_str(), key, &[id, arg]);
    match error {
        Wrong::Regex { cause, .. } => {
            // The parser draws a picture first; what it says stands on its last line.
            let said = cause.lines().last().unwrap_or_default().trim_start_matches("error: ");
            say("error-pattern-regex", ("cause", Arg::Text(said)))
        }
        Wrong::Keyword { least, .. } => say("error-pattern-keyword", ("least", Arg::Number(*least as u64))),
        Wrong::Elsewhere { keyword, .. } => say("error-pattern-elsewhere", ("keyword", Arg::Text(keyword))),
        Wrong::Long { most, .. } => say("error-pattern-long", ("most", Arg::Number(*most as u64))),
        Wrong::Test { name, .. } => say("error-pattern-test", ("name", Arg::Text(name))),
        Wrong::NoKeyword { .. } => text_with(lang.as_str(), "error-pattern-no-keyword", &[id]),
        Wrong::Empty { .. } => text_with(lang.as_str(), "error-pattern-empty", &[id]),
    }
}

fn input(error: &sekimori_supply::Error, lang: Lang, because: &str) -> String {
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text_with(lang.as_str(), key, args);
    let because = because.split_once(": ").map_or("", |(_, cause)| cause);
    match error {
        sekimori_supply::Error::Open { path, .. } => {
            let path = shown(path);
            say("error-open", &[("path", Arg::Text(&path)), ("cause", Arg::Text(because))])
        }
        sekimori_supply::Error::Stdin(_) => say("error-stdin", &[("cause", Arg::Text(because))]),
        sekimori_supply::Error::StdinTooLarge { limit_bytes } => {
            say("error-stdin-too-large", &[("limit", Arg::Number(*limit_bytes))])
        }
        sekimori_supply::Error::NotARepository { path } => {
            say("error-not-a-repository", &[("path", Arg::Text(&shown(path)))])
        }
        sekimori_supply::Error::Bare { path } => say("error-bare", &[("path", Arg::Text(&shown(path)))]),
        sekimori_supply::Error::Repository { path, .. } => {
            let path = shown(path);
            say("error-repository", &[("path", Arg::Text(&path)), ("cause", Arg::Text(because))])
        }
        sekimori_supply::Error::Unsupported { path, what } => {
            let key = match what {
                Unsupported::Objects => "error-sha256-repository",
                Unsupported::References => "error-reftable-repository",
            };
            say(key, &[("path", Arg::Text(&shown(path)))])
        }
        sekimori_supply::Error::UnknownRevision { name, is_shallow, .. } => {
            let key = if *is_shallow { "error-unknown-revision-shallow" } else { "error-unknown-revision" };
            say(key, &[("name", Arg::Text(name))])
        }
        sekimori_supply::Error::NoMergeBase { name, is_shallow } => {
            let key = if *is_shallow { "error-no-merge-base-shallow" } else { "error-no-merge-base" };
            say(key, &[("name", Arg::Text(name))])
        }
        sekimori_supply::Error::Range { range } => say("error-range", &[("range", Arg::Text(range))]),
        sekimori_supply::Error::Index { path, .. } => {
            let path = shown(path);
            say("error-index", &[("path", Arg::Text(&path)), ("cause", Arg::Text(because))])
        }
        sekimori_supply::Error::OtherRepository { git_dir } => {
            let path = git_dir.display().to_string();
            text_with(lang.as_str(), "error-other-repository", &[("path", Arg::Text(&path))])
        }
        sekimori_supply::Error::HooksElsewhere { folder } => {
            say("error-hooks-elsewhere", &[("folder", Arg::Text(folder))])
        }
        sekimori_supply::Error::HookInTheWay { name, kept } => {
            say("error-hook-in-the-way", &[("name", Arg::Text(name)), ("kept", Arg::Text(kept))])
        }
        sekimori_supply::Error::GitFolder { path, .. } => {
            let path = shown(path);
            say("error-git-folder", &[("path", Arg::Text(&path)), ("cause", Arg::Text(because))])
        }
        sekimori_supply::Error::Proxy => say("error-proxy", &[]),
        sekimori_supply::Error::NotThisMachine => say("error-not-this-machine", &[]),
        sekimori_supply::Error::Link { path } => say("error-fix-link", &[("path", Arg::Text(path))]),
        sekimori_supply::Error::Changed { path } => say("error-fix-changed", &[("path", Arg::Text(path))]),
        sekimori_supply::Error::ReadOnly { path } => say("error-fix-read-only", &[("path", Arg::Text(path))]),
        sekimori_supply::Error::Write { path, .. } => {
            say("error-fix-write", &[("path", Arg::Text(path)), ("cause", Arg::Text(because))])
        }
    }
}

/// What is wrong with values for charts: never with a value, which may be a password.
fn setting(place: Option<&str>, cause: &sekimori_render::Error, lang: Lang) -> String {
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text_with(lang.as_str(), key, args);
    let detail = cause.fault.to_string();
    let detail = ("cause", Arg::Text(&detail));
    let flag = ("flag", Arg::Text(&cause.path));
    match place {
        Some(place) => format!("{place}: {}", say("error-setting", &[flag, detail])),
        None if cause.path.starts_with("--") => say("error-setting", &[flag, detail]),
        None => format!("{}:{}: {}", cause.path, cause.line, say("error-values", &[detail])),
    }
}

fn baseline(path: &str, refused: &sekimori_parse::baseline::Refused, lang: Lang) -> String {
    use sekimori_parse::baseline::{MAX_FINDINGS, Refused};
    let path = ("path", Arg::Text(path));
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text_with(lang.as_str(), key, args);
    match refused {
        Refused::NotAReport { line, column } => {
            let args = [path, ("line", Arg::Number(*line as u64)), ("column", Arg::Number(*column as u64))];
            say(if *line == 0 { "error-baseline-other" } else { "error-baseline-malformed" }, &args)
        }
        Refused::Unknown(name) => say("error-baseline-unknown", &[path, ("name", Arg::Text(name))]),
        Refused::TooMany => {
            say("error-baseline-too-many", &[path, ("limit", Arg::Number(MAX_FINDINGS as u64))])
        }
    }
}

/// A mistake of a configuration file as `path:line:column: sentence`.
pub(crate) fn located(path: &str, located: &Located, lang: Lang) -> String {
    use sekimori_parse::config::Mistake;
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text_with(lang.as_str(), key, args);
    let sentence = match &located.mistake {
        Mistake::Malformed(cause) => say("error-config-malformed", &[("cause", Arg::Text(cause))]),
        Mistake::UnknownKey { key, meant } => {
            let args = [("key", Arg::Text(key)), ("hint", Arg::Text(&hint(meant.as_ref(), lang)))];
            say("error-config-unknown-key", &args)
        }
        Mistake::DuplicateKey => say("error-config-duplicate-key", &[]),
        Mistake::Value(refused) => value(refused, lang),
        Mistake::SameScope { name, first } => {
            let args = [("name", Arg::Text(name)), ("line", Arg::Number((*first).into()))];
            say("error-config-same-scope", &args)
        }
        Mistake::Range { name, most } => {
            say("error-config-range", &[("name", Arg::Text(name)), ("most", Arg::Number(*most))])
        }
        Mistake::Blank(name) => say("error-config-blank", &[("name", Arg::Text(name))]),
        Mistake::SecondDocument => say("error-config-second-document", &[]),
    };
    format!("{path}:{}:{}: {sentence}", located.span.line, located.span.column)
}

/// Why a value of a configuration file is refused, and what is allowed.
fn value(refused: &sekimori_parse::config::Refused, lang: Lang) -> String {
    use sekimori_parse::config::Refused;
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text_with(lang.as_str(), key, args);
    let found = |key: &str, found: &str| say(key, &[("found", Arg::Text(found))]);
    match refused {
        Refused::Word { found, allowed } => {
            say("error-config-word", &[("found", Arg::Text(found)), ("allowed", Arg::Text(allowed))])
        }
        Refused::Missing(name) => say("error-config-missing", &[("name", Arg::Text(name))]),
        Refused::Kind(kind) => say("error-config-kind", &[("kind", Arg::Text(kind.as_str()))]),
        Refused::RuleId(id) => found("error-config-rule-id", id),
        Refused::Kubernetes(version) => found("error-config-kubernetes", version),
        Refused::Day(day) => found("error-config-day", day),
        Refused::Fingerprint(text) => found("error-config-fingerprint", text),
        Refused::Format(version) => found("error-config-format", version),
        Refused::Other(cause) => say("error-config-value", &[("cause", Arg::Text(cause))]),
    }
}

/// ` (did you mean ...?)`, or nothing.
fn hint(meant: Option<&String>, lang: Lang) -> String {
    meant
        .map(|meant| text_with(lang.as_str(), "error-hint", &[("meant", Arg::Text(meant))]))
        .unwrap_or_default()
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
