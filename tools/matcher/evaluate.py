"""Measures `neurocrypt link rank` on files of fields with known pairs, beside the plain string matcher.

    evaluate.py FOLDER [--program PATH] [--files] [--json]

A file is {"source": [field...], "target": [field...], "pairs": [[source path, target path]...]}; the family is the name up to the
first "-" or "_". Reports recall at ground truth and mean reciprocal rank (metrics.py) a file and the mean a family, and over all files;
and how many of the pairs that a link would propose one to one are true.
"""
import argparse
import collections
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

import baseline
import metrics


def ranked_by(program, data):
    """(matrix of ranks, matrix of weights) that the program prints for the fields; true pairs are not given to it."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"source": data["source"], "target": data["target"]}, file)
        file.flush()
        out = subprocess.run([program, "link", "rank", file.name, "--json"], check=True, capture_output=True)
    rows = {f["path"]: i for i, f in reversed(list(enumerate(data["source"])))}
    columns = {f["path"]: j for j, f in reversed(list(enumerate(data["target"])))}
    matrix = np.full((len(data["source"]), len(data["target"])), -1.0)
    weights = np.zeros(matrix.shape)
    ranked = json.loads(out.stdout)
    for place, (source, target, weight) in enumerate(ranked):  # the printed order decides between equals
        matrix[rows[source], columns[target]] = max(matrix[rows[source], columns[target]],
                                                    1 - place / len(ranked))
        weights[rows[source], columns[target]] = max(weights[rows[source], columns[target]], weight)
    return matrix, weights


def indexed(data):
    rows = {f["path"]: i for i, f in reversed(list(enumerate(data["source"])))}
    columns = {f["path"]: j for j, f in reversed(list(enumerate(data["target"])))}
    return [(rows[a], columns[b]) for a, b in data["pairs"] if a in rows and b in columns]


def table(results):
    families = collections.defaultdict(list)
    for name, row in results.items():
        families[name.split("-")[0].split("_")[0]].append(row)
    lines = ["family | files | R@GT | MRR | string R@GT | string MRR | gain"]
    every = [row for rows in families.values() for row in rows]
    means = {}
    for family, rows in [*sorted(families.items()), ("all files", every)]:
        mean = np.mean(rows, 0)
        means[family] = mean
        lines.append(f"{family} | {len(rows)} | {mean[0]:.3f} | {mean[1]:.3f} | {mean[2]:.3f} | {mean[3]:.3f} | {mean[0] - mean[2]:+.3f}")
    mean = np.mean([means[f] for f in families], 0)
    lines.append(f"mean of families | {len(families)} | {mean[0]:.3f} | {mean[1]:.3f} | {mean[2]:.3f} | {mean[3]:.3f} | {mean[0] - mean[2]:+.3f}")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--program", default="neurocrypt")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--files", action="store_true", help="a line a file, too")
    args = parser.parse_args()
    results, proposed = {}, []
    for path in sorted(args.folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if not data.get("pairs"):
            continue
        pairs = indexed(data)
        (ours, weights), plain = ranked_by(args.program, data), baseline.match(data["source"], data["target"])
        results[path.stem] = [metrics.recall_at_truth(ours, pairs), metrics.mrr(ours, pairs),
                              metrics.recall_at_truth(plain, pairs), metrics.mrr(plain, pairs)]
        proposed.append(metrics.proposals(weights, pairs))
        if args.files:
            print(f"{path.stem}: " + " ".join(f"{v:.3f}" for v in results[path.stem]))
    if args.json:
        print(json.dumps({name: dict(zip(("recall", "mrr", "string_recall", "string_mrr"), row))
                          for name, row in results.items()}, indent=1))
    else:
        print(table(results))
        said, true = np.sum(proposed, 0)
        print(f"proposed one to one: {said}, true: {true}, precision {true / max(1, said):.3f}")


if __name__ == "__main__":
    main()
