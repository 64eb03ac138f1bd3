#!/usr/bin/env python3
"""Writes vectors/policy/fields.jsonl: fields with the kinds of sensitive data that they hold.

usage: policy_fields.py > vectors/policy/fields.jsonl

Schemas are written by hand after what such services have; every value is made up. The first line is the
provenance. `part` is "tuning" or "held-out": phrases and weights were tuned on the first alone. `kinds` are
those that must be found, `also` those that may be.
"""
import json
import random as random_module
import sys

import policy_numbers as make

FIRST = ["Ada", "Milo", "Nora", "Otis", "Petra", "Quentin", "Rosa", "Sven", "Tilda", "Umar", "Vera", "Wim"]
LAST = ["Abelson", "Brandt", "Castell", "Dorfman", "Ekholm", "Fontane", "Grimaldi", "Hargrove", "Ivers", "Jonkers"]
CITIES = ["Lindenau", "Port Alder", "Sainte-Marie", "Northfield", "Vila Nova", "Kirkdale"]
STREETS = ["{} Elm Street", "{} Harbour Road", "Lindenstrasse {}", "{} rue des Lilas", "Kerkstraat {}",
           "{} Mill Lane", "Calle Mayor {}", "{} Queen's Avenue"]
WORDS = ("order ready pick up tomorrow caller asked about delivery again please call back after lunch customer was "
         "unhappy with packaging will visit shop next week prefers morning slot left parcel behind house").split()

R = random_module.Random(20261126)


def pick(*values):
    return lambda: R.choice(values)


def name():
    return f"{R.choice(FIRST)} {R.choice(LAST)}"


def email():
    return f"{R.choice(FIRST).lower()}.{R.choice(LAST).lower()}{R.choice(['', '7', '+news'])}@" \
           f"{R.choice(['example.com', 'mail.example.org', 'example.co.uk'])}"


def phone():
    return R.choice([f"+1 212 555 01{make.digits(R, 2)}", f"+4930{make.digits(R, 8)}", f"+44 20 7946 0{make.digits(R, 3)}",
                     f"(415) 555-01{make.digits(R, 2)}"])


def street():
    return R.choice(STREETS).format(R.randrange(1, 200))


def sentence():
    return " ".join(R.choice(WORDS) for _ in range(R.randrange(9, 22))).capitalize() + "."


def ipv4():
    return f"203.0.113.{R.randrange(256)}"


def ipv6():
    return f"2001:db8::{R.randrange(1, 65536):x}:{R.randrange(1, 65536):x}"


def mac():
    return ":".join(f"{R.randrange(256):02x}" for _ in range(6))


def iso_date():
    return f"{make.date(R):%Y-%m-%d}"


def timestamp():
    return f"{make.date(R, 2020, 2026):%Y-%m-%d}T{R.randrange(24):02d}:{R.randrange(60):02d}:00Z"


def uuid():
    return "-".join("".join(R.choice("0123456789abcdef") for _ in range(n)) for n in (8, 4, 4, 4, 12))


def hexadecimal(size):
    return lambda: "".join(R.choice("0123456789abcdef") for _ in range(size))


def base64ish(size):
    return "".join(R.choice("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789") for _ in range(size))


def jwt():
    return f"eyJhbGciOiJIUzI1NiJ9.{base64ish(40)}.{base64ish(43)}"


def money():
    return round(R.uniform(1, 9000), 2)


def number(low, high):
    return lambda: R.randrange(low, high)


def card():
    prefix, length = R.choice([("4", 16), ("51", 16), ("2221", 16), ("34", 15), ("37", 15), ("6011", 16), ("36", 14),
                               ("3530", 16), ("62", 19), ("6759", 16), ("4", 13), ("4", 19)])
    text = make.card(R, prefix, length)
    sizes = [4, 6, 5] if length == 15 else [4] * 5
    return R.choice([text, make.grouped(text, sizes), make.grouped(text, sizes, "-")])


