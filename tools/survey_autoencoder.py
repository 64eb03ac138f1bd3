#!/usr/bin/env python3
"""Trains a stratified sample of the autoencoder's architectures and prints what became of each.

    tools/survey_autoencoder.py [--seed N] [--program neurocrypt-train] > survey.jsonl
    tools/survey_autoencoder.py --table survey.jsonl

The space has 66,420 architectures of 2 to 5 hidden layers, each 128, 256 or 512 wide and tanh, relu or
sigmoid. Strata: the number of layers x (all tanh, all relu, all sigmoid, mixed), one architecture drawn
from each; and the corners, 5 layers of 128 and of 512 with one activation. An architecture is done when
its line is printed: given an earlier file with --resume, those in it are not trained again.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys

ACTIVATIONS = ("tanh", "relu", "sigmoid")
WIDTHS = (128, 256, 512)


def sample(seed):
    """The architectures in the order in which they are trained: corners first, they are the hardest."""
    state = random.Random(seed)
    chosen = [", ".join([f"{width} {activation}"] * 5) for width in (128, 512) for activation in ACTIVATIONS]
    for layers in (2, 3, 4, 5):
        for kind in (*ACTIVATIONS, "mixed"):
            while True:
                names = [state.choice(ACTIVATIONS) if kind == "mixed" else kind for _ in range(layers)]
                if kind != "mixed" or len(set(names)) > 1:
                    break
            chosen.append(", ".join(f"{state.choice(WIDTHS)} {name}" for name in names))
    return chosen


def table(path):
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    print("| architecture | rounds | steps | training, CPU s | blocks failed of 100,000 | linear R^2 "
          "| bits right, ridge on 256 blocks |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for row in rows:
        if "error" in row:
            print(f"| {row['architecture']} | {row['error']} | | | | | |")
            continue
        ridge = {entry["known_blocks"]: entry["bits_right"] for entry in row["known_plaintext_ridge"]}
        print(f"| {row['architecture']} | {row['rounds']} | {row['steps']} | {row['training_cpu_seconds']:.0f} "
              f"| {row['round_trips']['blocks_failed']} | {row['linearity_r2']:.4f} | {100 * ridge[256]:.2f} % |")
    certified = sum("error" not in row for row in rows)
    print(f"\n{certified} of {len(rows)} certified.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", default="build/release/bin/neurocrypt-train")
    parser.add_argument("--resume", type=pathlib.Path)
    parser.add_argument("--table", type=pathlib.Path)
    options = parser.parse_args()
    if options.table:
        return table(options.table)
    done = set()
    if options.resume and options.resume.exists():
        done = {json.loads(line)["architecture"] for line in options.resume.read_text().splitlines()}
    for architecture in sample(options.seed):
        if architecture in done:
            continue
        run = subprocess.run([options.program, "--survey", "--seed", str(options.seed), "--arch", architecture],
                             capture_output=True, text=True)
        row = {"architecture": architecture}
        if run.returncode == 0:
            row |= json.loads(run.stdout.splitlines()[-1])
        else:
            row["error"] = run.stderr.strip().splitlines()[-1]
        row["architecture"] = architecture
        print(json.dumps(row), flush=True)


main()
