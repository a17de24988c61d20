//! Which packages of a lockfile need which, by their names and, where one stands several times, their versions.

use std::collections::HashMap;

use sekimori_model::{Package, Scope};

use super::normal;
use crate::Failure;
use crate::packages::{Bounds, Found, reach};

/// What a package needs.
pub(super) struct Need<'t> {
    pub(super) name: &'t str,
    /// Which one, where the lockfile has several of that name; else empty.
    pub(super) version: &'t str,
}

impl<'t> Need<'t> {
    pub(super) fn of(name: &'t str) -> Self {
        Self { name, version: "" }
    }
}

/// The packages of a lockfile by their names, and what they need.
pub(super) struct Graph<'t> {
    by_name: HashMap<String, Vec<(&'t str, u32)>>,
    needs: Vec<(u32, Vec<Need<'t>>)>,
    /// What the project itself asks for.
    roots: Vec<(Need<'t>, Scope)>,
    first: u32,
}

impl<'t> Graph<'t> {
    pub(super) fn new(found: &Found) -> Self {
        let first = u32::try_from(found.packages.len()).unwrap_or(u32::MAX);
        Self { by_name: HashMap::new(), needs: Vec::new(), roots: Vec::new(), first }
    }

    /// Adds a package.
    pub(super) fn push(
        &mut self,
        package: Package,
        version: &'t str,
        needs: Vec<Need<'t>>,
        bounds: &Bounds,
        found: &mut Found,
    ) -> Result<(), Failure> {
        let name = package.purl.name.to_string();
        let place = found.push(package, bounds)?;
        self.by_name.entry(name).or_default().push((version, place));
        self.needs.push((place, needs));
        Ok(())
    }

    /// Notes what the project itself asks for.
    pub(super) fn ask(&mut self, need: Need<'t>, scope: Scope) {
        self.roots.push((need, scope));
    }

    /// Links the packages. Where it is known what the project asks for, says what that is, and what is only needed to
    /// build or for extras.
    pub(super) fn finish(self, bounds: &Bounds, found: &mut Found) -> Result<(), Failure> {
        let mut left = bounds.needs;
        for (place, needs) in &self.needs {
            let places = needs.iter().flat_map(|need| self.resolve(need)).take(left.saturating_add(1));
            found.link(*place, places.collect(), &mut left)?;
        }
        if self.roots.is_empty() {
            return Ok(());
        }
        for (place, _) in &self.needs {
            if let Some(package) = found.at(*place) {
                package.is_direct = Some(false);
            }
        }
        let mut roots = Vec::new();
        for (need, scope) in &self.roots {
            for place in self.resolve(need).take(bounds.needs.saturating_sub(roots.len())) {
                if let Some(package) = found.at(place) {
                    package.is_direct = Some(true);
                }
                roots.push((place, *scope));
            }
        }
        reach::mark(&mut found.packages, self.first, &roots);
        Ok(())
    }

    /// The packages that meet a need: all of that name, where no version is told.
    fn resolve(&self, need: &Need<'_>) -> impl Iterator<Item = u32> {
        let all = self.by_name.get(&normal(need.name)).map(Vec::as_slice).unwrap_or_default();
        let version = need.version.to_owned();
        all.iter().filter(move |(one, _)| version.is_empty() || *one == version).map(|(_, place)| *place)
    }
}
