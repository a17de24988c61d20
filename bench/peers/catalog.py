"""What the catalog says of the peers' checks: which rules cover each, and why the others have none."""

import json
import re
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
                checks = found[control["framework"]]
                checks.setdefault(check_id(control["id"]), set()).add(rule["id"])
    return found


def check_id(written):
    """Returns the one spelling of a check: Trivy writes `KSV001`, `KSV0012` and `AVD-KSV-0001` for its own."""
    match = re.fullmatch(r"(?:AVD-)?(KSV|KCV)-?0*([0-9]+)", written)
    return f"{match[1]}{int(match[2]):04}" if match else written


def uncovered(folder, lang):
    """Returns the reason for each check that no rule covers, in `lang`: framework, then check."""
    reasons = flat_yaml.load(folder / "reasons.yaml")
    found = {}
    for framework in FRAMEWORKS:
        path = folder / f"{framework}.yaml"
        checks = flat_yaml.load(path)["checks"] if path.is_file() else {}
        given = {check_id(check): reason for check, reason in (checks or {}).items() if reason}
        found[framework] = {check: reasons[reason][lang] for check, reason in given.items()}
    return found
