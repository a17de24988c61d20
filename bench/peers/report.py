"""The report: Markdown for people in one of two languages, and the same as data."""

import dataclasses

from words import WORDS

# Of CPU seconds, against each peer, and of memory on a tree of at least so many files.
RATIO_GOAL = 20
RSS_GOAL, RSS_FILES = 150_000_000, 40_000
OURS = "sekimori"
# Objects that are named where a difference has no explanation.
SHOWN = 5


def write(out, results, explanations, uncovered, lang):
    """Writes the report; tells whether every difference is explained and every goal met."""
    word = WORDS[lang]
    complete = True
    for result in results:
        print(f"## {word['tree']} `{result.tree}` ({result.files} {word['files']})\n", file=out)
        complete &= write_costs(out, result, word)
        complete &= write_subjects(out, result, explanations, word, lang)
        write_uncovered(out, result, uncovered, word)
    return complete


def write_costs(out, result, word):
    print(f"| {word['command']} | {word['cpu']} | {word['wall']} | {word['rss']} | {word['ratio']} | {word['note']} |", file=out)
    print("|---|---:|---:|---:|---:|---|", file=out)
    ours = result.costs[OURS]
    met = ours.done
    for label, cost in result.costs.items():
        ratio = cost.cpu / max(ours.cpu, 0.001)
        notes = [] if cost.done else [word["failed"]]
        if cost.crashes:
            notes.append(word["crashed"].format(count=len(cost.crashes), first=cost.crashes[0][1], check=cost.crashes[0][0]))
        if not label.startswith(OURS):
            met &= ratio >= RATIO_GOAL
            notes.append(word["met" if ratio >= RATIO_GOAL else "missed"].format(goal=f"{RATIO_GOAL}×"))
        elif label == OURS and result.files >= RSS_FILES:
            met &= cost.rss <= RSS_GOAL
            notes.append(word["met" if cost.rss <= RSS_GOAL else "missed"].format(goal="150 MB"))
        figures = f"{cost.cpu:.2f} | {cost.wall:.2f} | {cost.rss / 1e6:.0f} | {ratio:.1f}×"
        print(f"| `{cost.command}` | {figures} | {'; '.join(notes)} |", file=out)
    print(file=out)
    return met


def write_subjects(out, result, explanations, word, lang):
    complete = True
    print(f"| {word['check']} | {word['rules']} | {word['both']} | {word['ours']} | {word['theirs']} | {word['why']} |", file=out)
    print("|---|---|---:|---:|---:|---|", file=out)
    for subject in (subject for subject in result.subjects if subject.rules):
        cells = []
        for side, objects in (("ours-only", subject.ours), ("theirs-only", subject.theirs)):
            if not objects:
                continue
            groups, rest = explanations.of(subject.framework, subject.check, side, objects)
            for reasons, count in groups:
                said = " ".join(f"{word[f'kind-{reason.kind}']}: {getattr(reason, lang)}" for reason in reasons)
                cells.append(f"{word[side]}, {count}: {said}")
            if rest:
                complete = False
                shown = ", ".join(f"{path} {label}" for path, _, label in rest[:SHOWN])
                cells.append(f"**UNEXPLAINED** ({word[side]}, {len(rest)}): {shown}")
        rules = ", ".join(f"`{rule}`" for rule in subject.rules)
        counts = f"{len(subject.both)} | {len(subject.ours)} | {len(subject.theirs)}"
        print(f"| {subject.framework} {subject.check} | {rules} | {counts} | {'<br>'.join(cells)} |", file=out)
    print(file=out)
    return complete


def write_uncovered(out, result, uncovered, word):
    rest = [subject for subject in result.subjects if not subject.rules]
    if not rest:
        return
    print(f"{word['uncovered']}\n\n| {word['check']} | {word['objects']} | {word['reason']} |\n|---|---:|---|", file=out)
    for subject in rest:
        reason = uncovered.get(subject.framework, {}).get(subject.check, word["no-reason"])
        print(f"| {subject.framework} {subject.check} | {len(subject.theirs)} | {reason} |", file=out)
    print(file=out)


def as_json(results):
    return [dataclasses.asdict(result) for result in results]
