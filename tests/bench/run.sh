#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds the project in build/bench and measures it: training speed beside PyTorch's, accuracy,
# memory. Installs what is missing; without PyTorch it measures the rest. Prints a summary and
# writes build/bench/results.json. README.md explains the figures.
#
#   usage: run.sh [ROUNDS]    how often each program is run for the comparison (5)
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd -- "$root"
# shellcheck source=examples/common.sh
. examples/common.sh

readonly build=build/bench
readonly bench=tests/bench
readonly python=/usr/bin/python3 # Debian's, which has Debian's PyTorch
readonly rounds=${1:-5}
[[ $# -le 1 && $rounds =~ ^[1-9][0-9]*$ ]] || {
  say "usage: ${0##*/} [ROUNDS]"
  exit 2
}
export PYTHONDONTWRITEBYTECODE=1

# The directory of OpenBLAS with OpenMP threads, those that PyTorch uses itself: other threads
# would compete with them.
openblas_directory() {
  local files library
  files=$(dpkg-query --listfiles libopenblas0-openmp 2>/dev/null) || return 1
  library=$(grep -m 1 '/libblas\.so\.3$' <<<"$files") || return 1
  dirname -- "$library"
}

skipped=()

# Not having PyTorch, or not being able to install it, is no reason to stop.
want_pytorch() {
  want_python torch python3-torch
  openblas_directory >/dev/null || missing_packages+=(libopenblas0-openmp)
  install_missing_packages && openblas=$(openblas_directory) &&
    "$python" -c 'import torch' 2>/dev/null && return 0
  say "going on without PyTorch"
  skipped+=(--skipped "PyTorch: python3-torch and libopenblas0-openmp could not be installed")
  return 1
}

want_build_tools
want_command "$python" python3
# Not for what is measured, but the tests are set up along with it.
want_library gtest libgtest-dev
want_library gmock libgmock-dev
want_library benchmark libbenchmark-dev
install_missing_packages || exit 1
openblas=
with_pytorch=1
want_pytorch || with_pytorch=0

configure "$build" --buildtype=release -Dtests=enabled
say "building $build"
quietly ninja -C "$build" "$bench/train" || fail "building failed"

listing=$(examples/data.sh --idx) || exit 1
mapfile -t data <<<"$listing" # what it is, then its files

# in_words WORD...: one string that a shell would split into these words again.
in_words() { printf '%q ' "$@"; }

train=("$root/$build/$bench/train")
candidates=(
  "libneuro=$(in_words "${train[@]}" --epochs 10 "${data[@]:1}")"
  "libneuro, 1 worker=$(in_words "${train[@]}" --epochs 10 --workers 1 "${data[@]:1}")"
)
if ((with_pytorch)); then
  # On all cores and on one: small networks are often faster on one, and the better counts.
  for threads in $(printf '%s\n' "$(nproc)" 1 | sort -nru); do
    candidates+=("PyTorch, threads: $threads=$(in_words env "OMP_NUM_THREADS=$threads" \
      "LD_LIBRARY_PATH=$openblas" "$python" "$bench/peers/pytorch.py" \
      --epochs 3 "${data[@]:1}")")
  done
fi

say "comparing training speed"
"$python" "$bench/compare.py" --rounds "$rounds" --json "$build/training.json" "${candidates[@]}"
say "measuring accuracy"
"$python" "$bench/accuracy.py" --json "$build/accuracy.json" -- "${train[@]}" "${data[@]:1}"

printf '\n'
exec "$python" "$bench/report.py" --data "${data[0]}" --training "$build/training.json" \
  --accuracy "$build/accuracy.json" "${skipped[@]}" --json "$build/results.json"
