//! The one way from a hit to a finding: what it is, who waives it, and whether a provider is asked about it.

use sekimori_model::{Evidence, Finding, Location};
use sekimori_secrets::Hit;

use crate::plan::{Plan, Selection};
use crate::secrets::{Identities, finding};
use crate::verification::Pending;
use crate::waivers;

/// Makes findings of hits, which come in the order in which they stand.
pub(crate) struct Telling<'a> {
    plan: &'a Plan,
    identities: Identities,
    told: Told,
}

/// What was made of hits.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) findings: Vec<Finding>,
    /// Indexes of the configuration's waivers that cover a finding.
    pub(crate) waivers_used: Vec<usize>,
    /// Secrets that a provider is asked about.
    pub(crate) pending: Pending,
}

impl<'a> Telling<'a> {
    pub(crate) fn new(plan: &'a Plan) -> Self {
        Self { plan, identities: Identities::default(), told: Told::default() }
    }

    /// Tells of a hit, if its pattern runs on the file at `path`. `more` is what is known of it beside what the hit says.
    pub(crate) fn tell(
        &mut self,
        hit: &Hit,
        path: &str,
        selection: &Selection,
        locations: Vec<Location>,
        more: Option<Evidence>,
    ) {
        let Some((mut finding, rule)) = finding(hit, path, self.plan, selection, &mut self.identities) else {
            return;
        };
        finding.locations = locations;
        finding.evidence.extend(more);
        self.told.waivers_used.extend(waivers::apply(&mut finding, rule, &[], self.plan));
        if self.plan.verifier.is_some() {
            self.told.pending.keep(&finding, rule, &hit.value);
        }
        self.told.findings.push(finding);
    }

    pub(crate) fn told(self) -> Told {
        self.told
    }
}
