//! Which rules run, how severe they are, by which day waivers are judged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;
use sekimori_catalog::{Check, Context, Parameters, Refused, Rule, all, credentials, find};
use sekimori_model::config::{Config, Mode, RuleConfig, Scope};
use sekimori_model::wire::{Note, NoteCode};
use sekimori_model::{Level, PodSecurity, RuleId, Severity, Waiver, WaiverStatus};
use sekimori_parse::config::nearest;
use sekimori_secrets::{Engine, Joins};
use sekimori_text::Arg;
use sha2::{Digest as _, Sha256};

use crate::texts::both;
use crate::{Advisories, Charts, Error, Focus, Owners, Stated, Timer, Verifier, custom, image};

/// All that decides what a scan says about given bytes.
#[derive(Debug)]
pub struct Plan {
    pub(crate) config: Config,
    pub(crate) standard: Option<PodSecurity>,
    pub(crate) today: Date,
    /// What runs outside of all scopes.
    pub(crate) whole: Arc<Selection>,
    /// What runs in the scopes with these indexes, made when it is first asked for.
    scoped: Mutex<BTreeMap<Vec<usize>, Arc<Selection>>>,
    pub(crate) focus: Focus,
    pub(crate) owners: Owners,
    pub(crate) charts: Charts,
    pub(crate) timer: Timer,
    /// What looks for secrets, where any pattern runs anywhere.
    pub(crate) engine: Option<Engine>,
    /// All patterns of the catalog, once they are needed.
    every_pattern: OnceLock<Engine>,
    /// Whether manifests are files like all others.
    pub(crate) only_secrets: bool,
    /// What joins one secret over several places, where there is a key.
    pub(crate) joins: Option<Joins>,
    /// What asks providers about secrets, where that is wanted.
    pub(crate) verifier: Option<Box<dyn Verifier>>,
    /// What packages are compared with.
    pub(crate) advisories: Advisories,
    /// What others state about them.
    pub(crate) stated: Stated,
    /// What the user should know of the configuration.
    pub(crate) notes: Vec<Note>,
}

