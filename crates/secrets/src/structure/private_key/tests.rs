use sekimori_catalog::credentials;

use crate::sample::{Dice, fill};
use crate::{Bounds, Engine};

/// What the rules of private keys find in a text made from a template.
fn found(template: &str) -> Vec<(String, usize)> {
    let rules = credentials().iter().filter(|rule| rule.id.starts_with("credential/private-key-"));
    let engine = Engine::new(rules.copied()).expect("valid");
    let credential = credentials().iter().find_map(|rule| rule.credential()).expect("there are patterns");
    let text = fill(template, credential, &mut Dice::new(7)).expect("a template");
    let hits = engine.scan("a", text.as_bytes(), &Bounds::default()).hits;
    hits.into_iter().map(|hit| (hit.rule.id.replace("credential/private-key-", ""), hit.span.len())).collect()
}

#[test]
fn tells_the_kinds_apart_and_takes_each_once() {
    for (template, wanted) in [
        ("{pem:rsa}", "pem"),
        ("{pem:ec}", "pem"),
        ("{pem:rsa-encrypted}", "pem-encrypted"),
        ("{pem:pkcs8-encrypted}", "pem-encrypted"),
        ("k = '{escaped({pem:rsa-encrypted})}'", "pem-encrypted"),
        ("{pem:openssh}", "openssh"),
        ("{pem:openssh-encrypted}", "openssh-encrypted"),
        ("{pem:pgp}", "pgp"),
        ("{pem:pgp-encrypted}", "pgp-encrypted"),
        ("  \"{quoted({pem:rsa})}\\n\";", "pem"),
        ("tls.key: |\n    {indented({pem:pkcs8})}\nnext: 1\n", "pem"),
    ] {
        let kinds: Vec<String> = found(template).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [wanted], "{template}");
    }
}

#[test]
fn documentation_that_shows_where_a_key_belongs_does_not_fire() {
    for text in [
        "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw...\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n<your key>\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\\nYOUR_KEY_HERE\\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----",
        "if (text.startsWith('-----BEGIN PRIVATE KEY-----')) return text.split('-----END PRIVATE KEY-----')",
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nabc{alnum:40}\n-----END RSA PRIVATE KEY-----",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
    let same = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", "MIIA".repeat(200));
    assert_eq!(found(&same), []);
}

#[test]
fn starts_without_ends_cost_what_their_bytes_cost() {
    let text = "-----BEGIN RSA PRIVATE KEY-----\nMIIE".repeat(20_000);
    let engine = Engine::new(credentials().iter().copied()).expect("valid");
    let mut scratch = crate::Scratch::default();
    let found = engine.scan_with(&mut scratch, "a", text.as_bytes(), &Bounds::default());
    assert!(found.hits.is_empty() && found.gaps.is_empty(), "{:?}", found.gaps);
    assert!(scratch.work() < 16 * text.len() as u64, "{}", scratch.work());
}
