//! `sekimori registry watch`: a registry that tells of pushes, and who would like to be one.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Child;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use crate::db::{put, record, site, update, with};
use crate::folder::Folder;
use crate::program::Program;
use crate::published;
use crate::registry_scan::{push, scan};
use crate::registry_server::Server;

const TYPE: &str = "application/vnd.docker.distribution.events.v1+json";

/// A token that nobody else knows.
fn token() -> String {
    ["watch", "0123456789", "abcdef"].concat()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port").port()
}

fn program(folder: &Folder, host: &str, port: u16, args: &[&str]) -> Program {
    fs::write(folder.join("token"), format!("{}\n", token())).expect("room");
    with(folder, &["registry", "watch", host, "--listen", &format!("127.0.0.1:{port}")])
        .var("SEKIMORI_STATE_DIR", folder.join("state"))
        .var("SEKIMORI_CACHE_DIR", folder.join("cache"))
        .arg("--token-file")
        .arg(folder.join("token"))
        .args(args)
}

/// A watch at work, and what it prints.
struct Watch {
    child: Child,
    address: String,
    lines: Receiver<String>,
}

impl Watch {
    fn start(program: &Program, port: u16) -> Self {
        let mut child = program.start();
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let (send, lines) = sync_channel(100);
        thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        let address = format!("127.0.0.1:{port}");
        let started = Instant::now();
        while TcpStream::connect(&address).is_err() {
            assert!(started.elapsed() < Duration::from_mins(1), "it does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        Self { child, address, lines }
    }

    fn line(&self) -> Value {
        let line = self.lines.recv_timeout(Duration::from_mins(1)).expect("it prints a line");
        serde_json::from_str(&line).expect("it is JSON")
    }

    /// Sends bytes, and returns all that is answered.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
        stream.write_all(bytes).expect("it takes them");
        let mut answer = Vec::new();
        // Who is refused before all was sent may be cut off; what was answered counts.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn post(&self, authorization: &str, kind: &str, body: &str) -> String {
        let length = body.len();
        let head = format!(
            "POST /events HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        );
        self.send(format!("{head}{body}").as_bytes())
    }

    /// Ends it as a service manager does, and returns its exit code with what it said on standard error.
    fn stop(mut self) -> (Option<i32>, String) {
        kill(Pid::from_raw(self.child.id().cast_signed()), Signal::SIGTERM).expect("it is ours");
        let started = Instant::now();
        while self.child.try_wait().expect("it is ours").is_none() {
            assert!(started.elapsed() < Duration::from_secs(30), "it does not stop");
            thread::sleep(Duration::from_millis(20));
        }
        let mut said = String::new();
        self.child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("it is text");
        (self.child.wait().expect("it is ours").code(), said)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn envelope(digests: &[String], repository: &str) -> String {
    let event = |digest: &String| {
        json!({ "id": "1", "action": "push", "request": { "host": "evil.example" }, "target": {
            "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": digest, "repository": repository,
            "url": "http://evil.example/v2/x", "tag": "1",
        } })
    };
    json!({ "events": digests.iter().map(event).collect::<Vec<_>>() }).to_string()
}

#[test]
fn what_is_pushed_is_scanned() {
    let folder = site();
    update(&folder).exits(0);
    let port = free_port();
    let more = format!(
        "notifications:\n  endpoints:\n  - name: watch\n    url: http://127.0.0.1:{port}/events\n    timeout: 5s\n    threshold: 3\n    backoff: 1s\n    headers:\n      Authorization: [\"Bearer {}\"]\n",
        token()
    );
    let Some(server) = Server::start(folder.path(), &more) else { return };
    let watch = Watch::start(&program(&folder, &server.host, port, &[]), port);
    let name = push(&folder, &server, "1.1.0", "shop/web:1");
    let line = watch.line();
    assert_eq!(line["schema"], "sekimori.dev/registry-push/v1");
    published::holds(&line);
    assert_eq!(
        (&line["repository"], &line["tag"]),
        (&json!(format!("{}/shop/web", server.host)), &json!("1"))
    );
    assert_eq!(
        (&line["pulled"], &line["complete"], &line["failures"]),
        (&json!(1), &json!(true), &json!([]))
    );
    assert_eq!(
        (&line["advisories"][0]["advisory"], &line["advisories"][0]["new"]),
        (&json!("CVE-2026-0001"), &json!(true))
    );
    // The same image under another tag is not pulled again, and tells of nothing new.
    push(&folder, &server, "1.1.0", "shop/web:2");
    let again = watch.line();
    assert_eq!((&again["tag"], &again["pulled"]), (&json!("2"), &json!(0)));
    assert_eq!(again["advisories"][0]["new"], false);
    // A database that took the place of the first one judges from then on.
    let later = json!({ "aliases": ["CVE-2026-0004"] });
    put(&folder, "osv/four.json", &record("EXAMPLE-4", Some("1.3.0"), &later).to_string());
    update(&folder).exits(0);
    push(&folder, &server, "1.1.0", "shop/web:3");
    let judged = watch.line();
    let advisories = judged["advisories"].as_array().expect("a list");
    let new: Vec<&Value> = advisories.iter().filter(|one| one["new"] == true).collect();
    assert_eq!((judged["pulled"].as_u64(), new.len()), (Some(0), 1), "{judged:#}");
    assert_eq!(new[0]["advisory"], "CVE-2026-0004");
    let (code, said) = watch.stop();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("3 scanned, 0 left") && !said.contains(&token()), "{said}");
    // What it stored is what a scan of the registry finds there.
    let report = scan(&folder, &server.host, &["--format", "json", "--new"]).exits(0).json();
    assert_eq!((&report["summary"]["pulled"], &report["summary"]["known"]), (&json!(0), &json!(3)));
    let ask = with(&folder, &["match", "--format", "json", "--asset", &name]);
    ask.var("SEKIMORI_STATE_DIR", folder.join("state")).exits(1);
}

#[test]
fn who_is_no_registry_gets_nowhere() {
    let folder = site();
    update(&folder).exits(0);
    let Some(server) = Server::start(folder.path(), "") else { return };
    let port = free_port();
    let watch = Watch::start(&program(&folder, &server.host, port, &["--repo", "shop/*"]), port);
    // Somebody who begins and never ends.
    let mut slow = TcpStream::connect(&watch.address).expect("it listens");
    slow.write_all(b"POST /events HTTP/1.1\r\nHost: x\r\n").expect("it takes it");
    let begun = Instant::now();

    let bearer = format!("Bearer {}", token());
    let digests = |count: usize| -> Vec<String> { (0..count).map(|n| format!("sha256:{n:064x}")).collect() };
    let one = envelope(&digests(1), "shop/none");
    for wrong in ["", "Bearer", "Bearer wrong-wrong-wrong-wrong", "Basic eDp5", &format!("{bearer}x")] {
        let answer = watch.post(wrong, TYPE, &one);
        assert!(answer.starts_with("HTTP/1.1 401 "), "{wrong}: {answer}");
    }
    for (kind, body, status) in [
        ("text/plain", one.as_str(), 415),
        (TYPE, "{", 400),
        (TYPE, "{\"events\":1}", 400),
        (TYPE, "{\"events\":[]}", 202),
        ("application/json; charset=utf-8", "{\"events\":[]}", 202),
    ] {
        let answer = watch.post(&bearer, kind, body);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{kind} {body}: {answer}");
    }
    let head =
        format!("POST /events HTTP/1.1\r\nHost: x\r\nAuthorization: {bearer}\r\nContent-Type: {TYPE}\r\n");
    for (request, status) in [
        ("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 200),
        ("POST /healthz HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 405),
        ("GET /state.db HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), 404),
        (format!("{head}Content-Length: 1048577\r\n\r\n"), 413),
        (format!("{head}Content-Length: 99999999999999999999999\r\n\r\n"), 400),
        (format!("{head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"), 400),
        (format!("{head}Content-Length: -1\r\n\r\n"), 400),
        (format!("{head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 411),
        (format!("{head}\r\n"), 411),
        (format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(20_000)), 431),
        (format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(100)), 431),
        ("\u{0}\u{1}\u{2}\r\n\r\n".to_owned(), 400),
    ] {
        let answer = watch.send(request.as_bytes());
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{status}: {request:.200}: {answer}");
    }
    // What an event says of a host is not believed, and other repositories are not asked for.
    assert!(watch.post(&bearer, TYPE, &envelope(&digests(1), "other/none")).starts_with("HTTP/1.1 202 "));
    assert!(watch.post(&bearer, TYPE, &one).starts_with("HTTP/1.1 202 "));
    let line = watch.line();
    assert_eq!(line["repository"], format!("{}/shop/none", server.host));
    assert!(!line.to_string().contains("evil.example") && line["complete"] == false, "{line}");
    published::holds(&line);
    assert_eq!(line["failures"].as_array().map(Vec::len), Some(1));

    let mut answer = String::new();
    slow.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
    slow.read_to_string(&mut answer).expect("it is answered");
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    let (code, said) = watch.stop();
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains(&token()), "{said}");
}

#[test]
fn a_full_queue_is_told_to_the_registry() {
    let folder = site();
    update(&folder).exits(0);
    // Nobody listens there, so that each digest takes a while to fail.
    let host = format!("127.0.0.1:{}", free_port());
    let port = free_port();
    let watch = Watch::start(&program(&folder, &host, port, &["--queue", "2", "--at-once", "1"]), port);
    let digests: Vec<String> = (0..50).map(|n| format!("sha256:{n:064x}")).collect();
    let answer = watch.post(&format!("Bearer {}", token()), TYPE, &envelope(&digests, "shop/web"));
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("Retry-After: 15\r\n"), "{answer}");
    assert_eq!(watch.stop().0, Some(0));
}

#[test]
fn an_open_address_needs_a_token() {
    let folder = site();
    update(&folder).exits(0);
    let open = with(&folder, &["registry", "watch", "registry.example", "--listen", "0.0.0.0:0"]).exits(64);
    assert!(open.err.contains("--token-file"), "{}", open.err);
    fs::write(folder.join("token"), "short").expect("room");
    let short =
        with(&folder, &["registry", "watch", "registry.example", "--token-file"]).arg(folder.join("token"));
    let short = short.exits(64);
    assert!(short.err.contains("at least 16") && !short.err.contains("short"), "{}", short.err);
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("it has one").port();
    let said = program(&folder, "registry.example", port, &["--lang", "ja"]).exits(2);
    assert!(said.err.contains("待ち受けできません"), "{}", said.err);
}
