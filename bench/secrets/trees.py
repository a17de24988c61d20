"""What is searched: the labelled corpus, sources of others, histories. All are the same in every run."""

import os
import pathlib
import random
import shutil
import subprocess
import sys

COMMITS = 1300
TRACKED = 36000

# Exact; what they need themselves floats within what they allow, so the table tells how much there was.
PACKAGES = (
    "@babel/core@7.29.13", "antd@6.6.8", "aws-sdk@2.1693.0", "eslint@10.15.0", "express@5.3.0", "jest@30.5.2",
    "jsonwebtoken@9.0.3", "lodash@4.18.1", "mocha@12.0.3", "moment@2.31.0", "mongodb@7.9.0", "node-forge@1.4.3",
    "passport@0.7.0", "react@19.3.1", "react-dom@19.3.1", "rxjs@7.8.2", "stripe@23.1.0", "typescript@7.0.2",
    "vite@8.3.8", "webpack@5.112.2",
)


def corpus(program, work, seed, each):
    """Writes the corpus; returns its folder and that of its labels."""
    folder = work / f"corpus-{seed}-{each}"
    if not (folder / "labels.json").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([str(program), str(folder), str(seed), str(each)], check=True)
    return folder / "corpus", folder / "labels.json"


def crates(root, work, say):
    """The sources of all crates of Cargo.lock."""
    folder = work / "crates"
    if not folder.is_dir():
        say("vendoring the crates of Cargo.lock")
        part = work / "crates.part"
        shutil.rmtree(part, ignore_errors=True)
        cargo = os.environ.get("CARGO", "cargo")
        subprocess.run([cargo, "vendor", "--locked", "-q", str(part)], check=True, cwd=root, stdout=subprocess.DEVNULL)
        part.rename(folder)
    return folder


def node_modules(work, say):
    """Packages of npm, without running anything of theirs; None where there is no npm."""
    folder, tree = work / "npm", work / "npm" / "packages"
    if not tree.is_dir():
        if shutil.which("npm") is None:
            say("npm is missing: no tree of node_modules")
            return None
        say(f"installing {len(PACKAGES)} packages of npm")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
        flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
        ended = subprocess.run(["npm", "install", *flags, *PACKAGES], cwd=folder, check=False, stdout=sys.stderr).returncode
        if ended:
            shutil.rmtree(folder)
            say("npm could not install them: no tree of node_modules")
            return None
        # Under its own name some scanners leave the folder out.
        (folder / "node_modules").rename(tree)
    return tree


def count(tree):
    """Counts files and bytes of a tree."""
    files = size = 0
    for above, _, names in os.walk(tree):
        for name in names:
            path = os.path.join(above, name)
            if not os.path.islink(path):
                files += 1
                size += os.path.getsize(path)
    return files, size


def history(work, samples):
    """A repository of many commits that change texts, now and then with a file of the corpus."""
    folder = work / "history"
    if not folder.is_dir():
        dice = random.Random(1)
        words = ["order", "customer", "price", "retry", "token", "value", "list", "page", "start", "stop", "key", "name"]

        def line():
            return " ".join(dice.choice(words) for _ in range(dice.randint(3, 9))) + f" {dice.randrange(10**6)}"

        texts, commits = {}, []
        planted = iter(samples)
        for number in range(COMMITS):
            changed = {}
            for _ in range(dice.randint(1, 4)):
                path = f"src/part{dice.randrange(30)}/file{dice.randrange(12)}.py"
                lines = texts.setdefault(path, [line() for _ in range(dice.randint(40, 300))])
                at = dice.randrange(len(lines))
                lines[at : at + dice.randrange(4)] = [line() for _ in range(dice.randint(1, 12))]
                changed[path] = "\n".join(lines).encode() + b"\n"
            if number % 40 == 7:
                sample = next(planted)
                changed[f"planted/{number}/{sample.name}"] = sample.read_bytes()
            commits.append(changed)
        fast_import(folder, commits)
    return folder


def tracked(work):
    """A repository with many tracked files, of which one is staged."""
    folder = work / "tracked"
    if not folder.is_dir():
        part = work / "tracked.part"
        shutil.rmtree(part, ignore_errors=True)
        files = {f"d{n // 1000}/e{n // 50 % 20}/f{n}.py": f"value = {n}\nname = 'file {n}'\n".encode() for n in range(TRACKED)}
        fast_import(part, [files])
        git(part, "reset", "-q", "--hard", "main")
        (part / "d0/e0/f0.py").write_text("value = 1\nname = 'changed'\n", encoding="utf-8")
        git(part, "add", "d0/e0/f0.py")
        part.rename(folder)
    return folder


def git(folder, *args, **more):
    subprocess.run(["git", "-C", str(folder), *args], check=True, stdout=subprocess.DEVNULL, **more)


def fast_import(folder, commits):
    part = pathlib.Path(f"{folder}.git.part")
    shutil.rmtree(part, ignore_errors=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(part)], check=True)
    stream = []
    for number, files in enumerate(commits):
        message = f"Change {number}\n".encode()
        who = f"Ann <ann@shop.invalid> {1_900_000_000 + number * 3600} +0000".encode()
        stream.append(b"commit refs/heads/main\ncommitter %s\ndata %d\n%s" % (who, len(message), message))
        for path, data in files.items():
            stream.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))
    git(part, "fast-import", "--quiet", input=b"".join(stream))
    git(part, "repack", "-q", "-a", "-d")
    part.rename(folder)
