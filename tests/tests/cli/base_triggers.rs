//! `sekimori base-images --trigger`: who is told to rebuild what, by servers on this machine.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::base_images::image;
use crate::folder::Folder;
use crate::planted::{Forbidden, token};
use crate::program::{Program, sekimori};
use crate::published::holds;
use crate::registry_server::Server;

/// A server that takes any number of requests, answers all with one status, and hands on their heads and bodies.
fn receiver(status: &'static str) -> (String, Receiver<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (send, receive) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a request");
            let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
            let (head, body) = loop {
                let count = stream.read(&mut buffer).expect("bytes");
                seen.extend_from_slice(&buffer[..count]);
                let text = String::from_utf8_lossy(&seen).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let head = head.to_ascii_lowercase();
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                let length: usize = length.and_then(|length| length.parse().ok()).expect("a length");
                if body.len() >= length {
                    break (head, serde_json::from_str(body).expect("JSON"));
                }
            };
            write!(stream, "HTTP/1.1 {status}\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")
                .expect("room");
            if send.send((head, body)).is_err() {
                return;
            }
        }
    });
    (url, receive)
}

fn next(receive: &Receiver<(String, Value)>) -> (String, Value) {
    receive.recv_timeout(Duration::from_secs(10)).expect("a request")
}

/// A registry with `web` built on a `base` that has moved since.
struct Moved {
    folder: Folder,
    _server: Server,
    web: String,
    base: String,
    old: String,
    new: String,
}

impl Moved {
    fn new() -> Option<Self> {
        let folder = Folder::new();
        let server = Server::start(folder.path(), "")?;
        let made = folder.join("made");
        let old = image(&made, &json!({}), &["one"]);
        let base = server.push(&made, "shop/base:1");
        let labels = json!({ "Labels": {
            "org.opencontainers.image.base.name": base, "org.opencontainers.image.base.digest": old,
        } });
        image(&made, &labels, &["one", "two"]);
        let web = server.push(&made, "shop/web:1");
        let new = image(&made, &json!({}), &["three"]);
        server.push(&made, "shop/base:1");
        Some(Self { folder, _server: server, web, base, old, new })
    }

    fn ask(&self, args: &[&str]) -> Program {
        let state = self.folder.join("state");
        sekimori(&["base-images", &self.web]).args(args).var("SEKIMORI_STATE_DIR", state)
    }

    fn triggers(&self, program: &Program, code: i32) -> Value {
        let told = program.exits(code).json();
        holds(&told);
        assert_eq!(told["images"][0]["image"], self.web.as_str());
        told["triggers"].clone()
    }
}

#[test]
fn a_webhook_is_told_once_for_each_state_of_a_base_and_a_dry_run_tells_nobody() {
    let Some(moved) = Moved::new() else { return };
    let (url, received) = receiver("204 No Content");
    let path = token(1);
    let trigger = format!("webhook={url}/hooks/{path}");
    let args = ["--trigger", &trigger, "--format", "json"];
    let host = format!("webhook={url}");
    let outcome = |outcome: &str| json!([{ "image": moved.web, "trigger": host, "digest": moved.new, "outcome": outcome, "detail": null }]);

    assert_eq!(moved.triggers(&moved.ask(&args).args(&["--dry-run"]), 1), outcome("dry-run"));
    assert!(!moved.folder.join("state").exists(), "a dry run writes nothing");
    assert_eq!(
        moved.triggers(&moved.ask(&args).var("SEKIMORI_WEBHOOK_TOKEN", "its-own"), 1),
        outcome("sent")
    );
    let (head, body) = next(&received);
    assert!(head.starts_with(&format!("post /hooks/{} ", path.to_ascii_lowercase())), "{head}");
    assert!(head.contains("authorization: bearer its-own"), "{head}");
    let base = json!({ "name": moved.base, "old": moved.old, "new": moved.new });
    assert_eq!(body, json!({ "schema": "sekimori.dev/base-moved/v1", "image": moved.web, "base": base }));

    assert_eq!(moved.triggers(&moved.ask(&args), 1), outcome("before"));
    assert_eq!(moved.triggers(&moved.ask(&args).args(&["--dry-run"]), 1), outcome("before"));
    assert!(received.try_recv().is_err(), "nothing was sent again");
    for (lang, said) in [("en", "sent before"), ("ja", "以前に送信済みです")] {
        for format in ["terminal", "markdown"] {
            let run = moved.ask(&["--trigger", &trigger, "--format", format, "--lang", lang]).exits(1);
            assert!(run.out.contains(said), "{}", run.out);
            Forbidden::default().and(&path, 4).is_not_in("the list", &format!("{}{}", run.out, run.err));
        }
    }
}

