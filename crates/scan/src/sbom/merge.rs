//! What many files tell of packages, as one list.

use sekimori_model::Package;

/// Puts lists of packages together, each with `needs` that are places in itself: sorted by where a package is written,
/// then by its URL. What one file says twice of a package is said once.
pub fn merge(lists: impl IntoIterator<Item = Vec<Package>>) -> Vec<Package> {
    let mut all: Vec<Package> = Vec::new();
    for list in lists {
        let offset = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let count = list.len();
        // Places are 32 bits wide; four thousand million packages are more than memory has room for.
        for mut package in list.into_iter().take((u32::MAX - offset) as usize) {
            package.needs.retain(|need| (*need as usize) < count);
            for need in &mut package.needs {
                *need = need.saturating_add(offset);
            }
            all.push(package);
        }
    }
    let mut order: Vec<u32> = (0..).take(all.len()).collect();
    let key = |place: &u32| {
        let package = all.get(*place as usize)?;
        let found = &package.found_in;
        Some((&*found.path, found.layer, &package.purl, found.line))
    };
    order.sort_by(|a, b| key(a).cmp(&key(b)));
    // The new place of each old one, and the old places of each new one.
    let mut new_places = vec![0; all.len()];
    let mut groups: Vec<Vec<u32>> = Vec::with_capacity(order.len());
    for old in order {
        let same = |other: &u32| {
            let identity = |place: u32| key(&place).map(|(path, layer, purl, _)| (path, layer, purl));
            identity(*other) == identity(old)
        };
        match groups.last_mut().filter(|group| group.first().is_some_and(same)) {
            Some(group) => group.push(old),
            None => groups.push(vec![old]),
        }
        if let Some(new) = new_places.get_mut(old as usize) {
            *new = groups.len() - 1;
        }
    }
    let mut taken: Vec<Option<Package>> = all.into_iter().map(Some).collect();
    let mut take = |old: u32| taken.get_mut(old as usize).and_then(Option::take);
    let merged = groups.into_iter().filter_map(|group| {
        let first = *group.first()?;
        let mut group = group.into_iter().filter_map(&mut take);
        let mut package = group.next()?;
        group.for_each(|other| add(&mut package, other));
        for need in &mut package.needs {
            let new = new_places.get(*need as usize).copied().unwrap_or_default();
            *need = u32::try_from(new).unwrap_or(u32::MAX);
        }
        package.needs.sort_unstable();
        package.needs.dedup();
        let own = new_places.get(first as usize).copied();
        package.needs.retain(|need| Some(*need as usize) != own);
        package.digests.sort();
        package.digests.dedup();
        Some(package)
    });
    merged.collect()
}

/// Adds what is said once more of the same package.
fn add(package: &mut Package, other: Package) {
    package.needs.extend(other.needs);
    package.digests.extend(other.digests);
    package.licence = package.licence.take().or(other.licence);
    package.source = package.source.take().or(other.source);
    package.owned_by = package.owned_by.take().or(other.owned_by);
    package.published = package.published.or(other.published);
    package.about = package.about.take().or(other.about);
    // What one of them says outright is no guess of the other.
    package.guessed_from = package.guessed_from.and(other.guessed_from);
    // Whatever needs it most decides: `Runtime` comes first.
    package.scope = package.scope.min(other.scope);
    package.is_direct = match (package.is_direct, other.is_direct) {
        (Some(a), Some(b)) => Some(a || b),
        (a, b) => a.or(b),
    };
}

/// Returns the places of the packages that nothing else brings: those that the project asks for, and, where a file does
/// not tell, those that nobody needs.
pub(crate) fn roots(packages: &[Package]) -> Vec<u32> {
    let mut is_needed = vec![false; packages.len()];
    for (place, package) in packages.iter().enumerate() {
        for need in package.needs.iter().filter(|need| **need as usize != place) {
            if let Some(slot) = is_needed.get_mut(*need as usize) {
                *slot = true;
            }
        }
    }
    let is_root = |(package, is_needed): &(&Package, bool)| package.is_direct.unwrap_or(!is_needed);
    let all = (0..).zip(packages.iter().zip(is_needed));
    all.filter(|(_, one)| is_root(one)).map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use sekimori_model::{Package, Purl, Scope};

    use super::{merge, roots};

    fn package(path: &str, name: &str, needs: &[u32]) -> Package {
        let mut package = Package::new(Purl::new("npm", name, "1"), path);
        package.needs = needs.to_vec();
        package
    }

    #[test]
    fn lists_become_one_and_needs_still_point_at_what_they_meant() {
        let first = vec![package("b", "z", &[1]), package("b", "y", &[])];
        let second = vec![package("a", "x", &[1]), package("a", "w", &[0])];
        let merged = merge([first, second]);
        let told: Vec<_> = merged.iter().map(|one| (&*one.purl.name, one.needs.clone())).collect();
        assert_eq!(told, [("w", vec![1]), ("x", vec![0]), ("y", vec![]), ("z", vec![2])]);
    }

    #[test]
    fn what_one_file_says_twice_is_one_package() {
        let mut again = package("a", "x", &[1]);
        again.scope = Scope::Development;
        let merged =
            merge([vec![again, package("a", "y", &[]), package("a", "x", &[]), package("b", "x", &[])]]);
        assert_eq!(merged.len(), 3);
        assert_eq!(merged[0].needs, [1]);
        assert_eq!(merged[0].scope, Scope::Runtime);
    }

    #[test]
    fn a_need_beyond_the_list_is_none() {
        assert!(merge([vec![package("a", "x", &[7])]])[0].needs.is_empty());
    }

    #[test]
    fn roots_are_what_is_asked_for_or_what_nobody_needs() {
        let mut direct = package("a", "b", &[]);
        direct.is_direct = Some(true);
        let mut brought = package("a", "d", &[]);
        brought.is_direct = Some(false);
        let packages = [package("a", "a", &[1, 2]), direct, package("a", "c", &[2]), brought];
        assert_eq!(roots(&packages), [0, 1]);
    }
}
