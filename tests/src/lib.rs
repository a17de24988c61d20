//! What the tests and benchmarks of the whole share: generators of manifests and of labelled secrets that are the same
//! everywhere.

mod corpus;
mod generate;
mod tree;

pub use corpus::{Fault, Label, Piece, Score, Wrapping, corpus, judge};
pub use generate::{manifest, text};
pub use tree::Tree;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_gives_the_same_manifest() {
        assert_eq!(manifest(7), manifest(7));
        assert_ne!(manifest(7), manifest(8));
    }

    #[test]
    fn a_text_is_as_long_as_asked_for() {
        assert!(text(100_000).len() >= 100_000);
    }
}
