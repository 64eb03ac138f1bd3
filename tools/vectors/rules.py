#!/usr/bin/env python3
"""Writes vectors/rules/generated.txt: the steps of rules by datetime, fractions and Python's texts.

Written from docs/formats/link.md, section "Rules"; it shares no code with the library. With --check FILE it
writes nothing and fails when FILE differs from what it would write.
"""
import datetime
import hashlib
import json
import pathlib
import re
import sys
from decimal import Decimal
from fractions import Fraction

OUTPUT = pathlib.Path(__file__).resolve().parents[2] / "vectors" / "rules" / "generated.txt"
MINUTE = datetime.timedelta(minutes=1)
EPOCH = datetime.datetime(1970, 1, 1)
UNITS = {"epoch_s": 1, "epoch_ms": 10**3, "epoch_us": 10**6, "epoch_ns": 10**9}
MONTHS = ("January February March April May June July August September October November "
          "December").split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


class Refused(Exception):
    """The step does not cover the value."""


def need(condition):
    if not condition:
        raise Refused


class Raw(str):
    """A number as it stands in JSON."""


# Dates: a moment is what the clock on the wall shows (without its fraction), nanoseconds, and the
# offset in minutes.

def offset_minutes(text):
    if text == "Z":
        return 0
    hours, minutes = int(text[1:3]), int(text[-2:])
    need(hours < 24 and minutes < 60)
    return (60 * hours + minutes) * (-1 if text[0] == "-" else 1)


def offset_text(minutes, colon):
    return "{}{:02}{}{:02}".format("-" if minutes < 0 else "+", abs(minutes) // 60,
                                   ":" if colon else "", abs(minutes) % 60)


def at_offset(moment, offset):
    wall, nanoseconds, old = moment
    try:
        return wall + (offset - old) * MINUTE, nanoseconds, offset
    except OverflowError:  # a year that is not one of 1 to 9999
        raise Refused from None


def instant(moment):
    wall, nanoseconds, offset = moment
    return wall - EPOCH - offset * MINUTE, nanoseconds


CONVERSION = re.compile(r"%(?:%|[YmdjHIpMSyaAbBz]|-[mdHI]|:z|[1-9]f)|Z|[^%]")
DIGITS = {"%Y": 4, "%j": 3, "%m": 2, "%d": 2, "%H": 2, "%I": 2, "%M": 2, "%S": 2, "%y": 2}
NAMES = {"%a": [d[:3] for d in DAYS], "%A": DAYS, "%b": [m[:3] for m in MONTHS], "%B": MONTHS,
         "%p": ["AM", "PM"]}


def write_pattern(pattern, moment, window):
    pieces = CONVERSION.findall(pattern)
    if "Z" in pieces:
        moment = at_offset(moment, 0)
    wall, nanoseconds, offset = moment
    text = ""
    for piece in pieces:
        if piece == "%y":
            need(window <= wall.year < window + 100)
        text += {
            "%Y": lambda: f"{wall.year:04}", "%y": lambda: f"{wall.year % 100:02}",
            "%m": lambda: f"{wall.month:02}", "%-m": lambda: f"{wall.month}",
            "%d": lambda: f"{wall.day:02}", "%-d": lambda: f"{wall.day}",
            "%j": lambda: f"{wall.timetuple().tm_yday:03}",
            "%H": lambda: f"{wall.hour:02}", "%-H": lambda: f"{wall.hour}",
            "%I": lambda: f"{wall.hour % 12 or 12:02}", "%-I": lambda: f"{wall.hour % 12 or 12}",
            "%p": lambda: "AM" if wall.hour < 12 else "PM",
            "%M": lambda: f"{wall.minute:02}", "%S": lambda: f"{wall.second:02}",
            "%a": lambda: DAYS[wall.weekday()][:3], "%A": lambda: DAYS[wall.weekday()],
            "%b": lambda: MONTHS[wall.month - 1][:3], "%B": lambda: MONTHS[wall.month - 1],
            "%z": lambda: offset_text(offset, False), "%:z": lambda: offset_text(offset, True),
            "%%": lambda: "%",
        }.get(piece, lambda: f"{nanoseconds:09}"[:int(piece[1])] if piece[0] == "%" else piece)()
    return text


