"""Makes matching tasks from public schemas: two lists of fields and which of them mean the same.

Kinds, all with the other fields of the same schemas as distractors:
  perturbed   a schema against a copy with other words, abbreviations, letter case, nesting, types and texts
  opaque      names against codes that carry a sentence ("PD1-3", "Patient primary facility")
  described   fields of different interfaces whose descriptions are (nearly) the same but whose names are not
  retold      one name in different interfaces, each with its own description
  crowded     a short list against a long one with near misses
  tables      columns with samples on both sides, whose names say little or nothing
"""
import random
import re

import lexicon
import samples
import text
from corpus import gist, is_gist

GENERIC = ("value", "code", "info", "data", "field", "text", "details", "object", "the", "record")
NEAR = ("type", "date", "status", "code", "id", "count", "method", "reason", "days", "percent", "other", "primary", "history", "site",
        "start", "end", "max", "name", "category", "source", "indicator", "unit", "time", "number", "group", "present", "original")
ROOTS = ("root", "data", "body", "message", "record", "payload", "request", "document", "result")
QUALIFIERS = (("billing", "shipping"), ("home", "work", "mobile"), ("from", "to"), ("sender", "receiver"), ("primary", "secondary"),
              ("buyer", "seller", "payer"), ("first", "last"), ("source", "destination"), ("origin", "target"), ("old", "new"),
              ("patient", "provider", "guarantor"), ("min", "max"), ("planned", "actual"), ("debtor", "creditor"))
PARTS = {"name": (("first", "name"), ("last", "name")), "address": (("street",), ("city",), ("postal", "code")),
         "period": (("start",), ("end",)), "amount": (("value",), ("currency",)), "location": (("latitude",), ("longitude",)),
         "range": (("low",), ("high",)), "dimensions": (("width",), ("height",)), "code": (("code",), ("system",)),
         "identifier": (("value",), ("type",)), "quantity": (("value",), ("unit",)), "time": (("date",), ("time",))}
BLANK_NAMES = ("col", "column", "field", "attr", "var", "x", "c", "f", "value", "data")
STYLES = ("camel", "snake", "pascal", "kebab", "cobol", "flat", "space", "upper")


def leaf_of(path):
    return re.split(r"[/.]", path.replace("[]", ""))[-1]


def spell(words, style):
    words = [w for w in words if w] or ["x"]
    if style == "camel":
        return words[0] + "".join(w.capitalize() for w in words[1:])
    if style == "pascal":
        return "".join(w.capitalize() for w in words)
    if style == "snake":
        return "_".join(words)
    if style == "upper":
        return "_".join(words).upper()
    if style == "kebab":
        return "-".join(words)
    if style == "cobol":
        return "-".join(words).upper()
    if style == "space":
        return " ".join(words)
    return "".join(words)


def mangle(word, rng):
    if len(word) <= 3:
        return word
    way = rng.random()
    if way < 0.5:
        return (word[0] + re.sub("[aeiou]", "", word[1:]))[: rng.randint(3, 6)]
    return word[: rng.randint(3, max(3, min(5, len(word) - 1)))]


class Thesaurus:
    """Other words for a phrase: the project's groups, WordNet, abbreviations."""

    def __init__(self, synsets, counts):
        self.groups, self.words, self.short = {}, {}, {}
        for group in lexicon.synonym_groups():
            for phrase in group:
                others = [p.split() for p in group if p != phrase]
                self.groups.setdefault(tuple(phrase.split()), []).extend(others)
        for lemmas, _ in synsets:
            lemmas = [l for l in lemmas if counts.get(l, 0) >= 20]
            for a in lemmas if len(lemmas) > 1 else ():
                self.words.setdefault(a, []).extend([b] for b in lemmas if b != a)
        for word, long in lexicon.short_forms().items():
            if word.isascii() and word.isalpha():
                self.short.setdefault(tuple(long), []).append(word)

    def replace(self, words, rate, rng):
        out, at = [], 0
        while at < len(words):
            for size in (3, 2, 1):
                key = tuple(words[at:at + size])
                if len(key) == size and key in self.groups and rng.random() < rate:
                    out += rng.choice(self.groups[key])
                    at += size
                    break
            else:
                word = words[at]
                if self.words.get(word) and rng.random() < rate * 0.5:
                    out += rng.choice(self.words[word])
                else:
                    out.append(word)
                at += 1
        return out

    def abbreviate(self, words, rate, rng):
        out, at = [], 0
        while at < len(words):
            for size in (3, 2, 1):
                key = tuple(words[at:at + size])
                if len(key) == size and key in self.short and rng.random() < rate:
                    out.append(rng.choice(self.short[key]))
                    at += size
                    break
            else:
                word = words[at]
                out.append(mangle(word, rng) if rng.random() < rate * 0.6 else word)
                at += 1
        return out


