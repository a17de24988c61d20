//! The names of system calls, and which of them stand for each other.

mod siblings;
mod table;

pub use siblings::{Successor, same_effect, successors};

/// Architectures that a seccomp filter can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arches(u16);

impl Arches {
    /// What most nodes of a cluster are: x86-64 or 64-bit Arm. Meant where a filter names no architecture.
    pub const COMMON: Self = Self(0x009);

    const NONE: Self = Self(0);

    pub(super) const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// Returns the architecture of a word of a filter, such as `SCMP_ARCH_X86_64`; none where it is not in the table.
    ///
    /// # Source
    /// OCI runtime specification 1.2, config-linux.md, "Seccomp": the words of `architectures`.
    pub fn of_word(word: &str) -> Option<Self> {
        let bit: u16 = match word.strip_prefix("SCMP_ARCH_")? {
            "X86_64" => 0,
            "X86" => 1,
            "X32" => 2,
            "AARCH64" => 3,
            "ARM" => 4,
            "RISCV64" => 5,
            "LOONGARCH64" => 6,
            "PPC64" | "PPC64LE" => 7,
            "PPC" => 8,
            "S390X" => 9,
            "MIPS" | "MIPSEL" => 10,
            "MIPS64" | "MIPSEL64" | "MIPS64N32" | "MIPSEL64N32" => 11,
            _ => return None,
        };
        Some(Self(1_u16 << bit))
    }

    /// Returns the architectures of a filter that lists these words; [`Self::COMMON`] where it lists none that is known.
    pub fn of_words<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let known = words.into_iter().filter_map(Self::of_word);
        let all = known.fold(Self::NONE, |all, one| Self(all.0 | one.0));
        if all == Self::NONE { Self::COMMON } else { all }
    }

    /// Tells whether all of the others are in here.
    const fn contains(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Tells whether an architecture is in both.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Tells whether Linux has a system call of that name on any architecture.
///
/// A runtime ignores any other name without a word, so that what a filter says of it does nothing.
pub fn is_known(name: &str) -> bool {
    table::arches_of(name).is_some()
}

/// Tells whether one of `arches` has the system call.
pub fn exists_on(name: &str, arches: Arches) -> bool {
    table::arches_of(name).is_some_and(|has| has.meets(arches))
}

/// Tells whether all of `arches` have the system call.
pub fn exists_on_all(name: &str, arches: Arches) -> bool {
    table::arches_of(name).is_some_and(|has| has.contains(arches))
}

/// Returns the known name that is nearest to a mistyped one, if one is near.
pub fn nearest(name: &str) -> Option<&'static str> {
    // No call has a name of more than 28 characters; a hostile one has megabytes.
    if name.len() > 40 {
        return None;
    }
    let known = table::SYSCALLS.iter().map(|(known, _)| (strsim::damerau_levenshtein(known, name), *known));
    known.min().filter(|(distance, _)| *distance <= 2).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::{Arches, Successor, exists_on, is_known, nearest, same_effect, successors, table::SYSCALLS};

    #[test]
    fn the_table_is_sorted_and_says_where_each_name_is_a_call() {
        for pair in SYSCALLS.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} stands before {}", pair[0].0, pair[1].0);
        }
        assert!(SYSCALLS.iter().all(|(_, bits)| (1..=0xfff).contains(bits)));
    }

    #[test]
    fn knows_calls_of_all_architectures_and_new_ones() {
        for name in ["read", "fchmodat2", "s390_runtime_instr", "riscv_hwprobe", "set_tls", "mseal", "listns"]
        {
            assert!(is_known(name), "{name}");
        }
        // `chmodat` stands in the documentation of a cloud, and in no kernel.
        for name in ["chmodat", "", "Read", "read ", "unused18"] {
            assert!(!is_known(name), "{name}");
        }
        assert_eq!(nearest("chmodat"), Some("fchmodat"));
        assert_eq!(nearest("quite_another_thing"), None);
    }

    #[test]
    fn a_call_exists_on_some_architectures_only() {
        let arm = Arches::of_words(["SCMP_ARCH_AARCH64"]);
        assert!(!exists_on("chmod", arm) && exists_on("fchmodat", arm));
        assert!(exists_on("chmod", Arches::COMMON), "x86-64 has it");
        assert!(!exists_on("chown32", Arches::COMMON), "only 32-bit architectures have it");
        assert!(exists_on("chown32", Arches::of_words(["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"])));
        assert_eq!(Arches::of_words(["SCMP_ARCH_VAX"]), Arches::COMMON);
    }

    #[test]
    fn every_sibling_is_a_call() {
        for group in same_effect() {
            assert!(group.len() > 1, "{group:?}");
            assert!(group.iter().all(|name| is_known(name)), "{group:?}");
        }
        for Successor { older, newer, .. } in successors() {
            assert!(is_known(older) && is_known(newer) && older != newer, "{older}, {newer}");
        }
    }

    #[test]
    fn a_successor_matters_where_programs_make_it() {
        let of = |older| *successors().iter().find(|successor| successor.older == older).unwrap();
        let (intel, arm) = (Arches::of_words(["SCMP_ARCH_X86_64"]), Arches::of_words(["SCMP_ARCH_AARCH64"]));
        assert!(of("clone").is_made_on(intel) && of("clone").is_made_on(arm));
        assert!(!of("poll").is_made_on(intel), "x86-64 has poll");
        assert!(of("poll").is_made_on(arm) && of("poll").is_made_on(Arches::COMMON));
        assert!(!of("futex").is_made_on(Arches::COMMON), "only 32-bit programs need 64-bit times");
    }

    #[test]
    fn no_call_stands_in_two_groups() {
        let mut all: Vec<_> = same_effect().iter().flat_map(|group| group.iter()).collect();
        all.sort();
        for pair in all.windows(2) {
            assert_ne!(pair[0], pair[1]);
        }
    }
}
