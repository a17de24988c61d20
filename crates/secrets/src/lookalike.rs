//! What stands where a secret could stand and is none: placeholders, references to where the secret is kept, ciphertext,
//! hashes.

use std::ops::Range;

use crate::tests_of_values::is_published;
use crate::words::{is_random, is_scrambled, kinds, surprise};

/// Tells whether a value of any pattern only shows where one belongs: `xxxx`, `<your-token>`, `${TOKEN}`, an `EXAMPLE`.
///
/// It asks for what does not happen by chance in a random value.
pub(crate) fn is_placeholder(value: &[u8]) -> bool {
    // What is longer is a document, and has room for any word.
    let value = value.get(..LONGEST).unwrap_or(value);
    let length = value.len();
    if length == 0 || is_filled(value) || is_interpolated(value) || is_template(value) || is_sealed(value) {
        return true;
    }
    let (longest_run, longest_sequence) = runs(value);
    if longest_run >= 7 && longest_run * 3 >= length
        || longest_sequence >= 10 && longest_sequence * 3 >= length
    {
        return true;
    }
    // Words of seven letters in a random value of 64 are rarer than one in a thousand million.
    MARKS.iter().any(|mark| contains(value, mark)) || has_example(value) || says_here(value)
}

/// Tells whether a value is what openssl encrypted with a password (the Base64 of `Salted__`), or `MySQL`'s hash of one.
///
/// # Source
/// openssl-enc(1); `MySQL` Reference Manual, "Native Pluggable Authentication".
fn is_sealed(value: &[u8]) -> bool {
    let is_hash = |hex: &[u8]| hex.len() == 40 && hex.iter().all(u8::is_ascii_hexdigit);
    value.starts_with(b"U2FsdGVkX1") || value.strip_prefix(b"*").is_some_and(is_hash)
}

