//! What structures find, and what they leave alone.

use jiff::civil::date;
use sekimori_catalog::credentials;

use crate::sample::{Dice, fill};
use crate::{Bounds, Engine, Hit};

fn hits(path: &str, template: &str) -> Vec<Hit> {
    let engine = Engine::new(credentials().iter().copied()).expect("valid");
    let credential = credentials().iter().find_map(|rule| rule.credential()).expect("there are patterns");
    let text = fill(template, credential, &mut Dice::new(11)).expect("a template");
    let bounds = Bounds { today: Some(date(2030, 1, 1)), ..Bounds::default() };
    engine.scan(path, text.as_bytes(), &bounds).hits
}

fn found(path: &str, template: &str) -> Vec<&'static str> {
    hits(path, template).iter().map(|hit| hit.rule.id.trim_start_matches("credential/")).collect()
}

#[test]
fn placeholders_and_what_is_sealed_in_a_manifest_are_left_alone() {
    for text in [
        "kind: SecretStore\nspec: 1\ndata:\n  a: {base64({alnum:20})}\n",
        "kind: SealedSecret\nspec:\n  encryptedData:\n    a: {alnum:40}\n",
        "apiVersion: v1\nkind: Secret\ndata: {{}}\n",
        "apiVersion: v1\nkind: Secret\nstringData:\n  a: ${{DB_PASSWORD}}\n  b: \"{{{{ .Values.b }}}}\"\n  c: changeme\n  username: {alnum:12}\n",
        "apiVersion: v1\nkind: Secret\ndata:\n  a: {base64({alnum:20})}\nsops:\n  mac: ENC[x]\n",
        "apiVersion: v1\nkind: Secret\ndata:\n  a: {base64(changeme)}\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: {base64({alnum:20})}\n---\nkind: Secret\nmetadata: {{}}\n",
    ] {
        let found = found("a.yaml", text);
        assert!(!found.contains(&"kubernetes-secret-manifest"), "{text}: {found:?}");
    }
}

#[test]
fn of_a_list_only_the_secret_is_read_and_each_value_of_it() {
    let text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  data:\n    x: {base64({alnum:20})}\n- apiVersion: v1\n  kind: Secret\n  data:\n    x: {base64({alnum:20})}\n    z: {base64({alnum:20})}\n- kind: ConfigMap\n  data:\n    y: {base64({alnum:20})}\n";
    let all = hits("a.yaml", text);
    let contexts: Vec<&str> = all
        .iter()
        .filter(|hit| hit.rule.id == "credential/kubernetes-secret-manifest")
        .map(|hit| &*hit.context)
        .collect();
    assert_eq!(contexts, ["x", "z"]);
}

#[test]
fn a_key_is_the_same_however_its_lines_are_written() {
    let all = hits("a", "{pem:ec}");
    let [key] = &*all else { panic!("{} hits", all.len()) };
    for template in ["k = '{escaped({pem:ec})}'", "  tls.key: |\n    {indented({pem:ec})}\n"] {
        let same = hits("a", template);
        assert_eq!(same.iter().map(|hit| &hit.value).collect::<Vec<_>>(), [&key.value], "{template}");
    }
}

#[test]
fn a_key_in_a_diff_or_a_log_is_the_same_key() {
    let all = hits("a", "{pem:ec}");
    let [key] = &*all else { panic!("{} hits", all.len()) };
    let text = String::from_utf8(key_text()).expect("text");
    let behind = |before: &dyn Fn(usize) -> String, after: &str| {
        let lines =
            text.lines().enumerate().map(|(number, line)| format!("{}{line}{after}\n", before(number)));
        format!("first\n{}last\n", lines.collect::<String>())
    };
    let log = "\\n\",\"stream\":\"stdout\",\"time\":\"2030-01-01T00:00:00.5Z\"}";
    for logged in [
        behind(&|_| "+".to_owned(), ""),
        behind(&|_| "-".to_owned(), ""),
        behind(&|number| format!("{number}: "), ""),
        behind(&|_| "web-1  | ".to_owned(), ""),
        behind(
            &|number| {
                format!(
                    "2030-01-01T00:00:0{number}.{}Z stdout F ",
                    7_usize.pow(u32::try_from(number).unwrap() + 3)
                )
            },
            "",
        ),
        behind(&|_| "{\"log\":\"".to_owned(), log),
        text.replace('\n', "%0A"),
        text.replace('\n', "<br/>"),
    ] {
        let engine = Engine::new(credentials().iter().copied()).expect("valid");
        let bounds = Bounds { today: Some(date(2030, 1, 1)), ..Bounds::default() };
        let same = engine.scan("build.log", logged.as_bytes(), &bounds).hits;
        let whole: Vec<_> =
            same.iter().filter(|hit| hit.rule.id == key.rule.id).map(|hit| &hit.value).collect();
        assert_eq!(whole, [&key.value], "{}", &logged[..60]);
    }
}

