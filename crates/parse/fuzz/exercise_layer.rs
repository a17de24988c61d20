//! What the fuzzer does with its bytes as layers and documents of images, and what `tests/corpus.rs` does with what it kept.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use sekimori_model::{ImageLimits, Member, MemberKind, Platform};
use sekimori_parse::{archive, layer, oci};

/// Small enough that a bound is met within a few kilobytes.
const LIMITS: ImageLimits = ImageLimits {
    layers: 10,
    members: 20,
    layer_bytes: 1 << 20,
    ratio: 100,
    file_bytes: 1 << 10,
    manifest_bytes: 1 << 16,
};

/// Bytes of a block of tar.
const BLOCK: usize = 512;

/// Takes bytes as a layer or a document. The first byte picks: `0` a layer as it is, `1` a layer of which each block is
/// given the sum that a header has, `2` the documents of an image.
pub fn exercise_layer(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    match first.wrapping_sub(b'0') % 3 {
        0 => drop(walk(bytes)),
        1 => exercise_tar(&summed(bytes)),
        _ => exercise_documents(bytes),
    }
}

/// What was met, in words, and whether the layer was read to its end.
#[derive(Debug, PartialEq, Eq)]
struct Walked {
    lines: Vec<String>,
    is_whole: bool,
}

/// A tar that is packed tells the same.
fn exercise_tar(bytes: &[u8]) {
    let plain = walk(bytes);
    // A layer is known by its first bytes: what begins like a stream is unpacked, so it is no plain tar.
    if archive::kind(bytes) != Some(archive::Kind::Tar) {
        return;
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("memory takes all");
    assert_eq!(walk(&packed.finish().expect("memory takes all")), plain, "packed or not, it tells the same");
}

fn walk(bytes: &[u8]) -> Walked {
    let once = walk_once(bytes);
    assert_eq!(walk_once(bytes), once, "the same bytes tell the same");
    once
}

fn walk_once(bytes: &[u8]) -> Walked {
    // A whiteout with content is met twice: for what it takes away, and for what it holds.
    let (mut lines, mut unpacked, mut markers) = (Vec::new(), 0, 0);
    let mut visit = |member: &mut Member<'_>| {
        check_path(member.path, matches!(member.kind, MemberKind::Opaque));
        if let MemberKind::HardLink(to) = member.kind {
            check_path(to, true);
        }
        assert!(member.mode <= 0o7777, "a mode is permissions alone: {:o}", member.mode);
        // Of every other member a part is left, as what looks for single files does.
        let wanted = if lines.len() % 2 == 0 { usize::MAX } else { 100 };
        let (content, error) = archive::read_up_to(member.content, wanted);
        unpacked += content.len() as u64;
        assert!(content.len() as u64 <= member.size, "no more is read of a member than it has");
        if !matches!(member.kind, MemberKind::File | MemberKind::Marker) {
            assert!(
                content.is_empty() && member.size == 0,
                "only files and those of whiteouts have content: {:?}",
                member.path
            );
        }
        markers += u64::from(member.kind == MemberKind::Marker);
        let owner = (member.user, member.group);
        lines.push(format!(
            "{} {:?} {:o} {owner:?} {content:?} {}",
            member.path,
            member.kind,
            member.mode,
            error.is_none()
        ));
    };
    let found = layer::walk(&mut &*bytes, &LIMITS, &mut visit);
    assert!(
        lines.len() as u64 <= LIMITS.members + markers && markers <= LIMITS.members,
        "members are bounded: {}",
        lines.len()
    );
    assert!(unpacked <= LIMITS.layer_bytes, "bytes are bounded: {unpacked}");
    if let Ok(problems) = &found {
        assert!(problems.len() <= 101, "problems are bounded: {}", problems.len());
    }
    let problems = found.iter().flatten().chain(found.as_ref().err());
    assert!(
        problems.clone().all(|problem| !problem.path.chars().any(char::is_control)),
        "problems can be shown"
    );
    lines.extend(found.iter().flatten().map(|problem| format!("{problem:?}")));
    Walked { is_whole: found.is_ok(), lines }
}

fn check_path(path: &str, may_be_root: bool) {
    assert!(may_be_root || !path.is_empty(), "the root itself is no member");
    let is_part = |part: &str| !matches!(part, "" | "." | "..");
    assert!(path.is_empty() || path.split('/').all(is_part), "a path stays in the image: {path:?}");
}

/// Gives each block the sum that it would have as a header, which nobody guesses.
fn summed(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for block in bytes.chunks_exact_mut(BLOCK).filter(|block| block.iter().any(|byte| *byte != 0)) {
        let (before, rest) = block.split_at_mut(148);
        let (place, after) = rest.split_at_mut(8);
        let sum: u64 = before.iter().chain(&*after).map(|byte| u64::from(*byte)).sum();
        place.copy_from_slice(format!("{:06o}\0 ", sum + 8 * u64::from(b' ')).as_bytes());
    }
    bytes
}

fn exercise_documents(bytes: &[u8]) {
    let media = [None, Some(oci::media::INDEX), Some(oci::media::MANIFEST)];
    for served in media {
        let read = oci::document(bytes, served);
        assert_eq!(oci::document(bytes, served), read, "the same bytes tell the same");
        if let Ok(oci::Document::Index(index)) = read {
            let entries: Vec<_> = index.manifests.iter().collect();
            for entry in &entries {
                let platform = entry.platform.clone().unwrap_or_default();
                let normal = oci::normal(&platform);
                assert_eq!(oci::normal(&normal), normal, "what is normal stays");
                if entry.platform.is_some() && !oci::is_attached(entry) {
                    assert!(
                        oci::choose(&entries, &platform).is_some(),
                        "what is asked for is found: {platform}"
                    );
                }
            }
            let _ = oci::choose(&entries, &Platform::default());
        }
    }
    if let Ok(config) = oci::config(bytes) {
        for layers in 0..4 {
            assert_eq!(config.steps(layers).len(), layers, "each layer is told of");
        }
        assert!(config.image.labels.is_sorted(), "labels are sorted");
    }
    if let Ok(images) = oci::saved(bytes) {
        assert!(images.iter().all(|image| !image.config.is_empty()), "each has a configuration");
    }
}
