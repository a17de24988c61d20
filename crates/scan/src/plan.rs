//! Which rules run, how severe they are, by which day waivers are judged.

use jiff::civil::Date;
use sekimori_catalog::{Context, Rule, all, find};
use sekimori_model::config::Config;
use sekimori_model::{Level, PodSecurity, Severity};
use sekimori_parse::config::nearest;

use crate::{Error, Owners, Scope};

/// All that decides what a scan says about given bytes.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) config: Config,
    pub(crate) standard: Option<PodSecurity>,
    pub(crate) today: Date,
    pub(crate) context: Context,
    pub(crate) rules: Vec<Selected>,
    pub(crate) scope: Scope,
    pub(crate) owners: Owners,
}

/// A rule that runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Selected {
    pub(crate) rule: &'static Rule,
    pub(crate) severity: Severity,
}

impl Plan {
    /// Chooses the rules.
    ///
    /// With `standard`, exactly the rules of that level at that version run, at their own severities: packs, rule
    /// settings, persona and confidence of the configuration do not matter. Waivers always do.
    ///
    /// # Errors
    /// [`Error::UnknownRule`] where the configuration names a rule that does not exist, [`Error::NoRules`] where none
    /// is left.
    pub fn new(config: Config, standard: Option<PodSecurity>, today: Date) -> Result<Self, Error> {
        check_names(&config)?;
        let rules: Vec<Selected> = match standard {
            Some(standard) => {
                let rules = all().iter().copied().filter(|rule| belongs(rule, standard));
                rules.map(|rule| Selected { rule, severity: rule.severity }).collect()
            }
            None => all().iter().copied().filter_map(|rule| configured(rule, &config)).collect(),
        };
        let allows_all = standard.is_some_and(|standard| standard.level == Level::Privileged);
        if rules.is_empty() && !allows_all {
            return Err(Error::NoRules);
        }
        let levels =
            rules.iter().filter_map(|selected| selected.rule.standard).map(|standard| standard.level);
        let context = standard.map_or_else(
            || Context {
                version: config.kubernetes_version,
                level: config.level().into_iter().chain(levels).max().unwrap_or(Level::Restricted),
            },
            |standard| Context { version: standard.version, level: standard.level },
        );
        Ok(Self {
            config,
            standard,
            today,
            context,
            rules,
            scope: Scope::default(),
            owners: Owners::default(),
        })
    }

    /// Adds who owns the files.
    #[must_use]
    pub fn owned_by(self, owners: Owners) -> Self {
        Self { owners, ..self }
    }

    /// Narrows what is reported and what decides.
    #[must_use]
    pub fn within(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }

    /// Returns the configuration in force.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the number of rules that run.
    pub fn rule_count(&self) -> usize {
        self.rules.len()
    }
}

/// A rule that does not exist is a slip of the pen, also in a waiver, which would never hold.
fn check_names(config: &Config) -> Result<(), Error> {
    let unknown = |id: &str, path: &[&str]| {
        if find(id).is_some() {
            return Ok(());
        }
        let meant = nearest(id, all().iter().map(|rule| rule.id)).map(str::to_owned);
        let path = path.iter().map(|name| (*name).to_owned()).collect();
        Err(Error::UnknownRule { id: id.to_owned(), meant, path })
    };
    for id in config.rules.keys() {
        unknown(id.as_str(), &["rules", id.as_str()])?;
    }
    for (index, waiver) in config.waivers.iter().enumerate() {
        // A selector may be meant for rules to come.
        if !waiver.rule.contains(['*', '?']) {
            unknown(&waiver.rule, &["waivers", &index.to_string(), "rule"])?;
        }
    }
    Ok(())
}

fn belongs(rule: &Rule, standard: PodSecurity) -> bool {
    rule.standard.is_some_and(|of| of.level <= standard.level && of.since <= standard.version)
}

fn configured(rule: &'static Rule, config: &Config) -> Option<Selected> {
    // The engine's own rule tells what was not analysed, which cannot be switched off.
    if matches!(rule.check, sekimori_catalog::Check::Engine) {
        return None;
    }
    let said = rule.ids().find_map(|id| config.rules.iter().find(|(known, _)| known.as_str() == id));
    let said = said.map(|(_, said)| *said).unwrap_or_default();
    let in_pack = rule.standard.is_none_or(|of| config.level().is_some_and(|level| of.level <= level));
    let exists = rule.standard.is_none_or(|of| of.since <= config.kubernetes_version);
    let shown = rule.persona <= config.persona && rule.confidence >= config.min_confidence;
    let runs = exists && said.enabled.unwrap_or(in_pack && shown);
    runs.then(|| Selected { rule, severity: said.severity.unwrap_or(rule.severity) })
}
