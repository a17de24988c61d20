//! What packages say of their licence.

use sekimori_model::Licence;

/// Bytes of a name that is no SPDX expression. Some packages have hundreds of licences.
const LONGEST: usize = 1000;

/// Makes a licence of what a package says. What is no SPDX expression keeps its words, cut to a bounded length.
pub(super) fn licence(text: &str) -> Licence {
    let text = text.trim();
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    Licence::Named(text.get(..end).unwrap_or_default().into())
}
