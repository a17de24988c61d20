//! What the fuzzer does with an overlay, and what the replay in `tests/kustomize/corpus.rs` does with what it kept.

use sekimori_model::Limits;
use sekimori_render::kustomize::build;
use sekimori_render::{Bounds, Budget, InMemory};

/// Builds an overlay whose files stand one after the other, with a line `%%%` between: the kustomization, `a.yaml`,
/// `p.yaml` and `b/kustomization.yaml`. A panic, a hang or memory past the bounds is a defect.
pub fn exercise_patch(bytes: &[u8]) {
    let names = ["k/kustomization.yaml", "k/a.yaml", "k/p.yaml", "k/b/kustomization.yaml"];
    let text = String::from_utf8_lossy(bytes);
    let parts = text.split("%%%\n").map(|part| part.as_bytes().to_vec());
    let files: InMemory = names.into_iter().zip(parts).collect();
    let late = || false;
    let bounds = Bounds { steps: 200_000, bytes: 8 << 20, depth: 60 };
    let limits = Limits { documents: 50, nodes: 10_000, ..Limits::default() };
    match build(&files, "k", &limits, &Budget::new(bounds, &late)) {
        Ok(built) => {
            let lines = built.rendered.text.lines().count();
            assert_eq!(lines, built.rendered.lines.len(), "each line has its place");
            assert!(built.files.is_sorted(), "the files are sorted");
        }
        Err(error) => {
            let is_placed = error.line >= 1 && error.path.starts_with("k/");
            assert!(is_placed, "an error has a place: {error}");
        }
    }
}
