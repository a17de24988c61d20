//! Debian's docker-registry on this machine, plain or with TLS, open or closed.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::made::run;

/// A registry, which ends with its test.
pub(crate) struct Server {
    pub(crate) host: String,
    child: Child,
}

impl Server {
    /// Starts one; `more` is the rest of its configuration, and `tls` what its `http` has besides the address.
    pub(crate) fn start(folder: &Path, tls: &str, more: &str) -> Self {
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port").port();
        let host = format!("127.0.0.1:{port}");
        let storage = folder.join("storage");
        let config = format!(
            "version: 0.1\nlog: {{ level: error }}\nstorage:\n  filesystem: {{ rootdirectory: {} }}\n\
             http:\n  addr: {host}\n{tls}{more}",
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
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A certificate for this machine, and the one that signed it: `ca.pem`, `leaf.pem` and `leaf.key`.
pub(crate) fn certificates(folder: &Path) {
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let new = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    run(
        "openssl",
        &[
            &new[..],
            &["-x509", "-subj", "/CN=Test CA", "-days", "2", "-keyout", &at("ca.key"), "-out", &at("ca.pem")],
        ]
        .concat(),
    );
    run(
        "openssl",
        &[&new[..], &["-subj", "/CN=127.0.0.1", "-keyout", &at("leaf.key"), "-out", &at("leaf.csr")]]
            .concat(),
    );
    fs::write(folder.join("leaf.ext"), "subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
        .expect("a file");
    run(
        "openssl",
        &[
            "x509",
            "-req",
            "-in",
            &at("leaf.csr"),
            "-CA",
            &at("ca.pem"),
            "-CAkey",
            &at("ca.key"),
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            &at("leaf.ext"),
            "-out",
            &at("leaf.pem"),
        ],
    );
}
