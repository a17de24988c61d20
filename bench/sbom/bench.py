"""Bills of materials of one tree by sekimori, Trivy and Syft: what it costs, and who finds which packages."""

import argparse
import json
import pathlib
import subprocess
import sys
import urllib.parse

import install

ROOT = pathlib.Path(__file__).resolve().parents[2]
MEASURE = ROOT / "bench" / "peers" / "measure.py"
NAMES = ("sekimori", "trivy", "syft")

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


def command(name, program, tree, out):
    return {
        "sekimori": [program, "sbom", tree, "--quiet", "--output", out],
        "trivy": [program, "fs", "--offline-scan", "--skip-db-update", "--quiet", "--format", "cyclonedx", "--output", out, tree],
        "syft": [program, f"dir:{tree}", "-q", "-o", f"cyclonedx-json={out}"],
    }[name]


def run(parts, folder, environment, runs):
    """Runs a command so often, in warm caches; returns the figures of the median by CPU seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    costs = []
    for _ in range(runs):
        figures = folder / "figures.json"
        measured = [sys.executable, "-B", MEASURE, figures, folder / "stdout", folder / "stderr", *parts]
        subprocess.run([str(part) for part in measured], check=True, env=environment)
        costs.append(json.loads(figures.read_text(encoding="utf-8")))
    return sorted(costs, key=lambda cost: cost["cpu"])[len(costs) // 2]


def packages(path):
    """The package URLs of a bill, without qualifiers and subpath, as everybody would write them."""
    bom = json.loads(path.read_text(encoding="utf-8"))
    purls = (one.get("purl", "") for one in bom.get("components", ()))
    return {urllib.parse.unquote(purl.split("#")[0].split("?")[0]) for purl in purls if purl}


def kind(purl):
    return purl.removeprefix("pkg:").split("/")[0]


def table(found):
    """Who finds how many packages of each type, and how many alone."""
    everything = sorted(set().union(*found.values()), key=kind)
    print("\n| type | " + " | ".join(f"{name} | alone" for name in found) + " |")
    print("|---" * (1 + 2 * len(found)) + "|")
    for word in sorted({kind(purl) for purl in everything}) + ["all"]:
        cells = []
        for name, own in found.items():
            mine = {purl for purl in own if word in ("all", kind(purl))}
            others = set().union(*(theirs for other, theirs in found.items() if other != name))
            cells += [str(len(mine)), str(len(mine - others))]
        print(f"| {word} | " + " | ".join(cells) + " |")
    for name, own in found.items():
        others = set().union(*(theirs for other, theirs in found.items() if other != name))
        for purl in sorted(own - others)[:40]:
            print(f"{name} alone: {purl}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", nargs="?", type=pathlib.Path, help="a folder in place of crates and npm packages")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    say = lambda text: print(f"bench/sbom: {text}", file=sys.stderr)
    work = install.target(ROOT) / "sbom-bench"
    work.mkdir(parents=True, exist_ok=True)
    programs = install.programs(ROOT, work, say)
    tree = (options.tree or install.tree(ROOT, work, say)).resolve()
    files = [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    print(f"{len(files):,} files, {size / 1e6:,.0f} MB; median of {options.runs}\n")
    print("| | CPU s | wall s | peak MB | packages | exit |\n|---|---|---|---|---|---|")
    environment, found = install.environment(work), {}
    for name in NAMES:
        out = work / name / "bom.json"
        cost = run(command(name, programs[name], tree, out), work / name, environment, options.runs)
        found[name] = packages(out)
        peak = cost["rss"] / 1e6
        print(f"| {name} | {cost['cpu']:.2f} | {cost['wall']:.2f} | {peak:.0f} | {len(found[name])} | {cost['code']} |", flush=True)
    table(found)
    ours = [work / "sekimori" / "bom.json", work / "sekimori" / "bom.spdx.json"]
    spdx = [programs["sekimori"], "sbom", tree, "--quiet", "--format", "spdx", "--output", ours[1]]
    subprocess.run([str(part) for part in spdx], check=False, env=environment)
    valid = subprocess.run([str(programs["python"]), "-c", VALIDATE, *map(str, ours)], check=False, env=environment)
    print(f"\noutside validators: {'both documents are valid' if valid.returncode == 0 else 'FAULTS, see above'}")
    return valid.returncode


if __name__ == "__main__":
    sys.exit(main())
