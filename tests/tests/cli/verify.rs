//! `--verify`: what providers are asked and what is told of it, with servers on this machine in their place.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use sekimori_catalog::{Rule, find};
use sekimori_secrets::sample::{Dice, fill};
use serde_json::{Value, json};

use crate::folder::{Folder, TODAY};
use crate::program::{Program, sekimori};
use crate::report::FORMATS;

const GITHUB: &str = "credential/github-personal-access-token";
const INSTALLATION: &str = "credential/github-app-installation-token";
const GITLAB: &str = "credential/gitlab-access-token";
const SLACK: &str = "credential/slack-bot-token";
const AZURE: &str = "credential/azure-devops-token";

const HOSTS: [&str; 4] = ["api.github.com", "gitlab.com", "slack.com", "app.vssps.visualstudio.com"];

/// Answers as providers do to a token that works.
const ALL_ACTIVE: [(&str, &str, &str); 4] = [
    ("api.github.com", "200 OK", "{\"login\": \"planted-login\"}"),
    ("gitlab.com", "200 OK", "{\"active\": true}"),
    ("slack.com", "200 OK", "{\"ok\": true, \"user\": \"planted-login\"}"),
    ("app.vssps.visualstudio.com", "200 OK", "{}"),
];

/// Answers as providers do to a token that was revoked.
const ALL_REVOKED: [(&str, &str, &str); 4] = [
    ("api.github.com", "401 Unauthorized", "{\"message\": \"Bad credentials\"}"),
    ("gitlab.com", "401 Unauthorized", "{\"error\": \"invalid_token\"}"),
    ("slack.com", "200 OK", "{\"ok\": false, \"error\": \"token_revoked\"}"),
    ("app.vssps.visualstudio.com", "302 Found", ""),
];

/// Answers that can have another reason: another instance, an address that is not allowed, a missing scope.
const ALL_UNCLEAR: [(&str, &str, &str); 4] = [
    ("api.github.com", "403 Forbidden", ""),
    ("gitlab.com", "401 Unauthorized", "{\"message\": \"401 Unauthorized\"}"),
    ("slack.com", "200 OK", "{\"ok\": false, \"error\": \"invalid_auth\"}"),
    ("app.vssps.visualstudio.com", "401 Unauthorized", ""),
];

/// A server that stands in for all providers, and remembers the requests.
struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answers: &[(&'static str, &'static str, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (seen, answers) = (Arc::new(Mutex::new(Vec::new())), answers.to_vec());
        let to = Arc::clone(&seen);
        thread::spawn(move || listener.incoming().flatten().for_each(|stream| serve(stream, &to, &answers)));
        Self { address, seen }
    }

    /// The requests, sorted.
    fn seen(&self) -> Vec<String> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        seen.sort();
        seen
    }

    /// The program with every provider replaced.
    fn stands_in(&self, program: Program) -> Program {
        HOSTS.iter().fold(program.arg("--verify"), |program, host| {
            program.arg("--verify-endpoint").arg(format!("{host}=http://{}", self.address))
        })
    }
}

fn serve(mut stream: TcpStream, to: &Mutex<Vec<String>>, answers: &[(&str, &str, &str)]) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let is_for = |host: &str| head.lines().any(|line| line.eq_ignore_ascii_case(&format!("host: {host}")));
    let answer = answers.iter().find(|(host, ..)| is_for(host));
    let (_, status, body) = answer.copied().unwrap_or(("", "404 Not found", ""));
    to.lock().unwrap_or_else(PoisonError::into_inner).push(head);
    let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
}

fn rule(id: &str) -> &'static Rule {
    find(id).expect("a rule of the catalog")
}

/// A value of the pattern's shape that nobody was ever given.
fn sample(id: &str) -> String {
    let credential = rule(id).credential().expect("a pattern");
    fill(credential.samples[0].value, credential, &mut Dice::new(7)).expect("a template of the catalog")
}

/// Tokens of every provider, that of GitHub in two files.
fn folder() -> Folder {
    let text = |id: &str| format!("token: {}\n", sample(id));
    Folder::new()
        .and("a.yaml", text(GITHUB))
        .and("again/a.txt", text(GITHUB))
        .and("b.yaml", text(GITLAB))
        .and("c.yaml", text(SLACK))
        .and("d.yaml", text(AZURE))
}

fn secrets(folder: &Folder) -> Program {
    sekimori(&["secrets", ".", "--now", TODAY]).from(folder.path())
}

