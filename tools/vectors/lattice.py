#!/usr/bin/env python3
"""Writes vectors/lattice.txt: keystreams of the lattice family, computed from its specification alone.

Schoolbook arithmetic on Python's big integers, AES from FIPS 197, hashes from hashlib; it shares no code with the library.
The specification is the comment at the top of src/ciphers/lattice/params.h.

usage: lattice.py > vectors/lattice.txt
       lattice.py --check vectors/lattice.txt
"""

import hashlib
import operator
import pathlib
import sys

DOMAIN_WEIGHTS = b"neurocrypt lattice weights"
DOMAIN_INPUT = b"neurocrypt lattice input"
DEGREE = 1024
P = 13313 * 15361
OFFSET = 98 << 20

# set number, rank (0: dense), inputs, rows of the last layer, rows of the others
SETS = {
    "lattice-r2": (1, 2, 2048, 8, 4),
    "lattice-r1": (2, 1, 1024, 8, 2),
    "dense-336": (3, 0, 336, 512, 672),
    "dense-592": (4, 0, 592, 512, 1184),
}


# --- AES-128 in counter mode ---


def _sbox():
    """The S-box of FIPS 197, 5.1.1: inversion in GF(2^8), then an affine map."""
    table = [0] * 256
    p = q = 1
    while True:
        p ^= (p << 1 ^ (0x11B if p & 0x80 else 0)) & 0x1FF  # times 3
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xFF
        if q & 0x80:
            q ^= 0x09  # divided by 3
        rotations = (q ^ (q << 1 | q >> 7) ^ (q << 2 | q >> 6) ^ (q << 3 | q >> 5) ^ (q << 4 | q >> 4)) & 0xFF
        table[p] = rotations ^ 0x63
        if p == 1:
            break
    table[0] = 0x63
    return table


SBOX = _sbox()
TWICE = [(x << 1 ^ (0x11B if x & 0x80 else 0)) for x in range(256)]


class Aes128:
    def __init__(self, key):
        words = [list(key[i : i + 4]) for i in range(0, 16, 4)]
        constant = 1
        for i in range(4, 44):
            word = list(words[i - 1])
            if i % 4 == 0:
                word = [SBOX[x] for x in word[1:] + word[:1]]
                word[0] ^= constant
                constant = TWICE[constant]
            words.append([a ^ b for a, b in zip(words[i - 4], word)])
        self.round_keys = [sum(words[i : i + 4], []) for i in range(0, 44, 4)]

    def encrypt(self, block):
        state = [a ^ b for a, b in zip(block, self.round_keys[0])]
        for number in range(1, 11):
            state = [SBOX[state[(5 * i) % 16]] for i in range(16)]  # SubBytes, ShiftRows
            if number < 10:
                mixed = []
                for i in range(0, 16, 4):
                    a, b, c, d = state[i : i + 4]
                    total = a ^ b ^ c ^ d
                    mixed += [
                        a ^ total ^ TWICE[a ^ b],
                        b ^ total ^ TWICE[b ^ c],
                        c ^ total ^ TWICE[c ^ d],
                        d ^ total ^ TWICE[d ^ a],
                    ]
                state = mixed
            state = [a ^ b for a, b in zip(state, self.round_keys[number])]
        return bytes(state)

    def counter_mode(self, high, size):
        out = b""
        low = 0
        while len(out) < size:
            out += self.encrypt(high.to_bytes(8, "big") + low.to_bytes(8, "big"))
            low += 1
        return out[:size]


# --- the family ---


def weights(name, depth, layer, row, component, seed):
    number, rank, inputs, _, _ = SETS[name]
    place = bytes([number, depth, layer]) + row.to_bytes(2, "little") + bytes([component])
    shake = hashlib.shake_256(DOMAIN_WEIGHTS + place + seed)
    if name == "lattice-r2":
        bits = int.from_bytes(shake.digest(256), "little")
        return [(bits >> 2 * i & 1) - (bits >> 2 * i + 1 & 1) for i in range(DEGREE)]
    if name == "lattice-r1":
        stream = shake.digest(8 * DEGREE)
        words = [int.from_bytes(stream[8 * i : 8 * i + 8], "little") for i in range(DEGREE)]
        return [(3 * word >> 64) - 1 for word in words]
    return [x - 256 if x >= 128 else x for x in shake.digest(inputs)]


def unpack(packed):
    coefficients = []
    for i in range(DEGREE):
        high = int.from_bytes(packed[2 * i : 2 * i + 2], "little", signed=True)
        low = packed[2048 + i] & 15 if i < 512 else packed[2048 + i - 512] >> 4
        coefficients.append(16 * high + low)
    return coefficients


DIGIT = 64  # bits of one coefficient in a packed polynomial; products stay far below 2^63


