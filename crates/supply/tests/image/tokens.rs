//! A token server: it gives signed tokens for the password `planted` and the refresh token `planted-refresh`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde_json::json;

use super::made::run;

pub(crate) struct TokenServer {
    address: SocketAddr,
    folder: PathBuf,
    seen: Arc<Mutex<Vec<String>>>,
}

impl TokenServer {
    pub(crate) fn start(folder: &Path) -> Self {
        let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
        run(
            "openssl",
            &[
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=tokens",
                "-days",
                "2",
                "-keyout",
                &at("token.key"),
                "-out",
                &at("token.pem"),
            ],
        );
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (to, keys) = (Arc::clone(&seen), folder.to_owned());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let asked = answer(stream, &keys);
                to.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
            }
        });
        Self { address, folder: folder.to_owned(), seen }
    }

    pub(crate) fn registry_config(&self) -> String {
        format!(
            "auth:\n  token:\n    realm: http://{}/token\n    service: test\n    issuer: tokens\n    rootcertbundle: {}\n",
            self.address,
            self.folder.join("token.pem").display()
        )
    }

    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[expect(clippy::disallowed_methods, reason = "the other side is the test itself")]
fn answer(stream: TcpStream, keys: &Path) -> String {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let (mut first, mut length, mut may) = (String::new(), 0, false);
    reader.read_line(&mut first).expect("a request");
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a header");
        let lower = line.trim().to_ascii_lowercase();
        if lower.is_empty() {
            break;
        }
        if let Some(count) = lower.strip_prefix("content-length: ") {
            length = count.parse().expect("a number");
        }
        may |= line.trim().ends_with(&BASE64.encode(b"robot:planted"));
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    let asked = format!("{} {}", first.trim(), String::from_utf8_lossy(&body));
    may |= asked.starts_with("POST")
        && asked.contains("grant_type=refresh_token")
        && asked.ends_with("=planted-refresh");
    let text = if may { json!({ "token": token(&asked, keys) }).to_string() } else { "{}".to_owned() };
    let status = if may { "200 OK" } else { "401 Unauthorized" };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", text.len());
    let mut stream = stream;
    let _ = stream.write_all(format!("{head}{text}").as_bytes());
    asked
}

/// A token for all that was asked for.
fn token(asked: &str, keys: &Path) -> String {
    let at = |name: &str| keys.join(name).to_string_lossy().into_owned();
    let certificate = run("openssl", &["x509", "-in", &at("token.pem"), "-outform", "DER"]).stdout;
    let scope = asked.split(['?', '&', ' ']).find_map(|part| part.strip_prefix("scope=")).unwrap_or_default();
    let scope = scope.replace("%3A", ":").replace("%2F", "/").replace("%2C", ",");
    let mut parts = scope.split(':');
    let (kind, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let actions: Vec<&str> = parts.next().unwrap_or_default().split(',').collect();
    let now = jiff::Timestamp::now().as_second();
    let header = json!({ "typ": "JWT", "alg": "RS256", "x5c": [BASE64.encode(&certificate)] });
    let claims = json!({
        "iss": "tokens", "sub": "robot", "aud": "test", "iat": now, "nbf": now - 60, "exp": now + 300, "jti": "1",
        "access": [{ "type": kind, "name": name, "actions": actions }],
    });
    let encode = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let signed =
        format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
    let input = keys.join(format!("signed-{now}"));
    std::fs::write(&input, &signed).expect("a file");
    let signature =
        run("openssl", &["dgst", "-sha256", "-sign", &at("token.key"), &input.to_string_lossy()]).stdout;
    format!("{signed}.{}", encode(&signature))
}
