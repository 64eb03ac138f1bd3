#!/usr/bin/env python3
"""Writes vectors/container.txt: sealed data by docs/formats/container.md, good ones and one for each way to fail.

A vector is `sealed` in full, or made from an earlier vector (`base`): the slices of it that `slices` lists, as
from:to, then the bits of `flip`, as offset:mask. Long plaintexts are given by a rule: byte i of `pattern N` is
(i + (i >> 8)) mod 256, for i from 0 to N - 1.

Usage: tools/vectors/container.py > vectors/container.txt
"""
import functools

import key_file
import lattice
import primitives

MAGIC = b"\x89ncseal\n"
AES, NEURAL, HYBRID = 1, 2, 3
CHUNK = 65504
HEADER = 88
SUITES = {"aes": AES, "neural": NEURAL, "hybrid": HYBRID}


def pattern(size):
    return bytes((i + (i >> 8)) & 255 for i in range(size))


def bound_header(key, suite, salt):
    return MAGIC + bytes([1, suite, key.family]) + bytes(5) + key.id.to_bytes(8, "big") + salt


def commitment(key, header, associated_data):
    secret = bytes([key.family]) + primitives.sha256(key.weights) + key.architecture_hash() + key.aes_secret
    root = primitives.Hkdf(b"neurocrypt container v1 commitment", secret)
    return root.expand(header + primitives.sha256(associated_data), 32)


def aes_key(key, header, associated_data):
    root = primitives.Hkdf(b"neurocrypt container v1 aes", key.aes_secret)
    return root.expand(header + primitives.sha256(associated_data), 32)


@functools.cache
def network(weights):
    return lattice.Key("lattice-r2", 1, weights)


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def seal(key, suite, salt, plaintext, associated_data=b"", final_flags=None):
    header = bound_header(key, suite, salt)
    chunks = [plaintext[i : i + CHUNK] for i in range(0, len(plaintext), CHUNK)] or [b""]
    flags = final_flags or [i == len(chunks) - 1 for i in range(len(chunks))]
    out = header + commitment(key, header, associated_data)
    for number, (chunk, final) in enumerate(zip(chunks, flags)):
        nonce = number.to_bytes(8, "big") + bytes(3) + bytes([final])
        if suite != AES:
            tag_key, keystream = network(key.weights).chunk(salt, number, len(chunk))
            chunk = xor(chunk, keystream)
        if suite == NEURAL:
            tag = primitives.poly1305_tag(tag_key, nonce, chunk)
        else:
            chunk, tag = primitives.aes_256_gcm(aes_key(key, header, associated_data), nonce, b"", chunk)
        out += chunk + tag
    return out


KEYS = {
    "old": key_file.plain(key_file.body_of([key_file.OLD], key_file.OLD.id)),
    "old-and-new": key_file.plain(key_file.body_of([key_file.OLD, key_file.NEW], key_file.NEW.id)),
    "old-retired": key_file.plain(key_file.body_of([key_file.RETIRED_OLD, key_file.NEW], key_file.NEW.id)),
    "new": key_file.plain(key_file.body_of([key_file.NEW], key_file.NEW.id)),
    "stranger": key_file.plain(key_file.body_of([key_file.STRANGER], key_file.STRANGER.id)),
    "other-aes": key_file.plain(key_file.body_of([key_file.OTHER_AES], key_file.OLD.id)),
    "other-weights": key_file.plain(key_file.body_of([key_file.OTHER_WEIGHTS], key_file.OLD.id)),
}


def block(**fields):
    print()
    for name, value in fields.items():
        print(f"{name.replace('_', '-')} = {value}")


def edited(data, slices, flip=None):
    out = bytearray()
    for part in slices.split(", "):
        start, end = part.split(":")
        out += data[int(start) : int(end)]
    if flip:
        offset, mask = flip.split(":")
        out[int(offset)] ^= int(mask)
    return bytes(out)


