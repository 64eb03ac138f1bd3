"""What the network sees of two lists of fields. The reference for src/link/match/pair_features.cc: same numbers to 1e-4.

A field is {"path", "type", "doc" or "description", "name", "samples"}; only the path must be there.
"""
import math

import numpy as np

import text

LEAF_MAX, PATH_MAX, DOC_MAX, VALUES_MAX, VALUE_WORDS_MAX = 12, 16, 32, 100, 24
MASK_MAX, TOKENS_MAX = 12, 8   # characters of a value's mask, words of a value that are compared
SPREAD_SHARE = 0.6             # of the values must be numbers (dates) for their spread to be compared
TITLE_WORDS_MAX = 12
PARENT_DECAY, PARENT_SHARE, DOC_SHARE = 0.7, 0.5, 0.7
LOCAL_MIN = 0.1

TYPE_CLASSES = ("text", "integer", "number", "boolean", "date", "object", "code", "link")
TYPE_WORDS = {
    "integer": "int integer long short byte int8 int16 int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 bigint smallint "
               "tinyint serial count positiveint unsignedint nonnegative si seq",
    "number": "number float double decimal numeric real money amount quantity percent percentage currency nm mo comp packed",
    "boolean": "bool boolean flag yesno bit indicator",
    "date": "date datetime timestamp time instant period dt ts dtm tm day duration interval timing",
    "object": "object struct record map dict group any message complex array list",
    "code": "enum code codeable concept coding choice cwe ce cne is enumeration",
    "link": "url uri link href anyuri canonical oid urn",
    "text": "string str text char varchar varchar2 markdown nvarchar st tx ft clob x characters",
}
TYPE_OF = {word: TYPE_CLASSES.index(name) for name, words in TYPE_WORDS.items() for word in words.split()}

INDEX_MAX = 1  # letters of a placeholder, as in "name[x]"


def segments(path):
    """Names on the way to a field: "/a/b[]/c", "a.b[2].c", "a:b", "a['b c']", "a>b" alike; a value given with '="' is none."""
    path = path.partition('="')[0]
    prefixed = "/" in path  # "/cac:Party/cbc:Name": the names of namespaces say nothing
    parts, at = [""], 0
    while at < len(path):
        close = path.find("]", at) if path[at] == "[" else -1
        if close >= 0:
            inside = path[at + 1:close]
            if sum(c >= 128 or chr(c).isalpha() for c in inside.encode("utf-8", "replace")) > INDEX_MAX:
                parts += [inside, ""]
            at = close + 1
            continue
        if path[at] == ":" and prefixed:
            parts[-1] = ""
        elif path[at] in "/.:>|":
            parts.append("")
        else:
            parts[-1] += path[at]
        at += 1
    return [part for part in parts if part.strip()]


def type_class(name):
    """Index into TYPE_CLASSES, or -1."""
    words = text.runs(name or "")
    for word in words:
        if word in TYPE_OF:
            return TYPE_OF[word]
    joined = "".join(words)
    return TYPE_OF.get(joined, -1)


PATTERNS = 12
TYPED_SHARE = 0.9  # of the values must look like a type for a field that declares none


def shape_of(value):
    """9 for a digit, A and a for letters, other bytes as they are."""
    return bytes(57 if 48 <= c <= 57 else 65 if 65 <= c <= 90 else 97 if 97 <= c <= 122 else c for c in value)


def only(shape, allowed):
    return all(c in allowed for c in shape)


def is_decimal(shape, points):
    body = shape[1:] if shape[:1] in (b"+", b"-") else shape
    at = [i for i, c in enumerate(body) if c in points]
    return len(at) == 1 and 0 < at[0] < len(body) - 1 and only(body[:at[0]] + body[at[0] + 1:], b"9")


def is_integer(shape):
    body = shape[1:] if shape[:1] in (b"+", b"-") else shape
    return 1 <= len(body) <= 18 and only(body, b"9")


