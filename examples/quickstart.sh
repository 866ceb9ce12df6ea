#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# From a fresh Debian machine to a trained network: installs what is missing, builds the library
# and the mnist example, gets the data, trains. Arguments go to the example (--help lists them).
# Needs root, or sudo, only where something has to be installed.
set -euo pipefail

root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
cd -- "$root"
# shellcheck source=examples/common.sh
. examples/common.sh

build=build/release
example=examples/c/mnist

want_build_tools
install_missing_packages || exit 1

configure "$build" --buildtype=release -Dtests=disabled
# Ninja itself, not `meson compile`, which takes half a second to find that nothing is to be done.
[[ -x $build/$example ]] || say "building $build (about a minute)"
quietly ninja --quiet -C "$build" "$example" || fail "building failed"

listing=$(examples/data.sh) || exit 1
mapfile -t data <<<"$listing" # what it is, then its files
options=()
if [[ ${data[0]} == fashion ]]; then options=(--fashion); fi
exec "$build/$example" "${options[@]}" "$@" -- "${data[@]:1}"
