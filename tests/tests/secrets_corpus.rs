//! Precision and recall of every pattern on the labelled corpus.
//!
//! `SEKIMORI_CORPUS_SEED` decides the half of the corpus that changes, `SEKIMORI_CORPUS_EACH` how many files each sample has:
//! `make corpus` tries many.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sekimori_catalog::{Rule, credentials};
use sekimori_secrets::Engine;
use sekimori_tests::{Fault, Piece, Score, corpus, judge};

/// What is known: the rule that was wanted (empty for any), the one that speaks beside it or in its place, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("alibaba-access-key-secret", "alibaba-access-key-id", BOTH),
    ("aws-secret-access-key", "aws-access-key-id", BOTH),
    ("aws-secret-access-key-pair", "aws-access-key-id", BOTH),
    ("google-hmac-secret", "google-hmac-access-id", BOTH),
    ("tencent-secret-key", "tencent-secret-id", BOTH),
    ("google-service-account-key", "private-key-pem", BOTH),
    ("certificate-with-private-key", "private-key-pem", BOTH),
    ("certificate-expired", "private-key-pem", BOTH),
    ("certificate-expired", "certificate-with-private-key", BOTH),
    ("config-filezilla-password", "generic-password", BOTH),
    ("private-key-putty", "", INDENTED),
    ("private-key-putty-encrypted", "", INDENTED),
    ("private-key-der", "", "its bytes are no text, and a file has nothing else"),
    ("private-key-tor-service", "", "its bytes are no text, which another format escapes"),
    ("highnote-secret-key", "stripe-test-key", ALIKE),
    ("highnote-secret-key", "stripe-restricted-key", ALIKE),
    ("microcms-api-key", "yandex-static-secret-key", ALIKE),
    ("", "hashicorp-terraform-state", "a state is told as one, whatever its values are"),
    (
        "",
        "kubernetes-secret-manifest",
        "a Secret that is not encrypted is told as one, whatever its values are",
    ),
];

const INDENTED: &str = "the file's own lines begin at the start of a line";
const ALIKE: &str = "some samples of the one have the shape of the other";
const BOTH: &str = "the text of the sample holds both";

/// Tests of values that ask how letters and digits mix, which a random value may fail by chance: one in fifty of them at
/// 15 characters.
const BY_CHANCE: &[&str] = &["mixed", "has-digit"];

#[test]
fn every_pattern_finds_its_samples_and_nothing_else() {
    let (seed, each) = (number("SEKIMORI_CORPUS_SEED", 1), number("SEKIMORI_CORPUS_EACH", 6));
    let each = usize::try_from(each).expect("small");
    let all = corpus(seed, each);
    let pieces: Vec<&Piece> = all.iter().collect();
    let scores = judged(&pieces);
    let mut report = String::new();
    for (rule, score) in &scores {
        let faults: Vec<&Fault> =
            score.faults.iter().filter(|fault| !is_excepted(fault) && !is_of_chance(rule, fault)).collect();
        if faults.is_empty() || is_chance(rule, score, &faults) {
            continue;
        }
        let (found, missed, wrong) = (score.found, score.missed, score.wrong);
        let _ =
            writeln!(report, "{rule}: recall {}, precision {}", share(found, missed), share(found, wrong));
        for Fault { path, wanted, found } in faults {
            let _ = writeln!(report, "  {path}: wanted {}, found {found:?}", wanted.unwrap_or("none"));
        }
    }
    for rule in credentials() {
        let has_samples = rule.credential().is_some_and(|credential| !credential.samples.is_empty());
        if has_samples
            && !all.iter().any(|piece| piece.label.as_ref().is_some_and(|label| label.rule == rule.id))
        {
            let _ = writeln!(report, "{}: no file of the corpus has a sample of it", rule.id);
        }
    }
    assert!(report.is_empty(), "seed {seed}, {} files\n{report}", pieces.len());
}

