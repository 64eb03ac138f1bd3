#!/usr/bin/env python3
"""Writes vectors/intermediary.txt: sealed records, streams and fields by docs/formats/intermediary.md.

All are sealed with the key "old" of vectors/key_file.txt, for the tenant "acme" and the schemas a1... and b2...

Usage: tools/vectors/intermediary.py > vectors/intermediary.txt
"""
import base64

import container
import key_file
import record_encoding
from record_encoding import Number, varint

SALT = key_file.numbered(0x60)
TENANT = b"acme"
SCHEMAS = b"\xa1" * 16 + b"\xb2" * 16
RECORD = {
    "from": "a",
    "fields": {"user identifier": "alice", "item price": [Number("1.50"), Number("2")]},
    "rest": None,
}
NONE, PADME, BUCKET = 1, 2, 3


def padme(size):
    """Nikitin et al., PoPETs 2019(4), Algorithm 1."""
    exponent = size.bit_length() - 1
    mantissa = exponent.bit_length()
    mask = (1 << (exponent - mantissa)) - 1
    return (size + mask) & ~mask


def padded(value, scheme=NONE, bucket=0):
    content = record_encoding.encode(value)
    out = bytes([scheme]) + (varint(bucket) if scheme == BUCKET else b"") + varint(len(content)) + content
    size = {NONE: len(out), PADME: padme(len(out)), BUCKET: -(-len(out) // bucket) * bucket if bucket else 0}[scheme]
    return out + bytes(size - len(out))


def bound(label, tenant=TENANT, context=b""):
    return label + b"\0" + varint(len(tenant)) + tenant + context


MESSAGE = bound(b"neurocrypt message v1")
PREAMBLE = b"\x01" + SCHEMAS


def seal(plaintext, associated_data=MESSAGE, suite=container.HYBRID):
    return container.seal(key_file.OLD, suite, SALT, plaintext, associated_data)


def frames(pieces, associated_data=MESSAGE):
    """A framed stream: each piece sealed as one chunk, behind its length."""
    key, suite = key_file.OLD, container.AES
    associated_data = b"neurocrypt frames v1\0" + associated_data
    header = container.bound_header(key, suite, SALT)
    out = header + container.commitment(key, header, associated_data)
    aes_key = container.aes_key(key, header, associated_data)
    for number, piece in enumerate(pieces):
        final = number == len(pieces) - 1
        nonce = number.to_bytes(8, "big") + bytes(3) + bytes([final])
        ciphertext, tag = container.primitives.aes_256_gcm(aes_key, nonce, b"", piece)
        out += (len(ciphertext + tag) | final << 31).to_bytes(4, "big") + ciphertext + tag
    return out


def item(value):
    return varint(len(padded(value))) + padded(value)


def field(place, sealed_place=None, tenant=TENANT, value="alice"):
    associated_data = bound(b"neurocrypt field v1", tenant, (sealed_place or place).encode())
    body = b"\x89ncfld\x01" + varint(len(place)) + place.encode() + seal(padded(value), associated_data)
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def block(**fields):
    print()
    for name, value in fields.items():
        print(f"{name} = {value}")


def main():
    print("# Sealed records, streams and fields: docs/formats/intermediary.md.")
    print("source = docs/formats/intermediary.md, version 1")
    print("generated-by = tools/vectors/intermediary.py > vectors/intermediary.txt")

    def message(name, expect, sealed):
        block(name=name, kind="message", expect=expect, sealed=sealed.hex())

    record = record_encoding.text(RECORD)
    block(name="record", kind="record", value=record)
    message("plain", "ok", seal(PREAMBLE + padded(RECORD)))
    message("suite aes", "ok", seal(PREAMBLE + padded(RECORD), suite=container.AES))
    message("suite neural", "ok", seal(PREAMBLE + padded(RECORD), suite=container.NEURAL))
    message("Padmé", "ok", seal(PREAMBLE + padded(RECORD, PADME)))
    message("bucket", "ok", seal(PREAMBLE + padded(RECORD, BUCKET, 300)))
    message("another tenant", "not_authentic",
            seal(PREAMBLE + padded(RECORD), bound(b"neurocrypt message v1", b"globex")))
    message("another context", "not_authentic",
            seal(PREAMBLE + padded(RECORD), bound(b"neurocrypt message v1", TENANT, b"x")))
    message("another purpose", "not_authentic", seal(PREAMBLE + padded(RECORD), bound(b"neurocrypt rest v1")))
    message("tenant and context run together", "not_authentic",
            seal(PREAMBLE + padded(RECORD), bound(b"neurocrypt message v1", b"acm", b"e")))
    message("another version", "unsupported", seal(b"\x02" + SCHEMAS + padded(RECORD)))
    message("another schema a", "refused", seal(b"\x01" + b"\xa2" + SCHEMAS[1:] + padded(RECORD)))
    message("another schema b", "refused", seal(b"\x01" + SCHEMAS[:-1] + b"\xb3" + padded(RECORD)))
    message("cut before its schemas", "corrupt", seal(PREAMBLE[:-1]))
    message("nothing behind its schemas", "corrupt", seal(PREAMBLE))
    message("unknown padding", "corrupt", seal(PREAMBLE + b"\x04" + padded(RECORD)[1:]))
    message("longer than its padding", "corrupt", seal(PREAMBLE + padded(RECORD) + b"\0"))
    message("shorter than its padding", "corrupt", seal(PREAMBLE + padded(RECORD, BUCKET, 300)[:-1]))
    message("padding not zero", "corrupt", seal(PREAMBLE + padded(RECORD, BUCKET, 300)[:-1] + b"\1"))

    def stream(name, expect, sealed):
        block(name=name, kind="stream", expect=expect, sealed=sealed.hex())

    one, two = item(RECORD), item(RECORD)
    stream("two records in a frame", "ok", frames([PREAMBLE + one + two]))
    stream("a frame for each", "ok", frames([PREAMBLE + one, two, b""]))
    stream("cut into frames anywhere", "ok", frames([PREAMBLE[:5], PREAMBLE[5:] + one[:3], one[3:] + two]))
    stream("ends within a record", "corrupt", frames([PREAMBLE + one + two[:-1]]))
    stream("size that is cut", "corrupt", frames([PREAMBLE + one + two + b"\x80"]))
    stream("no last frame", "not_authentic", frames([PREAMBLE + one, two, b""])[:-20])
    stream("an empty frame before the last", "not_authentic", frames([PREAMBLE + one, b"", two]))
    stream("another purpose", "not_authentic", frames([PREAMBLE + one], bound(b"neurocrypt dead letter v1")))
    stream("a message", "not_authentic", seal(PREAMBLE + padded(RECORD)))

    def sealed_field(name, expect, text):
        block(name=name, kind="field", expect=expect, text=text)

    sealed_field("at its place", "ok", field("a/user"))
    sealed_field("of the other side", "sealed", field("b/user"))
    sealed_field("moved", "not_authentic", field("a/name"))
    sealed_field("moved, and its place rewritten", "not_authentic", field("a/user", "a/name"))
    sealed_field("another tenant", "not_authentic", field("a/user", tenant=b"globex"))


if __name__ == "__main__":
    main()
