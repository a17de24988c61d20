//! Whether all ways to a package lead through another.

use sekimori_model::Package;

/// Nodes that are walked for one question. A tree of sources has some ten thousand.
const MAX_STEPS: usize = 1_000_000;

/// The graph of packages, upwards from one of them.
pub(super) struct Paths<'a> {
    packages: &'a [Package],
    at: usize,
    /// Who needs each, made when it is first asked for.
    needed_by: Option<Vec<Vec<usize>>>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(packages: &'a [Package], at: usize) -> Self {
        Self { packages, at, needed_by: None }
    }

    /// Tells whether every way from what nothing else needs, or what the project asks for itself, leads through one that is
    /// meant. Where nothing is known of who needs it, none does.
    pub(super) fn all_lead_through(&mut self, is_meant: impl Fn(&Package) -> bool) -> bool {
        let packages = self.packages;
        let needed_by = self.needed_by.get_or_insert_with(|| {
            let mut needed_by = vec![Vec::new(); packages.len()];
            for (who, package) in packages.iter().enumerate() {
                for needed in &package.needs {
                    if let Some(list) = needed_by.get_mut(*needed as usize) {
                        list.push(who);
                    }
                }
            }
            needed_by
        });
        let (mut seen, mut next) = (vec![false; packages.len()], vec![self.at]);
        let mut steps = 0;
        while let Some(at) = next.pop() {
            let (Some(package), Some(by)) = (packages.get(at), needed_by.get(at)) else { return false };
            if by.is_empty() || package.is_direct == Some(true) {
                return false;
            }
            for who in by {
                steps += 1;
                if steps > MAX_STEPS {
                    return false;
                }
                let is_new = seen.get_mut(*who).is_some_and(|seen| !std::mem::replace(seen, true));
                if is_new && packages.get(*who).is_some_and(|package| !is_meant(package)) {
                    next.push(*who);
                }
            }
        }
        true
    }
}
