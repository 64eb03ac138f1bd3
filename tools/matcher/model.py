"""The trained network: word table, pair scorer, competition; how it is quantised and written."""
import struct
from pathlib import Path

import numpy as np

import features
import text

MAGIC = b"NCMATCH1"


def quantised(rows):
    """int8 rows and their scales."""
    scale = np.maximum(np.abs(rows).max(1), 1e-9) / 127
    return np.rint(rows / scale[:, None]).astype(np.int8), scale.astype(np.float32)


class Dense:
    """y = x W + b."""

    def __init__(self, weights, bias):
        self.weights, self.bias = np.asarray(weights, np.float32), np.asarray(bias, np.float32)

    def __call__(self, x):
        return x @ self.weights + self.bias


def forward(layers, x):
    for layer in layers[:-1]:
        x = np.maximum(layer(x), 0)
    return layers[-1](x)[..., 0]


class Model:
    """`embedding`: what embed.py saved. `short`: abbreviations."""

    def __init__(self, embedding, short):
        chosen = {}  # of two words with one key, the commoner
        for i, word in enumerate(embedding["words"]):
            key = text.key_of(str(word))
            if key not in chosen or embedding["classes"][i] < embedding["classes"][chosen[key]]:
                chosen[key] = i
        order = [i for _, i in sorted(chosen.items())]
        self.keys = np.array(sorted(chosen), np.uint32)
        self.classes = embedding["classes"][order]
        vectors = embedding["vectors"][order]
        norms = np.linalg.norm(vectors, axis=1)
        self.weights = np.maximum(0.05, embedding["weights"][order] * norms).astype(np.float32)
        self.vectors, _ = quantised(vectors / np.maximum(norms, 1e-9)[:, None])
        self.grams, self.gram_scales = quantised(embedding["grams"] * embedding["gram_weights"][:, None])
        self.finish(short)

    def finish(self, short):
        self.index = {int(k): i for i, k in enumerate(self.keys)}
        self.short = short
        self.lex = text.Lexicon({int(k): int(c) for k, c in zip(self.keys, self.classes)}, short)
        self.cache = {}

    @classmethod
    def read(cls, path):
        """The file that write() wrote."""
        self = cls.__new__(cls)
        data, at = Path(path).read_bytes(), len(MAGIC)
        assert data.startswith(MAGIC)

        def take(kind, *shape):
            nonlocal at
            made = np.frombuffer(data, kind, int(np.prod(shape)), at).reshape(shape)
            at += made.nbytes
            return made

        dims, words, grams, short = map(int, take("<u4", 4))
        shapes = [[tuple(map(int, take("<u4", 2))) for _ in range(int(take("<u4", 1)[0]))] for _ in range(2)]
        self.keys, self.weights, self.gram_scales = take("<u4", words), take("<f4", words), take("<f4", grams)
        self.scorer, self.judge = ([Dense(take("<f4", *shape), take("<f4", shape[1])) for shape in layers]
                                   for layers in shapes)
        self.classes, self.vectors = take("u1", words), take("i1", words, dims)
        self.grams = take("i1", grams, dims)
        lines = take("u1", short).tobytes().decode().splitlines()
        self.finish({line.split("\t")[0]: line.split("\t")[1].split(" ") for line in lines})
        return self

    def vector(self, word):
        """(unit vector, weight, whether the table has it)."""
        if word in self.cache:
            return self.cache[word]
        row = self.index.get(text.key_of(word))
        if row is not None:
            vector = self.vectors[row].astype(np.float64)
            made = (vector / np.linalg.norm(vector), float(self.weights[row]), True)
        else:
            rows = [text.key_of(g) % len(self.grams) for g in text.grams(word)]
            vector = (self.grams[rows].astype(np.float64) * self.gram_scales[rows][:, None]).mean(0)
            norm = np.linalg.norm(vector)
            made = (vector / max(norm, 1e-9), max(0.05, float(norm)), False)
        self.cache[word] = made
        return made

    def lookup(self, words):
        found = [self.vector(w) for w in words]
        dims = self.vectors.shape[1]
        return (np.array([f[0] for f in found]).reshape(len(found), dims),
                np.array([f[1] for f in found]), [f[2] for f in found])

    def sides(self, source, target):
        return features.Side(source, self), features.Side(target, self)

    def logits(self, source, target):
        a, b = self.sides(source, target)
        return forward(self.scorer, features.pair_features(a, b)), a, b

    def match(self, source, target):
        """Probabilities, rows by columns."""
        z, a, b = self.logits(source, target)
        z2 = forward(self.judge, features.competition(z, a.group, b.group))
        return 1 / (1 + np.exp(-z2))

    def write(self, path):
        short = "".join(f"{word}\t{' '.join(words)}\n" for word, words in sorted(self.short.items())).encode()
        with open(path, "wb") as out:
            out.write(MAGIC)
            out.write(struct.pack("<4I", self.vectors.shape[1], len(self.keys), len(self.grams), len(short)))
            for layers in (self.scorer, self.judge):
                out.write(struct.pack("<I", len(layers)))
                for layer in layers:
                    out.write(struct.pack("<2I", *layer.weights.shape))
            out.write(self.keys.astype("<u4").tobytes())
            out.write(self.weights.astype("<f4").tobytes())
            out.write(self.gram_scales.astype("<f4").tobytes())
            for layers in (self.scorer, self.judge):
                for layer in layers:
                    out.write(layer.weights.astype("<f4").tobytes())
                    out.write(layer.bias.astype("<f4").tobytes())
            out.write(self.classes.tobytes())
            out.write(self.vectors.tobytes())
            out.write(self.grams.tobytes())
            out.write(short)