/// Tells whether a value has `here` for a last word or one in the middle: `your-token-here`. With letters behind it, it may be
/// the beginning of what stands behind the prefix of a token.
fn says_here(value: &[u8]) -> bool {
    const WORD: &[u8] = b"here";
    value.windows(WORD.len() + 1).enumerate().any(|(at, part)| {
        let is_word = matches!(part.first(), Some(b'_' | b'-'))
            && part.get(1..).is_some_and(|word| word.eq_ignore_ascii_case(WORD));
        is_word && !value.get(at + part.len()).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// The most bytes of a value that are looked at.
const LONGEST: usize = 256;

/// Words that say of a value that it is none, whatever stands around them.
const MARKS: &[&str] = &[
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "redacted",
    "replaceme",
    "replace_me",
    "replace-me",
    "replace_with",
    "replace-with",
    "insert_your",
    "insert-your",
    "dummyvalue",
    "your_",
    "your-",
    "<your",
    "yourtoken",
    "yourkey",
    "yourapi",
    "yoursecret",
    "yourpassword",
    "xxxxxxxx",
    "........",
    "********",
    "notreal",
    "not_real",
    "not-real",
    "fake_",
    "fake-",
    "dummy_",
    "dummy-",
    "_dummy",
    "-dummy",
    "deadbeef",
    "abcdefghij",
    "1234567890ab",
    "0123456789ab",
    "changethis",
    "change_this",
    "change-this",
    "lorem",
    "not_a_secret",
    "not-a-secret",
    "notasecret",
    "foobar",
];

/// Tells whether what has the shape of a token is a name made of words: `STS.assumeRoleWithWebIdentity`.
pub(crate) fn is_words(value: &[u8]) -> bool {
    let is_of_name = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'.');
    value.len() >= 16 && value.iter().all(is_of_name) && surprise(value) < 4.8
}

/// Tells whether a value has the word but in a host that is reserved for examples, which real values beside it may have.
fn has_example(value: &[u8]) -> bool {
    const WORD: &[u8] = b"example";
    value.windows(WORD.len()).enumerate().any(|(at, part)| {
        let after = value.get(at + WORD.len()..).unwrap_or_default();
        part.eq_ignore_ascii_case(WORD)
            && ![&b".com"[..], b".org", b".net"].iter().any(|end| after.starts_with(end))
    })
}

/// Tells whether a value is one character, or nearly one, or has no letter and no digit.
fn is_filled(value: &[u8]) -> bool {
    let plain = value.iter().filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    let mut first = None;
    let mut different = 0;
    let mut all = 0_usize;
    for byte in plain {
        all += 1;
        let first = *first.get_or_insert(byte.to_ascii_lowercase());
        different += usize::from(byte.to_ascii_lowercase() != first);
    }
    all == 0 || all >= 3 && different * 8 < all
}

/// Tells whether a value is made elsewhere: variables, templates, calls, ends that were cut off.
fn is_interpolated(value: &[u8]) -> bool {
    let starts = [
        "${",
        "$(",
        "#{",
        "{{",
        "<%",
        "%(",
        "@@",
        "[[",
        "$env:",
        "@Microsoft.KeyVault(",
        "ref+",
        "vault:",
        "op://",
        "arn:aws:",
        "projects/",
        "secretref:",
        "keyvault:",
        "ssm:",
        "akv:",
        "awssm:",
        "gcpsm:",
        "file:",
        "env:",
        "env.",
        "ENC[",
        "$ANSIBLE_VAULT;",
        "age1",
        "AGE-ENCRYPTED",
        "aws-secretsmanager:",
        "sm://",
        "{cipher}",
        "{resolve:",
        "process.env",
        "os.environ",
        "System.getenv",
        "bws://",
        "doppler://",
        "pass:",
        "keyring:",
        "berglas://",
        "azurekv:",
        "kms:",
        "!vault",
        "secret://",
    ];
    if starts
        .iter()
        .any(|start| value.get(..start.len()).is_some_and(|part| part.eq_ignore_ascii_case(start.as_bytes())))
    {
        return true;
    }
    let is_enclosed = value.first() == Some(&b'<') && value.last() == Some(&b'>')
        || value.first() == Some(&b'{') && value.last() == Some(&b'}')
        || value.first() == Some(&b'[') && value.last() == Some(&b']');
    if is_enclosed && !is_scrambled(value) {
        return true;
    }
    if value.len() > 2 && value.first() == Some(&b'%') && value.last() == Some(&b'%')
        || value.len() > 3 && value.starts_with(b"__") && value.ends_with(b"__")
    {
        return true;
    }
    if value.ends_with(b"...") || value.starts_with(b"...") || value.ends_with("\u{2026}".as_bytes()) {
        return true;
    }
    ["${", "{{", "#{", "<%", "$(", "%{", "***"].iter().any(|mark| contains(value, mark))
}

/// Tells whether a value has a place that something else fills to a length: `{name:12}`.
fn is_template(value: &[u8]) -> bool {
    value.split(|byte| *byte == b'{').skip(1).any(|inner| {
        let name = inner.iter().take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()).count();
        let rest = inner.get(name..).unwrap_or_default();
        name > 0 && matches!(rest, [b':', digit, ..] if digit.is_ascii_digit())
    })
}

/// Tells whether a value is the time at which something happens, as manifests write it: `2030-03-10T03:22:11Z`.
///
/// # Source
/// RFC 3339.
pub(crate) fn is_time(value: &[u8]) -> bool {
    value.len() <= 35 && std::str::from_utf8(value).is_ok_and(|text| text.parse::<jiff::Timestamp>().is_ok())
}

/// Tells whether a value is a placeholder among values that people make up, where more than chance is needed to be real.
pub(crate) fn is_made_up(value: &[u8]) -> bool {
    is_placeholder(value) || is_reference(value) || is_published(value) || {
        let lower = value.to_ascii_lowercase();
        let parts = || lower.split(|byte| !byte.is_ascii_alphabetic()).filter(|part| !part.is_empty());
        let (run, sequence) = runs(value);
        let is_word = |part: &[u8]| DUMMIES.iter().any(|word| word.as_bytes() == part);
        run * 2 >= value.len() && run >= 3
            || sequence >= 6 && sequence * 2 >= value.len()
            || !is_random(value) && parts().all(is_word)
            || parts().any(|part| part.len() > 4 && TELLING.iter().any(|word| word.as_bytes() == part))
            || !is_random(value) && parts().any(|part| TELLING.iter().any(|word| word.as_bytes() == part))
    }
}

/// Words that make a placeholder where a value has no others.
const DUMMIES: &[&str] = &[
    "password",
    "passwd",
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "apikey",
    "api",
    "auth",
    "test",
    "testing",
    "tests",
    "tester",
    "foo",
    "bar",
    "baz",
    "qux",
    "abc",
    "abcd",
    "abcdef",
    "xyz",
    "user",
    "username",
    "name",
    "value",
    "string",
    "str",
    "none",
    "null",
    "nil",
    "true",
    "false",
    "undefined",
    "default",
    "empty",
    "todo",
    "tbd",
    "fixme",
    "dummy",
    "fake",
    "mock",
    "sample",
    "demo",
    "example",
    "my",
    "the",
    "a",
    "an",
    "is",
    "of",
    "to",
    "in",
    "for",
    "this",
    "some",
    "any",
    "new",
    "old",
    "bad",
    "good",
    "wrong",
    "invalid",
    "valid",
    "incorrect",
    "correct",
    "mypassword",
    "mysecret",
    "mytoken",
    "mykey",
    "pw",
    "changeit",
    "change",
    "me",
    "changeme",
    "client",
    "id",
    "access",
    "private",
    "public",
    "bearer",
    "basic",
    "here",
    "your",
    "input",
    "text",
    "hidden",
    "hide",
    "required",
    "optional",
    "disabled",
    "enabled",
    "type",
    "field",
    "label",
    "data",
    "unknown",
    "anonymous",
    "basic",
    "oauth",
    "jwt",
    "session",
    "credential",
    "credentials",
    "refresh",
    "id",
    "not",
    "set",
    "unset",
    "na",
    "n",
    "yes",
    "no",
    "on",
    "off",
    "hash",
    "salt",
    "encrypted",
    "plain",
    "plaintext",
    "auto",
    "generate",
    "generated",
    "random",
    "hello",
    "world",
    "confirm",
    "current",
    "one",
    "two",
    "three",
    "first",
    "second",
    "other",
    "another",
    "real",
    "actual",
    "expected",
    "and",
    "or",
    "with",
    "db",
    "database",
    "aaa",
    "bbb",
    "ccc",
    "vault",
    "super",
    "very",
    "long",
    "only",
    "dev",
    "local",
    "development",
    "passphrase",
    "word",
    "postgres",
    "mysql",
    "docker",
    "fixture",
    "stub",
    "signing",
    "shared",
    "app",
    "service",
    "webhook",
    "encryption",
    "bot",
];

/// Words one of which is enough.
const TELLING: &[&str] = &[
    "example",
    "placeholder",
    "dummy",
    "fake",
    "mock",
    "changeme",
    "change",
    "changeit",
    "your",
    "redacted",
    "todo",
    "replace",
    "insert",
    "fixme",
    "sample",
    "masked",
    "hidden",
    "undefined",
    "wrong",
    "invalid",
    "incorrect",
    "mypassword",
    "foo",
    "bar",
    "foobar",
    "notasecret",
    "testtest",
    "lorem",
    "ipsum",
    "enter",
    "xxx",
    "xxxx",
    "xxxxx",
    "xxxxxx",
];

/// Tells whether a value says where the secret is, or how it is made: a path, an address, a call, an expression.
pub(crate) fn is_reference(value: &[u8]) -> bool {
    let starts = |start: &str| value.starts_with(start.as_bytes());
    let is_scrambled = is_scrambled(value);
    let has = |mark: &str| contains(value, mark);
    !is_random(value)
        && !is_scrambled
        && (starts("/") || starts("./") || starts("../") || starts("~/"))
        && !has("+")
        && !has("=")
        || has("://") && !has("@")
        || (starts("$") || starts("%"))
            && value.get(1..).is_some_and(|rest| {
                rest.len() > 1
                    && rest
                        .iter()
                        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_')
            })
        || starts("%s")
        || starts("%d")
        || starts("%v")
        || starts("%q")
        || starts("{}")
        || starts("{") && has("}") && !is_scrambled
        || has("()")
        || has("(\"")
        || has("('")
        || has("=>")
        || has("->")
        || has("::")
        || has("&&") && has(" ")
        || has("||") && has(" ")
        || [
            ".js", ".ts", ".py", ".json", ".pem", ".key", ".txt", ".html", ".yaml", ".yml", ".php", ".png",
            ".svg", ".css", ".crt", ".p12", ".jks", ".pfx", ".tsx", ".md", ".xml", ".env",
            // Logs of package managers: `passwd_1%3a4.13+dfsg1-1_amd64.deb` has a name, a mark and a value.
            ".deb", ".rpm", ".apk", ".whl", ".jar", ".tar.gz", ".tgz",
        ]
        .iter()
        .any(|end| value.to_ascii_lowercase().ends_with(end.as_bytes()))
        || is_known_encoding(value)
}

/// Tells whether a value is ciphertext, a hash, a checksum or an id, by the shape that its maker documents.
pub(crate) fn is_known_encoding(value: &[u8]) -> bool {
    let starts = |start: &str| {
        value.get(..start.len()).is_some_and(|part| part.eq_ignore_ascii_case(start.as_bytes()))
    };
    let hashes = [
        "$2a$",
        "$2b$",
        "$2y$",
        "$2x$",
        "$argon2",
        "$scrypt$",
        "$pbkdf2",
        "$1$",
        "$5$",
        "$6$",
        "$y$",
        "$7$",
        "$gy$",
        "$apr1$",
        "$P$",
        "$H$",
        "{SSHA",
        "{SHA",
        "{SMD5}",
        "{MD5}",
        "{CRYPT}",
        "{bcrypt}",
        "{noop}",
        "pbkdf2_sha",
        "pbkdf2:",
        "scrypt:",
        "bcrypt_sha",
        "SCRAM-SHA-",
        "sha1-",
        "sha1:",
        "sha256-",
        "sha256:",
        "sha384-",
        "sha384:",
        "sha512-",
        "sha512:",
        "md5:",
        "h1:",
        "SHA256:",
        "sha1$",
        "sha256$",
        "md5$",
        "argon2$",
        "bcrypt$",
        "ssh-rsa ",
        "ssh-ed25519 ",
        "ssh-dss ",
        "ecdsa-sha2-",
        "-----BEGIN",
        "AgA",
        "AgB",
        "ENC[",
        "ENC(",
        "data:",
        "urn:",
        "oid:",
        "did:",
        "nonce-",
        "MIIBIjAN",
        "MIGfMA0",
        "MFkwEwYHKoZI",
        "MCowBQYDK2Vw",
        "AAAAB3NzaC1",
        "AAAAC3NzaC1",
        "age1",
    ];
    hashes.iter().any(|start| starts(start) && !(start.starts_with("Ag") && value.len() < 120))
        || is_uuid(value)
}

/// Tells whether what stands under a name is the digest of a file of that name: `"src/token.rs":"5f3c..."`.
pub(crate) fn is_checksum_of_file(bytes: &[u8], name: &Range<usize>, value: &[u8]) -> bool {
    let is_digest =
        matches!(value.len(), 32 | 40 | 56 | 64 | 96 | 128) && value.iter().all(u8::is_ascii_hexdigit);
    let before = name.start.checked_sub(1).and_then(|at| bytes.get(at));
    let is_quoted = matches!(bytes.get(name.end), Some(b'"' | b'\''));
    let text = bytes.get(name.clone()).unwrap_or_default();
    let ending = text.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let has_ending = ending.len() < text.len() && ENDINGS.iter().any(|known| known.as_bytes() == ending);
    is_digest && is_quoted && (has_ending || before == Some(&b'/'))
}

/// Endings of files that a list of checksums has, and no name of a setting.
const ENDINGS: &[&str] = &[
    "rs", "py", "js", "mjs", "cjs", "ts", "tsx", "jsx", "go", "java", "rb", "php", "c", "h", "cc", "cpp",
    "json", "toml", "yaml", "yml", "md", "txt", "html", "css", "sh", "lock", "tmpl", "tpl", "tf", "proto",
    "sql",
];

/// Tells whether a value is a UUID.
pub(crate) fn is_uuid(value: &[u8]) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    value.len() == 36
        && value.split(|byte| *byte == b'-').map(<[u8]>::len).eq(lengths)
        && value.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-')
}

