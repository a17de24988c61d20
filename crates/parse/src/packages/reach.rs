//! What is needed for what, where a lockfile says only who needs whom.

use sekimori_model::{Package, Scope};

/// Sets scopes by what is reached from the packages that the project itself asks for, each with what it asks for it:
/// what is reached to run is for running, and so on down. What the file itself says of a package is never widened.
pub(super) fn mark(packages: &mut [Package], first: u32, roots: &[(u32, Scope)]) {
    let base = usize::try_from(first).unwrap_or(usize::MAX);
    let mut reached: Vec<Option<Scope>> = vec![None; packages.len()];
    for scope in [Scope::Runtime, Scope::Optional, Scope::Development] {
        let mut next: Vec<u32> = roots.iter().filter(|root| root.1 == scope).map(|root| root.0).collect();
        while let Some(place) = next.pop() {
            let place = usize::try_from(place).unwrap_or(usize::MAX);
            let Some(mark @ None) = reached.get_mut(place) else { continue };
            *mark = Some(scope);
            next.extend(packages.get(place).map(|package| &*package.needs).unwrap_or_default());
        }
    }
    for (package, scope) in packages.iter_mut().zip(reached).skip(base) {
        if let Some(scope) = scope {
            package.scope = package.scope.max(scope);
        }
    }
}

#[cfg(test)]
mod tests {
    use sekimori_model::{Package, Purl, Scope};

    use super::mark;

    #[test]
    fn what_runs_is_reached_first_and_circles_end() {
        let package = |needs: &[u32]| Package {
            needs: needs.to_vec(),
            ..Package::new(Purl::new("npm", "a", "1"), "package-lock.json")
        };
        let mut packages = [package(&[1]), package(&[0]), package(&[1, 3]), package(&[]), package(&[9])];
        mark(&mut packages, 0, &[(2, Scope::Development), (0, Scope::Runtime), (7, Scope::Optional)]);
        let scopes = packages.map(|package| package.scope);
        let (run, build) = (Scope::Runtime, Scope::Development);
        assert_eq!(scopes, [run, run, build, build, run]);
    }
}