def is_date(value, shape):
    if shape.startswith(b"9999-99-99"):
        return True
    if shape == b"99999999" and value[:2] in (b"19", b"20"):
        return True
    at = 0
    for _ in range(2):  # one or two digits and a separator, twice
        digits = 0
        while at < len(shape) and shape[at] == 57 and digits < 2:
            at, digits = at + 1, digits + 1
        if digits == 0 or at >= len(shape) or shape[at] not in b"./-":
            return False
        at += 1
    return shape[at:at + 2] == b"99"


def is_email(value):
    at = value.find(b"@")
    return (at > 0 and value.find(b"@", at + 1) < 0 and not any(c <= 32 for c in value)
            and 0 < value[at + 1:].find(b".") < len(value) - at - 2)


def is_uuid(value):
    return len(value) == 36 and all((c == 45) if i in (8, 13, 18, 23) else chr(c) in "0123456789abcdefABCDEF"
                                    for i, c in enumerate(value))


def is_luhn(value):
    """13 to 19 digits, perhaps spaced, that a card number could be."""
    digits = [c - 48 for c in value if 48 <= c <= 57]
    if not 13 <= len(digits) <= 19 or not only(shape_of(value), b"9 -"):
        return False
    total = sum(d if i % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(reversed(digits)))
    return total % 10 == 0


def patterns(value):
    shape = shape_of(value)
    return (
        is_integer(shape),
        is_decimal(shape, b".,"),
        is_date(value, shape),
        shape.startswith((b"9:99", b"99:99")),
        value.startswith((b"http://", b"https://", b"www.")),
        is_email(value),
        is_uuid(value),
        value.lower() in (b"true", b"false", b"yes", b"no", b"y", b"n", b"0", b"1"),
        2 <= len(shape) <= 3 and only(shape, b"A"),
        14 <= len(shape) <= 34 and shape.startswith(b"AA99") and only(shape, b"A9"),
        7 <= len(shape) <= 19 and only(shape.removeprefix(b"+"), b"9 ()-") and shape.count(b"9") >= 7,
        16 <= len(value) <= 128 and only(value, b"0123456789abcdefABCDEF"),
    )


def profile(samples):
    """Shares in [0, 1] that describe a column of values."""
    values = [v.encode("utf-8") for v in samples[:VALUES_MAX]]
    rows = np.zeros(PATTERNS + 9)
    numbers = []
    for value in values:
        size = max(1, len(value))
        rows[0] += min(1.0, math.log1p(len(value)) / 6)
        rows[1] += sum(48 <= b <= 57 for b in value) / size
        rows[2] += sum(65 <= b <= 90 for b in value) / size
        rows[3] += sum(97 <= b <= 122 for b in value) / size
        rows[4] += sum(b == 32 for b in value) / size
        rows[5] += sum(b >= 128 for b in value) / size
        rows[6] += is_luhn(value)
        rows[9:] += patterns(value)
        shape = shape_of(value)
        if is_integer(shape) or (is_decimal(shape, b".") and len(value) <= 40):
            numbers.append(abs(float(value)))
    rows /= max(1, len(values))
    rows[7] = len(set(values)) / max(1, len(values))
    rows[8] = min(1.0, math.log1p(sum(numbers) / len(numbers)) / 20) if numbers else 0.0
    return rows


def mask(value):
    """The form of a value: runs of digits, capitals, small letters and other bytes as 9, A, a and u."""
    out = bytearray()
    for c in shape_of(value):
        c = 117 if c >= 128 else c
        if not (out and out[-1] == c and c in b"9Aau"):
            out.append(c)
    return bytes(out[:MASK_MAX])


def year_of(value, shape):
    """The year of a date with four digits for it, or None."""
    if not is_date(value, shape):
        return None
    if shape.startswith(b"9999"):
        return float(value[:4])
    at = shape.find(b"9999")
    return float(value[at:at + 4]) if at >= 0 else None


