//! Xz is unpacked whatever its writer chose; what is damaged or hostile ends, and is named.

#[path = "planted/mod.rs"]
mod planted;

use std::io::Write as _;
use std::num::NonZeroU64;

use flate2::Crc;
use lzma_rust2::{CheckType, FilterType, XzOptions, XzWriter};
use planted::{engine, hits_of, sample, scan, steps};
use proptest::prelude::*;
use sekimori_model::NotAnalysed;
use sekimori_secrets::{Bounds, Found};

fn xz_with(bytes: &[u8], set: impl FnOnce(&mut XzOptions)) -> Vec<u8> {
    let mut options = XzOptions::with_preset(1);
    options.lzma_options.dict_size = 1 << 16;
    set(&mut options);
    let mut writer = XzWriter::new(Vec::new(), options).expect("memory");
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    xz_with(bytes, |_| {})
}

/// The header of a stream and what follows it, with the right sums.
fn stream(check: u8, block: &[u8], rest: &[u8]) -> Vec<u8> {
    let flags = [0, check];
    [b"\xFD7zXZ\0", flags.as_slice(), &crc(&flags), block, &crc(block), rest].concat()
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum().to_le_bytes()
}

fn reasons(found: &Found) -> Vec<NotAnalysed> {
    found.gaps.iter().map(|gap| gap.reason).collect()
}

fn text(value: &str) -> Vec<u8> {
    format!("one line\nsee {value} there\n{}", "more of it\n".repeat(100)).into_bytes()
}

/// Bytes that no writer makes shorter.
fn noise(count: usize) -> Vec<u8> {
    let next = |state: &u64| {
        Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    };
    std::iter::successors(Some(1), next).map(|state| (state >> 56) as u8).take(count).collect()
}

#[test]
fn a_sample_is_found_behind_what_is_stored_and_what_is_packed() {
    let value = sample(1);
    let long = [noise(300_000), b"\n".to_vec(), text(&value), vec![b' '; 300_000], text(&value)].concat();
    for bytes in [text(&value), long] {
        let wanted = bytes.windows(value.len()).filter(|part| *part == value.as_bytes()).count();
        for check in [CheckType::None, CheckType::Crc32, CheckType::Crc64] {
            for block in [None, NonZeroU64::new(1 << 16)] {
                let packed = xz_with(&bytes, |options| {
                    options.set_check_sum_type(check);
                    options.set_block_size(block);
                });
                let found = scan("a.xz", &packed);
                let hits = hits_of(&found, &value);
                assert_eq!(hits.len(), wanted);
                assert_eq!(steps(hits[0]), ["xz"]);
                assert_eq!(hits[0].span, 0..packed.len());
                assert_eq!(found.gaps, []);
            }
        }
    }
}

#[test]
fn streams_behind_one_another_and_padding_are_read() {
    let value = sample(2);
    let bytes = [xz(b"nothing"), vec![0; 8], xz(b""), xz(&text(&value)), vec![0; 4]].concat();
    let found = scan("a.xz", &bytes);
    assert_eq!(hits_of(&found, &value).len(), 1);
    assert_eq!(found.gaps, []);
}

#[test]
fn members_of_a_packed_tar_are_found() {
    let value = sample(3);
    let mut writer = tar::Builder::new(Vec::new());
    for (name, bytes) in [("a", b"nothing".to_vec()), ("b/c.env", text(&value))] {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        writer.append_data(&mut header, name, bytes.as_slice()).expect("memory");
    }
    let found = scan("a.tar.xz", &xz(&writer.into_inner().expect("memory")));
    assert_eq!(steps(hits_of(&found, &value)[0]), ["xz", "b/c.env"]);
    assert_eq!(found.gaps, []);
}

