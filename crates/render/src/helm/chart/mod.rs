//! Charts: their files, values and dependencies, and how all templates of one are rendered.

use std::sync::Arc;

use sekimori_model::Limits;

use crate::{Budget, Error, Files, Rendered};

/// A loaded chart, with the charts it depends on.
#[derive(Debug)]
pub struct Chart {
    /// The folder or the archive that it was loaded from.
    pub path: Arc<str>,
    /// Its name in `Chart.yaml`.
    pub name: String,
    /// All files that were read as parts of it, sorted: nobody else needs to judge them as plain manifests.
    pub files: Vec<Arc<str>>,
}

/// Where a value comes from, in the words of Helm's command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// `-f`: the name of the file and its text.
    File {
        /// The name, for messages.
        name: String,
        /// The text.
        text: String,
    },
    /// `--set a.b=c`.
    Set(String),
    /// `--set-string a.b=c`.
    SetString(String),
    /// `--set-json a.b={"c": 1}`.
    SetJson(String),
    /// `--set-literal a.b=c`.
    SetLiteral(String),
    /// `--set-file a.b=path`: the key, and the text of the file.
    SetFile {
        /// The key.
        key: String,
        /// The text.
        text: String,
    },
}

/// How a chart is rendered.
#[derive(Debug, Clone)]
pub struct Options {
    /// Values over those of the chart, in Helm's order of precedence whatever the order here.
    pub settings: Vec<Setting>,
    /// `.Release.Name`.
    pub release: String,
    /// `.Release.Namespace`.
    pub namespace: String,
    /// `--kube-version`, such as `1.34.0`.
    pub kube_version: Option<String>,
    /// `--api-versions`, such as `monitoring.coreos.com/v1`.
    pub api_versions: Vec<String>,
    /// `.Release.IsUpgrade` instead of `.Release.IsInstall`.
    pub upgrade: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            settings: Vec::new(),
            release: "release-name".to_owned(),
            namespace: "default".to_owned(),
            kube_version: None,
            api_versions: Vec::new(),
            upgrade: false,
        }
    }
}

/// What came of a rendering.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The manifests, in the order of their paths: one for each template that gives any, and for each file of `crds/`.
    pub manifests: Vec<Rendered>,
    /// What could not be rendered. A template that fails costs itself; values that fail cost all.
    pub failures: Vec<Error>,
}

impl Chart {
    /// Loads the chart whose `Chart.yaml` stands in `folder`.
    ///
    /// # Errors
    /// An [`Error`] where there is no chart, or a part that it needs cannot be read.
    pub fn load(
        _files: &dyn Files,
        _folder: &str,
        _limits: &Limits,
        _budget: &Budget<'_>,
    ) -> Result<Self, Error> {
        todo!()
    }

    /// Loads a packed chart (`.tgz`); `path` names it in messages and origins.
    ///
    /// # Errors
    /// An [`Error`] where it is not a chart, or grows past a limit.
    pub fn from_archive(
        _bytes: &[u8],
        _path: &str,
        _limits: &Limits,
        _budget: &Budget<'_>,
    ) -> Result<Self, Error> {
        todo!()
    }
}

/// Renders all templates of a chart and of its dependencies.
pub fn render(_chart: &Chart, _options: &Options, _budget: &Budget<'_>) -> Outcome {
    todo!()
}
