#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Makes the release tarball, `meson dist`, of the commit that is checked out: what has not been committed is
# not in it. Prints its path.
#
#   usage: tarball.sh WORK_DIRECTORY
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=examples/common.sh
. "$root/examples/common.sh"

work=$1
mkdir -p -- "$work"
[[ -z $(git -C "$root" status --porcelain) ]] || say "what has not been committed is not packaged"
rm -rf -- "$work/dist"
quietly meson setup "$work/dist" "$root" -Dtests=disabled -Dcli=disabled -Ddocs=disabled
quietly meson dist -C "$work/dist" --no-tests --formats xztar --allow-dirty
tarballs=("$work"/dist/meson-dist/neuro-*.tar.xz)
[[ -s ${tarballs[0]} ]] || fail "meson dist has made no tarball"
printf '%s\n' "${tarballs[0]}"