def read_pattern(pattern, text, offset, window):
    pieces = CONVERSION.findall(pattern)
    expression = ""
    for piece in pieces:
        if piece in DIGITS:
            expression += f"([0-9]{{{DIGITS[piece]}}})"
        elif piece[:2] == "%-":
            expression += "([0-9]{1,2})"
        elif piece in NAMES:
            expression += "(" + "|".join(NAMES[piece]) + ")"
        elif piece in ("%z", "%:z"):
            expression += "([+-][0-9]{2}" + (":" if piece == "%:z" else "") + "[0-9]{2})"
        elif piece[0] == "%" and piece != "%%":
            expression += f"([0-9]{{{piece[1]}}})"
        else:
            expression += "(" + re.escape(piece[-1]) + ")"
    match = re.fullmatch(expression, text)
    need(match)
    found = {piece.replace("-", ""): part for piece, part in zip(pieces, match.groups())}
    year = int(found.get("%Y", 2000))
    if "%y" in found:
        year = next(y for y in range(window, window + 100) if y % 100 == int(found["%y"]))
    month = int(found.get("%m", 1))
    for name in ("%b", "%B"):
        month = NAMES[name].index(found[name]) + 1 if name in found else month
    hour = int(found.get("%H", 0))
    if "%I" in found and "%H" not in found:
        need(1 <= int(found["%I"]) <= 12)
        hour = int(found["%I"]) % 12 + (12 if found.get("%p") == "PM" else 0)
    offset = offset_minutes(found.get("%z") or found.get("%:z") or found.get("Z") or
                            offset_text(offset, False))
    nanoseconds = next((int(part.ljust(9, "0")) for piece, part in found.items()
                        if re.fullmatch("%[1-9]f", piece)), 0)
    try:
        wall = datetime.datetime(year, month, int(found.get("%d", 1)), hour,
                                 int(found.get("%M", 0)), int(found.get("%S", 0)))
        if "%j" in found:
            wall = wall.replace(month=1, day=1) + datetime.timedelta(int(found["%j"]) - 1)
            need(wall.year == year)
    except (ValueError, OverflowError):
        raise Refused from None
    need(write_pattern(pattern, (wall, nanoseconds, offset), window) == text)
    return wall, nanoseconds, offset


