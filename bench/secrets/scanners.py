"""How each scanner is called, and how its report is read. Validation and update checks are off, all else is as it comes."""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys

MEASURE = pathlib.Path(__file__).resolve().parents[1] / "peers" / "measure.py"

OURS = "sekimori"
ALL = (OURS, "kingfisher", "betterleaks", "gitleaks")


@dataclasses.dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str


@dataclasses.dataclass(frozen=True)
class Cost:
    cpu: float
    wall: float
    rss: int
    code: int


def tree_command(name, program, tree, out, persona="regular"):
    return {
        OURS: [program, "secrets", "--no-config", "--no-ignore", "--exit-zero", "--quiet", "--no-progress", "--persona", persona, "--now", "2030-01-01",
               "--max-findings", "1000000", "--format", "json", "--output", out, tree],
        "kingfisher": [program, "scan", tree, "--no-update-check", "--no-validate", "--redact", "--format", "json",
                       "--output", out],
        "betterleaks": [program, tree, "--no-banner", "--redact", "--log-level", "error", "-o", out],
        "gitleaks": [program, "dir", tree, "--no-banner", "--redact", "--log-level", "error", "-f", "json", "-r", out],
    }[name]


def history_command(name, program, repository, out):
    return {
        OURS: [program, "secrets", "--no-config", "--exit-zero", "--quiet", "--no-progress", "--max-findings", "1000000",
               "--format", "json", "--output", out, "--history", repository],
        "kingfisher": [program, "scan", repository, "--no-update-check", "--no-validate", "--redact", "--format", "json",
                       "--git-history", "full", "--output", out],
        "betterleaks": [program, "git", repository, "--no-banner", "--redact", "--log-level", "error", "-o", out],
        "gitleaks": [program, "git", repository, "--no-banner", "--redact", "--log-level", "error", "-f", "json", "-r", out],
    }[name]


def run(command, folder, environment, runs):
    """Runs a command so often, in warm caches; returns the median of its CPU seconds with what belongs to it."""
    folder.mkdir(parents=True, exist_ok=True)
    costs = []
    for _ in range(runs):
        figures = folder / "figures.json"
        measured = [sys.executable, "-B", MEASURE, figures, folder / "stdout", folder / "stderr", *command]
        subprocess.run([str(part) for part in measured], check=True, env=environment)
        costs.append(Cost(**json.loads(figures.read_text(encoding="utf-8"))))
    return sorted(costs, key=lambda cost: cost.cpu)[len(costs) // 2]


def findings(name, out, tree):
    """Reads a report of a tree."""
    text = out.read_text(encoding="utf-8", errors="replace") if out.is_file() else ""
    if not text.strip():
        return []
    report = json.loads(text)
    if name == OURS:
        return [
            Finding(place["path"].split("!")[0], place.get("line", 1), finding["rule"])
            for finding in report["findings"]
            if finding["rule"].startswith("credential/")
            for place in finding["locations"]
        ]
    if name == "kingfisher":
        return [
            Finding(relative(item["finding"]["path"], tree), item["finding"]["line"], item["rule"]["id"])
            for item in report["findings"]
        ]
    if name == "betterleaks":
        return [
            Finding(relative(item["location"]["path"], tree), item["location"].get("start_line", 1), item["rule_id"])
            for item in report["findings"] or []
        ]
    return [Finding(relative(item["File"], tree), item["StartLine"], item["RuleID"]) for item in report]


def relative(path, tree):
    """A path below the tree; what stands inside an archive counts as the archive."""
    path = os.path.relpath(path, tree) if os.path.isabs(path) else path
    for mark in ("!", ".zip", ".tar.gz"):
        at = path.find(mark)
        if at >= 0:
            return path[: at + (len(mark) if mark != "!" else 0)]
    return path
