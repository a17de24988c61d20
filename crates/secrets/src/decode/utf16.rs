//! Files in UTF-16.

use super::{Piece, Places};

/// How many bytes tell that a file without a mark is UTF-16.
const HEAD: usize = 256;

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Order {
    is_big: bool,
    /// The bytes of the mark that it begins with.
    mark: usize,
}

/// Decodes the whole, where a mark or the NULs of its first letters tell that it is UTF-16.
pub(crate) fn read(bytes: &[u8]) -> Option<Piece> {
    order(bytes).map(|order| read_as(bytes, order, false))
}

/// Tells whether bytes are UTF-16, and how it is written.
pub(crate) fn order(bytes: &[u8]) -> Option<Order> {
    let head = bytes.get(..bytes.len().min(HEAD))?;
    match head {
        [0xFF, 0xFE, 0, 0, ..] => None,
        [0xFF, 0xFE, ..] => Some(Order { is_big: false, mark: 2 }),
        [0xFE, 0xFF, ..] => Some(Order { is_big: true, mark: 2 }),
        _ => Some(Order { is_big: is_big(head)?, mark: 0 }),
    }
}

/// Decodes bytes of which the order is known; `goes_on` where they are no beginning, so that there is no mark.
pub(crate) fn read_as(bytes: &[u8], order: Order, goes_on: bool) -> Piece {
    let Order { is_big, mark } = order;
    let lead = if goes_on { 0 } else { mark };
    let units = bytes.get(lead..).unwrap_or_default().chunks_exact(2).map(|pair| match pair {
        [high, low] if is_big => u16::from_be_bytes([*high, *low]),
        [low, high] => u16::from_le_bytes([*low, *high]),
        _ => 0,
    });
    let mut decoded = String::with_capacity(bytes.len() / 2);
    // What stands for a lone half of a pair is one unit as well.
    decoded.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
    Piece { step: "utf-16", span: 0..bytes.len(), bytes: decoded.into_bytes(), places: Places::Wide(lead) }
}

/// Tells the order of the bytes by their NULs; none where it does not look like UTF-16.
fn is_big(head: &[u8]) -> Option<bool> {
    let pairs = head.chunks_exact(2);
    let count = pairs.len();
    let is_text = |byte: u8| (0x20..0x7F).contains(&byte) || matches!(byte, b'\t' | b'\n' | b'\r');
    let little = pairs.clone().filter(|pair| matches!(pair, [low, 0] if is_text(*low))).count();
    let big = pairs.filter(|pair| matches!(pair, [0, low] if is_text(*low))).count();
    let is_most = |some: usize| count >= 8 && some * 8 >= count * 7;
    (is_most(little) || is_most(big)).then_some(big > little)
}
