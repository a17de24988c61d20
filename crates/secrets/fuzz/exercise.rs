//! What the fuzzer does with its bytes, and what the replay in `tests/corpus.rs` does with what it kept.

use std::sync::{Mutex, OnceLock};

use sekimori_catalog::{Check, Credential, Form, Rule, credentials};
use sekimori_secrets::{Bounds, Engine, Found, validate};

/// Names of files, which tell how values are written in them.
const PATHS: &[&str] = &["a", "a.yaml", "a.rs", "a.json", "a.env", "a.md"];

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE
        .get_or_init(|| Engine::new(credentials().iter().copied()).expect("the catalog's patterns are valid"))
}

fn check(found: &Found, bytes: &[u8], bounds: &Bounds) {
    assert!(found.hits.len() <= bounds.hits);
    for hit in &found.hits {
        assert!(hit.span.start < hit.span.end && hit.span.end <= bytes.len(), "a place in the bytes");
        assert!(hit.through.len() <= bounds.depth as usize, "not deeper than the limit");
        assert!(!hit.value.expose().is_empty(), "a value");
    }
}

/// Takes bytes through everything that decodes. A panic, a hang or memory past the limits is a defect.
pub fn exercise_decode(bytes: &[u8]) {
    let (path, bytes) = bytes.split_first().map_or((0, bytes), |(first, rest)| (usize::from(*first), rest));
    let path = PATHS[path % PATHS.len()];
    let bounds = Bounds { hits: 50, ..Bounds::default() };
    let found = engine().scan(path, bytes, &bounds);
    check(&found, bytes, &bounds);
    let again = engine().scan(path, bytes, &bounds);
    let key =
        |found: &Found| found.hits.iter().map(|hit| (hit.rule.id, hit.span.clone())).collect::<Vec<_>>();
    assert_eq!(key(&found), key(&again), "the same bytes give the same hits");
}

/// Takes bytes through the archives. The first byte says what the others are to be taken for, whose checksums are mended.
pub fn exercise_archive(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let mut made = rest.to_vec();
    let start: &[u8] = match kind % 8 {
        0 => b"\x1F\x8B\x08",
        1 => b"\x28\xB5\x2F\xFD",
        2 => b"\xFD7zXZ\0",
        3 => b"PK\x03\x04",
        _ => b"",
    };
    for (byte, wanted) in made.iter_mut().zip(start) {
        *byte = *wanted;
    }
    if kind % 8 == 4 {
        for block in made.chunks_exact_mut(512) {
            sum(block);
        }
    }
    if kind % 8 == 2 {
        mend_xz(&mut made);
    }
    let bounds = Bounds { hits: 50, members: 200, unpacked_bytes: 1 << 20, ..Bounds::default() };
    check(&engine().scan("a", &made, &bounds), &made, &bounds);
}

/// Takes a line for a keyword and the next for an expression, as a user writes them, and looks for them in what follows.
/// What is valid must run.
pub fn exercise_pattern(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let mut parts = rest.splitn(3, |byte| *byte == b'\n').map(String::from_utf8_lossy);
    let [Some(keyword), Some(regex), text] = [parts.next(), parts.next(), parts.next()] else { return };
    let (ignore_case, within_word) = (kind & 1 > 0, kind & 2 > 0);
    let keywords: &'static [&'static str] = Box::leak(Box::new([&*keyword.into_owned().leak()]));
    let regex = &*regex.into_owned().leak();
    let offsets = &[0];
    let form = Form::Token { keywords, offsets, ignore_case, regex, within_word };
    let credential = Credential { form, test: None, min_entropy: 0, samples: &[], verify: None };
    let check = Check::Secret(Box::leak(Box::new(credential)));
    let rule: &'static Rule = Box::leak(Box::new(Rule { id: "credential/mine", check, ..Rule::BASE }));
    keep(rule);
    if validate(rule).is_err() {
        return;
    }
    let engine = Engine::new([rule]).expect("what is valid can be looked for");
    let bounds = Bounds { hits: 50, ..Bounds::default() };
    let text = text.unwrap_or_default();
    let found = engine.scan("a", text.as_bytes(), &bounds);
    self::check(&found, text.as_bytes(), &bounds);
}

/// Rules live as long as the program, and the fuzzer's leak checker is to know of them.
fn keep(rule: &'static Rule) {
    static KEPT: Mutex<Vec<&Rule>> = Mutex::new(Vec::new());
    KEPT.lock().expect("nobody panics while it is held").push(rule);
}

/// Makes the sums of the header of a stream and of its first block right, behind which the decoder begins.
fn mend_xz(bytes: &mut [u8]) {
    let Some((head, rest)) = bytes.split_at_mut_checked(12) else { return };
    let sum = crc32(&head[6..8]);
    head[8..].copy_from_slice(&sum.to_le_bytes());
    let length = rest.first().map_or(0, |units| usize::from(*units) * 4);
    if let Some((block, rest)) = rest.split_at_mut_checked(length)
        && let Some(wanted) = rest.first_chunk_mut::<4>()
    {
        *wanted = crc32(block).to_le_bytes();
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg());
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

/// Makes a block a header of tar, where its sum alone is what it lacks.
fn sum(block: &mut [u8]) {
    if block[257..262] == *b"ustar" {
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
}
