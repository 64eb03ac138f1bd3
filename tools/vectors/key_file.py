#!/usr/bin/env python3
"""Writes vectors/key_file.txt: key files by docs/formats/key-file.md, good ones and one for each way to fail.

Usage: tools/vectors/key_file.py > vectors/key_file.txt
"""
import dataclasses
import sys

import primitives

MAGIC = b"\x89nckeys\n"
LATTICE, REVERSIBLE, AUTOENCODER = 1, 2, 3
ENABLED, RETIRED = 1, 2


@dataclasses.dataclass(frozen=True)
class Key:
    id: int
    aes_secret: bytes
    weights: bytes
    status: int = ENABLED
    family: int = LATTICE
    architecture: str = "lattice-r2"
    created: int = 1_700_000_000
    certificate: str = ""

    def architecture_hash(self):
        return primitives.sha256(b"neurocrypt architecture v1\n", self.architecture.encode())

    def body(self):
        text, certificate = self.architecture.encode(), self.certificate.encode()
        return b"".join((
            self.id.to_bytes(8, "big"), bytes([self.family, self.status]),
            self.created.to_bytes(8, "big"), len(text).to_bytes(2, "big"), text,
            self.architecture_hash(), self.aes_secret,
            len(self.weights).to_bytes(4, "big"), self.weights,
            len(certificate).to_bytes(4, "big"), certificate))


def header(protection, body):
    return MAGIC + bytes([1, protection, 0, 0]) + len(body).to_bytes(4, "big")


def body_of(keys, primary):
    return len(keys).to_bytes(2, "big") + primary.to_bytes(8, "big") + b"".join(k.body() for k in keys)


def plain(body):
    covered = header(0, body) + body
    return covered + primitives.sha256(covered)


def sealed(body, passphrase, salt, operations=1, memory_kib=8):
    secret = primitives.argon2id(passphrase, salt, operations, memory_kib, 64)
    start = header(1, body) + operations.to_bytes(4, "big") + memory_kib.to_bytes(4, "big")
    start += salt + secret[32:]
    ciphertext, tag = primitives.aes_256_gcm(secret[:32], bytes(12), start, body)
    return start + ciphertext + tag


def numbered(first, size=32):
    return bytes((first + i) % 256 for i in range(size))


OLD = Key(0x1111111111111111, numbered(0x10), numbered(0x30), certificate='{"measured":true}')
NEW = Key(0x2222222222222222, numbered(0x50), numbered(0x70), created=1_700_000_001)
RETIRED_OLD = dataclasses.replace(OLD, status=RETIRED)
# The ids of the keys above with other secrets: what a wrong key looks like.
STRANGER = Key(OLD.id, numbered(0x90), numbered(0xB0))
# As OLD, but for the AES secret or the weights alone.
OTHER_AES = dataclasses.replace(OLD, aes_secret=numbered(0x90))
OTHER_WEIGHTS = dataclasses.replace(OLD, weights=numbered(0xB0))

PASSPHRASE = b"correct horse"


def changed(data, offset, new):
    return data[:offset] + new + data[offset + len(new):]


