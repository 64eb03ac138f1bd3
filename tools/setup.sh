#!/usr/bin/env bash
# Installs the Debian packages that neurocrypt builds and tests with. Says what it will do first; asks for
# sudo when not run as root; does nothing when all are there.
#
#   tools/setup.sh          what `make` and `make demo` need
#   tools/setup.sh --test   and what `make test` and `make check` need on top
set -euo pipefail

# package: reason
build_packages=(
  "build-essential: the C++ compiler (gcc 12)"
  "cmake: the build system"
  "ninja-build: runs the build"
  "pkg-config: finds libsodium, RE2, protobuf and yaml-cpp"
  "libssl-dev: AES-256-GCM, Poly1305, SHA-2, SHAKE, HMAC (OpenSSL 3)"
  "libsodium-dev: Argon2id, locked memory, the system's random generator"
  "libre2-dev: patterns of JSON Schema, in time linear in the text"
  "libyaml-cpp-dev: reads policy files, event by event"
  "libcli11-dev: parses the command line"
  "nlohmann-json3-dev: writes --json output"
  "libprotobuf-dev: reads .proto files; the compiler that is in the library"
  "libprotoc-dev: its headers, and nothing else of it"
  "libtorch-dev: trains autoencoder keys"
  "libfplll-dev: lattice reduction (LLL, BKZ) for the attack lab"
  "libeigen3-dev: linear algebra of the attack lab"
  "libboost-math-dev: the incomplete gamma function of its statistical tests"
  "libkissfft-dev: the Fourier transform of its spectral test"
  "zlib1g-dev: reads the digits of python3-sklearn"
  "libopenblas0-pthread: makes that training 25 times faster than the reference BLAS"
)
test_packages=(
  "libgtest-dev: unit tests"
  "libgmock-dev: matchers of the unit tests"
  "python3: test vectors, transcripts of the command line, plots"
  "valgrind: constant-time tests"
  "gnucobol3: writes and reads the records that the COBOL format is compared with"
  "python3-sklearn: ships the handwritten digits that a test classifier learns"
  "chromium: opens the lab's report in a test"
  "clang: fuzzing (libFuzzer)"
  "libclang-rt-14-dev: sanitizer runtimes for fuzzing"
  "clang-format: format check"
  "git: the list of files to check"
)

wanted=("${build_packages[@]}")
[[ "${1:-}" == "--test" ]] && wanted+=("${test_packages[@]}")

missing=()
for entry in "${wanted[@]}"; do
  package="${entry%%:*}"
  if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed'; then
    missing+=("$package")
    printf 'to install: %-22s%s\n' "$package" "${entry#*: }"
  fi
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "neurocrypt: error: this script knows Debian's apt-get only" >&2
  echo "neurocrypt: hint: install the packages above by your system's means" >&2
  exit 1
fi
as_root=()
if [[ $(id -u) -ne 0 ]]; then
  echo "These packages come from Debian; sudo may ask for your password."
  as_root=(sudo)
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}"
