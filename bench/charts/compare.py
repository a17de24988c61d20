"""Renders the same charts here and with Helm's engine, and prints the CPU seconds of each."""

import argparse
import pathlib
import resource
import shutil
import subprocess
import sys
import time

import generate
import helm_python

# CPU seconds for 200 charts of 20 templates.
GOAL = 2.0


def ours(program, root, charts):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program, str(root), str(charts)], check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout.strip()


def helm(root, charts):
    manifests = size = 0
    start = time.process_time()
    for number in range(charts):
        with helm_python.Chart.load(root / f"app-{number}") as chart:
            for text in chart.render(name="bench").values():
                if text.strip():
                    manifests += 1
                    size += len(text.encode())
    return time.process_time() - start, f"{manifests} manifests, {size} bytes"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--charts", type=int, default=200)
    parser.add_argument("--templates", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    shutil.rmtree(given.work, ignore_errors=True)
    generate.charts(given.work, given.charts, given.templates)
    best = {}
    for _ in range(given.runs):
        for name, (cost, told) in {
            "sekimori": ours(given.program, given.work, given.charts),
            f"Helm {helm_python.helm_sdk_version()}": helm(given.work, given.charts),
        }.items():
            if name not in best or cost < best[name][0]:
                best[name] = (cost, told)
    print(f"{given.charts} charts of {given.templates} templates, the best of {given.runs} runs")
    for name, (cost, told) in best.items():
        print(f"{name:<12} {cost:7.3f} CPU s   {told}")
    (mine, mine_told), (theirs, theirs_told) = best.values()
    print(f"Helm takes {theirs / mine:.1f} times as long")
    if mine_told != theirs_told:
        print("bench/charts: both gave different manifests", file=sys.stderr)
        return 1
    if given.charts == 200 and given.templates == 20 and mine >= GOAL:
        print(f"bench/charts: the goal of {GOAL} CPU s is missed", file=sys.stderr)
        return 1
    return 0


sys.exit(main())
