"""Why the scanners differ: differences.yaml, read and checked."""

import dataclasses

import flat_yaml

KINDS = ("ours", "theirs", "taste")
SIDES = ("ours-only", "theirs-only")


@dataclasses.dataclass(frozen=True)
class Reason:
    """One explanation: whose fault the difference is, in both languages."""

    kind: str
    en: str
    ja: str


def load(path):
    return check(flat_yaml.load(path))


def check(tree):
    """Returns the reasons for each framework, check and side; an unknown word is an error."""
    named = {name: reason(name, value) for name, value in (tree.pop("reasons") or {}).items()}
    found, used = {}, set()
    for framework, checks in tree.items():
        for check_id, sides in (checks or {}).items():
            for side, names in (sides or {}).items():
                where = f"differences.yaml: {framework} {check_id}"
                if side not in SIDES:
                    raise ValueError(f"{where}: `{side}` is none of {', '.join(SIDES)}")
                names = [name.strip() for name in (names or "").split(",")]
                unknown = [name for name in names if name not in named]
                if unknown:
                    raise ValueError(f"{where}: no reason `{unknown[0]}`")
                used.update(names)
                found[framework, check_id, side] = [named[name] for name in names]
    unused = sorted(named.keys() - used)
    if unused:
        raise ValueError(f"differences.yaml: nothing has the reason `{unused[0]}`")
    return found


def reason(name, value):
    if not isinstance(value, dict) or sorted(value) != ["en", "ja", "kind"]:
        raise ValueError(f"differences.yaml: `{name}` wants kind, en and ja, and nothing else")
    if value["kind"] not in KINDS:
        raise ValueError(f"differences.yaml: `{name}`: kind is none of {', '.join(KINDS)}")
    return Reason(**value)
