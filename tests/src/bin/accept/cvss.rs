//! stub
use crate::Step;
use anyhow::Result;
use std::io::Write;
use std::path::Path;
pub(crate) fn judge_scores(_data: &Path, _out: &mut impl Write) -> Result<Step> {
    Ok(Step::new("scores"))
}
