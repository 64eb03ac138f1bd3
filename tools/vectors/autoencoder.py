#!/usr/bin/env python3
"""Writes vectors/autoencoder.txt: integer inference and ciphertexts of the autoencoder family, computed from
docs/formats/autoencoder-weights.md and docs/ciphers/autoencoder.md alone; shares no code with the library.

usage: autoencoder.py > vectors/autoencoder.txt
       autoencoder.py --check vectors/autoencoder.txt

Two kinds of weights, small to describe. random: every number from SHAKE-256, which exercises all arithmetic and
decodes nothing. copy: each unit copies one unit of the layer before, so that blocks do decode; fault = 1
makes bit 0 wrong when it is 1 and bit 1 is 0, in a quarter of the blocks, so that masks are tried again.
"""

import hashlib
import hmac
import pathlib
import struct
import sys

from lattice import Aes128

LINEAR, RELU, TANH, SIGMOID = 0, 1, 2, 3
ACTIVATIONS = {"relu": RELU, "tanh": TANH, "sigmoid": SIGMOID}


class Layer:
    def __init__(self, rows, cols, activation, rescaled):
        self.rows, self.cols, self.activation, self.rescaled = rows, cols, activation, rescaled
        self.sum_shift, self.shift = 0, 0
        self.biases, self.factors, self.weights = [0] * rows, [], [[0] * cols for _ in range(rows)]

    def print(self):
        out = struct.pack("<HHBBBB", self.rows, self.cols, self.activation, self.sum_shift, self.shift, 0)
        out += struct.pack(f"<{self.rows}i", *self.biases)
        if self.rescaled:
            out += struct.pack(f"<{self.rows}h", *self.factors)
        return out + b"".join(struct.pack(f"{self.cols}b", *row) for row in self.weights)

    def sums(self, x):
        return [b + sum(w * v for w, v in zip(row, x)) for b, row in zip(self.biases, self.weights)]

    def codes(self, x):
        out = []
        for s, factor in zip(self.sums(x), self.factors):
            z = rounded(rounded(s, self.sum_shift) * factor, self.shift)
            z = activate(self.activation, max(-32768, min(32767, z)))
            out.append(max(-127, min(127, rounded(z, 8))))
        return out


def rounded(value, shift):
    return (value + (1 << shift >> 1)) >> shift


# --- activations: src/kernels/activation/formula.h ---


def product(a, b):
    return (a * b + (1 << 14)) >> 15


def quotient(x, doublings):
    t = 32767 - min(abs(x), 32767)
    p = 0
    for coefficient in (851, 1665, 6160, 12037, 12054):
        p = product(p, t) + coefficient
    s = 32766 - p
    for _ in range(doublings):
        s = min(s + (s - product(s, s)), 32767)
    q = 0
    for coefficient in (7332, -7915, 10186, 6658, 16506, 0):
        q = product(q, s) + coefficient
    return q


def activate(kind, x):
    sign = -1 if x < 0 else 1
    if kind == RELU:
        return max(x, 0)
    if kind == TANH:
        return sign * quotient(x, 4)
    if kind == SIGMOID:
        return 16384 + sign * (quotient(x, 3) >> 1)
    return x


# --- networks ---


def shapes(architecture, units):
    hidden = [part.split() for part in architecture.split(", ")]
    layers, cols = [], units
    for chain, rescaled in ((hidden, True), (hidden[::-1], False)):
        for width, activation in chain:
            layers.append(Layer(int(width), cols, ACTIVATIONS[activation], True))
            cols = int(width)
        layers.append(Layer(units, cols, LINEAR, rescaled))
        cols = units
    return layers


def random_weights(architecture, units, seed):
    layers = shapes(architecture, units)
    size = sum(layer.rows * (layer.cols + 4) for layer in layers)
    stream = iter(hashlib.shake_256(b"autoencoder vector " + seed).digest(size))

    def signed():
        value = next(stream)
        return value - 256 if value > 127 else value

    for layer in layers:
        layer.sum_shift, layer.shift = 6, 12
        layer.biases = [256 * signed() + next(stream) for _ in range(layer.rows)]
        factors = [1 + (128 * next(stream) + next(stream)) % 16383 for _ in range(layer.rows)]
        if layer.rescaled:
            layer.factors = factors
        else:
            layer.sum_shift = layer.shift = 0
        layer.weights = [[max(-127, signed()) for _ in range(layer.cols)] for _ in range(layer.rows)]
    return layers


def copy_weights(architecture, units, fault):
    layers = shapes(architecture, units)
    half = len(layers) // 2
    for i, layer in enumerate(layers):
        # Values are +-1 at the input, +-59 in hidden layers, +-88 in the code.
        if i == 0:
            factor, layer.shift = 16384, 10
        elif i == half - 1:
            factor, layer.shift = 24576, 13
        elif i == half:
            factor, layer.shift = 11916, 16
        else:
            factor, layer.shift = 17772, 16
        if layer.rescaled:
            layer.factors = [factor] * layer.rows
        else:
            layer.shift = 0
        for row in range(layer.rows):
            col = row % layer.cols
            if i == 0:
                col = (5 * row + 3) % units
            if not layer.rescaled:
                col = next(c for c in range(units) if (5 * c + 3) % units == row)
            layer.weights[row][col] = 127
    if fault == 1:
        copied = next(c for c in range(units) if (5 * c + 3) % units == 1)
        layers[-1].weights[0][copied] = 127
    return layers


