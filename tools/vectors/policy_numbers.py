"""Made-up identifiers with check digits from their public descriptions; shares no code with the library.

Numbers are drawn at random and belong to nobody that we know of. Check digits are found the slow way: by
trying all of them against the definition of the scheme.
"""
import datetime
import string

LETTERS = string.ascii_uppercase


def digits(random, count):
    return "".join(random.choice("0123456789") for _ in range(count))


def first_good(prefix, choices, good):
    """`prefix` and the first of `choices` that makes the whole good; None when there is none."""
    return next((prefix + c for c in choices if good(prefix + c)), None)


def until(draw):
    while True:
        value = draw()
        if value is not None:
            return value


def luhn(text):
    """ISO/IEC 7812-1, Annex B: from the right, every second digit is doubled and its digits summed."""
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(text))]
    return sum(sum(map(int, str(n))) for n in doubled) % 10 == 0


def card(random, prefix="4", length=16):
    return first_good(prefix + digits(random, length - len(prefix) - 1), "0123456789", luhn)


def grouped(text, sizes, separator=" "):
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at:at + size])
        at += size
    return separator.join(part for part in parts if part)


# A few countries of the IBAN registry, by their own notation.
IBAN_FORMS = {"DE": "18n", "FR": "10n11c2n", "GB": "4a14n", "NL": "4a10n", "NO": "11n", "MT": "4a5n18c",
              "CH": "5n12c", "ES": "20n", "IT": "1a10n12c", "PL": "24n", "BE": "12n", "SE": "20n", "BR": "23n1a1c",
              "SA": "2n18c", "LC": "4a24c", "KZ": "3n13c", "UA": "6n19c", "DK": "14n"}


def iban(random, country="DE"):
    account, form = "", IBAN_FORMS[country]
    while form:
        size = int("".join(c for c in form[:2] if c.isdigit()))
        kind = form[len(str(size))]
        form = form[len(str(size)) + 1:]
        alphabet = {"n": "0123456789", "a": LETTERS, "c": LETTERS + "0123456789"}[kind]
        account += "".join(random.choice(alphabet) for _ in range(size))
    number = int("".join(str(int(c, 36)) for c in account + country + "00"))
    return f"{country}{98 - number % 97:02d}{account}"


def date(random, first=1940, last=2009):
    start = datetime.date(first, 1, 1).toordinal()
    return datetime.date.fromordinal(random.randrange(start, datetime.date(last, 12, 31).toordinal()))


def ssn(random):
    return f"{random.randrange(1, 666):03d}-{random.randrange(1, 100):02d}-{random.randrange(1, 10000):04d}"


def ein(random):
    return f"{random.choice(['12', '20', '35', '45', '84'])}-{digits(random, 7)}"


def nino(random):
    return random.choice("ABCEGHJKLMNPRSTWXYZ") + random.choice("ACEHJLMPRSWXY") + digits(random, 6) + \
        random.choice("ABCD")


def weighted(text, weights):
    return sum(int(d) * w for d, w in zip(text, weights))


def nhs(random):
    return until(lambda: first_good(digits(random, 9), "0123456789",
                                    lambda t: weighted(t, range(10, 0, -1)) % 11 == 0))


def german_tax_id(random):
    def good(text):
        product = 10
        for d in text[:-1]:
            product = ((int(d) + product) % 10 or 10) * 2 % 11
        return (product + int(text[-1])) % 10 == 1
    ten = list("0123456789")
    random.shuffle(ten)
    gone, twice = random.sample(range(10), 2)
    ten[gone] = ten[twice]
    if ten[0] == "0":
        ten[0], ten[1] = ten[1], ten[0]
    if ten[0] == "0":
        return german_tax_id(random)
    return first_good("".join(ten), "0123456789", good) or german_tax_id(random)


def nir(random):
    born = date(random)
    body = f"{random.choice('12')}{born:%y%m}{random.randrange(1, 96):02d}{digits(random, 6)}"
    return f"{body}{97 - int(body) % 97:02d}"


def dni(random):
    number = random.randrange(10_000_000, 99_999_999)
    return f"{number}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}"


def nie(random):
    lead, number = random.randrange(3), random.randrange(0, 9_999_999)
    return f"{'XYZ'[lead]}{number:07d}{'TRWAGMYFPDXBNJZSQVHLCKE'[(lead * 10_000_000 + number) % 23]}"


CF_ODD = dict(zip(string.digits + LETTERS,
                  [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12,
                   14, 16, 10, 22, 25, 24, 23]))


