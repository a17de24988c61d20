"""Programs at fixed versions: ours are built by cargo, those of others are installed once, into a venv below the target folder."""

import os
import pathlib
import subprocess
import sys


def target(root):
    """Returns cargo's target folder."""
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or root / "target").resolve()


def built(root, names):
    """Returns the paths of programs that cargo builds, each at home in a variable of the environment or in release."""
    found = {}
    for name, variable in names.items():
        path = pathlib.Path(os.environ.get(variable) or target(root) / "release" / name)
        if not path.is_file():
            raise RuntimeError(f"{path} is missing: run `cargo build --release --locked -p sekimori -p sekimori-tests`")
        found[name] = path
    return found


def installed(work, pins, say):
    """Returns a venv with just these packages; installs them where it has others."""
    venv = work / "venv"
    stamp = venv / "pins"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != "\n".join(pins):
        say(f"installing {', '.join(pins)}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True, stdout=sys.stderr)
        pip = [str(venv / "bin" / "python3"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        try:
            subprocess.run([*pip, *pins], check=True, stdout=sys.stderr)
        except subprocess.CalledProcessError as error:
            raise RuntimeError(f"the peers could not be installed: pip ended with {error.returncode}") from error
        stamp.write_text("\n".join(pins), encoding="utf-8")
    return venv


def placed(venv, places):
    """Returns the programs that packages bring along, by their places in `site-packages`."""
    found = {}
    for name, place in places.items():
        paths = [path for path in sorted(venv.glob(f"lib/python3*/site-packages/{place}")) if path.is_file()]
        if not paths:
            raise RuntimeError(f"{name} is not below {venv}: delete that folder and try again")
        # Wheels do not always keep the mode.
        paths[0].chmod(0o755)
        found[name] = paths[0]
    return found


def environment(work, **more):
    """Returns an environment with a home of its own: no account, no metrics."""
    kept = ("PATH", "LANG", "LC_ALL", "TMPDIR")
    environ = {name: os.environ[name] for name in kept if name in os.environ}
    home = work / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {**environ, "HOME": str(home), "DO_NOT_TRACK": "1", **more}
