#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds the RPM packages from the release tarball; then, on a copy of this machine, installs them,
# compiles and runs a program against them, and removes them without a trace.
#
#   usage: rpm.sh WORK_DIRECTORY
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=examples/common.sh
. "$here/../../examples/common.sh"

if ! command -v rpmbuild >/dev/null; then
  echo 'skipped: no rpmbuild'
  exit 77
fi

work=$1
rm -rf -- "$work"
mkdir -p -- "$work/SOURCES"
work=$(readlink -f -- "$work")
tarball=$("$here/tarball.sh" "$work")
cp -- "$tarball" "$work/SOURCES"

say "building RPM packages"
# What it needs is there, but on a system of Debian's RPM does not know it.
define=(--define "_topdir $work")
if command -v dpkg >/dev/null; then define+=(--nodeps); fi
quietly rpmbuild -ba "${define[@]}" "$here/neuro.spec"
mapfile -t rpms < <(find "$work/RPMS" -name '*.rpm' | sort)
((${#rpms[@]} >= 5)) || fail "only ${#rpms[@]} packages"
[[ -n $(find "$work/SRPMS" -name '*.src.rpm') ]] || fail "no source package"
for rpm in "${rpms[@]}"; do
  printf '%s\n' "${rpm##*/}"
  [[ -n $(rpm --query --list --package "$rpm") ]] || fail "an empty package"
done

say "installing, testing and removing them"
cp -- "$here/rpm_installed.sh" "$here/traces.sh" "$here/../project/consumer/consumer.c" "$work"
cp -- "$here/debian/tests/python" "$work/python_test.py"
"$here/overlay.sh" "$work" "$work/rpm_installed.sh" "$work" "${rpms[@]}"
