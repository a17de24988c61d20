"""Bills of materials by sekimori, Trivy and Syft: what they cost, and who finds which packages."""

import argparse
import json
import pathlib
import subprocess
import sys

import compare
import explain
import inputs
import install

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MEASURE = ROOT / "bench" / "peers" / "measure.py"

# CPU seconds that we want to stay below.
GOALS = {"tree": 0.7, "debian": 0.15}

VALIDATE = """
import pathlib, sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
faults = [str(message.validation_message) for message in validate_full_spdx_document(parse_file(sys.argv[2]))]
if fault: print("CycloneDX:", fault)
for line in faults[:20]: print("SPDX:", line)
sys.exit(bool(fault or faults))
"""


def command(name, program, where, path, out):
    trivy = {"tree": ("fs", [path]), "debian": ("rootfs", [path]), "image": ("image", ["--input", path])}
    ours = {"tree": path, "debian": f"rootfs:{path}", "image": f"oci:{path}"}
    verb, last = trivy[where]
    return {
        "sekimori": [program, "sbom", ours[where], "--no-cache", "--quiet", "--output", out],
        "trivy": [program, verb, "--offline-scan", "--skip-db-update", "--cache-backend", "memory", "--quiet",
                  "--format", "cyclonedx", "--output", out, *last],
        "syft": [program, f"oci-dir:{path}" if where == "image" else f"dir:{path}", "-q", "-o", f"cyclonedx-json={out}"],
    }[name]


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


def row(where, name, cost, count, note):
    peak = cost["rss"] / 1e6
    print(f"| {where} | {name} | {cost['cpu']:.2f} | {cost['wall']:.2f} | {peak:.0f} | {count} | {note} |", flush=True)


def note(where, name, cost, found, inflating):
    """What is wanted, and whether it is so."""
    if name != "sekimori":
        return "" if cost["code"] == 0 else f"exit {cost['code']}"
    if inflating:
        return f"{cost['cpu'] / inflating['cpu']:.2f} of the CPU of `gzip -d`"
    goal = GOALS.get(where)
    return "" if goal is None else f"goal {goal}: {'met' if cost['cpu'] < goal else 'MISSED'}"


def measure(where, path, programs, work, environment, runs):
    inflating = None
    if where == "image":
        layers = inputs.layers(path)
        inflating = run(["/bin/sh", "-c", 'exec gzip -dc "$@"', "sh", *layers], work / "gzip", environment, runs)
        row(where, "gzip -d of its layers", inflating, "", "")
    found = {}
    for name in compare.NAMES:
        out = work / name / f"{where}.json"
        cost = run(command(name, programs[name], where, path, out), work / name, environment, runs)
        found[name] = compare.packages(out)
        row(where, name, cost, len(found[name]), note(where, name, cost, found, inflating))
    if where == "image":
        parts = [programs["sekimori"], "image", f"oci:{path}", "--no-cache", "--no-config", "--exit-zero", "--quiet"]
        cost = run([*parts, "--output", work / "sekimori" / "report.txt"], work / "sekimori", environment, runs)
        row(where, "sekimori image: rules and secrets, too", cost, "", f"{cost['cpu'] / inflating['cpu']:.2f} of the CPU of `gzip -d`")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", nargs="?", type=pathlib.Path, help="a folder in place of all that is compared otherwise")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--lang", choices=("en", "ja"), default="en", help="language of the reasons (en)")
    options = parser.parse_args()
    say = lambda text: print(f"bench/sbom: {text}", file=sys.stderr, flush=True)
    work = install.target(ROOT) / "sbom-bench"
    work.mkdir(parents=True, exist_ok=True)
    reasons, known = explain.load(HERE / "differences.yaml")
    programs = install.programs(ROOT, work, say)
    environment = install.environment(work)
    paths = {"tree": options.tree.resolve()} if options.tree else inputs.make(ROOT, work, say)
    files = [path for path in paths["tree"].rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    print(f"tree: {len(files):,} files, {size / 1e6:,.0f} MB; median of {options.runs} in warm caches\n")
    print("| input | | CPU s | wall s | peak MB | packages | |\n|---|---|---|---|---|---|---|")
    found = {where: measure(where, path, programs, work, environment, options.runs) for where, path in paths.items()}
    print("\n| input | type | " + " | ".join(f"{name} | alone" for name in compare.NAMES) + " |")
    print("|---|---" + "|---" * (2 * len(compare.NAMES)) + "|")
    groups = {}
    for where, own in found.items():
        compare.table(where, own)
        groups.update(compare.groups(where, own))
    bare = explain.write(groups, reasons, known, options.lang)
    for key in sorted(reasons.keys() - groups.keys()) if not options.tree else ():
        say(f"differences.yaml: {' '.join(key)} is no longer so")
    # The validator of SPDX takes minutes for thousands of packages, so the smallest of the bills with several types is taken.
    where = "image" if "image" in paths else "tree"
    ours = [work / "sekimori" / f"{where}.json", work / "sekimori" / f"{where}.spdx.json"]
    spdx = command("sekimori", programs["sekimori"], where, paths[where], ours[1])
    subprocess.run([str(part) for part in [*spdx, "--format", "spdx"]], check=False, env=environment)
    valid = subprocess.run([str(programs["python"]), "-c", VALIDATE, *map(str, ours)], check=False, env=environment)
    print(f"\noutside validators: {'both documents are valid' if valid.returncode == 0 else 'FAULTS, see above'}")
    return 1 if valid.returncode or bare and not options.tree else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, RuntimeError, subprocess.CalledProcessError) as error:
        print(f"bench/sbom: {error}", file=sys.stderr)
        sys.exit(2)
