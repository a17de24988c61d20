//! What is encoded is found, once, with the way to it.

#[path = "planted/mod.rs"]
mod planted;

use data_encoding::{BASE64, BASE64_MIME, BASE64URL_NOPAD, HEXLOWER};
use planted::{PLANTED, engine, hits_of, sample, scan, steps};
use proptest::prelude::*;
use sekimori_secrets::Bounds;

fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Encodes in one of the ways; returns the word for it as well.
fn encode(text: &str, way: usize) -> (&'static str, String) {
    let each = |write: fn(u32) -> String| text.chars().map(|c| write(u32::from(c))).collect::<String>();
    match way % 7 {
        0 => ("base64", base64(text.as_bytes())),
        1 => ("base64", BASE64URL_NOPAD.encode(text.as_bytes())),
        2 => ("hex", HEXLOWER.encode(text.as_bytes())),
        3 => ("percent", each(|c| format!("%{c:02X}"))),
        4 => ("unicode-escape", each(|c| format!("\\u{c:04x}"))),
        5 => ("unicode-escape", each(|c| format!("\\x{c:02x}"))),
        _ => ("html-entity", each(|c| format!("&#{c};"))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_sample_is_found_however_it_is_nested(
        ways in prop::collection::vec(0_usize..7, 1..=5), seed in any::<u64>(), lines in 0_usize..3,
    ) {
        let value = sample(seed);
        let mut text = format!("see {value} for more");
        let mut wanted = Vec::new();
        for way in ways {
            // Escapes of escapes grow sixfold each time, and a stretch of them has an end.
            let way = if text.len() > 2_000 { way % 2 } else { way };
            let (word, encoded) = encode(&text, way);
            text = encoded;
            wanted.insert(0, word.to_owned());
        }
        let whole = format!("{}x: \"{text}\"\n", "one line\n".repeat(lines));
        let found = scan("file", whole.as_bytes());
        let hits = hits_of(&found, &value);
        prop_assert_eq!(hits.len(), 1, "once, by {:?}", wanted);
        prop_assert_eq!(steps(hits[0]), wanted);
        prop_assert_eq!(hits[0].rule.id, PLANTED);
        let start = whole.len() - text.len() - 2;
        prop_assert!(hits[0].span.start >= start && hits[0].span.end <= start + text.len());
    }

    #[test]
    fn any_bytes_will_do(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "[ -~\n\\\\%&u#x0-9a-f]{0,400}") {
        let _ = scan("a", &bytes);
        let found = scan("a", text.as_bytes());
        prop_assert!(found.hits.iter().all(|hit| hit.span.end <= text.len() && hit.span.start < hit.span.end));
    }
}

#[test]
fn what_is_deeper_than_the_limit_is_told() {
    let value = sample(1);
    let mut text = format!("see {value} for more");
    for _ in 0..6 {
        text = base64(text.as_bytes());
    }
    let found = scan("file", text.as_bytes());
    assert!(hits_of(&found, &value).is_empty());
    assert_eq!(found.gaps.len(), 1);
    assert!(found.gaps[0].detail.contains("more than 5 steps"), "{}", found.gaps[0].detail);
    let bounds = Bounds { depth: 6, ..Bounds::default() };
    assert_eq!(hits_of(&engine().scan("file", text.as_bytes(), &bounds), &value).len(), 1);
}

#[test]
fn encoded_values_are_judged_under_their_names() {
    let password = ["tr0ub4dor", "-and-", "3"].concat();
    let encoded = base64(password.as_bytes());
    let text = format!("db:\n  user: c2hvcA==\n  password: {encoded}\n");
    let found = scan("values.yaml", text.as_bytes());
    let rules: Vec<_> =
        found.hits.iter().map(|hit| (hit.rule.id, hit.context.as_str(), steps(hit))).collect();
    assert_eq!(rules, [("credential/generic-password", "password", vec!["base64".to_owned()])]);
    assert_eq!(found.hits[0].value.expose(), password.as_bytes());
    assert_eq!(&text[found.hits[0].span.clone()], encoded);
}

#[test]
fn a_value_of_a_secret_is_one_finding() {
    let password = ["tr0ub4dor", "-and-", "3"].concat();
    let text = format!("apiVersion: v1\nkind: Secret\ndata:\n  password: {}\n", base64(password.as_bytes()));
    let found = scan("secret.yaml", text.as_bytes());
    assert_eq!(found.hits.len(), 1, "{:?}", found.hits);
}

#[test]
fn a_placeholder_in_a_secret_is_none_whatever_its_encoding_looks_like() {
    let text = format!("kind: Secret\ndata:\n  password: {}\n", base64(b"${PASSWORD_OF_DATABASE}"));
    let found = scan("secret.yaml", text.as_bytes());
    assert!(found.hits.is_empty(), "{:?}", found.hits);
}

#[test]
fn a_token_under_a_name_is_the_token() {
    let value = sample(2);
    let text = format!("kind: Secret\ndata:\n  password: {}\n", base64(value.as_bytes()));
    let found = scan("secret.yaml", text.as_bytes());
    assert_eq!(found.hits.len(), 1);
    assert_eq!(found.hits[0].rule.id, PLANTED);
}

#[test]
fn lines_of_base64_are_one_text() {
    let value = sample(3);
    let inner = format!("{}token {value}\n{}", "first line\n".repeat(20), "more\n".repeat(40));
    let mime = BASE64_MIME.encode(inner.as_bytes());
    for text in [
        format!("x:\n\n{mime}\n-- end"),
        format!("config: |\n    {}\nb: c\n", mime.trim_end().replace("\r\n", "\n    ")),
        format!("{{\"config\":\"{}\"}}", mime.trim_end().replace("\r\n", "\\n")),
    ] {
        let found = scan("file.yaml", text.as_bytes());
        assert_eq!(hits_of(&found, &value).len(), 1, "{text}");
    }
}

#[test]
fn a_jwt_is_one_finding() {
    let part = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    let signature = BASE64URL_NOPAD.encode(&[0x9c; 32]);
    let jwt = format!(
        "{}.{}.{signature}",
        part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"),
        part(&format!("{{\"sub\":\"1234567890\",\"password\":\"{}\"}}", ["hunt3r", "Qx9z"].concat()))
    );
    let found = scan("a.txt", format!("see {jwt} there").as_bytes());
    let all: Vec<_> = found.hits.iter().map(|hit| (hit.rule.id, hit.through.len())).collect();
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0].1, 0);
}

