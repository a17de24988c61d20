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
mod hard_links;
mod kept;
mod layer;
mod names;
mod owners;
mod packages;
mod stack;
mod symbolic_links;

use std::collections::HashMap;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use sekimori_model::{Image, ImageLimits, LayerCache, LayerFacts, Sbom};

use crate::plan::Plan;
use crate::{Progress, Scan, secrets};
use analyse::Analyser;
use caps::Caps;
use layer::Layer;
use stack::Stack;

/// The version of the analysis: another one where an image would be read otherwise.
pub(crate) use kept::VERSION as ANALYSIS;

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
    hard_links::rename(&mut layers, &stack);
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
    hard_links::rename(&mut layers, &stack);
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
    let first = first_alike(image);
    let mut layers: Vec<Layer> = pool.install(|| {
        let each = (0..count).into_par_iter().map(|index| {
            let is_first = first.get(index).is_none_or(|first| *first == index);
            let layer = is_first.then(|| analyse_or_recall(image, analyser, index, cache.as_ref()));
            progress(Progress::Done);
            layer.unwrap_or_default()
        });
        each.collect()
    });
    for (index, first) in first.into_iter().enumerate().filter(|(index, first)| index != first) {
        let alike = layers.get(first).cloned();
        if let (Some(layer), Some(alike)) = (layers.get_mut(index), alike) {
            *layer = alike;
        }
    }
    layers
}

/// For each layer the first one that has its digest: it is read once, however often an image names it.
fn first_alike(image: &dyn Image) -> Vec<usize> {
    let layers = image.facts().layers.iter().enumerate();
    let mut known = HashMap::new();
    let first = |(index, layer): (usize, &LayerFacts)| match &layer.digest {
        Some(digest) => *known.entry((digest.clone(), layer.diff_id.clone())).or_insert(index),
        None => index,
    };
    layers.map(first).collect()
}

fn analyse_or_recall(
    image: &dyn Image,
    analyser: &Analyser<'_>,
    index: usize,
    cache: Option<&(&dyn LayerCache, String)>,
) -> Layer {
    // A layer was compared with its digest while it was read, so the digest stands for it.
    let facts = image.facts().layers.get(index);
    let digest = facts.and_then(|layer| layer.digest.as_ref());
    let Some(((cache, name), digest)) = cache.zip(digest) else { return analyser.analyse(image, index) };
    // What it unpacks to is compared with what the image says of it, and another image may say something else.
    let unpacked = facts.and_then(|layer| layer.diff_id.as_ref()).map(ToString::to_string);
    // So is what the image says of its size and form: who lies about them has a layer that is not analysed.
    let said = facts.map(|layer| format!("{} {:?}", layer.size, layer.media_type)).unwrap_or_default();
    let name = &format!("{name} {} {said}", unpacked.unwrap_or_default());
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
