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
    # Folders below it that speak of a cluster each; where there are several, no object of one means one of another.
    clusters: tuple = ("",)


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
        made["edges"] = edges(root, fresh(work / "edges"))
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
    """Copies the manifests, so that all three see the same files; returns how many; links are left out."""
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


def edges(root, folder):
    """Makes the tree of edge cases: the example with planted faults, and each rule's fixture as a cluster of its own.

    Each document of a fixture has a file of its own: fixtures have many objects of one name, and the peers name an
    object, not its place, in some reports.
    """
    files = copy(root / "examples" / "shop", folder / "shop")
    fixtures = root / "crates" / "catalog" / "fixtures"
    clusters = ["shop"]
    for path in sorted(fixtures.glob("*/*.yaml")):
        cluster = folder / path.relative_to(fixtures).with_suffix("")
        cluster.mkdir(parents=True)
        clusters.append(str(cluster.relative_to(folder)))
        texts = documents.split(path.read_text(encoding="utf-8"))
        for number, text in enumerate(filter(documents.has_content, texts), 1):
            (cluster / f"{number:02}.yaml").write_text(text, encoding="utf-8")
            files += 1
    return Tree(folder, files, tuple(clusters))
