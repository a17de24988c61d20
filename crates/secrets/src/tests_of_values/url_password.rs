//! A password in a URL, a connection string or a command is real unless it is a placeholder: a variable to be filled in, or
//! made of the words that documentation uses.

use data_encoding::HEXLOWER_PERMISSIVE;

use crate::words::surprise;

/// Words that stand for a password in documentation, and what developers call a server of their own.
const WORDS: &[&str] = &[
    "a",
    "access",
    "account",
    "actual",
    "add",
    "admin",
    "administrator",
    "alice",
    "and",
    "anonymous",
    "any",
    "api",
    "app",
    "auth",
    "authpass",
    "bar",
    "basic",
    "baz",
    "bob",
    "change",
    "changeit",
    "changeme",
    "client",
    "complex",
    "credential",
    "credentials",
    "database",
    "db",
    "default",
    "demo",
    "dev",
    "docker",
    "dummy",
    "email",
    "encoded",
    "enter",
    "example",
    "fake",
    "fill",
    "foo",
    "foobar",
    "get",
    "goes",
    "guest",
    "hello",
    "here",
    "hidden",
    "host",
    "hostname",
    "in",
    "insert",
    "is",
    "it",
    "key",
    "letmein",
    "local",
    "localhost",
    "login",
    "long",
    "mariadb",
    "masked",
    "master",
    "me",
    "minio",
    "mongo",
    "mongodb",
    "mongouser",
    "my",
    "mysql",
    "name",
    "neo",
    "nobody",
    "none",
    "not",
    "null",
    "oauth",
    "of",
    "omitted",
    "p",
    "pass",
    "passphrase",
    "passwd",
    "password",
    "passwort",
    "pg",
    "placeholder",
    "port",
    "postgres",
    "postgresql",
    "proxy",
    "pw",
    "pwd",
    "quickstart",
    "qux",
    "qwerty",
    "rabbit",
    "rabbitmq",
    "real",
    "redacted",
    "redis",
    "remove",
    "removed",
    "replace",
    "root",
    "rootpass",
    "sa",
    "sample",
    "sanitized",
    "scott",
    "secret",
    "secretpassword",
    "secure",
    "server",
    "service",
    "set",
    "some",
    "something",
    "spam",
    "staging",
    "strong",
    "super",
    "sys",
    "system",
    "test",
    "tester",
    "testing",
    "the",
    "this",
    "tiger",
    "to",
    "todo",
    "token",
    "undefined",
    "url",
    "us",
    "user",
    "username",
    "value",
    "very",
    "with",
    "world",
    "x",
    "xxx",
    "your",
    "yourself",
];

/// A password of fewer characters that needs percent encoding is one of an explanation of it.
const SHORTEST_ENCODED: usize = 6;

/// The longest password that is taken apart into words.
const LONGEST: usize = 64;

pub(super) fn test(value: &[u8]) -> bool {
    let is_variable = value.starts_with(b"$")
        || value.starts_with(b"%(")
        || matches!(value, [b'%', b's' | b'd' | b'v' | b'q' | b'@' | b'-', ..])
        || (value.starts_with(b"%") && value.ends_with(b"%"))
        || (value.starts_with(b"[") && value.ends_with(b"]"))
        || ["${", "$(", "{{", "#{", "...", "process.env", "%7B", "%24", "%3C"]
            .iter()
            .any(|mark| holds(value, mark));
    let mut plain = without_percent(value);
    if plain.contains(&b'%') {
        // What tests that it is decoded once is encoded twice.
        plain = without_percent(&plain);
    }
    let is_short =
        plain.len() < value.len() && String::from_utf8_lossy(&plain).chars().count() < SHORTEST_ENCODED;
    let plain = without_marks(&plain);
    let distinct = value.iter().collect::<std::collections::BTreeSet<_>>().len();
    !is_variable
        && !is_short
        && distinct > 2
        && !is_count(value)
        && !is_words(&plain, false)
        && !is_words(&plain, true)
}

/// Tells whether a password only shows how a URL is written: `rest` goes on with a host that is nobody's, and it is one
/// that a person makes up for a reader, short or without a digit. What a machine made is real wherever it is used.
///
/// # Source
/// RFC 2606, sections 2 and 3; RFC 6761, section 6: the names that are for documentation and tests, and for the machine
/// itself.
pub(crate) fn is_shown_in_url(value: &[u8], rest: &[u8]) -> bool {
    let Some(host) = rest.strip_prefix(b"@") else { return false };
    let is_of_host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let end = host.iter().take(LONGEST * 4).position(|byte| !is_of_host(byte)).unwrap_or(host.len());
    let host = host.get(..end).unwrap_or_default().to_ascii_lowercase();
    let is_under = |name: &&str| {
        host.strip_suffix(name.as_bytes()).is_some_and(|before| before.is_empty() || before.ends_with(b"."))
    };
    let is_nobodys = NOBODYS.iter().any(is_under) || host.starts_with(b"127.");
    let is_made = value.iter().any(u8::is_ascii_digit) || surprise(value) > RANDOM;
    is_nobodys && (value.len() < SHORTEST_REAL || !is_made)
}

