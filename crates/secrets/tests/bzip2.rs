//! Bzip2 is unpacked; what is damaged or hostile ends, and is named.

#[path = "planted/mod.rs"]
mod planted;

use planted::{engine, hits_of, sample, scan, steps};
use proptest::prelude::*;
use sekimori_model::NotAnalysed;
use sekimori_secrets::{Bounds, Found};

/// Bits, the first of each byte the highest.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn put(&mut self, value: u64, count: u32) {
        self.0.extend((0..count).rev().map(|bit| (value >> bit) & 1 == 1));
    }

    fn bytes(&self) -> Vec<u8> {
        let byte =
            |bits: &[bool]| (0..8).fold(0, |byte, at| byte << 1 | u8::from(bits.get(at) == Some(&true)));
        self.0.chunks(8).map(byte).collect()
    }
}

/// Packs a few kilobytes into one block, with codes that all have one length.
fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut block = Vec::new();
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        let run = rest.iter().take_while(|byte| *byte == first).count().min(259);
        block.extend(vec![*first; run.min(4)]);
        block.extend(run.checked_sub(4).map(|more| u8::try_from(more).expect("at most 255")));
        rest = &rest[run..];
    }
    let mut rotations: Vec<usize> = (0..block.len()).collect();
    rotations.sort_by(|a, b| (block[*a..].iter().chain(&block)).cmp(block[*b..].iter().chain(&block)));
    let origin = rotations.iter().position(|at| *at == 0).expect("one begins at the start");
    let column = rotations.iter().map(|at| block[(at + block.len() - 1) % block.len()]);
    let mut front: Vec<u8> = (0..=255).filter(|byte| block.contains(byte)).collect();
    let alphabet = front.clone();
    let (mut symbols, mut run) = (Vec::new(), 0);
    let end_run = |run: &mut usize, symbols: &mut Vec<usize>| {
        while *run > 0 {
            let second = run.is_multiple_of(2);
            symbols.push(usize::from(second));
            *run = (*run - 1 - usize::from(second)) / 2;
        }
    };
    for byte in column {
        let place = front.iter().position(|known| *known == byte).expect("it is known");
        if place == 0 {
            run += 1;
            continue;
        }
        end_run(&mut run, &mut symbols);
        symbols.push(place + 1);
        front[..=place].rotate_right(1);
    }
    end_run(&mut run, &mut symbols);
    symbols.push(alphabet.len() + 1);
    let sum = !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            sum << 1 ^ if sum >> 31 == 1 { 0x04C1_1DB7 } else { 0 }
        })
    });
    let mut bits = Bits::default();
    bits.put(0x425A_6831, 32);
    bits.put(0x3141_5926_5359, 48);
    bits.put(sum.into(), 32);
    bits.put(origin as u64, 25);
    let group = |group: u8| alphabet.iter().any(|byte| byte >> 4 == group);
    (0..16).for_each(|at| bits.put(group(at).into(), 1));
    for at in (0..16).filter(|at| group(*at)) {
        (0..16).for_each(|low| bits.put(alphabet.contains(&(at << 4 | low)).into(), 1));
    }
    let groups = symbols.len().div_ceil(50);
    bits.put(2, 3);
    bits.put(groups as u64, 15);
    (0..groups).for_each(|_| bits.put(0, 1));
    let length = (alphabet.len() + 2).next_power_of_two().ilog2();
    for _ in 0..2 {
        bits.put(length.into(), 5);
        for _ in 0..alphabet.len() + 2 {
            bits.put(0, 1);
        }
    }
    for symbol in &symbols {
        bits.put(*symbol as u64, length);
    }
    bits.put(0x1772_4538_5090, 48);
    bits.put(sum.into(), 32);
    bits.bytes()
}

fn reasons(found: &Found) -> Vec<NotAnalysed> {
    found.gaps.iter().map(|gap| gap.reason).collect()
}

fn text(value: &str) -> Vec<u8> {
    format!("one line\nsee {value} there\n{}", "more of it\n".repeat(20)).into_bytes()
}

fn tar(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    let mut writer = tar::Builder::new(Vec::new());
    writer.append_data(&mut header, name, bytes).expect("memory");
    writer.into_inner().expect("memory")
}

#[test]
fn a_sample_is_found_in_a_file_and_in_an_archive() {
    let value = sample(1);
    let found = scan("a.bz2", &bzip2(&text(&value)));
    assert_eq!(steps(hits_of(&found, &value)[0]), ["bzip2"]);
    assert_eq!(reasons(&found), []);
    let packed = bzip2(&tar("logs/app.log", &text(&value)));
    let found = scan("a.tar.bz2", &packed);
    assert_eq!(steps(hits_of(&found, &value)[0]), ["bzip2", "logs/app.log"]);
    assert_eq!(reasons(&found), []);
    let mut streamed = Vec::new();
    let gaps = engine().scan_stream("a.tar.bz2", &mut packed.as_slice(), &Bounds::default(), &mut |part| {
        streamed.extend(part.hits);
    });
    assert!(gaps.is_empty() && streamed.iter().any(|hit| hit.value.expose() == value.as_bytes()), "{gaps:?}");
}

#[test]
fn what_is_cut_short_is_searched_as_far_as_it_goes_and_named() {
    let value = sample(2);
    let whole = bzip2(&text(&value));
    let cut = scan("a.bz2", &[whole.as_slice(), &whole[..whole.len() / 2]].concat());
    assert!(!hits_of(&cut, &value).is_empty());
    assert_eq!(reasons(&cut), [NotAnalysed::BrokenArchive]);
    assert!(cut.gaps.iter().all(|gap| !gap.detail.contains(&value)));
}

#[test]
fn what_unpacks_to_much_is_bounded() {
    let bomb = bzip2(&vec![b'x'; 1 << 16]);
    assert!(bomb.len() < 1 << 10, "{}", bomb.len());
    let bounds = Bounds { unpacked_bytes: 1 << 12, ..Bounds::default() };
    assert_eq!(reasons(&engine().scan("a.bz2", &bomb, &bounds)), [NotAnalysed::UnpacksTooMuch]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_damaged_never_panics(places in prop::collection::vec((10_usize..200, any::<u8>()), 1..4)) {
        let mut packed = bzip2(&text(&sample(3)));
        for (place, byte) in places {
            let place = place % packed.len();
            packed[place] = byte;
        }
        scan("a.bz2", &packed);
    }
}