/// Rule, standing, reason, severity and original severity of each finding that a provider was asked about.
fn told(report: &Value) -> Vec<(String, String, Value, String, Value)> {
    let findings = report["findings"].as_array().expect("findings").iter();
    let asked = findings.filter_map(|finding| {
        let evidence = finding["evidence"].as_array()?.iter().find(|one| one["type"] == "verification")?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Some((
            text(&finding["rule"]),
            text(&evidence["standing"]),
            evidence["reason"].clone(),
            text(&finding["severity"]),
            finding["originalSeverity"].clone(),
        ))
    });
    asked.collect()
}

#[test]
fn each_value_is_sent_once_and_only_as_its_provider_documents() {
    let server = Server::start(&ALL_ACTIVE);
    let report = server.stands_in(secrets(&folder()).args(&["--format", "json"])).exits(1).json();
    let told = told(&report);
    let expected = |id: &str| {
        let severity = rule(id).severity.to_string();
        (id.to_owned(), "active".to_owned(), Value::Null, severity, Value::Null)
    };
    assert_eq!(told, [GITHUB, GITHUB, GITLAB, SLACK, AZURE].map(expected));
    assert_eq!(
        report["summary"]["verified"],
        json!({ "requests": 4, "active": 5, "revoked": 0, "unknown": 0 })
    );
    let seen = server.seen();
    let has = |start: &str, line: &str| {
        let request =
            seen.iter().find(|request| request.starts_with(start)).unwrap_or_else(|| panic!("{start}"));
        let found = request.lines().any(|one| one.eq_ignore_ascii_case(line));
        assert!(found, "{start} without the expected line");
        assert!(!request.contains("\r\n\r\nx"), "no body");
    };
    assert_eq!(seen.len(), 4);
    has("GET /user HTTP/1.1", &format!("Authorization: Bearer {}", sample(GITHUB)));
    has("GET /api/v4/personal_access_tokens/self HTTP/1.1", &format!("PRIVATE-TOKEN: {}", sample(GITLAB)));
    has("POST /api/auth.test HTTP/1.1", &format!("Authorization: Bearer {}", sample(SLACK)));
    let basic = fill(
        &format!("{{base64(:{})}}", sample(AZURE)),
        rule(AZURE).credential().expect("one"),
        &mut Dice::new(1),
    );
    let basic = basic.expect("an encoding");
    has("GET /_apis/profile/profiles/me?api-version=7.1 HTTP/1.1", &format!("Authorization: Basic {basic}"));
}

#[test]
fn what_is_revoked_becomes_low_and_keeps_what_it_was() {
    let server = Server::start(&ALL_REVOKED);
    let run =
        server.stands_in(secrets(&folder()).args(&["--format", "json", "--fail-on", "medium"])).exits(0);
    let report = run.json();
    let expected = |id: &str| {
        let before = json!(rule(id).severity.to_string());
        (id.to_owned(), "revoked".to_owned(), Value::Null, "low".to_owned(), before)
    };
    assert_eq!(told(&report), [GITHUB, GITHUB, GITLAB, SLACK, AZURE].map(expected));
    assert_eq!(report["summary"]["counts"]["low"], 5);
    assert!(run.err.contains("4 requests to providers, 5 known to work no longer"), "{}", run.err);
}

#[test]
fn an_answer_with_two_meanings_changes_no_severity() {
    let server = Server::start(&ALL_UNCLEAR);
    let report = server.stands_in(secrets(&folder()).args(&["--format", "json"])).exits(1).json();
    for (id, standing, reason, severity, before) in told(&report) {
        assert_eq!((standing.as_str(), reason, before), ("unknown", json!("answer"), Value::Null), "{id}");
        assert_eq!(severity, rule(&id).severity.to_string(), "{id}");
    }
    assert_eq!(report["summary"]["verified"]["unknown"], 5);
}

#[test]
fn nothing_is_sent_unless_it_was_asked_for() {
    let server = Server::start(&ALL_ACTIVE);
    let proxy = format!("http://{}", server.address);
    let folder = folder();
    let through = |args: &[&str]| secrets(&folder).args(args).var("HTTPS_PROXY", &proxy).exits(1);
    let report = through(&["--format", "json"]).json();
    assert_eq!((report["summary"].get("verified"), told(&report)), (None, vec![]));
    sekimori(&["scan", ".", "--now", TODAY])
        .by_default()
        .from(folder.path())
        .var("HTTPS_PROXY", &proxy)
        .exits(1);
    assert_eq!(server.seen(), Vec::<String>::new());
    // The same with the flag does reach out, so that silence above means something.
    let report = through(&["--format", "json", "--verify"]).json();
    assert_eq!(report["summary"]["verified"]["unknown"], 5);
    let seen = server.seen();
    assert_eq!(seen.len(), 4);
    for request in seen {
        assert!(HOSTS.iter().any(|host| request.starts_with(&format!("CONNECT {host}:443 HTTP/1.1\r\n"))));
        assert!(
            !request.to_lowercase().contains("\r\nauthorization:"),
            "the tunnel is opened without the token"
        );
    }
}

