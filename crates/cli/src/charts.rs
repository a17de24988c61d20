//! What the command line says of charts.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sekimori_model::config::Config;
use sekimori_render::helm::{Setting, check};
use sekimori_scan::Charts;

use crate::args::Charts as Args;
use crate::error::Error;
use crate::named_file::load;

/// A file of values, or of one value, larger than any that a person writes.
const MAX_BYTES: u64 = 16 << 20;

/// Reads what the flags name, and refuses what is malformed. `paths` are what is scanned.
pub(crate) fn charts(args: &Args, paths: &[PathBuf]) -> Result<Charts, Error> {
    let mut settings = Vec::new();
    for path in &args.values {
        settings.push(Setting::File { name: path.display().to_string(), text: read(path)? });
    }
    settings.extend(args.set_json.iter().cloned().map(Setting::SetJson));
    settings.extend(args.set.iter().cloned().map(Setting::Set));
    settings.extend(args.set_string.iter().cloned().map(Setting::SetString));
    for said in &args.set_file {
        let (key, path) = said.split_once('=').ok_or_else(|| Error::SetFile { said: said.clone() })?;
        settings.push(Setting::SetFile { key: key.to_owned(), text: read(Path::new(path))? });
    }
    settings.extend(args.set_literal.iter().cloned().map(Setting::SetLiteral));
    check(&settings).map_err(|cause| Error::Setting { place: None, cause })?;
    // Of one folder that is named, everything is seen; beside a file, or of two folders, charts may lie elsewhere.
    let sees_all = matches!(paths, [path] if path.is_dir());
    Ok(Charts {
        settings,
        files: Vec::new(),
        sees_all,
        release: args.release_name.clone(),
        namespace: args.namespace.clone(),
        api_versions: args.api_versions.clone(),
    })
}

/// Refuses settings of releases that are malformed; `place` tells where the configuration says what a path of keys names.
pub(crate) fn check_releases(
    config: &Config,
    place: impl Fn(&[String]) -> Option<String>,
) -> Result<(), Error> {
    for (index, release) in config.helm.releases.iter().enumerate() {
        type Kind = (&'static str, fn(String) -> Setting);
        let kinds: [(&[String], Kind); 2] =
            [(&release.set, ("set", Setting::Set)), (&release.set_string, ("setString", Setting::SetString))];
        for (said, (key, kind)) in kinds {
            for (item, text) in said.iter().enumerate() {
                check(&[kind(text.clone())]).map_err(|cause| {
                    let names = ["helm", "releases", &index.to_string(), key, &item.to_string()];
                    Error::Setting { place: place(&names.map(str::to_owned)), cause }
                })?;
            }
        }
    }
    Ok(())
}

/// Begins to count the time that a rendering may take.
pub(crate) fn timer(time: Duration) -> Box<dyn Fn() -> bool + Sync> {
    let started = Instant::now();
    Box::new(move || started.elapsed() > time)
}

fn read(path: &Path) -> Result<String, Error> {
    let failed = |cause| Error::ReadValues { path: PathBuf::from(path), cause };
    let bytes = load(path, MAX_BYTES).map_err(failed)?;
    String::from_utf8(bytes).map_err(|_| failed(io::ErrorKind::InvalidData.into()))
}
