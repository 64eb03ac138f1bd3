#!/usr/bin/env python3
"""Writes vectors/reversible.txt: the reversible network in plain Python integers.

Written from docs/ciphers/reversible.md; it shares no code with the library. With --check FILE it writes
nothing and fails when FILE differs from what it would write. With --spread it prints how widely each hidden
layer's pre-activations spread over 64 blocks: their root mean square, and the share of extreme codes.
"""
import hashlib
import math
import pathlib
import sys
from operator import mul

OUTPUT = pathlib.Path(__file__).resolve().parents[2] / "vectors" / "reversible.txt"


def shake(size, *parts):
    return hashlib.shake_256(b"".join(parts)).digest(size)


def signed(byte):
    return byte - 256 if byte >= 128 else byte


# The activations, section 3.

def rounded_product(a, b):
    return (a * b + 2**14) >> 15


def quotient(x, doublings):
    t = 32767 - min(abs(x), 32767)
    p = 851
    for coefficient in (1665, 6160, 12037, 12054):
        p = rounded_product(p, t) + coefficient
    s = 32766 - p
    for _ in range(doublings):
        s = min(32767, 2 * s - rounded_product(s, s))
    q = 7332
    for coefficient in (-7915, 10186, 6658, 16506):
        q = rounded_product(q, s) + coefficient
    return rounded_product(q, s)


def tanh_code(x):
    y = quotient(x, 4)
    return ((-y if x < 0 else y) >> 9) + 64


def sigmoid_code(x):
    y = quotient(x, 3) >> 1
    return (16384 + (-y if x < 0 else y)) >> 8


def relu_code(x):
    return min(max(x, 0) >> 6, 127)


CODES = {"tanh": (tanh_code, 64), "sigmoid": (sigmoid_code, 64), "relu": (relu_code, 32)}
FAN_IN_SHIFT = {64: 2, 128: 3, 256: 3, 512: 4}


class Network:
    """Sections 2, 4 and 5."""

    def __init__(self, architecture, seed, rounds):
        self.tracing = False
        self.trace = []  # (layer, pre-activation, code) of every hidden unit that was computed
        self.hidden = [(int(width), kind) for width, kind in
                       (layer.split() for layer in architecture.split(", "))]
        text = architecture.encode()
        sizes = [64] + [width for width, _ in self.hidden] + [8]
        count = sum(units * (inputs + 1) for inputs, units in zip(sizes, sizes[1:]))
        self.rounds = []
        everything = b""
        for index in range(rounds):
            stream = shake(count, b"neurocrypt reversible v1 weights", seed, bytes([index]), text)
            everything += stream
            layers, at = [], 0
            for inputs, units in zip(sizes, sizes[1:]):
                rows = [list(map(signed, stream[at + i * inputs:at + (i + 1) * inputs]))
                        for i in range(units)]
                at += units * inputs
                layers.append((rows, list(map(signed, stream[at:at + units]))))
                at += units
            self.rounds.append(layers)
        whitening = shake(32, b"neurocrypt reversible v1 whitening", everything, text)
        self.before, self.after = whitening[:16], whitening[16:]

    def round_function(self, layers, half):
        values = [(127 if byte >> bit & 1 else 0) - 64 for byte in half for bit in range(8)]
        for index, (width, kind) in enumerate(self.hidden):
            rows, biases = layers[index]
            shift = FAN_IN_SHIFT[self.hidden[index - 1][0]] if index > 0 else 3
            if kind == "sigmoid":
                shift -= 1
            code, zero_point = CODES[kind]
            sums = [sum(map(mul, row, values)) + bias * 2**(shift + 5)
                    for row, bias in zip(rows, biases)]
            inputs = [max(-32768, min(32767, total >> shift)) for total in sums]
            values = [code(x) - zero_point for x in inputs]
            if self.tracing:
                self.trace += [(index, x, v + zero_point) for x, v in zip(inputs, values)]
        rows, biases = layers[-1]
        return [((sum(map(mul, row, values)) >> 5) + bias) % 256
                for row, bias in zip(rows, biases)]

    def encrypt(self, block):
        state = [a ^ b for a, b in zip(block, self.before)]
        left, right = state[:8], state[8:]
        for index, layers in enumerate(self.rounds):
            if index % 2 == 0:
                left = [(a + b) % 256 for a, b in zip(left, self.round_function(layers, right))]
            else:
                right = [(a + b) % 256 for a, b in zip(right, self.round_function(layers, left))]
        return bytes(a ^ b for a, b in zip(left + right, self.after))


