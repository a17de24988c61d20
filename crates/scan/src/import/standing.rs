//! The secrets that stand on a line of a file, as a waiver names them.

use std::collections::BTreeMap;

use sekimori_catalog::credentials;
use sekimori_model::{Entry, Fingerprint, Limits, RuleId, Source, Subject};
use sekimori_secrets::{Bounds, Engine};

use crate::secrets::{Identities, carrier};

/// Looks for secrets in files, each once.
pub(super) struct Standing<'a> {
    source: &'a dyn Source,
    entries: &'a [Entry],
    limits: &'a Limits,
    /// Made when the first line is asked for.
    engine: Option<Engine>,
    known: BTreeMap<String, Vec<Stood>>,
}

struct Stood {
    rule: &'static str,
    fingerprint: Fingerprint,
    first_line: usize,
    last_line: usize,
}

impl<'a> Standing<'a> {
    /// Takes the listing of a source, sorted by path.
    pub(super) fn new(source: &'a dyn Source, entries: &'a [Entry], limits: &'a Limits) -> Self {
        Self { source, entries, limits, engine: None, known: BTreeMap::new() }
    }

    /// Returns the rules and fingerprints of the secrets that stand on a line of a file, from 1.
    pub(super) fn on_line(&mut self, path: &str, line: u32) -> Vec<(&'static str, Fingerprint)> {
        if !self.known.contains_key(path) {
            let stood = self.look(path);
            self.known.insert(path.to_owned(), stood);
        }
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        let all = self.known.get(path).into_iter().flatten();
        let on_line = all.filter(|stood| (stood.first_line..=stood.last_line).contains(&line));
        on_line.map(|stood| (stood.rule, stood.fingerprint)).collect()
    }

    fn look(&mut self, path: &str) -> Vec<Stood> {
        let entry = self.entries.binary_search_by(|entry| (*entry.path).cmp(path));
        let Some(entry) = entry.ok().and_then(|at| self.entries.get(at)) else { return Vec::new() };
        if self.engine.is_none() {
            self.engine = Engine::new(credentials().iter().copied()).ok();
        }
        let (Some(engine), Ok(bytes)) = (&self.engine, self.source.read(entry, self.limits)) else {
            return Vec::new();
        };
        let breaks: Vec<usize> =
            bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).collect();
        let line = |at: usize| breaks.partition_point(|end| *end < at) + 1;
        let mut identities = Identities::default();
        let bounds = Bounds { hits: self.limits.findings as usize, ..Bounds::default() };
        let hits = engine.scan(path, &bytes, &bounds).hits;
        let stood = hits.into_iter().filter_map(|hit| {
            let carrier = carrier(path, &hit.through);
            let discriminator = identities.next(hit.rule.id, &carrier, &hit.context);
            let (first_line, last_line) = (line(hit.span.start), line(hit.span.end.saturating_sub(1)));
            // What is encoded is pointed at as a whole, so that only on one line it is known where it stands.
            if !hit.through.is_empty() && first_line != last_line {
                return None;
            }
            let subject = Subject::Secret {
                pattern: hit.rule.id.to_owned(),
                carrier,
                context: hit.context,
                joins: None,
            };
            let id = RuleId::from_static(hit.rule.id);
            let fingerprint = Fingerprint::new(&id, &subject, &discriminator);
            Some(Stood { rule: hit.rule.id, fingerprint, first_line, last_line })
        });
        stood.collect()
    }
}
