//! What a seccomp filter says of the calls that it names.

use std::collections::BTreeMap;

use sekimori_parse::kubernetes::Field;
use sekimori_parse::lsm::seccomp::{Action, Entry, Filter};

/// A call where a filter first names it with an action, without conditions if it does so anywhere.
#[derive(Debug, Clone)]
pub(crate) struct Named<'a> {
    /// The item of `names`, or the field `name`.
    pub(crate) place: Field<'a>,
    /// The list that it is an item of; none where it stands in `name`.
    pub(crate) list: Option<Field<'a>>,
    /// Whether it is named only under conditions.
    pub(crate) is_conditional: bool,
}

/// The calls of a filter by what happens to them.
#[derive(Debug, Default)]
pub(crate) struct Calls<'a> {
    pub(crate) allowed: BTreeMap<&'a str, Named<'a>>,
    pub(crate) denied: BTreeMap<&'a str, Named<'a>>,
    asked: BTreeMap<&'a str, Named<'a>>,
}

impl<'a> Calls<'a> {
    pub(crate) fn of(filter: &Filter<'a>) -> Self {
        let mut calls = Self::default();
        for entry in filter.entries() {
            let known = match entry.action {
                Some(Action::Allow) => &mut calls.allowed,
                Some(Action::Deny) => &mut calls.denied,
                Some(Action::Ask) | None => &mut calls.asked,
            };
            let list = entry.field.at("names");
            let is_conditional = entry.is_conditional();
            for (place, in_list) in places(&entry) {
                let Some(name) = place.text() else { continue };
                let list = in_list.then(|| list.clone());
                let named = Named { place, list, is_conditional };
                // Without conditions says more than with, wherever it stands.
                let earlier =
                    known.get(name).is_some_and(|earlier| is_conditional || !earlier.is_conditional);
                if !earlier {
                    known.insert(name, named);
                }
            }
        }
        calls
    }

    /// Tells whether the filter speaks of a call at all.
    pub(crate) fn names(&self, call: &str) -> bool {
        [&self.allowed, &self.denied, &self.asked].iter().any(|known| known.contains_key(call))
    }
}

/// The places where an entry names calls, and whether they are items of its list.
pub(crate) fn places<'a>(entry: &Entry<'a>) -> impl Iterator<Item = (Field<'a>, bool)> {
    let listed: Vec<_> = entry.names.iter().map(|place| (place.clone(), true)).collect();
    let single = entry.name.is_present().then(|| (entry.name.clone(), false));
    listed.into_iter().chain(single)
}
