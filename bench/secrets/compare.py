"""Findings against the labels of the corpus, on the formats that two scanners both claim."""

import collections
import dataclasses
import json


@dataclasses.dataclass
class Truth:
    """The labels of the corpus, and which rules of others see what a rule of ours sees."""

    labels: list
    covers: dict

    @classmethod
    def load(cls, path):
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(data["labels"], data["covers"])

    def positives(self):
        return [label for label in self.labels if label["rule"] != "none"]

    def claimed(self, label, peer):
        return bool(self.covers.get(label["rule"], {}).get(peer))


def by_path(findings):
    found = collections.defaultdict(list)
    for finding in findings:
        found[finding.path].append(finding)
    return found


def is_found(label, found):
    """Whether anything was found where the label says, under whatever name."""
    return any(label["line"] <= finding.line <= label["end"] for finding in found.get(label["path"], ()))


@dataclasses.dataclass
class Recall:
    files: int
    ours: int
    theirs: int
    # Labels that they found and we did not.
    lost: list


def recall(truth, peer, ours, theirs, plain):
    """On what both claim: `plain` files, or those that are encoded or packed."""
    shared = [
        label
        for label in truth.positives()
        if truth.claimed(label, peer) and (label["wrapping"] in ("Plain", "Windows", "Marked")) == plain
    ]
    seen_by_us = [is_found(label, ours) for label in shared]
    seen_by_them = [is_found(label, theirs) for label in shared]
    lost = [label for label, us, them in zip(shared, seen_by_us, seen_by_them) if them and not us]
    return Recall(len(shared), sum(seen_by_us), sum(seen_by_them), lost)


def wrong(truth, found):
    """Findings where no label is: in files that hold nothing, and beside labels."""
    labels = {label["path"]: label for label in truth.labels}
    nothing, beside = [], []
    for path, findings in found.items():
        label = labels.get(path)
        for finding in findings:
            if label is None or label["rule"] == "none":
                nothing.append(finding)
            elif not label["line"] <= finding.line <= label["end"]:
                beside.append(finding)
    return nothing, beside
