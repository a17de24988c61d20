//! Which of the candidates that overlap is kept.

use std::collections::BTreeMap;

use crate::engine::Candidate;

/// Sorts by place, and of those whose values overlap keeps the surest: the first by rank, then the longest.
///
/// Of two that find the same value it is the one that needs nothing around it, then the one that knows most of its words:
/// a provider's key is not called the password of the URL that it stands in, nor a provider's JWT any JWT.
pub(crate) fn of(
    candidates: &mut Vec<Candidate>,
    rank: impl Fn(&Candidate) -> u8,
    known: impl Fn(&Candidate) -> usize,
) {
    candidates.sort_by_cached_key(|one| {
        let (longest, most_known) = (usize::MAX - one.value.len(), usize::MAX - known(one));
        let leans = one.whole != one.value;
        (rank(one), longest, leans, most_known, one.value.start, one.pattern, one.whole.start)
    });
    // Where the values that are kept begin, and where each ends. None of them overlap, so of those that begin before a
    // value's end the last one alone can reach into it.
    let mut kept: BTreeMap<usize, usize> = BTreeMap::new();
    candidates.retain(|one| {
        let before = kept.range(..one.value.end).next_back();
        let is_free = before.is_none_or(|(_, end)| *end <= one.value.start) && !one.value.is_empty();
        if is_free {
            kept.insert(one.value.start, one.value.end);
        }
        is_free
    });
    candidates.sort_by_key(|one| (one.value.start, one.pattern));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same by its definition, in quadratic time.
    fn naive(mut candidates: Vec<Candidate>, rank: impl Fn(&Candidate) -> u8) -> Vec<Candidate> {
        candidates.sort_by_key(|one| {
            (rank(one), usize::MAX - one.value.len(), one.value.start, one.pattern, one.whole.start)
        });
        let mut kept: Vec<Candidate> = Vec::new();
        for one in candidates {
            if kept
                .iter()
                .all(|other| other.value.end <= one.value.start || one.value.end <= other.value.start)
            {
                kept.push(one);
            }
        }
        kept.sort_by_key(|one| (one.value.start, one.pattern));
        kept
    }

    #[test]
    fn of_the_same_value_the_one_that_knows_most_is_kept() {
        let candidate = |pattern, whole| Candidate { pattern, whole, value: 4..40, name: None };
        let in_a_url = candidate(0, 0..44);
        let of_any_provider = candidate(1, 4..40);
        let of_one_provider = candidate(2, 4..40);
        let mut all = vec![in_a_url, of_any_provider, of_one_provider];
        of(&mut all, |_| 0, |one| one.pattern);
        assert_eq!(all.iter().map(|one| one.pattern).collect::<Vec<_>>(), [2]);
    }

    proptest! {
        #[test]
        fn the_sweep_keeps_what_the_definition_keeps(
            all in prop::collection::vec((0_usize..60, 1_usize..12, 0_usize..5), 0..40),
        ) {
            let candidates: Vec<Candidate> = all
                .iter()
                .map(|&(start, len, pattern)| {
                    let value = start..start + len;
                    Candidate { pattern, whole: value.clone(), value, name: None }
                })
                .collect();
            let rank = |one: &Candidate| u8::from(one.pattern > 2);
            let wanted: Vec<_> = naive(candidates.clone(), rank).iter().map(|one| (one.pattern, one.value.clone())).collect();
            let mut swept = candidates;
            of(&mut swept, rank, |_| 0);
            let swept: Vec<_> = swept.iter().map(|one| (one.pattern, one.value.clone())).collect();
            prop_assert_eq!(swept, wanted);
        }
    }
}
