//! Debian's docker-registry on this machine, and images that skopeo pushes to it.

use std::env;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A registry, which ends with its test.
pub(crate) struct Server {
    pub(crate) host: String,
    child: Child,
}

impl Server {
    /// Starts one; `more` is the rest of its configuration. None where the programs are not installed.
    pub(crate) fn start(folder: &Path, more: &str) -> Option<Self> {
        if !are_there(&["docker-registry", "skopeo"]) {
            return None;
        }
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port").port();
        let host = format!("127.0.0.1:{port}");
        let storage = folder.join("storage");
        let config = format!(
            "version: 0.1\nlog: {{ level: error }}\nstorage:\n  filesystem: {{ rootdirectory: {} }}\n  delete: {{ enabled: true }}\n\
             http:\n  addr: {host}\n{more}",
            storage.display()
        );
        let path = folder.join("registry.yml");
        fs::write(&path, config).expect("its configuration");
        let child = Command::new("docker-registry")
            .args(["serve".as_ref(), path.as_os_str()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("docker-registry");
        let server = Self { host, child };
        let started = Instant::now();
        while TcpStream::connect(&server.host).is_err() {
            assert!(started.elapsed() < Duration::from_secs(30), "docker-registry does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        Some(server)
    }

    /// Pushes the image of a layout, and returns how it is named.
    pub(crate) fn push(&self, layout: &Path, name: &str) -> String {
        let name = format!("{}/{name}", self.host);
        let output = Command::new("skopeo")
            .args(["copy", "-q", "--insecure-policy", "--dest-tls-verify=false"])
            .args([format!("oci:{}", layout.display()), format!("docker://{name}")])
            .output()
            .expect("skopeo");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        name
    }
}

/// Tells whether programs are installed. Where one is not, that is said aloud, and in CI it is a failure.
pub(crate) fn are_there(programs: &[&str]) -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    let is_missing = |name: &&&str| !env::split_paths(&folders).any(|folder| folder.join(name).is_file());
    let missing: Vec<_> = programs.iter().filter(is_missing).collect();
    if missing.is_empty() {
        return true;
    }
    let said = format!("NOT TESTED, because {missing:?} are missing: scripts/setup installs them on Debian");
    assert!(env::var_os("CI").is_none(), "{said}");
    #[expect(clippy::print_stderr, reason = "what is not tested is said aloud")]
    {
        eprintln!("{said}");
    }
    false
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
