"""What the catalog says of the peers' checks: which rules cover each, and why the others have none."""

import json
import subprocess

import flat_yaml

FRAMEWORKS = ("checkov", "trivy")


def load(sekimori):
    """Returns the rules that cover each check: framework, then check, then the set of rule ids."""
    output = subprocess.run([sekimori, "rules", "list", "--format", "json"], check=True, stdout=subprocess.PIPE)
    return covers(json.loads(output.stdout))


def covers(rules):
    found = {framework: {} for framework in FRAMEWORKS}
    for rule in rules["rules"]:
        for control in rule["covers"]:
            if control["framework"] in found:
                found[control["framework"]].setdefault(control["id"], set()).add(rule["id"])
    return found


def uncovered(folder, lang):
    """Returns the reason for each check that no rule covers, in `lang`: framework, then check."""
    reasons = flat_yaml.load(folder / "reasons.yaml")
    found = {}
    for framework in FRAMEWORKS:
        path = folder / f"{framework}.yaml"
        checks = flat_yaml.load(path)["checks"] if path.is_file() else {}
        found[framework] = {check: reasons[reason][lang] for check, reason in (checks or {}).items() if reason}
    return found
