//! Files that are not what they seem: each is reported with its reason, and the good file beside it is judged.

use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use nix::fcntl::{OFlag, open, openat};
use nix::sys::stat::{Mode, mkdirat};
use nix::unistd::{geteuid, mkfifo};

use crate::folder::Folder;
use crate::manifest::{SHARED, shared};
use crate::program::{binary, sekimori};
use crate::report::{Found, Report};

/// A folder with the good file that must be judged whatever lies beside it.
fn beside() -> Folder {
    Folder::new().and("good.yaml", shared("good"))
}

/// Scans within bounds; the good file has been judged and nothing else has a violation.
fn scan(folder: &Folder) -> Report {
    let report = folder.scan(&["--format", "json"]).bounded().reports(1);
    assert_eq!(report.violations(), [("good.yaml", SHARED)]);
    assert_eq!(report.all["complete"], report.not_analysed().is_empty());
    report
}

fn fifo(folder: &Folder, name: &str) {
    mkfifo(&folder.join(name), Mode::S_IRWXU).expect("a pipe");
}

#[test]
fn a_fifo_is_reported_and_never_opened() {
    let folder = beside();
    fifo(&folder, "pipe.yaml");
    let report = scan(&folder);
    assert_eq!(report.not_analysed(), [("pipe.yaml", "not-a-regular-file")]);
    assert_eq!(report.findings.last().map(Found::message), Some("a pipe, a socket or a device"));
}

#[test]
fn a_fifo_that_is_named_is_reported_too() {
    let folder = beside();
    fifo(&folder, "pipe");
    let report =
        sekimori(&["scan", "pipe", "good.yaml", "--format", "json"]).from(folder.path()).bounded().reports(1);
    assert_eq!(report.not_analysed(), [("pipe", "not-a-regular-file")]);
    assert_eq!(report.violations(), [("good.yaml", SHARED)]);
}

#[test]
fn a_socket_is_reported_and_a_pipe_of_another_name_is_nobodys_business() {
    let folder = beside();
    let _socket = UnixListener::bind(folder.join("socket.json")).expect("a socket");
    fifo(&folder, "pipe");
    assert_eq!(scan(&folder).not_analysed(), [("socket.json", "not-a-regular-file")]);
}

#[test]
fn a_folder_with_the_name_of_a_manifest_is_entered() {
    let folder = Folder::new().and("app.yaml/inner.yaml", shared("inner"));
    assert_eq!(folder.report(&[]).violations(), [("app.yaml/inner.yaml", SHARED)]);
}

#[test]
fn links_in_a_circle_are_reported() {
    let folder = beside().and_link("up", ".").and_link("a/b/top", "../..").and_link("self.yaml", "self.yaml");
    let report = scan(&folder);
    let expected = [("a/b/top", "link-cycle"), ("self.yaml", "link-cycle"), ("up", "link-cycle")];
    assert_eq!(report.not_analysed(), expected);
}

#[test]
fn two_links_that_lead_to_each_other_are_reported() {
    let folder = beside().and_link("one.yaml", "two.yaml").and_link("two.yaml", "one.yaml");
    assert_eq!(scan(&folder).not_analysed(), [("one.yaml", "link-cycle"), ("two.yaml", "link-cycle")]);
}

#[test]
fn links_out_of_the_folder_are_reported_and_not_followed() {
    let outside = Folder::new().and("secret.yaml", shared("secret"));
    let folder = beside()
        .and_link("file.yaml", outside.join("secret.yaml"))
        .and_link("folder", outside.path())
        .and_link("up.yaml", "../nothing-of-ours/../../../etc/passwd");
    let report = scan(&folder);
    let expected =
        [("file.yaml", "link-leaves-root"), ("folder", "link-leaves-root"), ("up.yaml", "link-leaves-root")];
    assert_eq!(report.not_analysed(), expected);
    assert!(!report.all.to_string().contains("secret"), "nothing is told of where the link leads");
}

#[test]
fn a_link_to_nothing_is_reported() {
    let folder = beside().and_link("broken.yaml", "gone.yaml").and_link("broken.txt", "gone.txt");
    let report = scan(&folder);
    assert_eq!(report.not_analysed(), [("broken.yaml", "link-leaves-root")]);
    assert!(report.findings[0].message().starts_with("No such file"), "{}", report.findings[0].message());
}

#[test]
fn a_link_inside_is_the_file_that_it_leads_to_and_judged_once() {
    let folder = beside()
        .and_link("again.yaml", "good.yaml")
        .and("deploy.tmpl", shared("tmpl"))
        .and_link("tmpl.yaml", "deploy.tmpl");
    let report = folder.scan(&["--format", "json"]).bounded().reports(1);
    assert_eq!(report.violations(), [("good.yaml", SHARED), ("tmpl.yaml", SHARED)]);
}

#[test]
fn a_file_that_the_system_will_not_read_is_reported() {
    // Opens like any file, and every read of its first page fails.
    let folder = beside();
    let report = sekimori(&["scan", "/proc/self/mem", "--format", "json"])
        .arg(folder.join("good.yaml"))
        .bounded()
        .reports(1);
    let [(path, "unreadable")] = report.not_analysed()[..] else { panic!("{:?}", report.not_analysed()) };
    assert!(path.ends_with("/mem"), "{path}");
    assert_eq!(report.violations().len(), 1, "the good file beside it");
    let message = report.findings.iter().find(|f| f.outcome() == "not-analysed").map(Found::message);
    assert_eq!(message, Some("Input/output error (os error 5)"));
}

