//! Samples made when the tests run, and engines that look for them.

use std::sync::OnceLock;

use sekimori_catalog::{Rule, credentials};
use sekimori_secrets::sample::{Dice, fill};
use sekimori_secrets::{Bounds, Engine, Found, Hit, Step};

/// The pattern whose samples are planted.
pub(crate) const PLANTED: &str = "credential/github-personal-access-token";

pub(crate) fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(credentials().iter().copied()).expect("valid patterns"))
}

/// A value that the pattern knows, different for each seed.
pub(crate) fn sample(seed: u64) -> String {
    let rule: &Rule = credentials().iter().find(|rule| rule.id == PLANTED).expect("it is in the catalog");
    let credential = rule.credential().expect("a pattern");
    fill(credential.samples[0].value, credential, &mut Dice::new(seed)).expect("a template")
}

pub(crate) fn scan(path: &str, bytes: &[u8]) -> Found {
    engine().scan(path, bytes, &Bounds::default())
}

/// The hits of a value, which is not shown where there are none.
pub(crate) fn hits_of<'f>(found: &'f Found, value: &str) -> Vec<&'f Hit> {
    found.hits.iter().filter(|hit| hit.value.expose() == value.as_bytes()).collect()
}

/// The steps of a hit as words.
pub(crate) fn steps(hit: &Hit) -> Vec<String> {
    let word = |step: &Step| match step {
        Step::Member(name) => name.to_string(),
        Step::Inflated(name) | Step::Decoded(name) => (*name).to_owned(),
    };
    hit.through.iter().map(word).collect()
}