/// The longest stretch of one character, and the longest in which each follows the one before: `aaaa`, `abcd`, `4321`.
fn runs(value: &[u8]) -> (usize, usize) {
    let (mut run, mut up, mut down) = (1_usize, 1_usize, 1_usize);
    let (mut longest_run, mut longest) = (1_usize, 1_usize);
    let after = |byte: u8| match byte {
        b'9' | b'f' => b'0',
        other => other.wrapping_add(1),
    };
    for pair in value.windows(2) {
        let (Some(one), Some(two)) =
            (pair.first().map(u8::to_ascii_lowercase), pair.get(1).map(u8::to_ascii_lowercase))
        else {
            continue;
        };
        let follows = one.is_ascii_alphanumeric() && two.is_ascii_alphanumeric();
        let step = |is: bool, length: &mut usize| *length = if is && follows { *length + 1 } else { 1 };
        step(one == two, &mut run);
        step(two == one.wrapping_add(1) || two == after(one) || one == b'9' && two == b'a', &mut up);
        step(one == two.wrapping_add(1), &mut down);
        longest_run = longest_run.max(run);
        longest = longest.max(up).max(down);
    }
    (longest_run, longest)
}

fn contains(value: &[u8], mark: &str) -> bool {
    let mark = mark.as_bytes();
    let first = mark.first().copied().unwrap_or_default();
    value.len() >= mark.len()
        && value.windows(mark.len()).any(|part| {
            part.first().is_some_and(|byte| byte.to_ascii_lowercase() == first)
                && part.eq_ignore_ascii_case(mark)
        })
}