#[test]
fn what_is_cut_is_named_and_what_came_before_is_found() {
    let value = sample(4);
    let packed = xz(&text(&value));
    for end in 6..packed.len() {
        let found = scan("a.xz", &packed[..end]);
        assert_eq!(reasons(&found), [NotAnalysed::BrokenArchive], "cut at {end}");
    }
    let found = scan("a.xz", &packed[..packed.len() - 12]);
    assert_eq!(hits_of(&found, &value).len(), 1);
}

#[test]
fn content_that_misses_its_checksum_is_named_without_the_checksum() {
    let bytes = noise(400);
    let mut packed = xz(&bytes);
    let at = packed.windows(16).position(|part| part == &bytes[200..216]).expect("noise is stored");
    packed[at] ^= 1;
    let found = scan("a.xz", &packed);
    assert_eq!(reasons(&found), [NotAnalysed::BrokenArchive]);
    assert_eq!(found.gaps[0].detail, "it cannot be unpacked to its end: its data is damaged");
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let bounds = Bounds { unpacked_bytes: 4 << 20, ..Bounds::default() };
    let bomb = xz(&vec![0; 16 << 20]);
    for bomb in [xz(&bomb), bomb] {
        let found = engine().scan("a", &bomb, &bounds);
        assert_eq!(reasons(&found), [NotAnalysed::UnpacksTooMuch]);
        assert!(found.gaps[0].detail.contains("4194304 bytes"), "{}", found.gaps[0].detail);
    }
}

#[test]
fn headers_that_lie_about_their_own_length_are_refused() {
    // Both sizes are there, and no room for the filters.
    for flags in [0xC0, 0x80, 0x40] {
        let found = scan("a.xz", &stream(4, &[1, flags, 1, 1], &[0; 64]));
        assert_eq!(reasons(&found), [NotAnalysed::BrokenArchive], "{flags:x}");
    }
    for flags in [0xC1, 0xC2, 0xC3, 1, 2, 3] {
        let found = scan("a.xz", &stream(4, &[1, flags, 1, 1], &[0; 64]));
        assert_eq!(reasons(&found), [NotAnalysed::UnknownCompression], "{flags:x}");
    }
    // A dictionary of 96 MiB.
    let found = scan("a.xz", &stream(4, &[2, 0, 0x21, 1, 29, 0, 0, 0], &[0; 64]));
    assert_eq!(reasons(&found), [NotAnalysed::BrokenArchive]);
}

#[test]
fn what_nobody_can_unpack_is_named() {
    let bytes = text(&sample(5));
    let filtered = xz_with(&bytes, |options| options.prepend_pre_filter(FilterType::Delta, 1));
    let hashed = xz_with(&bytes, |options| options.set_check_sum_type(CheckType::Sha256));
    for (packed, why) in [(filtered, "it is filtered before"), (hashed, "its checksum is of a kind")] {
        let found = scan("a.xz", &packed);
        assert_eq!(reasons(&found), [NotAnalysed::UnknownCompression]);
        assert!(found.gaps[0].detail.contains(why), "{}", found.gaps[0].detail);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn changed_bytes_neither_hang_nor_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        is_long in any::<bool>(),
        is_mended in any::<bool>(),
    ) {
        let bytes = if is_long { [noise(2_000), text(&sample(6))].concat() } else { text(&sample(6)) };
        let mut packed = xz(&bytes);
        for (at, byte) in changes {
            let at = at.index(packed.len());
            packed[at] = byte;
        }
        if is_mended {
            // The sums of the headers are right, so that the decoder sees what they hold.
            let sum = crc(&packed[6..8]);
            packed[8..12].copy_from_slice(&sum);
            let end = 12 + usize::from(packed[12]) * 4;
            if end + 4 <= packed.len() {
                let sum = crc(&packed[12..end]);
                packed[end..end + 4].copy_from_slice(&sum);
            }
            packed[..6].copy_from_slice(b"\xFD7zXZ\0");
        }
        let found = scan("a.xz", &packed);
        prop_assert!(found.gaps.len() <= 1, "{:?}", found.gaps);
    }
}