def evaluate(coefficients):
    """The polynomial at 2^64, an exact integer."""
    positive = b"".join(max(c, 0).to_bytes(8, "little") for c in coefficients)
    negative = b"".join(max(-c, 0).to_bytes(8, "little") for c in coefficients)
    return int.from_bytes(positive, "little") - int.from_bytes(negative, "little")


def interpolate(value, count):
    """The `count` signed coefficients whose polynomial at 2^64 is `value`."""
    bias = sum(1 << (DIGIT * i + DIGIT - 1) for i in range(count))
    digits = (value + bias).to_bytes(8 * count, "little")
    return [int.from_bytes(digits[8 * i : 8 * i + 8], "little") - (1 << (DIGIT - 1)) for i in range(count)]


def ring_row(inputs, row_weights):
    z = [0] * DEGREE
    for a, s in zip(inputs, row_weights):
        product = interpolate(evaluate(a) * evaluate(s), 2 * DEGREE)
        for i in range(DEGREE):
            z[i] += product[i] - product[i + DEGREE]
    out = b""
    for coefficient in z:
        y = (coefficient + OFFSET) % P - OFFSET
        out += ((y % 2**20) // 2**4).to_bytes(2, "little")
    return out


def dense_row(inputs, row_weights):
    return bytes([sum(map(operator.mul, inputs, row_weights)) % 2**16 // 2**8])


class Key:
    def __init__(self, name, depth, seed):
        self.name, self.depth = name, depth
        _, rank, _, last_rows, inner_rows = SETS[name]
        self.layers = []
        for layer in range(depth):
            rows = last_rows if layer == depth - 1 else inner_rows
            if rank:
                matrix = [[weights(name, depth, layer, r, c, seed) for c in range(rank)] for r in range(rows)]
            else:
                matrix = [weights(name, depth, layer, r, 0, seed) for r in range(rows)]
            self.layers.append(matrix)

    def block(self, aes, t):
        _, rank, inputs, _, _ = SETS[self.name]
        need = 2560 * rank if rank else 2 * inputs
        value = aes.counter_mode(t, need)
        for matrix in self.layers:
            if rank:
                taken = 2048 if matrix is self.layers[-1] else 1280
                x = [unpack(value[2560 * c : 2560 * (c + 1)]) for c in range(rank)]
                value = b"".join(ring_row(x, row)[:taken] for row in matrix)
            else:
                x = [int.from_bytes(value[2 * i : 2 * i + 2], "little") for i in range(inputs)]
                value = b"".join(dense_row(x, row) for row in matrix)
        return value

    def chunk(self, salt, number, size):
        """The tag key and `size` bytes of keystream."""
        aes = Aes128(hashlib.sha256(DOMAIN_INPUT + bytes([SETS[self.name][0], self.depth]) + salt).digest()[:16])
        blocks = 4 if SETS[self.name][1] else 128
        stream = b""
        for t in range(blocks * number, blocks * (number + 1)):
            if len(stream) >= 32 + size:
                break
            stream += self.block(aes, t)
        return stream[:32], stream[32 : 32 + size]


def vectors():
    yield (
        "# Keystreams of the lattice family: the tag key and what follows it in one chunk.\n"
        "source = src/ciphers/lattice/params.h\n"
        "generated-by = tools/vectors/lattice.py\n"
    )
    assert Aes128(bytes(range(16))).encrypt(bytes(0x11 * i for i in range(16))).hex() == (
        "69c4e0d86a7b0430d8cdb78070b4c55a"  # FIPS 197, C.1
    )
    for name in SETS:
        whole = 65504 if SETS[name][1] else 20000  # a whole chunk of a dense set would take this program seconds
        for depth, chunks in (
            (1, ((0, 1), (0, 33), (0, whole), (1, 2016), (3, 2017), (2**40 + 7, 2015))),
            (2, ((0, 64), (5, 6000))),
            (5, ((0, 32), (2, 1024))),
        ):
            seed = hashlib.sha256(f"seed of {name} {depth}".encode()).digest()
            salt = hashlib.sha256(f"salt of {name} {depth}".encode()).digest()
            key = Key(name, depth, seed)
            for number, size in chunks:
                tag_key, stream = key.chunk(salt, number, size)
                lines = [
                    f"set = {name}",
                    f"depth = {depth}",
                    f"seed = {seed.hex()}",
                    f"salt = {salt.hex()}",
                    f"chunk = {number}",
                    f"size = {size}",
                    f"tag-key = {tag_key.hex()}",
                    f"keystream = {stream.hex()}" if size <= 64 else f"sha256 = {hashlib.sha256(stream).hexdigest()}",
                ]
                yield "\n".join(lines) + "\n"


def main():
    text = "\n".join(vectors())
    if len(sys.argv) == 3 and sys.argv[1] == "--check":
        if pathlib.Path(sys.argv[2]).read_text() != text:
            sys.exit(f"{sys.argv[2]} differs from what its specification gives")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