def print_weights(layers, units):
    return b"NCAW" + struct.pack("<BBH", 1, 0, units) + b"".join(layer.print() for layer in layers)


# --- the cipher ---


def bits_of(block):
    return [2 * (block[i // 8] >> (i % 8) & 1) - 1 for i in range(8 * len(block))]


def encode(layers, block):
    x = bits_of(block)
    for layer in layers[: len(layers) // 2]:
        x = layer.codes(x)
    return bytes(v & 0xFF for v in x)


def decode(layers, code):
    x = [v - 256 if v > 127 else v for v in code]
    for layer in layers[len(layers) // 2 : -1]:
        x = layer.codes(x)
    sums = layers[-1].sums(x)
    return bytes(sum((sums[8 * j + i] > 0) << i for i in range(8)) for j in range(len(sums) // 8))


def mask(salt, chunk, index, attempt):
    key = hashlib.sha256(b"neurocrypt autoencoder v1 mask" + salt).digest()[:16]
    return bytes(Aes128(key).encrypt(struct.pack(">QQ", chunk, attempt << 32 | index)))


def encrypt(layers, salt, chunk, plaintext):
    out = b""
    for index in range((len(plaintext) + 15) // 16):
        block = plaintext[16 * index : 16 * index + 16].ljust(16, b"\0")
        for attempt in range(256):
            masked = bytes(a ^ b for a, b in zip(block, mask(salt, chunk, index, attempt)))
            code = encode(layers, masked)
            if decode(layers, code) == masked:
                break
        else:
            raise ValueError("no mask works")
        out += bytes([attempt]) + code
    return out + bytes((len(plaintext) - 1) % 16 if plaintext else 0)


def tag_key(weights, salt, chunk):
    prk = hmac.new(b"neurocrypt autoencoder v1 tag", weights, hashlib.sha256).digest()
    return hmac.new(prk, salt + struct.pack(">Q", chunk) + b"\x01", hashlib.sha256).digest()


# --- the file ---


def numbers(label, size):
    return hashlib.shake_256(b"autoencoder vector " + label.encode()).digest(size)


def vectors():
    yield "# Integer inference and ciphertexts of the autoencoder family."
    yield "source = docs/formats/autoencoder-weights.md, docs/ciphers/autoencoder.md"
    yield "generated-by = tools/vectors/autoencoder.py"
    for architecture, units in (
        ("128 tanh, 128 tanh", 128),
        ("256 relu, 128 relu, 128 sigmoid", 128),
        ("128 sigmoid, 128 relu, 256 tanh, 128 tanh, 128 sigmoid", 128),
        ("64 tanh, 64 relu", 64),
        ("256 sigmoid, 512 tanh", 256),
    ):
        seed = numbers("seed " + architecture, 16)
        layers = random_weights(architecture, units, seed)
        block = numbers("block " + architecture, units // 8)
        code = numbers("code " + architecture, units)
        yield ""
        yield "kind = random"
        yield f"architecture = {architecture}"
        yield f"units = {units}"
        yield f"seed = {seed.hex()}"
        yield f"weights-sha256 = {hashlib.sha256(print_weights(layers, units)).hexdigest()}"
        yield f"block = {block.hex()}"
        yield f"encoded = {encode(layers, block).hex()}"
        yield f"code = {code.hex()}"
        yield f"decoded = {decode(layers, code).hex()}"
    for architecture, fault, chunk, size in (
        ("128 tanh, 128 tanh", 0, 0, 0),
        ("128 tanh, 128 tanh", 0, 0, 1),
        ("128 tanh, 256 tanh", 0, 7, 16),
        ("128 tanh, 256 tanh", 1, 1 << 40, 31),
        ("128 tanh, 128 tanh", 1, 1, 160),
    ):
        layers = copy_weights(architecture, 128, fault)
        weights = print_weights(layers, 128)
        salt = numbers(f"salt {size}", 32)
        plaintext = numbers(f"plaintext {size}", size)
        yield ""
        yield "kind = copy"
        yield f"architecture = {architecture}"
        yield f"fault = {fault}"
        yield f"weights-sha256 = {hashlib.sha256(weights).hexdigest()}"
        yield f"salt = {salt.hex()}"
        yield f"chunk = {chunk}"
        yield f"plaintext = {plaintext.hex()}"
        yield f"ciphertext = {encrypt(layers, salt, chunk, plaintext).hex()}"
        yield f"tag-key = {tag_key(weights, salt, chunk).hex()}"


def main():
    text = "\n".join(vectors()) + "\n"
    if sys.argv[1:2] == ["--check"]:
        if pathlib.Path(sys.argv[2]).read_text() != text:
            sys.exit(f"{sys.argv[2]} is not what {sys.argv[0]} writes")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
