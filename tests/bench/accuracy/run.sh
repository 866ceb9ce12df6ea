#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Trains the recipes of this folder on MNIST and Fashion-MNIST, five seeds each, and prints what they
# reach on the test sets. Builds the project in build/bench and installs what is missing. A line of
# JSON a recipe is then in build/bench/accuracy-RECIPE.json. README.md has the settings.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." && pwd)
cd -- "$root"
# shellcheck source=examples/common.sh
. examples/common.sh

readonly build=build/bench
readonly program=tests/bench/accuracy/accuracy

case $* in
  *--help*)
    say "usage: run.sh [RECIPE...] (mnist mnist-elastic fashion)"
    exit
    ;;
  '') recipes=(mnist mnist-elastic fashion) ;;
  *) recipes=("$@") ;;
esac

want_build_tools
want_library gtest libgtest-dev
want_library gmock libgmock-dev
want_library benchmark libbenchmark-dev
install_missing_packages || exit 1
configure "$build" --buildtype=release -Dtests=enabled
say "building $build"
quietly ninja -C "$build" "$program" || fail "building failed"

for recipe in "${recipes[@]}"; do
  data=--idx
  if [[ $recipe == fashion ]]; then data=--fashion; fi
  listing=$(examples/data.sh "$data") || exit 1
  mapfile -t files <<<"$listing" # what it is, then its files
  if [[ $recipe == mnist* && ${files[0]} != mnist ]]; then
    say "left out, as there is no MNIST: $recipe"
    continue
  fi
  say "training $recipe"
  "$build/$program" --recipe "$recipe" "${files[@]:1}" >"$build/accuracy-$recipe.json"
done
