//! The configuration of an image.

use jiff::Timestamp;
use sekimori_model::{ContentDigest, HealthCheck, HistoryStep, ImageConfig, Platform};
use serde_json::Value;

use super::field::{field, items, keys, pairs, text, texts};
use super::{Invalid, MOST, platform};

/// The configuration, and what it says of platform and layers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// How the image is run.
    pub image: ImageConfig,
    /// What it runs on.
    pub platform: Platform,
    /// The digests of what its layers unpack to, the lowest first.
    pub diff_ids: Vec<ContentDigest>,
}

impl Config {
    /// Returns for each of `layers` layers the step of the history that made it, where their numbers agree.
    pub fn steps(&self, layers: usize) -> Vec<Option<usize>> {
        let history = self.image.history.iter().enumerate();
        let made: Vec<_> = history.filter(|(_, step)| !step.is_empty_layer).map(|(at, _)| Some(at)).collect();
        if made.len() == layers { made } else { vec![None; layers] }
    }
}

/// Reads a configuration. What is of another type than it should be is taken for absent.
///
/// # Errors
/// [`Invalid`] where it is no object of JSON, or a digest of a layer is malformed.
pub fn config(bytes: &[u8]) -> Result<Config, Invalid> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| Invalid::Json(error.to_string()))?;
    if !value.is_object() {
        return Err(Invalid::Neither);
    }
    let empty = Value::Null;
    let run = field(&value, "config").unwrap_or(&empty);
    let diff_ids = field(&value, "rootfs").map(|rootfs| items(rootfs, "diff_ids")).unwrap_or_default();
    let diff_ids = diff_ids.iter().take(MOST).map(|id| id.as_str().and_then(|id| id.parse().ok()));
    let diff_ids = diff_ids.collect::<Option<Vec<_>>>().ok_or(Invalid::Descriptor("rootfs.diff_ids"))?;
    let health_check = field(run, "Healthcheck").filter(|check| check.is_object());
    let image = ImageConfig {
        created: time(&value),
        author: text(&value, "author"),
        user: text(run, "User"),
        env: texts(run, "Env").into_iter().map(|line| variable(&line)).collect(),
        entrypoint: texts(run, "Entrypoint"),
        command: texts(run, "Cmd"),
        working_dir: text(run, "WorkingDir"),
        shell: texts(run, "Shell"),
        exposed_ports: keys(run, "ExposedPorts"),
        volumes: keys(run, "Volumes"),
        labels: field(run, "Labels").map(|labels| pairs(labels, MOST)).unwrap_or_default(),
        stop_signal: text(run, "StopSignal"),
        health_check: health_check.map(|check| HealthCheck { test: texts(check, "Test") }),
        on_build: texts(run, "OnBuild"),
        history: items(&value, "history").iter().take(MOST).map(step).collect(),
    };
    Ok(Config { image, platform: platform::read(&value), diff_ids })
}

fn variable(line: &str) -> (String, String) {
    let (name, value) = line.split_once('=').unwrap_or((line, ""));
    (name.to_owned(), value.to_owned())
}

fn step(value: &Value) -> HistoryStep {
    HistoryStep {
        created: time(value),
        created_by: text(value, "created_by"),
        author: text(value, "author"),
        comment: text(value, "comment"),
        is_empty_layer: field(value, "empty_layer").and_then(Value::as_bool).unwrap_or(false),
    }
}

fn time(value: &Value) -> Option<Timestamp> {
    field(value, "created")?.as_str()?.parse().ok()
}