def default_rounds(architecture):
    return 24 if all(layer.endswith("relu") for layer in architecture.split(", ")) else 16


def keystream(architecture, seed, salt, chunk, first_block, blocks):
    """Section 6."""
    network = Network(architecture, seed, default_rounds(architecture))
    offset = shake(16, b"neurocrypt reversible v1 stream", seed, salt)
    out = b""
    for block in range(first_block, first_block + blocks):
        counter = chunk.to_bytes(8, "little") + block.to_bytes(8, "little")
        out += network.encrypt(bytes(a ^ b for a, b in zip(counter, offset)))
    return out


def print_spread():
    for architecture in ("64 tanh, 64 relu", "64 tanh, 64 tanh", "64 relu, 64 relu",
                         "64 sigmoid, 64 sigmoid", "128 tanh, 256 tanh, 512 tanh, 64 relu"):
        network = Network(architecture, shake(32, b"spread"), 2)
        network.tracing = True
        for block in range(64):
            network.encrypt(shake(16, b"block", bytes([block])))
        for layer, (width, kind) in enumerate(network.hidden):
            seen = [(x / 4096, code) for index, x, code in network.trace if index == layer]
            rms = math.sqrt(sum(x * x for x, _ in seen) / len(seen))
            low = sum(code == 0 for _, code in seen) / len(seen)
            high = sum(code == 127 for _, code in seen) / len(seen)
            print(f"{architecture}: layer {layer + 1}, {width} {kind}: rms {rms:.2f}, "
                  f"code 0 {low:.1%}, code 127 {high:.1%}")


def main():
    if sys.argv[1:] == ["--spread"]:
        print_spread()
        return
    lines = ["source = docs/ciphers/reversible.md", "generated-by = tools/vectors/reversible.py", ""]

    def emit(**fields):
        lines.extend(f"{name.replace('_', '-')} = {value}" for name, value in fields.items())
        lines.append("")

    blocks = [bytes(16), bytes([255] * 16), bytes(range(16)), shake(16, b"a plain block")]
    cases = [
        ("64 tanh, 64 relu", (1, 2, 16, 17)),
        ("64 relu, 64 relu", (1, 24)),
        ("64 sigmoid, 64 sigmoid", (1, 16)),
        ("64 sigmoid, 128 relu, 64 tanh", (3,)),
        ("512 tanh, 64 sigmoid", (2,)),
        ("128 relu, 256 sigmoid, 512 relu, 256 tanh, 64 relu", (2,)),
    ]
    for number, (architecture, counts) in enumerate(cases):
        seed = shake(32, b"seed", bytes([number]))
        for rounds in counts:
            network = Network(architecture, seed, rounds)
            emit(architecture=architecture, seed=seed.hex(), rounds=rounds,
                 plaintext=b"".join(blocks).hex(),
                 ciphertext=b"".join(map(network.encrypt, blocks)).hex())
    seed, salt = shake(32, b"stream seed"), shake(32, b"salt")
    for architecture in ("64 tanh, 64 relu", "64 relu, 64 relu"):
        for chunk, first_block in ((0, 0), (1, 0), (2**28 - 1, 0), (0, 4093)):
            emit(architecture=architecture, seed=seed.hex(), salt=salt.hex(), chunk=chunk,
                 first_block=first_block,
                 keystream=keystream(architecture, seed, salt, chunk, first_block, 3).hex())
    text = "\n".join(lines)
    if sys.argv[1:2] == ["--check"]:
        sys.exit(0 if pathlib.Path(sys.argv[2]).read_text() == text else f"{sys.argv[2]} differs")
    OUTPUT.write_text(text)


if __name__ == "__main__":
    main()
