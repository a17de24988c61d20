//! Which rules run, how severe they are, by which day waivers are judged.

use jiff::civil::Date;
use sekimori_catalog::{Check, Context, Parameters, Refused, Rule, all, find};
use sekimori_model::config::{Config, RuleConfig};
use sekimori_model::{Level, PodSecurity, Severity};
use sekimori_parse::config::nearest;

use crate::Error;

/// All that decides what a scan says about given bytes.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) config: Config,
    pub(crate) standard: Option<PodSecurity>,
    pub(crate) today: Date,
    pub(crate) context: Context,
    pub(crate) rules: Vec<Selected>,
}

/// A rule that runs.
#[derive(Debug, Clone)]
pub(crate) struct Selected {
    pub(crate) rule: &'static Rule,
    pub(crate) severity: Severity,
    pub(crate) parameters: Parameters,
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
                let selected = rules.map(|rule| selected(rule, &RuleConfig::default()));
                selected.collect::<Result<_, _>>()?
            }
            None => {
                let rules = all().iter().copied().filter_map(|rule| configured(rule, &config));
                rules.collect::<Result<_, _>>()?
            }
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
        Ok(Self { config, standard, today, context, rules })
    }

    /// Returns the configuration in force.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Tells whether any rule asks for other objects than the one it looks at.
    pub(crate) fn asks_inventory(&self) -> bool {
        self.rules.iter().any(|selected| selected.rule.asks_inventory)
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
    for (id, said) in &config.rules {
        unknown(id.as_str(), &["rules", id.as_str()])?;
        // Also of a rule that does not run: a slip should not wait for the day on which it does.
        find(id.as_str()).map_or(Ok(()), |rule| selected(rule, said).map(drop))?;
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

/// Returns the rule with what the configuration says of it, if it runs.
fn configured(rule: &'static Rule, config: &Config) -> Option<Result<Selected, Error>> {
    // The engine's own rule tells what was not analysed, which cannot be switched off.
    if matches!(rule.check, Check::Engine) {
        return None;
    }
    let said = rule.ids().find_map(|id| config.rules.iter().find(|(known, _)| known.as_str() == id));
    let said = said.map(|(_, said)| said.clone()).unwrap_or_default();
    let exists = rule.standard.is_none_or(|of| of.since <= config.kubernetes_version);
    let packs = || config.packs.iter().filter(|pack| rule.is_in(**pack));
    let wanted = rule.persona <= config.persona || packs().any(|pack| pack.is_whole());
    let shown = wanted && rule.confidence >= config.min_confidence;
    let runs = exists && said.enabled.unwrap_or_else(|| shown && packs().next().is_some());
    runs.then(|| selected(rule, &said))
}

fn selected(rule: &'static Rule, said: &RuleConfig) -> Result<Selected, Error> {
    let path = |name: &str| vec!["rules".into(), rule.id.into(), "parameters".into(), name.to_owned()];
    let parameters = Parameters::new(rule, &said.parameters).map_err(|refused| match refused {
        Refused::Unknown(name) => Error::UnknownParameter {
            rule: rule.id,
            meant: nearest(&name, rule.parameters.iter().map(|p| p.name)).map(str::to_owned),
            path: path(&name),
            name,
        },
        Refused::Type { name, expected } => {
            Error::ParameterType { rule: rule.id, name, expected, path: path(name) }
        }
    })?;
    Ok(Selected { rule, severity: said.severity.unwrap_or(rule.severity), parameters })
}
