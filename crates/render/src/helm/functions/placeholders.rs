//! What only randomness, a key or a network knows: a fixed text of the right shape, marked unknown.

use std::rc::Rc;

use super::args::{int, list, text, type_name};
use super::{Call, Table};
use crate::Fault;
use crate::helm::value::{Map, Object, Text, Value};

pub(super) const TABLE: Table = &[
    ("bcrypt", |call, args| {
        let [password] = call.exactly(args)?;
        text(password)?;
        placeholder(call, BCRYPT)
    }),
    ("buildCustomCert", custom),
    ("decryptAES", |call, args| {
        let [password, encrypted] = call.exactly(args)?;
        text(password).and(text(encrypted))?;
        placeholder(call, "decrypted")
    }),
    ("derivePassword", derive),
    ("encryptAES", |call, args| {
        let [password, plain] = call.exactly(args)?;
        text(password).and(text(plain))?;
        placeholder(call, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    }),
    ("genCA", |call, args| {
        let [name, days] = call.exactly(args)?;
        text(name).map(|_| ()).and(int(days).map(|_| ()))?;
        pair(call)
    }),
    ("genCAWithKey", |call, args| {
        let [name, days, key] = call.exactly(args)?;
        text(name).map(|_| ()).and(int(days).map(|_| ()))?;
        text(key)?;
        pair(call)
    }),
    ("genPrivateKey", private_key),
    ("genSelfSignedCert", |call, args| {
        let [name, addresses, names, days] = call.exactly(args)?;
        signed(call, name, addresses, names, days)
    }),
    ("genSelfSignedCertWithKey", |call, args| {
        let [name, addresses, names, days, key] = call.exactly(args)?;
        text(key)?;
        signed(call, name, addresses, names, days)
    }),
    ("genSignedCert", |call, args| {
        let [name, addresses, names, days, authority] = call.exactly(args)?;
        is_pair(authority)?;
        signed(call, name, addresses, names, days)
    }),
    ("genSignedCertWithKey", |call, args| {
        let [name, addresses, names, days, authority, key] = call.exactly(args)?;
        is_pair(authority)?;
        text(key)?;
        signed(call, name, addresses, names, days)
    }),
    // Helm asks no name server, so this is what it gives as well.
    ("getHostByName", |call, args| {
        let [name] = call.exactly(args)?;
        text(name)?;
        Ok(Value::text(""))
    }),
    ("htpasswd", htpasswd),
    ("randAlpha", |call, args| random(call, args, "a")),
    ("randAlphaNum", |call, args| random(call, args, "a")),
    ("randAscii", |call, args| random(call, args, "a")),
    ("randBytes", random_bytes),
    ("randNumeric", |call, args| random(call, args, "0")),
    ("shuffle", |call, args| {
        let [value] = call.exactly(args)?;
        placeholder(call, text(value)?)
    }),
    ("uuidv4", |call, args| {
        let [] = call.exactly(args)?;
        placeholder(call, "00000000-0000-4000-8000-000000000000")
    }),
];

const BCRYPT: &str = "$2a$10$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn placeholder(call: &Call<'_>, text: &str) -> Result<Value, Fault> {
    call.budget.make(text.len())?;
    Ok(Value::Text(Text::unknown(text)))
}

fn random(call: &Call<'_>, args: &[Value], letter: &str) -> Result<Value, Fault> {
    let [count] = call.exactly(args)?;
    let count = usize::try_from(int(count)?).unwrap_or(0);
    call.budget.make(count)?;
    Ok(Value::Text(Text::unknown(letter.repeat(count))))
}

/// As many bytes as are wanted, as base64.
fn random_bytes(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [count] = call.exactly(args)?;
    let Ok(count) = usize::try_from(int(count)?) else {
        return call.refuse("runtime error: makeslice: len out of range");
    };
    call.budget.make(count.saturating_mul(3))?;
    Ok(Value::Text(Text::unknown(data_encoding::BASE64.encode(&vec![0; count]))))
}

