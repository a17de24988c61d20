"""Why the programs find different packages: differences.yaml, read, checked, and asked for each group that differs."""

import sys

import compare

KINDS = ("ours", "theirs", "taste")


def load(path):
    """Returns the reasons by input, type and finders, and what each means."""
    # The reader of this form of YAML lives beside the comparison for misconfigurations.
    sys.path.append(str(path.resolve().parents[1] / "peers"))
    import flat_yaml

    tree = flat_yaml.load(path)
    known = tree.pop("reasons")
    for key, reason in known.items():
        if sorted(reason) != ["en", "ja", "kind"] or reason["kind"] not in KINDS:
            raise ValueError(f"{path.name}: `{key}` wants en, ja and a kind of {', '.join(KINDS)}, and nothing else")
    reasons = {}
    for where, types in tree.items():
        for kind, groups in (types or {}).items():
            for finders, names in groups.items():
                listed = [name.strip() for name in names.split(",")]
                unknown = sorted(set(listed) - known.keys()) + sorted(set(finders.split("+")) - set(compare.NAMES))
                if unknown:
                    raise ValueError(f"{path.name}: {where} {kind}: `{unknown[0]}` is not known")
                reasons[where, kind, finders] = listed
    unused = sorted(known.keys() - {name for listed in reasons.values() for name in listed})
    if unused:
        raise ValueError(f"{path.name}: nothing has the reason `{unused[0]}`")
    return reasons, known


def write(groups, reasons, known, lang):
    """Prints the groups with their reasons; returns those that have none."""
    print("\n| input | type | found by | packages | such as | why |\n|---|---|---|---|---|---|")
    bare = []
    for (where, kind, finders), purls in sorted(groups.items()):
        names = reasons.get((where, kind, finders))
        if names is None:
            bare.append((where, kind, finders))
        said = " ".join(f"({known[name]['kind']}) {known[name][lang]}" for name in names or ()) or "**NOT EXPLAINED**"
        print(f"| {where} | {kind} | {finders} | {len(purls)} | `{min(purls)}` | {said} |")
    return bare
