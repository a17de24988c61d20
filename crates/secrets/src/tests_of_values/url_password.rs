//! A password in a URL, a connection string or a command is real unless it is a placeholder: a variable to be filled in, or
//! made of the words that documentation uses.

use data_encoding::HEXLOWER_PERMISSIVE;

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
    let plain = without_percent(value);
    let is_short =
        plain.len() < value.len() && String::from_utf8_lossy(&plain).chars().count() < SHORTEST_ENCODED;
    let distinct = value.iter().collect::<std::collections::BTreeSet<_>>().len();
    !is_variable
        && !is_short
        && distinct > 2
        && !is_count(value)
        && !is_words(&plain, false)
        && !is_words(&plain, true)
}

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
    use super::test;

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
            "abc:abc",
        ] {
            let is_odd = placeholder == "abc:abc";
            assert_eq!(test(placeholder.as_bytes()), is_odd, "{placeholder}");
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
