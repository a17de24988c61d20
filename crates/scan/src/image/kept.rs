//! What came of a layer, as bytes for a cache.
//!
//! No value of a secret lies on a disk, nor anything that was made of one: of a file with secrets, or of which a part could
//! not be searched, there is the path, and the file is searched once more. A layer that was not read to its end, or of which
//! not all is kept, is read anew as a whole, and so is one with a file that is called like a secret.

use std::collections::BTreeSet;
use std::sync::Arc;

use sekimori_catalog::Password;
use sekimori_model::Problem;
use sekimori_parse::packages::Found;
use serde::{Deserialize, Serialize};

use super::accounts::Accounts;
use super::executables::{Ran, hex};
use super::layer::{Kept, KeptKind, Layer, Owned, PathDigest, Told};

/// The version of this form and of the analysis, which is part of the key, and of what tells whether a stored image would be
/// read otherwise now.
pub(crate) const VERSION: u32 = 7;

/// More bytes than this are no layer that was written here.
const MAX_BYTES: usize = 1 << 30;

#[derive(Serialize, Deserialize)]
struct Record {
    files: Digests,
    folders: Digests,
    whiteouts: Digests,
    opaque: Digests,
    kept: Vec<File>,
    told: Vec<Tells>,
    accounts: Vec<(Arc<str>, AccountsFile)>,
    executables: Vec<RanFile>,
    links: Vec<(Arc<str>, Arc<str>)>,
    /// Files that are to be searched again for secrets, sorted.
    again: Vec<Arc<str>>,
    problems: Vec<Problem>,
    searched: u64,
    bytes: u64,
}

/// Path, size, and digits of the digests.
#[derive(Serialize, Deserialize)]
struct RanFile(Arc<str>, u64, String, String);

/// Digests as hexadecimal digits, one behind the other.
#[derive(Serialize, Deserialize)]
struct Digests(String);

/// Path, what it tells, and the files of each package.
#[derive(Serialize, Deserialize)]
struct Tells(Arc<str>, Found, Vec<(Arc<str>, Digests)>);

/// Path, kind, where a link leads, mode, owner, group, size.
#[derive(Serialize, Deserialize)]
struct File(Arc<str>, u8, Option<Arc<str>>, u32, u64, u64, u64);

#[derive(Serialize, Deserialize)]
enum AccountsFile {
    /// Name, owner, group, shell, password.
    Passwd(Vec<(String, u64, u64, String, u8)>),
    Shadow(Vec<(String, u8)>),
}

/// Returns the bytes to keep of a layer, if it may be kept.
pub(super) fn pack(layer: &Layer) -> Option<Vec<u8>> {
    if !layer.is_whole || layer.is_cut || layer.has_telling_names {
        return None;
    }
    let with_hits = layer.hits.iter().map(|hit| &hit.path);
    let again: BTreeSet<&Arc<str>> = with_hits.chain(layer.gaps.iter().map(|(path, _)| path)).collect();
    let record = Record {
        files: Digests::of(&layer.files),
        folders: Digests::of(&layer.folders),
        whiteouts: Digests::of(&layer.whiteouts),
        opaque: Digests::of(&layer.opaque),
        kept: layer.kept.iter().map(File::of).collect(),
        told: layer.told.iter().map(Tells::of).collect(),
        accounts: layer
            .accounts
            .iter()
            .map(|(path, said)| (Arc::clone(path), AccountsFile::of(said)))
            .collect(),
        executables: layer.executables.iter().map(RanFile::of).collect(),
        links: layer.links.clone(),
        again: again.into_iter().cloned().collect(),
        problems: layer.problems.clone(),
        searched: layer.searched,
        bytes: layer.bytes,
    };
    let plain = serde_json::to_vec(&record).ok()?;
    Some(lz4_flex::compress_prepend_size(&plain))
}

/// Reads what was kept of a layer; none where it is not what [`pack`] wrote.
///
/// Returned beside it are the files that are to be searched again for secrets, sorted.
pub(super) fn unpack(bytes: &[u8]) -> Option<(Layer, Vec<Arc<str>>)> {
    let size = u32::from_le_bytes(*bytes.first_chunk()?);
    if usize::try_from(size).ok()? > MAX_BYTES {
        return None;
    }
    let plain = lz4_flex::decompress_size_prepended(bytes).ok()?;
    let record: Record = serde_json::from_slice(&plain).ok()?;
    let layer = Layer {
        files: record.files.sorted()?,
        folders: record.folders.sorted()?,
        whiteouts: record.whiteouts.sorted()?,
        opaque: record.opaque.sorted()?,
        kept: record.kept.into_iter().map(File::kept).collect(),
        told: record.told.into_iter().map(Tells::told).collect::<Option<_>>()?,
        accounts: record.accounts.into_iter().map(|(path, said)| (path, said.accounts())).collect(),
        hits: Vec::new(),
        gaps: Vec::new(),
        executables: record.executables.into_iter().map(RanFile::ran).collect::<Option<_>>()?,
        links: record.links,
        problems: record.problems,
        searched: record.searched,
        bytes: record.bytes,
        has_telling_names: false,
        is_whole: true,
        is_cut: false,
    };
    record.again.is_sorted().then_some((layer, record.again))
}

impl Digests {
    fn of(digests: &[PathDigest]) -> Self {
        use std::fmt::Write as _;
        let mut text = String::with_capacity(digests.len() * 32);
        for digest in digests {
            // A text takes whatever is written to it.
            let _ = write!(text, "{digest:032x}");
        }
        Self(text)
    }

