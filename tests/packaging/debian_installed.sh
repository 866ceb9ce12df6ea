#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Installs Debian packages, runs their tests, removes them, and looks for what is left. For a copy of a
# machine only: see overlay.sh.
#
#   usage: debian_installed.sh DIRECTORY_OF_PACKAGES SOURCE_DIRECTORY
set -euo pipefail

packages=$1 source=$2
names=(libneuro0 libneuro-dev neuro-tools python3-neuro libneuro-doc)
debs=()
for name in "${names[@]}"; do debs+=("$packages/$name"_*.deb); done
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

# shellcheck source=tests/packaging/traces.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/traces.sh"

remember_files
dpkg --install --force-unsafe-io "${debs[@]}" >/dev/null
changed=$(dpkg --verify "${names[@]}")
[[ -z $changed ]]
man -w neuro neuro.h nn_train_batch >/dev/null

# On this very system, without building or fetching anything.
autopkgtest --no-built-binaries "$source" -- null >"$packages/autopkgtest" 2>&1 || {
  cat "$packages/autopkgtest"
  exit 1
}
summary=$(sed '1,/ summary$/d' "$packages/autopkgtest")
printf '%s\n' "$summary"
[[ $(grep -c ' PASS$' <<<"$summary") == "$(grep -c '^Tests:' "$source/debian/tests/control")" ]]

dpkg --purge "${names[@]}" >/dev/null
find_traces
if ldconfig -p | grep libneuro; then exit 1; fi
printf '%s packages installed, used and removed\n' "${#names[@]}"
