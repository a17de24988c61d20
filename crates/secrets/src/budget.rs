//! How much may be read of a layer beyond the search: every kind of pattern has its own share, so that what was made to
//! waste one hides nothing from the others, and all together stay linear in the bytes.

use sekimori_model::NotAnalysed;

use crate::Gap;
use crate::scratch::Scratch;

/// The most bytes that are read for one pattern, or for names, for each byte of a layer, and what every layer may have. No
/// file that was not made for it comes near.
const WORK: u64 = 64;
const WORK_OF_ANY: u64 = 8 << 20;

/// The same for a pattern of a user, whose automaton may be slow.
const OWN: u64 = 4;
const OWN_OF_ANY: u64 = 1 << 20;

/// What all patterns have together, in shares of one; each may go on with a part of its own behind that.
const TOGETHER: u64 = 4;
const PART: u64 = 16;

/// The most for the names of one line beyond what each of its bytes may cost.
const LINE_OF_ANY: u64 = 256 << 10;

/// What was given up.
#[derive(Debug, Clone, Copy)]
struct Lost {
    /// The first place.
    at: usize,
    count: u64,
}

/// The work of a layer.
pub(crate) struct Budget {
    share: u64,
    own: u64,
    all: u64,
    names: u64,
    /// The end of the line whose names are read, how long it is, and what was spent on it.
    line: (usize, usize, u64),
    /// The pattern that was first given up, and where.
    pattern: Option<(&'static str, Lost)>,
    name: Option<Lost>,
}

impl Budget {
    pub(crate) fn new(length: usize) -> Self {
        let of = |each: u64, any: u64| (length as u64).saturating_mul(each).saturating_add(any);
        Self {
            share: of(WORK, WORK_OF_ANY),
            own: of(OWN, OWN_OF_ANY),
            all: 0,
            names: 0,
            line: (0, 0, 0),
            pattern: None,
            name: None,
        }
    }

    /// Tells whether a pattern may still read, and notes where it may not.
    pub(crate) fn may_match(
        &mut self,
        scratch: &Scratch,
        index: usize,
        rule: &'static str,
        at: usize,
    ) -> bool {
        let most = if is_own(rule) {
            self.own
        } else if self.all > self.share.saturating_mul(TOGETHER) {
            self.share / PART
        } else {
            self.share
        };
        let may = scratch.spent(index) <= most;
        if !may {
            self.pattern.get_or_insert((rule, Lost { at, count: 0 })).1.count += 1;
        }
        may
    }

    /// Counts what a pattern read.
    pub(crate) fn matched(&mut self, scratch: &mut Scratch, index: usize, work: u64) {
        self.all = self.all.saturating_add(work);
        scratch.spend(index, work);
    }

    /// Tells whether the name at a place may still be read, and notes where it may not.
    pub(crate) fn may_read(&mut self, bytes: &[u8], at: usize) -> bool {
        let (end, length, spent) = self.line;
        let may = self.names <= self.share
            && (at >= end || spent <= (length as u64).saturating_mul(WORK).saturating_add(LINE_OF_ANY));
        if !may {
            self.name.get_or_insert(Lost { at, count: 0 }).count += 1;
            return false;
        }
        if at >= end {
            let rest = bytes.get(at..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |length| length + 1);
            self.line = (at + length, length, 0);
        }
        true
    }

    /// Counts what was read of an assignment.
    pub(crate) fn read(&mut self, work: u64) {
        self.names = self.names.saturating_add(work);
        self.line.2 = self.line.2.saturating_add(work);
    }

    /// Says what was given up.
    pub(crate) fn gaps(&self) -> Vec<Gap> {
        let gap = |detail| Gap { through: Vec::new(), reason: NotAnalysed::TooManySteps, detail };
        let lost = "matching took more steps than the limit";
        let names = self.name.map(|Lost { at, count }| {
            gap(format!("{lost}; the values of {count} names were not looked at, the first at byte {at}"))
        });
        let patterns = self.pattern.map(|(rule, Lost { at, count })| {
            gap(format!(
                "{lost}; {count} places were not compared with {rule} or others, the first at byte {at}"
            ))
        });
        names.into_iter().chain(patterns).collect()
    }
}

/// Tells whether a rule is a pattern of the user's own.
pub(crate) fn is_own(rule: &str) -> bool {
    rule.starts_with("custom/")
}
