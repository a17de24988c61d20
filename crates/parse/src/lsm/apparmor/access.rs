//! What a rule lets a process do with a file.

/// Letters such as `rwk` or `rPx`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Access<'t>(&'t str);

/// How the profile of a program that is started is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exec {
    /// `ix`: it keeps this profile.
    Inherit,
    /// `px`, `cx` and the like: it gets a profile of its own.
    Profile,
    /// `ux` and `Ux`: it runs without a profile.
    Unconfined,
    /// `pux`, `cux`: without a profile where its own is not loaded.
    ProfileOrUnconfined,
    /// `x` alone, as in rules that deny.
    Any,
}

impl<'t> Access<'t> {
    /// Everything but starting programs otherwise than inside the profile: what the rule `file` means.
    ///
    /// # Source
    /// apparmor.d(5), "File rules": `file,` is `/{**,} rwmlk, /** ix,`.
    pub const FILE: Self = Self("rwmlkix");

    /// Reads a word of access letters; none where it is another word.
    ///
    /// # Source
    /// apparmor.d(5), ACCESS: `( 'r' | 'w' | 'a' | 'l' | 'k' | 'm' | EXEC TRANSITION )+`.
    pub fn parse(word: &'t str) -> Option<Self> {
        let is_access = !word.is_empty()
            // Every letter may be repeated, but no word of access is long.
            && word.len() <= 32
            && word.bytes().all(|byte| b"rwalkmxipcuPCUI".contains(&byte))
            // Letters that say how a program is started mean nothing without the `x` that they belong to.
            && (word.contains('x') || !word.contains(['i', 'p', 'c', 'u', 'P', 'C', 'U', 'I']));
        is_access.then_some(Self(word))
    }

    /// Returns the letters as written.
    pub fn letters(self) -> &'t str {
        self.0
    }

    /// Tells whether files may be read.
    pub fn reads(self) -> bool {
        self.0.contains('r')
    }

    /// Tells whether files may be changed; appending is not enough.
    pub fn writes(self) -> bool {
        self.0.contains('w')
    }

    /// Returns how programs may be started; none where they may not.
    pub fn exec(self) -> Option<Exec> {
        if !self.0.contains('x') {
            return None;
        }
        let has = |letter: char| self.0.chars().any(|c| c.eq_ignore_ascii_case(&letter));
        Some(match (has('u'), has('p') || has('c'), has('i')) {
            (true, false, _) => Exec::Unconfined,
            (true, true, _) => Exec::ProfileOrUnconfined,
            (false, true, _) => Exec::Profile,
            (false, false, true) => Exec::Inherit,
            (false, false, false) => Exec::Any,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Access, Exec};

    #[test]
    fn tells_words_of_access_from_other_words() {
        for word in ["r", "rw", "rwk", "mrix", "Px", "rPUx", "pix", "x", "mixr", "CUx"] {
            assert!(Access::parse(word).is_some(), "{word}");
        }
        for word in ["", "file", "owner", "p", "ur", "rwz", "/r"] {
            assert!(Access::parse(word).is_none(), "{word}");
        }
    }

    #[test]
    fn says_how_a_program_is_started() {
        let exec = |word| Access::parse(word).unwrap().exec();
        assert_eq!(exec("rw"), None);
        assert_eq!(exec("ix"), Some(Exec::Inherit));
        assert_eq!(exec("rPx"), Some(Exec::Profile));
        assert_eq!(exec("pix"), Some(Exec::Profile));
        assert_eq!(exec("Ux"), Some(Exec::Unconfined));
        assert_eq!(exec("PUx"), Some(Exec::ProfileOrUnconfined));
        assert_eq!(exec("wx"), Some(Exec::Any));
    }
}
