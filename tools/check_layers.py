#!/usr/bin/env python3
"""Checks the direction of includes under include/, src/, lab/ and apps/.

All libraries share one include root, so nothing but this script stops a lower layer from including a
higher one, a family from including its sibling, or a third-party header from spreading.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Each layer under src/ and the layers it may include. The public headers belong to everyone: they hold
# declarations only, and include only each other.
LAYERS = {
    "base": set(),
    "kernels": {"base"},
    "nn": {"kernels", "base"},
    "ciphers": {"nn", "kernels", "base"},
    "keys": {"ciphers", "nn", "base"},
    "container": {"keys", "ciphers", "base"},
    "training": {"keys", "ciphers", "nn", "kernels", "base"},
    "schema": {"base"},
    "link": {"schema", "nn", "base"},
    "policy": {"schema", "base"},
    "translate": {"link", "policy", "container", "keys", "schema", "base"},
}

# Folders whose subfolders must not include each other: families, kernels, formats.
SIBLINGS = ("src/ciphers", "src/kernels", "src/schema")

# Third-party headers and where they may appear.
THIRD_PARTY = {
    r"<(openssl/|sodium)": ("src/base/", "src/container/", "src/keys/", "bench/", "lab/targets/"),
    r"<torch/": ("src/training/", "lab/"),
    r"<google/protobuf/": ("src/schema/protobuf/", "bench/"),
    r"<re2/": ("src/schema/json/",),
    r"<yaml-cpp/": ("src/policy/",),
    r"<CLI/": ("apps/",),
    r"<immintrin": ("src/kernels/",),
    r"<zlib": ("lab/targets/",),
    r"<fplll": ("lab/lattice/",),
    r"<Eigen/": ("lab/",),
    r"<(boost/|kissfft/)": ("lab/statistics/",),
    r"<valgrind/": ("src/base/constant_time.h",),
}

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<][^">]+[">])', re.MULTILINE)


def subfolder(name, folder):
    """The subfolder of `folder` that a file name is in, or None."""
    rest = name.removeprefix(folder + "/")
    return rest.split("/")[0] if rest != name and "/" in rest else None


def problems_in(name, text):
    """Yields what is wrong with the includes of the file `name`."""
    parts = name.split("/")
    layer = parts[1] if parts[0] == "src" else None
    is_test = name.endswith("_test.cc")
    for header in INCLUDE.findall(text):
        for pattern, allowed in THIRD_PARTY.items():
            if re.match(pattern, header) and not is_test and not name.startswith(allowed):
                yield f"{name}: {header} belongs to {', '.join(allowed)}"
        if header.startswith("<"):
            continue
        target = header.strip('"')
        first = target.split("/")[0]
        if parts[0] == "include" and first != "neurocrypt":
            yield f"{name}: a public header includes the internal {target}"
        if layer and first in ("apps", "lab", "cli"):
            yield f"{name}: the library includes {target}"
        if layer in LAYERS and first in LAYERS and not is_test:
            if first != layer and first not in LAYERS[layer]:
                yield f"{name}: layer {layer} may not include {target}"
        for folder in SIBLINGS:
            own, other = subfolder(name, folder), subfolder("src/" + target, folder)
            if own and other and own != other and not is_test:
                yield f"{name}: {own} includes its sibling {target}"


def main():
    found = []
    for folder in ("include", "src", "lab", "apps", "bench"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".h", ".cc"):
                found.extend(problems_in(path.relative_to(ROOT).as_posix(), path.read_text()))
    print("\n".join(found) or "layers: no violation")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