def not_luhn(prefix, length):
    """Digits as a card has, with a check digit that is wrong."""
    def draw():
        text = make.card(R, prefix, length)
        return text[:-1] + str((int(text[-1]) + R.randrange(1, 10)) % 10)
    return draw


def other_luhn(length=16):
    """The Luhn checksum holds; the first digit is no card network's."""
    return lambda: make.card(R, R.choice(["9", "7", "0"]), length)


def iban(*countries):
    def draw():
        text = make.iban(R, R.choice(countries or list(make.IBAN_FORMS)))
        return R.choice([text, make.grouped(text, [4] * 9)])
    return draw


def inside(draw, *frames):
    return lambda: R.choice(frames).format(draw())


def of(function, *arguments):
    return lambda: function(R, *arguments)


ICD = pick("E11.9", "J45.909", "F32.1", "C50.911", "I10", "Z79.4", "M54.5")
BIC = pick("DEUTDEFF", "BNPAFRPP", "NWBKGB2L", "CHASUS33XXX", "INGBNL2A", "UBSWCHZH80A")
UNIT = pick("piece", "kg", "box")
STATUS = pick("open", "paid", "shipped", "closed")

# (path, type, description, draw, kinds[, also])
TUNING = {
    "webshop order": [
        ("/order_id", "string", "", lambda: f"SO-{make.digits(R, 8)}", []),
        ("/order_number", "string", "", other_luhn(), []),
        ("/orderRef", "string", "", other_luhn(12), []),
        ("/createdAt", "date-time", "", timestamp, []),
        ("/customer/firstName", "string", "", pick(*FIRST), ["person name"]),
        ("/customer/lastName", "string", "", pick(*LAST), ["person name"]),
        ("/customer/email", "string (email)", "", email, ["e-mail address"]),
        ("/customer/phone", "string", "", phone, ["phone number"]),
        ("/customer/email_verified", "boolean", "", pick(True, False), []),
        ("/customer/birthday", "date", "", iso_date, ["date of birth"]),
        ("/shipping_address/street", "string", "", street, ["postal address"]),
        ("/shipping_address/city", "string", "", pick(*CITIES), ["postal address"]),
        ("/shipping_address/zip", "string", "", of(make.digits, 5), ["postal address"]),
        ("/shipping_address/country", "string", "", pick("DE", "FR", "US"), []),
        ("/payment/card_number", "string", "", card, ["payment card"]),
        ("/payment/cardType", "string", "", pick("visa", "amex"), []),
        ("/payment/cvv", "string", "", of(make.digits, 3), ["card security code"]),
        ("/payment/expiry", "string", "", pick("12/27", "01/29"), []),
        ("/payment/amount", "number", "", money, ["amount"]),
        ("/items/0/sku", "string", "", lambda: f"{R.choice('ABC')}{make.digits(R, 6)}", []),
        ("/items/0/quantity", "integer", "", number(1, 9), []),
        ("/items/0/name", "string", "", pick("garden chair", "Blue mug", "usb cable"), []),
        ("/items/0/ean", "string", "", lambda: "9" + make.digits(R, 12), []),
        ("/comment", "string", "", sentence, ["free text"]),
        ("/status", "string", "", STATUS, []),
        ("/ip", "string", "", ipv4, ["IP address"]),
        ("/tracking_number", "string", "", lambda: "1Z" + make.digits(R, 16), []),
        ("/coupon_code", "string", "", pick("SPRING24", "WELCOME"), []),
    ],
    "bank transfer": [
        ("/debtor/name", "string", "", name, ["person name"]),
        ("/debtor/iban", "string", "", iban(), ["IBAN"]),
        ("/debtor/bic", "string", "", BIC, ["BIC"]),
        ("/creditorAccount", "string", "", iban("DE", "FR", "NL"), ["IBAN"], ["bank account"]),
        ("/creditor/accountNumber", "string", "", of(make.digits, 10), ["bank account"]),
        ("/creditor/routing_number", "string", "", of(make.digits, 9), ["bank account"],
         ["Dutch BSN", "Canadian SIN", "Australian TFN"]),
        ("/remittance", "string", "", inside(iban("DE", "BE"), "refund to {} as agreed", "pay {}", "[{}]"), ["IBAN"],
         ["free text"]),
        ("/purpose", "string", "", inside(card, "chargeback for {} of last week", "card {}, see ticket", "x{}y"),
         ["payment card"], ["free text"]),
        ("/balance", "number", "", money, ["amount"]),
        ("/currency", "string", "", pick("EUR", "USD"), []),
        ("/valueDate", "date", "", lambda: timestamp()[:10], []),
        ("/endToEndId", "string", "", lambda: f"E2E{make.digits(R, 12)}", []),
        ("/batch_id", "integer", "", lambda: int(other_luhn(14)()), []),
        ("/bookingCode", "string", "", pick("NTRF", "NCHK"), []),
        ("/iban_required", "boolean", "", pick(True, False), []),
        ("/cardCount", "integer", "", number(0, 5), []),
    ],
    "citizen register": [
        ("/ssn", "string", "", of(make.ssn), ["US SSN"]),
        ("/person/socialSecurityNumber", "string", "", lambda: make.ssn(R).replace("-", ""), ["US SSN"]),
        ("/employer/ein", "string", "", of(make.ein), ["US EIN"]),
        ("/nino", "string", "", of(make.nino), ["UK NINO"]),
        ("/insurance/reference", "string", "", lambda: make.grouped(make.nino(R), [2, 2, 2, 2, 1]), ["UK NINO"]),
        ("/nhs_number", "string", "", lambda: make.grouped(make.nhs(R), [3, 3, 4]), ["UK NHS number"]),
        ("/steuerId", "string", "", of(make.german_tax_id), ["German tax id"]),
        ("/tax_id", "string", "", of(make.german_tax_id), ["German tax id"]),
        ("/insee", "string", "", of(make.nir), ["French NIR"]),
        ("/beneficiaire/numero", "string", "", lambda: make.grouped(make.nir(R), [1, 2, 2, 2, 3, 3, 2]), ["French NIR"]),
        ("/dni", "string", "", of(make.dni), ["Spanish DNI"]),
        ("/document", "string", "", of(make.nie), ["Spanish DNI"]),
        ("/codice_fiscale", "string", "", of(make.codice_fiscale), ["Italian codice fiscale"]),
        ("/cliente/cf", "string", "", of(make.codice_fiscale), ["Italian codice fiscale"]),
        ("/bsn", "string", "", of(make.bsn), ["Dutch BSN"]),
        ("/rijksregisternummer", "string", "", of(make.belgian), ["Belgian national number"]),
        ("/klient/pesel", "string", "", of(make.pesel), ["Polish PESEL"]),
        ("/personnummer", "string", "", of(make.personnummer), ["Swedish personnummer"]),
        ("/henkilo/hetu", "string", "", of(make.hetu), ["Finnish HETU"]),
        ("/tunnus", "string", "", of(make.hetu), ["Finnish HETU"]),
        ("/cpf", "string", "", of(make.cpf), ["Brazilian CPF"]),
        ("/cliente/documento", "string", "", of(make.cpf), ["Brazilian CPF"]),
        ("/empresa/cnpj", "string", "", of(make.cnpj), ["Brazilian CNPJ"]),
        ("/aadhaarNo", "string", "", lambda: make.grouped(make.aadhaar(R), [4, 4, 4]), ["Indian Aadhaar"]),
        ("/social_insurance_number", "string", "", lambda: make.grouped(make.sin(R), [3, 3, 3]), ["Canadian SIN"]),
        ("/tfn", "string", "", of(make.tfn), ["Australian TFN"]),
        ("/passport_no", "string", "", lambda: f"C{make.digits(R, 8)}", ["identity number"]),
        ("/driversLicense", "string", "", lambda: f"D{make.digits(R, 7)}", ["identity number"]),
        ("/customer_number", "string", "", of(make.bsn), []),
        ("/dossier", "string", "", of(make.sin), []),
        ("/invoice_number", "string", "", of(make.pesel), []),
        ("/parcel_id", "string", "", of(make.aadhaar), []),
        ("/gender", "string", "", pick("f", "m", "x"), []),
        ("/religion", "string", "", pick("none", "catholic"), ["special category"]),
    ],
    "clinic": [
        ("/patient/name/family", "string", "", pick(*LAST), ["person name"]),
        ("/patient/name/given", "string", "", pick(*FIRST), ["person name"]),
        ("/patient/birthDate", "date", "", iso_date, ["date of birth"]),
        ("/patient/telecom", "string", "", phone, ["phone number"]),
        ("/encounter/diagnosis", "string", "", ICD, ["health information"]),
        ("/encounter/icd10", "string", "", ICD, ["health information"]),
        ("/encounter/class", "string", "", pick("A10", "B2", "inpatient"), []),
        ("/medication", "string", "", pick("metformin", "ibuprofen"), ["health information"]),
        ("/blood_type", "string", "", pick("A+", "0-"), ["health information"]),
        ("/mrn", "string", "", of(make.digits, 8), ["health information"]),
        ("/ward", "string", "", pick("B2", "C1"), []),
        ("/roomNumber", "string", "", number(100, 400), []),
        ("/appointment_time", "date-time", "", timestamp, []),
        ("/notes", "string", "", sentence, ["free text"]),
        ("/copay", "number", "The amount due from the patient", money, ["amount"]),
    ],
    "authentication": [
        ("/username", "string", "", lambda: R.choice(FIRST).lower(), []),
        ("/user/password", "string", "", pick("correct-horse", "Tr0ub4dor"), ["password"]),
        ("/passwordHash", "string", "", hexadecimal(64), ["password"]),
        ("/password_changed_at", "date-time", "", timestamp, []),
        ("/access_token", "string", "", jwt, ["access token"]),
        ("/refreshToken", "string", "", lambda: base64ish(43), ["access token"]),
        ("/token_type", "string", "", pick("bearer", "mac"), []),
        ("/expires_in", "integer", "", number(60, 7200), []),
        ("/api-key", "string", "", lambda: base64ish(32), ["access token"]),
        ("/headers/Authorization", "string", "", lambda: "Bearer " + base64ish(40), ["access token"]),
        ("/clientSecret", "string", "", lambda: base64ish(40), ["access token"]),
        ("/session", "string", "", lambda: base64ish(32), ["access token"]),
        ("/private_key", "string", "", lambda: "-----BEGIN PRIVATE KEY-----\n" + base64ish(64), ["private key"]),
        ("/cert", "string", "", lambda: "-----BEGIN CERTIFICATE-----\n" + base64ish(64), []),
        ("/env/DATABASE_URL", "string", "", lambda: f"postgres://app:{base64ish(12)}@db.example.com/main", ["password"]),
        ("/line", "string", "", lambda: "using key AKIA" + "".join(R.choice("ABCDEFGHIJKLMNOP234567") for _ in range(16)),
         ["access token"]),
        ("/request_id", "string", "", uuid, []),
        ("/etag", "string", "", hexadecimal(32), []),
        ("/commit", "string", "", hexadecimal(40), []),
        ("/client_ip", "string", "", ipv6, ["IP address"]),
        ("/user_agent", "string", "", pick("Mozilla/5.0 (X11; Linux x86_64)", "curl/8.5.0"), []),
        ("/assigned_to", "string", "", pick("team-blue", "queue-7"), []),
        ("/action", "string", "", pick("login", "logout"), []),
        ("/login_attempts", "integer", "", number(0, 6), []),
        ("/pin", "string", "", of(make.digits, 4), ["password"]),
        ("/mac", "string", "", mac, ["MAC address"]),
    ],
    "payroll": [
        ("/employee/full_name", "string", "", name, ["person name"]),
        ("/employee/salary", "number", "", money, ["salary"]),
        ("/employee/hourlyRate", "number", "", money, ["salary"]),
        ("/employee/homeAddress", "string", "", street, ["postal address"]),
        ("/employee/id", "string", "", lambda: f"E{make.digits(R, 5)}", []),
        ("/employee/manager", "string", "", lambda: f"E{make.digits(R, 5)}", []),
        ("/cost_center", "string", "", number(1000, 9999), []),
        ("/grade", "string", "", pick("L3", "L5"), []),
        ("/ACADEMIC_YEAR_CODE", "string", "", pick("2024", "2025"), []),
        ("/named", "boolean", "", pick(True), []),
        ("/start_date", "date", "", lambda: timestamp()[:10], []),
        ("/union_member", "string", "", pick("yes", "no"), ["special category"]),
    ],
    "mainframe": [
        ("/CUST-REC/CUST-SSN", "integer", "PIC 9(9)", lambda: int(make.ssn(R).replace("-", "")), ["US SSN"]),
        ("/CUST-REC/CUST-DOB-YYYY-MM-DD", "string", "PIC X(10)", iso_date, ["date of birth"]),
        ("/CUST-REC/CUST-FIRST-NAME", "string", "PIC X(25)", lambda: R.choice(FIRST) + " " * 10, ["person name"]),
        ("/CUST-REC/CUST-ADDR-LINE-1", "string", "PIC X(50)", street, ["postal address"]),
        ("/CUST-REC/CUST-PHONE-NUM-1", "string", "PIC X(15)", lambda: f"(415)555-01{make.digits(R, 2)}", ["phone number"]),
        ("/CARD-REC/CARD-NUM", "string", "PIC X(16)", lambda: make.card(R, "4"), ["payment card"]),
        ("/CARD-REC/CARD-CVV-CD", "integer", "PIC 9(3)", number(100, 999), ["card security code"]),
        ("/CARD-REC/CARD-XREF", "string", "PIC 9(19)", lambda: "000" + make.card(R, "51"), ["payment card"]),
        ("/ACCT-REC/ACCT-CURR-BAL", "number", "PIC S9(10)V99", money, ["amount"]),
        ("/ACCT-REC/ACCT-OPEN-DATE", "string", "PIC X(10)", iso_date, []),
        ("/ACCT-REC/ACCT-STATUS", "string", "PIC X", pick("Y", "N"), []),
        ("/TRAN-REC/TRAN-TYPE-CD", "string", "PIC X(2)", pick("01", "02"), []),
        ("/TRAN-REC/TRAN-ID", "string", "PIC X(16)", other_luhn(), []),
        ("/TRAN-REC/TRAN-DUMP", "string", "PIC X(40)", lambda: make.digits(R, 8).replace("4", "0") + make.card(R, "4") + "20261231",
         ["payment card"]),
        ("/FILLER", "string", "PIC X(5)", pick("", "00000"), []),
    ],
    "telemetry": [
        ("/device/lat", "number", "", lambda: round(R.uniform(-80, 80), 5), ["geographic position"]),
        ("/device/lng", "number", "", lambda: round(R.uniform(-170, 170), 5), ["geographic position"]),
        ("/device/firmware", "string", "", lambda: f"{R.randrange(9)}.{R.randrange(20)}.{R.randrange(9)}.{R.randrange(99)}", []),
        ("/device/serial", "string", "", of(make.digits, 11), []),
        ("/device/macAddress", "string", "", mac, ["MAC address"]),
        ("/location", "string", "", lambda: f"{R.uniform(-80, 80):.5f}, {R.uniform(-170, 170):.5f}", ["geographic position"]),
        ("/temperature", "number", "", money, []),
        ("/uptime", "integer", "", lambda: int(make.digits(R, 9)), []),
        ("/ts", "integer", "", lambda: 1700000000000 + R.randrange(10**10), []),
        ("/seq", "integer", "", number(1, 10**9), []),
        ("/host_name", "string", "", pick("edge-1", "edge-2"), []),
        ("/src_ip", "string", "", ipv4, ["IP address"]),
        ("/message", "string", "", pick("link up", "link down"), []),
        ("/contact", "string", "", email, ["e-mail address"]),
        ("/callback", "string", "", phone, ["phone number"]),
        ("/meter_reading", "string", "", of(make.digits, 10), []),
        ("/x", "string", "", inside(email, "mail to {} bounced", "<{}>"), ["e-mail address"]),
    ],
}

