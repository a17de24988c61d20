//! Go's layouts of times: the way the second of January 2006 is written.

/// A piece of a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'l> {
    /// What stands as it is.
    Literal(&'l str),
    /// A part of the time, as it is written in the layout.
    Part(&'l str),
}

/// The parts of a time; where one begins another, the longer is first.
const PARTS: &[&str] = &[
    "January",
    "Jan",
    "Monday",
    "Mon",
    "MST",
    "2006",
    "__2",
    "_2",
    "002",
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
    "15",
    "1",
    "2",
    "3",
    "4",
    "5",
    "PM",
    "pm",
    "Z070000",
    "Z07:00:00",
    "Z0700",
    "Z07:00",
    "Z07",
    "-070000",
    "-07:00:00",
    "-0700",
    "-07:00",
    "-07",
];

/// Splits a layout.
pub(super) fn pieces(layout: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0_usize, 0_usize);
    while let Some(rest) = layout.get(at..).filter(|rest| !rest.is_empty()) {
        let part = part(rest);
        match part {
            Some(part) => {
                if let Some(literal) = layout.get(start..at).filter(|literal| !literal.is_empty()) {
                    pieces.push(Piece::Literal(literal));
                }
                pieces.push(Piece::Part(part));
                at = at.saturating_add(part.len());
                start = at;
            }
            None => at = at.saturating_add(rest.chars().next().map_or(1, char::len_utf8)),
        }
    }
    if let Some(literal) = layout.get(start..).filter(|literal| !literal.is_empty()) {
        pieces.push(Piece::Literal(literal));
    }
    pieces
}

/// Returns the part that a layout begins with.
fn part(rest: &str) -> Option<&str> {
    if let Some(part) = fraction(rest) {
        return Some(part);
    }
    // The underscore before a year is one.
    if rest.starts_with("_2006") {
        return None;
    }
    let part = PARTS.iter().find(|part| rest.starts_with(**part))?;
    let after = rest.get(part.len()..).unwrap_or_default();
    if matches!(*part, "Jan" | "Mon") && after.starts_with(|char: char| char.is_ascii_lowercase()) {
        return None;
    }
    rest.get(..part.len())
}

/// Returns a point or a comma with the noughts or nines of a fraction of a second behind it.
fn fraction(rest: &str) -> Option<&str> {
    let digits = rest.strip_prefix(['.', ','])?;
    let digit = digits.chars().next().filter(|digit| matches!(digit, '0' | '9'))?;
    let count = digits.chars().take_while(|char| *char == digit).count();
    let after = digits.get(count..).unwrap_or_default();
    if after.starts_with(|char: char| char.is_ascii_digit()) {
        None
    } else {
        rest.get(..count.saturating_add(1))
    }
}