/// The key that the same dice give.
fn key_text() -> Vec<u8> {
    let credential = credentials().iter().find_map(|rule| rule.credential()).expect("there are patterns");
    fill("{pem:ec}", credential, &mut Dice::new(11)).expect("a template").into_bytes()
}

#[test]
fn certificates_tell_whose_they_are_and_when_they_end() {
    let all = hits("a.pem", "{pem:certificate-expired}\n");
    let [hit] = &*all else { panic!("{} hits", all.len()) };
    assert_eq!(hit.rule.id, "credential/certificate-expired-file");
    let certificate = hit.certificate.as_ref().expect("it is one");
    assert_eq!(certificate.subject, "CN=shop.example.com");
    assert_eq!(certificate.not_after.to_string(), "2025-06-01T00:00:00Z");
}

#[test]
fn a_valid_certificate_alone_is_nothing_and_another_key_is_not_its_own() {
    assert_eq!(found("a.pem", "{pem:certificate}\n"), [""; 0]);
    assert_eq!(found("a.pem", "{pem:certificate}\n{pem:rsa}\n"), ["private-key-pem"]);
    assert_eq!(found("a.pem", "{pem:pair}\n"), ["certificate-with-private-key", "private-key-pem"]);
    assert_eq!(found("a.pem", "{pem:pair-expired}\n"), ["certificate-expired", "private-key-pem"]);
    // One that ends soon says both, whichever a reader looks for.
    assert_eq!(
        found("a.pem", "{pem:pair-expiring}\n"),
        ["certificate-expiring", "certificate-with-private-key", "private-key-pem"]
    );
    // In a source it is one that is tested.
    assert_eq!(found("a.rs", "{pem:pair-expired}\n"), ["certificate-expired-file", "private-key-pem"]);
    assert_eq!(found("a.rs", "{pem:pair}\n"), ["private-key-pem"]);
}

#[test]
fn public_keys_and_other_json_are_no_private_keys() {
    for text in [
        "{{\"kty\":\"RSA\",\"n\":\"{base64url:342}\",\"e\":\"AQAB\"}}",
        "{{\"auth\": \"{base64(user:{alnum:20})}\"}}",
        "{{\"auths\": {{\"r.example.com\": {{\"auth\": \"{base64(user:changeme)}\"}}}}}}",
        "{{\"version\": 4, \"terraform_version\": \"1.9.0\", \"outputs\": {{\"a\": {{\"value\": \"{lower:20}\", \"type\": \"string\"}}}}}}",
        "db.example.com:5432:shop:app:{alnum:14}\n",
        "machine learning login form password field\n",
        "apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers:\n- name: a\n  user:\n    exec:\n      command: kubelogin\n    tokenFile: /var/run/token\n",
    ] {
        let found = found("a", text);
        assert_eq!(found, [""; 0], "{text}");
    }
}

#[test]
fn repeated_keywords_end_in_a_gap_and_not_in_quadratic_work() {
    let engine = Engine::new(credentials().iter().copied()).expect("valid");
    for text in ["kind: Secret\n", "\"auths\" \"auth\": \"", "{\"kty\":", "machine a login b "] {
        let bytes = text.repeat((1 << 18) / text.len());
        let mut scratch = crate::Scratch::default();
        engine.scan_with(&mut scratch, ".pgpass", bytes.as_bytes(), &Bounds::default());
        let most = 64 * bytes.len() as u64 + (16 << 20);
        assert!(scratch.work() <= most, "{text}: {} for {} bytes", scratch.work(), bytes.len());
    }
}

/// What of a state is told: each value by the start of it.
fn of_state(text: &str) -> Vec<String> {
    let engine = Engine::new(
        credentials().iter().copied().filter(|rule| rule.id == "credential/hashicorp-terraform-state"),
    )
    .expect("valid");
    let hits = engine.scan("a.tfstate", text.as_bytes(), &Bounds::default()).hits;
    hits.iter().map(|hit| text[hit.span.clone()][..2].to_owned()).collect()
}

