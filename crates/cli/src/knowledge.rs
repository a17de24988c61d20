//! The database of advisories, as the command line names it.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sekimori_model::RuleId;
use sekimori_model::config::{Config, Pack, ParameterValue};
use sekimori_scan::{Advisories, Held, MAX_VEX_BYTES, Stated};
use sekimori_supply::advisories::{self, DbFolder};

use crate::args::Knowledge;
use crate::error::Error;
use crate::named_file::load;

/// The rule whose parameters the flags set.
const RULE: RuleId = RuleId::from_static("package/vulnerable");

/// Returns the folder of the database: the one that was named, else the user's.
pub(crate) fn folder(named: Option<&Path>) -> Result<DbFolder, Error> {
    let usual = || DbFolder::usual(&|name| env::var_os(name)).ok_or(Error::NoDbFolder);
    named.map_or_else(usual, |path| Ok(DbFolder::at(path)))
}

/// Opens the database. That there is none, or none that can be used, is told where packages are: it stops nothing.
pub(crate) fn open(knowledge: &Knowledge) -> Advisories {
    let Ok(folder) = folder(knowledge.db_dir.as_deref()) else { return Advisories::None };
    match folder.open() {
        Ok(Some(map)) => Advisories::Known(Arc::new(Held::new(map))),
        Ok(None) => Advisories::None,
        Err(error) => Advisories::Unusable(error.to_string()),
    }
}

/// Reads what others state about advisories.
pub(crate) fn stated(knowledge: &Knowledge) -> Result<Stated, Error> {
    let read = |path: &PathBuf| {
        let shown = path.display().to_string();
        let bytes = load(path, MAX_VEX_BYTES as u64);
        bytes
            .map(|bytes| (shown, bytes))
            .map_err(|error| Error::Vex { path: path.clone(), cause: error.to_string() })
    };
    let documents = knowledge.vex.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Stated::read(&documents)
        .map_err(|(path, error)| Error::Vex { path: path.into(), cause: error.to_string() })
}

/// Opens the database, where there is nothing to do without one.
pub(crate) fn needed(knowledge: &Knowledge) -> Result<Advisories, Error> {
    match open(knowledge) {
        Advisories::Known(held) => Ok(Advisories::Known(held)),
        Advisories::None => Err(missing(knowledge)?),
        Advisories::Unusable(cause) => Err(Error::DbUnusable { cause }),
    }
}

/// The error for want of a database.
fn missing(knowledge: &Knowledge) -> Result<Error, Error> {
    let path = folder(knowledge.db_dir.as_deref())?.database();
    Ok(Error::Advisories(advisories::Error::Missing { path }))
}

/// Puts the pack of advisories among those that are named: where packages are what is judged, naming packs of rules for
/// something else must not let them pass unseen.
pub(crate) fn judged(config: &mut Config) {
    if !config.packs.contains(&Pack::Advisories) {
        config.packs.push(Pack::Advisories);
    }
}

/// Puts what the flags say over what the configuration says.
pub(crate) fn overlay(knowledge: &Knowledge, config: &mut Config) {
    if knowledge.ignore_unfixed {
        let said = config.rules.entry(RULE).or_default();
        said.parameters.insert("ignoreUnfixed".to_owned(), ParameterValue::Flag(true));
    }
}
