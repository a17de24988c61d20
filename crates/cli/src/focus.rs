//! What of all that is found is asked for: the flags, and the files that they name.

use std::io;
use std::path::Path;

use sekimori_model::KnownFinding;
use sekimori_parse::baseline::parse;
use sekimori_scan::Focus;

use crate::args::Focus as Args;
use crate::error::Error;
use crate::named_file::load_regular;

/// Bytes of a baseline. 256 MiB: a report of 40,000 findings in 8,000 files has 121 MiB.
const MAX_BASELINE_BYTES: u64 = 256 << 20;

/// Reads what the flags name.
pub(crate) fn focus(args: &Args, changed_since: Option<&str>) -> Result<Focus, Error> {
    let baseline = args.baseline.as_deref().map(baseline).transpose()?;
    Ok(Focus {
        baseline,
        since: changed_since.map(str::to_owned),
        owners: args.owner.clone(),
        roles: args.role.clone(),
    })
}

fn baseline(path: &Path) -> Result<Vec<KnownFinding>, Error> {
    let bytes = load_regular(path, MAX_BASELINE_BYTES).map_err(|cause| match cause.kind() {
        io::ErrorKind::FileTooLarge => {
            Error::BaselineTooLarge { path: path.to_path_buf(), limit_bytes: MAX_BASELINE_BYTES }
        }
        _ => Error::ReadBaseline { path: path.to_path_buf(), cause },
    })?;
    parse(&bytes).map_err(|cause| Error::Baseline { path: path.to_path_buf(), cause })
}
