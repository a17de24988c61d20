//! Keys of random numbers: whole by their structure, and of use to nobody.

use data_encoding::BASE64;

use super::Dice;

/// The bytes of a line of a block.
const LINE: usize = 64;

const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
const P256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
const SHA256_WITH_RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const PBES2: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D];

/// Makes a block of a kind of key.
pub(super) fn pem(kind: &str, dice: &mut Dice) -> Option<String> {
    let (label, headers, body) = match kind {
        "rsa" => ("RSA PRIVATE KEY", "", rsa(dice)),
        "ec" => ("EC PRIVATE KEY", "", ec(dice)),
        "dsa" => (
            "DSA PRIVATE KEY",
            "",
            sequence(&[
                small(0),
                number(128, dice),
                number(20, dice),
                number(128, dice),
                number(128, dice),
                number(20, dice),
            ]),
        ),
        "pkcs8" => {
            let key = element(0x04, &rsa(dice));
            ("PRIVATE KEY", "", sequence(&[small(0), sequence(&[element(0x06, RSA), vec![5, 0]]), key]))
        }
        "pkcs8-encrypted" => {
            let algorithm = sequence(&[element(0x06, PBES2), element(0x04, &random(40, dice))]);
            ("ENCRYPTED PRIVATE KEY", "", sequence(&[algorithm, element(0x04, &random(1232, dice))]))
        }
        "rsa-encrypted" => {
            let headers =
                "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0A1B2C3D4E5F60718293A4B5C6D7E8F9\n\n";
            ("RSA PRIVATE KEY", headers, random(1200, dice))
        }
        "openssh" => ("OPENSSH PRIVATE KEY", "", openssh("none", dice)),
        "openssh-encrypted" => ("OPENSSH PRIVATE KEY", "", openssh("aes256-ctr", dice)),
        "pgp" => ("PGP PRIVATE KEY BLOCK", "Comment: made by a test\n\n", openpgp(0, dice)),
        "pgp-encrypted" => ("PGP PRIVATE KEY BLOCK", "\n", openpgp(254, dice)),
        "certificate-expired" => ("CERTIFICATE", "", certificate("250601000000Z", &random(256, dice), dice)),
        "certificate-expiring" => ("CERTIFICATE", "", certificate("300115000000Z", &random(256, dice), dice)),
        "certificate" => ("CERTIFICATE", "", certificate("490101000000Z", &random(256, dice), dice)),
        "pair" | "pair-expired" | "pair-expiring" => {
            let modulus = random(256, dice);
            let end = match kind {
                "pair" => "490101000000Z",
                "pair-expiring" => "300115000000Z",
                _ => "250601000000Z",
            };
            let certificate = block("CERTIFICATE", "", &certificate(end, &modulus, dice));
            return Some(format!("{certificate}\n{}", block("RSA PRIVATE KEY", "", &rsa_of(&modulus, dice))));
        }
        _ => return None,
    };
    Some(block(label, headers, &body))
}

/// Writes a block.
fn block(label: &str, headers: &str, body: &[u8]) -> String {
    let text = BASE64.encode(body);
    let lines: Vec<&str> =
        (0..text.len()).step_by(LINE).filter_map(|at| text.get(at..text.len().min(at + LINE))).collect();
    format!("-----BEGIN {label}-----\n{headers}{}\n-----END {label}-----", lines.join("\n"))
}

fn rsa(dice: &mut Dice) -> Vec<u8> {
    let modulus = random(256, dice);
    rsa_of(&modulus, dice)
}

fn rsa_of(modulus: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut parts = vec![small(0), positive(modulus), element(0x02, &[1, 0, 1]), number(256, dice)];
    parts.extend((0..5).map(|_| number(128, dice)));
    sequence(&parts)
}

fn ec(dice: &mut Dice) -> Vec<u8> {
    let mut point = vec![0, 4];
    point.extend(random(64, dice));
    let curve = element(0xA0, &element(0x06, P256));
    let scalar = element(0x04, &random(32, dice));
    sequence(&[small(1), scalar, curve, element(0xA1, &element(0x03, &point))])
}

fn openssh(cipher: &str, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = b"openssh-key-v1\0".to_vec();
    let kind = if cipher == "none" { "none" } else { "bcrypt" };
    for part in [cipher.as_bytes(), kind.as_bytes(), &random(if cipher == "none" { 0 } else { 24 }, dice)] {
        bytes.extend(u32::try_from(part.len()).unwrap_or_default().to_be_bytes());
        bytes.extend(part);
    }
    bytes.extend([0, 0, 0, 1]);
    bytes.extend(random(200, dice));
    bytes
}

fn openpgp(usage: u8, dice: &mut Dice) -> Vec<u8> {
    let mut packet = vec![4, 0x60, 0, 0, 0, 1, 0x08, 0];
    packet.push(0x80 | random(1, dice).first().copied().unwrap_or_default());
    packet.extend(random(255, dice));
    packet.extend([0, 17, 1, 0, 1, usage]);
    packet.extend(random(600, dice));
    let mut bytes = vec![0x95];
    bytes.extend(u16::try_from(packet.len()).unwrap_or_default().to_be_bytes());
    bytes.extend(packet);
    bytes
}

/// Random bytes.
pub(super) fn random(length: usize, dice: &mut Dice) -> Vec<u8> {
    (0..length).map(|_| u8::try_from(dice.below(256)).unwrap_or_default()).collect()
}

/// A certificate with the modulus, which is valid until `end`; its signature is none.
fn certificate(end: &str, modulus: &[u8], dice: &mut Dice) -> Vec<u8> {
    let signed = sequence(&[element(0x06, SHA256_WITH_RSA), vec![5, 0]]);
    let attribute = sequence(&[element(0x06, COMMON_NAME), element(0x0C, b"shop.example.com")]);
    let name = sequence(&[element(0x31, &attribute)]);
    let validity = sequence(&[element(0x17, b"200101000000Z"), element(0x17, end.as_bytes())]);
    let mut key = vec![0];
    key.extend(sequence(&[positive(modulus), element(0x02, &[1, 0, 1])]));
    let public = sequence(&[sequence(&[element(0x06, RSA), vec![5, 0]]), element(0x03, &key)]);
    let version = element(0xA0, &small(2));
    let tbs = sequence(&[version, number(16, dice), signed.clone(), name.clone(), validity, name, public]);
    let mut signature = vec![0];
    signature.extend(random(256, dice));
    sequence(&[tbs, signed, element(0x03, &signature)])
}

/// A positive number of so many bytes.
fn number(length: usize, dice: &mut Dice) -> Vec<u8> {
    positive(&random(length, dice))
}

fn positive(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if let Some(first) = bytes.first_mut() {
        *first = *first & 0x7F | 0x40;
    }
    element(0x02, &bytes)
}

fn small(number: u8) -> Vec<u8> {
    element(0x02, &[number])
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// An element of the Distinguished Encoding Rules.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    let mut bytes = vec![tag];
    match length {
        0..=0x7F => bytes.extend(length.to_be_bytes().get(1)),
        0x80..=0xFF => {
            bytes.push(0x81);
            bytes.extend(length.to_be_bytes().get(1));
        }
        _ => {
            bytes.push(0x82);
            bytes.extend(length.to_be_bytes());
        }
    }
    bytes.extend(content);
    bytes
}
