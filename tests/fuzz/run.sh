#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Runs one fuzz target under libFuzzer with the address and undefined-behaviour sanitizers:
#
#   tests/fuzz/run.sh TARGET SECONDS [LIBFUZZER_OPTION...]
#
# Builds with clang in build/fuzz. What libFuzzer finds worth keeping lies in
# build/fuzz/corpus/TARGET, what crashes in build/fuzz/crashes/TARGET-*; the seeds in
# tests/fuzz/corpus are only read. The exit status is 0 if nothing was found.
set -euo pipefail

if (($# < 2)); then
  sed -n 's/^# \{0,1\}//; 4,6p' "$0" >&2
  exit 2
fi
target=$1 seconds=$2
shift 2

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd -- "$root"
# shellcheck source=examples/common.sh
. examples/common.sh

build=build/fuzz
program=$build/tests/fuzz/fuzz_${target}_libfuzzer
# The library must tell libFuzzer what code an input reaches.
coverage=-fsanitize=fuzzer-no-link

# Several targets may be started at once: one at a time builds.
mkdir -p -- build
exec {lock}>build/.fuzz-lock
flock "$lock"
CC=clang CXX=clang++ configure "$build" -Db_sanitize=address,undefined -Db_lundef=false \
  -Doptimization=1 -Dtests=enabled "-Dc_args=$coverage" "-Dcpp_args=$coverage"
quietly ninja --quiet -C "$build" "${program#"$build"/}" || fail "building failed"
exec {lock}>&-

corpus=$build/corpus/$target
mkdir -p -- "$corpus" "$build/crashes"
# Short stacks for allocations: taking long ones takes longer than most inputs.
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=1:malloc_context_size=6:quarantine_size_mb=32
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-}:print_stacktrace=1:halt_on_error=1
dictionary=tests/fuzz/$target.dict
[[ ! -f $dictionary ]] || set -- "-dict=$dictionary" "$@"
exec "$program" -max_total_time="$seconds" -rss_limit_mb=2048 -max_len=4096 -timeout=20 \
  -print_final_stats=1 \
  -artifact_prefix="$build/crashes/$target-" "$@" "$corpus" "tests/fuzz/corpus/$target"
