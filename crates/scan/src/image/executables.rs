//! What can be executed in an image: hashed while the layers stream, and squashed like all other files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Read};
use std::sync::Arc;

use sekimori_model::{ContentDigest, DigestAlgorithm, Executable, Executables, PackageDigest};
use sekimori_parse::packages::is_program;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::layer::Layer;
use super::owners::Owners;
use super::stack::Stack;

/// Hard links that lead to one another; more than one is none that an archiver writes.
const MAX_STEPS: usize = 8;

/// A file of a layer that can be executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ran {
    pub(super) path: Arc<str>,
    pub(super) size: u64,
    pub(super) sha256: [u8; 32],
    pub(super) sha1: [u8; 20],
}

/// Tells whether a file can be executed: by its mode, or by how it begins.
pub(super) fn is_one(mode: u32, head: &[u8]) -> bool {
    mode & 0o111 != 0 || is_program(head) || head.starts_with(b"#!")
}

/// Content that is hashed while it is read, from when that is asked for.
pub(super) struct Hashed<'a> {
    content: &'a mut dyn Read,
    hashes: Option<(Sha256, Sha1)>,
    size: u64,
}

impl<'a> Hashed<'a> {
    pub(super) fn new(content: &'a mut dyn Read) -> Self {
        Self { content, hashes: None, size: 0 }
    }

    /// Hashes what was read until now, and what will be.
    pub(super) fn begin(&mut self, read: &[u8]) {
        self.hashes = Some((Sha256::new_with_prefix(read), Sha1::new_with_prefix(read)));
        self.size = read.len() as u64;
    }

    /// Reads what is left of the file, where it is hashed.
    pub(super) fn finish(mut self, path: &str) -> Option<io::Result<Ran>> {
        self.hashes.as_ref()?;
        let mut buffer = [0; 16 << 10];
        loop {
            match self.read(&mut buffer) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Some(Err(error)),
            }
        }
        let (sha256, sha1) = self.hashes?;
        let ran = Ran {
            path: path.into(),
            size: self.size,
            sha256: sha256.finalize().into(),
            sha1: sha1.finalize().into(),
        };
        Some(Ok(ran))
    }
}

impl Read for Hashed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer)?;
        if let Some((sha256, sha1)) = &mut self.hashes {
            let read = buffer.get(..count).unwrap_or_default();
            sha256.update(read);
            sha1.update(read);
            self.size = self.size.saturating_add(count as u64);
        }
        Ok(count)
    }
}

/// Puts together what can be executed in the end.
pub(super) fn executables(layers: &[Layer], stack: &Stack, owners: &Owners) -> Executables {
    let known = Known::of(layers);
    let mut all: BTreeMap<&Arc<str>, Executable> = BTreeMap::new();
    for (index, layer) in layers.iter().enumerate() {
        let files = layer.executables.iter().map(|ran| (&ran.path, ran, None));
        let links = layer.links.iter().filter_map(|(path, to)| {
            let ran = known.behind(to, index, stack)?;
            Some((path, ran, Some(Arc::clone(&ran.path))))
        });
        for (path, ran, hard_link_to) in files.chain(links) {
            if !stack.is_there(path, index) {
                continue;
            }
            let owned_by = owners.of_file(path, index).cloned();
            let layer = u32::try_from(index).ok();
            // A layer may have a path twice; the later one is what is unpacked.
            all.extend(made(path, ran, layer, hard_link_to, owned_by).map(|one| (path, one)));
        }
    }
    Executables::new(all.into_values().collect())
}

fn made(
    path: &Arc<str>,
    ran: &Ran,
    layer: Option<u32>,
    hard_link_to: Option<Arc<str>>,
    owned_by: Option<sekimori_model::Purl>,
) -> Option<Executable> {
    let digest: ContentDigest = format!("sha256:{}", hex(&ran.sha256)).parse().ok()?;
    let sha1 = PackageDigest { algorithm: DigestAlgorithm::Sha1, value: hex(&ran.sha1).into() };
    let path = Arc::clone(path);
    Some(Executable {
        path,
        digest,
        other_digests: vec![sha1],
        size: ran.size,
        layer,
        hard_link_to,
        owned_by,
    })
}

/// What layers have at a path, by path and layer.
struct Known<'a> {
    files: BTreeMap<(&'a str, usize), &'a Ran>,
    links: BTreeMap<(&'a str, usize), &'a str>,
}

impl<'a> Known<'a> {
    fn of(layers: &'a [Layer]) -> Self {
        let mut known = Self { files: BTreeMap::new(), links: BTreeMap::new() };
        if layers.iter().all(|layer| layer.links.is_empty()) {
            return known;
        }
        for (index, layer) in layers.iter().enumerate() {
            known.files.extend(layer.executables.iter().map(|ran| ((&*ran.path, index), ran)));
            known.links.extend(layer.links.iter().map(|(path, to)| ((&**path, index), &**to)));
        }
        known
    }

    /// What a hard link of the layer at `index` leads to: a file of that layer, or of one below it that is still there.
    fn behind(&self, to: &'a str, index: usize, stack: &Stack) -> Option<&'a Ran> {
        let mut to = to;
        for _ in 0..MAX_STEPS {
            let file = self.files.range((to, 0)..=(to, index)).next_back();
            let link = self.links.range((to, 0)..=(to, index)).next_back();
            let is_still_there = |layer: usize| stack.gone_by(to, layer).is_none_or(|by| by >= index);
            match (file, link) {
                (Some(((_, layer), ran)), link) if link.is_none_or(|((_, of), _)| of <= layer) => {
                    return is_still_there(*layer).then_some(*ran);
                }
                (_, Some((_, next))) => to = next,
                _ => return None,
            }
        }
        None
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // A text takes whatever is written to it.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
