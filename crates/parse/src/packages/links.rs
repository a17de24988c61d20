//! Which package of a file meets what another one needs.

use std::borrow::Cow;
use std::collections::HashMap;

use sekimori_model::NotAnalysed;

use super::{Bounds, Found};
use crate::Failure;

/// What the packages of one file offer, by the words in which others ask for it.
pub(super) struct Links<'t> {
    offers: HashMap<Cow<'t, str>, Vec<u32>>,
    left: usize,
}

impl<'t> Links<'t> {
    pub(super) fn new(bounds: &Bounds) -> Self {
        Self { offers: HashMap::new(), left: bounds.needs }
    }

    /// Says that the package at a place meets who asks for this.
    pub(super) fn offer(&mut self, word: impl Into<Cow<'t, str>>, place: u32) {
        let places = self.offers.entry(word.into()).or_default();
        if places.last() != Some(&place) {
            places.push(place);
        }
    }

    /// Returns the places of the packages that meet who asks for this, each once, ascending.
    pub(super) fn of(&self, word: &str) -> &[u32] {
        self.offers.get(word).map_or(&[], Vec::as_slice)
    }

    /// Links a package to all that meet what it asks for, itself left out.
    ///
    /// # Errors
    /// A failure with the reason `too-many-nodes` where the links of the whole file are more than the bound; those made
    /// before stay.
    pub(super) fn link<W: AsRef<str>>(
        &mut self,
        found: &mut Found,
        place: u32,
        words: impl IntoIterator<Item = W>,
    ) -> Result<(), Failure> {
        let mut needs = Vec::new();
        for word in words {
            // A word that nothing meets is work, too.
            let met = self.of(word.as_ref());
            let cost = met.len().max(1);
            if cost > self.left {
                return Err(Failure::of_file(
                    NotAnalysed::TooManyNodes,
                    "the packages need one another more often than the bound",
                ));
            }
            needs.extend_from_slice(met);
            self.left = self.left.saturating_sub(cost);
        }
        needs.sort_unstable();
        needs.dedup();
        needs.retain(|need| *need != place);
        if let Some(package) = usize::try_from(place).ok().and_then(|place| found.packages.get_mut(place)) {
            package.needs = needs;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use sekimori_model::{NotAnalysed, Package, Purl};

    use super::Links;
    use crate::packages::{Bounds, Found};

    #[test]
    fn links_are_sorted_and_bounded() {
        let bounds = Bounds { needs: 4, ..Bounds::default() };
        let (mut links, mut found) = (Links::new(&bounds), Found::default());
        for (place, name) in [(0, "a"), (1, "b"), (2, "c")] {
            found.packages.push(Package::new(Purl::new("deb", name, "1"), "status"));
            links.offer(name, place);
            links.offer("all", place);
        }
        assert!(links.link(&mut found, 1, ["c", "all"]).is_ok());
        assert_eq!(found.packages.get(1).map(|package| package.needs.clone()), Some(vec![0, 2]));
        let failure = links.link(&mut found, 0, ["nothing"]);
        assert_eq!(failure.map_err(|failure| failure.reason), Err(NotAnalysed::TooManyNodes));
    }
}
