//! What other scanners are told to leave alone, as waivers.
//!
//! A waiver is no wider than the ignore that it is made from, as far as subject and path can say. Where its rule also sees
//! what other checks of that scanner see, this is told; what cannot be carried over is told too, each with its place.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use sekimori_catalog::{Coverage, Rule, coverage};
use sekimori_model::{Lang, Limits, Source, Viewpoint, Waiver};
use sekimori_parse::ignores::{Ignore, Scanner, Unclear, What, read, wants};
use sekimori_text::Arg;

use crate::texts::one;

/// What the ignores do not say themselves.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Who answers for the waivers.
    pub owner: String,
    /// The last day on which they hold; an earlier one of an ignore is kept.
    pub expires: Date,
    /// Why, where an ignore does not say it.
    pub reason: Option<String>,
    /// The language of what is said.
    pub lang: Lang,
}

/// What was imported.
#[derive(Debug, Default)]
pub struct Imported {
    /// The waivers, by the place of their ignore.
    pub waivers: Vec<Waiver>,
    /// What was not carried over.
    pub left: BTreeSet<Told>,
    /// What was carried over and accepts more than the scanner was told.
    pub wider: BTreeSet<Told>,
    /// Ignores that a waiver was made of.
    pub carried: u64,
    /// Ignores of what is no check of Kubernetes objects.
    pub others: u64,
    /// True where a limit cut the listing or the waivers short.
    pub cut_short: bool,
}

/// Something that is told of an ignore.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// Path of the file.
    pub path: Arc<str>,
    /// The line, from 1; 0 for the file as a whole.
    pub line: u32,
    /// What, and why.
    pub text: String,
}

/// Waivers of one import. A configuration of more would be larger than one may be.
const MAX_WAIVERS: usize = 3000;
/// Lines that are told; with more the import is incomplete.
const MAX_TOLD: usize = 1000;

/// Tells by its path whether a file may hold what is imported.
pub fn may_ignore(path: &str) -> bool {
    wants(path)
}

/// Imports the ignores of all files of `source`.
pub fn import(source: &dyn Source, scanners: &[Scanner], terms: &Terms, limits: &Limits) -> Imported {
    let listing = source.list(limits);
    let mut import =
        Import { terms, known: HashMap::new(), looked_up: BTreeMap::new(), done: Imported::default() };
    import.done.cut_short = listing.truncated;
    for problem in &listing.problems {
        import.leave(&problem.path, 0, problem.detail.clone());
    }
    for entry in listing.entries.iter().filter(|entry| entry.named || wants(&entry.path)) {
        match source.read(entry, limits) {
            Ok(bytes) => import.file(&entry.path, &bytes, scanners, limits),
            Err(problem) => import.leave(&problem.path, 0, problem.detail),
        }
    }
    import.done
}

/// Rule, subject and path.
type Key = (&'static str, Option<String>, Option<String>);

struct Import<'a> {
    terms: &'a Terms,
    /// The waivers so far by rule, subject and path: their index, and whether somebody wrote their reason.
    known: HashMap<Key, (usize, bool)>,
    looked_up: BTreeMap<(Scanner, String), Coverage>,
    done: Imported,
}

