"""The command: makes what is searched, runs the scanners on it, prints tables in Markdown."""

import argparse
import collections
import json
import pathlib
import statistics
import subprocess
import sys
import time

import compare
import install
import scanners
import trees

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OURS = scanners.OURS


def arguments(args):
    parser = argparse.ArgumentParser(
        prog="bench/secrets/run",
        description="Compares the search for secrets with betterleaks, gitleaks and Kingfisher. A figure is no test: "
        "exit code 0 where the tables were made, 2 where they could not be.",
    )
    parser.add_argument("tree", nargs="*", type=pathlib.Path, help="trees without secrets, in place of crates and npm packages")
    parser.add_argument("--seed", type=int, default=1, help="of the corpus (1)")
    parser.add_argument("--each", type=int, default=4, metavar="N", help="files of the corpus for each sample (4)")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="measure N times and keep the median (3)")
    parser.add_argument("--only", choices=("corpus", "trees", "history", "staged"), help="one part alone")
    return parser.parse_args(args)


def say(text):
    print(f"bench/secrets: {text}", file=sys.stderr, flush=True)


class Bench:
    def __init__(self, options):
        self.options = options
        self.work = install.target(ROOT) / "secrets-bench"
        self.work.mkdir(parents=True, exist_ok=True)
        self.programs = install.programs(ROOT, self.work, say)
        self.environment = install.environment(self.work)

    def scan(self, name, tree, runs, command=scanners.tree_command, **more):
        """Runs a scanner; returns its cost and where its report is."""
        folder = self.work / "reports" / tree.name / name
        out = folder / "report.json"
        folder.mkdir(parents=True, exist_ok=True)
        out.unlink(missing_ok=True)
        say(f"{tree.name}: {name}")
        line = command(name, self.programs[name], str(tree), str(out), **(more if name == OURS else {}))
        cost = scanners.run(line, folder, self.environment, runs)
        if not out.is_file():
            errors = (folder / "stderr").read_text(encoding="utf-8", errors="replace")
            say(f"{name} wrote no report, and ended with {cost.code}: {errors[-500:]}")
        return cost, out

    def corpus(self):
        tree, labels = trees.corpus(self.programs["corpus"], self.work, self.options.seed, self.options.each)
        truth = compare.Truth.load(labels)
        found, wrong = {}, {}
        for name in scanners.ALL:
            _, out = self.scan(name, tree, 1, persona="auditor")
            found[name] = compare.by_path(scanners.findings(name, out, tree))
            wrong[name] = compare.wrong(truth, found[name])
        positives = truth.positives()
        print(f"## Labelled corpus: {len(positives)} secrets, {len(truth.labels) - len(positives)} look-alikes\n")
        print("| scanner | found of all | findings in look-alikes | beside a label |\n|---|---:|---:|---:|")
        for name in scanners.ALL:
            seen = sum(compare.is_found(label, found[name]) for label in positives)
            nothing, beside = wrong[name]
            print(f"| {name} | {seen / len(positives):.1%} | {len(nothing)} | {len(beside)} |")
        print("\nOn the formats that both claim:\n")
        print("| peer | files | their recall | our recall | they alone |\n|---|---:|---:|---:|---:|")
        for plain, what in ((True, "as text"), (False, "encoded or packed")):
            for peer in scanners.ALL[1:]:
                recall = compare.recall(truth, peer, found[OURS], found[peer], plain)
                files = max(recall.files, 1)
                print(f"| {peer}, {what} | {recall.files} | {recall.theirs / files:.1%} | {recall.ours / files:.1%} | {len(recall.lost)} |")
                for rule, labels in sorted(group(recall.lost).items()):
                    say(f"{peer} alone: {rule} in {', '.join(labels)}")
        print()
        for finding in wrong[OURS][0] + wrong[OURS][1]:
            say(f"ours, without a label: {finding.rule} at {finding.path}:{finding.line}")

    def trees(self):
        given = self.options.tree or [trees.crates(ROOT, self.work, say), trees.node_modules(self.work, say)]
        for tree in (tree.resolve() for tree in given if tree is not None):
            files, size = trees.count(tree)
            print(f"## `{tree.name}`: {files} files, {size / 1e6:.0f} MB, nothing to be found\n")
            read = self.read(tree)
            head = "| scanner | CPU s | wall s | peak MB | MB per CPU s | CPU of ours | findings | in 10,000 files |"
            print(f"{head}\n|---|---:|---:|---:|---:|---:|---:|---:|")
            ours = None
            for name in scanners.ALL:
                cost, out = self.scan(name, tree, self.options.runs)
                found = scanners.findings(name, out, tree)
                ours = ours or cost
                print(
                    f"| {row(name, cost, ours)} | {len(found)} | {len(found) * 10_000 / max(files, 1):.1f} |".replace(
                        "@", f"{size / 1e6 / max(cost.cpu, 0.001):.0f}"
                    ),
                    flush=True,
                )
                if name == OURS:
                    for finding in found:
                        say(f"ours: {finding.rule} at {finding.path}:{finding.line}")
            print(f"| reading all bytes | {row('', read, ours)[3:].replace('@', f'{size / 1e6 / max(read.cpu, 0.001):.0f}')} | | |\n")

    def read(self, tree):
        """What it costs to read the files and do nothing."""
        return scanners.run([self.programs["corpus"], "--read", tree], self.work / "reports" / "read", self.environment, self.options.runs)

    def history(self):
        corpus, labels = trees.corpus(self.programs["corpus"], self.work, self.options.seed, self.options.each)
        plain = [label for label in compare.Truth.load(labels).positives() if label["wrapping"] == "Plain"]
        made = trees.history(self.work, [corpus / label["path"] for label in plain[:: max(1, len(plain) // 100)]])
        for repository in (made, ROOT):
            if not (repository / ".git").exists():
                continue
            commits = subprocess.run(
                ["git", "-C", str(repository), "rev-list", "--all", "--count"], check=True, capture_output=True, text=True
            ).stdout.strip()
            print(f"## History of `{repository.name if repository is made else 'this repository'}`: {commits} commits\n")
            print("| scanner | CPU s | wall s | peak MB | CPU of ours |\n|---|---:|---:|---:|---:|")
            ours = None
            for name in scanners.ALL:
                cost, _ = self.scan(name, repository, self.options.runs, scanners.history_command)
                ours = ours or cost
                print(f"| {row(name, cost, ours).replace(' @ |', '')} |", flush=True)
            print()

    def staged(self):
        repository = trees.tracked(self.work)
        command = [str(self.programs[OURS]), "secrets", "--no-config", "--quiet", "--staged", str(repository)]
        walls = []
        for _ in range(9):
            started = time.monotonic()
            ended = subprocess.run(command, env=self.environment, capture_output=True, check=False)
            walls.append(time.monotonic() - started)
            if ended.returncode:
                say(f"--staged ended with {ended.returncode}: {ended.stderr.decode(errors='replace')[-300:]}")
        print(f"## `sekimori secrets --staged`, one change in {trees.TRACKED} tracked files\n")
        print(f"median {statistics.median(walls) * 1000:.0f} ms, best {min(walls) * 1000:.0f} ms from start to exit (goal: 50 ms)\n")


def group(labels):
    groups = collections.defaultdict(list)
    for label in labels:
        groups[label["rule"]].append(f"{label['carrier']} ({label['wrapping']})")
    return groups


def row(name, cost, ours):
    ratio = cost.cpu / max(ours.cpu, 0.001)
    return f"{name} | {cost.cpu:.2f} | {cost.wall:.2f} | {cost.rss / 1e6:.0f} | @ | {ratio:.2f}×"


def main(args):
    options = arguments(args)
    bench = Bench(options)
    for part in ("corpus", "trees", "history", "staged"):
        if options.only in (None, part):
            getattr(bench, part)()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, ValueError, RuntimeError, subprocess.CalledProcessError, json.JSONDecodeError) as error:
        say(str(error))
        sys.exit(2)
