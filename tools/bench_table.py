#!/usr/bin/env python3
"""Prints the README's benchmark tables from the output of `neurocrypt bench --json`.

usage: bench_table.py BENCH.jsonl
"""
import sys

from bench_rows import find, load, size_name


def speed(row):
    if row is None:
        return "-"
    value = row["mb_per_s"]
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def series(rows):
    """(suite, family, set) of everything sealed, in the order of measurement."""
    seen = []
    for row in rows:
        key = (row["suite"], row["family"], row["set"])
        if row["op"] == "seal" and key not in seen:
            seen.append(key)
    return seen


def throughput(rows):
    sizes = sorted({row["bytes"] for row in rows if row["op"] == "seal"})
    print("| seal, MB/s, one thread | " + " | ".join(map(size_name, sizes)) + " | time / AES-256-GCM at "
          + size_name(sizes[-1]) + " |")
    print("|---|" + "--:|" * (len(sizes) + 1))
    for suite, family, name in series(rows):
        found = [find(rows, op="seal", threads=1, suite=suite, family=family, set=name, bytes=size)
                 for size in sizes]
        label = f"{suite}, {name if name.startswith(('lattice', 'dense')) else family + ' ' + name}" \
            if family else suite
        ratio = found[-1] and found[-1]["ratio_to_aes_256_gcm"]
        print(f"| {label} | " + " | ".join(map(speed, found)) + f" | {ratio:.2f} |")


def bar(name, limit, row, measured, unit, at_most=True):
    """One line of the table of bars; measured is a function of the row."""
    if row is None:
        print(f"| {name} | {'at most' if at_most else 'at least'} {limit} {unit} | not measured | - |")
        return
    value = measured(row)
    met = value <= limit if at_most else value >= limit
    print(f"| {name} | {'at most' if at_most else 'at least'} {limit} {unit} | {value:.2f} "
          f"(+-{100 * row['spread']:.0f} %) | {'yes' if met else 'NO'} |")


def bars(rows):
    ratio = lambda row: row["ratio_to_aes_256_gcm"]
    seal = {"op": "seal", "bytes": 1 << 20, "threads": 1}
    print("| bar | wanted | measured | met |")
    print("|---|---|--:|---|")
    for name, limit in (("lattice-r2", 3.5), ("lattice-r1", 2.8)):
        bar(f"{name} neural, seal, 1 MiB", limit, find(rows, suite="neural", set=name, **seal), ratio,
            "x AES-256-GCM")
    bar("lattice-r2 hybrid, seal, 1 MiB", 4.5, find(rows, suite="hybrid", set="lattice-r2", **seal),
        ratio, "x AES-256-GCM")
    for suite in ("neural", "hybrid"):
        bar(f"lattice-r2 {suite}, seal + open, 1 KiB", 12,
            find(rows, suite=suite, set="lattice-r2", op="seal+open", bytes=1024, threads=1), ratio,
            "x AES-256-GCM")
    stream = {"suite": "hybrid", "set": "lattice-r2", "op": "seal_stream"}
    one = find(rows, threads=1, **stream)
    several = next((row for row in rows if row["threads"] > 1
                    and all(row[field] == value for field, value in stream.items())), None)
    if several:
        bar(f"{several['threads']} threads on a large file, hybrid", 1.7, several,
            lambda row: one["ns_per_op"] / row["ns_per_op"], "x one thread", at_most=False)
    bar("autoencoder, one verified block", 10,
        find(rows, suite="raw", family="autoencoder", op="encrypt", bytes=16),
        lambda row: row["ns_per_op"] / 1e3, "us")
    bar("reversible, encrypt", 15,
        next((row for row in rows if row["suite"] == "raw" and row["family"] == "reversible"
              and row["op"] == "encrypt" and row["bytes"] > 16), None),
        lambda row: row["mb_per_s"], "MB/s", at_most=False)


def others(rows):
    print("| what | family | time |")
    print("|---|---|--:|")
    for row in rows:
        if row["op"] in ("keygen", "reject_wrong_key", "reject_flipped_bit"):
            ns = row["ns_per_op"]
            time = f"{ns / 1e9:.1f} s" if ns >= 1e9 else f"{ns / 1e6:.1f} ms" if ns >= 1e6 else f"{ns / 1e3:.1f} us"
            size = f" ({size_name(row['bytes'])})" if row["bytes"] else ""
            print(f"| {row['op'].replace('_', ' ')}{size} | {row['family']} {row['set']} | {time} |")


def main():
    environment, rows = load(sys.argv[1])
    print(f"{environment['cpu']}, {environment['cores']} cores, kernels {environment['isa']}; "
          f"{environment['openssl']}; {environment['compiler']}, {environment['build_type']}; commit "
          f"{environment['commit']}, {environment['time']}.\n")
    throughput(rows)
    print()
    bars(rows)
    print()
    others(rows)


main()
