#!/usr/bin/env python3
"""Fills tables of the lab's evidence into Markdown files, between markers:

    <!-- lab: scorecard -->                     a row for each target, a column for each family of attacks
    <!-- lab: evidence TARGET [TARGET ...] -->  what each attack saw of these targets
    <!-- lab: end -->

    tools/evidence_tables.py results.jsonl FILE.md ...

What stands between a marker and its end is replaced; the rest of a file is left alone. The results are those of
`neurocrypt lab run`; `make lab` makes all that the repository's documents show.
"""
import json
import re
import sys

BLOCK = re.compile(r"(<!-- lab: (?!end)([^>]*?) -->\n).*?(<!-- lab: end -->)", re.DOTALL)
# From the worst to the best, with what the narrow cells of the scorecard say: a cell shows its worst.
SHORT = {"break found": "**break**", "not enough samples": "few", "no evidence yet": "none"}
RANK = list(SHORT)


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(cell, row)) + " |" for row in rows]) + "\n"


def verdict(text):
    return f"**{text}**" if text == "break found" else text


def scorecard(evidence):
    columns, rows = sorted({e["attack"].split("/")[0] for e in evidence}), {}
    for e in evidence:
        column = e["attack"].split("/")[0]
        cells = rows.setdefault(e["target"], {})
        cells[column] = min(cells.get(column, e["verdict"]), e["verdict"], key=RANK.index)
    return table(["target"] + [c.replace("_", " ") for c in columns],
                 [[f"`{target}`"] + [SHORT[cells[c]] if c in cells else "-" for c in columns]
                  for target, cells in rows.items()])


def seen(evidence, targets):
    missing = set(targets) - {e["target"] for e in evidence}
    if missing:
        sys.exit(f"no evidence of {', '.join(sorted(missing))} in the results")
    return table(["attack", "target", "verdict", "what was seen", "samples"],
                 [[e["attack"], f"`{e['target']}`", verdict(e["verdict"]), e["summary"], f"{e['samples']:,}"]
                  for target in targets
                  for e in sorted(evidence, key=lambda e: e["attack"]) if e["target"] == target])


def fill(text, evidence):
    def replace(match):
        kind, *targets = match[2].split()
        made = scorecard(evidence) if kind == "scorecard" else seen(evidence, targets)
        return f"{match[1]}\n{made}\n{match[3]}"
    return BLOCK.sub(replace, text)


def main():
    results, *files = sys.argv[1:]
    with open(results, encoding="utf-8") as lines:
        evidence = [json.loads(line) for line in lines if line.strip()]
    for path in files:
        with open(path, encoding="utf-8") as file:
            text = fill(file.read(), evidence)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
