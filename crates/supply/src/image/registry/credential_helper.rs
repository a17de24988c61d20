//! Programs that keep credentials.
//!
//! # Source
//! docker/docker-credential-helpers, README, "Development": `get` takes the server on its input and answers in JSON.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::credentials::Login;
use super::secret::Hidden;
use crate::read_capped;

/// How long a helper may take: some ask a server of their own.
const DEADLINE: Duration = Duration::from_secs(30);

/// Bytes of its answer; tokens have a few thousand.
const MAX_BYTES: u64 = 64 << 10;

/// Asks a helper; none where it knows nothing of the server. The error is for people, without what the helper said.
pub(super) fn ask(name: &str, server: &str) -> Result<Option<Login>, String> {
    ask_for(name, server, DEADLINE)
}

fn ask_for(name: &str, server: &str, deadline: Duration) -> Result<Option<Login>, String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !name.chars().all(is_plain) {
        return Err("the name of the credential helper is malformed".to_owned());
    }
    let program = format!("docker-credential-{name}");
    let failed = |what: &str| format!("`{program}` {what}");
    let started = Instant::now();
    let spawned = Command::new(&program)
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = spawned.map_err(|error| failed(&format!("cannot be run: {}", error.kind())))?;
    if let Some(mut input) = child.stdin.take() {
        // One that does not read what it is asked answers nothing of use.
        let _ = writeln!(input, "{server}");
    }
    let Some(output) = child.stdout.take() else { return Err(failed("has no output")) };
    let (send, receive) = sync_channel(1);
    let reader = thread::Builder::new().spawn(move || {
        let _ = send.send(read_capped(output, MAX_BYTES, 0));
    });
    reader.map_err(|_| failed("cannot be waited for"))?;
    let Ok(read) = receive.recv_timeout(deadline) else {
        end(&mut child);
        return Err(failed("took too long"));
    };
    let has_succeeded = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status.success(),
            Ok(None) if started.elapsed() < deadline => thread::sleep(Duration::from_millis(5)),
            _ => {
                end(&mut child);
                return Err(failed("took too long"));
            }
        }
    };
    let bytes = read.ok().flatten().ok_or_else(|| failed("said too much"))?;
    if !has_succeeded {
        // That it has none it says in these words; of other words nobody knows what they hold.
        let has_none = String::from_utf8_lossy(&bytes).contains("credentials not found");
        return if has_none { Ok(None) } else { Err(failed("ended with an error")) };
    }
    let value: Value = serde_json::from_slice(&bytes).map_err(|_| failed("gave no JSON"))?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let (user, secret) = (text("Username"), text("Secret"));
    Ok(match (user, secret) {
        (_, "") => None,
        ("<token>", secret) => Some(Login::Identity(Hidden::new(secret))),
        (user, secret) => Some(Login::Password { user: user.to_owned(), password: Hidden::new(secret) }),
    })
}

fn end(child: &mut Child) {
    // It has ended by itself where this fails.
    let _ = child.kill();
    let _ = child.wait();
}
