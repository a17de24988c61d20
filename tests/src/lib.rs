//! What the tests and benchmarks of the whole share: generators of manifests and of labelled secrets that are the same
//! everywhere.

mod big_image;
mod bills;
mod corpus;
mod generate;
mod tree;

pub use big_image::BigImage;
pub use bills::{Bills, write_records};
pub use corpus::{Fault, Label, Piece, Score, Wrapping, corpus, judge, zip};
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

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test reads what it wrote")]
    fn an_image_is_the_same_twice() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let image = BigImage { zeros: 1, mixed: 1, small: 3 };
        let index = |name: &str| {
            let folder = folder.path().join(name);
            let bytes = image.write(&folder).expect("room");
            assert!(bytes > 2_000_000, "{bytes}");
            std::fs::read(folder.join("index.json")).expect("it was written")
        };
        assert_eq!(index("first"), index("second"));
    }
}