/// Hosts that are reserved for documentation, for tests, and for the machine itself.
const NOBODYS: &[&str] =
    &["example.com", "example.org", "example.net", "example", "test", "invalid", "localhost"];

/// A password of fewer characters is made up, at such a host.
const SHORTEST_REAL: usize = 8;

/// Bits for each letter above which a password without a digit is none that a person made up.
const RANDOM: f32 = 5.5;

fn holds(value: &[u8], mark: &str) -> bool {
    value.windows(mark.len()).any(|part| part.eq_ignore_ascii_case(mark.as_bytes()))
}

/// Undoes percent encoding; what is none stays.
fn without_percent(value: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| *first == b'%');
        let byte = digits
            .and_then(|digits| HEXLOWER_PERMISSIVE.decode(digits).ok())
            .and_then(|byte| byte.first().copied());
        plain.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    plain
}

/// Takes the marks off the letters of Western languages, which stand in what tests them: `passwörd`.
fn without_marks(value: &[u8]) -> Vec<u8> {
    const LETTERS: [(char, char, u8); 7] = [
        ('à', 'å', b'a'),
        ('è', 'ë', b'e'),
        ('ì', 'ï', b'i'),
        ('ò', 'ö', b'o'),
        ('ù', 'ü', b'u'),
        ('ñ', 'ñ', b'n'),
        ('ç', 'ç', b'c'),
    ];
    let Ok(text) = std::str::from_utf8(value) else { return value.to_vec() };
    let plain = |letter: char| {
        let known = LETTERS.iter().find(|(first, last, _)| (*first..=*last).contains(&letter));
        known.map_or(letter, |(_, _, plain)| char::from(*plain))
    };
    text.chars().map(plain).collect::<String>().into_bytes()
}

/// Tells of the digits that people count: 12345, 4321.
fn is_count(value: &[u8]) -> bool {
    let step =
        |by: i16| value.windows(2).all(|two| matches!(two, [a, b] if i16::from(*b) - i16::from(*a) == by));
    step(1) || step(-1)
}

/// Tells whether the letters of a value are nothing but words of the list; `leet` reads 0 as o and the like.
fn is_words(value: &[u8], leet: bool) -> bool {
    let letter = |byte: &u8| match byte.to_ascii_lowercase() {
        b'0' if leet => Some(b'o'),
        b'1' | b'!' if leet => Some(b'i'),
        b'3' if leet => Some(b'e'),
        b'4' | b'@' if leet => Some(b'a'),
        b'5' | b'$' if leet => Some(b's'),
        byte => byte.is_ascii_lowercase().then_some(byte),
    };
    let letters: Vec<u8> = value.iter().filter_map(letter).collect();
    if letters.is_empty() || letters.len() > LONGEST || letters.len() * 2 < value.len() {
        return false;
    }
    // Whether words end at each place, from the start on.
    let mut ends = vec![true];
    for end in 1..=letters.len() {
        let word_ends = |word: &str| {
            let start = end.checked_sub(word.len());
            let before = start.and_then(|start| ends.get(start)).copied().unwrap_or_default();
            before && letters.get(..end).is_some_and(|so_far| so_far.ends_with(word.as_bytes()))
        };
        let found = WORDS.iter().any(|word| word_ends(word));
        ends.push(found);
    }
    ends.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{is_shown_in_url, test};

    #[test]
    fn placeholders_are_no_passwords() {
        for placeholder in [
            "password",
            "PASSWORD",
            "pass",
            "your_password",
            "YOUR-PASSWORD-HERE",
            "p4ssw0rd",
            "P@ssw0rd",
            "$DB_PASSWORD",
            "${DB_PASSWORD}",
            "%s",
            "%(password)s",
            "xxxxxxxx",
            "********",
            "...",
            "root",
            "postgres123",
            "guest",
            "changeme",
            "123456",
            "x-oauth-basic",
            "my-secret-pw",
            "[password]",
            "%7Bpassword%7D",
            "passw\u{f6}rd",
            "p%2540ss+word",
            "abc:abc",
        ] {
            let is_odd = placeholder == "abc:abc";
            assert_eq!(test(placeholder.as_bytes()), is_odd, "{placeholder}");
        }
    }

    #[test]
    fn at_a_host_that_is_nobodys_only_what_a_machine_made_counts() {
        let short = ["kul", "grej"].concat();
        for host in ["@example.com/x", "@db.example.org:5432", "@localhost", "@127.0.0.1:1", "@a.test/"] {
            assert!(is_shown_in_url(short.as_bytes(), host.as_bytes()), "{host}");
            assert!(!is_shown_in_url([&short, "42x"].concat().as_bytes(), host.as_bytes()), "{host}");
        }
        for host in ["@example.com.evil.io", "@latest", "@db.internal", ""] {
            assert!(!is_shown_in_url(short.as_bytes(), host.as_bytes()), "{host}");
        }
    }

    #[test]
    fn others_are() {
        for parts in
            [["Tz4", "kWq9"], ["correct-horse-", "battery"], ["s3cr3t-", "Zeppelin"], ["pg8!", "xLw"]]
        {
            assert!(test(parts.concat().as_bytes()), "{parts:?}");
        }
    }
}