/// Tells whether a text is prose or a label for people: several words without a digit.
pub(crate) fn is_prose(value: &[u8]) -> bool {
    let spaces = memchr::memchr_iter(b' ', value).count();
    let foreign = value.iter().filter(|byte| !byte.is_ascii()).count();
    foreign * 3 > value.len() || spaces >= 1 && (spaces > 5 || surprise(value) < 4.6 || kinds(value) < 5)
}

#[cfg(test)]
mod tests {
    use super::{is_made_up, is_placeholder, is_prose, is_time};
    use crate::sample::Dice;

    #[test]
    fn placeholders_are_told() {
        for value in [
            "${VAR}",
            "{{ .Values.x }}",
            "<your-token>",
            "xxxxxxxxxxxx",
            "********",
            "YOUR_API_KEY",
            "changeme",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "0123456789abcdef",
            "abcdef123456",
            "aaaaaaaa",
            "vault:secret/data/db#pw",
            "op://vault/item/field",
            "arn:aws:secretsmanager:eu-west-1:1:secret:x",
            "ENC[AES256_GCM,data:x]",
            "$(cat /run/x)",
            "%DB_PASSWORD%",
            "sk-...",
            "@Microsoft.KeyVault(SecretUri=x)",
            "B{base64:43}",
            "x9Q{alnum:30}NRAL",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "sk_live_KEY_HERE",
            "token-here-please",
        ] {
            assert!(is_placeholder(value.as_bytes()) || is_made_up(value.as_bytes()), "{value}");
        }
        // What a token begins with by chance.
        assert!(!is_placeholder(["ghp_", "HErEl9Z38BmoyF9X3sWXfHcJBUIBF949Yeo0"].concat().as_bytes()));
    }

