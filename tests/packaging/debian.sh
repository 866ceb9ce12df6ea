#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds the Debian packages from the release tarball, twice, in different places and surroundings: the
# same bytes come out. Lintian has nothing to say, everything is hardened, only kernels use more than the
# baseline of the processor. Then, on a copy of this machine, the packages are installed, tested by
# autopkgtest as they are installed, and removed without a trace.
#
#   usage: debian.sh WORK_DIRECTORY
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=examples/common.sh
. "$here/../../examples/common.sh"

for tool in dpkg-buildpackage lintian dh hardening-check autopkgtest; do
  if ! command -v "$tool" >/dev/null; then
    echo "skipped: no $tool"
    exit 77
  fi
done

work=$1
rm -rf -- "$work"
mkdir -p -- "$work"
work=$(readlink -f -- "$work")
tarball=$("$here/tarball.sh" "$work")
version=$(basename -- "$tarball" .tar.xz)
version=${version#neuro-}

# unpack DIRECTORY: the source package as dpkg wants it.
unpack() {
  mkdir -p -- "$1/libneuro-$version"
  cp -- "$tarball" "$1/libneuro_$version.orig.tar.xz"
  tar -xJf "$tarball" --strip-components=1 -C "$1/libneuro-$version"
  cp -R -- "$here/debian" "$1/libneuro-$version/debian"
}

# build DIRECTORY ENVIRONMENT...: the tests have been run, or are being run, by whoever runs this.
build() {
  local directory=$1
  shift
  unpack "$directory"
  (cd -- "$directory/libneuro-$version" &&
    quietly env DEB_BUILD_OPTIONS="nocheck parallel=$(nproc)" DEB_BUILD_PROFILES=nocheck "$@" \
      dpkg-buildpackage -us -uc)
}

# Where and when it is built, in what language, with what permissions: none of it may matter.
# Both at a time: much of a build keeps no more than one processor busy.
say "building Debian packages, twice"
(umask 0027 && build "$work/another/place" LC_ALL=de_DE.UTF-8 TZ=Asia/Tokyo HOME=/nonexistent) &
build "$work/one" LC_ALL=C TZ=UTC
wait $! || fail "the second build failed"
debs=("$work"/one/*.deb)
((${#debs[@]} >= 5)) || fail "only ${#debs[@]} packages"
for deb in "${debs[@]}"; do
  cmp -- "$deb" "$work/another/place/$(basename -- "$deb")" || fail "not reproducible"
done
echo "${#debs[@]} packages are the same bytes in both builds"

lintian --allow-root --pedantic --display-info --fail-on pedantic,info,warning,error \
  "$work"/one/*.changes || fail "lintian found something"
echo "lintian found nothing"

source=$work/one/libneuro-$version
library=$(find "$source/debian/libneuro0" -name 'libneuro.so.*' -type f)
# Not a program, and what Debian's flags do not ask for.
hardening-check --quiet --nopie --nocfprotection "$library" || fail "the library is not hardened"
hardening-check --quiet --nocfprotection "$source/debian/neuro-tools/usr/bin/neuro" ||
  fail "the command is not hardened"
python3 "$here/baseline_isa.py" "$(find "$source"/obj-*/capi -maxdepth 1 -name 'libneuro.so.*.*' \
  -type f)"

say "installing, testing and removing them"
cp -- "$here/debian_installed.sh" "$here/traces.sh" "$work"
"$here/overlay.sh" "$work" "$work/debian_installed.sh" "$work/one" "$source"
