//! Asking providers, against servers on this machine.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use sekimori_model::{Answer, Method, Question, Scheme, Unsure, Verification};
use sekimori_supply::Error;
use sekimori_supply::provider::{Bounds, Providers, Route};

const HOST: &str = "api.provider.test";
const VALUE: &[u8] = b"planted-value-of-no-provider";

/// A question that is answered by status.
const ASK: Question = Question {
    method: Method::Get,
    host: HOST,
    path: "/user?fields=none",
    header: "Authorization",
    send: Scheme::Bearer,
    active: Answer { status: &[200], field: None, is: &[] },
    revoked: Answer { status: &[401], field: None, is: &[] },
};

/// A question that is answered by a field.
const ASK_FIELD: Question = Question {
    method: Method::Post,
    active: Answer { status: &[200], field: Some("ok"), is: &["true"] },
    revoked: Answer { status: &[200], field: Some("error"), is: &["token_revoked"] },
    ..ASK
};

/// What a server does with a connection after it has read the head of a request.
#[derive(Clone)]
enum Then {
    Write(Vec<u8>),
    /// Says nothing, and keeps the connection open.
    Stall,
    /// Sends this, then bytes without an end.
    Flood(&'static str),
    /// Sends this, then a byte now and then.
    Trickle(&'static str),
}

/// A server that remembers what it was sent.
struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Server {
    fn start(then: Then) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let to = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (to, then) = (Arc::clone(&to), then.clone());
                thread::spawn(move || serve(stream, &to, &then));
            }
        });
        Self { address, seen }
    }

    fn seen(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }

    fn route(&self) -> Route {
        Route::StandIns(BTreeMap::from([(HOST.to_owned(), self.address)]))
    }

    fn ask_with(&self, bounds: Bounds, question: Question) -> Verification {
        let providers = Providers::new(&self.route(), bounds).expect("a route");
        let said = providers.ask(&[(question, VALUE)]);
        assert_eq!(said.len(), 1);
        said[0]
    }

    fn ask(&self, question: Question) -> Verification {
        self.ask_with(Bounds::default(), question)
    }
}

fn serve(mut stream: TcpStream, to: &Mutex<Vec<Vec<u8>>>, then: &Then) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => break,
        }
    }
    to.lock().unwrap_or_else(PoisonError::into_inner).push(head);
    match then {
        Then::Write(bytes) => drop(stream.write_all(bytes)),
        // Ends when the other side has gone.
        Then::Stall => drop(stream.read(&mut byte)),
        Then::Flood(start) => {
            let mut left = stream.write_all(start.as_bytes());
            while left.is_ok() {
                left = stream.write_all(&[b'a'; 4096]);
            }
        }
        Then::Trickle(start) => {
            let mut left = stream.write_all(start.as_bytes());
            let _ = stream.set_read_timeout(Some(Duration::from_millis(20)));
            while left.is_ok() {
                // A wait that also ends where the other side goes.
                if matches!(stream.read(&mut byte), Ok(0)) {
                    break;
                }
                left = stream.write_all(b" ");
            }
        }
    }
}

fn answer(status: &str, head: &str, body: &str) -> Then {
    let text = format!("HTTP/1.1 {status}\r\n{head}Content-Length: {}\r\n\r\n{body}", body.len());
    Then::Write(text.into_bytes())
}

fn unknown(why: Unsure) -> Verification {
    Verification::Unknown(why)
}

/// Bounds under which what stalls ends soon.
fn short() -> Bounds {
    Bounds { each: Duration::from_millis(300), ..Bounds::default() }
}

#[test]
fn sends_what_the_question_says_and_nothing_else() {
    let server = Server::start(answer("200 OK", "", "{}"));
    assert_eq!(server.ask(ASK), Verification::Active);
    assert_eq!(
        server.ask(Question { header: "PRIVATE-TOKEN", send: Scheme::Plain, ..ASK }),
        Verification::Active
    );
    assert_eq!(
        server.ask(Question { send: Scheme::Basic, method: Method::Post, ..ASK }),
        Verification::Active
    );
    let seen = server.seen();
    let lines = |index: usize| -> Vec<String> {
        let mut lines: Vec<String> = seen[index].trim_end().lines().map(str::to_lowercase).collect();
        lines[1..].sort();
        lines
    };
    let version = env!("CARGO_PKG_VERSION");
    let agent = format!("user-agent: sekimori/{version}");
    let value = String::from_utf8_lossy(VALUE);
    assert_eq!(
        lines(0),
        [
            "get /user?fields=none http/1.1",
            "accept: application/json",
            &format!("authorization: bearer {value}"),
            &format!("host: {HOST}"),
            &agent,
        ]
    );
    assert!(lines(1).contains(&format!("private-token: {value}")), "{:?}", lines(1));
    assert!(!seen[1].to_lowercase().contains("authorization"), "{}", seen[1]);
    assert!(seen[2].starts_with("POST /user?fields=none HTTP/1.1\r\n"), "{}", seen[2]);
    let basic = data_encoding::BASE64.encode(&[b":", VALUE].concat());
    assert!(seen[2].contains(&format!("Basic {basic}\r\n")), "{}", seen[2]);
    assert!(lines(2).contains(&"content-length: 0".to_owned()), "{:?}", lines(2));
}

