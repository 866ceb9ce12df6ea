# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What scripts that run tests share: the last line, which counts them, and the data. To be sourced after
# examples/common.sh, in the project's directory.

# Whatever goes wrong on the way, the last line says so.
report='0 passed, 1 failed'
trap 'printf "%s\n" "$report"' EXIT

# Fetches the datasets that tests read, and tells them where they are.
provide_test_data() {
  local listing data
  listing=$(examples/data.sh --idx) || exit 1
  mapfile -t data <<<"$listing" # what it is, then its files
  export NEURO_TEST_DATASET=${data[0]}
  NEURO_TEST_DATA=$(dirname -- "${data[1]}")
  export NEURO_TEST_DATA
}

# run_tests BUILD_DIRECTORY ARGUMENT...: runs what `meson test` takes from the arguments, counts all test
# cases, and ends the script: with 0 if nothing failed and something passed.
run_tests() {
  local build=$1 logs=$1/meson-logs counted status=0
  shift
  # What an earlier run has left must not be counted: Meson's logs, and GoogleTest's next to them.
  rm -f -- "$logs"/testlog.json "$logs"/testlog.junit.xml "$build"/*.xml
  meson test -C "$build" --no-rebuild --print-errorlogs "$@" || true # counted below
  counted=$(/usr/bin/python3 tests/count_results.py "$logs") || status=$?
  report=${counted:-$report}
  exit "$status"
}
