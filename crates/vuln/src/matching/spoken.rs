//! Which faults a distribution speaks of, whatever it says of them.

use std::collections::BTreeSet;

use sekimori_model::{Distribution, Package};

use super::place;
use crate::ecosystem::asked_of;
use crate::{Database, Error};

impl<'a> Database<'a> {
    /// Returns the names of all faults that records of the distribution of a package tell of its source, in whichever version:
    /// of these it has decided where they are mended. Of the others it has said nothing.
    ///
    /// # Errors
    /// [`Error::Damaged`] where the database cannot be read.
    pub fn spoken_of(
        &self,
        package: &Package,
        distribution: Option<&Distribution>,
    ) -> Result<BTreeSet<&'a str>, Error> {
        let mut names = BTreeSet::new();
        for asked in asked_of(package, distribution).iter().filter(|asked| asked.family.is_distribution()) {
            let speaks = |told: &str| asked.family.release.speaks_of(told, &asked.release);
            for (number, _) in self.ecosystems_of(asked.family, speaks) {
                for (name, _) in &asked.names {
                    let Some(place_of) = self.package(number, name)? else { continue };
                    self.each_entry(place_of, &mut |entry| {
                        let meta = self.meta(place(entry.record)?)?;
                        if meta.withdrawn == 0 {
                            names.extend(meta.aliases.into_iter().chain(meta.upstream).chain([meta.id]));
                        }
                        Ok(())
                    })?;
                }
            }
        }
        Ok(names)
    }
}
