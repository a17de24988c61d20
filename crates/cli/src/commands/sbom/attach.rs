//! `sekimori sbom attach`: lays a bill beside an image in its registry.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use sekimori_model::Lang;
use sekimori_parse::packages::Bounds;
use sekimori_parse::sbom::{Format, parse};
use sekimori_supply::image::registry::Artifact;
use sekimori_text::{Arg, text_with};

use super::remote::{Remote, media_type};
use super::{CREATED, bill_of_image, bytes_of, exit, opened, tell_problems, written};
use crate::args::{AttachBill as Args, BillFormat, Global};
use crate::commands::scan::source_date_epoch;
use crate::error::Error;
use crate::exit::Exit;
use crate::output;

pub(crate) fn run(args: &Args, global: &Global, lang: Lang) -> Result<Exit, Error> {
    let named = args.bill_file.as_deref().map(|path| read(path, args.file_size)).transpose()?;
    let remote = Remote::open(&args.remote_image, &args.from)?;
    let (format, bytes, end) = if let Some((format, bytes)) = named {
        (format, bytes, Exit::Clean)
    } else {
        let sbom = bill_of_image(&*remote.image, &args.from, args.threads, false)?;
        tell_problems(&sbom.problems, lang);
        let end = exit(&sbom);
        if end == Exit::Nothing {
            let shown = remote.shown();
            output::say(&text_with(lang.as_str(), "bill-empty", &[("image", Arg::Text(&shown))]));
            return Ok(end);
        }
        let format = args.format.unwrap_or(BillFormat::CycloneDx);
        (format, written(sbom, format, None)?, end)
    };
    let kind = media_type(format);
    // The time of attaching: of several bills the newest is found.
    let created = source_date_epoch()?.unwrap_or_else(Timestamp::now);
    let created = Timestamp::from_second(created.as_second()).unwrap_or(created).to_string();
    let artifact = Artifact {
        artifact_type: kind,
        media_type: kind,
        bytes: &bytes,
        annotations: BTreeMap::from([(CREATED.to_owned(), created)]),
    };
    let subject = remote.subject();
    let (registry, repository) = (&remote.registry, &remote.repository);
    let known = registry.find_attached(repository, &subject.digest, &artifact).map_err(Error::Image)?;
    let (key, digest) = match known {
        Some(digest) => ("bill-attached-before", digest),
        None => ("bill-attached", registry.attach(repository, &subject, &artifact).map_err(Error::Image)?),
    };
    output::write(None, |out| writeln!(out, "{digest}"))?;
    if !global.quiet {
        let shown = remote.shown();
        output::say(&text_with(
            lang.as_str(),
            key,
            &[("image", Arg::Text(&shown)), ("type", Arg::Text(kind))],
        ));
    }
    Ok(end)
}

/// Reads a file that must be a bill.
fn read(path: &Path, limit_bytes: u64) -> Result<(BillFormat, Vec<u8>), Error> {
    let bytes = bytes_of(&opened(path)?, path, limit_bytes)?;
    let no_bill = |detail| Error::NoBill { path: path.to_path_buf(), detail };
    let (_, format) = parse(&bytes, &Bounds::default()).map_err(|failure| no_bill(failure.detail))?;
    Ok((if format == Format::Spdx { BillFormat::Spdx } else { BillFormat::CycloneDx }, bytes))
}
