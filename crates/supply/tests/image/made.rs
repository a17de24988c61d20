//! Images made by the tools of others: umoci and skopeo, as Debian packs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs a program, and shows what it said where it fails.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("cannot run {program}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
    output
}

/// Tells whether all programs are installed. Where one is missing that is said aloud, and in CI it is a failure.
pub(crate) fn has(programs: &[&str]) -> bool {
    let is_there = |name: &&&str| {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&folders).any(|folder| folder.join(**name).is_file())
    };
    let missing: Vec<_> = programs.iter().filter(|name| !is_there(name)).collect();
    if missing.is_empty() {
        return true;
    }
    let said = format!("NOT TESTED, because {missing:?} are missing: scripts/setup installs them on Debian");
    assert!(std::env::var_os("CI").is_none(), "{said}");
    #[expect(clippy::print_stderr, reason = "what is not tested is said aloud")]
    {
        eprintln!("{said}");
    }
    false
}

/// The programs that make images.
pub(crate) const MAKERS: [&str; 2] = ["umoci", "skopeo"];

/// Makes a layout with the image `name` of three layers: files, a change that deletes, and a folder made anew.
pub(crate) fn layout(folder: &Path, name: &str, architecture: &str) -> PathBuf {
    let layout = folder.join("layout");
    let image = format!("{}:{name}", layout.display());
    if !layout.exists() {
        run("umoci", &["init", "--layout", &layout.to_string_lossy()]);
    }
    run("umoci", &["new", "--image", &image]);
    let architecture = format!("--architecture={architecture}");
    run("umoci", &["config", "--image", &image, "--no-history", &architecture, "--os=linux"]);
    let base = folder.join(format!("base-{name}"));
    for (path, text) in [
        ("etc/os-release", "ID=alpine\nVERSION_ID=3.20.1\n"),
        ("etc/gone.conf", "deleted later"),
        ("opt/old/a", "a"),
        ("bin/tool", name),
    ] {
        let path = base.join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    std::os::unix::fs::symlink("/bin/tool", base.join("bin/link")).expect("a link");
    fs::hard_link(base.join("bin/tool"), base.join("bin/twin")).expect("a link");
    insert(&image, &[&base.to_string_lossy(), "/"]);
    insert(&image, &["--whiteout", "/etc/gone.conf"]);
    let anew = folder.join("anew");
    fs::create_dir_all(&anew).expect("a folder");
    fs::write(anew.join("b"), "b").expect("a file");
    insert(&image, &["--opaque", &anew.to_string_lossy(), "/opt/old"]);
    run(
        "umoci",
        &[
            "config",
            "--image",
            &image,
            "--no-history",
            "--config.user=1000:1000",
            "--config.env=PATH=/bin",
            "--config.label=org.opencontainers.image.source=https://example.com/src",
            "--config.exposedports=8080/tcp",
            "--config.cmd=/bin/tool",
        ],
    );
    layout
}

fn insert(image: &str, arguments: &[&str]) {
    let mut all = vec!["insert", "--image", image, "--rootless"];
    all.extend_from_slice(arguments);
    run("umoci", &all);
}
