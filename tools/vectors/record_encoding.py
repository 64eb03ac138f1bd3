#!/usr/bin/env python3
"""Writes vectors/record_encoding.txt: Values and their bytes by docs/formats/record.md, section "Encoding".

Values stand as JSON text, where {"$bytes": HEX} is a byte string and {"$number": TEXT} a number that JSON cannot
write. A vector without a value is one that a decoder must refuse.

Usage: tools/vectors/record_encoding.py > vectors/record_encoding.txt
"""
import json


class Number(str):
    """A number, as its text."""


def varint(value):
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def head(kind, size):
    return bytes([kind << 5 | size]) if size < 31 else bytes([kind << 5 | 31]) + varint(size - 31)


def encode(value):
    if value is None:
        return b"\x00"
    if isinstance(value, bool):
        return b"\x02" if value else b"\x01"
    if isinstance(value, Number):
        return head(1, len(value)) + value.encode()
    if isinstance(value, str):
        return head(2, len(value.encode())) + value.encode()
    if isinstance(value, bytes):
        return head(3, len(value)) + value
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(encode, value))
    members = ((name.encode(), encode(member)) for name, member in value.items())
    return head(5, len(value)) + b"".join(varint(len(name)) + name + member for name, member in members)


def text(value):
    if isinstance(value, Number):
        return str(value) if value[-1].isdigit() else json.dumps({"$number": value})
    if isinstance(value, bytes):
        return json.dumps({"$bytes": value.hex()})
    if isinstance(value, list):
        return "[" + ", ".join(map(text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(n)}: {text(m)}" for n, m in value.items()) + "}"
    return json.dumps(value)


def nested(levels, innermost=None):
    value = [] if innermost is None else innermost
    for _ in range(levels - 1):
        value = [value]
    return value


GOOD = {
    "null": None,
    "false": False,
    "true": True,
    "zero": Number("0"),
    "minus zero": Number("-0"),
    "number text kept": Number("-12.50e+07"),
    "not a number": Number("NaN"),
    "minus infinity": Number("-Infinity"),
    "empty string": "",
    "string": "Renée 𝄞",
    "string of 30 bytes": "x" * 30,
    "string of 31 bytes": "x" * 31,
    "string of 158 bytes": "x" * 158,
    "string of 159 bytes": "x" * 159,
    "no bytes": b"",
    "bytes": bytes(range(40)),
    "empty array": [],
    "array": [Number("1"), "1", True, None, [b"1"]],
    "array of 31": [None] * 31,
    "empty object": {},
    "order of members kept": {"b": Number("1"), "a": None},
    "member without a name": {"": {"": ""}},
    "object of 40": {f"field {i}": Number(str(i)) for i in range(40)},
    "name of 200 bytes": {"n" * 200: False},
    "deepest": nested(128),
    "intermediary": {
        "from": "a",
        "fields": {"user identifier": "alice", "item price": [Number("1.50"), Number("2")]},
        "rest": {"trace": b"\x00\xff"},
    },
}

BAD = {
    "nothing": b"",
    "byte behind the end": b"\x00\x00",
    "simple value 3": b"\x03",
    "simple value 31": b"\x1f",
    "kind 6": b"\xc0",
    "kind 7": b"\xff\x00",
    "string cut": b"\x43ab",
    "size cut": b"\x5f",
    "size that goes on past the end": b"\x5f\x80",
    "size longer than need be": b"\x5f\x80\x00" + b"x" * 31,
    "size past 64 bits": b"\x5f" + b"\xff" * 9 + b"\x7f",
    "size of 2^64 - 1": b"\x5f" + b"\xff" * 9 + b"\x01",
    "array cut": b"\x82\x00",
    "array larger than its bytes": b"\x9f\x00\x00",
    "object cut": b"\xa1\x01a",
    "member without a value": b"\xa1\x01",
    "name cut": b"\xa1\x05ab",
    "name size longer than need be": b"\xa1\x81\x00a\x00",
    "member twice": b"\xa2\x01a\x00\x01a\x01",
    "member twice in a large object": head(5, 40) + b"".join(b"\x01" + bytes([48 + i % 39]) + b"\x00" for i in range(40)),
    "string not UTF-8": b"\x41\xff",
    "string overlong UTF-8": b"\x42\xc0\x80",
    "string with a surrogate": b"\x43\xed\xa0\x80",
    "name not UTF-8": b"\xa1\x01\xff\x00",
    "number without text": b"\x20",
    "number with a leading zero": b"\x2201",
    "number with a plus": b"\x22+1",
    "number with a space": b"\x221 ",
    "infinity with a plus": b"\x29+Infinity",
    "a level too many": encode(nested(129)),
}


def main():
    print("# Values and their encodings: docs/formats/record.md, section \"Encoding\".")
    print("source = docs/formats/record.md")
    print("generated-by = tools/vectors/record_encoding.py > vectors/record_encoding.txt")
    for name, value in GOOD.items():
        print(f"\nname = {name}\nexpect = ok\nvalue = {text(value)}\nencoding = {encode(value).hex()}")
    for name, encoding in BAD.items():
        print(f"\nname = {name}\nexpect = corrupt\nencoding = {encoding.hex()}")


if __name__ == "__main__":
    main()