    fn digests(&self) -> Option<Vec<PathDigest>> {
        let chunks = self.0.as_bytes().chunks(32);
        let read = |chunk: &[u8]| PathDigest::from_str_radix(std::str::from_utf8(chunk).ok()?, 16).ok();
        chunks.map(read).collect()
    }

    fn sorted(&self) -> Option<Vec<PathDigest>> {
        self.digests().filter(|all| all.is_sorted())
    }
}

impl Tells {
    fn of(told: &Told) -> Self {
        let owned = told.owned.iter().map(|owned| (Arc::clone(&owned.package), Digests::of(&owned.files)));
        Self(Arc::clone(&told.path), told.found.clone(), owned.collect())
    }

    fn told(self) -> Option<Told> {
        let Self(path, found, owned) = self;
        let read = |(package, files): (Arc<str>, Digests)| Some(Owned { package, files: files.digests()? });
        Some(Told { path, found, owned: owned.into_iter().map(read).collect::<Option<_>>()? })
    }
}

impl RanFile {
    fn of(ran: &Ran) -> Self {
        Self(Arc::clone(&ran.path), ran.size, hex(&ran.sha256), hex(&ran.sha1))
    }

    fn ran(self) -> Option<Ran> {
        let Self(path, size, sha256, sha1) = self;
        Some(Ran { path, size, sha256: bytes(&sha256)?, sha1: bytes(&sha1)? })
    }
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let read = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    hex.as_bytes().chunks(2).map(read).collect::<Option<Vec<u8>>>()?.try_into().ok()
}

impl File {
    fn of(kept: &Kept) -> Self {
        let (kind, to) = match &kept.kind {
            KeptKind::File => (0, None),
            KeptKind::Link(to) => (1, Some(Arc::clone(to))),
            KeptKind::Directory => (2, None),
            KeptKind::Special => (3, None),
        };
        Self(Arc::clone(&kept.path), kind, to, kept.mode, kept.user, kept.group, kept.size)
    }

    fn kept(self) -> Kept {
        let Self(path, kind, to, mode, user, group, size) = self;
        let kind = match (kind, to) {
            (1, Some(to)) => KeptKind::Link(to),
            (2, _) => KeptKind::Directory,
            (3, _) => KeptKind::Special,
            _ => KeptKind::File,
        };
        Kept { path, kind, mode, user, group, size }
    }
}

impl AccountsFile {
    fn of(said: &Accounts) -> Self {
        match said {
            Accounts::Passwd(accounts) => Self::Passwd(
                accounts
                    .iter()
                    .map(|a| (a.name.clone(), a.user, a.group, a.shell.clone(), number(a.password)))
                    .collect(),
            ),
            Accounts::Shadow(known) => {
                Self::Shadow(known.iter().map(|(name, password)| (name.clone(), number(*password))).collect())
            }
        }
    }

    fn accounts(self) -> Accounts {
        match self {
            Self::Passwd(accounts) => {
                let account = |(name, user, group, shell, kind)| sekimori_catalog::Account {
                    name,
                    user,
                    group,
                    shell,
                    password: password(kind),
                    layer: 0,
                };
                Accounts::Passwd(accounts.into_iter().map(account).collect())
            }
            Self::Shadow(known) => {
                Accounts::Shadow(known.into_iter().map(|(name, kind)| (name, password(kind))).collect())
            }
        }
    }
}

const fn number(password: Password) -> u8 {
    match password {
        Password::Locked => 0,
        Password::Empty => 1,
        Password::Set => 2,
    }
}

const fn password(number: u8) -> Password {
    match number {
        1 => Password::Empty,
        2 => Password::Set,
        _ => Password::Locked,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::accounts;
    use super::super::executables::Ran;
    use super::super::layer::{Kept, KeptKind, Layer};
    use super::{pack, unpack};

    #[test]
    fn a_layer_is_read_as_it_was_kept() {
        let mut layer = Layer { is_whole: true, files: vec![1, 7, u128::MAX], bytes: 5, ..Layer::default() };
        let kind = KeptKind::Link("busybox".into());
        layer.kept.push(Kept { path: "bin/sh".into(), kind, mode: 0o777, user: 0, group: 0, size: 0 });
        let passwd = accounts::parse("etc/passwd", b"root::0:0::/:/bin/sh\n");
        layer.accounts.push(("etc/passwd".into(), passwd.clone()));
        layer.whiteouts.push(9);
        let path: Arc<str> = "usr/bin/x".into();
        layer.executables.push(Ran { path, size: 3, sha256: [0xA0; 32], sha1: [7; 20] });
        let (read, again) = unpack(&pack(&layer).expect("it may be kept")).expect("it was written here");
        assert!(again.is_empty());
        assert_eq!(read.executables, layer.executables);
        assert_eq!((read.files, read.whiteouts, read.bytes), (layer.files, layer.whiteouts, 5));
        assert_eq!(read.accounts, [("etc/passwd".into(), passwd)]);
        assert_eq!(read.kept.first().map(|kept| kept.kind.clone()), Some(KeptKind::Link("busybox".into())));
    }

    #[test]
    fn what_is_damaged_or_was_cut_short_is_not_taken() {
        assert!(pack(&Layer::default()).is_none());
        let is_called_like_a_secret = Layer { is_whole: true, has_telling_names: true, ..Layer::default() };
        assert!(pack(&is_called_like_a_secret).is_none(), "a name would lie on a disk");
        let kept = pack(&Layer { is_whole: true, ..Layer::default() }).expect("it may be kept");
        for wrong in [&kept[..kept.len() - 1], b"", b"\xFF\xFF\xFF\xFFx", b"\0\0\0\0"] {
            assert!(unpack(wrong).is_none());
        }
    }
}
