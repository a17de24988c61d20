//! What came of a layer, as bytes for a cache.
//!
//! A layer in which a secret was found, or that was not read to its end, is not kept: no value may lie on a disk, and what
//! failed may succeed the next time.

use std::sync::Arc;

use sekimori_catalog::Password;
use sekimori_model::Problem;
use sekimori_parse::packages::Found;
use serde::{Deserialize, Serialize};

use super::accounts::Accounts;
use super::layer::{Kept, KeptKind, Layer, Owned, PathDigest, Told};

/// The version of this form and of the analysis, which is part of the key.
pub(super) const VERSION: u32 = 2;

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
    problems: Vec<Problem>,
    searched: u64,
    bytes: u64,
}

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
    if !layer.is_whole || layer.is_cut || !layer.hits.is_empty() || !layer.gaps.is_empty() {
        return None;
    }
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
        problems: layer.problems.clone(),
        searched: layer.searched,
        bytes: layer.bytes,
    };
    let plain = serde_json::to_vec(&record).ok()?;
    Some(lz4_flex::compress_prepend_size(&plain))
}

/// Reads what was kept of a layer; none where it is not what [`pack`] wrote.
pub(super) fn unpack(bytes: &[u8]) -> Option<Layer> {
    let size = u32::from_le_bytes(*bytes.first_chunk()?);
    if usize::try_from(size).ok()? > MAX_BYTES {
        return None;
    }
    let plain = lz4_flex::decompress_size_prepended(bytes).ok()?;
    let record: Record = serde_json::from_slice(&plain).ok()?;
    Some(Layer {
        files: record.files.sorted()?,
        folders: record.folders.sorted()?,
        whiteouts: record.whiteouts.sorted()?,
        opaque: record.opaque.sorted()?,
        kept: record.kept.into_iter().map(File::kept).collect(),
        told: record.told.into_iter().map(Tells::told).collect::<Option<_>>()?,
        accounts: record.accounts.into_iter().map(|(path, said)| (path, said.accounts())).collect(),
        hits: Vec::new(),
        gaps: Vec::new(),
        problems: record.problems,
        searched: record.searched,
        bytes: record.bytes,
        is_whole: true,
        is_cut: false,
    })
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
    use super::super::accounts;
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
        let read = unpack(&pack(&layer).expect("it may be kept")).expect("it was written here");
        assert_eq!((read.files, read.whiteouts, read.bytes), (layer.files, layer.whiteouts, 5));
        assert_eq!(read.accounts, [("etc/passwd".into(), passwd)]);
        assert_eq!(read.kept.first().map(|kept| kept.kind.clone()), Some(KeptKind::Link("busybox".into())));
    }

    #[test]
    fn what_is_damaged_or_was_cut_short_is_not_taken() {
        assert!(pack(&Layer::default()).is_none());
        let kept = pack(&Layer { is_whole: true, ..Layer::default() }).expect("it may be kept");
        for wrong in [&kept[..kept.len() - 1], b"", b"\xFF\xFF\xFF\xFFx", b"\0\0\0\0"] {
            assert!(unpack(wrong).is_none());
        }
    }
}