fn htpasswd(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let ([user, password], algorithm) = call.at_least(args)?;
    let user = text(user)?;
    text(password)?;
    call.budget.make(user.len())?;
    if user.contains(':') {
        return call.text(format!("invalid username: {user}"));
    }
    if algorithm.first().map(text).transpose()? == Some("sha") {
        return placeholder(call, &format!("{user}:{{SHA}}AAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    }
    placeholder(call, &format!("{user}:{BCRYPT}"))
}

fn derive(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [counter, kind, password, user, site] = call.exactly(args)?;
    int(counter)?;
    for part in [password, user, site] {
        text(part)?;
    }
    match text(kind)? {
        "maximum" => placeholder(call, "aaaaaaaaaaaaaaaaaaa0"),
        "long" => placeholder(call, "AaaaAaaaAaaa0@"),
        "medium" => placeholder(call, "AaaAaa0@"),
        "short" => placeholder(call, "Aaa0"),
        "basic" => placeholder(call, "aaaAAA00"),
        "pin" => placeholder(call, "0000"),
        "name" => placeholder(call, "aaaaaaaaa"),
        "phrase" => placeholder(call, "aaaa aaa aaaaaa aaa"),
        other => call.text(format!("cannot find password template {other}")),
    }
}

/// An armoured text of base64.
fn armoured(name: &str) -> String {
    format!(
        "-----BEGIN {name}-----\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END {name}-----\n"
    )
}

fn private_key(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [kind] = call.exactly(args)?;
    let name = match text(kind)? {
        "" | "rsa" => "RSA PRIVATE KEY",
        "dsa" => "DSA PRIVATE KEY",
        "ecdsa" => "EC PRIVATE KEY",
        "ed25519" => "PRIVATE KEY",
        other => return call.text(format!("Unknown type {other}")),
    };
    placeholder(call, &armoured(name))
}

/// A certificate and its key.
struct Pair {
    cert: Text,
    key: Text,
}

const PAIR: &str = "sprig.certificate";

impl Object for Pair {
    fn type_name(&self) -> &'static str {
        PAIR
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Cert" => Some(Value::Text(self.cert.clone())),
            "Key" => Some(Value::Text(self.key.clone())),
            _ => None,
        }
    }

    fn underlying(&self) -> Option<Value> {
        let fields = ["Cert", "Key"].into_iter().filter_map(|name| Some((name, self.field(name)?)));
        Some(Value::Map(fields.collect::<Map>()))
    }

    fn print(&self) -> String {
        format!("{{{} {}}}", self.cert.text, self.key.text)
    }

    fn is_unknown(&self) -> bool {
        self.cert.unknown
    }
}

fn pair(call: &Call<'_>) -> Result<Value, Fault> {
    let (cert, key) = (armoured("CERTIFICATE"), armoured("RSA PRIVATE KEY"));
    call.budget.make(cert.len().saturating_add(key.len()))?;
    Ok(Value::Object(Rc::new(Pair { cert: Text::unknown(cert), key: Text::unknown(key) })))
}

fn is_pair(value: &Value) -> Result<(), Fault> {
    match value {
        Value::Object(object) if object.type_name() == PAIR => Ok(()),
        other => {
            let is = type_name(other);
            Err(Fault::refused(format!("wrong type for value; expected {PAIR}; got {is}")))
        }
    }
}

fn signed(
    call: &Call<'_>,
    name: &Value,
    addresses: &Value,
    names: &Value,
    days: &Value,
) -> Result<Value, Fault> {
    text(name)?;
    int(days)?;
    for names in [addresses, names] {
        if !matches!(names, Value::Nil) {
            list(names)?;
        }
    }
    pair(call)
}

/// Decodes a certificate and a key that are given: nothing is unknown.
fn custom(call: &Call<'_>, args: &[Value]) -> Result<Value, Fault> {
    let [cert, key] = call.exactly(args)?;
    let decode = |value: &Value, what: &str| -> Result<Text, Fault> {
        call.budget.make(text(value)?.len().saturating_mul(3))?;
        let decoded = data_encoding::BASE64.decode(text(value)?.as_bytes()).unwrap_or_default();
        let decoded = String::from_utf8_lossy(&decoded).into_owned();
        if !decoded.contains("-----BEGIN ") {
            return call.refuse(format_args!("unable to decode {what}"));
        }
        Ok(Text { unknown: value.is_unknown(), ..Text::new(decoded) })
    };
    let (cert, key) = (decode(cert, "base64 certificate")?, decode(key, "base64 private key")?);
    Ok(Value::Object(Rc::new(Pair { cert, key })))
}
