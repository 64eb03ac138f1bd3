#!/usr/bin/env python3
"""Writes the test sequences of NIST SP 800-22 rev. 1a: the binary expansions of e, pi, sqrt(2) and sqrt(3), and the
pseudorandom generators of its appendix D with the seeds of NIST's sts 2.1.2.

Everything is computed from definitions with Python's big integers and hashlib; no digits are stored.

usage: sp800_22.py SEQUENCE BITS > file      bits packed into bytes, most significant first
       sp800_22.py --list
"""

import hashlib
import math
import sys

GUARD_BITS = 64


# --- binary expansions, with the bits before the point and without leading zeros ---


def _sum_of_inverse_factorials(low, high):
    """(p, q) with p / q = sum of low! / k! for low < k <= high, and q = high! / low!."""
    if high - low == 1:
        return 1, high
    middle = (low + high) // 2
    p_left, q_left = _sum_of_inverse_factorials(low, middle)
    p_right, q_right = _sum_of_inverse_factorials(middle, high)
    return p_left * q_right + p_right, q_left * q_right


def scaled_e(bits):
    """floor(e * 2^bits), but for the last few bits."""
    terms = 10
    while math.lgamma(terms + 1) / math.log(2) < bits:
        terms *= 2
    p, q = _sum_of_inverse_factorials(0, terms)
    return (1 << bits) + (p << bits) // q


def _chudnovsky(low, high):
    """The binary splitting of Chudnovsky's series for 1 / pi: (P, Q, T) of the terms low to high - 1."""
    if high - low == 1:
        if low == 0:
            return 1, 1, 13591409
        p = (6 * low - 5) * (2 * low - 1) * (6 * low - 1)
        t = p * (13591409 + 545140134 * low)
        return p, low**3 * 640320**3 // 24, -t if low % 2 else t
    middle = (low + high) // 2
    p_left, q_left, t_left = _chudnovsky(low, middle)
    p_right, q_right, t_right = _chudnovsky(middle, high)
    return p_left * p_right, q_left * q_right, q_right * t_left + p_left * t_right