#[test]
fn a_state_tells_what_it_says_is_sensitive_however_it_is_laid_out() {
    // Values begin with two letters that tell which they are.
    let random = |start: &str| [start, "P3uzR8SE", "9hcV1jZR"].concat();
    let [scalar, shown, deep, own, of_type, of_path, hash] =
        ["aa", "bb", "cc", "dd", "ee", "ff", "gg"].map(random);
    let compact = format!(
        "{{\"version\":4,\"terraform_version\":\"1.5.0\",\"outputs\":{{\
         \"a\":{{\"value\":\"{scalar}\",\"type\":\"string\",\"sensitive\":true}},\
         \"b\":{{\"value\":\"{shown}\",\"type\":\"string\"}},\
         \"c\":{{\"value\":{{\"user\":\"a\",\"in\":[\"{deep}\"]}},\"type\":[\"object\",{{\"in\":[\"list\",\"string\"]}}],\"sensitive\":true}}}},\
         \"resources\":[{{\"type\":\"aws_db_instance\",\"instances\":[{{\"attributes\":{{\"password\":\"{own}\",\"address\":\"{shown}\"}}}}]}},\
         {{\"type\":\"random_password\",\"instances\":[{{\"attributes\":{{\"result\":\"{of_type}\"}},\"sensitive_attributes\":[]}}]}},\
         {{\"type\":\"x\",\"instances\":[{{\"attributes\":{{\"result\":\"{shown}\",\"a\":{{\"b\":\"{of_path}\",\"c\":\"{shown}\"}},\"h\":\"{hash}\"}},\
         \"sensitive_attributes\":[[{{\"type\":\"get_attr\",\"value\":\"a\"}},{{\"type\":\"get_attr\",\"value\":\"b\"}}],[{{\"type\":\"get_attr\",\"value\":\"h\"}}]]}}]}}]}}"
    );
    assert_eq!(of_state(&compact), ["aa", "cc", "dd", "ee", "ff", "gg"]);
    let laid_out = compact.replace(':', ": ").replace(',', ",\n  ").replace('{', "{\n ").replace('}', "\n}");
    assert_eq!(of_state(&laid_out), ["aa", "cc", "dd", "ee", "ff", "gg"]);
    // What is cut off, or is no state, ends without a panic.
    for end in 0..compact.len() {
        of_state(compact.get(..end).expect("ASCII"));
    }
}

#[test]
fn a_key_without_armour_is_one_as_a_whole_file_alone() {
    let engine = Engine::new(credentials().iter().copied()).expect("valid");
    let credential = credentials().iter().find_map(|rule| rule.credential()).expect("there are patterns");
    for kind in ["rsa", "ec", "pkcs8", "dsa"] {
        let text = fill(&format!("{{pem:{kind}}}"), credential, &mut Dice::new(17)).expect("a template");
        let body = super::pem::read(text.as_bytes(), 0).expect("a block").body;
        let rules = |path: &str, bytes: &[u8]| -> Vec<&str> {
            engine.scan(path, bytes, &Bounds::default()).hits.iter().map(|hit| hit.rule.id).collect()
        };
        assert_eq!(rules("k.der", &body), ["credential/private-key-der"], "{kind}");
        let longer = [&body[..], b"more"].concat();
        assert_eq!(rules("k.bin", &longer), [""; 0], "{kind} with something behind it");
        assert_eq!(rules("k.bin", &body[..body.len() - 1]), [""; 0], "{kind} that is cut off");
        // In its armour it is told once.
        assert_eq!(rules("k.pem", text.as_bytes()), ["credential/private-key-pem"], "{kind}");
    }
    let encrypted = fill("{pem:pkcs8-encrypted}", credential, &mut Dice::new(17)).expect("a template");
    let body = super::pem::read(encrypted.as_bytes(), 0).expect("a block").body;
    assert!(
        engine.scan("k.der", &body, &Bounds::default()).hits.is_empty(),
        "what is encrypted is no plain key"
    );
}

#[test]
fn the_secret_beside_a_key_id_is_told_as_such_and_a_longer_text_is_none() {
    let rule = "aws-secret-access-key-pair";
    for text in [
        "Access key ID,Secret access key\r\nAKIA{base32:16},{base64:40}\r\n",
        "User name,Password,Access key ID,Secret access key\nbob,,AKIA{base32:16},{base64:40},x\n",
        "AKIA{base32:16}:{base64:40}",
        "AKIA{base32:16}\t{base64:40}\n",
        "'AKIA{base32:16}', '{base64:40}'",
    ] {
        assert_eq!(found("accessKeys.csv", text), ["aws-access-key-id", rule], "{text}");
    }
    for text in
        ["AKIA{base32:16},{alnum:41}\n", "AKIA{base32:16},{hex:39}\n", "AKIA{base32:16},{alnum:40}+{alnum:9}"]
    {
        assert!(!found("a.csv", text).contains(&rule), "{text}");
    }
}
