//! Registries that lie, stall, redirect and never end.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use data_encoding::{BASE64, HEXLOWER};
use sekimori_model::{Image, ImageLimits, NotAnalysed};
use sekimori_supply::image::registry::RegistryOptions;
use sekimori_supply::image::{Error, ImageRef, OpenOptions, open};
use sekimori_supply::web::{Refused, WebBounds, WebOptions};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// What a server does with a request.
#[derive(Clone)]
enum Then {
    /// Answers with this head and body.
    Say(String, Vec<u8>),
    /// Says nothing, and keeps the connection open.
    Stall,
    /// Sends this, then bytes without an end.
    Flood(String),
}

type Answer = dyn Fn(&str, usize) -> Then + Send + Sync;

struct Server {
    host: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `answer` is told the head of the request, and how many of the same line came before.
    fn start(answer: impl Fn(&str, usize) -> Then + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let host = listener.local_addr().expect("an address").to_string();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (to, answer): (_, Arc<Answer>) = (Arc::clone(&seen), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (to, answer) = (Arc::clone(&to), Arc::clone(&answer));
                thread::spawn(move || serve(stream, &to, &*answer));
            }
        });
        Self { host, seen }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(mut stream: TcpStream, seen: &Mutex<Vec<String>>, answer: &Answer) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        // Who says hello in TLS is not understood here.
        if stream.read(&mut byte).unwrap_or(0) == 0 || head.is_empty() && byte[0] == 0x16 {
            return;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let line = |head: &str| head.lines().next().unwrap_or_default().to_owned();
    let before = {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(head.clone());
        seen.iter().filter(|other| line(other) == line(&head)).count() - 1
    };
    match answer(&head, before) {
        Then::Say(head, body) => {
            let _ = stream.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes());
            let _ = stream.write_all(&body);
        }
        Then::Stall => thread::sleep(Duration::from_secs(30)),
        Then::Flood(head) => {
            let _ = stream.write_all(format!("HTTP/1.1 {head}\r\n\r\n").as_bytes());
            while stream.write_all(&[b' '; 4_096]).is_ok() {}
        }
    }
}

/// An image whose only layer is zeros, which is an archive without members.
#[derive(Clone)]
struct Made {
    manifest: Vec<u8>,
    config: Vec<u8>,
    layer: Vec<u8>,
}

fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", HEXLOWER.encode(&Sha256::digest(bytes)))
}

fn made() -> Made {
    let layer = vec![0; 200_000];
    let config = json!({
        "os": "linux", "architecture": "amd64", "rootfs": { "type": "layers", "diff_ids": [digest(&layer)] },
    });
    let config = config.to_string().into_bytes();
    let point = |media: &str, bytes: &[u8]| json!({ "mediaType": media, "digest": digest(bytes), "size": bytes.len() });
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": point("application/vnd.oci.image.config.v1+json", &config),
        "layers": [point("application/vnd.oci.image.layer.v1.tar", &layer)],
    });
    Made { manifest: manifest.to_string().into_bytes(), config, layer }
}

fn ok(body: &[u8]) -> Then {
    Then::Say(format!("200 OK\r\nContent-Length: {}", body.len()), body.to_vec())
}

fn say(head: &str) -> Then {
    Then::Say(format!("{head}\r\nContent-Length: 0"), Vec::new())
}

impl Made {
    /// Answers as a good registry does.
    fn serve(&self, head: &str) -> Then {
        if head.starts_with("get /v2/app/manifests/1 ") {
            return ok(&self.manifest);
        }
        let blobs = [&self.config, &self.layer];
        let asked = |blob: &&&Vec<u8>| head.starts_with(&format!("get /v2/app/blobs/{} ", digest(blob)));
        blobs.iter().find(asked).map_or_else(|| say("404 Not Found"), |blob| ok(blob))
    }

    fn is_layer(&self, head: &str) -> bool {
        head.starts_with(&format!("get /v2/app/blobs/{} ", digest(&self.layer)))
    }
}

fn options() -> OpenOptions {
    let bounds = WebBounds {
        each: Duration::from_secs(2),
        stall: Duration::from_millis(500),
        pause: Duration::from_millis(10),
        tries: 3,
        ..WebBounds::default()
    };
    OpenOptions {
        registry: RegistryOptions {
            web: WebOptions { bounds, ..WebOptions::default() },
            ..RegistryOptions::default()
        },
        ..OpenOptions::default()
    }
}

