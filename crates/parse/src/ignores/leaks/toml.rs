//! Configurations in TOML, with the lines of what stands in them.

use std::ops::Range;

use sekimori_model::{NotAnalysed, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Failure;

/// gitleaks' own has 120 KiB.
const MAX_CONFIG: usize = 4 << 20;

/// Reads a configuration.
///
/// # Errors
/// [`Failure`] where it is no TOML, or larger than any that a person keeps.
pub(in crate::ignores) fn parse(text: &str) -> Result<(Spanned<DeTable<'_>>, Lines), Failure> {
    if text.len() > MAX_CONFIG {
        let detail = format!("a configuration of more than {MAX_CONFIG} bytes");
        return Err(Failure::of_file(NotAnalysed::TooLarge, detail));
    }
    let lines = Lines::of(text);
    let root = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| lines.line(&span));
        // The message alone: what the parser shows with it is the user's text.
        Failure {
            reason: NotAnalysed::Malformed,
            span: Span { line, ..Span::FILE_START },
            detail: error.message().to_owned(),
        }
    })?;
    Ok((root, lines))
}

/// A table, or those of a list.
pub(in crate::ignores) fn tables<'v, 't>(
    value: &'v Spanned<DeValue<'t>>,
) -> impl Iterator<Item = (&'v DeTable<'t>, Range<usize>)> {
    let of_list = value.get_ref().as_array().into_iter().flat_map(|array| array.iter());
    let all = std::iter::once(value).chain(of_list);
    all.filter_map(|one| Some((one.get_ref().as_table()?, one.span())))
}

/// Where the lines of a text begin.
#[derive(Debug)]
pub(in crate::ignores) struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at.saturating_add(1)).collect())
    }

    pub(in crate::ignores) fn line(&self, span: &Range<usize>) -> u32 {
        let before = self.0.partition_point(|start| *start <= span.start);
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }
}
