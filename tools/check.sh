#!/usr/bin/env bash
# The checks beyond `make test`: format, layers, sanitizers, constant time, a run of each fuzzer. The first that fails
# ends the script.
#
#   tools/check.sh           everything
#   tools/check.sh --quick   what CI has time for: sanitizers over the library's tests alone, shorter fuzzing
#
# FUZZ_SECONDS is the time for each fuzz target (20, or 10 with --quick).
set -euo pipefail
cd "$(dirname "$0")/.."
folder=.
fuzz_seconds="${FUZZ_SECONDS:-20}"
if [[ "${1:-}" == "--quick" ]]; then
  folder=src
  fuzz_seconds="${FUZZ_SECONDS:-10}"
fi

step() { printf '\n== %s\n' "$*"; }

step "format"
git ls-files -z '*.h' '*.cc' | xargs -0 clang-format --dry-run --Werror

step "layers"
python3 tools/check_layers.py

step "sanitizers (address, undefined)"
cmake --preset asan >/dev/null
cmake --build --preset asan --target "$folder/all"
ctest --test-dir "build/asan/$folder" -LE 'slow|external' --output-on-failure --no-tests=error -j 2

step "constant time (valgrind)"
cmake --preset ct >/dev/null
cmake --build --preset ct --target ct_tests
ctest --preset ct

step "fuzzing, ${fuzz_seconds} s for each target"
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzzers
for target in build/fuzz/bin/fuzz_*; do
  name="$(basename "$target")"
  new_inputs="$(mktemp -d)"  # the committed corpus is only read
  if "$target" -max_total_time="$fuzz_seconds" -timeout=10 -rss_limit_mb=2048 \
      -artifact_prefix="$new_inputs/" "$new_inputs" "fuzz/corpus/${name#fuzz_}" \
      >"$new_inputs.log" 2>&1; then
    echo "$name: $(grep -o 'Done [0-9]* runs' "$new_inputs.log" || echo finished)"
    rm -rf "$new_inputs" "$new_inputs.log"
  else
    tail -n 40 "$new_inputs.log"
    echo "$name failed; the input is in $new_inputs" >&2
    exit 1
  fi
done
