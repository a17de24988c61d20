//! The program under test: built once, run where nothing of the machine's own environment shows.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::report::Report;

/// Address space of a bounded run, in KiB: two threads with their stacks, the largest file by default and its tree.
const BOUND_KIB: u32 = 512 << 10;
/// Nothing that is bounded takes this long, debug build and a busy machine included.
const BOUND_SECONDS: u32 = 60;

/// A call of the program.
#[derive(Debug)]
pub(crate) struct Program {
    args: Vec<OsString>,
    dir: PathBuf,
    vars: Vec<(String, OsString)>,
    input: Option<Vec<u8>>,
    bound_kib: Option<u32>,
    /// Whether a scan is judged by one fixed standard where its configuration names no pack.
    standard: bool,
}

/// Names a call of the program, from the folder of the repository.
pub(crate) fn sekimori(args: &[&str]) -> Program {
    let args = args.iter().map(OsString::from).collect();
    Program { args, dir: repository(), vars: Vec::new(), input: None, bound_kib: None, standard: true }
}

/// The folder of the repository.
pub(crate) fn repository() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository");
    root.to_path_buf()
}

impl Program {
    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    pub(crate) fn args(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(OsString::from));
        self
    }

    /// Lets a scan be judged by the packs that a user has who says nothing.
    pub(crate) fn by_default(mut self) -> Self {
        self.standard = false;
        self
    }

    /// Sets the working folder.
    pub(crate) fn from(mut self, dir: &Path) -> Self {
        dir.clone_into(&mut self.dir);
        self
    }

    pub(crate) fn var(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.vars.push((name.to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Gives standard input.
    pub(crate) fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = Some(bytes.into());
        self
    }

    /// Ends the run where it takes more than a fixed address space or time, so that hostile input shows.
    pub(crate) fn bounded(self) -> Self {
        self.bounded_by(BOUND_KIB)
    }

    pub(crate) fn bounded_by(mut self, kib: u32) -> Self {
        self.bound_kib = Some(kib);
        self
    }

    /// The command, for tests that need to hold its ends themselves.
    pub(crate) fn command(&self) -> Command {
        let mut command = match self.bound_kib {
            Some(kib) => {
                let mut shell = Command::new("sh");
                let script = format!("ulimit -v {kib}; exec timeout -s KILL {BOUND_SECONDS} \"$0\" \"$@\"");
                shell.arg("-c").arg(script).arg(binary());
                shell
            }
            None => Command::new(binary()),
        };
        command.args(&self.args).current_dir(&self.dir).env_clear();
        if let Some(path) = env::var_os("PATH") {
            command.env("PATH", path);
        }
        if self.args.first().is_some_and(|arg| arg == "scan") && self.standard {
            command
                .env("SEKIMORI_ORG_CONFIG", repository().join("tests/tests/cli/fixtures/one-standard.yaml"));
        }
        if self.bound_kib.is_some() {
            // Each thread takes address space of its own, however many cores the machine has.
            command.env("SEKIMORI_THREADS", "2");
        }
        command.envs(self.vars.iter().map(|(name, value)| (name, value)));
        command.stdin(self.input.as_deref().map_or_else(Stdio::null, input_file));
        command
    }

    /// Starts the program with its output in pipes.
    pub(crate) fn start(&self) -> Child {
        let mut command = self.command();
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
    }

    pub(crate) fn run(&self) -> Run {
        Run::new(self.command().output().expect("the program starts"), format!("{:?}", self.args))
    }

    /// Runs and expects this exit code.
    pub(crate) fn exits(&self, code: i32) -> Run {
        let run = self.run();
        assert_eq!(run.code, Some(code), "exit code of {}\n{}\n{}", run.call, run.err, head(&run.out));
        run
    }

    /// Runs, expects this exit code, and reads standard output as the JSON of a scan.
    pub(crate) fn reports(&self, code: i32) -> Report {
        Report::read(&self.exits(code).json())
    }
}

/// What came of a call.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) call: String,
}

impl Run {
    pub(crate) fn new(output: Output, call: String) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr), call }
    }

    pub(crate) fn json(&self) -> Value {
        let read = serde_json::from_str(&self.out);
        read.unwrap_or_else(|error| panic!("not JSON: {error}\n{}\n{}", head(&self.out), self.err))
    }
}

fn head(text: &str) -> &str {
    text.char_indices().nth(2000).map_or(text, |(at, _)| &text[..at])
}

fn input_file(bytes: &[u8]) -> Stdio {
    use std::io::{Seek as _, Write as _};
    let mut file: File = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).and_then(|()| file.rewind()).expect("room for a temporary file");
    file.into()
}

/// The program's path: `SEKIMORI_BIN`, or what cargo builds beside the tests in the same profile.
pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let binary = BINARY.get_or_init(|| match env::var_os("SEKIMORI_BIN").filter(|path| !path.is_empty()) {
        Some(path) => {
            fs::canonicalize(&path).map_err(|error| format!("SEKIMORI_BIN {}: {error}", path.display()))
        }
        None => build(),
    });
    binary.as_deref().unwrap_or_else(|error| panic!("{error}"))
}

fn build() -> Result<PathBuf, String> {
    let test = env::current_exe().expect("a test knows where it is");
    // target/<profile>/deps/<this test>
    let folder = test.ancestors().nth(2).expect("tests lie in a folder of the profile");
    let binary = folder.join(format!("sekimori{}", env::consts::EXE_SUFFIX));
    // nextest runs each test in a process of its own; the first one of a run has built it for all.
    let stamp = folder.join(".sekimori-tests-run");
    let run = env::var("NEXTEST_RUN_ID").unwrap_or_default();
    if !run.is_empty() && fs::read_to_string(&stamp).is_ok_and(|known| known == run) {
        return Ok(binary);
    }
    let mut output = cargo_build(folder, &["--offline"]);
    if !output.status.success() {
        // On a fresh clone the tests may have been built before all that the program needs was fetched.
        output = cargo_build(folder, &[]);
    }
    if !output.status.success() {
        return Err(format!("cannot build sekimori:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    // Without the stamp the next test builds again, which costs time only.
    let _ = fs::write(&stamp, run);
    Ok(binary)
}

fn cargo_build(folder: &Path, flags: &[&str]) -> Output {
    let target = folder.parent().expect("a profile's folder lies in the target folder");
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["build", "-q", "--locked", "-p", "sekimori"]).args(flags);
    command.arg("--target-dir").arg(target).current_dir(repository());
    if folder.ends_with("release") {
        command.arg("--release");
    }
    command.output().expect("cargo starts")
}
