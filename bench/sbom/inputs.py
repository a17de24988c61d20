"""What is compared on: a tree of sources, a Debian, and an image of both; made once, in the target folder."""

import json
import os
import shutil
import subprocess

# What they need themselves floats within what they allow, so the table tells how much there was.
PACKAGES = (
    "@babel/core@7.29.13", "antd@6.6.8", "aws-sdk@2.1693.0", "eslint@10.15.0", "express@5.3.0", "jest@30.5.2",
    "lodash@4.18.1", "mocha@12.0.3", "mongodb@7.9.0", "react@19.3.1", "rxjs@7.8.2", "typescript@7.0.2", "webpack@5.112.2",
)


def make(root, work, say):
    """Returns the paths of all inputs that can be made here, and says what cannot."""
    paths = {"tree": tree(root, work, say)}
    debian = work.parent / "e2e" / "debian"
    if debian.is_dir() or os.geteuid() == 0 and shutil.which("debootstrap"):
        say("the root of a Debian")
        subprocess.run([str(root / "scripts" / "debian-root"), str(debian)], check=True)
        paths["debian"] = debian
    else:
        say("no Debian: that needs root and debootstrap")
    if "debian" in paths and shutil.which("umoci"):
        paths["image"] = image(work, paths, say)
    else:
        say("no image: that needs a Debian and umoci")
    return paths


def image(work, paths, say):
    """An image of two layers: the Debian, and the project of npm with what is installed of it."""
    folder = work / "image"
    if folder.is_dir():
        return folder
    say("making an image")
    part = work / "image.part"
    shutil.rmtree(part, ignore_errors=True)
    umoci = lambda *words: subprocess.run(["umoci", *map(str, words)], check=True, stdout=subprocess.DEVNULL)
    umoci("init", "--layout", part)
    umoci("new", "--image", f"{part}:latest")
    umoci("insert", "--image", f"{part}:latest", "--history.created_by", "ADD rootfs.tar /", paths["debian"], "/")
    web = paths["tree"] / "web"
    if web.is_dir():
        umoci("insert", "--image", f"{part}:latest", "--history.created_by", "COPY web /srv/web", web, "/srv/web")
    umoci("gc", "--layout", part)
    part.rename(folder)
    return folder


def layers(folder):
    """The files of an image's layers."""
    blob = lambda one: folder / "blobs" / one["digest"].replace(":", "/")
    read = lambda path: json.loads(path.read_text(encoding="utf-8"))
    manifest = read(blob(read(folder / "index.json")["manifests"][0]))
    return [blob(layer) for layer in manifest["layers"]]


def tree(root, work, say):
    """The sources of all crates of Cargo.lock, and a project of npm with what is installed of it."""
    folder = work / "tree"
    if folder.is_dir():
        return folder
    part = work / "tree.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    say("vendoring the crates of Cargo.lock")
    cargo = os.environ.get("CARGO", "cargo")
    vendor = [cargo, "vendor", "--locked", "-q", str(part / "crates")]
    subprocess.run(vendor, check=True, cwd=root, stdout=subprocess.DEVNULL)
    shutil.copy(root / "Cargo.lock", part / "Cargo.lock")
    if shutil.which("npm") is None:
        say("npm is missing: no project of npm")
    else:
        say(f"installing {len(PACKAGES)} packages of npm")
        web = part / "web"
        web.mkdir()
        (web / "package.json").write_text('{"name": "web", "version": "1.0.0"}\n', encoding="utf-8")
        flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run(["npm", "install", *flags, *PACKAGES], cwd=web, check=False).returncode:
            say("npm could not install them all")
    part.rename(folder)
    return folder