def read_date(form, value, offset, window):
    if form in UNITS:
        count = Fraction(value) if isinstance(value, Raw) else Fraction(1, 2)
        need(count.denominator == 1 and -2**63 <= count < 2**63)
        seconds, rest = divmod(int(count), UNITS[form])
        try:
            return EPOCH + datetime.timedelta(seconds=seconds), rest * 10**9 // UNITS[form], 0
        except OverflowError:
            raise Refused from None
    need(not isinstance(value, Raw))
    if form != "rfc3339":
        return read_pattern(form, value, offset, window)
    match = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?"
                         r"(Z|[+-][0-9]{2}:[0-9]{2})", value)
    need(match)
    try:
        wall = datetime.datetime.strptime(match[1], "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        raise Refused from None
    return wall, int((match[2] or ".")[1:].ljust(9, "0")), offset_minutes(match[3])


def write_date(form, moment, window):
    if form in UNITS:
        wall, nanoseconds, offset = moment
        seconds = (wall - EPOCH) // datetime.timedelta(seconds=1) - 60 * offset
        count = seconds * UNITS[form] + nanoseconds * UNITS[form] // 10**9
        need(-2**63 <= count < 2**63)
        return Raw(count)
    if form != "rfc3339":
        return write_pattern(form, moment, window)
    wall, nanoseconds, offset = moment
    text = write_pattern("%Y-%m-%dT%H:%M:%S", moment, window)
    if nanoseconds:
        digits = f"{nanoseconds:09}"
        text += "." + digits[:next(n for n in (3, 6, 9) if not digits[n:].strip("0"))]
    return text + (offset_text(offset, True) if offset else "Z")


def date(value, *, window=1969, from_offset="Z", to_offset=None, truncate=False, **forms):
    own = offset_minutes(from_offset)
    moment = read_date(forms["from"], value, own, window)
    if to_offset is not None:
        moment = at_offset(moment, offset_minutes(to_offset))
    written = write_date(forms["to"], moment, window)
    if not truncate:
        # In full when the instant can be read again.
        back = read_date(forms["to"], written, own if to_offset is None else moment[2], window)
        need(instant(back) == instant(moment))
    return written


# Numbers: exact fractions.

def exact(value):
    need(isinstance(value, Raw))
    number = Fraction(value)
    plain(number)  # of at most 1000 digits
    return number


def plain(number):
    """A fraction without an exponent and without zeros that say nothing."""
    places = next((n for n in range(1001) if 10**n % number.denominator == 0), None)
    need(places is not None)
    digits = str(abs(number.numerator) * 10**places // number.denominator)
    need(len(digits) <= 1000)
    digits = digits.rjust(places + 1, "0")
    whole, fraction = digits[:len(digits) - places], digits[len(digits) - places:]
    return ("-" if number < 0 else "") + whole + ("." + fraction if fraction else "")


def scale(value, multiply=1, divide=1):
    return Raw(plain(exact(value) * Fraction(str(multiply)) / Fraction(str(divide))))


def add(value, number):
    return Raw(plain(exact(value) + Fraction(str(number))))


def format_number(value, decimals=None, width=0, point=".", thousands=""):
    sign, whole, fraction = re.fullmatch(r"(-?)([0-9]+)(?:\.([0-9]+))?", plain(exact(value))).groups()
    fraction = fraction or ""
    if decimals is None:
        fraction = fraction.ljust(-Decimal(value).as_tuple().exponent, "0")
    else:
        need(len(fraction) <= decimals)
        fraction = fraction.ljust(decimals, "0")
    whole = whole.rjust(width, "0")
    if thousands:
        whole = thousands.join(re.findall("...", whole[::-1].ljust(-(-len(whole) // 3) * 3)))
        whole = whole.strip()[::-1]
    return sign + whole + (point + fraction if fraction else "")


def parse_number(value, decimals=None, width=0, point=".", thousands=""):
    need(not isinstance(value, Raw))
    digits = value.replace(thousands, "") if thousands else value
    match = re.fullmatch("(-?[0-9]+)(?:" + re.escape(point) + "([0-9]+))?", digits)
    need(match)
    number = Raw(plain(Fraction(match[1] + "." + (match[2] or "0"))))
    kept = len(match[2] or "") if decimals is None else decimals
    need(format_number(number, kept, width, point, thousands) == value)
    return number


def cast(value, to, **given):
    if "from" in given:
        kind = "boolean" if isinstance(value, bool) else "number" if isinstance(value, Raw) else "string"
        need(kind == given["from"])
    if to == "string":
        return ("true" if value else "false") if isinstance(value, bool) else str(value)
    if isinstance(value, bool):
        return value if to == "boolean" else Raw(int(value))
    if to == "number":
        need(re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", value))
        return Raw(value)
    words = {"true": True, "false": False}
    if isinstance(value, Raw):
        need(Fraction(value) in (0, 1))
        return Fraction(value) == 1
    need(value in words)
    return words[value]


# Texts.

def upper(character):
    return character.upper() if len(character.upper()) == 1 else character


def lower(character):
    return character.lower() if len(character.lower()) == 1 else character


def capitalised(word):
    return upper(word[0]) + "".join(map(lower, word[1:]))


def case(value, to):
    if to == "upper":
        return "".join(map(upper, value))
    if to == "lower":
        return "".join(map(lower, value))
    if to == "title":
        return re.sub(r"[^\W_](?:'|[^\W_])*", lambda word: capitalised(word[0]), value)
    # A capital begins a word behind anything else, and before a small letter.
    marked = re.sub(r"[A-ZÀ-ÖØ-Þ]", lambda letter: "\0" + letter[0] if
                    letter.start() == 0 or not value[letter.start() - 1].isupper() or
                    value[letter.end():letter.end() + 1].islower() else letter[0], value)
    words = [word.lower() for word in re.split(r"[\W_\0]+", marked) if word]
    if to in ("camel", "pascal"):
        return "".join(word if to == "camel" and i == 0 else capitalised(word)
                       for i, word in enumerate(words))
    joined = ("-" if to == "kebab" else "_").join(words)
    return joined.upper() if to == "upper_snake" else joined


def substring(value, start, length=None):
    first = start - 1 if start > 0 else len(value) + start
    last = len(value) if length is None else first + length
    need(0 <= first and last <= len(value) and first <= len(value))
    return value[first:last]


def split(value, at, part, rest=False):
    parts = value.split(at) if part > 0 else value.rsplit(at)
    need(abs(part) <= len(parts))
    if not rest:
        return parts[part - 1 if part > 0 else part]
    return at.join(parts[part - 1:] if part > 0 else parts[:len(parts) + part + 1])


def unjoin(value, texts, part):
    """All readings, one after the other."""
    def readings(text, separators):
        if len(separators) == 1:
            if text.endswith(separators[0]):
                yield [text[:len(text) - len(separators[0])]]
            return
        for i in range(len(text) + 1):
            if text.startswith(separators[0], i):
                for others in readings(text[i + len(separators[0]):], separators[1:]):
                    yield [text[:i]] + others
    need(value.startswith(texts[0]))
    found = list(readings(value[len(texts[0]):], texts[1:]))
    need(len(found) == 1)
    return found[0][part - 1]


def trim(value, side="both", **given):
    character = given.get("with", " ")
    value = value.lstrip(character) if side != "end" else value
    return value.rstrip(character) if side != "start" else value


def pad(value, to, side, **given):
    character = given.get("with", " ")
    return value.rjust(to, character) if side == "start" else value.ljust(to, character)


def strip_prefix(value, text):
    need(value.startswith(text))
    return value[len(text):]


def strip_suffix(value, text):
    need(value.endswith(text))
    return value[:len(value) - len(text)]


KEPT = {"digits": "[^0-9]", "letters": "[^A-Za-z\x80-\U0010ffff]",
        "alphanumeric": "[^0-9A-Za-z\x80-\U0010ffff]"}
STEPS = {
    "date": date, "scale": scale, "add": add, "format_number": format_number,
    "parse_number": parse_number, "cast": cast, "case": case, "substring": substring,
    "split": split, "unjoin": unjoin, "trim": trim, "pad": pad,
    "replace": lambda value, find, **given: value.replace(find, given["with"]),
    "keep": lambda value, characters: re.sub(KEPT[characters], "", value),
    "prefix": lambda value, text: text + value, "suffix": lambda value, text: value + text,
    "strip_prefix": strip_prefix, "strip_suffix": strip_suffix,
}


def write_json(value):
    if isinstance(value, Raw):
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def cases():
    """(rule, value): each a step with its members, and what it is applied to."""
    def step(rule, *values, **members):
        return [({"rule": rule, **members}, value) for value in values]

    def dates(source, target, *values, **members):
        return step("date", *values, **{"from": source, "to": target, **members})

    def draw(bound, *label):
        digest = hashlib.shake_256(repr(label).encode()).digest(16)
        return int.from_bytes(digest, "big") % bound

    # Each form written and read, at moments all over the calendar and at its ends.
    span = 253402300800 + 62135596800
    seconds = [-62135596800, 253402300799, 951782400, 4107542399, -1, 0]
    seconds += [draw(span, "moment", i) - 62135596800 for i in range(10)]
    patterns = ["%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %Y %H:%M:%S %z", "%A %-d %B %Y %-I:%M:%S %p",
                "%Y%j %H%M%S", "%d/%m/%Y %-H.%M.%S%:z", "%Y-%-m-%-d %I:%M:%S%p", "%Y %%%d%b %H:%M:%S",
                "%Y-%m-%d %H:%M:%S %p"]
    for i, second in enumerate(seconds):
        pattern = patterns[i % len(patterns)]
        yield from dates("epoch_s", "rfc3339", Raw(second))
        yield from dates("epoch_s", pattern, Raw(second))
        written = date(Raw(second), **{"from": "epoch_s", "to": pattern})
        yield from dates(pattern, "epoch_ms", written)
    yield from dates("epoch_s", "rfc3339", Raw(-62135596801), Raw(253402300800), Raw("1e3"), Raw("0.5"),
                     Raw(2**63 - 1), Raw(-2**63), "0")
    for unit in ("epoch_ms", "epoch_us", "epoch_ns"):
        yield from dates(unit, "rfc3339", Raw(-1), Raw(1), Raw(10**9), Raw(1234567890123456789),
                         Raw(-1234567890123456789), Raw(-2**63), Raw(2**63 - 1))
        yield from dates("rfc3339", unit, "1969-12-31T23:59:59.999Z", "2024-02-29T12:00:00.123456+05:30",
                         "2001-09-09T01:46:40.987654321-08:00", "2262-04-11T23:47:17Z",
                         "1677-09-21T00:12:43.145224192Z", "1677-09-21T00:12:43.145224191Z")
    yield from dates("rfc3339", "rfc3339", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
                     "2000-01-01T00:00:00+24:00", "2000-01-01T00:00:00-00:00", "2000-01-01T24:00:00Z",
                     "1900-02-29T00:00:00Z", "2000-02-29T00:00:00.1Z", "2000-02-29T00:00:00.Z",
                     "2000-02-29 00:00:00Z", "2000-02-29T00:00:00.1234567891Z", "0000-01-01T00:00:00Z",
                     "2000-06-31T00:00:00Z", "2000-13-01T00:00:00Z", "2000-01-01T00:60:00Z",
                     "2000-01-01T00:00:00.000000010+01:00", "2000-01-01T00:00:00")
    yield from dates("rfc3339", "rfc3339", "0001-01-01T00:30:00Z", to_offset="-01:00")
    yield from dates("rfc3339", "rfc3339", "9999-12-31T23:30:00Z", to_offset="+01:00")
    yield from dates("rfc3339", "%Y-%m-%d %H:%M:%S.%3f", "2024-12-31T23:59:59.125Z",
                     "2024-12-31T23:59:59.1255Z", to_offset="+05:45")
    yield from dates("rfc3339", "%Y-%m-%d %H:%M:%S.%1f", "2024-12-31T23:59:59.999Z",
                     "1969-12-31T23:59:59.999Z", truncate=True)
    yield from dates("rfc3339", "epoch_s", "1969-12-31T23:59:58.999Z", truncate=True)
    yield from dates("rfc3339", "%Y-%m-%d", "2024-02-29T00:00:00Z", "2024-02-29T00:00:01Z",
                     "2024-02-29T00:00:00+01:00")
    yield from dates("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%MZ", "2024-03-01 00:15", "0001-01-01 00:15",
                     from_offset="+01:00")
    yield from dates("%Y%j", "%Y-%m-%d", "2024366", "2023366", "2023000", "2023059", "2024060", "9999365")
    yield from dates("%d %b", "%m-%d", "29 Feb", "30 Feb", "01 may")
    yield from dates("%b %Y", "%Y-%m-%d", "May 2024", "Sept 2024")
    yield from dates("%I:%M %p", "%H:%M", "12:00 AM", "12:59 PM", "00:30 AM", "13:00 PM", "1:00 PM",
                     "01:00 pm")
    yield from dates("%-m/%-d/%Y", "%Y-%m-%d", "2/29/2024", "02/29/2024", "12/31/1999", "0/1/1999")
    yield from dates("%A %Y-%m-%d", "%Y-%m-%d", "Thursday 2024-02-29", "Friday 2024-02-29")
    for window in (1, 1950, 9900):
        yield from dates("%y-%m-%d", "%Y-%m-%d", "00-01-01", "49-12-31", "99-06-15", "96-02-29", window=window)
    # Numbers.
    for number in ("0", "-0.50", "19.99", "-1e-3", "123456789012345678901234567890.5", "7E2", "1e998"):
        yield from step("scale", Raw(number), multiply=9, divide=5)
        yield from step("scale", Raw(number), divide=640)
        yield from step("add", Raw(number), number=Raw("-459.67"))
    yield from step("scale", Raw("1.5"), Raw(21), Raw(22), divide=7)
    yield from step("scale", Raw("1e-1001"), Raw("1e1001"), Raw("9" * 999), "5", multiply=10)
    yield from step("add", Raw("9" * 1000), number=1)
    yield from step("add", Raw("0." + "9" * 999), number=Raw("1e-999"))
    for members in ({}, {"decimals": 0}, {"decimals": 3}, {"decimals": 2, "point": ",", "thousands": "."},
                    {"width": 5, "thousands": "'"}, {"thousands": "\u00a0", "decimals": 1}):
        for number in ("0", "-999.5", "1000", "1234567.25", "-0.001", "12.5e3"):
            yield from step("format_number", Raw(number), **members)
        yield from step("parse_number", "0", "-999,50", "1.000,00", "01'234", "-1\u00a0234\u00a0567.5", "1234",
                        "0.125", **members)
    yield from step("format_number", Raw("1.50"), Raw("1.50e1"), Raw("1.50e2"))
    yield from step("parse_number", "+1", " 1", "1.", ".5", "007", "1.50", "1,5", "")
    yield from step("cast", Raw("1.0"), Raw("0e5"), Raw("-1"), "true", "True", False, to="boolean")
    yield from step("cast", "1e5", "-0", "01", "+1", "1.", ".5", "0x1", "", " 1", "1.50", True, to="number")
    yield from step("cast", Raw("1.50"), Raw("1E+2"), True, "x", to="string")
    yield from step("cast", Raw(1), "1", True, **{"from": "number", "to": "string"})
    # Texts.
    names = ["userId", "HTTPServerError", "order-shipped now", "__x__Y2K", "ÉcoleÀParis", "l'été d'ANNA", "",
             "ÿŸ ß Ωμέγα", "a1B2c"]
    for to in ("upper", "lower", "title", "snake", "upper_snake", "kebab", "camel", "pascal"):
        yield from step("case", *(names if to in ("upper", "lower") else names[:7] + names[8:]), to=to)
    for start, length in ((1, None), (2, 3), (-3, 2), (-1, 2), (4, None), (6, None), (7, None), (-5, 5)):
        members = {"start": start} | ({"length": length} if length else {})
        yield from step("substring", "añb𝄞c", **members)
    for part in (1, 2, 3, 4, -1, -2, -3, -4):
        for rest in (False, True):
            yield from step("split", "x::y:::z", at="::", part=part, **({"rest": True} if rest else {}))
    for text in ("(a, b; c)", "(a, b, c; d)", "(, ; )", "(a; b, c)", "a, b; c", "(a, b; c", "(a, b; c;; d)"):
        for part in (1, 3):
            yield from step("unjoin", text, texts=["(", ", ", "; ", ")"], part=part)
    for text in ("aaa", "aa", "aaaa", "a"):
        yield from step("unjoin", text, texts=["", "aa", ""], part=2)
    for side in ("start", "end", "both"):
        yield from step("trim", "  é x ", "   ", "\tx", **({} if side == "both" else {"side": side}))
        yield from step("trim", "éénéé", "né", **({"with": "é"} if side == "both" else {"side": side, "with": "é"}))
    for side in ("start", "end"):
        yield from step("pad", "7", "é𝄞", "12345", "123456", "", to=5, side=side, **{"with": "0"})
        yield from step("pad", "a", to=3, side=side)
    yield from step("replace", "aaaa", "baab", "", find="aa", **{"with": "a"})
    yield from step("replace", "1.234.567", find=".", **{"with": ""})
    for characters in KEPT:
        yield from step("keep", "+45 (0) 12-Äb_c ß9.", "٣", "", characters=characters)
    for affix in ("prefix", "suffix", "strip_prefix", "strip_suffix"):
        yield from step(affix, "--", "-", "--a--", "", text="--")


def main():
    lines = ["# What steps make of values; a number may be spelled otherwise.",
             'source = docs/formats/link.md, section "Rules"', "generated-by = tools/vectors/rules.py", ""]
    for rule, value in cases():
        members = {name: member for name, member in rule.items() if name != "rule"}
        try:
            result = f"output = {write_json(STEPS[rule['rule']](value, **members))}"
        except Refused:
            result = f"refused-by = {rule['rule']}"
        text = ",".join(f"{write_json(name)}:{write_json(member)}" for name, member in rule.items())
        lines += [f"rule = {{{text}}}", f"values = [{write_json(value)}]", result, ""]
    text = "\n".join(lines)
    if sys.argv[1:2] == ["--check"]:
        sys.exit(0 if pathlib.Path(sys.argv[2]).read_text() == text else f"{sys.argv[2]} differs")
    OUTPUT.write_text(text)


if __name__ == "__main__":
    main()
