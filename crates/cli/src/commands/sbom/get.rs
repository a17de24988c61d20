//! `sekimori sbom get`: fetches the bill that lies beside an image in its registry.

use std::cmp::Reverse;
use std::path::PathBuf;

use jiff::Timestamp;
use sekimori_model::{ContentDigest, Lang};
use sekimori_parse::oci::{Descriptor, Manifest};
use sekimori_parse::packages::Bounds;
use sekimori_parse::sbom::{Format, parse};
use sekimori_supply::image;
use sekimori_text::{Arg, text_with};

use super::CREATED;
use super::remote::{Remote, media_type};
use crate::args::{BillFormat, GetBill as Args, Global};
use crate::error::Error;
use crate::exit::Exit;
use crate::output;

/// The most bills of one image that are opened where the list does not say how old they are.
const MOST: usize = 200;

pub(crate) fn run(args: &Args, global: &Global, lang: Lang) -> Result<Exit, Error> {
    let remote = Remote::open(&args.remote_image, &args.from)?;
    // The bill of the image itself, before one that tells of those of all platforms.
    let subjects = [remote.digest(), &remote.named];
    let (mut found, mut failed) = (None, None);
    for subject in subjects {
        for (format, digest) in newest(&remote, subject, args.format)?.into_iter().take(MOST) {
            match fetch(&remote, subject, format, &digest, args.file_size) {
                Ok(bytes) => {
                    found = Some((bytes, digest));
                    break;
                }
                // A list may keep what was deleted, and anybody who may push can attach what is no bill.
                Err(error) if is_gone(&error) || matches!(error, Error::NoBill { .. }) => {
                    let at = format!("{}@{digest}", remote.image.facts().repository);
                    output::say(&text_with(lang.as_str(), "bill-passed-over", &[("bill", Arg::Text(&at))]));
                    error.lines(lang).iter().for_each(|line| output::say(line));
                    failed = failed.or_else(|| (!is_gone(&error)).then_some(error));
                }
                Err(error) => return Err(error),
            }
        }
        if found.is_some() || remote.digest() == &remote.named {
            break;
        }
    }
    let shown = remote.shown();
    let Some((bytes, digest)) = found else {
        if let Some(error) = failed {
            return Err(error);
        }
        output::say(&text_with(lang.as_str(), "bill-none", &[("image", Arg::Text(&shown))]));
        return Ok(Exit::Nothing);
    };
    output::write(args.output.as_deref(), |out| out.write_all(&bytes))?;
    if !global.quiet {
        let at = format!("{}@{digest}", remote.image.facts().repository);
        let says = [("image", Arg::Text(&shown)), ("bill", Arg::Text(&at))];
        output::say(&text_with(lang.as_str(), "bill-got", &says));
    }
    Ok(Exit::Clean)
}

/// Whether a bill is listed that is not there any more.
fn is_gone(error: &Error) -> bool {
    matches!(error, Error::Image(error) if error.is_not_found())
}

/// The bills of a manifest, the newest first, of one format where one is wanted; of several that are equally old, CycloneDX
/// first, then by digest.
fn newest(
    remote: &Remote,
    subject: &ContentDigest,
    format: Option<BillFormat>,
) -> Result<Vec<(BillFormat, ContentDigest)>, Error> {
    let all = remote.registry.referrers(&remote.repository, subject, "").map_err(Error::Image)?;
    let mut bills: Vec<(BillFormat, Descriptor)> =
        all.into_iter().filter_map(|one| Some((format_of(&one.artifact_type)?, one))).collect();
    bills.retain(|(is, _)| format.is_none_or(|wanted| wanted == *is));
    bills.sort_by(|(_, a), (_, b)| a.digest.cmp(&b.digest));
    let is_only = bills.len() == 1;
    let dated = bills.into_iter().enumerate().map(|(at, (format, one))| {
        let said = one.annotation(CREATED).map(str::to_owned);
        // Lists that stand in for the API may leave out what the manifest says.
        let said = said.or_else(|| {
            let may_ask = !is_only && at < MOST;
            may_ask.then(|| dated(remote, subject, &one.digest)).flatten()
        });
        let time: Option<Timestamp> = said.and_then(|said| said.parse().ok());
        (time, format == BillFormat::CycloneDx, Reverse(one.digest), format)
    });
    let mut dated: Vec<_> = dated.collect();
    dated.sort_by(|a, b| (b.0, b.1, &b.2).cmp(&(a.0, a.1, &a.2)));
    Ok(dated.into_iter().map(|(_, _, Reverse(digest), format)| (format, digest)).collect())
}

fn dated(remote: &Remote, subject: &ContentDigest, digest: &ContentDigest) -> Option<String> {
    let manifest = remote.registry.attached(&remote.repository, subject, digest).ok()?;
    manifest.annotations.into_iter().find(|(key, _)| key == CREATED).map(|(_, value)| value)
}

/// Some say the version of the format behind its type.
fn format_of(media: &str) -> Option<BillFormat> {
    let media = media.split(';').next().unwrap_or_default().trim();
    [BillFormat::CycloneDx, BillFormat::Spdx].into_iter().find(|format| media_type(*format) == media)
}

/// Fetches a bill, compares it with its digest, and sees that it is one.
fn fetch(
    remote: &Remote,
    subject: &ContentDigest,
    format: BillFormat,
    digest: &ContentDigest,
    limit_bytes: u64,
) -> Result<Vec<u8>, Error> {
    let at = format!("{}@{digest}", remote.image.facts().repository);
    let (registry, repository) = (&remote.registry, &remote.repository);
    let manifest = registry.attached(repository, subject, digest).map_err(Error::Image)?;
    let missing = || Error::Image(image::Error::Missing { what: format!("`{at}`") });
    let content = content(&manifest, format).ok_or_else(missing)?;
    let bytes = registry.blob(repository, content, limit_bytes).map_err(Error::Image)?;
    let no_bill = |detail: String| Error::NoBill { path: PathBuf::from(&at), detail };
    let (_, is) = parse(&bytes, &Bounds::default()).map_err(|failure| no_bill(failure.detail))?;
    let wanted = if format == BillFormat::Spdx { Format::Spdx } else { Format::CycloneDx };
    if is != wanted {
        return Err(no_bill(format!("it is attached as {} and is {is:?}", media_type(format))));
    }
    Ok(bytes)
}

/// What holds the bill: what is of its type, else the only thing there is.
fn content(manifest: &Manifest, format: BillFormat) -> Option<&Descriptor> {
    let of_type = |layer: &&Descriptor| format_of(&layer.media_type) == Some(format);
    let only = || manifest.layers.first().filter(|_| manifest.layers.len() == 1);
    manifest.layers.iter().find(of_type).or_else(only)
}
