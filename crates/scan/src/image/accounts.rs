//! Accounts, as `etc/passwd` and `etc/shadow` have them.
//!
//! # Source
//! passwd(5), shadow(5).

use std::collections::BTreeMap;

use sekimori_catalog::{Account, Password};

/// More accounts of one file are not read: no system has so many in a file.
const MAX_ACCOUNTS: usize = 10_000;

/// No name of an account is longer.
const MAX_NAME: usize = 256;

/// What one file tells of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Accounts {
    /// `etc/passwd`.
    Passwd(Vec<Account>),
    /// `etc/shadow`: the hashes are not kept.
    Shadow(BTreeMap<String, Password>),
}

pub(super) fn is_one(path: &str) -> bool {
    matches!(path, "etc/passwd" | "etc/shadow")
}

pub(super) fn parse(path: &str, bytes: &[u8]) -> Accounts {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().filter(|line| !line.starts_with('#')).take(MAX_ACCOUNTS);
    let fields = lines.map(|line| line.split(':').collect::<Vec<_>>());
    let name = |name: &str| name.get(..name.floor_char_boundary(MAX_NAME)).unwrap_or_default().to_owned();
    if path == "etc/shadow" {
        let known = fields.filter_map(|fields| match *fields {
            [owner, hash, ..] if !owner.is_empty() => Some((name(owner), password(hash))),
            _ => None,
        });
        return Accounts::Shadow(known.collect());
    }
    let accounts = fields.filter_map(|fields| match *fields {
        [owner, hash, user, group, _, _, shell, ..] => Some(Account {
            name: name(owner),
            user: user.parse().ok()?,
            group: group.parse().ok()?,
            shell: name(shell),
            // `x` says that it stands in the other file.
            password: if hash == "x" { Password::Locked } else { password(hash) },
            layer: 0,
        }),
        _ => None,
    });
    Accounts::Passwd(accounts.collect())
}

fn password(hash: &str) -> Password {
    match hash {
        "" => Password::Empty,
        _ if hash.starts_with(['!', '*']) => Password::Locked,
        // Shorter than any hash: nothing that is typed leads to it.
        _ if hash.len() < 13 => Password::Locked,
        _ => Password::Set,
    }
}

/// Puts both files together, of which each is the last one of the image.
pub(super) fn join(passwd: Option<(u32, &Accounts)>, shadow: Option<&Accounts>) -> Vec<Account> {
    let Some((layer, Accounts::Passwd(accounts))) = passwd else { return Vec::new() };
    let known = if let Some(Accounts::Shadow(known)) = shadow { Some(known) } else { None };
    let each = accounts.iter().map(|account| {
        let said = known.and_then(|known| known.get(&account.name)).copied();
        // What stands in passwd itself is what counts.
        let password = if account.password == Password::Locked {
            said.unwrap_or(Password::Locked)
        } else {
            account.password
        };
        Account { layer, password, ..account.clone() }
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use sekimori_catalog::Password;

    use super::{join, parse};

    #[test]
    fn passwords_are_known_by_their_kind_alone() {
        let passwd = parse("etc/passwd", b"root:x:0:0:root:/root:/bin/sh\nopen::1:1::/:/bin/sh\nbad line\n");
        let shadow =
            parse("etc/shadow", b"root:$6$salt$0123456789abcdef:19000:0:99999:7:::\nother:*:::::::\n");
        let accounts = join(Some((2, &passwd)), Some(&shadow));
        let known: Vec<_> = accounts.iter().map(|a| (&*a.name, a.user, a.password, a.layer)).collect();
        assert_eq!(known, [("root", 0, Password::Set, 2), ("open", 1, Password::Empty, 2)]);
        assert!(!format!("{shadow:?}").contains("salt"));
    }
}
