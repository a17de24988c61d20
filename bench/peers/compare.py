"""Who reports what: for each check of a peer, the objects that both report, only we, only they."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Subject:
    """One check of a peer against the rules that cover it. Objects are sorted."""

    framework: str
    check: str
    rules: tuple
    both: tuple
    ours: tuple
    theirs: tuple


@dataclasses.dataclass(frozen=True)
class Result:
    """What one tree gave."""

    tree: str
    files: int
    costs: dict
    subjects: list


def all_checks(found, covers, left_out):
    """Compares every check that a rule covers or a peer reports.

    `found` is scanner, then check or rule, then the set of objects; `covers` is scanner, then check, then rules.
    `left_out` is scanner, then the files that it was not shown: nothing is compared there. A scanner that gave no
    report is not compared.
    """
    ours = found.get("sekimori", {})
    subjects = []
    for framework in sorted(covers.keys() & found.keys()):
        for check in sorted(covers[framework].keys() | found[framework].keys()):
            rules = sorted(covers[framework].get(check, ()))
            mine = set().union(*(ours.get(rule, set()) for rule in rules))
            theirs = found[framework].get(check, set())
            mine = {place for place in mine if place[0] not in left_out.get(framework, ())}
            parts = (mine & theirs, mine - theirs, theirs - mine)
            subjects.append(Subject(framework, check, tuple(rules), *(tuple(sorted(part)) for part in parts)))
    return subjects
