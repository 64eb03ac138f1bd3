#!/usr/bin/env python3
"""Prints the cost of the primal uSVP attack on the lattice sets in the core-SVP model, beside published sets as controls.

Model: [ADPS16] (Alkim, Ducas, Poeppelmann, Schwabe, New Hope, 2016), section 6.3. BKZ with block size b succeeds on a lattice of
dimension d and volume V when sigma sqrt(b) <= delta^(2b - d - 1) V^(1/d); it costs 0.292 b bits, or 0.265 b with a quantum
computer. Secrets are scaled to the error; the number of samples is the best for the attacker. LWR's rounding error counts as
uniform on q/p consecutive integers. Polynomial factors and memory are left out: a yardstick, not an exact cost.
"""

import math


def log2_delta(b):
    """Root Hermite factor of BKZ with block size b > 50 (Chen's formula)."""
    return math.log2((math.pi * b) ** (1 / b) * b / (2 * math.pi * math.e)) / (2 * (b - 1))


def succeeds(b, n, log_q, sigma_secret, sigma_error, samples_max):
    for m in range(max(1, b - n), samples_max + 1, 2):
        d = n + m + 1
        log_volume = (m * log_q + n * math.log2(sigma_error / sigma_secret)) / d
        if math.log2(sigma_error) + math.log2(b) / 2 <= (2 * b - d - 1) * log2_delta(b) + log_volume:
            return True
    return False


def block_size(*parameters):
    """The smallest block size that succeeds."""
    coarse = next(b for b in range(64, 4000, 32) if succeeds(b, *parameters))
    return next(b for b in range(coarse - 31, coarse + 1) if succeeds(b, *parameters))


def uniform(values):
    return math.sqrt((values**2 - 1) / 12)


SETS = [
    # name, n, log2 q, sigma of the secret, sigma of the error, samples
    ("Kyber-512 (published 118)", 512, math.log2(3329), math.sqrt(1.5), math.sqrt(1.5), 512),
    ("Kyber-768 (published 182)", 768, math.log2(3329), 1, 1, 768),
    ("Saber (published 189)", 768, 13, math.sqrt(2), uniform(8), 768),
    ("lattice-r2", 2048, 20, math.sqrt(1 / 2), uniform(16), 8192),
    ("lattice-r1", 1024, 20, math.sqrt(2 / 3), uniform(16), 4096),
    ("dense-336", 336, 16, uniform(256), uniform(256), 1344),
    ("dense-592", 592, 16, uniform(256), uniform(256), 2368),
]

if __name__ == "__main__":
    print(f"{'set':28} {'b':>5} {'classical':>10} {'quantum':>8}")
    for name, *parameters in SETS:
        b = block_size(*parameters)
        print(f"{name:28} {b:5} {0.292 * b:10.1f} {0.265 * b:8.1f}")