def codice_fiscale(random):
    consonants = "BCDFGLMNPRSTVZ"
    born = date(random)
    body = "".join(random.choice(consonants) for _ in range(6)) + f"{born:%y}" + "ABCDEHLMPRST"[born.month - 1] + \
        f"{born.day + random.choice([0, 40]):02d}" + random.choice(LETTERS[:12]) + digits(random, 3)
    total = sum(CF_ODD[c] if i % 2 == 0 else (int(c) if c.isdigit() else ord(c) - 65) for i, c in enumerate(body))
    return body + LETTERS[total % 26]


def bsn(random):
    return until(lambda: first_good(random.choice("123456789") + digits(random, 7), "0123456789",
                                    lambda t: weighted(t, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0))


def belgian(random):
    body = f"{date(random, 1940, 1999):%y%m%d}{random.randrange(1, 998):03d}"
    return f"{body}{97 - int(body) % 97:02d}"


def pesel(random):
    return first_good(f"{date(random, 1940, 1999):%y%m%d}{digits(random, 4)}", "0123456789",
                      lambda t: weighted(t, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0)


def personnummer(random, separator="-"):
    body = f"{date(random):%y%m%d}"
    ten = first_good(body + digits(random, 3), "0123456789", luhn)
    return ten[:6] + separator + ten[6:]


def hetu(random):
    born, serial = date(random, 1940, 1999), random.randrange(2, 900)
    number = int(f"{born:%d%m%y}{serial:03d}")
    return f"{born:%d%m%y}-{serial:03d}{'0123456789ABCDEFHJKLMNPRSTUVWXY'[number % 31]}"


def brazilian(random, weights, size, form):
    def check(text):
        rest = weighted(text, weights[-len(text):]) % 11
        return str(0 if rest < 2 else 11 - rest)
    body = digits(random, size)
    body += check(body)
    body += check(body)
    out, at = "", 0
    for c in form:
        out += body[at] if c == "9" else c
        at += c == "9"
    return out


def cpf(random, form="999.999.999-99"):
    return brazilian(random, list(range(11, 1, -1)), 9, form)


def cnpj(random, form="99.999.999/9999-99"):
    return brazilian(random, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], 12, form)


def verhoeff(text):
    """By the group itself: D5 as the symmetries of a pentagon."""
    def times(i, j):
        if i < 5:
            return (i + j) % 5 if j < 5 else (i + j - 5) % 5 + 5
        return (i - 5 - j) % 5 + 5 if j < 5 else (i - j) % 5
    step = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    check = 0
    for position, d in enumerate(reversed(text)):
        value = int(d)
        for _ in range(position % 8):
            value = step[value]
        check = times(check, value)
    return check == 0


def aadhaar(random):
    return first_good(random.choice("23456789") + digits(random, 10), "0123456789", verhoeff)


def sin(random):
    return first_good(random.choice("1234567") + digits(random, 7), "0123456789", luhn)


def tfn(random):
    return until(lambda: first_good(digits(random, 8), "0123456789",
                                    lambda t: weighted(t, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 == 0))


def main():
    """Prints vectors/policy/numbers.txt: for each kind valid numbers, and such with one digit changed."""
    import random as random_module
    random = random_module.Random(20261127)
    kinds = {"UK NHS number": nhs, "German tax id": german_tax_id, "French NIR": nir, "Spanish DNI": dni,
             "Italian codice fiscale": codice_fiscale, "Dutch BSN": bsn, "Belgian national number": belgian,
             "Polish PESEL": pesel, "Swedish personnummer": lambda r: personnummer(r, ""),
             "Finnish HETU": lambda r: hetu(r).replace("-", ""), "Brazilian CPF": lambda r: cpf(r, "99999999999"),
             "Brazilian CNPJ": lambda r: cnpj(r, "99999999999999"), "Indian Aadhaar": aadhaar, "Canadian SIN": sin,
             "Australian TFN": tfn, "payment card": card, "IBAN": lambda r: iban(r, r.choice(list(IBAN_FORMS))),
             "UK NINO": nino, "US SSN": lambda r: ssn(r).replace("-", ""), "US EIN": lambda r: ein(r).replace("-", "")}
    print("source = the issuers' public descriptions, see src/policy/national_ids.cc; numbers at random")
    print("generated-by = tools/vectors/policy_numbers.py\n")
    for kind, draw in kinds.items():
        for _ in range(8):
            text = draw(random)
            print(f"kind = {kind}\ntext = {text}\nexpect = valid\n")
            if kind in ("UK NINO", "US SSN", "US EIN"):
                continue  # no check digit
            place = [i for i, c in enumerate(text) if c.isdigit()][-1]
            other = random.choice([d for d in "0123456789" if d != text[place]])
            print(f"kind = {kind}\ntext = {text[:place] + other + text[place + 1:]}\nexpect = invalid\n")


if __name__ == "__main__":
    main()
