#!/usr/bin/env python3
"""Draws throughput by message size from the output of `neurocrypt bench --json`.

usage: plot_bench.py BENCH.jsonl OUT.svg
"""
import math
import sys
from xml.sax.saxutils import escape

from bench_rows import load, size_name

WIDTH, HEIGHT = 930, 520
LEFT, RIGHT, TOP, BOTTOM = 70, 660, 64, 452  # the plot; its legend stands to the right

# What is drawn: suite, parameter set or family, label, colour in light and dark, dashed, marker.
SERIES = [
    ("AES-256-GCM", "", "AES-256-GCM (OpenSSL)", "#444444", "#cfcfcf", True, "circle"),
    ("ChaCha20-Poly1305", "", "ChaCha20-Poly1305 (OpenSSL)", "#8a8a8a", "#8f8f8f", True, "square"),
    ("aes", "", "suite aes", "#7a5195", "#c39bd8", False, "circle"),
    ("neural", "lattice-r1", "neural, lattice-r1", "#0072b2", "#56b4e9", False, "square"),
    ("neural", "lattice-r2", "neural, lattice-r2", "#004c99", "#8ecbff", False, "circle"),
    ("hybrid", "lattice-r2", "hybrid, lattice-r2 (default)", "#00805e", "#2fc99a", False, "diamond"),
    ("neural", "dense-336", "neural, dense-336", "#b8860b", "#e0b040", False, "circle"),
    ("neural", "reversible", "neural, reversible", "#d55e00", "#ff9a56", False, "square"),
    ("neural", "autoencoder", "neural, autoencoder (broken)", "#b03060", "#f07aa8", False, "diamond"),
]


def points(rows, suite, name):
    """[(bytes, MB/s)] of sealing with one thread."""
    found = [row for row in rows if row["op"] == "seal" and row["threads"] == 1 and row["suite"] == suite
             and (not name or name in (row["set"], row["family"]))]
    return sorted((row["bytes"], row["mb_per_s"]) for row in found)


def marker(kind, x, y):
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
    if kind == "square":
        return f'<rect x="{x - 3.2:.1f}" y="{y - 3.2:.1f}" width="6.4" height="6.4"/>'
    return f'<path d="M{x:.1f} {y - 4.6:.1f}l4.6 4.6l-4.6 4.6l-4.6 -4.6z"/>'


def style():
    rules = ["text{font:13px system-ui,sans-serif;fill:#222}", ".title{font-size:16px;font-weight:600}",
             ".small{font-size:12px;fill:#666}", ".grid{stroke:#ddd;stroke-width:1}",
             ".page{fill:#fff}", "polyline{fill:none;stroke-width:2}"]
    dark = ["text{fill:#e6e6e6}", ".small{fill:#a8a8a8}", ".grid{stroke:#3a3f46}", ".page{fill:#16191d}"]
    for i, (_, _, _, light_colour, dark_colour, _, _) in enumerate(SERIES):
        rules.append(f".s{i}{{stroke:{light_colour};fill:{light_colour}}}")
        dark.append(f".s{i}{{stroke:{dark_colour};fill:{dark_colour}}}")
    rules.append("polyline{fill:none!important}")
    return "<style>" + "".join(rules) + "@media (prefers-color-scheme:dark){" + "".join(dark) + "}</style>"


def axes(sizes, low, high, x_of, y_of):
    out = []
    for exponent in range(low, high + 1):
        value = 10.0 ** exponent
        y = y_of(value)
        out.append(f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{RIGHT}" y2="{y:.1f}"/>')
        label = f"{value:g}"
        out.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
    for size in sizes:
        x = x_of(size)
        out.append(f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{BOTTOM}"/>')
        out.append(f'<text x="{x:.1f}" y="{BOTTOM + 20}" text-anchor="middle">{size_name(size)}</text>')
    out.append(f'<text class="small" x="{LEFT - 8}" y="{TOP - 10}" text-anchor="end">MB/s</text>')
    out.append(f'<text class="small" x="{(LEFT + RIGHT) / 2}" y="{BOTTOM + 40}" text-anchor="middle">'
               "message size</text>")
    return out


def legend(drawn):
    """At the height of each line's end, moved apart where they would overlap."""
    out, last = [], -math.inf
    for end, index, label in sorted(drawn):
        y = max(end, last + 19)
        last = y
        _, _, _, _, _, dashed, kind = SERIES[index]
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        out.append(f'<g class="s{index}"><polyline points="{RIGHT + 14},{y:.1f} {RIGHT + 38},{y:.1f}"{dash}/>'
                   f'{marker(kind, RIGHT + 26, y)}</g>')
        out.append(f'<text x="{RIGHT + 45}" y="{y + 4:.1f}">{escape(label)}</text>')
    return out


def main():
    environment, rows = load(sys.argv[1])
    curves = [(i, points(rows, suite, name)) for i, (suite, name, *_) in enumerate(SERIES)]
    curves = [(i, curve) for i, curve in curves if curve]
    sizes = sorted({size for _, curve in curves for size, _ in curve})
    speeds = [value for _, curve in curves for _, value in curve]
    low, high = math.floor(math.log10(min(speeds))), math.ceil(math.log10(max(speeds)))

    def x_of(size):
        return LEFT + 20 + (RIGHT - LEFT - 40) * math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])

    def y_of(value):
        return BOTTOM - (BOTTOM - TOP) * (math.log10(value) - low) / (high - low)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
           'aria-label="Throughput of sealing by message size">', style(),
           f'<rect class="page" width="{WIDTH}" height="{HEIGHT}" rx="8"/>',
           f'<text class="title" x="{LEFT}" y="28">Sealing: throughput by message size, one thread</text>']
    out += axes(sizes, low, high, x_of, y_of)
    ends = []
    for index, curve in curves:
        _, _, label, _, _, dashed, kind = SERIES[index]
        path = " ".join(f"{x_of(size):.1f},{y_of(value):.1f}" for size, value in curve)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        out.append(f'<g class="s{index}"><polyline points="{path}"{dash}/>'
                   + "".join(marker(kind, x_of(size), y_of(value)) for size, value in curve) + "</g>")
        ends.append((y_of(curve[-1][1]), index, label))
    out += legend(ends)
    note = f"{environment['cpu']}, kernels {environment['isa']}, {environment['openssl'].split(' ')[0]} " \
           f"{environment['openssl'].split(' ')[1]}, commit {environment['commit']}"
    out.append(f'<text class="small" x="{LEFT}" y="{HEIGHT - 12}">{escape(note)}</text></svg>')
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


main()
