"""The command: makes the trees, runs the three scanners on each, compares, reports."""

import argparse
import json
import pathlib
import sys

import catalog
import compare
import explain
import install
import report
import scanners
import trees

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def arguments(args):
    parser = argparse.ArgumentParser(
        prog="bench/peers/run",
        description="Compares Sekimori with Trivy and checkov. Exit codes: 0 all explained and goals met, "
        "1 an unexplained difference or a missed goal, 2 the job could not be done.",
    )
    parser.add_argument("tree", nargs="?", type=pathlib.Path, help="a folder of manifests to compare on, too")
    parser.add_argument("--files", type=int, default=2000, metavar="N", help="files of the generated tree (2000; 0: none)")
    parser.add_argument("--no-edges", action="store_true", help="leave out the tree of fixtures and examples")
    parser.add_argument("--runs", type=int, default=1, metavar="N", help="measure N times and keep the best (1)")
    parser.add_argument("--lang", choices=("en", "ja"), default="en", help="language of the report (en)")
    parser.add_argument("--json", type=pathlib.Path, metavar="OUT", help="write figures and sets here, too")
    return parser.parse_args(args)


def say(text):
    print(f"bench/peers: {text}", file=sys.stderr, flush=True)


def main(args):
    options = arguments(args)
    work = install.target(ROOT) / "peers"
    programs = install.programs(ROOT, work, say)
    made = trees.make(ROOT, work / "trees", options, programs["generate"], say)
    known = catalog.load(programs["sekimori"])
    explanations = explain.load(HERE / "differences.yaml")
    uncovered = catalog.uncovered(ROOT / "docs" / "coverage", options.lang)
    results = []
    for name, tree in made.items():
        costs, found, left_out = {}, {}, {}
        for scanner in scanners.ALL:
            say(f"{name}: {scanner.label}")
            costs[scanner.label], objects = scanners.run(scanner, programs, tree, work / "reports" / name, options.runs)
            if objects is not None:
                found[scanner.framework] = objects
                left_out[scanner.framework] = {path for _, path in costs[scanner.label].crashes}
        results.append(compare.Result(name, tree.files, costs, compare.all_checks(found, known, left_out)))
    complete = report.write(sys.stdout, results, explanations, uncovered, options.lang)
    if options.json:
        options.json.write_text(json.dumps(report.as_json(results), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0 if complete else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, ValueError, RuntimeError) as error:
        say(str(error))
        sys.exit(2)