/// The rules that run on an object, and what they may ask.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) rules: Vec<Selected>,
    /// The patterns of credentials that run, sorted by id.
    pub(crate) secrets: Vec<Selected>,
    /// The rules about built images that run, sorted by id.
    pub(crate) images: Vec<Selected>,
    /// The rules about registries that run, sorted by id.
    pub(crate) registries: Vec<Selected>,
    /// The rules about packages that run, sorted by id.
    pub(crate) advisories: Vec<Selected>,
    /// The rules about what files tell of packages that run and ask for something, sorted by id.
    pub(crate) packages: Vec<Selected>,
    pub(crate) context: Context,
    pub(crate) mode: Mode,
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
        let whole = Selection::new(&config, standard)?;
        let allows_all = standard.is_some_and(|standard| standard.level == Level::Privileged);
        if whole.is_empty() && config.scopes.is_empty() && !allows_all {
            return Err(Error::NoRules);
        }
        let notes = config.scopes.iter().filter(|scope| scope.is_everywhere()).map(everywhere).collect();
        let engine = engine(&config, &whole, standard)?;
        Ok(Self { standard, engine, notes, ..Self::of(config, Arc::new(whole), today) })
    }

    /// A plan of exactly this selection.
    pub(crate) fn of(config: Config, whole: Arc<Selection>, today: Date) -> Self {
        Self {
            config,
            standard: None,
            today,
            whole,
            scoped: Mutex::default(),
            focus: Focus::default(),
            owners: Owners::default(),
            charts: Charts::default(),
            timer: |_| Box::new(|| false),
            engine: None,
            every_pattern: OnceLock::new(),
            only_secrets: false,
            joins: None,
            verifier: None,
            advisories: Advisories::None,
            stated: Stated::default(),
            notes: Vec::new(),
        }
    }

    /// Returns what runs on an object: `label` gives the values of a label of the object and of its Namespace.
    pub(crate) fn selection(
        &self,
        path: &str,
        namespace: &str,
        label: impl Fn(&str) -> Vec<String>,
    ) -> Arc<Selection> {
        // A standard is judged by alone, and alike everywhere.
        if self.config.scopes.is_empty() || self.standard.is_some() {
            return Arc::clone(&self.whole);
        }
        let scopes = self.config.scopes.iter().enumerate();
        let within: Vec<usize> =
            scopes.filter(|(_, scope)| scope.has(path, namespace, &label)).map(|(index, _)| index).collect();
        if within.is_empty() {
            return Arc::clone(&self.whole);
        }
        let mut known = self.scoped.lock().unwrap_or_else(PoisonError::into_inner);
        let selection = known.entry(within).or_insert_with_key(|within| {
            let config = self.config.within(within.iter().filter_map(|index| self.config.scopes.get(*index)));
            // What can be wrong was found when the plan was made.
            Selection::new(&config, None).map_or_else(|_| Arc::clone(&self.whole), Arc::new)
        });
        Arc::clone(selection)
    }

    /// Returns the rules that ran or can have run anywhere, sorted by id.
    pub(crate) fn rules(&self) -> Vec<&'static Rule> {
        let scoped = self.scoped.lock().unwrap_or_else(PoisonError::into_inner);
        let selections = scoped.values().chain([&self.whole]);
        let selected = |selection: &'_ Arc<Selection>| {
            selection.rules.iter().chain(&selection.secrets).cloned().collect::<Vec<_>>()
        };
        let rules = selections.flat_map(selected).map(|s| (s.rule.id, s.rule));
        rules.collect::<BTreeMap<_, _>>().into_values().collect()
    }

    /// Adds who owns the files.
    #[must_use]
    pub fn owned_by(self, owners: Owners) -> Self {
        Self { owners, ..self }
    }

    /// Adds what else the user should know of the configuration.
    #[must_use]
    pub fn noted(mut self, notes: impl IntoIterator<Item = Note>) -> Self {
        self.notes.extend(notes);
        self
    }

    /// Returns what the user should know of the configuration.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Joins one secret over several places by hashes under this key.
    #[must_use]
    pub fn joined_by(self, joins: Joins) -> Self {
        Self { joins: Some(joins), ..self }
    }

    /// Asks providers about each secret that is found, where its pattern says how.
    #[must_use]
    pub fn verified_by(self, verifier: impl Verifier + 'static) -> Self {
        Self { verifier: Some(Box::new(verifier)), ..self }
    }

    /// Compares packages with what is published about them.
    #[must_use]
    pub fn knowing(self, advisories: Advisories) -> Self {
        Self { advisories, ..self }
    }

    /// Heeds what others state about advisories.
    #[must_use]
    pub fn heeding(self, stated: Stated) -> Self {
        Self { stated, ..self }
    }

    /// Returns a digest of the patterns that run: another one where any of them has changed.
    pub fn patterns_digest(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(env!("CARGO_PKG_VERSION"));
        for rule in self.engine.iter().flat_map(Engine::rules) {
            hash.update(format!("{} {:?}\n", rule.id, rule.credential()));
        }
        // Which of them hold where, and what is said to them.
        let said = |selection: &Selection| {
            selection.secrets.iter().map(|s| format!("{} {:?}", s.rule.id, s.parameters)).collect::<Vec<_>>()
        };
        hash.update(format!("{:?} {:?}", said(&self.whole), self.config.scopes));
        digits(hash)
    }

    /// Returns a digest of what keeps findings from being told: another one where a waiver or the baseline was changed or
    /// taken away, or a waiver ended.
    pub fn silences_digest(&self) -> String {
        let active = |waiver: &&Waiver| waiver.status(self.today) == WaiverStatus::Active;
        let waivers: Vec<_> = self.config.waivers.iter().filter(active).collect();
        let mut hash = Sha256::new();
        hash.update(format!("{waivers:?} {:?}", self.focus.baseline));
        digits(hash)
    }

    /// Returns a digest of all that decides what rules say, but for the advisories: another one where the program or the
    /// configuration has changed, or a waiver ended. Thresholds decide what is done, not what is said.
    pub fn rules_digest(&self) -> String {
        self.digest_of(self.config.clone())
    }

    /// Returns the same without the rules about packages, whose advisories are asked for whenever something is judged.
    pub fn reading_digest(&self) -> String {
        let mut config = self.config.clone();
        config.rules.retain(|id, _| find(id.as_str()).is_none_or(|rule| rule.advisories().is_none()));
        format!("{}-{}", self.digest_of(config), image::ANALYSIS)
    }

    fn digest_of(&self, config: Config) -> String {
        let usual = Config::default();
        let (fail_on, fail_on_not_analysed) = (usual.fail_on, usual.fail_on_not_analysed);
        let config = Config { fail_on, fail_on_not_analysed, ..config };
        let expired: Vec<_> = config.waivers.iter().map(|waiver| waiver.status(self.today)).collect();
        let mut hash = Sha256::new();
        hash.update(env!("CARGO_PKG_VERSION"));
        hash.update(format!("{config:?} {:?} {expired:?}", self.standard));
        digits(hash)
    }

    /// Returns what looks for secrets, also where no pattern runs: then with all of the catalog.
    pub(crate) fn any_engine(&self) -> &Engine {
        self.engine.as_ref().unwrap_or_else(|| {
            let all =
                || Engine::new(credentials().iter().copied()).expect("the catalog's patterns are valid");
            self.every_pattern.get_or_init(all)
        })
    }

    /// Tells whether the configuration brings patterns of its own.
    pub(crate) fn has_own_patterns(&self) -> bool {
        !self.config().secrets.patterns.is_empty()
    }

    /// Leaves out every rule that is no pattern of a credential.
    #[must_use]
    pub fn only_secrets(mut self) -> Self {
        let whole = &*self.whole;
        let (secrets, context, mode) = (whole.secrets.clone(), whole.context, whole.mode);
        self.whole = Arc::new(Selection {
            rules: Vec::new(),
            secrets,
            images: Vec::new(),
            registries: Vec::new(),
            advisories: Vec::new(),
            packages: Vec::new(),
            context,
            mode,
        });
        self.only_secrets = true;
        self
    }

    /// Tells whether files of any kind are searched for secrets.
    pub fn searches_secrets(&self) -> bool {
        self.engine.is_some()
    }

    /// Narrows what is reported and what decides.
    #[must_use]
    pub fn focused(self, focus: Focus) -> Self {
        Self { focus, ..self }
    }

    /// Adds what is said of charts, and how long each rendering may take.
    #[must_use]
    pub fn rendering(self, charts: Charts, timer: Timer) -> Self {
        Self { charts, timer, ..self }
    }

    /// Returns the configuration in force.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Tells whether any rule asks for other objects than the one it looks at.
    pub(crate) fn asks_inventory(&self) -> bool {
        // What runs in scopes is known only when their objects are met.
        !self.config.scopes.is_empty() || self.whole.rules.iter().any(|selected| selected.rule.asks_inventory)
    }

    /// Returns the number of rules that run; after a scan, those of the scopes that were met are among them.
    pub fn rule_count(&self) -> usize {
        self.rules().len()
    }
}

