"""The lists beside this file, as Python."""
from pathlib import Path

import text

FOLDER = Path(__file__).parent / "lexicon"


def lines(name):
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def short_forms():
    """Abbreviation or foreign word -> English words."""
    short = {}
    for line in lines("translations.txt"):
        english, foreign = line.split(":", 1)
        for word in foreign.split():
            short.setdefault("".join(text.runs(word)), english.split())
    for line in lines("abbreviations.txt"):
        word, *words = line.split()
        if words != [word]:
            short[word] = words
    return short


def synonym_groups():
    return [[phrase.strip() for phrase in line.split(",")] for line in lines("synonyms.txt")]
