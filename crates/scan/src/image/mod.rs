//! Images: layers are read once each, and what they say together is judged.
//!
//! A layer is analysed by itself ([`layer`]), so that layers are read in parallel and what came of one may be kept for the
//! next image that has it. Only then is it decided what of a layer is still there under those above it ([`stack`]). No
//! list of all files is kept: of most, a digest of the path tells whether a later layer replaced them.

mod accounts;
mod config_text;
mod findings;
mod layer;
mod packages;
mod stack;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use sekimori_model::{Image, ImageLimits, Sbom};

use crate::plan::Plan;
use crate::{Progress, Scan, secrets};
use layer::{Analyser, Layer};
use stack::Stack;

/// What a scan of an image gives.
#[derive(Debug)]
pub struct ImageScan {
    /// What rules and patterns say of it.
    pub scan: Scan,
    /// What it is made of.
    pub sbom: Sbom,
}

/// Reads an image and judges it.
///
/// Layers are read in parallel on `pool`; the result does not depend on how many threads it has. `progress` is called with
/// the number of layers, then once for each that is done.
pub fn scan_image(
    image: &dyn Image,
    limits: &ImageLimits,
    plan: &Plan,
    pool: &ThreadPool,
    progress: &(dyn Fn(Progress) + Sync),
) -> ImageScan {
    let bounds = secrets::bounds(plan, &plan.whole);
    let search = plan.engine.as_ref().map(|engine| (engine, bounds));
    let analyser = Analyser::new(*limits, search, plan.config.limits.file_bytes);
    let layers = analyse(image, &analyser, pool, progress);
    let stack = Stack::of(&layers);
    let sbom = packages::sbom(image.facts(), &layers, &stack);
    let scan = findings::judge(image.facts(), &layers, &stack, &sbom, plan);
    ImageScan { scan, sbom }
}

/// Reads an image for what it is made of, and for nothing else.
pub fn collect_image(
    image: &dyn Image,
    limits: &ImageLimits,
    pool: &ThreadPool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Sbom {
    let layers = analyse(image, &Analyser::new(*limits, None, 0), pool, progress);
    packages::sbom(image.facts(), &layers, &Stack::of(&layers))
}

fn analyse(
    image: &dyn Image,
    analyser: &Analyser<'_>,
    pool: &ThreadPool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Vec<Layer> {
    let count = image.facts().layers.len();
    progress(Progress::Files(count));
    pool.install(|| {
        let each = (0..count).into_par_iter().map(|index| {
            let layer = analyser.analyse(image, index);
            progress(Progress::Done);
            layer
        });
        each.collect()
    })
}