def scaled_pi(bits):
    """floor(pi * 2^bits), but for the last few bits."""
    _, q, t = _chudnovsky(0, bits // 47 + 2)  # 47.1 bits a term
    return q * 426880 * math.isqrt(10005 << 2 * bits) // t


def scaled_root(square):
    return lambda bits: math.isqrt(square << 2 * bits)


def expansion(scaled):
    """The generator of the first n bits of a number between 1 and 4, given x -> floor(number * 2^x)."""

    def generate(count):
        digits = bin(scaled(count + GUARD_BITS))[2:]
        return digits[:count]

    return generate


# --- the generators of appendix D ---

P_512 = int(
    "987b6a6bf2c56a97291c445409920032499f9ee7ad128301b5d0254aa1a9633f"
    "dbd378d40149f1e23a13849f3d45992f5c4c6b7104099bc301f6005f9d8115e1",
    16,
)
G_512 = int(
    "3844506a9456c564b8b8538e0cc15aff46c95e69600f084f0657c2401b3c2447"
    "34b62ea9bb95be4923b9b7e84eeaf1a224894ef0328d44bc3eb3e983644da3f5",
    16,
)
X_512 = int(
    "7844506a9456c564b8b8538e0cc15aff46c95e69600f084f0657c2401b3c2447"
    "34b62ea9bb95be4923b9b7e84eeaf1a224894ef0328d44bc3eb3e983644da3f5",
    16,
)


def words(step, state, word_bits):
    """The generator that writes word after word: step(state) gives the next state and the word."""

    def generate(count):
        parts = []
        current = state
        for _ in range(-(-count // word_bits)):
            current, word = step(current)
            parts.append(format(word, f"0{word_bits}b"))
        return "".join(parts)[:count]

    return generate


def linear_congruential(count):
    """D.1: z <- 950706376 z mod (2^31 - 1), the bit is z / (2^31 - 1) >= 1/2."""
    modulus = (1 << 31) - 1
    state = 23482349
    bits = []
    for _ in range(count):
        state = 950706376 * state % modulus
        bits.append("1" if 2 * state >= modulus else "0")
    return "".join(bits)


def quadratic_congruential_1(state):
    state = state * state % P_512
    return state, state


def quadratic_congruential_2(state):
    state = (2 * state * state + 3 * state + 1) % (1 << 512)
    return state, state


def cubic_congruential(state):
    state = state**3 % (1 << 512)
    return state, state


def exclusive_or(count):
    """D.5: x_i = x_(i-1) xor x_(i-127)."""
    bits = [
        int(b)
        for b in "0001011011011001000101111001001010011011101101000100000010101111"
        "111010100100001010110110000000000100110000101110011111111100111"
    ]
    while len(bits) < count:
        bits.append(bits[-1] ^ bits[-127])
    return "".join(map(str, bits[:count]))


def modular_exponentiation(exponent):
    word = pow(G_512, exponent, P_512)
    return word & ((1 << 160) - 1), word


def blum_blum_shub(count):
    p = int(
        "E65097BAEC92E70478CAF4ED0ED94E1C94B154466BFB9EC9BE37B2B0FF8526C2"
        "22B76E0E915017535AE8B9207250257D0A0C87C0DACEF78E17D1EF9DC44FD91F",
        16,
    )
    q = int(
        "E029AEFCF8EA2C29D99CB53DD5FA9BC1D0176F5DF8D9110FD16EE21F32E37BA8"
        "6FF42F00531AD5B8A43073182CC2E15F5C86E8DA059E346777C9A985F7D8A867",
        16,
    )
    seed = int(
        "10d6333cfac8e30e808d2192f7c0439480da79db9bbca1667d73be9a677ed313"
        "11f3b830937763837cb7b1b1dc75f14eea417f84d9625628750de99e7ef1e976",
        16,
    )
    modulus = p * q
    state = seed * seed % modulus
    bits = []
    for _ in range(count):
        state = state * state % modulus
        bits.append("1" if state & 1 else "0")
    return "".join(bits)


def _sha1_compress(block):
    """SHA-1's compression of one 64-byte block from the initial state: the generator's G, without padding [FIPS 186-2,
    change notice 1]. hashlib always pads, so the 80 steps of FIPS 180 stand here."""
    mask = 0xFFFFFFFF

    def rotate(x, n):
        return (x << n | x >> (32 - n)) & mask

    w = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
    for i in range(16, 80):
        w.append(rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1))
    start = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)
    a, b, c, d, e = start
    for i in range(80):
        if i < 20:
            f, k = b & c | ~b & d & mask, 0x5A827999
        elif i < 40:
            f, k = b ^ c ^ d, 0x6ED9EBA1
        elif i < 60:
            f, k = b & c | b & d | c & d, 0x8F1BBCDC
        else:
            f, k = b ^ c ^ d, 0xCA62C1D6
        a, b, c, d, e = (rotate(a, 5) + f + e + k + w[i]) & mask, a, rotate(b, 30), c, d
    return b"".join(((x + y) & mask).to_bytes(4, "big") for x, y in zip(start, (a, b, c, d, e)))


def g_sha1(state):
    word = int.from_bytes(_sha1_compress(state.to_bytes(20, "big") + bytes(44)), "big")
    return (state + word + 1) % (1 << 160), word


SEQUENCES = {
    "e": expansion(scaled_e),
    "pi": expansion(scaled_pi),
    "sqrt2": expansion(scaled_root(2)),
    "sqrt3": expansion(scaled_root(3)),
    "lcg": linear_congruential,
    "qcg1": words(quadratic_congruential_1, G_512, 512),
    "qcg2": words(quadratic_congruential_2, X_512, 512),
    "cubic": words(cubic_congruential, X_512, 512),
    "xor": exclusive_or,
    "modexp": words(modular_exponentiation, int("7AB36982CE1ADF832019CDFEB2393CABDF0214EC", 16), 512),
    "bbs": blum_blum_shub,
    "gsha1": words(g_sha1, int("ec822a619d6ed5d9492218a7a4c5b15d57c61601", 16), 160),
}


def self_check():
    """The compression function against hashlib, on a block that is padded by hand."""
    message = b"abc" + b"\x80" + bytes(52) + (24).to_bytes(8, "big")
    assert _sha1_compress(message) == hashlib.sha1(b"abc").digest()


def main(arguments):
    if arguments == ["--list"]:
        print("\n".join(SEQUENCES))
        return 0
    if len(arguments) != 2 or arguments[0] not in SEQUENCES or not arguments[1].isdigit():
        print(__doc__, file=sys.stderr)
        return 2
    self_check()
    count = int(arguments[1])
    bits = SEQUENCES[arguments[0]](count)
    padded = bits + "0" * (-count % 8)
    sys.stdout.buffer.write(int("1" + padded, 2).to_bytes(len(padded) // 8 + 1, "big")[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
