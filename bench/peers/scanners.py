"""The three scanners: how each is called, and what its report says, check by check, of which object."""

import collections
import dataclasses
import json
import pathlib
import re
import subprocess
import sys

import documents
import install

MEASURE = pathlib.Path(__file__).resolve().parent / "measure.py"
# Enough for a tree of edge cases; who crashes more often has no result.
MAX_CRASHES = 50


@dataclasses.dataclass(frozen=True)
class Scanner:
    label: str
    # The framework by which rules name its checks; nothing where the report is not compared.
    framework: object
    program: str
    flags: tuple
    # The exit codes that mean that the job was done.
    done: tuple


def reported_by_us(report, files, below=""):
    for finding in report["findings"]:
        location = finding["location"]
        if finding["outcome"] == "violated" and location["type"] == "file":
            yield finding["rule"], files.place(below + location["path"], location["line"])


def reported_by_trivy(report, files, _below=""):
    for result in report.get("Results", []):
        for found in result.get("Misconfigurations", []):
            # "Container 'a' of Deployment 'b' should", "container a of pod b in c namespace", "container b in c namespace".
            words = found["Message"].replace('"', "").replace("'", "")
            name = re.search(r"(?:\bof (\w+)|^(\w+)) ([\w.-]+)(?= in | should|$)", words)
            kind, name = (name[1] or name[2], name[3]) if name else (None, None)
            line = found.get("CauseMetadata", {}).get("StartLine")
            # Its other id is short and not unique: KSV012 and KSV0012 are two.
            yield found["AVDID"], files.place(result["Target"], line, kind, name)


def reported_by_checkov(report, files, _below=""):
    # A report of nothing has no results, and one of several frameworks is a list.
    for part in report if isinstance(report, list) else [report]:
        for found in part.get("results", {}).get("failed_checks", []):
            kind, _, name = found["resource"].partition(".")
            path = found["file_path"].lstrip("/")
            place = files.place(path, None, kind, name.partition(".")[2])
            if place[1] < 0:
                # A pod of a template has a name of checkov's making. Ranges hold the boundary behind the document.
                place = files.place(path, sum(found["file_line_range"]) // 2)
            yield found["check_id"], place


SCAN = ("scan", "--no-config", "--quiet", "--exit-zero", "--format", "json")
TRIVY = ("config", "--quiet", "--skip-check-update", "--misconfig-scanners", "kubernetes", "--timeout", "2h")
CHECKOV = ("--framework", "kubernetes", "--quiet", "--compact", "--skip-download", "--soft-fail", "-o", "json")

ALL = (
    Scanner("sekimori", None, "sekimori", SCAN, (0,)),
    Scanner("sekimori --persona auditor", "sekimori", "sekimori", (*SCAN, "--persona", "auditor"), (0,)),
    Scanner("trivy config", "trivy", "trivy", (*TRIVY, "--format", "json"), (0,)),
    Scanner("checkov", "checkov", "checkov", (*CHECKOV, "-d"), (0, 1)),
)
READERS = {"sekimori": reported_by_us, "trivy": reported_by_trivy, "checkov": reported_by_checkov}


@dataclasses.dataclass
class Cost:
    """What the last and best run cost, and what the runs before it broke on."""

    cpu: float
    wall: float
    rss: int
    crashes: list
    done: bool
    command: str


def run(scanner, programs, tree, work, runs):
    """Runs a scanner; returns its cost and its findings: check, then the set of objects."""
    work.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"\W+", "-", scanner.label)
    out, err = work / f"{stem}.json", work / f"{stem}.err"
    command = [str(programs[scanner.program]), *scanner.flags, str(tree.folder)]
    crashes, skips = [], []
    while True:
        figures = measured([*command, *skips], out, err, tree.folder.parents[1])
        if figures["code"] in scanner.done:
            break
        culprit = crash(err, tree.folder)
        if culprit is None or culprit in crashes or len(crashes) == MAX_CRASHES:
            tail = err.read_text(encoding="utf-8", errors="replace")[-400:]
            print(f"bench/peers: {scanner.label} ended with {figures['code']}: {tail}", file=sys.stderr)
            return cost(figures, crashes, command, done=False), None
        # Left out, so that there is something to compare; the report says so.
        crashes.append(culprit)
        skips += ["--skip-path", re.escape(culprit[1]) + "$"]
    for _ in range(runs - 1):
        again = measured([*command, *skips], out, err, tree.folder.parents[1])
        figures = min(figures, again, key=lambda each: each["cpu"])
    if scanner.framework is None:
        return cost(figures, crashes, command), None
    files = documents.Files(tree.folder)
    if scanner.framework != "sekimori" or len(tree.clusters) == 1:
        return cost(figures, crashes, command), read(scanner.framework, out, files)
    # Its rules look at objects together, those of the peers hardly do: what counts is each cluster by itself.
    found = collections.defaultdict(set)
    for cluster in tree.clusters:
        measured([*command[:-1], str(tree.folder / cluster)], out, err, tree.folder.parents[1])
        for check, places in read(scanner.framework, out, files, f"{cluster}/").items():
            found[check] |= places
    return cost(figures, crashes, command), dict(found)


def cost(figures, crashes, command, done=True):
    shown = [pathlib.Path(command[0]).name, *command[1:-1], "TREE"]
    return Cost(figures["cpu"], figures["wall"], figures["rss"], crashes, done, " ".join(shown))


def measured(command, out, err, work):
    figures = out.with_suffix(".figures")
    measure = [sys.executable, "-I", "-S", str(MEASURE), str(figures), str(out), str(err)]
    subprocess.run([*measure, *command], check=True, env=install.environment(work))
    return json.loads(figures.read_text(encoding="utf-8"))


def crash(err, folder):
    """Returns the check and the file at which checkov ended, as its log names them."""
    pattern = r"Failed to run check (\S+) on (\S+):"
    match = re.search(pattern, err.read_text(encoding="utf-8", errors="replace"))
    return (match[1], match[2].rpartition(f"{folder.name}/")[2]) if match else None


def read(framework, out, files, below=""):
    """Returns the findings of a report whose paths begin below a folder: check, then the set of objects."""
    found = collections.defaultdict(set)
    with out.open(encoding="utf-8") as file:
        report = json.load(file)
    for check, place in READERS[framework](report, files, below):
        found[check].add(place)
    return dict(found)
