#!/usr/bin/env python3
"""Writes src/link/rules/case_table.h: the letters whose upper or lower case is one other letter.

usage: make_case_table.py > src/link/rules/case_table.h
"""
import sys
import unicodedata


def mappings(change):
    """(letter, difference) for every letter that `change` turns into one other letter."""
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        changed = change(chr(code))
        if len(changed) == 1 and ord(changed) != code:
            yield code, ord(changed) - code


def ranges(pairs):
    """Joins neighbours, one or two apart, that move by the same difference."""
    joined = []  # [first, last, step, difference]
    for code, difference in pairs:
        if joined:
            first, last, step, previous = joined[-1]
            gap = code - last
            if previous == difference and (gap == step or (first == last and gap in (1, 2))):
                joined[-1] = [first, code, gap, difference]
                continue
        joined.append([code, code, 1, difference])
    return joined


def main():
    print("// The simple case mappings of Unicode " + unicodedata.unidata_version + ".")
    print("// Made by tools/make_case_table.py: change that instead.")
    print("#pragma once\n\n#include <cstdint>\n")
    print("namespace neurocrypt::rules {\n")
    print("/// Every `step`-th letter from first to last becomes the letter `difference` further on.")
    print("struct CaseRange {\n  char32_t first, last;\n  std::uint8_t step;\n  std::int32_t difference;\n};\n")
    print("// clang-format off")
    for name, change in (("kToUpper", str.upper), ("kToLower", str.lower)):
        print(f"inline constexpr CaseRange {name}[] = {{")
        line = "   "
        for first, last, step, difference in ranges(mappings(change)):
            cell = f" {{{first:#x}, {last:#x}, {step}, {difference}}},"
            if len(line) + len(cell) > 100:
                print(line)
                line = "   "
            line += cell
        print(line + "\n};")
    print("// clang-format on\n")
    print("}  // namespace neurocrypt::rules")


if __name__ == "__main__":
    sys.exit(main())
