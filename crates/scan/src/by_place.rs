//! Passwords that are known by the place where they stand, whatever they look like: `correct-horse` behind `mysql -p` is one,
//! although no pattern would take it for a secret.
//!
//! Hides, and finds nothing: where it hides too much, a command is shown with a gap.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What is shown instead.
const HIDDEN: &str = "***";

/// The authority of an address with a password: `scheme://user:password@`.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    regex(r#"(?P<keep>[A-Za-z][A-Za-z0-9+.-]{1,20}:/{1,2})(?P<value>[^\s/?#"'`<>@:]*:[^\s/?#"'`<>]*)@"#)
});

/// Places in a command or an instruction, the value of each behind what is kept.
static COMMANDS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let value = r#"(?P<value>"[^"]*"|'[^']*'|[^\s"'&;|<>,)]+)"#;
    [
        // A header, an assignment, a parameter of an address: the name tells.
        r#"(?i)(?P<keep>(?:pass|pwd|secret|token|credential|api[_-]?key|access[_-]?key|_key|auth)[a-z0-9_.-]*["']?(?:\s*[=:]\s*)["']?(?:(?:bearer|basic|token|apikey)\s+)?)VALUE"#,
        // The old form of an instruction.
        r"(?i)(?P<keep>\b(?:ENV|ARG)\s+[a-z0-9_]*(?:pass|pwd|secret|token|credential|key|auth)[a-z0-9_]*\s+)VALUE",
        // An option that is spelled out.
        r"(?i)(?P<keep>\s--?[a-z-]*(?:pass|passwd|password|secret|token|api-?key)\s+)VALUE",
        // The user and the password in one.
        r#"(?P<keep>\s(?:-u|--user|-U|--proxy-user)[ =]?["']?[^\s:"']+:)["']?VALUE"#,
        // Options of one letter, of the commands that have them.
        r"(?P<keep>\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|sshpass|mongosh?|mongodump|mongorestore|useradd|usermod|login|az)\b[^&;|]*?\s-p\s?)VALUE",
        r"(?P<keep>\b(?:redis-cli|ldapsearch|ldapmodify|ldapadd|sqlcmd|bcp|unzip|zip)\b[^&;|]*?\s-[awP]\s?)VALUE",
        r"(?P<keep>\bopenssl\b[^&;|]*?\s(?:-k\s+|pass:))VALUE",
        r"(?P<keep>\bhtpasswd\b[^&;|]*?\s-[A-Za-z]*b[A-Za-z]*\s+\S+\s+(?:\S+\s+)?)VALUE",
        r"(?i)(?P<keep>identified\s+by\s+)VALUE",
        // What is said to a command that asks for one.
        r#"(?P<keep>\b(?:echo|printf)\s+(?:-[neE]+\s+)?)(?P<value>"[^"]*"|'[^']*'|[^\s|]+)\s*\|\s*(?:sudo\s+-S|chpasswd|[^|;&]*(?:--password-stdin|--stdin))"#,
        r"(?P<keep>\baws\s+configure\s+set\s+\S+\s+|\bnpm\s+config\s+set\s+\S*(?:_auth|_password|_authToken)\S*\s+)VALUE",
    ]
    .iter()
    .map(|text| regex(&text.replace("VALUE", value)))
    .collect()
});

fn regex(text: &str) -> Regex {
    Regex::new(text).expect("an expression of the program")
}

/// Hides the passwords of the addresses in a text.
pub(crate) fn addresses(text: &str) -> Cow<'_, str> {
    if text.contains('@') && text.contains(":/") { without(text, &ADDRESS) } else { text.into() }
}

/// Hides what stands in a command, or an instruction that builds an image, where a password does.
pub(crate) fn command(text: &str) -> Cow<'_, str> {
    COMMANDS.iter().fold(addresses(text), |kept, place| match without(&kept, place) {
        Cow::Borrowed(_) => kept,
        Cow::Owned(less) => less.into(),
    })
}

fn without<'t>(text: &'t str, place: &Regex) -> Cow<'t, str> {
    place.replace_all(text, |found: &Captures<'_>| {
        let (Some(whole), Some(value)) = (found.get(0), found.name("value")) else { return String::new() };
        let inner = value.as_str().trim_matches(['"', '\'']);
        // A variable is not what it stands for.
        let is_variable = inner.starts_with(['$', '%']) || inner.starts_with("{{");
        let is_empty = inner.is_empty() || inner.bytes().all(|byte| byte == b'*');
        if is_variable || is_empty {
            return whole.as_str().to_owned();
        }
        let (start, end) = (value.start() - whole.start(), value.end() - whole.start());
        let cut = |range: std::ops::Range<usize>| whole.as_str().get(range).unwrap_or_default();
        format!("{}{HIDDEN}{}", cut(0..start), cut(end..whole.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::{addresses, command};

    #[test]
    fn a_password_is_hidden_by_where_it_stands() {
        for text in [
            "git clone https://bob:@@@@@git.example/x",
            "curl -u bob:@@@@ https://h.example",
            "curl -u 'bob:@@@@' https://h.example",
            "mysql -uroot -p@@@@",
            "mysql --password=@@@@ -e x",
            "echo @@@@ | docker login -u x --password-stdin",
            "docker login -u bob -p @@@@ r.example",
            "RUN |1 DB_PASSWORD=@@@@ /bin/sh -c make",
            "ENV DB_PASSWORD @@@@",
            "ENV DB_PASSWORD=\"@@@@\" A=b",
            "export PGPASSWORD=@@@@ && psql",
            "wget --http-password @@@@ http://h.example",
            "echo \"root:@@@@\" | chpasswd",
            "useradd -p @@@@ bob",
            "pip install --index-url https://bob:@@@@@pypi.example/simple flask",
            "sshpass -p @@@@ ssh h",
            "curl -H \"Authorization: Bearer @@@@\" http://h.example",
            "curl -H \"X-Api-Key: @@@@\" http://h.example",
            "ADD https://h.example/y?token=@@@@ /y",
            "redis-cli -h cache -a @@@@ ping",
            "openssl enc -aes-256-cbc -k @@@@ -in a",
            "htpasswd -bc /etc/f bob @@@@",
            "aws configure set aws_secret_access_key @@@@",
            "az login -u bob -p @@@@",
        ] {
            for value in ["correct-horse", "password1"] {
                let shown = command(&text.replace("@@@@", value)).into_owned();
                assert!(!shown.contains(value) && shown.contains("***"), "{text}: {shown}");
            }
        }
    }

    #[test]
    fn what_is_no_value_stays() {
        for text in [
            "RUN --mount=type=secret,id=npm npm ci",
            "RUN echo $DB_PASSWORD | docker login --password-stdin",
            "RUN make install",
            "COPY --chown=1:1 a@b /x",
            "ENV DB_PASSWORD=${DB_PASSWORD}",
            "https://h.example/a:b@c",
            "git@h.example:a/b",
        ] {
            assert_eq!(command(text), text);
        }
        assert_eq!(addresses("https:/ci:x@h.example/a"), "https:/***@h.example/a");
    }
}
