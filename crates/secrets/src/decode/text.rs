//! What can hold a secret: text, or something that is known to be packed.

use sekimori_parse::archive;

/// How many bytes tell what a file is, as in git.
const HEAD: usize = 8_000;

/// So many bytes that a secret fits are text throughout; of more, the beginning tells.
const SHORT: usize = 64;

/// Tells whether bytes are no text: there is a NUL among the first of them.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes.get(..bytes.len().min(HEAD)).unwrap_or_default()).is_some()
}

/// The first bytes of what a compiler makes: ELF, Mach-O in both orders and for several machines, WebAssembly.
///
/// # Source
/// gabi.xinuos.com, "ELF Header"; Apple, `mach-o/loader.h` and `mach-o/fat.h`; webassembly.github.io, "Modules".
const PROGRAMS: &[[u8; 4]] = &[
    *b"\x7FELF",
    [0xFE, 0xED, 0xFA, 0xCE],
    [0xFE, 0xED, 0xFA, 0xCF],
    [0xCE, 0xFA, 0xED, 0xFE],
    [0xCF, 0xFA, 0xED, 0xFE],
    [0xCA, 0xFE, 0xBA, 0xBE],
    *b"\0asm",
];

/// Tells whether bytes begin like a program that was compiled: its texts stand there one behind the other, with nothing
/// between them, and are help, messages and examples.
pub(crate) fn is_program(bytes: &[u8]) -> bool {
    let is_of_windows = || bytes.starts_with(b"MZ") && is_binary(bytes);
    bytes.first_chunk::<4>().is_some_and(|first| PROGRAMS.contains(first)) || is_of_windows()
}

/// Tells whether something that was decoded can hold a secret, by its beginning.
pub(crate) fn is_promising(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(SHORT)).unwrap_or_default();
    is_text(head) || archive::kind(bytes).is_some() || is_wide(head) || may_be_tar(bytes)
}

/// Tells whether bytes may be the first of a header of tar, too few to know: a name, and what fills it up.
fn may_be_tar(bytes: &[u8]) -> bool {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(0);
    let (name, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
    bytes.len() < archive::HEAD && !name.is_empty() && is_text(name) && rest.iter().all(|byte| *byte == 0)
}

/// Tells whether bytes are text in UTF-8, whose last character may be cut.
fn is_text(bytes: &[u8]) -> bool {
    let is_control = |byte: &u8| (*byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || *byte == 0x7F;
    if bytes.iter().any(is_control) {
        return false;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        // Cut, not wrong; bytes of noise are hardly ever one long cut character.
        Err(error) => error.error_len().is_none() && error.valid_up_to() + 3 >= bytes.len(),
    }
}

/// Tells whether bytes are ASCII in UTF-16, as PowerShell encodes its commands.
fn is_wide(bytes: &[u8]) -> bool {
    let is_text = |byte: u8| (0x20..0x7F).contains(&byte) || matches!(byte, b'\t' | b'\n' | b'\r');
    let mut pairs = bytes.chunks_exact(2);
    bytes.len() >= 8 && pairs.all(|pair| matches!(pair, [low, 0] if is_text(*low)))
}
