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
