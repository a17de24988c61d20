//! What other scanners are told to leave alone, as waivers.
//!
//! A waiver is no wider than the ignore that it is made from, as far as subject and path can say. Where its rule also sees
//! what other checks of that scanner see, this is told; what cannot be carried over is told too, each with its place.
//! Where a line of a file is meant, the secrets that stand on it are waived by their fingerprints.

mod standing;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use sekimori_catalog::{Coverage, Rule, coverage};
use sekimori_model::{Fingerprint, Lang, Limits, Source, Viewpoint, Waiver};
use sekimori_parse::ignores::{Ignore, Scanner, Unclear, What, beside, heeds_any_file, read, wants};
use sekimori_text::Arg;

use crate::texts::one;
use standing::Standing;

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
    /// What was carried over and accepts more than the scanner was told, or needs no waiver.
    pub wider: BTreeSet<Told>,
    /// Ignores that a waiver was made of.
    pub carried: u64,
    /// Ignores of what no rule sees.
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

/// Returns what tells by its path whether a file may hold what is imported.
pub fn may_ignore(scanners: &[Scanner]) -> fn(&str) -> bool {
    if heeds_any_file(scanners) { |_| true } else { wants }
}

/// Imports the ignores of all files of `source`.
pub fn import(source: &dyn Source, scanners: &[Scanner], terms: &Terms, limits: &Limits) -> Imported {
    let listing = source.list(limits);
    let mut import = Import {
        terms,
        known: HashMap::new(),
        looked_up: BTreeMap::new(),
        standing: Standing::new(source, &listing.entries, limits),
        done: Imported::default(),
    };
    import.done.cut_short = listing.truncated;
    for problem in &listing.problems {
        import.leave(&problem.path, 0, problem.detail.clone());
    }
    let may = may_ignore(scanners);
    for entry in listing.entries.iter().filter(|entry| entry.named || may(&entry.path)) {
        match source.read(entry, limits) {
            Ok(bytes) => {
                if entry.named || wants(&entry.path) {
                    import.file(&entry.path, &bytes, scanners, limits);
                }
                for ignore in beside(&entry.path, &bytes, scanners) {
                    import.ignore(&entry.path, &ignore);
                }
            }
            Err(problem) => import.leave(&problem.path, 0, problem.detail),
        }
    }
    import.done
}

