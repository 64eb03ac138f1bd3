"""Recall at ground truth and mean reciprocal rank, as Valentine and Magneto define them."""
import numpy as np


def order(weights):
    """All pairs, best first; equal weights in the order of the lists."""
    flat = np.argsort(-np.asarray(weights).reshape(-1), kind="stable")
    return [(int(k // weights.shape[1]), int(k % weights.shape[1])) for k in flat]


def recall_at_truth(weights, pairs):
    """Share of the true pairs among the first |pairs| of the whole ranking (Valentine)."""
    wanted = set(map(tuple, pairs))
    return len(wanted & set(order(weights)[: len(wanted)])) / max(1, len(wanted))


def mrr(weights, pairs):
    """Mean over the sources that have partners of 1 / rank of the first true target (Magneto)."""
    by_row = {}
    for i, j in pairs:
        by_row.setdefault(i, set()).add(j)
    total = 0.0
    for i, targets in by_row.items():
        ranked = np.argsort(-np.asarray(weights[i]), kind="stable")
        total += 1 / (1 + next(k for k, j in enumerate(ranked) if int(j) in targets))
    return total / max(1, len(by_row))


PROPOSED_MIN = 0.5  # kProposalWeightMin of src/link/propose.h


def proposals(weights, pairs):
    """(pairs that a link would propose one to one, how many of them are true)."""
    taken_rows, taken_columns, said = set(), set(), []
    for i, j in order(weights):
        if weights[i, j] < PROPOSED_MIN:
            break
        if i not in taken_rows and j not in taken_columns:
            taken_rows.add(i)
            taken_columns.add(j)
            said.append((i, j))
    return len(said), len(set(said) & set(map(tuple, pairs)))
