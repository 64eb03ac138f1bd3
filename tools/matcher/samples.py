"""Made-up columns of values. A field of two schemas has one Domain; each side draws its own values from it and writes them its own way."""
import math
import re
import string

PERSON, PLACE = 18, 15        # numbers of WordNet's files of nouns
HINTS = (("email mail", "email"), ("url uri link href website homepage", "link"), ("phone telephone mobile fax", "phone"),
         ("date day birthday", "date"), ("time timestamp at created updated modified", "time"),
         ("id identifier key uuid guid reference number code sku token hash", "code"), ("city country state region place location street", "place"),
         ("name author user person owner contact customer", "person"), ("description comment note text title summary message reason", "sentence"),
         ("amount price total cost balance rate percent weight height latitude longitude score", "number"),
         ("count quantity size age year length position", "integer"), ("is has enabled active flag", "boolean"))
KIND_OF = {word: kind for words, kind in HINTS for word in words.split()}
FREE = ("words", "words", "code", "code", "person", "place", "sentence", "number", "integer", "date", "words", "boolean")
DATE_FORMS = ("{y:04}-{m:02}-{d:02}", "{y:04}-{m:02}-{d:02}", "{d:02}.{m:02}.{y:04}", "{m:02}/{d:02}/{y:04}", "{y:04}{m:02}{d:02}", "{y:04}-{m:02}-{d:02}T00:00:00Z")
FLAGS = (("true", "false"), ("true", "false"), ("Y", "N"), ("1", "0"), ("yes", "no"), ("T", "F"))


def topics(folder):
    """Nouns of WordNet by the file they stand in: people, places, food, ...; spelt as there."""
    out = {}
    for line in (folder / "dict" / "data.noun").read_text(encoding="latin-1").splitlines():
        if not line.startswith("  "):
            head = line.split(" | ", 1)[0].split()
            out.setdefault(int(head[1]), []).append(head[4].replace("_", " "))
    return out


def kind_for(type_name, words, rng):
    kind = (type_name or "").lower()
    for part, made in (("date-time", "time"), ("datetime", "time"), ("timestamp", "time"), ("date", "date"), ("time", "time"), ("bool", "boolean"),
                       ("int", "integer"), ("long", "integer"), ("number", "number"), ("double", "number"), ("float", "number"),
                       ("decimal", "number"), ("uuid", "uuid"), ("guid", "uuid"), ("email", "email"), ("uri", "link"), ("url", "link")):
        if part in kind:
            return made
    for word in reversed(words):
        if word in KIND_OF and rng.random() < 0.8:
            return KIND_OF[word]
    return rng.choice(FREE)


class Domain:
    def __init__(self, field, pools, rng):
        self.rng = rng
        self.kind = kind_for(field["type"], field["parts"][-1], rng)
        self.size = int(math.exp(rng.uniform(math.log(2), math.log(400))))
        self.apart = rng.random() < 0.35      # two systems with nothing in common but the sort of value
        self.pool = None
        if field["samples"] and rng.random() < 0.5:
            self.pool = [re.sub(r"^(True|False)$", lambda m: m.group(1).lower(), v) for v in field["samples"]]
        else:
            make = getattr(self, self.kind)(pools)
            if make is not None:
                self.pool = list(dict.fromkeys(make() for _ in range(self.size)))

    # Each returns a function that makes a value, or None for what each side writes in its own way.

    def words(self, pools):
        topic = pools[self.rng.choice(sorted(pools))]
        start = self.rng.randrange(len(topic))
        some = topic[start:start + 600]
        return lambda: self.rng.choice(some)

    def person(self, pools):
        surnames = [n.split()[-1] for n in pools[PERSON] if n[0].isupper()]
        form = self.rng.choice(("{0} {1}", "{1}, {0}", "{1}", "{0}. {1}", "{0}{1}"))
        return lambda: form.format(self.rng.choice(surnames), self.rng.choice(surnames))

    def place(self, pools):
        places = [n for n in pools[PLACE] if n[0].isupper()]
        return lambda: self.rng.choice(places)

    def sentence(self, pools):
        topic = pools[self.rng.choice(sorted(pools))]
        length = self.rng.randint(2, 9)
        return lambda: " ".join(self.rng.choice(topic) for _ in range(length))

    def code(self, pools):
        form = "".join(self.rng.choice(("9", "9", "9", "A", "A", "a", "-")) for _ in range(self.rng.randint(2, 12))).strip("-") or "99"
        stem = "".join(self.rng.choice(string.ascii_uppercase) for _ in range(self.rng.choice((0, 0, 2, 3))))
        letters = {"9": string.digits, "A": string.ascii_uppercase, "a": string.ascii_lowercase, "-": "-"}
        return lambda: stem + "".join(self.rng.choice(letters[c]) for c in form)

    def uuid(self, pools):
        return lambda: "-".join("".join(self.rng.choice("0123456789abcdef") for _ in range(n)) for n in (8, 4, 4, 4, 12))

    def email(self, pools):
        people = pools[PERSON]
        return lambda: re.sub(r"\W+", ".", self.rng.choice(people).lower()) + "@" + self.rng.choice(("example.com", "mail.example", "corp.example.org"))

    def link(self, pools):
        topic = pools[self.rng.choice(sorted(pools))]
        stem = self.rng.choice(("https://example.com/", "http://www.example.org/a/", "https://api.example.net/v1/"))
        return lambda: stem + re.sub(r"\W+", "-", self.rng.choice(topic).lower())

    def phone(self, pools):
        form = self.rng.choice(("+{0} {1} {2}", "({0}) {1}-{2}", "{0}-{1}-{2}", "{0}{1}{2}"))
        return lambda: form.format(self.rng.randint(1, 999), self.rng.randint(100, 999), self.rng.randint(1000, 9999))

    def integer(self, pools):
        low = self.rng.choice((0, 0, 0, 1, 100, 1000, 1900))
        high = low + 10 ** self.rng.uniform(0.5, 6) + 1
        return lambda: str(int(self.rng.uniform(low, high)))

    def number(self, pools):
        middle, width, digits = self.rng.uniform(-1, 10), self.rng.uniform(0.1, 1.5), self.rng.randint(1, 4)
        sign = self.rng.choice((1, 1, 1, -1))
        return lambda: f"{sign * math.exp(self.rng.gauss(middle, width)):.{digits}f}"

    def boolean(self, pools):
        self.weight = self.rng.random()
        return None

    def date(self, pools):
        self.start, self.span = self.rng.randint(1940, 2024), self.rng.randint(1, 40)
        return None

    time = date

    def draw(self, side, same_form, rng):
        """Between 3 and 60 values as side 0 or 1 writes them."""
        count = rng.randint(3, rng.choice((8, 20, 60)))
        if self.pool is not None:
            pool = self.pool
            if self.apart and len(pool) >= 8:
                pool = pool[side::2]
            return [pool[int(len(pool) * rng.random() ** 1.5)] for _ in range(count)]
        if self.kind == "boolean":
            yes, no = FLAGS[0] if same_form else rng.choice(FLAGS)
            return [yes if rng.random() < self.weight else no for _ in range(count)]
        form = DATE_FORMS[0] if same_form else rng.choice(DATE_FORMS)
        if self.kind == "time" and same_form:
            form += "T{h:02}:{n:02}:00Z"
        return [form.format(y=min(2027, self.start + rng.randint(0, self.span)), m=rng.randint(1, 12), d=rng.randint(1, 28),
                            h=rng.randint(0, 23), n=rng.randint(0, 59)) for _ in range(count)]