def main():
    print("# Sealed data and what an Opener must say about it: docs/formats/container.md. A block with a key-file")
    print("# names a keyset for the blocks below it.")
    print("source = docs/formats/container.md, version 1")
    print("generated-by = tools/vectors/container.py > vectors/container.txt")
    for name, file in KEYS.items():
        block(keyset=name, key_file=file.hex())

    salt = key_file.numbered(0xC0)
    old = key_file.OLD
    made = {}
    for suite_name, suite in SUITES.items():
        def good(what, plaintext, rule, associated_data=b"", suite=suite, suite_name=suite_name):
            sealed = seal(old, suite, salt, plaintext, associated_data)
            name = f"{suite_name}, {what}"
            made[name] = sealed, associated_data
            fields = {"name": name, "expect": "ok", "keys": "old", "suite": suite_name, "salt": salt.hex()}
            fields["ad"] = associated_data.hex()
            fields["plaintext"] = rule or plaintext.hex()
            if len(sealed) < 1000:
                fields["sealed"] = sealed.hex()
            fields["sealed-sha256"] = primitives.sha256(sealed).hex()
            block(**fields)

        def bad(what, expect, base, slices=None, flip=None, keys="old", ad=None, suite_name=suite_name):
            base = f"{suite_name}, {base}"
            data, associated_data = made[base]
            slices = slices or f"0:{len(data)}"
            fields = {"name": f"{suite_name}, {what}", "expect": expect, "keys": keys, "base": base}
            fields["ad"] = (associated_data if ad is None else ad).hex()
            fields["slices"] = slices
            if flip:
                fields["flip"] = flip
            fields["sealed-sha256"] = primitives.sha256(edited(data, slices, flip)).hex()
            block(**fields)

        good("empty message", b"", None)
        good("short message", b"attack at dawn", None, b"context")
        good("one full chunk", pattern(CHUNK), f"pattern {CHUNK}")
        good("two chunks", pattern(CHUNK + 1), f"pattern {CHUNK + 1}")
        good("three chunks", pattern(2 * CHUNK + 100), f"pattern {2 * CHUNK + 100}")

        short = "short message"
        size = len(made[f"{suite_name}, {short}"][0])
        bad("opened by a rotated keyset", "ok", short, keys="old-and-new")
        bad("magic changed", "corrupt", short, flip="0:128")
        bad("version changed", "unsupported", short, flip="8:3")
        bad("suite unknown", "unsupported", short, flip="9:64")
        bad("suite changed", "not_authentic", short, flip=f"9:{suite ^ (1 if suite != AES else 3)}")
        bad("family unknown", "unsupported", short, flip="10:64")
        bad("family changed", "not_authentic", short, flip="10:3")
        bad("reserved field set", "corrupt", short, flip="11:1")
        bad("reserved field set at its end", "corrupt", short, flip="15:1")
        bad("key id changed", "not_found", short, flip="16:1")
        bad("salt changed", "not_authentic", short, flip="24:1")
        bad("commitment changed", "not_authentic", short, flip="56:1")
        bad("ciphertext changed", "not_authentic", short, flip=f"{HEADER}:1")
        bad("tag changed", "not_authentic", short, flip=f"{size - 1}:128")
        bad("unknown key", "not_found", short, keys="new")
        bad("wrong key of the same id", "not_authentic", short, keys="stranger")
        bad("wrong AES secret", "not_authentic", short, keys="other-aes")
        bad("wrong weights", "not_authentic", short, keys="other-weights")
        bad("retired key", "refused", short, keys="old-retired")
        bad("other associated data", "not_authentic", short, ad=b"Context")
        bad("no associated data", "not_authentic", short, ad=b"")
        bad("nothing", "corrupt", short, slices="0:0")
        bad("header cut", "corrupt", short, slices=f"0:{HEADER - 1}")
        bad("header alone", "not_authentic", short, slices=f"0:{HEADER}")
        bad("tag cut", "not_authentic", short, slices=f"0:{size - 1}")
        bad("byte added", "not_authentic", short, slices=f"0:{size}, 0:1")

        three, end = "three chunks", len(made[f"{suite_name}, three chunks"][0])
        one, two = HEADER + CHUNK + 16, HEADER + 2 * (CHUNK + 16)
        bad("cut between chunks", "not_authentic", three, slices=f"0:{two}")
        bad("cut inside a chunk", "not_authentic", three, slices=f"0:{two - 1000}")
        bad("cut inside the last chunk", "not_authentic", three, slices=f"0:{end - 50}")
        bad("chunks swapped", "not_authentic", three, slices=f"0:{HEADER}, {one}:{two}, {HEADER}:{one}, {two}:{end}")
        bad("chunk repeated", "not_authentic", three, slices=f"0:{one}, {HEADER}:{end}")
        bad("chunk dropped", "not_authentic", three, slices=f"0:{HEADER}, {one}:{end}")
        bad("chunk after the last", "not_authentic", three, slices=f"0:{end}, {two}:{end}")
        bad("second chunk changed", "not_authentic", three, flip=f"{one + 77}:16")

    # Streams that no sealer writes: the flag is authentic but set where it must not be, or missing.
    def forged(what, suite, plaintext, flags, suite_name, extra=b""):
        sealed = seal(old, suite, salt, plaintext, b"", flags) + extra
        block(name=f"{suite_name}, {what}", expect="not_authentic", keys="old", ad="",
              sealed=sealed.hex(), sealed_sha256=primitives.sha256(sealed).hex())

    for suite_name, suite in SUITES.items():
        forged("final flag missing", suite, b"attack at dawn", [False], suite_name)
        first = seal(old, suite, salt, b"attack at dawn", b"", [True])
        forged("data after the final chunk", suite, b"attack at dawn", [True], suite_name, first[HEADER:])


if __name__ == "__main__":
    main()
