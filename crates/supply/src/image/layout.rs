//! The layout of OCI: a folder of blobs with an index, or a tar of one.
//!
//! # Source
//! OCI Image Format Specification 1.1, `image-layout.md`.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use sekimori_model::{Image, ImageOrigin, NotAnalysed, Problem};
use sekimori_parse::image::Reference;
use sekimori_parse::oci::{Descriptor, Document};

use super::archive::Archive;
use super::resolve::{self, Found, name_of, parse};
use super::stored::{self, Blob, Blobs};
use super::{Error, OpenOptions, Wanted, file_name, shown};

/// The file that lists the images.
pub(super) const INDEX: &str = "index.json";

/// Tells whether a folder has the layout of OCI.
pub fn is_one(folder: &Path) -> bool {
    folder.join("oci-layout").is_file() && folder.join(INDEX).is_file()
}

/// Opens an image of a folder.
pub(super) fn open_folder(
    path: &Path,
    wanted: &Wanted,
    options: &OpenOptions,
) -> Result<Box<dyn Image>, Error> {
    let meta = fs::metadata(path).map_err(|cause| Error::Open { path: path.to_owned(), cause })?;
    if !meta.is_dir() {
        let detail = "it is no folder; a tar of one is named `oci-archive:`".to_owned();
        return Err(Error::NotAnImage { what: path.display().to_string(), detail });
    }
    open(Box::new(Folder { path: path.to_owned() }), ImageOrigin::OciLayout, path, wanted, options)
}

/// Opens an image of a tar.
pub(super) fn open_archive(
    archive: Archive,
    path: &Path,
    wanted: &Wanted,
    options: &OpenOptions,
) -> Result<Box<dyn Image>, Error> {
    open(Box::new(archive), ImageOrigin::OciArchive, path, wanted, options)
}

fn open(
    blobs: Box<dyn Blobs>,
    origin: ImageOrigin,
    path: &Path,
    wanted: &Wanted,
    options: &OpenOptions,
) -> Result<Box<dyn Image>, Error> {
    let index = Blob { name: INDEX.to_owned(), digest: None, size: None, media_type: String::new() };
    let bytes = stored::read(&*blobs, &index, &options.limits)?;
    let what = format!("`{INDEX}` of `{}`", path.display());
    let Document::Index(mut index) = parse(&bytes, None, &what)? else {
        return Err(Error::NotAnImage {
            what: path.display().to_string(),
            detail: format!("`{INDEX}` is no index"),
        });
    };
    let names =
        index.manifests.iter().map(|entry| name_of(entry).unwrap_or_else(|| format!("@{}", entry.digest)));
    let available = resolve::sorted(names);
    let unnamed = |wanted: String| Error::Unnamed { wanted, available };
    match wanted {
        Wanted::Only => resolve::check_one(&index)?,
        Wanted::Name(name) => {
            index.manifests.retain(|entry| is_named(entry, name));
            if index.manifests.is_empty() {
                return Err(unnamed(name.clone()));
            }
        }
        Wanted::Digest(digest) => {
            let is_one = |entry: &Descriptor| entry.digest == *digest;
            if index.manifests.iter().any(is_one) {
                index.manifests.retain(is_one);
            } else {
                return by_digest(blobs, origin, path, wanted, options).map_err(|error| match error {
                    Error::Missing { .. } => unnamed(digest.to_string()),
                    error => error,
                });
            }
        }
    }
    let name = index.manifests.iter().find_map(name_of).filter(|_| *wanted != Wanted::Only);
    let repository = name.and_then(|name| repository_of(&name)).unwrap_or_else(|| file_name(path));
    let shown = shown(origin, path, wanted);
    let found = Found { origin, shown, repository, digest: None, document: Document::Index(index) };
    Ok(Box::new(resolve::image(found, blobs, options)?))
}

/// Opens what is not listed, but there: one image of an index that is.
fn by_digest(
    blobs: Box<dyn Blobs>,
    origin: ImageOrigin,
    path: &Path,
    wanted: &Wanted,
    options: &OpenOptions,
) -> Result<Box<dyn Image>, Error> {
    let Wanted::Digest(digest) = wanted else { return Err(Error::Missing { what: wanted.to_string() }) };
    let blob = Blob {
        name: format!("blobs/{}/{}", digest.algorithm(), digest.hex()),
        digest: Some(digest.clone()),
        size: None,
        media_type: String::new(),
    };
    let bytes = stored::read(&*blobs, &blob, &options.limits)?;
    let document = parse(&bytes, None, &digest.to_string())?;
    let (shown, repository) = (shown(origin, path, wanted), file_name(path));
    let found = Found { origin, shown, repository, digest: Some(digest.clone()), document };
    Ok(Box::new(resolve::image(found, blobs, options)?))
}

fn is_named(entry: &Descriptor, name: &str) -> bool {
    let keys = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];
    let mut found = keys.iter().filter_map(|key| entry.annotation(key));
    let wanted = Reference::parse(name);
    found.any(|found| {
        let is_whole = found.contains('/');
        found == name || is_whole && wanted.is_ok() && Reference::parse(found) == wanted
    })
}

/// The repository of a name that is a whole reference; a tag alone is none.
fn repository_of(name: &str) -> Option<String> {
    Reference::parse(name).ok().filter(|_| name.contains('/')).map(|reference| reference.name())
}

/// The blobs of a folder.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
}

impl Blobs for Folder {
    fn open(&self, blob: &Blob) -> Result<Box<dyn Read + '_>, Problem> {
        // Digests are hexadecimal, so that no name leads out.
        let path = self.path.join(&blob.name);
        let problem = |detail: String| Problem {
            path: blob.name.as_str().into(),
            reason: NotAnalysed::Unreadable,
            detail,
        };
        let said = |error: std::io::Error| problem(format!("`{}`: {error}", path.display()));
        // Opening a pipe would wait for a writer for ever.
        if !fs::metadata(&path).map_err(said)?.is_file() {
            return Err(problem(format!("`{}` is no file", path.display())));
        }
        Ok(Box::new(File::open(&path).map_err(said)?))
    }
}

impl Blobs for Archive {
    fn open(&self, blob: &Blob) -> Result<Box<dyn Read + '_>, Problem> {
        let found = Self::open(self, &blob.name).ok_or_else(|| Problem {
            path: blob.name.as_str().into(),
            reason: NotAnalysed::Unreadable,
            detail: format!("`{}` of the archive", blob.name),
        })?;
        Ok(Box::new(found.0))
    }
}