#[test]
fn reads_statuses_and_fields() {
    let say = |status: &str, head: &str, body: &str, question| {
        Server::start(answer(status, head, body)).ask(question)
    };
    assert_eq!(say("401 Unauthorized", "", "", ASK), Verification::Revoked);
    assert_eq!(say("403 Forbidden", "", "", ASK), unknown(Unsure::Answer));
    assert_eq!(say("500 Oops", "", "", ASK), unknown(Unsure::Answer));
    assert_eq!(say("200 OK", "", r#"{"ok": true}"#, ASK_FIELD), Verification::Active);
    assert_eq!(
        say("200 OK", "", r#"{"ok": false, "error": "token_revoked"}"#, ASK_FIELD),
        Verification::Revoked
    );
    let others = [
        r#"{"ok": false, "error": "invalid_auth"}"#,
        r#"{"ok": 1}"#,
        r#"{"error": ["token_revoked"]}"#,
        "[]",
        "null",
        "",
        "<html>ok</html>",
    ];
    for other in others {
        assert_eq!(say("200 OK", "", other, ASK_FIELD), unknown(Unsure::Answer), "{other}");
    }
    assert_eq!(
        say("401 Unauthorized", "", r#"{"error": "token_revoked"}"#, ASK_FIELD),
        unknown(Unsure::Answer)
    );
}

#[test]
fn a_redirect_is_an_answer_and_not_followed() {
    let elsewhere = Server::start(answer("200 OK", "", ""));
    let location = format!("Location: http://{}/user\r\n", elsewhere.address);
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let server = Server::start(answer(status, &location, ""));
        assert_eq!(server.ask(ASK), unknown(Unsure::Answer), "{status}");
        assert_eq!(server.seen().len(), 1, "{status}");
    }
    let server = Server::start(answer("302 Found", &location, ""));
    let revoked = Answer { status: &[203, 302], field: None, is: &[] };
    assert_eq!(server.ask(Question { revoked, ..ASK }), Verification::Revoked);
    assert_eq!(elsewhere.seen(), Vec::<String>::new());
}

#[test]
fn what_stalls_or_trickles_ends_at_the_deadline() {
    let started = Instant::now();
    let late = unknown(Unsure::Deadline);
    assert_eq!(Server::start(Then::Stall).ask_with(short(), ASK), late);
    assert_eq!(Server::start(Then::Trickle("HTTP/1.1 200 OK\r\nX: ")).ask_with(short(), ASK), late);
    let body = Then::Trickle("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
    assert_eq!(Server::start(body).ask_with(short(), ASK_FIELD), late);
    // Three deadlines of 0.3 seconds, on a busy machine.
    assert!(started.elapsed() < Duration::from_secs(9), "{:?}", started.elapsed());
}

#[test]
fn garbage_and_endless_answers_are_bounded() {
    let endless_head = Then::Flood("HTTP/1.1 200 OK\r\nX: ");
    assert_eq!(Server::start(endless_head).ask(ASK), unknown(Unsure::Answer));
    let endless_body = Then::Flood("HTTP/1.1 200 OK\r\n\r\n{\"ok\": true, \"x\": \"");
    assert_eq!(Server::start(endless_body.clone()).ask(ASK_FIELD), unknown(Unsure::Answer));
    // Where the status tells, the body is not even read.
    assert_eq!(Server::start(endless_body).ask(ASK), Verification::Active);
    let deep = format!("{{\"ok\": {}", "[".repeat(60_000));
    assert_eq!(Server::start(answer("200 OK", "", &deep)).ask(ASK_FIELD), unknown(Unsure::Answer));
    for garbage in [
        &b"\xff\xfe\x00SSH-2.0\r\n\r\n"[..],
        b"HTTP/1.1 9999 x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\xff: \xff\r\n\r\n",
    ] {
        let said = Server::start(Then::Write(garbage.to_vec())).ask(ASK_FIELD);
        assert!(matches!(said, Verification::Unknown(_)), "{garbage:?}: {said:?}");
    }
    let closed = Server::start(Then::Write(Vec::new())).ask(ASK);
    assert!(matches!(closed, Verification::Unknown(_)), "{closed:?}");
}

#[test]
fn who_wants_fewer_requests_gets_no_more() {
    let one_by_one = Bounds { at_once: NonZero::<usize>::MIN, ..Bounds::default() };
    for (status, head) in [
        ("429 Slow down", ""),
        ("403 Forbidden", "X-RateLimit-Remaining: 0\r\n"),
        ("503 Busy", "Retry-After: 3600\r\n"),
    ] {
        let server = Server::start(answer(status, head, ""));
        let providers = Providers::new(&server.route(), one_by_one).expect("a route");
        let said = providers.ask(&[(ASK, b"a"), (ASK, b"b"), (ASK, b"c")]);
        assert_eq!(said, [unknown(Unsure::RateLimited); 3], "{status}");
        assert_eq!((providers.requests(), server.seen().len()), (1, 1), "{status}");
    }
}

#[test]
fn no_more_is_asked_than_the_bounds_allow() {
    let server = Server::start(answer("200 OK", "", ""));
    let providers =
        Providers::new(&server.route(), Bounds { requests: 2, ..Bounds::default() }).expect("a route");
    let said = providers.ask(&[(ASK, b"a"), (ASK, b"b"), (ASK, b"c")]);
    assert_eq!(said, [Verification::Active, Verification::Active, unknown(Unsure::NotAsked)]);
    assert_eq!(providers.ask(&[(ASK, b"d")]), [unknown(Unsure::NotAsked)], "the bound is of the run");
    assert_eq!((providers.requests(), server.seen().len()), (2, 2));
}

#[test]
fn all_requests_together_have_a_deadline() {
    let server = Server::start(Then::Stall);
    let (each, all) = (Duration::from_millis(300), Duration::from_millis(450));
    let bounds = Bounds { at_once: NonZero::<usize>::MIN, each, all, ..Bounds::default() };
    let providers = Providers::new(&server.route(), bounds).expect("a route");
    let started = Instant::now();
    let said = providers.ask(&[(ASK, b"a"), (ASK, b"b"), (ASK, b"c"), (ASK, b"d")]);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(said[0], unknown(Unsure::Deadline));
    assert_eq!(said[2..], [unknown(Unsure::NotAsked); 2]);
    assert!(providers.requests() <= 2);
}

#[test]
fn answers_keep_the_order_of_the_questions() {
    let server = Server::start(answer("200 OK", "", ""));
    let gone = Server::start(answer("401 Unauthorized", "", ""));
    let servers = [(HOST.to_owned(), server.address), ("other.test".to_owned(), gone.address)];
    let providers = Providers::new(&Route::StandIns(servers.into()), Bounds::default()).expect("a route");
    let other = Question { host: "other.test", ..ASK };
    let asked: Vec<(Question, &[u8])> =
        (0..40).map(|n| (if n % 3 == 0 { other } else { ASK }, VALUE)).collect();
    for (index, said) in providers.ask(&asked).into_iter().enumerate() {
        let expected = if index % 3 == 0 { Verification::Revoked } else { Verification::Active };
        assert_eq!(said, expected, "{index}");
    }
}

#[test]
fn stand_ins_are_on_this_machine_and_nobody_else_is_asked() {
    let outside = BTreeMap::from([(HOST.to_owned(), SocketAddr::from(([192, 0, 2, 1], 80)))]);
    let refused = Providers::new(&Route::StandIns(outside), Bounds::default());
    assert!(matches!(refused, Err(Error::NotThisMachine)), "{refused:?}");
    let server = Server::start(answer("200 OK", "", ""));
    assert_eq!(server.ask(Question { host: "example.com", ..ASK }), unknown(Unsure::Unreachable));
    assert_eq!(server.seen(), Vec::<String>::new());
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let route = Route::StandIns(BTreeMap::from([(HOST.to_owned(), closed)]));
    let providers = Providers::new(&route, Bounds::default()).expect("a route");
    assert_eq!(providers.ask(&[(ASK, VALUE)]), [unknown(Unsure::Unreachable)]);
}

#[test]
fn a_proxy_sees_the_name_of_the_host_and_then_nothing_but_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let proxy = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let (mut head, mut bytes) = (Vec::new(), [0; 4096]);
        while !head.ends_with(b"\r\n\r\n") {
            let read = stream.read(&mut bytes).expect("a request");
            head.extend_from_slice(&bytes[..read]);
        }
        stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").expect("an answer");
        let read = stream.read(&mut bytes).expect("what goes through the tunnel");
        (String::from_utf8_lossy(&head).into_owned(), bytes[..read].to_vec())
    });
    let route = Route::Internet { proxy: Some(format!("http://{address}")) };
    let providers = Providers::new(&route, Bounds::default()).expect("a route");
    assert_eq!(providers.ask(&[(ASK, VALUE)]), [unknown(Unsure::Unreachable)]);
    let (head, tunnel) = proxy.join().expect("the proxy ends");
    assert!(head.starts_with(&format!("CONNECT {HOST}:443 HTTP/1.1\r\n")), "{head}");
    assert!(!head.contains("planted"), "{head}");
    // RFC 8446, section 5.1: a handshake record.
    assert_eq!(tunnel.first(), Some(&0x16));
    assert!(!tunnel.windows(VALUE.len()).any(|window| window == VALUE));
    let refused = Providers::new(&Route::Internet { proxy: Some("::".to_owned()) }, Bounds::default());
    assert!(matches!(refused, Err(Error::Proxy)), "{refused:?}");
}
