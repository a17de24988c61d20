"""The packages of bills, spelled alike, and who finds which."""

import json
import urllib.parse

NAMES = ("sekimori", "syft", "trivy")


def packages(path):
    """The package URLs of a bill: without qualifiers, but for what one writes there and another in name or version."""
    bom = json.loads(path.read_text(encoding="utf-8"))
    return {spelled(one["purl"]) for one in bom.get("components", ()) if one.get("purl")}


def spelled(purl):
    base, _, subpath = purl.partition("#")
    base, _, query = base.partition("?")
    base, at, version = base.rpartition("@") if "@" in base.rsplit("/", 1)[-1] else (base, "", "")
    epoch = urllib.parse.parse_qs(query).get("epoch", ["0"])[0]
    if epoch != "0" and not urllib.parse.unquote(version).startswith(f"{epoch}:"):
        version = f"{epoch}:{version}"
    # The major version of a module of Go is a part of its path, or the place below it.
    if base.startswith("pkg:golang/") and subpath:
        base = f"{base}/{subpath}"
    return urllib.parse.unquote(f"{base}{at}{version}")


def kind(purl):
    return purl.removeprefix("pkg:").split("/")[0]


def table(where, found):
    """Prints how many packages of each type each finds, and how many alone."""
    for word in sorted({kind(purl) for own in found.values() for purl in own}) + ["all"]:
        cells = []
        for name, own in found.items():
            mine = {purl for purl in own if word in ("all", kind(purl))}
            others = set().union(*(theirs for other, theirs in found.items() if other != name))
            cells += [str(len(mine)), str(len(mine - others))]
        print(f"| {where} | {word} | " + " | ".join(cells) + " |")


def groups(where, found):
    """Returns the packages that not all find, by input, type and finders."""
    result = {}
    for purl in set().union(*found.values()):
        finders = [name for name in NAMES if purl in found.get(name, ())]
        if len(finders) < len(found):
            result.setdefault((where, kind(purl), "+".join(finders)), set()).add(purl)
    return result
