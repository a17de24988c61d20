//! What of all that is found is asked for: the flags, and the files that they name.

use std::fs::File;
use std::path::Path;

use sekimori_model::KnownFinding;
use sekimori_parse::baseline::parse;
use sekimori_scan::Focus;
use sekimori_supply::read_capped;

use crate::args::Focus as Args;
use crate::error::Error;

/// Bytes of a baseline. 256 MiB: a report of 40,000 findings in 8,000 files has 121 MiB.
const MAX_BASELINE_BYTES: u64 = 256 << 20;

/// Reads what the flags name.
pub(crate) fn focus(args: &Args) -> Result<Focus, Error> {
    let baseline = args.baseline.as_deref().map(baseline).transpose()?;
    Ok(Focus {
        baseline,
        since: args.changed_since.clone(),
        owners: args.owner.clone(),
        roles: args.role.clone(),
    })
}

fn baseline(path: &Path) -> Result<Vec<KnownFinding>, Error> {
    let read = |cause| Error::ReadBaseline { path: path.to_path_buf(), cause };
    // Opening a pipe would wait for a writer for ever.
    if !std::fs::metadata(path).map_err(read)?.is_file() {
        return Err(read(std::io::Error::other("not a regular file")));
    }
    let file = File::open(path).map_err(read)?;
    let bytes = read_capped(file, MAX_BASELINE_BYTES, 0).map_err(read)?;
    let limit_bytes = MAX_BASELINE_BYTES;
    let bytes = bytes.ok_or_else(|| Error::BaselineTooLarge { path: path.to_path_buf(), limit_bytes })?;
    parse(&bytes).map_err(|cause| Error::Baseline { path: path.to_path_buf(), cause })
}
