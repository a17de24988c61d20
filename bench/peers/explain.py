"""Why the scanners differ: differences.yaml, read, checked, and asked for each object that differs."""

import dataclasses

import flat_yaml

# Who is wrong, if anyone.
VERDICTS = ("ours", "theirs", "taste")
SIDES = ("ours-only", "theirs-only")


@dataclasses.dataclass(frozen=True)
class Reason:
    """One explanation, in both languages."""

    kind: str
    en: str
    ja: str


class Explanations:
    """Reasons by object, which hold for every check, and by check."""

    def __init__(self, tree, name="differences.yaml"):
        self.name = name
        self.reasons = {key: self.reason(key, value) for key, value in (tree.get("reasons") or {}).items()}
        self.used = set()
        self.by_object, self.by_check = {}, {}
        for framework, sections in tree.items():
            if framework != "reasons":
                self.add(self.by_object, framework, "objects", (sections or {}).get("objects"))
                self.add(self.by_check, framework, "checks", (sections or {}).get("checks"))
        unused = sorted(self.reasons.keys() - self.used)
        if unused:
            raise ValueError(f"{name}: nothing has the reason `{unused[0]}`")

    def reason(self, key, value):
        if not isinstance(value, dict) or sorted(value) != ["en", "ja", "kind"]:
            raise ValueError(f"{self.name}: `{key}` wants kind, en and ja, and nothing else")
        if value["kind"] not in VERDICTS:
            raise ValueError(f"{self.name}: `{key}`: kind is none of {', '.join(VERDICTS)}")
        return Reason(**value)

    def add(self, goal, framework, section, entries):
        for key, sides in (entries or {}).items():
            for side, names in (sides or {}).items():
                where = f"{self.name}: {framework} {section} {key}"
                if side not in SIDES:
                    raise ValueError(f"{where}: `{side}` is none of {', '.join(SIDES)}")
                listed = [name.strip() for name in (names or "").split(",")]
                unknown = [name for name in listed if name not in self.reasons]
                if unknown:
                    raise ValueError(f"{where}: no reason `{unknown[0]}`")
                self.used.update(listed)
                goal[framework, key, side] = [self.reasons[name] for name in listed]

    def of(self, framework, check, side, objects):
        """Returns the reasons of these objects, each with their number, and the objects that have none."""
        groups, rest = {}, []
        for place in objects:
            label = place[2]
            keys = [(self.by_object, label), (self.by_object, label.partition("/")[0]), (self.by_check, check)]
            reasons = next((known for table, key in keys if (known := table.get((framework, key, side)))), None)
            if reasons is None:
                rest.append(place)
            else:
                groups[tuple(reasons)] = groups.get(tuple(reasons), 0) + 1
        return list(groups.items()), rest


def load(path):
    return Explanations(flat_yaml.load(path), path.name)
