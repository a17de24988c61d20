//! How much is kept of one layer, however much is in it.

use std::sync::Arc;

use sekimori_model::{NotAnalysed, Package, Problem};
use sekimori_parse::packages;
use sekimori_secrets::Gap;

use super::executables::Ran;
use super::layer::{Kept, KeptKind, Layer, LayerHit, Told};

/// The most that is kept of one layer. An image has at most as much of each as these sums, whatever the number of its
/// layers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caps {
    /// Files that rules ask for. 200,000: the caches of package managers are the largest part.
    pub(super) kept: usize,
    /// Bytes of their paths, and of where links lead.
    pub(super) kept_bytes: usize,
    /// Files that can be executed, and hard links.
    pub(super) executables: usize,
    /// Bytes of their paths.
    pub(super) executable_bytes: usize,
    /// Secrets.
    pub(super) hits: usize,
    /// Bytes of secrets and of what is said of them.
    pub(super) hit_bytes: usize,
    /// Problems that are named one by one, and parts that were not searched.
    pub(super) problems: usize,
    /// Packages. The largest image seen has 60,000.
    pub(super) packages: usize,
    /// Files that tell of packages, and what they tell of packages listed elsewhere.
    pub(super) told: usize,
    /// Bytes of what they tell.
    pub(super) told_bytes: usize,
    /// What packages need.
    pub(super) needs: usize,
    /// Files that packages brought: a full desktop has 500,000.
    pub(super) owned: usize,
}

impl Caps {
    /// Divides what an image may have by the number of its layers, as far as a single one still makes sense.
    pub(super) fn of(layers: usize) -> Self {
        let share = |of_image: usize, least: usize| (of_image / layers.max(1)).max(least);
        Self {
            kept: share(2_000_000, 2_000).min(200_000),
            kept_bytes: share(512 << 20, 1 << 20).min(64 << 20),
            executables: share(2_000_000, 2_000).min(200_000),
            executable_bytes: share(512 << 20, 1 << 20).min(64 << 20),
            hits: share(100_000, 100),
            hit_bytes: share(256 << 20, 1 << 20),
            problems: share(100_000, 100).min(10_000),
            packages: share(1_000_000, 1_000).min(500_000),
            told: share(4_000_000, 2_000).min(1_000_000),
            told_bytes: share(1 << 30, 1 << 20).min(256 << 20),
            needs: share(20_000_000, 10_000).min(5_000_000),
            owned: share(8_000_000, 10_000).min(2_000_000),
        }
    }
}

/// What is left of the caps while a layer is read, and what was dropped behind them.
#[derive(Debug)]
pub(super) struct Room {
    left: Caps,
    dropped_hits: u64,
    dropped_problems: u64,
    dropped_told: u64,
    dropped_executables: u64,
}

impl Room {
    pub(super) fn new(caps: &Caps) -> Self {
        Self { left: *caps, dropped_hits: 0, dropped_problems: 0, dropped_told: 0, dropped_executables: 0 }
    }

    /// Keeps a file that rules ask for.
    pub(super) fn keep(&mut self, kept: Kept, layer: &mut Layer) {
        let to = if let KeptKind::Link(to) = &kept.kind { to.len() } else { 0 };
        if take(&mut self.left.kept, 1) && take(&mut self.left.kept_bytes, kept.path.len() + to) {
            layer.kept.push(kept);
        } else if !layer.is_cut {
            layer.is_cut = true;
            self.left.kept = 0;
            let detail = format!("more than {} files that rules ask for in one layer", layer.kept.len());
            self.name(Problem { path: kept.path, reason: NotAnalysed::TooManyFiles, detail }, layer);
        }
    }

    /// Keeps a file that can be executed.
    pub(super) fn executable(&mut self, ran: Ran, layer: &mut Layer) {
        if self.has_room_for_executable(ran.path.len()) {
            layer.executables.push(ran);
        }
    }

    /// Keeps another name of a file.
    pub(super) fn link(&mut self, path: &str, to: &str, layer: &mut Layer) {
        if self.has_room_for_executable(path.len() + to.len()) {
            layer.links.push((path.into(), to.into()));
        }
    }

    fn has_room_for_executable(&mut self, bytes: usize) -> bool {
        if take(&mut self.left.executables, 1) && take(&mut self.left.executable_bytes, bytes) {
            return true;
        }
        self.left.executables = 0;
        self.dropped_executables = self.dropped_executables.saturating_add(1);
        false
    }

    pub(super) fn name(&mut self, problem: Problem, layer: &mut Layer) {
        if take(&mut self.left.problems, 1) {
            layer.problems.push(problem);
        } else {
            self.dropped_problems = self.dropped_problems.saturating_add(1);
        }
    }

    pub(super) fn gap(&mut self, path: &Arc<str>, gap: Gap, layer: &mut Layer) {
        if take(&mut self.left.problems, 1) {
            layer.gaps.push((Arc::clone(path), gap));
        } else {
            self.dropped_problems = self.dropped_problems.saturating_add(1);
        }
    }

