//! Images: layers are read once each, and what they say together is judged.
//!
//! A layer is analysed by itself ([`layer`]), so that layers are read in parallel and what came of one may be kept for the
//! next image that has it. Only then is it decided what of a layer is still there under those above it ([`stack`]). No
//! list of all files is kept: of most, a digest of the path tells whether a later layer replaced them.

mod accounts;
mod analyse;
mod caps;
mod config_text;
mod executables;
mod findings;
mod kept;
mod layer;
mod linked;
mod owners;
mod packages;
mod stack;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use sekimori_model::{Image, ImageLimits, LayerCache, Sbom};

use crate::plan::Plan;
use crate::{Progress, Scan, secrets};
use analyse::Analyser;
use caps::Caps;
use layer::Layer;
use stack::Stack;

/// What a scan of an image gives.
#[derive(Debug)]
pub struct ImageScan {
    /// What rules and patterns say of it.
    pub scan: Scan,
    /// What it is made of.
    pub sbom: Sbom,
}

/// How an image is read.
#[derive(Clone, Copy, Default)]
pub struct Reading<'a> {
    /// How much is taken in.
    pub limits: ImageLimits,
    /// What remembers layers.
    pub cache: Option<&'a dyn LayerCache>,
    /// Whether the bill lists the files that can be executed, each of which is hashed.
    pub executables: bool,
}

/// Reads an image and judges it.
///
/// Layers are read in parallel on `pool`; the result does not depend on how many threads it has. `progress` is called with
/// the number of layers, then once for each that is done.
pub fn scan_image(
    image: &dyn Image,
    reading: &Reading<'_>,
    plan: &Plan,
    pool: &ThreadPool,
    progress: &(dyn Fn(Progress) + Sync),
) -> ImageScan {
    let bounds = secrets::bounds(plan, &plan.whole);
    let search = plan.engine.as_ref().map(|engine| (engine, bounds));
    let search_bytes = plan.config.limits.file_bytes;
    let caps = Caps::of(image.facts().layers.len());
    let mut analyser = Analyser::new(reading.limits, caps, search, search_bytes);
    analyser.executables = reading.executables;
    // A digest of some thousand patterns costs more than a small image.
    let asked = || format!("{} {search_bytes} {}", plan.patterns_digest(), plan.today);
    let mut layers = analyse(image, &analyser, reading.cache, &asked, pool, progress);
    let stack = Stack::of(&mut layers);
    let (sbom, owners) = packages::sbom(image.facts(), &layers, &stack, reading.executables);
    let scan = findings::judge(image.facts(), &layers, &stack, &sbom, &owners, plan);
    ImageScan { scan, sbom }
}

/// Reads an image for what it is made of, and for nothing else.
pub fn collect_image(
    image: &dyn Image,
    reading: &Reading<'_>,
    pool: &ThreadPool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Sbom {
    let caps = Caps::of(image.facts().layers.len());
    let mut analyser = Analyser::new(reading.limits, caps, None, 0);
    analyser.executables = reading.executables;
    let mut layers = analyse(image, &analyser, reading.cache, &|| "packages".to_owned(), pool, progress);
    let stack = Stack::of(&mut layers);
    packages::sbom(image.facts(), &layers, &stack, reading.executables).0
}

fn analyse(
    image: &dyn Image,
    analyser: &Analyser<'_>,
    cache: Option<&dyn LayerCache>,
    asked: &dyn Fn() -> String,
    pool: &ThreadPool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Vec<Layer> {
    let count = image.facts().layers.len();
    let version = env!("CARGO_PKG_VERSION");
    let cache = cache.map(|cache| {
        let (form, executables, limits) = (kept::VERSION, analyser.executables, analyser.limits());
        (cache, format!("sekimori {version} {form} {} {executables} {limits:?}", asked()))
    });
    progress(Progress::Files(count));
    pool.install(|| {
        let each = (0..count).into_par_iter().map(|index| {
            let layer = analyse_or_recall(image, analyser, index, cache.as_ref());
            progress(Progress::Done);
            layer
        });
        each.collect()
    })
}

fn analyse_or_recall(
    image: &dyn Image,
    analyser: &Analyser<'_>,
    index: usize,
    cache: Option<&(&dyn LayerCache, String)>,
) -> Layer {
    // A layer was compared with its digest while it was read, so the digest stands for it.
    let digest = image.facts().layers.get(index).and_then(|layer| layer.digest.as_ref());
    let Some(((cache, name), digest)) = cache.zip(digest) else { return analyser.analyse(image, index) };
    if let Some((mut layer, again)) = cache.get(digest, name).as_deref().and_then(kept::unpack) {
        // No value is kept: where there was a secret, it is searched for once more.
        if again.is_empty() || analyser.search_again(image, index, &again, &mut layer).is_ok() {
            return layer;
        }
    }
    let layer = analyser.analyse(image, index);
    if let Some(bytes) = kept::pack(&layer) {
        cache.put(digest, name, &bytes);
    }
    layer
}

#[cfg(test)]
mod tests;