#[test]
fn files_in_utf_16_are_read_with_their_places() {
    let value = sample(4);
    let text = format!("関所 😀\r\nkey = {value}\r\n");
    for (mark, is_big) in [(true, false), (true, true), (false, false)] {
        let text = if mark { text.clone() } else { text.replace("関所 😀", "plain words in it") };
        let mut bytes = if mark { vec![0xFF, 0xFE] } else { Vec::new() };
        if is_big {
            bytes.reverse();
        }
        bytes.extend(
            text.encode_utf16().flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }),
        );
        let found = scan("a.reg", &bytes);
        let hits = hits_of(&found, &value);
        assert_eq!(hits.len(), 1);
        assert_eq!(steps(hits[0]), ["utf-16"]);
        let units: Vec<u16> = bytes[hits[0].span.clone()]
            .chunks(2)
            .map(|pair| {
                let pair = [pair[0], pair[1]];
                if is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
            })
            .collect();
        assert_eq!(String::from_utf16(&units).expect("text"), value);
    }
}

#[test]
fn what_stands_there_as_it_is_is_not_found_again_by_decoding_its_line() {
    let value = sample(5);
    let text = format!("curl 'https://h.invalid/a%3Db?token={value}'\n");
    let found = scan("a.sh", text.as_bytes());
    assert_eq!(found.hits.len(), 1, "{:?}", found.hits);
    assert!(found.hits[0].through.is_empty());
}

#[test]
fn names_in_binaries_have_no_values_but_tokens_are_found() {
    let value = sample(6);
    let mut bytes = vec![0x7F, b'E', b'L', b'F', 0, 0, 0];
    let password = ["tr0ub4dor", "-and-", "3"].concat();
    bytes.extend_from_slice(format!("\0password = \"{password}\"\0{value}\0").as_bytes());
    let found = scan("a.out", &bytes);
    assert_eq!(found.hits.iter().map(|hit| hit.rule.id).collect::<Vec<_>>(), [PLANTED]);
}

#[test]
fn much_that_is_encoded_is_decoded_in_linear_work() {
    // Each level holds the next twice.
    let mut text = "words that say nothing at all ".repeat(4);
    for _ in 0..12 {
        let once = base64(text.as_bytes());
        text = format!("{once} {once}\n");
    }
    let found = engine().scan("a", text.as_bytes(), &Bounds { depth: 40, ..Bounds::default() });
    assert!(found.hits.is_empty());
}