    pub(super) fn hit(&mut self, found: LayerHit, layer: &mut Layer) {
        let hit = &found.hit;
        let bytes = hit.value.expose().len() + hit.context.len() + hit.redacted.len() + found.path.len();
        if take(&mut self.left.hits, 1) && take(&mut self.left.hit_bytes, bytes) {
            layer.hits.push(found);
        } else {
            self.left.hits = 0;
            self.dropped_hits = self.dropped_hits.saturating_add(1);
        }
    }

    /// How much the readers of packages may still find.
    pub(super) fn bounds(&self) -> packages::Bounds {
        let usual = packages::Bounds::default();
        packages::Bounds {
            packages: usual.packages.min(self.left.packages),
            needs: usual.needs.min(self.left.needs),
            files: usual.files.min(self.left.owned),
            ..usual
        }
    }

    pub(super) fn tell(&mut self, told: Told, layer: &mut Layer) {
        let found = &told.found;
        let entries = 1 + found.about.len() + told.owned.len();
        if !take(&mut self.left.told, entries) || !take(&mut self.left.told_bytes, bytes_of(&told)) {
            self.dropped_told = self.dropped_told.saturating_add(1);
            return;
        }
        let needs: usize = found.packages.iter().map(|package| package.needs.len()).sum();
        let owned: usize = told.owned.iter().map(|owned| owned.files.len()).sum();
        // Readers keep to what is left; several of one file may pass it by what each of them found.
        self.left.packages = self.left.packages.saturating_sub(found.packages.len());
        self.left.needs = self.left.needs.saturating_sub(needs.saturating_add(found.elsewhere.len()));
        self.left.owned = self.left.owned.saturating_sub(owned);
        layer.told.push(told);
    }

    /// Names what was dropped.
    pub(super) fn close(self, caps: &Caps, layer: &mut Layer) {
        let (hits, told) = (layer.hits.len(), layer.told.len());
        let kept = layer.executables.len() + layer.links.len();
        let mut cut = |count: u64, reason: NotAnalysed, what: &str, kept: usize| {
            if count > 0 {
                layer.is_cut = true;
                let detail = format!("{count} more {what} in this layer, of which {kept} are kept");
                layer.problems.push(Problem { path: "".into(), reason, detail });
            }
        };
        cut(self.dropped_hits, NotAnalysed::TooManyFindings, "secrets", hits);
        cut(self.dropped_problems, NotAnalysed::TooManyFindings, "problems", caps.problems);
        cut(self.dropped_told, NotAnalysed::TooManyNodes, "files that tell of packages", told);
        cut(
            self.dropped_executables,
            NotAnalysed::TooManyFiles,
            "files that can be executed or are hard links",
            kept,
        );
        if self.left.packages == 0 || self.left.needs == 0 || self.left.owned == 0 {
            layer.is_cut = true;
        }
    }
}

fn take(left: &mut usize, count: usize) -> bool {
    match left.checked_sub(count) {
        Some(rest) => {
            *left = rest;
            true
        }
        None => false,
    }
}

/// About how many bytes are kept of what a file tells.
fn bytes_of(told: &Told) -> usize {
    let of_package = |package: &Package| {
        let licence = package.licence.as_ref().map_or(0, |licence| licence.text().len());
        told.path.len() + package.purl.name.len() + package.purl.version.len() + licence
    };
    let elsewhere = told.found.elsewhere.iter().map(|one| one.name.len());
    let about = told.found.about.iter().map(|about| about.package.len());
    let packages = told.found.packages.iter().map(of_package);
    packages.chain(elsewhere).chain(about).fold(told.path.len(), usize::saturating_add)
}

#[cfg(test)]
mod tests {
    use sekimori_parse::packages::Found;

    use super::super::layer::{Layer, Told};
    use super::{Caps, Room};

    #[test]
    fn a_thousand_layers_have_no_more_than_an_image_may() {
        let (one, many) = (Caps::of(1), Caps::of(1_000));
        for (one, many, sum) in [
            (one.packages, many.packages, 2_000_000),
            (one.told, many.told, 4_000_000),
            (one.told_bytes, many.told_bytes, 1 << 30),
            (one.needs, many.needs, 20_000_000),
            (one.owned, many.owned, 10_000_000),
        ] {
            assert!(many * 1_000 <= sum, "{many} of {sum}");
            assert!(one > many, "{one} and {many}");
        }
    }

    #[test]
    fn what_tells_of_packages_beyond_the_cap_is_told() {
        let caps = Caps { told: 2, ..Caps::of(1) };
        let (mut room, mut layer) = (Room::new(&caps), Layer::default());
        for path in ["a", "b", "c"] {
            room.tell(Told::new(path.into(), Found::default()), &mut layer);
        }
        room.close(&caps, &mut layer);
        assert_eq!(layer.told.len(), 2);
        assert!(layer.is_cut);
        let said = layer.problems.first().map(|problem| problem.detail.as_str()).unwrap_or_default();
        assert!(said.contains("1 more files that tell of packages"), "{said}");
    }
}
