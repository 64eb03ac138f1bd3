"""Words of a name or a sentence. The reference for src/link/match/words.cc: same rules, same order.

1. `runs`: decode UTF-8 (a bad byte separates), fold case and Latin accents, split at everything that is no letter or
   digit, at lower|Upper, at the last capital of a run before a lower-case letter (URLPath -> url path, but IDs -> ids),
   between letters and digits, and between Han/kana/hangul and the rest.
2. `Lexicon.words`: an abbreviation becomes the words it stands for; a known word stays; a long unknown one is split into
   known ones where that is possible (custname -> customer name); Han text is split into known words or else characters.
"""
import math

PIECE_MIN = 3
SPLIT_MIN = 5          # letters; shorter unknown words are left whole
SPLIT_MAX = 40
UNSEEN = 255           # frequency class of a word that may not be a part of a longer one
SHORT_PIECES = ("id", "no", "of", "to", "by", "is", "cd", "dt", "nm", "tp", "nb", "cy")
FOLD_FROM = 0xC0
FOLD = ("AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTsaaaaaaaceeeeiiiidnooooo*ouuuuyty"        # U+00C0..U+00FF
        "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTt"
        "UuUuUuUuUuUuWwYyYZzZzZzs")                                                # U+0100..U+017F


def is_wide(code):
    """Scripts written without spaces: each character can be a word."""
    return (0x2E80 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7AF or 0xF900 <= code <= 0xFAFF
            or 0x20000 <= code <= 0x3FFFF)


def kind_of(char):
    code = ord(char)
    if "a" <= char <= "z":
        return "l"
    if "A" <= char <= "Z":
        return "u"
    if "0" <= char <= "9":
        return "d"
    if code < 0xC0 or code in (0xD7, 0xF7) or 0x2000 <= code <= 0x2E7F or 0x3000 <= code <= 0x3004 \
            or 0x3008 <= code <= 0x3020 or 0xFE10 <= code <= 0xFFFF:
        return " "
    return "w" if is_wide(code) else "l"


def fold(char):
    code = ord(char)
    if FOLD_FROM <= code <= 0x17F:
        return FOLD[code - FOLD_FROM]
    if 0x391 <= code <= 0x3A9 or 0x410 <= code <= 0x42F:  # Greek and Cyrillic capitals
        return chr(code + 0x20)
    return char


def runs(text):
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    chars = [fold(c) for c in text]
    kinds = [kind_of(c) for c in chars]
    out, start = [], 0
    for i in range(len(chars) + 1):
        here = kinds[i] if i < len(chars) else " "
        before = kinds[i - 1] if i > 0 else " "
        if i > start:
            split = here == " " or (here != before and not (before == "u" and here == "l")) or (
                before == "u" and here == "u" and i + 1 < len(chars) and kinds[i + 1] == "l"
                and not (chars[i + 1] == "s" and (i + 2 >= len(chars) or kinds[i + 2] != "l")))
            if split:
                out.append("".join(c.lower() if c < "\x80" else c for c in chars[start:i]))
                start = i
        if here == " ":
            start = i + 1
    return out


def fnv1a(text):
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8"):
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def key_of(text):
    """32 bits of a word: its name in the weights."""
    value = fnv1a(text)
    return (value >> 32) ^ (value & 0xFFFFFFFF)


def grams(word):
    """Character n-grams (3, 4 and 5) of "<word>", for words that the table does not hold."""
    padded = "<" + word + ">"
    return [padded[i:i + n] for n in (3, 4, 5) for i in range(len(padded) - n + 1)] or [padded]


def shape_grams(text):
    """What two spellings share: trigrams of "^runs$"; a wide character counts alone and with its neighbour."""
    out = set()
    for run in runs(text):
        if is_wide(ord(run[0])):
            out.update(run)
            out.update(run[i:i + 2] for i in range(len(run) - 1))
        else:
            padded = "^" + run + "$"
            out.update(padded[i:i + 3] for i in range(len(padded) - 2))
    return out


def skeleton_grams(runs):
    """Trigrams of "^run$" without the vowels that abbreviations drop: all but a first letter."""
    out = set()
    for run in runs:
        padded = "^" + run[0] + "".join(c for c in run[1:] if c not in "aeiou") + "$"
        out.update(padded[i:i + 3] for i in range(len(padded) - 2))
    return out


class Lexicon:
    """`classes`: key of a word -> frequency class (0 commonest .. 254; UNSEEN: never a part). `short`: abbreviation -> words."""

    def __init__(self, classes, short):
        self.classes, self.short = classes, short

    def pieces(self, run):
        """The cheapest split of a run into known words and abbreviations, or None."""
        wide = is_wide(ord(run[0]))
        size = len(run)
        if size > SPLIT_MAX:
            return None
        best = [(0.0, 0, None)] + [None] * size
        for end in range(1, size + 1):
            for start in range(max(0, end - 16), end):
                if best[start] is None:
                    continue
                part = run[start:end]
                if wide:
                    if part in self.short or key_of(part) in self.classes:
                        cost = 40
                    elif len(part) == 1:
                        cost = 100
                    else:
                        continue
                else:
                    if len(part) < PIECE_MIN and part not in SHORT_PIECES:
                        continue
                    known = self.classes.get(key_of(part), UNSEEN)
                    if known != UNSEEN:
                        cost = 100 + known
                    elif part in self.short:
                        cost = 160
                    else:
                        continue
                total = best[start][0] + cost
                if best[end] is None or total < best[end][0]:
                    best[end] = (total, start, part)
        if best[size] is None:
            return None
        parts, at = [], size
        while at > 0:
            parts.append(best[at][2])
            at = best[at][1]
        return parts[::-1]

    def words(self, text, split=True):
        out = []
        for run in runs(text):
            if run in self.short:
                out += self.short[run]
            elif key_of(run) in self.classes:
                out.append(run)
            elif is_wide(ord(run[0])) or (split and len(run) >= SPLIT_MIN and run.isascii() and run.isalpha()):
                parts = self.pieces(run)
                if parts is None:
                    out += list(run) if is_wide(ord(run[0])) else [run]
                else:
                    for part in parts:
                        out += self.short.get(part, [part])
            else:
                out.append(run)
        return out
