//! The texts of a program that was compiled are no secrets, and a token in it is one.

use sekimori_catalog::{credentials, find};
use sekimori_secrets::sample::{Dice, fill};
use sekimori_secrets::{Bounds, Engine};

fn found(bytes: &[u8]) -> Vec<&'static str> {
    let engine = Engine::new(credentials().iter().copied()).expect("the catalog's patterns are valid");
    engine.scan("program", bytes, &Bounds::default()).hits.into_iter().map(|hit| hit.rule.id).collect()
}

#[test]
fn texts_without_a_gap_are_none_and_a_token_is_one() {
    let rule = "credential/github-personal-access-token";
    let credential = find(rule).and_then(sekimori_catalog::Rule::credential).expect("a pattern");
    let sample = credential.samples.first().expect("a sample");
    let token = fill(sample.value, credential, &mut Dice::new(7)).expect("a template");
    let url = ["postgres://shop:", "hunter2@db/shop\n"].concat();
    let program = |text: &str| [b"\x7FELF\x02\x01\x01\0\0".as_slice(), text.as_bytes(), b"\0"].concat();
    assert_eq!(found(&program(&url)), [] as [&str; 0]);
    assert_eq!(found(&program(&format!("\0{token}"))), [rule]);
    assert_eq!(found(url.as_bytes()), ["credential/url-postgres"], "a file that people write");
}
