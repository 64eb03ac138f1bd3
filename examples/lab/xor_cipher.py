#!/usr/bin/env python3
"""A cipher of one's own for neurocrypt's attack lab: the smallest program that speaks its protocol.

    neurocrypt lab run --target "pipe:python3 xor_cipher.py" --quick -o results.jsonl

The cipher rotates each byte and exclusive-ors a fixed key, which every attack should notice. Replace encrypt
and decrypt with yours; leave out the faces that yours does not have. Specified in docs/formats/lab-pipe.md.
"""
import sys

KEY = bytes(range(7, 7 + 16))


def encrypt(block):
    return bytes((b << 1 | b >> 7) & 255 ^ k for b, k in zip(block, KEY))


def decrypt(block):
    return bytes((b ^ k) >> 1 | ((b ^ k) & 1) << 7 for b, k in zip(block, KEY))


def keystream(nonce, chunk, size):
    del nonce, chunk  # a mistake that the lab finds
    return (KEY * (size // 16 + 1))[:size]


def seal(message):
    return bytes(m ^ k for m, k in zip(message, keystream(None, 0, len(message))))


def blocks(text):
    data = bytes.fromhex(text)
    return [data[i:i + 16] for i in range(0, len(data), 16)]


def answer(verb, *words):
    if verb == "neurocrypt-lab":
        return "about a rotation and a fixed key\nblock 16 16 bits\nkeystream\nmessages\nready"
    if verb == "encrypt":
        return "".join(encrypt(block).hex() for block in blocks(words[0]))
    if verb == "decrypt":
        return "".join(decrypt(block).hex() for block in blocks(words[0]))
    if verb == "keystream":
        return keystream(bytes.fromhex(words[0]), int(words[1]), int(words[2])).hex()
    if verb == "seal":
        return seal(bytes.fromhex(words[1])).hex()
    if verb == "open":
        return seal(bytes.fromhex(words[0])).hex()
    return "error unknown verb " + verb


for line in sys.stdin:
    print(answer(*line.split()), flush=True)