#[test]
fn half_of_the_corpus_is_the_same_for_every_seed() {
    let (one, other) = (corpus(1, 2), corpus(2, 2));
    let is_label = |piece: &&Piece| piece.label.is_some();
    let positives: Vec<&Piece> = one.iter().filter(is_label).collect();
    let same =
        positives.iter().zip(other.iter().filter(is_label)).filter(|(a, b)| a.bytes == b.bytes).count();
    assert_eq!(same * 2, positives.len(), "of each two files, the first is fixed");
    assert!(corpus(1, 2).iter().zip(&one).all(|(a, b)| a.bytes == b.bytes && a.path == b.path));
}

#[test]
fn a_pattern_that_fails_is_named() {
    // An engine without a pattern misses its samples.
    let left_out = "credential/npm-access-token";
    let engine =
        Engine::new(credentials().iter().copied().filter(|rule| rule.id != left_out)).expect("valid");
    let pieces: Vec<Piece> = corpus(1, 2)
        .into_iter()
        .filter(|piece| {
            piece.wrapping.is_plain() && piece.label.as_ref().is_some_and(|label| label.rule == left_out)
        })
        .collect();
    let scores = judge(&engine, pieces.iter());
    let score = &scores[left_out];
    assert!(score.found == 0 && score.missed == pieces.len() && !pieces.is_empty(), "{score:?}");
}

/// Judges the corpus on all cores.
fn judged(pieces: &[&Piece]) -> BTreeMap<&'static str, Score> {
    let engine = Engine::new(credentials().iter().copied()).expect("the catalog's patterns are valid");
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let mut all: BTreeMap<&'static str, Score> = BTreeMap::new();
    std::thread::scope(|scope| {
        let parts: Vec<_> = pieces
            .chunks(pieces.len().div_ceil(threads).max(1))
            .map(|part| scope.spawn(|| judge(&engine, part.iter().copied())))
            .collect();
        for part in parts {
            for (rule, score) in part.join().expect("no panic") {
                let sum = all.entry(rule).or_default();
                sum.found += score.found;
                sum.missed += score.missed;
                sum.wrong += score.wrong;
                sum.faults.extend(score.faults);
            }
        }
    });
    all
}

fn is_excepted(fault: &Fault) -> bool {
    let short = |rule: &'static str| rule.trim_start_matches("credential/");
    let wanted = fault.wanted.map_or("none", short);
    let found: Vec<&str> = fault.found.iter().copied().map(short).collect();
    EXCEPTIONS.iter().any(|(from, to, _)| {
        let is_wanted = *from == wanted || from.is_empty() && fault.wanted.is_some();
        is_wanted && if to.is_empty() { found.is_empty() } else { found.contains(to) }
    })
}

/// Tells whether a generic rule spoke because the rule that was wanted failed by chance.
fn is_of_chance(rule: &str, fault: &Fault) -> bool {
    let is_generic = rule.starts_with("credential/generic-");
    let wanted = credentials().iter().find(|rule| Some(rule.id) == fault.wanted);
    is_generic && wanted.is_some_and(|rule| test_of(rule).is_some_and(|test| BY_CHANCE.contains(&test)))
}

fn test_of(rule: &Rule) -> Option<&'static str> {
    rule.credential().and_then(|credential| credential.test)
}

/// Tells whether a rule missed no more than chance explains.
fn is_chance(rule: &str, score: &Score, faults: &[&Fault]) -> bool {
    let test = credentials().iter().find(|known| known.id == rule).and_then(|rule| test_of(rule));
    // What no provider's shape tells, statistics do.
    let is_by_chance =
        rule.starts_with("credential/generic-") || test.is_some_and(|test| BY_CHANCE.contains(&test));
    is_by_chance
        && faults.iter().all(|fault| fault.wanted == Some(rule))
        && faults.len() <= 1 + (score.found + score.missed) / 25
}

fn share(right: usize, wrong: usize) -> String {
    format!("{right} of {}", right + wrong)
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().map_or(default, |text| text.parse().expect("a number"))
}