def first_sentence(doc):
    return re.split(r"(?<=[.;:])\s", doc)[0].strip(" .")


class Maker:
    """Tasks out of the schemas of `corpus`; `topics`: what made-up values are taken from."""

    def __init__(self, corpus, thesaurus, topics, rng):
        self.rng, self.thesaurus, self.topics = rng, thesaurus, topics
        self.by_group, by_doc, by_name = {}, {}, {}
        for number, schema in enumerate(corpus):
            vendor = schema["group"].split("/")[0]
            self.by_group.setdefault(vendor, []).append(schema)
            for field in schema["fields"]:
                if len(field["doc"]) < 15:
                    continue
                doc = re.sub(r"\W+", " ", field["doc"].lower()).strip()[:80]
                leaf = leaf_of(field["path"])
                by_doc.setdefault(gist(field["doc"]), {}).setdefault(tuple(text.runs(leaf)), (field, schema))
                key = tuple(text.runs(leaf))
                known = by_name.setdefault(key, {})
                if len(known) < 40:
                    known.setdefault(doc[:40], (field, schema, vendor))
        self.corpus = corpus
        self.vendors = sorted(self.by_group)
        self.described = [list(names.values()) for doc, names in sorted(by_doc.items())
                          if 1 < len(names) <= 5 and is_gist(doc)]
        self.retold = [list(docs.values()) for name, docs in sorted(by_name.items())
                       if len(docs) >= 2 and len("".join(name)) > 2]
        print(f"{len(self.described)} described, {len(self.retold)} retold", flush=True)

    def schema(self, smallest=4, largest=120):
        """Vendors alike first, so that the three largest do not crowd out the rest."""
        while True:
            schemas = self.by_group[self.rng.choice(self.vendors)] if self.rng.random() < 0.7 else self.corpus
            schema = self.rng.choice(schemas)
            if smallest <= len(schema["fields"]) <= largest:
                return schema

    def clean_fields(self, schema, most):
        """Distinct leaves with their parents as word lists."""
        fields = schema["fields"]
        if len(fields) > most:
            start = self.rng.randrange(len(fields) - most + 1)
            fields = fields[start:start + most] if self.rng.random() < 0.6 else self.rng.sample(fields, most)
        out, seen = [], set()
        for field in fields:
            parts = [text.runs(p) for p in field["path"].replace("[]", "").split("/")[1:]]
            parts = [p for p in parts if p]
            key = tuple(map(tuple, parts))
            if parts and key not in seen:
                seen.add(key)
                out.append({"parts": parts, "type": field["type"], "doc": field["doc"],
                            "title": field.get("title", ""), "samples": field["samples"]})
        return out

    def style(self, kind):
        """How one side of a task writes: drawn once a side."""
        rng = self.rng
        return {
            "case": rng.choice(STYLES[:3] if rng.random() < 0.7 else STYLES),
            "synonyms": rng.choice((0.0, 0.3, 0.6)), "short": rng.choice((0.0, 0.0, 0.0, 0.5, 0.9)),
            "drop": rng.choice((0.0, 0.0, 0.15, 0.3)), "add": rng.choice((0.0, 0.0, 0.1, 0.2)),
            "nest": rng.choice(("keep", "keep", "flat", "drop", "root", "join")),
            "doc": rng.choice(("none", "none", "all", "some")),
            "type": rng.choice(("keep", "none", "none", "some")),
            "samples": False, "blank": 0.0,
            "opaque": kind == "opaque", "joiner": rng.choice("/././"),
            "swap": rng.random() < 0.25,
        }

    def write(self, field, style, number, values):
        rng = self.rng
        parts = [list(p) for p in field["parts"]]
        names = []
        for level, words in enumerate(parts):
            words = self.thesaurus.replace(words, style["synonyms"], rng)
            if len(words) > 1 and rng.random() < style["drop"]:
                words.pop(rng.randrange(len(words)))
            if rng.random() < style["add"]:
                words.insert(rng.choice((0, len(words))), rng.choice(GENERIC))
            if style["swap"] and len(words) > 1 and rng.random() < 0.5:
                words = words[1:] + words[:1]
            if style["short"]:
                words = self.thesaurus.abbreviate(words, style["short"], rng)
            names.append(words)
        if style["nest"] == "flat" or (style["nest"] == "join" and rng.random() < 0.5):
            names = [[w for n in names[-2:] for w in n]]
        elif style["nest"] == "drop":
            names = names[-1:]
        elif style["nest"] == "root":
            names = [[style["root"]]] + names
        if rng.random() < style["blank"]:
            names = [[rng.choice(BLANK_NAMES), str(number + 1)]]
        path = style["joiner"].join(spell(words, style["case"]) for words in names)
        if style["joiner"] == "/":
            path = "/" + path
        out = {"path": path, "type": "", "doc": "", "samples": []}
        if style["type"] == "keep" or (style["type"] == "some" and rng.random() < 0.7):
            out["type"] = field["type"]
        if style["doc"] == "all" or (style["doc"] == "some" and rng.random() < 0.6):
            words = field["doc"].split()
            out["doc"] = " ".join(w for w in words if rng.random() > 0.1)
        if style["opaque"]:
            said = field["title"] or first_sentence(field["doc"])
            if said and rng.random() < 0.75:
                title = " ".join(said.split()[:rng.randint(4, 12)])
            else:
                title = spell(names[-1], "space")
            out["name"] = title
            out["path"] = f"{style['prefix']}-{number + 1}"
            out["doc"] = ""
        out["samples"] = values
        return out

    def two_sides(self, shared, only_a, only_b, style_a, style_b):
        """Writes both lists, shuffled, and the pairs by index."""
        rng = self.rng
        for style in (style_a, style_b):
            style["root"] = rng.choice(ROOTS)
            style["prefix"] = "".join(rng.choice("ABCDEFGHIKLMNOPQRSTUVZ") for _ in range(3))
        left = [(f, i) for i, f in enumerate(shared)] + [(f, -1) for f in only_a]
        right = [(f, -1) for f in only_b]
        parting = rng.choice((0.0, 0.0, 0.1))
        for i, field in enumerate(shared):
            leaf = field["parts"][-1]
            parts = PARTS.get(leaf[-1]) if rng.random() < parting else None
            for part in parts or ():
                names = field["parts"] + [list(part)] if rng.random() < 0.5 else field["parts"][:-1] + [leaf[:-1] + list(part)]
                right.append(({**field, "parts": names, "samples": [], "type": ""}, i))
            if parts is None:
                right.append((field, i))
        if rng.random() < 0.7:
            rng.shuffle(left)
            rng.shuffle(right)
        domains, same_form = {}, rng.random() < 0.6

        def values(side, field, i, style):
            if not style["samples"] or rng.random() < 0.05:
                return []
            key = ("shared", i, tuple(map(tuple, field["parts"]))) if i >= 0 else (side, id(field))
            if key not in domains:
                domains[key] = samples.Domain(field, self.topics, rng)
            return domains[key].draw(side, same_form, rng)

        a = [self.write(f, style_a, n, values(0, f, i, style_a)) for n, (f, i) in enumerate(left)]
        b = [self.write(f, style_b, n, values(1, f, i, style_b)) for n, (f, i) in enumerate(right)]
        pairs = [(n, m) for n, (_, i) in enumerate(left) if i >= 0 for m, (_, k) in enumerate(right) if k == i]
        if rng.random() < 0.2:  # elements of a list, where which one is meant cannot be known
            for column in sorted({m for _, m in rng.sample(pairs, min(len(pairs), rng.randint(1, 4)))}):
                alike = [column, *range(len(b), len(b) + rng.randint(1, 3))]
                b += [dict(b[column])] * (len(alike) - 1)
                meant = rng.choice(alike)
                pairs = [(n, meant if m == column else m) for n, m in pairs]
        return a, b, pairs

    def with_samples(self, style_a, style_b, both=0.25, one=0.1):
        """Both sides, one or none come with samples."""
        draw = self.rng.random()
        if draw < both + one:
            style_a["samples"] = draw < both or self.rng.random() < 0.5
            style_b["samples"] = draw < both or not style_a["samples"]

    def perturbed(self, kind="perturbed"):
        rng = self.rng
        most = rng.choice((6, 12, 20, 30, 45, 60))
        fields = self.clean_fields(self.schema(), most)
        if rng.random() < 0.35:  # a second schema of the same interface brings more distractors
            fields += self.clean_fields(self.schema(), most // 2)
        rng.shuffle(fields)
        if rng.random() < 0.5:
            fields.sort(key=lambda f: f["parts"])
        twins = rng.random() < 0.25
        if twins:  # the same part of a message twice or more: a billing and a shipping address
            some = rng.sample(fields, min(len(fields), rng.randint(2, 6)))
            fields += [{**f, "parts": [[word]] + f["parts"][-1:]} for word in rng.choice(QUALIFIERS) for f in some]
        share = rng.choice((0.3, 0.5, 0.7, 0.9, 1.0))
        marks = [rng.random() for _ in fields]
        shared = [f for f, m in zip(fields, marks) if m < share]
        rest = [f for f, m in zip(fields, marks) if m >= share]
        cut = rng.randint(0, len(rest))
        style_a, style_b = self.style(kind), self.style("perturbed")
        if rng.random() < 0.5:
            style_b.update(synonyms=0.0, short=0.0, drop=0.0, add=0.0, nest="keep", swap=False)
        if not shared:
            return None
        if twins:
            for style in (style_a, style_b):
                style["nest"] = rng.choice(("keep", "flat", "root", "join"))
        self.with_samples(style_a, style_b)
        return self.two_sides(shared, rest[:cut], rest[cut:], style_a, style_b)

    def tables(self):
        """Flat columns with values: names exact, noisy or blank, most of the work left to the values."""
        rng = self.rng
        fields = self.clean_fields(self.schema(), rng.choice((6, 10, 15, 25)))
        if rng.random() < 0.5:
            fields += self.clean_fields(self.schema(), 10)
        rng.shuffle(fields)
        cut = rng.randint(1, len(fields))
        rest = fields[cut:]
        half = rng.randint(0, len(rest))
        style_a, style_b = self.style("tables"), self.style("tables")
        for style in (style_a, style_b):
            style.update(nest="drop", doc=rng.choice(("none", "none", "none", "some")), samples=True)
        style_b["blank"] = rng.choice((0.0, 0.0, 0.3, 1.0))
        if rng.random() < 0.5:
            style_b["short"] = 0.9
        return self.two_sides(fields[:cut], rest[:half], rest[half:], style_a, style_b)

    def opaque(self):
        return self.perturbed("opaque")

    def pooled(self, pool, texts):
        """Fields with two tellings each; the rest of their schemas are distractors."""
        rng = self.rng
        count = rng.choice((5, 10, 15, 20, 30))
        left, right, only_a, only_b = [], [], [], []
        used = set()
        for _ in range(count):
            pair = rng.sample(rng.choice(pool), 2)
            names = [tuple(text.runs(leaf_of(p[0]["path"]))) for p in pair]
            if names[0] in used or names[1] in used:
                continue
            used.update(names)
            for (entry, out, spare) in ((pair[0], left, only_a), (pair[1], right, only_b)):
                field, schema = entry[0], entry[1]
                parts = [text.runs(p) for p in field["path"].replace("[]", "").split("/")[1:]]
                parts = [p for p in parts if p][-2:]
                if not parts:
                    parts = [["x"]]
                out.append({"parts": parts, "type": field["type"], "doc": field["doc"],
                            "title": "", "samples": field["samples"]})
                for other in rng.sample(schema["fields"], min(len(schema["fields"]), rng.randint(0, 3))):
                    key = tuple(text.runs(leaf_of(other["path"])))
                    if key and key not in used:
                        used.add(key)
                        spare.append({"parts": [list(key)], "type": other["type"], "doc": other["doc"],
                                      "title": "", "samples": other["samples"]})
        if not left:
            return None
        style_a, style_b = self.style("pooled"), self.style("pooled")
        for style in (style_a, style_b):
            style.update(synonyms=0.0, short=rng.choice((0.0, 0.0, 0.3)), drop=0.0, add=0.0,
                         root="data", prefix="X")
            style["doc"] = rng.choice(texts)
        if texts == ("none",) and rng.random() < 0.4:
            style_a["doc"] = "all"  # only one side describes itself
        a = [self.write(f, style_a, n, []) for n, f in enumerate(left + only_a)]
        b = [self.write(f, style_b, n, []) for n, f in enumerate(right + only_b)]
        order_a, order_b = list(range(len(a))), list(range(len(b)))
        rng.shuffle(order_a)
        rng.shuffle(order_b)
        place_a = {old: new for new, old in enumerate(order_a)}
        place_b = {old: new for new, old in enumerate(order_b)}
        return ([a[i] for i in order_a], [b[i] for i in order_b],
                [(place_a[i], place_b[i]) for i in range(len(left))])

    def described_task(self):
        return self.pooled(self.described, ("none",))

    def retold_task(self):
        """Names differ by perturbation, descriptions by nature."""
        task = self.pooled(self.retold, ("all", "some"))
        if task is None:
            return None
        a, b, pairs = task
        for field in a:
            words = self.thesaurus.replace(text.runs(leaf_of(field["path"])), 0.6, self.rng)
            if self.rng.random() < 0.3:
                words = self.thesaurus.abbreviate(words, 0.7, self.rng)
            field["path"] = spell(words, "snake")
        return a, b, pairs

    def crowded(self):
        """A short list against a long one, many of whose fields are near: "x date", "x type", "days to x" beside x."""
        rng = self.rng
        fields = self.clean_fields(self.schema(), rng.choice((8, 15, 25)))
        shared = [f for f in fields if rng.random() < 0.6] or fields[:1]
        only_a = [f for f in fields if f not in shared]
        only_b = []
        most = rng.choice((60, 120, 200, 400))
        while len(only_b) < most - len(shared):
            only_b += self.clean_fields(self.schema(), 40)
        for field in shared:
            for _ in range(rng.choice((0, 0, 1, 2, 3))):
                leaf = list(field["parts"][-1])
                word = rng.choice(NEAR)
                if len(leaf) > 1 and rng.random() < 0.4:
                    leaf[rng.randrange(len(leaf))] = word
                else:
                    leaf.insert(rng.choice((0, len(leaf))), word)
                only_b.append({**field, "parts": field["parts"][:-1] + [leaf], "doc": "", "title": ""})
        style_a, style_b = self.style("crowded"), self.style("crowded")
        if rng.random() < 0.6:
            style_a.update(nest="drop", case="snake")
            style_b.update(nest="drop", case="snake")
        return self.two_sides(shared, only_a, only_b, style_a, style_b)

    def task(self):
        """(kind, (source, target, pairs))."""
        kinds = {"perturbed": self.perturbed, "opaque": self.opaque, "described": self.described_task, "retold": self.retold_task,
                 "crowded": self.crowded, "tables": self.tables}
        while True:
            kind = self.rng.choices(list(kinds), (0.32, 0.14, 0.18, 0.12, 0.09, 0.15))[0]
            made = kinds[kind]()
            if made is None or not all(made):
                continue
            source, target, pairs = made
            if self.rng.random() < 0.5:  # what a weight says must not hang on the direction
                source, target, pairs = target, source, [(j, i) for i, j in pairs]
            return kind, (source, target, pairs)
