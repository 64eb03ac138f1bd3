#!/usr/bin/env bash
# Installs the build tree $1 into a temporary prefix, then builds and runs a project that uses it from there:
# once through the CMake package, once through pkg-config. $2 is the C++ compiler.
set -euo pipefail
build_dir="$1"
compiler="$2"
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

cmake --install "$build_dir" --prefix "$work/prefix" >/dev/null

cmake -S "$here" -B "$work/build" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_PREFIX_PATH="$work/prefix" >/dev/null
cmake --build "$work/build" >/dev/null
"$work/build/user"
[[ ! -x "$work/build/trainer" ]] || "$work/build/trainer"
echo "find_package(neurocrypt): works"

pc_dir="$(dirname "$(find "$work/prefix" -name neurocrypt.pc)")"
# The file names the configured prefix; a moved one is given on the command line, as packagers do.
flags="$(PKG_CONFIG_PATH="$pc_dir" pkg-config --static --define-variable=prefix="$work/prefix" \
  --cflags --libs neurocrypt)"
# shellcheck disable=SC2086
"$compiler" "$here/main.cc" $flags -o "$work/user_pc"
LD_LIBRARY_PATH="$(dirname "$pc_dir")" "$work/user_pc"
echo "pkg-config: works"
