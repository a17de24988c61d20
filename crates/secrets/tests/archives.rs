//! What is packed is found, with the members that lead there; what is hostile is bounded and named.
#![expect(clippy::cast_possible_truncation, reason = "archives that are made here are small")]

#[path = "planted/mod.rs"]
mod planted;

use std::io::Write as _;

use data_encoding::BASE64;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use lzma_rust2::{XzOptions, XzWriter};
use planted::{engine, hits_of, sample, scan, steps};
use proptest::prelude::*;
use sekimori_model::NotAnalysed;
use sekimori_secrets::{Bounds, Found};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut writer = DeflateEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut writer = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).expect("memory");
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        writer.append_data(&mut header, name, *bytes).expect("memory");
    }
    writer.into_inner().expect("memory")
}

/// How an archive lies.
#[derive(Clone, Copy, PartialEq)]
enum Lie {
    None,
    Sizes,
    Encrypted,
    Method,
    NoDirectory,
    Large,
}

fn zip(members: &[(&str, &[u8])], method: u16, lie: Lie) -> Vec<u8> {
    let (mut all, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in members {
        let packed = if method == 8 { deflate(bytes) } else { bytes.to_vec() };
        let place = all.len() as u32;
        let number = if lie == Lie::Method { 97 } else { method };
        let flags = u16::from(lie == Lie::Encrypted);
        let size = if lie == Lie::Sizes { 3 } else { bytes.len() as u32 };
        let is_large = lie == Lie::Large;
        let mut sizes = Vec::new();
        sizes.extend(0_u32.to_le_bytes());
        sizes.extend(if is_large { u32::MAX } else { packed.len() as u32 }.to_le_bytes());
        sizes.extend(if is_large { u32::MAX } else { size }.to_le_bytes());
        let mut extra = Vec::new();
        if is_large {
            extra.extend([1, 0, 24, 0]);
            for number in [bytes.len() as u64, packed.len() as u64, u64::from(place)] {
                extra.extend(number.to_le_bytes());
            }
        }
        let head = |mark: &[u8], version: &[u8]| {
            let mut head = [mark, version].concat();
            head.extend([20, 0]);
            head.extend(flags.to_le_bytes());
            head.extend(number.to_le_bytes());
            head.extend([0; 4]);
            head.extend(&sizes);
            head.extend((name.len() as u16).to_le_bytes());
            head
        };
        all.extend(head(b"PK\x03\x04", b""));
        all.extend([0, 0]);
        all.extend(name.as_bytes());
        all.extend(packed);
        directory.extend(head(b"PK\x01\x02", &[20, 0]));
        directory.extend((extra.len() as u16).to_le_bytes());
        directory.extend([0; 10]);
        directory.extend(if is_large { u32::MAX } else { place }.to_le_bytes());
        directory.extend(name.as_bytes());
        directory.extend(extra);
    }
    if lie == Lie::NoDirectory {
        return all;
    }
    let (place, size) = (all.len() as u32, directory.len() as u32);
    all.extend(directory);
    all.extend(b"PK\x05\x06\0\0\0\0");
    let count = (members.len() as u16).to_le_bytes();
    all.extend([count, count].concat());
    all.extend(size.to_le_bytes());
    all.extend(place.to_le_bytes());
    all.extend([0, 0]);
    all
}

fn reasons(found: &Found) -> Vec<NotAnalysed> {
    found.gaps.iter().map(|gap| gap.reason).collect()
}

fn text(value: &str) -> Vec<u8> {
    format!("one line\nsee {value} there\n{}", "more of it\n".repeat(100)).into_bytes()
}

/// Packs in one of the ways; returns the steps to what was packed.
fn pack(bytes: &[u8], way: usize) -> (Vec<String>, Vec<u8>) {
    let member = |name: &str| vec![name.to_owned()];
    match way {
        0 => (member("gzip"), gzip(bytes)),
        1 => (member("zstd"), zstd(bytes)),
        2 => (member("xz"), xz(bytes)),
        3 => (member("a/b"), zip(&[("x", b"nothing"), ("a/b", bytes)], 8, Lie::None)),
        4 => (member("a/b"), zip(&[("a/b", bytes)], 0, Lie::None)),
        5 => (member("a/b"), zip(&[("a/b", bytes)], 8, Lie::Large)),
        6 => (member("base64"), BASE64.encode(bytes).into_bytes()),
        _ => (member("d/f"), tar(&[("d/e", b"nothing"), ("d/f", bytes)])),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_sample_is_found_however_it_is_packed(ways in prop::collection::vec(0_usize..8, 1..=5), seed in any::<u64>()) {
        let value = sample(seed);
        let mut bytes = text(&value);
        let mut wanted = Vec::new();
        for way in ways {
            let (step, packed) = pack(&bytes, way);
            wanted.splice(0..0, step);
            bytes = packed;
        }
        let found = scan("file", &bytes);
        let hits = hits_of(&found, &value);
        prop_assert_eq!(hits.len(), 1, "{:?} {:?}", wanted, found.gaps);
        prop_assert_eq!(steps(hits[0]), wanted);
        prop_assert!(hits[0].span.end <= bytes.len());
        prop_assert_eq!(&found.gaps, &[]);
    }

    #[test]
    fn what_is_cut_or_changed_is_bounded(way in 0_usize..8, cut in any::<prop::sample::Index>(), change in any::<(prop::sample::Index, u8)>()) {
        let (_, mut bytes) = pack(&text(&sample(7)), way);
        let at = change.0.index(bytes.len());
        bytes[at] = change.1;
        bytes.truncate(cut.index(bytes.len()));
        let _ = scan("file", &bytes);
    }
}

#[test]
fn a_release_of_helm_is_looked_into() {
    let value = sample(1);
    let release = BASE64.encode(BASE64.encode(&gzip(&text(&value))).as_bytes());
    let manifest = format!("apiVersion: v1\nkind: Secret\ndata:\n  release: {release}\n");
    let found = scan("release.yaml", manifest.as_bytes());
    assert_eq!(steps(hits_of(&found, &value)[0]), ["base64", "base64", "gzip"]);
}

#[test]
fn members_behind_one_another_and_padding_are_read() {
    let value = sample(2);
    for (one, two) in [(gzip(b"nothing"), gzip(&text(&value))), (zstd(b"nothing"), zstd(&text(&value)))] {
        let found = scan("a", &[one, two, vec![0; 700]].concat());
        assert_eq!(hits_of(&found, &value).len(), 1);
        assert_eq!(found.gaps, []);
    }
    let skipped = [b"\x50\x2A\x4D\x18\x03\0\0\0abc".to_vec(), zstd(&text(&value))].concat();
    let found = scan("a", &[zstd(b"nothing"), skipped].concat());
    assert_eq!(hits_of(&found, &value).len(), 1);
}

#[test]
fn sizes_that_lie_and_directories_that_miss_hide_nothing() {
    let value = sample(3);
    for (lie, wanted) in [(Lie::Sizes, vec![]), (Lie::NoDirectory, vec![NotAnalysed::BrokenArchive])] {
        let bytes = zip(&[("x", b"nothing"), ("a", &text(&value))], 8, lie);
        let found = scan("a.zip", &bytes);
        assert_eq!(hits_of(&found, &value).len(), 1);
        assert_eq!(reasons(&found), wanted);
    }
    // Something before the archive, as in one that unpacks itself, does not shift its members.
    let cut = zip(&[("a", &text(&value)), ("b", &text(&value))], 8, Lie::None);
    let found = scan("a.zip", &cut[..cut.len() - 30]);
    assert_eq!(reasons(&found), [NotAnalysed::BrokenArchive]);
    assert_eq!(hits_of(&found, &value).len(), 2);
}

#[test]
fn what_nobody_can_unpack_is_named() {
    let members: &[(&str, &[u8])] = &[("a/one", b"text"), ("two", b"text")];
    let found = scan("a.zip", &zip(members, 8, Lie::Encrypted));
    assert_eq!(reasons(&found), [NotAnalysed::Encrypted]);
    assert_eq!(found.gaps[0].detail, "a/one is encrypted, and so are 1 more");
    let found = scan("a.zip", &zip(members, 8, Lie::Method));
    assert_eq!(reasons(&found), [NotAnalysed::UnknownCompression]);
}

#[test]
fn names_of_members_are_shown_without_what_moves_a_cursor() {
    let value = sample(4);
    let found = scan("a.zip", &zip(&[("../../etc/\u{1b}[2Jx\n\u{202e}", &text(&value))], 8, Lie::None));
    assert_eq!(steps(hits_of(&found, &value)[0]), ["etc/\u{fffd}[2Jx\u{fffd}\u{fffd}"]);
}

#[test]
fn long_names_of_tar_are_read() {
    let value = sample(5);
    let name = format!("{}/end.txt", "d".repeat(150));
    let found = scan("a.tar", &tar(&[(&name, &text(&value))]));
    assert_eq!(steps(hits_of(&found, &value)[0]), [name]);
    let mut writer = tar::Builder::new(Vec::new());
    let bytes = text(&value);
    writer.append_pax_extensions([("path", "関所/表.txt".as_bytes())]).expect("memory");
    let mut header = tar::Header::new_ustar();
    header.set_size(bytes.len() as u64);
    writer.append_data(&mut header, "short", bytes.as_slice()).expect("memory");
    let found = scan("a.tar", &writer.into_inner().expect("memory"));
    assert_eq!(steps(hits_of(&found, &value)[0]), ["関所/表.txt"]);
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let bounds = Bounds { unpacked_bytes: 4 << 20, ..Bounds::default() };
    let zeros = vec![0; 64 << 20];
    for bomb in [gzip(&zeros), zip(&[("zeros", &zeros)], 8, Lie::None), gzip(&gzip(&zeros))] {
        let found = engine().scan("a", &bomb, &bounds);
        assert_eq!(reasons(&found), [NotAnalysed::UnpacksTooMuch]);
        assert!(found.gaps[0].detail.contains("4194304 bytes"), "{}", found.gaps[0].detail);
    }
}

#[test]
fn archives_in_archives_in_archives_stop_at_the_limit() {
    // Sixteen in each, five deep, and a member of zeros at the end: 4 GiB.
    let mut bytes = zip(&[("zeros", &vec![0; 4 << 20])], 8, Lie::None);
    for _ in 0..4 {
        let names: Vec<String> = (0..16).map(|number| format!("{number}.zip")).collect();
        let members: Vec<(&str, &[u8])> =
            names.iter().map(|name| (name.as_str(), bytes.as_slice())).collect();
        bytes = zip(&members, 8, Lie::None);
    }
    let bounds = Bounds { unpacked_bytes: 16 << 20, ..Bounds::default() };
    let found = engine().scan("42.zip", &bytes, &bounds);
    // What is left is named, up to a limit.
    let is_too_much = |reason: &NotAnalysed| *reason == NotAnalysed::UnpacksTooMuch;
    assert!((1..=101).contains(&found.gaps.len()) && reasons(&found).iter().all(is_too_much));
    // Deeper than the limit, whatever there is.
    let mut bytes = text(&sample(6));
    for _ in 0..40 {
        bytes = gzip(&bytes);
    }
    let found = scan("a.gz", &bytes);
    assert_eq!(reasons(&found), [NotAnalysed::UnpacksTooMuch]);
    assert!(found.gaps[0].detail.contains("5 steps"), "{}", found.gaps[0].detail);
}

#[test]
fn packages_of_debian_are_opened() {
    let member = |name: &str, bytes: &[u8]| {
        let head = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 100_644, bytes.len());
        [head.as_bytes(), bytes, if bytes.len() % 2 == 1 { b"\n" } else { b"" }].concat()
    };
    let (value, script) = (sample(6), sample(7));
    let control = gzip(&tar(&[("./postinst", &text(&script))]));
    let data = xz(&tar(&[("./etc/shop.conf", &text(&value))]));
    let parts = [member("debian-binary", b"2.0\n"), member("control.tar.gz", &control)];
    let deb = [b"!<arch>\n".as_slice(), &parts.concat(), &member("data.tar.xz", &data)].concat();
    let found = scan("shop.deb", &deb);
    assert_eq!(steps(hits_of(&found, &value)[0]), ["data.tar.xz", "xz", "etc/shop.conf"]);
    assert_eq!(steps(hits_of(&found, &script)[0]), ["control.tar.gz", "gzip", "postinst"]);
    let cut = scan("shop.deb", &deb[..deb.len() - 40]);
    assert!(!cut.gaps.is_empty(), "what is cut is told");
    assert_eq!(hits_of(&cut, &script).len(), 1);
}

#[test]
fn a_tar_with_a_million_members_stops_at_the_limit() {
    let one = tar(&[("a", b"x")]);
    // A stream of a thousand, a thousand times.
    let bytes = gzip(&one[..1_024].repeat(1_000)).repeat(1_000);
    let bounds = Bounds { members: 1_000, ..Bounds::default() };
    let found = engine().scan("a.tar.gz", &bytes, &bounds);
    assert_eq!(reasons(&found), [NotAnalysed::UnpacksTooMuch]);
    assert!(found.gaps[0].detail.contains("1000 members"), "{}", found.gaps[0].detail);
}

#[test]
fn members_that_stand_in_one_another_are_named() {
    let value = sample(8);
    let inner = zip(&[("in", &text(&value))], 0, Lie::None);
    let mut bytes = zip(&[("out", &inner)], 0, Lie::None);
    let place = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").expect("a directory");
    // A second entry, whose member is the one in the stored archive.
    let mut entry = bytes[place..place + 46 + 3].to_vec();
    entry[42..46].copy_from_slice(&33_u32.to_le_bytes());
    entry[20..24].copy_from_slice(&(inner.len() as u32 / 2).to_le_bytes());
    let end = place + entry.len();
    bytes.splice(end..end, entry.iter().copied());
    let size = end + 12 + entry.len();
    bytes[size..size + 4].copy_from_slice(&(2 * entry.len() as u32).to_le_bytes());
    let found = scan("a.zip", &bytes);
    assert!(reasons(&found).contains(&NotAnalysed::BrokenArchive), "{:?}", found.gaps);
    assert!(!hits_of(&found, &value).is_empty());
}

#[test]
fn a_member_with_the_size_of_a_world_is_read_as_far_as_it_goes() {
    let value = sample(9);
    let bytes = text(&value);
    let mut header = tar::Header::new_gnu();
    header.set_path("a").expect("short");
    header.set_size(u64::MAX / 2);
    header.set_cksum();
    let found = scan("a.tar", &[header.as_bytes().as_slice(), &bytes].concat());
    assert_eq!(hits_of(&found, &value).len(), 1);
    assert_eq!(reasons(&found), [NotAnalysed::BrokenArchive]);
}

#[test]
fn a_stream_that_asks_for_a_huge_window_is_refused() {
    // A frame whose window is 2^41 bytes, and one block.
    let found = scan("a.zst", b"\x28\xB5\x2F\xFD\x00\xF8\x01\0\0");
    assert_eq!(reasons(&found), [NotAnalysed::BrokenArchive]);
}

#[test]
fn an_archive_behind_a_stub_is_opened() {
    let value = sample(41);
    let member: &[u8] = &text(&value);
    let stub = b"#!/bin/sh\nexit\n";
    let packed = zip(&[("a/application.properties", member)], 8, Lie::None);
    // Places count from the archive, as a stub that was put before it leaves them.
    let found = scan("app.jar", &[stub, packed.as_slice()].concat());
    let hits = hits_of(&found, &value);
    assert_eq!(hits.len(), 1, "{:?}", found.gaps);
    assert_eq!(steps(hits[0]), ["a/application.properties"]);
    // What stands before it is looked at as well.
    let other = sample(42);
    let found = scan("app.jar", &[other.as_bytes(), b"\n", packed.as_slice()].concat());
    assert_eq!([hits_of(&found, &value).len(), hits_of(&found, &other).len()], [1, 1]);
}

#[test]
fn packings_that_are_not_unpacked_are_named() {
    for (head, name) in [
        (&b"7z\xBC\xAF\x27\x1C\0\x04"[..], "7z"),
        (b"Rar!\x1A\x07\x01\0", "rar"),
        (b"\x5D\0\0\x80\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\x10", "lzma"),
    ] {
        let found = scan("a", &[head, &[0x9C; 60]].concat());
        assert_eq!(reasons(&found), [NotAnalysed::UnknownCompression], "{name}");
        assert!(found.gaps[0].detail.starts_with(name), "{:?}", found.gaps);
    }
    assert!(scan("a", b"]\0\0 and a text").gaps.is_empty());
}

#[test]
fn a_member_that_unpacks_to_too_much_hides_none_behind_it() {
    let value = sample(43);
    let (zeros, member) = (vec![0; 9 << 20], text(&value));
    let members: [(&str, &[u8]); 3] = [("a.bin", &zeros), ("b.env", &member), ("c.bin", &zeros)];
    let bounds = Bounds { unpacked_bytes: 8 << 20, ..Bounds::default() };
    let found = engine().scan("a.zip", &zip(&members, 8, Lie::None), &bounds);
    assert_eq!(hits_of(&found, &value).len(), 1, "{:?}", found.gaps);
    let named: Vec<String> = found.gaps.iter().map(|gap| format!("{:?}", gap.through)).collect();
    assert!(named.len() == 2 && named[0].contains("a.bin") && named[1].contains("c.bin"), "{named:?}");
    // What lies about its size is cut, and the next is read.
    let members: [(&str, &[u8]); 2] = [("a.bin", &zeros), ("b.env", &member)];
    let found = engine().scan("a.zip", &zip(&members, 8, Lie::Sizes), &bounds);
    assert_eq!(hits_of(&found, &value).len(), 1, "{:?}", found.gaps);
    assert_eq!(reasons(&found), [NotAnalysed::UnpacksTooMuch]);
    // One that is as long as it says is whole.
    let zeros = vec![0; 5 << 20];
    assert!(scan("a.zip", &zip(&[("a.bin", &zeros)], 8, Lie::None)).gaps.is_empty());
}