HELD_OUT = {
    "insurance claim": [
        ("/claim/claimNumber", "string", "", of(make.digits, 9), []),
        ("/claim/policyHolder/surname", "string", "", pick(*LAST), ["person name"]),
        ("/claim/policyHolder/forename", "string", "", pick(*FIRST), ["person name"]),
        ("/claim/policyHolder/dateOfBirth", "date", "", iso_date, ["date of birth"]),
        ("/claim/policyHolder/mobile", "string", "", phone, ["phone number"]),
        ("/claim/policyHolder/postcode", "string", "", pick("AB1 2CD", "ZZ9 9ZZ"), ["postal address"]),
        ("/claim/policyHolder/emailAddress", "string", "", email, ["e-mail address"]),
        ("/claim/policyHolder/niNumber", "string", "", of(make.nino), ["UK NINO"]),
        ("/claim/settlement/accountIban", "string", "", iban(), ["IBAN"]),
        ("/claim/settlement/swift", "string", "", BIC, ["BIC"]),
        ("/claim/settlement/sortCode", "string", "", lambda: make.grouped(make.digits(R, 6), [2, 2, 2], "-"), ["bank account"]),
        ("/claim/paidWith", "string", "", card, ["payment card"]),
        ("/claim/description", "string", "What happened, in the words of the insured", sentence, ["free text"]),
        ("/claim/claimAmount", "number", "", money, ["amount"]),
        ("/claim/injury/icdCode", "string", "", ICD, ["health information"]),
        ("/claim/policy_type", "string", "", pick("motor", "home"), []),
        ("/claim/phone_verified", "boolean", "", pick(True, False), []),
        ("/claim/vehicle/registration", "string", "", lambda: f"AB{make.digits(R, 2)} CDE", []),
        ("/claim/vehicle/vin", "string", "", lambda: "WVW" + base64ish(14).upper(), []),
        ("/claim/adjuster_id", "string", "", lambda: f"ADJ{make.digits(R, 4)}", []),
        ("/claim/reportedOn", "date", "", lambda: timestamp()[:10], []),
    ],
    "travel booking": [
        ("/pnr", "string", "", lambda: base64ish(6).upper(), []),
        ("/passenger/title", "string", "", pick("Mr", "Ms", "Dr"), []),
        ("/passenger/given_name", "string", "", pick(*FIRST), ["person name"]),
        ("/passenger/passportNumber", "string", "", lambda: f"P{make.digits(R, 8)}", ["identity number"]),
        ("/passenger/dob", "string", "", iso_date, ["date of birth"]),
        ("/passenger/contact_phone", "string", "", phone, ["phone number"]),
        ("/passenger/frequent_flyer", "string", "", other_luhn(12), []),
        ("/passenger/meal_code", "string", "", pick("VGML", "KSML"), []),
        ("/flight/number", "string", "", lambda: f"XX{make.digits(R, 4)}", []),
        ("/flight/departure_airport", "string", "", pick("AMS", "OSL"), []),
        ("/flight/gate", "string", "", pick("B12", "C3"), []),
        ("/fare/total", "number", "", money, ["amount"]),
        ("/payment/pan", "string", "", card, ["payment card"]),
        ("/payment/security_code", "string", "", of(make.digits, 3), ["card security code"]),
        ("/payment/cardholder", "string", "", name, ["person name"]),
        ("/payment/brand", "string", "", pick("mastercard", "visa"), []),
        ("/remarks", "string", "", sentence, ["free text"]),
        ("/ticket_number", "string", "", lambda: make.digits(R, 13).replace("4", "1"), []),
        ("/hotel/address", "string", "", street, ["postal address"]),
        ("/hotel/geo/latitude", "number", "", lambda: round(R.uniform(-80, 80), 6), ["geographic position"]),
        ("/agent_note", "string", "", inside(card, "guest read {} over the phone", "{}"), ["payment card"], ["free text"]),
    ],
    "nordic and southern registers": [
        ("/pnr", "string", "", of(make.personnummer), ["Swedish personnummer"]),
        ("/kund/personnr", "string", "", lambda: make.personnummer(R, ""), ["Swedish personnummer"]),
        ("/asiakas/henkilotunnus", "string", "", of(make.hetu), ["Finnish HETU"]),
        ("/cittadino/codiceFiscale", "string", "", of(make.codice_fiscale), ["Italian codice fiscale"]),
        ("/titular/nif", "string", "", of(make.dni), ["Spanish DNI"]),
        ("/burger/burgerservicenummer", "string", "", of(make.bsn), ["Dutch BSN"]),
        ("/national_number", "string", "", lambda: make.grouped(make.belgian(R), [6, 3, 2], "-"), ["Belgian national number"]),
        ("/taxpayer_id", "string", "", lambda: make.cpf(R, "99999999999"), ["Brazilian CPF"]),
        ("/fornecedor/cnpj", "string", "", lambda: make.cnpj(R, "99999999999999"), ["Brazilian CNPJ"]),
        ("/numer_pesel", "string", "", of(make.pesel), ["Polish PESEL"]),
        ("/uid_number", "string", "UIDAI number of the resident", of(make.aadhaar), ["Indian Aadhaar"]),
        ("/tax_file_no", "string", "", of(make.tfn), ["Australian TFN"]),
        ("/sin", "string", "", lambda: make.grouped(make.sin(R), [3, 3, 3], "-"), ["Canadian SIN"]),
        ("/nhsNumber", "string", "", of(make.nhs), ["UK NHS number"]),
        ("/fein", "string", "", of(make.ein), ["US EIN"]),
        ("/identNr", "string", "", of(make.german_tax_id), ["German tax id"]),
        ("/securite_sociale", "string", "", of(make.nir), ["French NIR"]),
        ("/taxpayer/ssn", "string", "", of(make.ssn), ["US SSN"]),
        ("/case/archiveNumber", "string", "", of(make.bsn), []),
        ("/case/boxNumber", "string", "", of(make.sin), []),
        ("/case/page_count", "integer", "", number(1, 400), []),
        ("/sine_wave", "number", "", lambda: round(R.uniform(-1, 1), 4), []),
        ("/binary", "string", "", pick("0101", "1100"), []),
    ],
    "helpdesk": [
        ("/ticket/id", "integer", "", number(1, 10**7), []),
        ("/ticket/subject", "string", "", pick("Printer broken", "Login fails"), []),
        ("/ticket/body", "string", "", sentence, ["free text"]),
        ("/ticket/requester_email", "string", "", email, ["e-mail address"]),
        ("/ticket/requester_name", "string", "", name, ["person name"]),
        ("/ticket/priority", "string", "", pick("high", "low"), []),
        ("/ticket/via/source_ip", "string", "", ipv4, ["IP address"]),
        ("/ticket/satisfaction_score", "integer", "", number(1, 6), []),
        ("/ticket/internal_note", "string", "", inside(iban(), "customer's account is {} at present", "see {}"), ["IBAN"],
         ["free text"]),
        ("/ticket/custom/secret_answer", "string", "", pick("blue", "Rex"), ["password"]),
        ("/ticket/attachment/name", "string", "", pick("scan.pdf", "photo.jpg"), []),
        ("/ticket/attachment/sha256", "string", "", hexadecimal(64), []),
        ("/ticket/assignee", "string", "", pick("agent-4", "agent-9"), []),
        ("/ticket/group_name", "string", "", pick("Tier One", "Tier Two"), []),
        ("/ticket/log", "string", "", lambda: f"login ok for {email()} from host", ["e-mail address"], ["free text"]),
        ("/ticket/phone_queue", "string", "", pick("main", "night"), []),
        ("/ticket/app_version", "string", "", lambda: f"10.{R.randrange(20)}.{R.randrange(9)}.{R.randrange(99)}", []),
    ],
    "deployment": [
        ("/image", "string", "", pick("registry.example.com/app:1.2", "web:latest"), []),
        ("/replicas", "integer", "", number(1, 9), []),
        ("/env/DB_PASSWORD", "string", "", lambda: base64ish(16), ["password"]),
        ("/env/GITHUB_TOKEN", "string", "", lambda: "ghp_" + base64ish(36), ["access token"]),
        ("/env/STRIPE_API_KEY", "string", "", lambda: "sk_test_" + base64ish(24), ["access token"]),
        ("/env/LOG_LEVEL", "string", "", pick("info", "debug"), []),
        ("/env/TOKEN_TTL_SECONDS", "integer", "", number(60, 3600), []),
        ("/env/SMTP_URL", "string", "", lambda: f"smtp://mailer:{base64ish(10)}@smtp.example.com", ["password"]),
        ("/tls/privateKey", "string", "", lambda: "-----BEGIN EC PRIVATE KEY-----\n" + base64ish(64), ["private key"]),
        ("/tls/publicKey", "string", "", lambda: "-----BEGIN PUBLIC KEY-----\n" + base64ish(64), []),
        ("/node/mac_addr", "string", "", mac, ["MAC address"]),
        ("/node/ip6", "string", "", ipv6, ["IP address"]),
        ("/digest", "string", "", lambda: "sha256:" + hexadecimal(64)(), []),
        ("/build_number", "string", "", of(make.digits, 10), []),
        ("/partition_key", "string", "", pick("tenant", "region"), []),
        ("/owner_team", "string", "", pick("core", "edge"), []),
        ("/session_timeout", "integer", "", number(5, 60), []),
        ("/trace_id", "string", "", hexadecimal(32), []),
    ],
    "personnel file": [
        ("/person/nachname", "string", "", pick(*LAST), ["person name"]),
        ("/person/geburtsdatum", "string", "", iso_date, ["date of birth"]),
        ("/person/anschrift", "string", "", street, ["postal address"]),
        ("/person/telefon", "string", "", phone, ["phone number"]),
        ("/person/grossSalary", "number", "", money, ["salary"]),
        ("/person/annual_bonus", "number", "", money, ["salary"]),
        ("/person/ethnicity", "string", "", pick("undisclosed"), ["special category"]),
        ("/person/disability", "string", "", pick("none", "hearing"), ["health information"], ["special category"]),
        ("/person/department", "string", "", pick("Sales", "Legal"), []),
        ("/person/jobTitle", "string", "", pick("Engineer", "Clerk"), []),
        ("/person/bank/konto", "string", "", of(make.digits, 10), ["bank account"]),
        ("/person/bank/name", "string", "", pick("First Bank", "Alder Bank"), [], ["person name"]),
        ("/person/vacation_days", "integer", "", number(20, 31), []),
        ("/person/contract_type", "string", "", pick("permanent", "fixed"), []),
        ("/person/badge", "string", "", of(make.digits, 6), []),
        ("/person/hired_at", "date", "", lambda: timestamp()[:10], []),
        ("/person/review", "string", "", sentence, ["free text"]),
        ("/person/emergency_contact_phone", "string", "", phone, ["phone number"]),
    ],
}

SAMPLES = 3  # of each field


def main():
    provenance = {"source": "made up: schemas by hand, values at random; check digits from their public descriptions",
                  "generated-by": "tools/vectors/policy_fields.py", "seed": 20261126}
    print(json.dumps(provenance))
    for part, schemas in (("tuning", TUNING), ("held-out", HELD_OUT)):
        for schema, fields in schemas.items():
            for path, kind, description, draw, kinds, *also in fields:
                for _ in range(SAMPLES):
                    row = {"part": part, "schema": schema, "path": path, "type": kind, "description": description,
                           "value": draw(), "kinds": kinds, "also": also[0] if also else []}
                    print(json.dumps(row, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