/// Rule, advisory, subject, path and fingerprint.
type Key = (&'static str, Option<String>, Option<String>, Option<String>, Option<Fingerprint>);

/// What sees all that a scanner of secrets checks, as a waiver names it.
const SECRETS: &str = "credential/*";

/// What sees all that is published about packages, as a waiver names it.
const PACKAGES: &str = "package/*";

struct Import<'a> {
    terms: &'a Terms,
    /// The waivers so far by what they select: their index, and whether somebody wrote their reason.
    known: HashMap<Key, (usize, bool)>,
    looked_up: BTreeMap<(Scanner, String), Coverage>,
    standing: Standing<'a>,
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
            What::Advisory(id) => {
                self.done.carried += 1;
                self.waive(path, ignore, id, PACKAGES, None);
            }
            What::AnyAdvisory => {
                self.done.carried += 1;
                self.waive(path, ignore, PACKAGES, PACKAGES, None);
            }
            What::Everything if is_of_secrets(ignore) && !is_everywhere(ignore) => {
                self.done.carried += 1;
                self.waive(path, ignore, SECRETS, SECRETS, None);
            }
            What::Everything => self.leave(path, ignore.line, self.say("import-everything", &[scanner])),
            What::Beside => self.beside(path, ignore),
            What::Unclear(why) => {
                let key = match why {
                    Unclear::Paths => "import-paths",
                    Unclear::NoObject => "import-no-object",
                    Unclear::Day => "import-day",
                    Unclear::Form => "import-form",
                    Unclear::Defaults => "import-defaults",
                    Unclear::Values => "import-values",
                    Unclear::Commits => "import-commits",
                    Unclear::Together => "import-together",
                    Unclear::Expression => "import-expression",
                    Unclear::Extends => "import-extends",
                    Unclear::TooMany => "import-too-many",
                };
                self.leave(path, ignore.line, self.say(key, &[scanner]));
            }
        }
    }

    fn check(&mut self, path: &Arc<str>, ignore: &Ignore, id: &str) {
        let scanner = ignore.scanner;
        let key = (scanner, id.to_owned());
        let seen = self.looked_up.entry(key).or_insert_with(|| look_up(scanner, id)).clone();
        let args = [("scanner", Arg::Text(scanner.name())), ("check", Arg::Text(id))];
        match seen {
            Coverage::Rules(rules) => {
                self.done.carried += 1;
                let meant = ignore.only_line.zip(ignore.scope.path.as_deref());
                let on_line = meant.map(|(line, file)| self.standing.on_line(file, line)).unwrap_or_default();
                let exact: Vec<_> =
                    on_line.iter().filter(|(seen, _)| rules.iter().any(|rule| rule.id == *seen)).collect();
                for (rule, fingerprint) in &exact {
                    self.waive(path, ignore, id, rule, Some(*fingerprint));
                }
                for rule in rules.iter().filter(|_| exact.is_empty()) {
                    if self.waive(path, ignore, id, rule.id, None) {
                        self.tell_wider(path, ignore, id, rule);
                    }
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

    /// Waives what stands on the line of a comment. Kingfisher also looks at the lines around it, which says too little of
    /// what is meant.
    fn beside(&mut self, path: &Arc<str>, ignore: &Ignore) {
        let scanner = ("scanner", Arg::Text(ignore.scanner.name()));
        let on_line = self.standing.on_line(path, ignore.line);
        if !on_line.is_empty() {
            self.done.carried += 1;
        } else if ignore.scanner == Scanner::Kingfisher {
            self.leave(path, ignore.line, self.say("import-beside", &[scanner]));
        } else {
            self.told_wider(path, ignore, self.say("import-nothing-beside", &[scanner]));
        }
        for (rule, fingerprint) in on_line {
            self.waive(path, ignore, rule, rule, Some(fingerprint));
        }
    }

    /// Tells whether the waiver is a new one.
    fn waive(
        &mut self,
        path: &Arc<str>,
        ignore: &Ignore,
        id: &str,
        rule: &'static str,
        fingerprint: Option<Fingerprint>,
    ) -> bool {
        let scope = &ignore.scope;
        let expires = ignore.expires.map_or(self.terms.expires, |day| day.min(self.terms.expires));
        let name = ignore.scanner.name();
        let written = ignore.reason.as_ref().map(|reason| format!("{name}: {reason}"));
        let advisory = match &ignore.what {
            What::Advisory(id) => Some(id.clone()),
            What::AnyAdvisory => Some("*".to_owned()),
            _ => None,
        };
        let key = (rule, advisory.clone(), scope.subject.clone(), scope.path.clone(), fingerprint);
        if let Some((index, is_written)) = self.known.get_mut(&key) {
            // Two told the same: the earlier day holds, and a reason that somebody wrote is the better one.
            if let Some(waiver) = self.done.waivers.get_mut(*index) {
                waiver.expires = waiver.expires.min(expires);
                if let Some(written) = written.filter(|_| !*is_written) {
                    (waiver.reason, *is_written) = (written, true);
                }
            }
            return false;
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
            return false;
        }
        if fingerprint.is_none() {
            self.tell_whole(path, ignore, rule);
        }
        self.known.insert(key, (self.done.waivers.len(), written.is_some()));
        let args = [("scanner", Arg::Text(name)), ("check", Arg::Text(id))];
        let reason =
            written.or_else(|| self.terms.reason.clone()).unwrap_or_else(|| self.say("import-reason", &args));
        self.done.waivers.push(Waiver {
            rule: rule.to_owned(),
            advisory,
            subject: scope.subject.clone(),
            path: scope.path.clone(),
            fingerprint,
            reason,
            owner: self.terms.owner.clone(),
            expires,
            approver: None,
            justification: None,
            seen_from: Viewpoint::default(),
        });
        true
    }

    /// Tells that a whole file is accepted where one line of it was meant.
    fn tell_whole(&mut self, path: &Arc<str>, ignore: &Ignore, rule: &str) {
        let (Some(line), Some(file)) = (ignore.only_line, &ignore.scope.path) else { return };
        let line = line.to_string();
        let args = [("rule", Arg::Text(rule)), ("file", Arg::Text(file)), ("line", Arg::Text(&line))];
        self.told_wider(path, ignore, self.say("import-whole-file", &args));
    }

    /// Tells which other checks of the same scanner are accepted with this one, because one rule sees them all.
    fn tell_wider(&mut self, path: &Arc<str>, ignore: &Ignore, id: &str, rule: &'static Rule) {
        let framework = ignore.scanner.name();
        let named = rule.covers.iter().chain(rule.controls);
        let others = named.filter(|control| control.framework == framework && control.id != id);
        let others: Vec<&str> = others.map(|control| control.id).collect();
        if others.is_empty() {
            return;
        }
        let args = [
            ("rule", Arg::Text(rule.id)),
            ("check", Arg::Text(id)),
            ("others", Arg::Text(&others.join(", "))),
        ];
        self.told_wider(path, ignore, self.say("import-wider", &args));
    }

    fn told_wider(&mut self, path: &Arc<str>, ignore: &Ignore, text: String) {
        if self.done.wider.len() < MAX_TOLD {
            self.done.wider.insert(Told { path: Arc::clone(path), line: ignore.line, text });
        }
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

fn is_of_secrets(ignore: &Ignore) -> bool {
    matches!(ignore.scanner, Scanner::Gitleaks | Scanner::Betterleaks | Scanner::Kingfisher)
}

/// Tells whether nothing is left of what is scanned.
fn is_everywhere(ignore: &Ignore) -> bool {
    ignore.scope.path.as_deref().is_none_or(|path| path == "*")
}

/// betterleaks keeps the ids of gitleaks, and a rule may name only those.
fn look_up(scanner: Scanner, id: &str) -> Coverage {
    match coverage(scanner.name(), id) {
        Coverage::Unknown { .. } if scanner == Scanner::Betterleaks => coverage(Scanner::Gitleaks.name(), id),
        seen => seen,
    }
}
