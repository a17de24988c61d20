"""The trees that are compared on: generated, of edge cases, and the user's. Each holds manifests and nothing else."""

import dataclasses
import os
import pathlib
import shutil
import subprocess

import documents

MANIFESTS = (".yaml", ".yml", ".json")


@dataclasses.dataclass(frozen=True)
class Tree:
    folder: pathlib.Path
    files: int


def make(root, work, options, generate, say):
    """Returns the trees by name."""
    made = {}
    if options.files > 0:
        folder = work / f"generated-{options.files}"
        # A tree of that number of files is the same for ever, unless the generator is newer.
        if not folder.is_dir() or folder.stat().st_mtime < generate.stat().st_mtime:
            fresh(folder)
            say(f"generating {options.files} files")
            subprocess.run([generate, str(options.files), str(folder)], check=True)
            os.utime(folder)
        made["generated"] = Tree(folder, options.files)
    if not options.no_edges:
        folder = fresh(work / "edges")
        copy(root / "examples" / "shop", folder / "shop")
        copy(root / "crates" / "catalog" / "fixtures", folder / "fixtures")
        made["edges"] = Tree(folder, split(folder))
    if options.tree:
        if not options.tree.is_dir():
            raise ValueError(f"{options.tree} is not a folder")
        folder = fresh(work / "given")
        made["given"] = Tree(folder, copy(options.tree, folder))
    if not made:
        raise ValueError("nothing to compare on: name a folder, or leave out --no-edges")
    return made


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def copy(source, folder):
    """Copies the manifests, so that all three see the same files; returns how many. Links are left out."""
    files = 0
    for here, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = pathlib.Path(here, name)
            if path.suffix in MANIFESTS and path.is_file() and not path.is_symlink():
                goal = folder / path.relative_to(source)
                goal.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, goal)
                files += 1
    if files == 0:
        raise ValueError(f"{source} holds no manifest ({', '.join(MANIFESTS)})")
    return files


def split(folder):
    """Gives each document a file of its own; returns how many files there are then.

    Fixtures have many objects of one name in a file, and the peers name an object, not its place, in some reports.
    """
    files = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        parts = [text for text in documents.split(path.read_text(encoding="utf-8")) if documents.has_content(text)]
        files += len(parts)
        if len(parts) > 1:
            path.unlink()
            for number, text in enumerate(parts, 1):
                path.with_name(f"{path.stem}-{number:02}{path.suffix}").write_text(text, encoding="utf-8")
    return files