impl Import<'_> {
    fn file(&mut self, path: &Arc<str>, bytes: &[u8], scanners: &[Scanner], limits: &Limits) {
        let found = match read(path, bytes, scanners, limits) {
            Ok(found) => found,
            Err(failure) => {
                let cause = [("cause", Arg::Text(&failure.detail))];
                self.leave(path, failure.span.line, self.say("import-unread", &cause));
                return;
            }
        };
        for failure in found.failures {
            self.leave(
                path,
                failure.span.line,
                self.say("import-unread", &[("cause", Arg::Text(&failure.detail))]),
            );
        }
        for ignore in found.ignores {
            self.ignore(path, &ignore);
        }
    }

    fn ignore(&mut self, path: &Arc<str>, ignore: &Ignore) {
        let scanner = ("scanner", Arg::Text(ignore.scanner.name()));
        match &ignore.what {
            What::Check(id) => self.check(path, ignore, id),
            What::Other => self.done.others += 1,
            What::Everything => self.leave(path, ignore.line, self.say("import-everything", &[scanner])),
            What::Unclear(why) => {
                let key = match why {
                    Unclear::Paths => "import-paths",
                    Unclear::NoObject => "import-no-object",
                    Unclear::Day => "import-day",
                    Unclear::Form => "import-form",
                    Unclear::Defaults => "import-defaults",
                    Unclear::TooMany => "import-too-many",
                };
                self.leave(path, ignore.line, self.say(key, &[scanner]));
            }
        }
    }

    fn check(&mut self, path: &Arc<str>, ignore: &Ignore, id: &str) {
        let scanner = ignore.scanner;
        let key = (scanner, id.to_owned());
        let seen = self.looked_up.entry(key).or_insert_with(|| coverage(scanner.name(), id)).clone();
        let args = [("scanner", Arg::Text(scanner.name())), ("check", Arg::Text(id))];
        match seen {
            Coverage::Rules(rules) => {
                self.done.carried += 1;
                for rule in rules {
                    self.waive(path, ignore, id, rule);
                }
            }
            Coverage::Reason(reason) => {
                let reason = if self.terms.lang == Lang::Ja { reason.ja } else { reason.en };
                let all = [&args[..], &[("reason", Arg::Text(&reason))]].concat();
                self.leave(path, ignore.line, self.say("import-no-rule", &all));
            }
            Coverage::Unknown { meant } => {
                let mut text = self.say("import-unknown", &args);
                if let Some(meant) = meant {
                    text.push_str(&self.say("error-hint", &[("meant", Arg::Text(&meant))]));
                }
                self.leave(path, ignore.line, text);
            }
        }
    }

    fn waive(&mut self, path: &Arc<str>, ignore: &Ignore, id: &str, rule: &'static Rule) {
        let scope = &ignore.scope;
        let expires = ignore.expires.map_or(self.terms.expires, |day| day.min(self.terms.expires));
        let name = ignore.scanner.name();
        let written = ignore.reason.as_ref().map(|reason| format!("{name}: {reason}"));
        let key = (rule.id, scope.subject.clone(), scope.path.clone());
        if let Some((index, is_written)) = self.known.get_mut(&key) {
            // Two told the same: the earlier day holds, and a reason that somebody wrote is the better one.
            if let Some(waiver) = self.done.waivers.get_mut(*index) {
                waiver.expires = waiver.expires.min(expires);
                if let Some(written) = written.filter(|_| !*is_written) {
                    (waiver.reason, *is_written) = (written, true);
                }
            }
            return;
        }
        if self.done.waivers.len() == MAX_WAIVERS {
            if !self.done.cut_short {
                self.leave(
                    path,
                    ignore.line,
                    self.say("import-waivers", &[("limit", Arg::Number(MAX_WAIVERS as u64))]),
                );
            }
            self.done.cut_short = true;
            return;
        }
        self.tell_wider(path, ignore, id, rule);
        self.known.insert(key, (self.done.waivers.len(), written.is_some()));
        let args = [("scanner", Arg::Text(name)), ("check", Arg::Text(id))];
        let reason =
            written.or_else(|| self.terms.reason.clone()).unwrap_or_else(|| self.say("import-reason", &args));
        self.done.waivers.push(Waiver {
            rule: rule.id.to_owned(),
            subject: scope.subject.clone(),
            path: scope.path.clone(),
            fingerprint: None,
            reason,
            owner: self.terms.owner.clone(),
            expires,
            approver: None,
            seen_from: Viewpoint::default(),
        });
    }

    /// Tells which other checks of the same scanner are accepted with this one, because one rule sees them all.
    fn tell_wider(&mut self, path: &Arc<str>, ignore: &Ignore, id: &str, rule: &'static Rule) {
        let framework = ignore.scanner.name();
        let named = rule.covers.iter().chain(rule.controls);
        let others = named.filter(|control| control.framework == framework && control.id != id);
        let others: Vec<&str> = others.map(|control| control.id).collect();
        if others.is_empty() || self.done.wider.len() >= MAX_TOLD {
            return;
        }
        let args = [
            ("rule", Arg::Text(rule.id)),
            ("check", Arg::Text(id)),
            ("others", Arg::Text(&others.join(", "))),
        ];
        let text = self.say("import-wider", &args);
        self.done.wider.insert(Told { path: Arc::clone(path), line: ignore.line, text });
    }

    fn leave(&mut self, path: &Arc<str>, line: u32, text: String) {
        if self.done.left.len() < MAX_TOLD {
            self.done.left.insert(Told { path: Arc::clone(path), line, text });
        } else {
            self.done.cut_short = true;
        }
    }

    fn say(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        one(self.terms.lang, key, args)
    }
}