fn opened(server: &Server, options: &OpenOptions) -> Result<Box<dyn Image>, Error> {
    open(&ImageRef::parse(&format!("{}/app:1", server.host))?, options)
}

fn refused(server: &Server) -> Refused {
    match opened(server, &options()).map(drop) {
        Err(Error::Registry { cause, .. }) => cause,
        other => panic!("the registry refused nothing: {other:?}"),
    }
}

/// What comes of reading the layer.
fn walked(server: &Server) -> Result<(), NotAnalysed> {
    let image = opened(server, &options()).expect("an image");
    let walked = image.walk_layer(0, &ImageLimits::default(), &mut |_| {});
    walked.map(drop).map_err(|problem| problem.reason)
}

#[test]
fn credentials_do_not_follow_a_redirect_to_another_host() {
    let made = made();
    let other = Server::start({
        let layer = made.layer.clone();
        move |_, _| ok(&layer)
    });
    let to = other.host.clone();
    let first = Server::start(move |head, _| {
        if !head.contains("authorization: basic ") {
            return say("401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"r\"");
        }
        if made.is_layer(head) {
            return say(&format!("307 Temporary Redirect\r\nLocation: http://{to}/elsewhere?signed=1"));
        }
        made.serve(head)
    });
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.json");
    let auths = json!({ "auths": { first.host.as_str(): { "auth": BASE64.encode(b"robot:planted") } } });
    std::fs::write(&path, auths.to_string()).expect("a file");
    let mut options = options();
    options.registry.credential_files = vec![path];
    let image = opened(&first, &options).expect("an image");
    let walked = image.walk_layer(0, &ImageLimits::default(), &mut |_| {});
    assert_eq!(walked, Ok(Vec::new()));
    let seen = other.seen();
    assert!(seen.iter().any(|head| head.starts_with("get /elsewhere?signed=1 ")), "{seen:?}");
    assert!(seen.iter().all(|head| !head.contains("authorization")), "{seen:?}");
    assert!(first.seen().iter().any(|head| head.contains("authorization: basic ")));
}

