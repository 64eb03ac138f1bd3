# The front door. Everything behind it is CMake: see CMakePresets.json.
#
#   make           builds build/release/bin/neurocrypt
#   make demo      builds it and runs the demonstrations
#   make test      builds everything and runs the default tests
#   make test-all  runs the slow tests, and those on external data where it is present
#   make lab       runs every attack on every cipher: build/lab/report.html, the tables of the documents
#   make bench     measures against AES-256-GCM: build/bench.jsonl, docs/benchmark.svg, a table
#   make check     format, layers, sanitizers, constant time, fuzzing
#
# Each installs the system packages it needs first: tools/setup.sh says which, and why.

NEUROCRYPT := build/release/bin/neurocrypt

.PHONY: program demo test test-all lab bench check clean setup setup-test

program: setup
	@cmake --preset release >/dev/null
	@cmake --build --preset release --target programs

demo: program
	@$(NEUROCRYPT) demo all

test: setup-test
	@cmake --preset release >/dev/null
	@cmake --build --preset release
	@ctest --preset release

test-all: setup-test
	@cmake --preset release >/dev/null
	@cmake --build --preset release
	@ctest --preset slow

lab: program
	@tools/scorecard.sh

bench: program
	$(NEUROCRYPT) bench --json > build/bench.jsonl
	python3 tools/plot_bench.py build/bench.jsonl docs/benchmark.svg
	python3 tools/bench_table.py build/bench.jsonl

check: setup-test
	@tools/check.sh

setup:
	@tools/setup.sh

setup-test:
	@tools/setup.sh --test

clean:
	rm -rf build