/// Makes what looks for secrets, of all patterns that can run in any scope.
fn engine(
    config: &Config,
    whole: &Selection,
    standard: Option<PodSecurity>,
) -> Result<Option<Engine>, Error> {
    if standard.is_some() {
        return Ok(None);
    }
    let mut ids: BTreeSet<&str> = whole.secrets.iter().map(|selected| selected.rule.id).collect();
    for scope in &config.scopes {
        ids.extend(
            Selection::new(&config.within([scope]), None)?.secrets.iter().map(|selected| selected.rule.id),
        );
    }
    let mut rules: Vec<&'static Rule> =
        credentials().iter().copied().filter(|rule| ids.contains(rule.id)).collect();
    // A mistake in an own pattern is told even where it does not run.
    let own = custom::rules(&config.secrets.patterns)?;
    if ids.contains(custom::RULE) {
        rules.extend(own);
    }
    Ok((!rules.is_empty()).then(|| Engine::new(rules).expect("the patterns of the catalog are valid")))
}

/// The note that a scope holds everywhere.
fn everywhere(scope: &Scope) -> Note {
    let args = [("name", Arg::Text(&scope.name))];
    Note { location: None, code: NoteCode::ScopeEverywhere, text: both("note-scope-everywhere", &args) }
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
    let check = |rules: &BTreeMap<RuleId, RuleConfig>, above: &[&str]| {
        for (id, said) in rules {
            unknown(id.as_str(), &[above, &[id.as_str()]].concat())?;
            // Also of a rule that does not run: a slip should not wait for the day on which it does.
            find(id.as_str()).map_or(Ok(()), |rule| selected(rule, said, above).map(drop))?;
        }
        Ok(())
    };
    check(&config.rules, &["rules"])?;
    for (index, scope) in config.scopes.iter().enumerate() {
        check(&scope.rules, &["scopes", &index.to_string(), "rules"])?;
    }
    for (index, waiver) in config.waivers.iter().enumerate() {
        // A selector may be meant for rules to come.
        if !waiver.rule.contains(['*', '?']) {
            unknown(&waiver.rule, &["waivers", &index.to_string(), "rule"])?;
        }
    }
    Ok(())
}