def vectors():
    two = body_of([RETIRED_OLD, NEW], NEW.id)
    one = body_of([OLD], OLD.id)
    salt = numbered(1, 16)
    good_plain, good_sealed = plain(two), sealed(two, PASSPHRASE, salt)

    def edited(offset, new):
        return plain(changed(two, offset - 16, new))

    yield "plain, one retired key and the primary", "ok", "", good_plain, None
    yield "plain, one key", "ok", "", plain(one), None
    yield "sealed under a passphrase", "ok", "", good_sealed, PASSPHRASE
    yield "sealed, three passes over 64 KiB", "ok", "", sealed(one, PASSPHRASE, salt, 3, 64), PASSPHRASE
    yield "foreign file", "corrupt", "magic at byte 0", b"\x89PNG\r\n\x1a\n" + good_plain[8:], None
    yield "empty file", "corrupt", "magic at byte 0", b"", None
    yield "later version", "unsupported", "version 2 at byte 8", changed(good_plain, 8, b"\2"), None
    yield "unknown protection", "corrupt", "at byte 9", changed(good_plain, 9, b"\2"), None
    yield "reserved field set", "corrupt", "at byte 10", changed(good_plain, 10, b"\0\1"), None
    yield "truncated header", "corrupt", "truncated header at byte 12", good_plain[:12], None
    yield "truncated body", "corrupt", "at byte 12", good_plain[:-33], None
    yield "truncated checksum", "corrupt", "at byte 12", good_plain[:-1], None
    yield "trailing byte", "corrupt", "at byte 12", good_plain + b"\0", None
    yield "body size too large", "corrupt", "at byte 12", changed(good_plain, 12, b"\xff" * 4), None
    yield "checksum wrong", "corrupt", "do not match the checksum", good_plain[:-1] + b"\0", None
    yield "no keys", "corrupt", "number of keys 0", edited(16, b"\0\0"), None
    yield "too many keys", "corrupt", "number of keys 1001", edited(16, b"\x03\xe9"), None
    yield "one key fewer than said", "corrupt", "truncated key id", edited(16, b"\0\3"), None
    yield "one key more than said", "corrupt", "names no enabled key at byte 18", plain(
        body_of([OLD], NEW.id)), None
    yield "trailing bytes in the body", "corrupt", "trailing bytes", plain(one + b"\0"), None
    yield "primary key retired", "corrupt", "names no enabled key at byte 18", plain(
        body_of([RETIRED_OLD], OLD.id)), None
    yield "two keys with one id", "corrupt", "second key with the id 1111111111111111", plain(
        body_of([OLD, STRANGER], OLD.id)), None
    yield "unknown family", "unsupported", "unknown family 9 at byte 34", edited(34, b"\x09"), None
    yield "unknown status", "corrupt", "key status 3", edited(35, b"\x03"), None
    yield "creation time before 1970", "corrupt", "creation time", edited(36, b"\xff"), None
    yield "architecture empty", "corrupt", "architecture length 0", edited(44, b"\0\0"), None
    yield "architecture too long", "corrupt", "architecture length 257", edited(44, b"\1\1"), None
    yield "architecture not printed as we print it", "corrupt", "printed form at byte 44", plain(
        body_of([dataclasses.replace(OLD, architecture="lattice-r2 depth 1")], OLD.id)), None
    yield "architecture unknown", "corrupt", "at byte 44", plain(
        body_of([dataclasses.replace(OLD, architecture="lattice-r9")], OLD.id)), None
    yield "architecture hash wrong", "corrupt", "at byte 56", edited(56, bytes(32)), None
    yield "weights empty", "corrupt", "weights length 0", edited(120, bytes(4)), None
    yield "weights too long", "corrupt", "weights length 16777217", edited(120, b"\1\0\0\1"), None
    yield "weights truncated", "corrupt", "truncated weights", edited(120, b"\0\0\4\0"), None
    yield "certificate too long", "corrupt", "certificate length 65537", edited(156, b"\0\1\0\1"), None
    yield "passphrase missing", "invalid_argument", "none was given", good_sealed, None
    yield "passphrase superfluous", "invalid_argument", "not sealed", good_plain, PASSPHRASE
    yield "passphrase wrong", "not_authentic", "wrong passphrase", good_sealed, b"correct house"
    yield "salt changed", "not_authentic", "wrong passphrase", changed(good_sealed, 24, b"\0"), PASSPHRASE
    yield "commitment changed", "not_authentic", "wrong passphrase", changed(
        good_sealed, 40, bytes([good_sealed[40] ^ 1])), PASSPHRASE
    yield "sealed body changed", "not_authentic", "body was changed", changed(
        good_sealed, 80, bytes([good_sealed[80] ^ 1])), PASSPHRASE
    yield "tag changed", "not_authentic", "body was changed", changed(
        good_sealed, len(good_sealed) - 1, bytes([good_sealed[-1] ^ 1])), PASSPHRASE
    yield "no passes", "corrupt", "operations 0", changed(good_sealed, 16, bytes(4)), PASSPHRASE
    yield "too many passes", "corrupt", "operations 17", changed(good_sealed, 16, b"\0\0\0\x11"), PASSPHRASE
    yield "too little memory", "corrupt", "memory of 7 KiB", changed(good_sealed, 20, b"\0\0\0\7"), PASSPHRASE
    yield "too much memory", "corrupt", "memory of 1048577 KiB", changed(
        good_sealed, 20, b"\0\x10\0\1"), PASSPHRASE


def main():
    print("# Key files and what parse_key_file must say about each: docs/formats/key-file.md.")
    print("source = docs/formats/key-file.md, version 1")
    print("generated-by = tools/vectors/key_file.py > vectors/key_file.txt")
    for name, expect, message, file, passphrase in vectors():
        print(f"\nname = {name}\nexpect = {expect}")
        if message:
            print(f"message = {message}")
        if passphrase is not None:
            print(f"passphrase = {passphrase.decode()}")
        print(f"file = {file.hex()}")


if __name__ == "__main__":
    sys.exit(main())
