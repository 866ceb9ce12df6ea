#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds the project in build/tests and runs its tests, after installing what is missing.
# Arguments select tests, as `meson test` takes them. The last line is "N passed, N failed", over
# all test cases; the exit status is 0 if nothing failed and something passed.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "$root"
# shellcheck source=examples/common.sh
. examples/common.sh
# shellcheck source=tests/common.sh
. tests/common.sh

build=build/tests

# Debian's python has Debian's NumPy; another one that comes first in PATH may have none.
PATH=/usr/bin:/bin:$PATH

want_build_tools
want_library gtest libgtest-dev
want_library gmock libgmock-dev
want_library benchmark libbenchmark-dev
want_library libpng libpng-dev
want_library libjpeg libjpeg-dev
want_command abidiff abigail-tools
want_command clang clang
want_command clang-format clang-format
want_command doxygen doxygen
want_file /usr/bin/python3 python3
want_file /usr/include/nanomsg/nn.h libnanomsg-dev
want_file /usr/share/i18n/locales/de_DE locales
want_python numpy python3-numpy
install_missing_packages || exit 1

# Other languages, other processors, packages of distributions, what documentation is checked by: without them, tests are
# skipped, which counts as a failure in continuous integration alone.
want_command aarch64-linux-gnu-g++ g++-aarch64-linux-gnu
want_command autopkgtest autopkgtest
want_command cargo cargo
want_command dh debhelper
want_command dpkg-buildpackage dpkg-dev
want_command go golang-go
want_command hardening-check devscripts
want_command lintian lintian
want_command luajit luajit
want_command man man-db
want_command mandoc mandoc
want_command node nodejs
want_command npm npm
want_command qemu-aarch64 qemu-user
want_command rpmbuild rpm
want_command rustc rustc
want_file /usr/bin/dh_python3 dh-python
want_file /usr/share/doc/build-essential build-essential
want_python clang.cindex python3-clang
want_python torch python3-torch
install_missing_packages || say "going on without: some tests will be skipped"

configure "$build" --buildtype=debugoptimized -Dtests=enabled -Dcli=enabled -Ddocs=enabled \
  -Dwerror=true
say "building $build"
quietly ninja --quiet -C "$build" || fail "building failed"

# koffi, with which Node.js calls C, does not come from Debian.
mkdir -p build/node
cp examples/node/package.json build/node
quietly npm install --prefix build/node --ignore-scripts --no-package-lock --no-audit --no-fund ||
  say "koffi could not be fetched: Node.js will not be tested"
export NODE_PATH=$root/build/node/node_modules

provide_test_data
run_tests "$build" "$@"