impl Selection {
    /// Tells whether nothing runs.
    const fn is_empty(&self) -> bool {
        self.rules.is_empty()
            && self.secrets.is_empty()
            && self.images.is_empty()
            && self.registries.is_empty()
            && self.advisories.is_empty()
            && self.packages.is_empty()
    }

    fn new(config: &Config, standard: Option<PodSecurity>) -> Result<Self, Error> {
        let rules: Vec<Selected> = if let Some(standard) = standard {
            let rules = all().iter().copied().filter(|rule| belongs(rule, standard));
            let selected = rules.map(|rule| selected(rule, &RuleConfig::default(), &["rules"]));
            selected.collect::<Result<_, _>>()?
        } else {
            let rules = all().iter().copied().filter_map(|rule| configured(rule, config));
            rules.collect::<Result<_, _>>()?
        };
        let levels =
            rules.iter().filter_map(|selected| selected.rule.standard).map(|standard| standard.level);
        let context = standard.map_or_else(
            || Context {
                version: config.kubernetes_version,
                level: config.level().into_iter().chain(levels).max().unwrap_or(Level::Restricted),
            },
            |standard| Context { version: standard.version, level: standard.level },
        );
        let (secrets, rules): (Vec<_>, Vec<_>) =
            rules.into_iter().partition(|selected: &Selected| selected.rule.credential().is_some());
        let (images, rules): (Vec<_>, Vec<_>) =
            rules.into_iter().partition(|selected: &Selected| selected.rule.is_of_images());
        let (registries, rules): (Vec<_>, Vec<_>) =
            rules.into_iter().partition(|selected: &Selected| selected.rule.is_of_registries());
        let (advisories, rules): (Vec<_>, Vec<_>) =
            rules.into_iter().partition(|selected: &Selected| selected.rule.advisories().is_some());
        let (mut packages, rules): (Vec<_>, Vec<_>) = rules
            .into_iter()
            .partition(|selected: &Selected| matches!(selected.rule.check, Check::Package(_)));
        packages.retain(|one| one.rule.parameters.is_empty() || one.parameters.ask_for_something());
        let mode = if standard.is_some() { Mode::Deny } else { config.mode };
        Ok(Self { rules, secrets, images, registries, advisories, packages, context, mode })
    }
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
    runs.then(|| selected(rule, &said, &["rules"]))
}

fn selected(rule: &'static Rule, said: &RuleConfig, above: &[&str]) -> Result<Selected, Error> {
    let path = |name: &str| {
        let names = [above, &[rule.id, "parameters", name]].concat();
        names.into_iter().map(str::to_owned).collect()
    };
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

/// The first half of a digest: enough to tell it from any other by chance.
fn digits(hash: Sha256) -> String {
    let digits: Vec<String> = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}