#[test]
fn redirects_end_and_do_not_leave_tls() {
    let circle = Server::start(|_, _| say("302 Found\r\nLocation: /v2/app/manifests/1"));
    assert!(matches!(refused(&circle), Refused::Redirect(_)));
    let clear = Server::start(|_, _| say("302 Found\r\nLocation: http://192.0.2.1/x"));
    assert_eq!(refused(&clear), Refused::Redirect("it leads away from TLS".to_owned()));
    let realm = Server::start(|_, _| {
        say("401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"http://192.0.2.1/t\"")
    });
    assert_eq!(refused(&realm), Refused::Redirect("the token server is not reached over TLS".to_owned()));
    let file = Server::start(|_, _| say("302 Found\r\nLocation: file:///etc/passwd"));
    assert!(matches!(refused(&file), Refused::Redirect(_)));
}

#[test]
fn a_token_server_that_fails_is_named_and_not_taken_for_the_registry() {
    let asking = |token: Then| {
        let server = Server::start(move |_, _| token.clone());
        let realm = format!("WWW-Authenticate: Bearer realm=\"http://{}/token\"", server.host);
        let registry = Server::start(move |_, _| say(&format!("401 Unauthorized\r\n{realm}")));
        let cause = refused(&registry);
        let Refused::TokenServer { host, cause } = cause else { panic!("{cause:?}") };
        assert_eq!(host, server.host);
        *cause
    };
    assert_eq!(asking(ok(b"<html>")), Refused::Answer("it is not JSON".to_owned()));
    assert_eq!(asking(ok(b"{}")), Refused::Answer("there is no token in it".to_owned()));
    assert_eq!(asking(say("500 Internal Server Error")), Refused::Status(500));
    assert_eq!(asking(say("429 Too Many Requests\r\nRetry-After: 999999999999999999999")), Refused::TooMany);
    assert_eq!(asking(Then::Stall), Refused::Deadline);
}

#[test]
fn who_wants_us_to_wait_is_waited_for_but_not_for_ever() {
    let good = made();
    let busy = Server::start(move |head, before| match before {
        0 => say("429 Too Many Requests\r\nRetry-After: 0"),
        1 => say("503 Service Unavailable"),
        _ => good.serve(head),
    });
    assert_eq!(walked(&busy), Ok(()));
    let started = Instant::now();
    let closed = Server::start(|_, _| say("429 Too Many Requests\r\nRetry-After: 3600"));
    assert_eq!(refused(&closed), Refused::TooMany);
    let asked = closed.seen().iter().filter(|head| head.contains("/manifests/")).count();
    assert_eq!(asked, 1);
    let dead = Server::start(|_, _| say("503 Service Unavailable"));
    assert_eq!(refused(&dead), Refused::Status(503));
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_blob_that_is_cut_goes_on_where_it_was_cut() {
    let good = made();
    let server = Server::start(move |head, before| {
        if !good.is_layer(head) {
            return good.serve(head);
        }
        let size = good.layer.len();
        match head.split("range: bytes=").nth(1).and_then(|rest| rest.split('-').next()) {
            None => Then::Say(format!("200 OK\r\nContent-Length: {size}"), good.layer[..150_000].to_vec()),
            // The one who knows no ranges for once begins anew.
            Some(_) if before == 1 => {
                Then::Say(format!("200 OK\r\nContent-Length: {size}"), good.layer[..170_000].to_vec())
            }
            Some(from) => {
                let from: usize = from.parse().expect("a number");
                let part = &good.layer[from..];
                let range = format!("Content-Range: bytes {from}-{}/{size}", size - 1);
                Then::Say(
                    format!("206 Partial Content\r\n{range}\r\nContent-Length: {}", part.len()),
                    part.to_vec(),
                )
            }
        }
    });
    assert_eq!(walked(&server), Ok(()));
    let ranges = server.seen().iter().filter(|head| head.contains("range: bytes=")).count();
    assert_eq!(ranges, 2);
}

#[test]
fn lies_are_told() {
    let lying = |layer: Vec<u8>| {
        let good = made();
        Server::start(move |head, _| if good.is_layer(head) { ok(&layer) } else { good.serve(head) })
    };
    let mut other = made().layer;
    other[150_000] = 1;
    assert_eq!(walked(&lying(other)), Err(NotAnalysed::DigestMismatch));
    assert_eq!(walked(&lying(vec![0; 300_000])), Err(NotAnalysed::DigestMismatch));
    // What is too short is asked for again, in vain.
    assert!(walked(&lying(vec![0; 100_000])).is_err());

    let good = made();
    let garbage =
        Server::start(move |head, _| if head.contains("/blobs/") { ok(b"{}") } else { good.serve(head) });
    let error = opened(&garbage, &options()).map(drop).expect_err("the configuration is another");
    assert!(matches!(error, Error::Mismatch { .. } | Error::Read { .. }), "{error:?}");
    let claimed = Server::start(|_, _| {
        let body = b"{}".to_vec();
        Then::Say(format!("200 OK\r\nDocker-Content-Digest: {}\r\nContent-Length: 2", digest(b"other")), body)
    });
    let error = opened(&claimed, &options()).map(drop).expect_err("it is not what it says");
    assert!(matches!(error, Error::Mismatch { .. }), "{error:?}");
    let no_json = Server::start(|_, _| ok(b"<html>"));
    let error = opened(&no_json, &options()).map(drop).expect_err("it is a page");
    assert!(matches!(error, Error::Document { .. }), "{error:?}");
    let schema = Server::start(|_, _| ok(br#"{"schemaVersion":1,"fsLayers":[]}"#));
    let error = opened(&schema, &options()).map(drop).expect_err("nobody reads that any more");
    assert!(
        matches!(error, Error::Document { cause: sekimori_parse::oci::Invalid::Schema1, .. }),
        "{error:?}"
    );
}

#[test]
fn what_does_not_end_or_begin_is_left() {
    let started = Instant::now();
    let flood = Server::start(|_, _| Then::Flood("200 OK".to_owned()));
    assert!(matches!(refused(&flood), Refused::Answer(_) | Refused::Deadline));
    let stall = Server::start(|_, _| Then::Stall);
    assert_eq!(refused(&stall), Refused::Deadline);
    let good = made();
    let silent =
        Server::start(move |head, _| if good.is_layer(head) { Then::Stall } else { good.serve(head) });
    assert_eq!(walked(&silent), Err(NotAnalysed::NotFetched));
    let good = made();
    let endless =
        Server::start(
            move |head, _| {
                if good.is_layer(head) { Then::Flood("200 OK".to_owned()) } else { good.serve(head) }
            },
        );
    assert!(matches!(walked(&endless), Err(NotAnalysed::DigestMismatch | NotAnalysed::BrokenArchive)));
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}