#[test]
fn a_file_without_the_right_to_read_is_reported() {
    let folder = beside().and("locked.yaml", shared("locked")).and("closed/inner.yaml", shared("inner"));
    for locked in ["locked.yaml", "closed"] {
        fs::set_permissions(folder.join(locked), Permissions::from_mode(0o000))
            .expect("rights of our own file");
    }
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).expect("rights of our own folder");
    let run = as_nobody(folder.path()).output().expect("it starts");
    fs::set_permissions(folder.join("closed"), Permissions::from_mode(0o755))
        .expect("rights of our own folder");
    let Ok(all) = serde_json::from_slice(&run.stdout) else {
        use std::io::Write as _;
        let why = String::from_utf8_lossy(&run.stderr);
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: root reads everything, and cannot run as nobody here: {why}"
        );
        return;
    };
    let report = Report::read(&all);
    assert_eq!(report.violations(), [("good.yaml", SHARED)]);
    assert_eq!(report.not_analysed(), [("closed", "unreadable"), ("locked.yaml", "unreadable")]);
    for found in report.findings.iter().filter(|found| found.outcome() == "not-analysed") {
        let message = found.message();
        assert!(message.to_lowercase().starts_with("permission denied"), "{}: {message}", found.path());
    }
}

/// A scan that has no rights that the user `nobody` has not.
fn as_nobody(folder: &Path) -> Command {
    let is_root = geteuid().is_root();
    let mut command = if is_root { Command::new("setpriv") } else { Command::new(binary()) };
    if is_root {
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(binary());
    }
    command.args(["scan", "--format", "json", "--pss", "baseline"]).arg(folder).current_dir("/");
    command
}

#[test]
fn bytes_that_are_no_text_are_reported_with_their_place() {
    let folder = beside()
        .and("latin.yaml", b"kind: Pod\nname: caf\xe9\n")
        .and("binary.json", b"\x7fELF\x02\x01\xff\xfe");
    let report = scan(&folder);
    assert_eq!(report.not_analysed(), [("binary.json", "not-text"), ("latin.yaml", "not-text")]);
    let latin = &report.findings[2];
    assert_eq!((latin.at(), latin.message()), ("2:10".into(), "byte 19 is not UTF-8"));
}

#[test]
fn utf_16_is_read_where_a_mark_says_so() {
    let text = format!("\u{feff}{}", shared("wide"));
    let units = || text.encode_utf16();
    let folder = Folder::new()
        .and("big.yaml", units().flat_map(u16::to_be_bytes).collect::<Vec<u8>>())
        .and("little.yaml", units().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    let report = folder.report(&[]);
    assert_eq!(report.violations(), [("big.yaml", SHARED), ("little.yaml", SHARED)]);
    assert_eq!(report.findings[0].at(), "5:3");
}

#[test]
fn a_byte_order_mark_shifts_bytes_and_no_columns() {
    let report = Folder::with(format!("\u{feff}{}", shared("marked"))).report(&[]);
    let location = &report.only().0["location"];
    let byte = shared("marked").find("hostNetwork").expect("it stands there") + 3;
    assert_eq!((report.only().at(), location["byteStart"].as_u64()), ("5:3".into(), Some(byte as u64)));
    let first = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostPID: true}}";
    let column = first.find("hostPID").expect("it stands there") + 1;
    let report = Folder::with(format!("\u{feff}{first}")).report(&["--pss", "baseline"]);
    assert_eq!(report.only().at(), format!("1:{column}"));
}

#[test]
fn line_ends_of_windows_change_no_place() {
    let unix = Folder::with(shared("a")).report(&[]);
    let windows = Folder::with(shared("a").replace('\n', "\r\n")).report(&[]);
    assert_eq!((unix.only().at(), unix.only().identity()), (windows.only().at(), windows.only().identity()));
    let run = Folder::with(shared("a").replace('\n', "\r\n")).scan(&[]).exits(1);
    assert!(run.out.contains("5 |   hostNetwork: true\n") && !run.out.contains('\r'), "{:?}", run.out);
}

#[test]
fn nul_bytes_are_malformed() {
    let folder = beside().and("nul.yaml", "kind: Pod\0\nname: x\n").and("zeros.yaml", vec![0_u8; 4096]);
    assert_eq!(scan(&folder).not_analysed(), [("nul.yaml", "malformed"), ("zeros.yaml", "malformed")]);
}

#[test]
fn a_name_that_is_no_text_is_written_with_its_bytes() {
    let folder = Folder::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9\\.yaml");
    fs::write(folder.path().join(name), shared("a")).expect("a file");
    assert_eq!(folder.report(&[]).violations(), [("caf\\xE9\\x5C.yaml", SHARED)]);
}

#[test]
fn ignore_files_of_megabytes_are_read_within_bounds() {
    let one_line = format!("a{}*b\n", "a".repeat(8 << 20));
    let many_lines = (0..100_000).map(|n| format!("*a{n}*b{n}?c\n")).collect::<Vec<_>>().concat();
    for text in [one_line, many_lines] {
        let folder = beside().and(".gitignore", text);
        let report = folder.scan(&["--format", "json"]).bounded().reports(1);
        assert_eq!(report.violations(), [("good.yaml", SHARED)]);
    }
}

#[test]
fn a_path_longer_than_the_system_takes_is_reported() {
    let folder = beside();
    let name = "d".repeat(200);
    let mut inner = open(folder.path(), OFlag::O_DIRECTORY, Mode::empty()).expect("our own folder");
    for _ in 0..30 {
        mkdirat(&inner, name.as_str(), Mode::S_IRWXU).expect("a folder in it");
        inner = openat(&inner, name.as_str(), OFlag::O_DIRECTORY, Mode::empty()).expect("that folder");
    }
    let report = scan(&folder);
    let [(path, "unreadable")] = report.not_analysed()[..] else { panic!("{:?}", report.not_analysed()) };
    assert!(path.len() > 3_500, "{path}");
}
