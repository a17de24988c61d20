//! What must hold for any layer of an image, and any document of one.

#[expect(unreachable_pub, reason = "the fuzz target is a crate of its own")]
#[path = "../fuzz/exercise_layer.rs"]
mod exercise_layer;

use exercise_layer::exercise_layer;
use proptest::prelude::{ProptestConfig, any, prop, proptest};

/// A header without its sum, which the exercise gives it, and what follows it.
fn member(name: &str, link: &str, kind: u8, size: usize, content: &[u8]) -> Vec<u8> {
    let mut block = vec![0; 512];
    let mut put = |at: usize, most: usize, bytes: &[u8]| {
        let bytes = &bytes[..bytes.len().min(most)];
        block[at..at + bytes.len()].copy_from_slice(bytes);
    };
    put(0, 100, name.as_bytes());
    put(100, 8, b"0004755");
    put(124, 12, format!("{size:011o}").as_bytes());
    put(156, 1, &[kind]);
    put(157, 100, link.as_bytes());
    put(257, 8, b"ustar\x0000");
    block.extend_from_slice(content);
    block.resize(block.len().next_multiple_of(512), 0);
    block
}

/// Names that lead out, that take away, and that do neither.
const NAME: &str = r"(\.\.|\.|/|//|a|b/|\.wh\.|\.wh\.\.wh\.\.opq|é|\n){0,8}";

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_bytes_are_walked_within_the_limits(
        kind in 0..3_u8, magic in 0..4_usize, bytes in prop::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let magics: [&[u8]; 4] = [b"", b"\x1F\x8B\x08", b"\x28\xB5\x2F\xFD", b"\xFD7zXZ\0"];
        exercise_layer(&[&[b'0' + kind], magics[magic], &bytes].concat());
    }

    #[test]
    fn any_members_are_walked_within_the_limits(
        members in prop::collection::vec(
            (NAME, NAME, prop::sample::select(b"012345679LKxgVDS".as_slice()), 0..1_500_usize, 0..1_500_usize),
            0..30,
        ),
    ) {
        let mut bytes = vec![b'1'];
        for (name, link, kind, size, length) in members {
            bytes.extend(member(&name, &link, kind, size, &vec![b'z'; length]));
        }
        exercise_layer(&bytes);
    }

    #[test]
    fn a_packed_layer_with_any_bytes_changed_is_walked_within_the_limits(
        form in 0..4_usize, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..10),
    ) {
        let forms: [&[u8]; 4] = [
            include_bytes!("../fuzz/corpus/layer/seed-gzip-members"),
            include_bytes!("../fuzz/corpus/layer/seed-zstd-frames"),
            include_bytes!("../fuzz/corpus/layer/seed-xz"),
            include_bytes!("../fuzz/corpus/layer/seed-index"),
        ];
        let mut bytes = forms[form].to_vec();
        for (place, byte) in changes {
            let place = place.index(bytes.len() - 1) + 1;
            bytes[place] = byte;
        }
        exercise_layer(&bytes);
    }
}