    #[test]
    fn times_are_told() {
        for value in ["2030-03-10T03:22:11Z", "2030-03-10T03:22:11.5+09:00"] {
            assert!(is_time(value.as_bytes()), "{value}");
        }
        for value in ["2030", "2030-03-10", "2030-03-10T03:22:11Zx9Q", "aHVudGVy", ""] {
            assert!(!is_time(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn what_people_make_up_is_no_secret() {
        for value in [
            "password",
            "secret",
            "test",
            "test123",
            "my-secret",
            "my_password",
            "foo",
            "null",
            "123456",
            "%s",
            "/etc/keys/db",
            "example",
            "dummy-token",
            "abc123",
            "user_password",
            "os.environ['X']",
            "getToken()",
            "true",
            "4.13+dfsg1-1+deb12u2_amd64.deb",
        ] {
            assert!(is_made_up(value.as_bytes()), "{value}");
        }
        for value in
            ["Tr0ub4dor&3", "hunter2hunter", "S3cr3t!2024", "Winter2023!", "pa55w0rd!", "correcthorse77"]
        {
            assert!(!is_made_up(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn prose_is_told_from_phrases() {
        assert!(is_prose(b"Enter your password"));
        assert!(is_prose("パスワードを入力してください".as_bytes()));
        assert!(!is_prose(b"x9 Kq2 plm7"));
    }

    #[test]
    fn random_values_are_no_placeholders() {
        let mut dice = Dice::new(11);
        for alphabet in
            [&b"0123456789abcdef"[..], b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/"]
        {
            let taken = (0..5000).filter(|_| {
                let value: Vec<u8> = (0..32).map(|_| alphabet[dice.below(alphabet.len())]).collect();
                is_made_up(&value)
            });
            assert!(taken.count() < 10);
        }
    }
}
