#!/usr/bin/env python3
"""Writes customers.ebcdic, records of customer.cpy with record descriptor words in code page 037, and
customers.jsonl, the same customers as JSON Lines. All names are invented. Shares no code with the library.

    python3 examples/cobol/make_customers.py [FOLDER]     (default: beside this file)
"""
import json
import pathlib
import random
import re
import sys

FIRST = "Ada Grace Kathleen Mary Jean Betty Annie Rózsa Emmy Sofia Émilie Lise".split()
LAST = "Okafor Lindqvist Müller Tanaka Ferreira Novak Haddad O'Brien Castellanos Ng".split()
FIRMS = ["Aalto & Sons", "Blue Lantern Books", "Cormorant Freight", "Dunlin Optics", "Eider Textiles"]
STREETS = "Quay Street,Mill Lane,Rue des Tilleuls,Gartenstraße,Harbour Road,Calle Mayor".split(",")
CITIES = [("Porthaven", "GB"), ("Tilleuil", "FR"), ("Grünau", "DE"), ("Villanueva", "ES")]


def text(value, size):
    encoded = value.encode("cp037")
    assert len(encoded) <= size, value
    return encoded.ljust(size, b"\x40")


def zoned(value, digits, signed=False):
    data = bytearray(f"{abs(value):0{digits}d}".encode("cp037"))
    if signed:
        data[-1] = (0xD0 if value < 0 else 0xC0) | (data[-1] & 15)
    return bytes(data)


def packed(value, digits):
    return bytes.fromhex(f"{abs(value):0{digits}d}" + ("d" if value < 0 else "c"))


def cents(value, places=2):
    sign, value = "-" if value < 0 else "", abs(value)
    return f"{sign}{value // 10 ** places}.{value % 10 ** places:0{places}d}"


def number(written):
    """A number whose text is kept: main() takes the marks away."""
    return f"<number {written}>"


def customer(rng, identity):
    company = rng.random() < 0.3
    values = {"CUST-ID": identity, "CUST-STATUS": rng.choice("AAAABC"), "CUST-KIND": "PC"[company]}
    data = zoned(identity, 9) + text(values["CUST-STATUS"], 1) + text(values["CUST-KIND"], 1)
    if company:
        name, tax = rng.choice(FIRMS) + " Ltd", f"TX{rng.randrange(10 ** 8):08d}"
        staff = rng.randrange(1, 5000)
        values["CUST-COMPANY"] = {"CUST-COMPANY-NAME": name, "CUST-TAX-NUMBER": tax,
                                  "CUST-EMPLOYEES": staff}
        data += text(name, 45) + text(tax, 12) + packed(staff, 5)
    else:
        first, last = rng.choice(FIRST), rng.choice(LAST)
        born = int(f"{rng.randrange(1940, 2006)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}")
        values["CUST-PERSON"] = {"CUST-FIRST-NAME": first, "CUST-LAST-NAME": last,
                                 "CUST-BIRTH-DATE": born}
        data += text(first, 20) + text(last, 25) + zoned(born, 8) + text("", 7)
    city, country = rng.choice(CITIES)
    street = f"{rng.randrange(1, 200)} {rng.choice(STREETS)}"
    postcode = f"{rng.randrange(10000, 99999)}"
    values["CUST-ADDRESS"] = {"CUST-STREET": street, "CUST-POSTCODE": postcode, "CUST-CITY": city,
                              "CUST-COUNTRY": country}
    data += text(street, 30) + text(postcode, 10) + text(city, 20) + text(country, 2)
    since = f"{rng.randrange(1990, 2025)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
    limit, rate, score = rng.randrange(10 ** 8), rng.randrange(9000), rng.randrange(-50, 900)
    discount, balance = rng.randrange(-99, 200), rng.randrange(-10 ** 7, 10 ** 8)
    edited = f"{abs(balance) / 100:,.2f}".rjust(12) + ("-" if balance < 0 else " ")
    values.update({"CUST-SINCE": since, "CUST-CREDIT-LIMIT": number(cents(limit)),
                   "CUST-RATE": number(cents(rate, 5)), "CUST-SCORE": score,
                   "CUST-DISCOUNT": number(cents(discount, 1)),
                   "CUST-LAST-BALANCE": number(cents(balance))})
    data += text(since, 10) + packed(limit, 11) + packed(rate, 5) + score.to_bytes(2, "big", signed=True)
    data += text("-" if discount < 0 else "+", 1) + zoned(abs(discount), 4) + text(edited, 13)
    accounts = []
    count = rng.randrange(0, 6)
    data += zoned(count, 2)
    for _ in range(count):
        account = f"{rng.randrange(10 ** 16):016d}"
        kind, amount = rng.choice("CS"), rng.randrange(-10 ** 6, 10 ** 9)
        opened = int(f"{rng.randrange(1990, 2025)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}")
        accounts.append({"ACCT-NUMBER": account, "ACCT-TYPE": kind,
                         "ACCT-BALANCE": number(cents(amount)), "ACCT-OPENED": opened})
        data += text(account, 16) + text(kind, 1) + zoned(amount, 13, signed=True) + zoned(opened, 8)
    values.update({"CUST-ACCOUNT-COUNT": count, "CUST-ACCOUNT": accounts})
    return values, (len(data) + 4).to_bytes(2, "big") + b"\0\0" + data


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    rng = random.Random(1959)
    made = [customer(rng, 100000001 + 7 * i) for i in range(40)]
    (folder / "customers.ebcdic").write_bytes(b"".join(data for _, data in made))
    lines = [re.sub(r'"<number ([^>]*)>"', r"\1",
                    json.dumps(values, ensure_ascii=False, separators=(",", ":")))
             for values, _ in made]
    (folder / "customers.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
