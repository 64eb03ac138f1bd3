#!/usr/bin/env bash
# Runs the whole lab on every row of the scorecard and renews what is made from it: build/lab/results.jsonl and
# build/lab/report.html, and the tables in README.md and docs/security-analysis.md. Can be stopped and started again.
# BUDGET is the seconds of one core that each attack sizes its work for (default 2: some ten minutes on two cores).
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build/lab
cd build/lab
neurocrypt=../release/bin/neurocrypt

# The row of a trained cipher is a key file; only the system's generator makes keys, so that it is a fresh one.
[[ -e autoencoder.key ]] || $neurocrypt keygen --family autoencoder -o autoencoder.key

targets=(
  autoencoder.key abadi-andersen
  reversible/2 reversible/3 reversible/4 reversible
  lattice/r2 lattice/r1 lattice/dense-336 lattice/dense-592
  toy-codec toy-neuron/24 toy-linear-neuron/336 toy-relu toy-relu-bytes toy-coupling/3-8 toy-coupling/4-8 toy-coupling/5-8
  speck32/5 digits
  aes-256-ctr aes-256 random-function
)
$neurocrypt lab run "${targets[@]/#/--target=}" --budget "${BUDGET:-2}" --resume -o results.jsonl
$neurocrypt lab report results.jsonl --force -o report.html
cd ../..
python3 tools/evidence_tables.py build/lab/results.jsonl README.md docs/security-analysis.md
echo "the page is build/lab/report.html"