#[test]
fn no_report_has_the_value_or_the_answer() {
    let folder = folder();
    let values = [GITHUB, GITLAB, SLACK, AZURE].map(sample);
    for answers in [&ALL_ACTIVE, &ALL_UNCLEAR] {
        let server = Server::start(answers);
        for format in FORMATS {
            for lang in ["en", "ja"] {
                let run =
                    server.stands_in(secrets(&folder).args(&["--format", format, "--lang", lang])).exits(1);
                for (stream, text) in [("standard output", &run.out), ("standard error", &run.err)] {
                    let leaks = values.iter().any(|value| text.contains(value.as_str()));
                    assert!(!leaks, "a value in {stream}, {format} {lang}");
                    assert!(!text.contains("planted-login"), "an answer in {stream}, {format} {lang}");
                }
            }
        }
    }
}

#[test]
fn people_are_told_in_both_languages() {
    let (folder, server) = (folder(), Server::start(&ALL_ACTIVE));
    let run = |lang: &str| server.stands_in(secrets(&folder).args(&["--lang", lang])).exits(1);
    let (en, ja) = (run("en"), run("ja"));
    assert!(
        en.out.contains("asked: api.github.com accepts it: it works now, so revoke it first"),
        "{}",
        en.out
    );
    assert!(en.err.contains("4 requests to providers, 5 known to work"), "{}", en.err);
    assert!(ja.out.contains("照会結果: gitlab.com で有効です"), "{}", ja.out);
    assert!(ja.err.contains("プロバイダーへの要求 4 件"), "{}", ja.err);
}

#[test]
fn what_is_waived_is_not_sent() {
    let folder = Folder::new().and("a.yaml", format!("token: {}\n", sample(INSTALLATION))).and(
        "sekimori.yaml",
        format!(
            "version: 1\nwaivers:\n  - rule: {INSTALLATION}\n    owner: team-a\n    reason: a token of a test\n    expires: 2027-03-01\n"
        ),
    );
    let server = Server::start(&ALL_ACTIVE);
    let report = server.stands_in(secrets(&folder).args(&["--format", "json"])).exits(0).json();
    assert_eq!(report["findings"][0]["outcome"], "waived", "{report}");
    assert_eq!((server.seen(), told(&report)), (vec![], vec![]));
    let report =
        server.stands_in(secrets(&folder).args(&["--format", "json", "--no-config"])).exits(1).json();
    assert_eq!(told(&report).len(), 1);
    assert!(server.seen()[0].starts_with("GET /installation/repositories?per_page=1 HTTP/1.1\r\n"));
}

#[test]
fn what_history_still_has_is_asked_about() {
    let folder = Folder::new().and("a.txt", format!("token: {}\n", sample(GITHUB)));
    git(folder.path(), &["init", "-q", "-b", "main"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "one"]);
    let folder = folder.and("a.txt", "token: none\n");
    git(folder.path(), &["commit", "-q", "-am", "two"]);
    let server = Server::start(&ALL_ACTIVE);
    let program = secrets(&folder).args(&["--history", "--format", "json"]);
    let report = server.stands_in(program).exits(1).json();
    let told: BTreeMap<_, _> = told(&report).into_iter().map(|(id, standing, ..)| (id, standing)).collect();
    assert_eq!(told, BTreeMap::from([(GITHUB.to_owned(), "active".to_owned())]));
    assert_eq!(report["summary"]["verified"]["requests"], 1);
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn hooks_ask_nobody_and_only_this_machine_stands_in() {
    let folder = folder();
    secrets(&folder).args(&["--staged", "--verify"]).exits(64);
    for refused in
        ["api.github.com=http://192.0.2.1:80", "api.github.com=https://127.0.0.1:80", "http://127.0.0.1:80"]
    {
        let run = secrets(&folder).args(&["--verify", "--verify-endpoint", refused]).exits(64);
        assert!(run.err.contains("a server on this machine"), "{}", run.err);
    }
    secrets(&folder).args(&["--verify-endpoint", "api.github.com=http://127.0.0.1:80"]).exits(64);
    let help = sekimori(&["secrets", "--help"]).exits(0).out;
    assert!(help.contains("--verify") && !help.contains("--verify-endpoint"), "{help}");
}

fn git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(["-c", "user.name=t", "-c", "user.email=t@example.com"]).args(args);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let done = git.status().expect("git is installed: these tests make real repositories");
    assert!(done.success(), "git {args:?}");
}
