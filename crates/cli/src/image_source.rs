//! Where an image comes from, as the command line says it.

use std::env;

use sekimori_model::{Image, Platform};
use sekimori_supply::image::cache::LayerFolder;
use sekimori_supply::image::registry::{RegistryOptions, credential_files};
use sekimori_supply::image::{self, ImageRef, OpenOptions};
use sekimori_supply::web::WebOptions;

use crate::args::{ImageFrom, RegistryAccess};
use crate::error::Error;
use crate::verifier::proxy;

/// Opens an image: its layers are read later.
pub(crate) fn open(reference: &str, from: &ImageFrom) -> Result<Box<dyn Image>, Error> {
    let options = OpenOptions {
        platform: from.platform.clone(),
        registry: registry(&from.access),
        ..OpenOptions::default()
    };
    let of = |cause| Error::ImageOf { reference: reference.to_owned(), cause };
    let parsed = ImageRef::parse(reference).map_err(Error::Image)?;
    image::open(&parsed, &options).map_err(of)
}

/// Opens the folder that remembers layers, if there is to be one. One that was not asked for and cannot be made is no
/// reason to fail.
pub(crate) fn cache(from: &ImageFrom) -> Result<Option<LayerFolder>, Error> {
    if from.no_cache {
        return Ok(None);
    }
    if let Some(path) = &from.cache_dir {
        let opened = LayerFolder::open(path, None);
        return opened.map(Some).map_err(|cause| Error::Cache { path: path.clone(), cause });
    }
    let usual = LayerFolder::usual(&|name| env::var_os(name));
    Ok(usual.and_then(|path| LayerFolder::open(&path, None).ok()))
}

/// How registries are reached: by flags, and by what the environment says to every program.
pub(crate) fn registry(access: &RegistryAccess) -> RegistryOptions {
    let no_proxy = ["NO_PROXY", "no_proxy"].iter().find_map(|name| env::var(name).ok());
    let web = WebOptions {
        insecure: access.insecure_registry.clone(),
        ca_file: access.registry_ca.clone(),
        proxy: proxy(),
        no_proxy: no_proxy.unwrap_or_default(),
        ..WebOptions::default()
    };
    RegistryOptions { web, credential_files: credential_files() }
}

/// Reads `OS/ARCH[/VARIANT]`, or the architecture alone.
pub(crate) fn platform(text: &str) -> Result<Platform, String> {
    let is_word = |word: &&str| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
    };
    let parts: Vec<&str> = text.split('/').collect();
    let (os, architecture, variant) = match parts.as_slice() {
        [architecture] => ("linux", *architecture, ""),
        [os, architecture] => (*os, *architecture, ""),
        [os, architecture, variant] => (*os, *architecture, *variant),
        _ => return Err(text.to_owned()),
    };
    if !parts.iter().all(is_word) {
        return Err(text.to_owned());
    }
    let architecture = match architecture {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    Ok(Platform { os: os.to_owned(), architecture: architecture.to_owned(), variant: variant.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::platform;

    #[test]
    fn a_platform_is_read_as_builders_write_it() {
        for (text, wanted) in
            [("linux/arm64/v8", "linux/arm64/v8"), ("arm64", "linux/arm64"), ("linux/x86_64", "linux/amd64")]
        {
            assert_eq!(platform(text).expect("it is one").to_string(), wanted);
        }
        for text in ["", "linux/", "a/b/c/d", "linux/am d64"] {
            assert!(platform(text).is_err(), "{text}");
        }
    }
}