def spread(numbers, count):
    """Least, quartiles and greatest, when most of the values are numbers."""
    if not numbers or len(numbers) < SPREAD_SHARE * count:
        return None
    numbers = sorted(numbers)
    return np.array([numbers[q * (len(numbers) - 1) // 4] for q in range(5)])


class Column:
    """The samples of a field."""

    def __init__(self, samples):
        self.profile = profile(samples)
        self.values = {ascii_lower(v.strip(" \t\r\n\f\v")) for v in samples}
        self.tokens = {w for v in samples for w in text.runs(v)[:TOKENS_MAX]}
        self.masks, numbers, years = {}, [], []
        for sample in samples:
            value = sample.encode("utf-8")
            shape = shape_of(value)
            form = mask(value)
            self.masks[form] = self.masks.get(form, 0.0) + 1 / len(samples)
            if is_integer(shape) or (is_decimal(shape, b".") and len(value) <= 40):
                number = float(value)
                numbers.append(math.copysign(math.log1p(abs(number)), number))
            year = year_of(value, shape)
            if year is not None:
                years.append(year)
        self.numeric = len(numbers) / len(samples)
        self.numbers, self.years = spread(numbers, len(samples)), spread(years, len(samples))


def type_of_values(column):
    """The class of type that nearly all values have, or -1."""
    integer, date, boolean = column.profile[[9, 11, 16]] >= TYPED_SHARE
    if date:
        return TYPE_CLASSES.index("date")
    if boolean and not integer:
        return TYPE_CLASSES.index("boolean")
    if integer:
        return TYPE_CLASSES.index("integer")
    return TYPE_CLASSES.index("number") if column.numeric >= TYPED_SHARE else -1


class Side:
    """One list of fields as words and vectors."""

    def __init__(self, fields, model):
        self.fields = fields
        self.words, self.ids = [], {}
        self.leaf, self.parent, self.doc, self.kind, self.values = [], [], [], [], []
        self.shapes, self.skeletons, self.path_shapes = [], [], []
        self.plain, self.initials, self.digits = [], [], []
        self.types, self.depth, self.group = [], [], []
        self.columns = []
        for field in fields:
            parts = segments(field["path"]) or [field["path"]]
            title = field.get("name") or ""
            doc = field.get("doc") or field.get("description") or ""
            leaf = model.lex.words(title)
            named = bool(leaf) and len(leaf) <= TITLE_WORDS_MAX
            if not named:
                leaf = model.lex.words(parts[-1])
                doc = title + " " + doc if title else doc
            parents, weight = [], 1.0
            for part in reversed(parts[:-1]):
                parents += [(w, weight) for w in model.lex.words(part)]
                weight *= PARENT_DECAY
            self.leaf.append(self.intern(leaf[:LEAF_MAX]))
            parents = parents[:PATH_MAX]
            self.parent.append((self.intern([w for w, _ in parents]), [p for _, p in parents]))
            self.doc.append(self.intern(model.lex.words(doc, split=False)[:DOC_MAX]))
            self.kind.append(self.intern(text.runs(field.get("type") or "")[:4]))
            samples = [str(v) for v in field.get("samples") or []][:VALUES_MAX]
            self.columns.append(Column(samples) if samples else None)
            words = [w for v in samples for w in model.lex.words(v, split=False)[:4]]
            self.values.append(self.intern(list(dict.fromkeys(words))[:VALUE_WORDS_MAX]))
            spelt = title if named else parts[-1]
            self.shapes.append(text.shape_grams(spelt))
            self.path_shapes.append(text.shape_grams(field["path"]))
            runs = text.runs(spelt)
            self.skeletons.append(text.skeleton_grams(runs))
            self.plain.append("".join(runs))
            self.initials.append((runs, "".join(r[0] for r in runs)))
            self.digits.append("".join(r for r in runs if r.isdigit()))
            declared = type_class(field.get("type"))
            self.types.append(type_of_values(self.columns[-1]) if declared < 0 and samples else declared)
            self.depth.append(len(parts))
            self.group.append("/".join(parts[:-1]))
        self.table, self.weight, self.known = model.lookup(self.words)
        self.weigh()

    def intern(self, words):
        out = []
        for word in words:
            if word not in self.ids:
                self.ids[word] = len(self.words)
                self.words.append(word)
            out.append(self.ids[word])
        return out

    def local(self, lists):
        """How telling each word is among these fields, in [LOCAL_MIN, 1]."""
        count = len(lists)
        seen = np.zeros(len(self.words))
        for ids in lists:
            for i in set(ids):
                seen[i] += 1
        seen = np.maximum(seen, 1)
        return np.maximum(LOCAL_MIN, np.log((count + 1) / seen) / math.log(count + 1))

    def weigh(self):
        count, words = len(self.fields), len(self.words)
        leaf_local = self.local(self.leaf)
        parent_local = self.local([ids for ids, _ in self.parent])
        self.leaf_weights, self.parent_weights = np.zeros((count, words)), np.zeros((count, words))
        self.doc_weights, self.value_weights = np.zeros((count, words)), np.zeros((count, words))
        kinds = np.zeros((count, words))
        for f in range(count):
            for i in self.leaf[f]:
                self.leaf_weights[f, i] += self.weight[i] * leaf_local[i]
            for i, share in zip(*self.parent[f]):
                self.parent_weights[f, i] += self.weight[i] * share * parent_local[i]
            for i in self.doc[f]:
                self.doc_weights[f, i] += self.weight[i]
            for i in self.values[f]:
                self.value_weights[f, i] += self.weight[i]
            for i in self.kind[f]:
                kinds[f, i] += self.weight[i]
        self.full_weights = self.leaf_weights + PARENT_SHARE * self.parent_weights
        self.leaf_vectors = unit(self.leaf_weights @ self.table)
        self.parent_vectors = unit(self.parent_weights @ self.table)
        self.full_vectors = unit(self.full_weights @ self.table)
        self.doc_vectors = unit(self.doc_weights @ self.table)
        self.all_vectors = unit(self.full_vectors + DOC_SHARE * self.doc_vectors)
        self.value_vectors = unit(self.value_weights @ self.table)
        self.kind_vectors = unit(kinds @ self.table)
        groups = {}
        for f in range(count):
            groups.setdefault(self.group[f], []).append(f)
        self.around = np.zeros_like(self.full_vectors)
        for members in groups.values():
            self.around[members] = unit(self.leaf_vectors[members].mean(0, keepdims=True))


def ascii_lower(value):
    return "".join(c.lower() if c < "\x80" else c for c in value)


def unit(rows):
    norms = np.sqrt((rows * rows).sum(1, keepdims=True))
    return np.where(norms > 1e-9, rows / np.maximum(norms, 1e-9), 0.0)


def shortened(short, word):
    """How well an unknown word reads as an abbreviation of another: 0, or 0.6 to 0.8."""
    if len(short) < 2 or len(short) >= len(word) or short[0] != word[0]:
        return 0.0
    if word.startswith(short):
        return 0.8 if len(short) >= 3 else 0.6
    at = 0
    for char in word:
        if at < len(short) and char == short[at]:
            at += 1
    if at < len(short) or len(short) < 3:
        return 0.0
    return 0.7


def word_similarity(a, b):
    """Soft and exact equality of every word of one side with every word of the other."""
    cosine = unit(a.table) @ unit(b.table).T
    soft = np.maximum(cosine, 0.0) ** 2
    exact = np.zeros_like(soft)
    for i, word in enumerate(a.words):
        j = b.ids.get(word)
        if j is not None:
            exact[i, j] = soft[i, j] = 1.0
    by_letter = {}
    for j, word in enumerate(b.words):
        by_letter.setdefault(word[0], []).append(j)
    for i, word in enumerate(a.words):
        for j in by_letter.get(word[0], ()):
            other = b.words[j]
            score = 0.0
            if not a.known[i]:
                score = shortened(word, other)
            if not b.known[j]:
                score = max(score, shortened(other, word))
            soft[i, j] = max(soft[i, j], score)
    return soft, exact


def covered(weights, best):
    """Share of each row's words that each column has: weights (fields x words), best (words x columns)."""
    totals = weights.sum(1, keepdims=True)
    return np.where(totals > 1e-9, weights @ best / np.maximum(totals, 1e-9), 0.0)


def best_in(similarity, weights):
    """For every word of one side, its best partner among the words of each field of the other."""
    out = np.zeros((similarity.shape[0], weights.shape[0]))
    for f in range(weights.shape[0]):
        ids = np.nonzero(weights[f])[0]
        if len(ids):
            out[:, f] = similarity[:, ids].max(1)
    return out


def both_ways(similarity, rows_a, weights_b, rows_b, weights_a):
    """Coverage of a by b and of b by a."""
    forth = covered(rows_a, best_in(similarity, weights_b))
    back = covered(rows_b, best_in(similarity.T, weights_a)).T
    return forth, back


def dice(sets_a, sets_b):
    index = {}
    for grams in sets_a:
        for gram in grams:
            index.setdefault(gram, len(index))
    a = np.zeros((len(sets_a), len(index)), np.float32)
    b = np.zeros((len(sets_b), len(index)), np.float32)
    for matrix, sets in ((a, sets_a), (b, sets_b)):
        for row, grams in enumerate(sets):
            for gram in grams:
                if gram in index:
                    matrix[row, index[gram]] = 1
    sizes = np.array([len(s) for s in sets_a])[:, None] + np.array([len(s) for s in sets_b])[None, :]
    return 2 * (a @ b.T) / np.maximum(1, sizes)


def acronym(a, b):
    """1 where a word of one name is the initials of the other's words."""
    out = np.zeros((len(a.initials), len(b.initials)))
    for i, (words, letters) in enumerate(a.initials):
        for j, (others, other_letters) in enumerate(b.initials):
            if (len(other_letters) >= 2 and other_letters in words) or (
                    len(letters) >= 2 and letters in others):
                out[i, j] = 1
    return out


def outer(a, b, test):
    return np.array([[test(x, y) for y in b] for x in a], float).reshape(len(a), len(b))


def subsequence(x, y):
    """The shorter spelling's share of the longer one when dropping letters of this makes that; first letters stay."""
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    if len(short) < 3 or short[0] != long[0]:
        return 0.0
    rest = iter(long)
    return len(short) / len(long) if all(c in rest for c in short) else 0.0


def shared_items(a, b, items):
    """What columns have in common, each item weighed by how few columns have it: containment and Jaccard."""
    lists = [[items(c) if c is not None else () for c in side] for side in (a, b)]
    seen = {}
    for side in lists:
        for column in side:
            for item in column:
                seen[item] = seen.get(item, 0) + 1
    count = sum(c is not None for side in (a, b) for c in side)
    index = {item: k for k, item in enumerate(seen)}
    weight = np.array([math.log((count + 1) / n) / math.log(count + 1) for n in seen.values()])
    matrices = [np.zeros((len(side), len(index))) for side in lists]
    for matrix, side in zip(matrices, lists):
        for row, column in enumerate(side):
            matrix[row, [index[item] for item in column]] = 1
    common = (matrices[0] * weight) @ matrices[1].T
    totals = [matrix @ weight for matrix in matrices]
    least = np.minimum(totals[0][:, None], totals[1][None, :])
    union = totals[0][:, None] + totals[1][None, :] - common
    return (np.where(least > 1e-9, common / np.maximum(least, 1e-9), 0.0),
            np.where(union > 1e-9, common / np.maximum(union, 1e-9), 0.0))


def add_values(a, b, add):
    """Features of the samples, 0 where a side has none."""
    def both(measure):
        return outer(a, b, lambda x, y: 0.0 if x is None or y is None else measure(x, y))

    def spread_likeness(x, y, scale):
        return 0.0 if x is None or y is None else max(0.0, 1 - np.abs(x - y).mean() / scale)

    add("has_values", both(lambda x, y: 1.0))
    add("value_profile", both(lambda x, y: max(0.0, 1 - 0.25 * np.abs(x.profile - y.profile).sum())))
    add("value_overlap", both(lambda x, y: len(x.values & y.values) / min(len(x.values), len(y.values))))
    for name, items in (("value", lambda c: c.values), ("token", lambda c: c.tokens)):
        contained, jaccard = shared_items(a, b, items)
        add(f"{name}_contained", contained)
        add(f"{name}_jaccard", jaccard)
    add("mask_overlap", both(lambda x, y: sum(min(n, y.masks.get(m, 0.0)) for m, n in x.masks.items())))
    add("number_spread", both(lambda x, y: spread_likeness(x.numbers, y.numbers, 2.0)))
    add("year_spread", both(lambda x, y: spread_likeness(x.years, y.years, 10.0)))
    add("numeric_gap", both(lambda x, y: abs(x.numeric - y.numeric)))
    add("value_length_gap", both(lambda x, y: abs(x.profile[0] - y.profile[0])))
    add("distinct_gap", both(lambda x, y: abs(x.profile[7] - y.profile[7])))


NAMES = []


def pair_features(a, b):
    """(rows, columns, features)."""
    NAMES.clear()
    out = []

    def add(name, matrix):
        NAMES.append(name)
        out.append(matrix)

    soft, exact = word_similarity(a, b)
    add("leaf_cos", a.leaf_vectors @ b.leaf_vectors.T)
    add("full_cos", a.full_vectors @ b.full_vectors.T)
    add("parent_cos", a.parent_vectors @ b.parent_vectors.T)
    add("doc_cos", a.doc_vectors @ b.doc_vectors.T)
    add("name_doc", a.full_vectors @ b.doc_vectors.T)
    add("doc_name", a.doc_vectors @ b.full_vectors.T)
    add("all_cos", a.all_vectors @ b.all_vectors.T)
    add("around_cos", a.around @ b.around.T)
    add("kind_cos", a.kind_vectors @ b.kind_vectors.T)
    for name, matrix in (("soft", soft), ("exact", exact)):
        forth, back = both_ways(matrix, a.leaf_weights, b.leaf_weights, b.leaf_weights, a.leaf_weights)
        add(f"{name}_leaf_min", np.minimum(forth, back))
        add(f"{name}_leaf_max", np.maximum(forth, back))
        forth, back = both_ways(matrix, a.full_weights, b.full_weights, b.full_weights, a.full_weights)
        add(f"{name}_full_min", np.minimum(forth, back))
        add(f"{name}_full_max", np.maximum(forth, back))
        forth, back = both_ways(matrix, a.leaf_weights, b.full_weights, b.leaf_weights, a.full_weights)
        add(f"{name}_leaf_full_min", np.minimum(forth, back))
        add(f"{name}_leaf_full_max", np.maximum(forth, back))
        forth, back = both_ways(matrix, a.leaf_weights, b.doc_weights, b.leaf_weights, a.doc_weights)
        add(f"{name}_leaf_doc", forth)
        add(f"{name}_doc_leaf", back)
        forth, back = both_ways(matrix, a.doc_weights, b.doc_weights, b.doc_weights, a.doc_weights)
        add(f"{name}_doc_min", np.minimum(forth, back))
    shared = np.minimum(1.0, (a.full_weights @ exact @ (b.full_weights > 0).T) / 2)
    add("shared_weight", shared)
    last_a = [ids[-1] if ids else -1 for ids in a.leaf]
    last_b = [ids[-1] if ids else -1 for ids in b.leaf]
    first_a = [ids[0] if ids else -1 for ids in a.leaf]
    first_b = [ids[0] if ids else -1 for ids in b.leaf]
    padded = np.zeros((soft.shape[0] + 1, soft.shape[1] + 1))
    padded[:-1, :-1] = soft
    add("last_word", padded[np.ix_(last_a, last_b)])
    add("first_word", padded[np.ix_(first_a, first_b)])
    add("shape", dice(a.shapes, b.shapes))
    add("path_shape", dice(a.path_shapes, b.path_shapes))
    add("skeleton", dice(a.skeletons, b.skeletons))
    add("subsequence", outer(a.plain, b.plain, subsequence))
    add("same_spelling", outer(a.plain, b.plain, lambda x, y: x == y and x != ""))
    add("acronym", acronym(a, b))
    add("digits_same", outer(a.digits, b.digits, lambda x, y: x == y and x != ""))
    add("digits_differ", outer(a.digits, b.digits, lambda x, y: x != y and x != "" and y != ""))
    add("type_same", outer(a.types, b.types, lambda x, y: x == y and x >= 0))
    add("type_differ", outer(a.types, b.types, lambda x, y: x != y and x >= 0 and y >= 0))
    for name in ("boolean", "date", "object"):
        which = TYPE_CLASSES.index(name)
        add(f"type_{name}_differ",
            outer(a.types, b.types, lambda x, y: (x == which) != (y == which) and x >= 0 and y >= 0))
    add("depth_gap", outer(a.depth, b.depth, lambda x, y: min(1.0, abs(x - y) / 4)))
    add("length_gap", outer([len(l) for l in a.leaf], [len(l) for l in b.leaf],
                            lambda x, y: min(1.0, abs(x - y) / 4)))
    add("has_doc_both", outer(a.doc, b.doc, lambda x, y: bool(x) and bool(y)))
    add("has_doc_one", outer(a.doc, b.doc, lambda x, y: bool(x) != bool(y)))
    add("has_parent_both", outer(a.parent, b.parent, lambda x, y: bool(x[0]) and bool(y[0])))
    add("has_parent_one", outer(a.parent, b.parent, lambda x, y: bool(x[0]) != bool(y[0])))
    add_values(a.columns, b.columns, add)
    add("value_cos", a.value_vectors @ b.value_vectors.T)
    add("name_value", a.full_vectors @ b.value_vectors.T)
    add("value_name", a.value_vectors @ b.full_vectors.T)
    return np.stack(out, -1).astype(np.float32)


BALANCE_STEPS = 10


def balanced(odds):
    """Shares of rows and columns at once (Sinkhorn), where each may also stay alone at odds of 1."""
    columns = np.ones(odds.shape[1])
    for _ in range(BALANCE_STEPS):
        rows = 1 / (1 + odds @ columns)
        columns = 1 / (1 + rows @ odds)
    return rows[:, None] * odds * columns[None, :]


def competition(logits, a_groups, b_groups):
    """(rows, columns, features) of a matrix of logits: how each pair stands against the others."""
    rows, columns = logits.shape
    clipped = np.clip(logits, -12, 12)

    def gap(matrix):
        """Each entry minus the best other one of its row."""
        if matrix.shape[1] == 1:
            return np.full_like(matrix, 4.0)
        order = np.sort(matrix, axis=1)
        top, second = order[:, -1:], order[:, -2:-1]
        return matrix - np.where(matrix == top, second, top)

    def log_share(matrix):
        top = matrix.max(1, keepdims=True)
        return matrix - top - np.log(np.exp(matrix - top).sum(1, keepdims=True))

    likely = 1 / (1 + np.exp(-clipped))
    # How well the children of one parent find partners under the other.
    names_a, names_b = list(dict.fromkeys(a_groups)), list(dict.fromkeys(b_groups))
    in_a = np.array([[g == n for g in a_groups] for n in names_a], float)
    in_b = np.array([[g == n for g in b_groups] for n in names_b], float)
    forth = np.stack([np.where(in_b[q][None, :] > 0, likely, 0).max(1) for q in range(len(names_b))], 1)
    back = np.stack([np.where(in_a[p][:, None] > 0, likely, 0).max(0) for p in range(len(names_a))], 0)
    forth = in_a @ forth / in_a.sum(1, keepdims=True)
    back = back @ in_b.T / in_b.sum(1)[None, :]
    parents = np.minimum(forth, back)
    best = np.maximum(parents.max(1, keepdims=True), 1e-6)
    support = in_a.T @ parents @ in_b
    relative = in_a.T @ (parents / best) @ in_b
    row_gap, column_gap = gap(clipped), gap(clipped.T).T
    row_sum, column_sum = likely.sum(1, keepdims=True), likely.sum(0, keepdims=True)
    return np.stack([
        clipped / 4, np.clip(row_gap, -8, 8) / 4, np.clip(column_gap, -8, 8) / 4,
        np.maximum(log_share(clipped), -10) / 4, np.maximum(log_share(clipped.T).T, -10) / 4,
        (row_gap >= 0) * 1.0, (column_gap >= 0) * 1.0, ((row_gap >= 0) & (column_gap >= 0)) * 1.0,
        support, relative, balanced(np.exp(clipped)),
        np.broadcast_to(np.log1p(row_sum) / 2, logits.shape), np.broadcast_to(np.log1p(column_sum) / 2, logits.shape),
        np.full((rows, columns), math.log1p(rows) / 5), np.full((rows, columns), math.log1p(columns) / 5),
    ], -1).astype(np.float32)