#[test]
fn github_and_gitlab_are_told_by_their_own_interfaces() {
    let Some(moved) = Moved::new() else { return };
    let (url, received) = receiver("204 No Content");
    let secret = token(2);
    let ask = |trigger: &str| {
        let program = moved.ask(&["--trigger", trigger, "--format", "json"]);
        let program = program.var("GITHUB_API_URL", &url).var("CI_API_V4_URL", format!("{url}/api/v4/"));
        let run = program.var("GITHUB_TOKEN", &secret).var("GITLAB_TOKEN", &secret).exits(1);
        Forbidden::default().and(&secret, 4).is_not_in("a trigger", &format!("{}{}", run.out, run.err));
        assert_eq!(run.json()["triggers"][0]["outcome"], "sent");
        next(&received)
    };
    let bearer = format!("authorization: bearer {}", secret.to_ascii_lowercase());
    let (head, body) = ask("github=shop/web");
    assert!(head.starts_with("post /repos/shop/web/dispatches ") && head.contains(&bearer), "{head}");
    let facts = json!({ "image": moved.web, "base": moved.base, "old": moved.old, "new": moved.new });
    assert_eq!(body, json!({ "event_type": "sekimori-base-moved", "client_payload": facts }));

    let (head, body) = ask("github-workflow=shop/web/image.yml@release");
    assert!(head.starts_with("post /repos/shop/web/actions/workflows/image.yml/dispatches "), "{head}");
    let inputs = json!({ "image": moved.web, "base": moved.base, "digest": moved.new });
    assert_eq!(body, json!({ "ref": "release", "inputs": inputs }));

    let (head, body) = ask("gitlab=shop/images/web");
    assert!(head.starts_with("post /api/v4/projects/shop%2fimages%2fweb/pipeline "), "{head}");
    assert!(head.contains(&format!("private-token: {}", secret.to_ascii_lowercase())), "{head}");
    assert_eq!(
        (&body["ref"], &body["variables"][0]),
        (&json!("main"), &json!({ "key": "SEKIMORI_IMAGE", "value": moved.web }))
    );
}

#[test]
fn a_program_gets_the_facts_in_its_environment_and_no_shell() {
    let Some(moved) = Moved::new() else { return };
    let script = moved.folder.join("build.sh");
    fs::write(&script, "echo \"$SEKIMORI_IMAGE $SEKIMORI_BASE_NEW $1\"\n").expect("room");
    let trigger = format!("command=sh {} $HOME", script.display());
    let run = moved.ask(&["--trigger", &trigger]).exits(1);
    assert!(run.err.contains(&format!("{} {} $HOME", moved.web, moved.new)), "{}", run.err);
    assert!(!run.out.contains("$HOME") && run.out.contains("command=sh: sent"), "{}", run.out);
}

#[test]
fn what_fails_is_told_ends_with_two_and_is_sent_again() {
    let Some(moved) = Moved::new() else { return };
    let (broken, _kept) = receiver("500 Oops");
    let (elsewhere, _kept_too) = receiver("302 Found");
    for (trigger, said, said_ja) in [
        (format!("webhook={broken}"), "the server answered with status 500", ""),
        (format!("webhook={elsewhere}"), "a message is not sent elsewhere", ""),
        ("webhook=http://192.0.2.1/".to_owned(), "it is no address over TLS", ""),
        ("github=shop/web".to_owned(), "GITHUB_TOKEN: the variable is not set", "変数が設定されていません"),
        ("command=false".to_owned(), "it ended with exit status: 1", "exit status: 1 で終了しました"),
        ("command=no-such-program-is-here".to_owned(), "os error 2", "ファイルまたはフォルダーがありません"),
    ] {
        for _ in 0..2 {
            let run = moved.ask(&["--trigger", &trigger]).exits(2);
            assert!(run.out.contains(said), "{trigger}: {}", run.out);
        }
        let run = moved.ask(&["--trigger", &trigger, "--lang", "ja"]).exits(2);
        assert!(run.out.contains("失敗しました") && run.out.contains(said_ja), "{trigger}: {}", run.out);
    }
    let run = moved.ask(&["--trigger", "mail=a"]).exits(64);
    assert!(run.err.contains("is no trigger. Write webhook=URL"), "{}", run.err);
    moved.ask(&["--dry-run"]).exits(64);
}
