#!/usr/bin/env bash
# Runs the whole lab on every row of the scorecard and renews what is made from it: build/lab/results.jsonl and
# build/lab/report.html, and the tables in README.md and docs/security-analysis.md. Can be stopped and started again.
# BUDGET is the seconds of one core that each attack sizes its work for (default 2: about an hour on two cores).
set -euo pipefail
cd "$(dirname "$0")/.."
neurocrypt=build/release/bin/neurocrypt
budget="${BUDGET:-2}"
mkdir -p build/lab

# A trained key has no name in the lab: its row is the key file. Research seeds make no keys, so it is a fresh one.
[[ -e build/lab/autoencoder.key ]] || $neurocrypt keygen --family autoencoder -o build/lab/autoencoder.key

targets=(
  build/lab/autoencoder.key abadi-andersen
  reversible/2 reversible/3 reversible/4 reversible
  lattice/r2 lattice/r1 lattice/dense-336 lattice/dense-592
  toy-neuron toy-linear-neuron toy-relu toy-relu-bytes
  aes-256-ctr aes-256 random-function
)
$neurocrypt lab run "${targets[@]/#/--target=}" --budget "$budget" --resume -o build/lab/results.jsonl
$neurocrypt lab report build/lab/results.jsonl --force -o build/lab/report.html
python3 tools/evidence_tables.py build/lab/results.jsonl README.md docs/security-analysis.md
echo "the page is build/lab/report.html"
