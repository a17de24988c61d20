//! Where a member of a layer lies: the one function that makes paths of names.

use std::borrow::Cow;

/// The name of a member leads out of the image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the path leads out of the image")]
pub struct Leaves;

/// Makes a path from the root of the image of what an archive has: without a slash at either end, without empty parts and
/// `.`; bytes that are not UTF-8 are replaced. Empty for the root itself.
///
/// # Errors
/// [`Leaves`] where a part is `..`: what it leads to depends on links, and no builder writes it.
pub fn member_path(raw: &[u8]) -> Result<Cow<'_, str>, Leaves> {
    let text = String::from_utf8_lossy(raw);
    // Most names are as they should be, and then nothing is copied.
    let mut is_plain = true;
    for part in text.split('/') {
        match part {
            ".." => return Err(Leaves),
            "" | "." => is_plain = false,
            _ => {}
        }
    }
    if is_plain {
        return Ok(text);
    }
    Ok(Cow::Owned(text.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/")))
}

#[cfg(test)]
mod tests {
    use super::{Leaves, member_path};

    #[test]
    fn paths_start_at_the_root() {
        for (raw, wanted) in [
            ("a/b", "a/b"),
            ("./a/b", "a/b"),
            ("/a//b/./c/", "a/b/c"),
            ("a/", "a"),
            ("./", ""),
            (".", ""),
            ("/", ""),
            ("", ""),
            ("a/..b/c..", "a/..b/c.."),
        ] {
            assert_eq!(member_path(raw.as_bytes()).as_deref(), Ok(wanted), "{raw:?}");
        }
        assert_eq!(member_path(b"a\xFFb").as_deref(), Ok("a\u{fffd}b"));
        for raw in ["..", "../a", "a/..", "a/../b", "./../a", "/.."] {
            assert_eq!(member_path(raw.as_bytes()), Err(Leaves), "{raw:?}");
        }
    }
}
