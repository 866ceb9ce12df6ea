#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds the library and its tests for another machine, and runs them on this one: the unit tests, and
# those on the public header that hold for any machine. Among them are the committed fingerprints of
# trained weights. Installs the Debian packages that it needs. The last line is "N passed, N failed";
# mingw64 says what passed in several.
#
#   usage: run.sh [--quick] aarch64|i386|mingw64 [WORK_DIRECTORY]
#
# aarch64: 64-bit ARM, emulated. i386: 32-bit x86, run by this processor. mingw64: 64-bit Windows, see
# mingw64.sh. WORK_DIRECTORY is build/cross/TARGET if it is not given. --quick: only the unit tests of
# arithmetic, which differs between processors, without those that keep an emulator busy for minutes.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
quick=
if [[ ${1:-} == --quick ]]; then
  quick=yes
  shift
fi
target=${1:-}
[[ -z ${2:-} ]] || mkdir -p -- "$2"
work=${2:+$(cd -- "$2" && pwd)}
cd -- "$here/../../.."
# shellcheck source=examples/common.sh
. examples/common.sh

case $target in
  aarch64) architecture=arm64 ;;
  i386) architecture=i386 ;;
  mingw64)
    [[ -z $quick ]] || fail "there is no --quick for mingw64"
    exec "$here/mingw64.sh" ${work:+"$work"}
    ;;
  *) fail "usage: run.sh [--quick] aarch64|i386|mingw64 [WORK_DIRECTORY]" ;;
esac
# shellcheck source=tests/common.sh
. tests/common.sh
work=${work:-$PWD/build/cross/$target}
build=$work/build
PATH=/usr/bin:/bin:$PATH

# libgcc and libstdc++ come with the cross compiler, everything else from Debian's own packages.
libraries=(zlib1g zlib1g-dev libhwy1 libhwy-dev libgtest-dev libgmock-dev libbenchmark1debian
  libbenchmark-dev nlohmann-json3-dev)

want_build_tools
if [[ $target == aarch64 ]]; then
  want_command aarch64-linux-gnu-g++ g++-aarch64-linux-gnu
  want_command qemu-aarch64 qemu-user
else
  want_command i686-linux-gnu-g++ g++-i686-linux-gnu
fi
install_missing_packages || exit 1
"$here"/sysroot.sh "$architecture" "$work/sysroot" "${libraries[@]}"

printf "[constants]\nsysroot = '%s'\n" "$work/sysroot" >"$work/place.ini"
configure "$build" --cross-file "$work/place.ini" --cross-file "$here/$target.ini" \
  -Doptimization=2 -Ddebug=false -Db_ndebug=false -Dwerror=true -Dtests=enabled -Dcli=disabled -Ddocs=disabled

if [[ $quick ]]; then
  tests=(activations block_sum convert dropout fma gradient_step instruction_sets multiply normal_draws
    normalise numbers output_kernels same_bits training_reference updates worker_pool)
  export GTEST_FILTER='-*InLargeBatches'
  programs=("${tests[@]/#/tests/unit/test_}")
else
  # Left out is what starts programs of the other machine by itself, and what looks at the process that
  # it is in, where that is an emulator. The symbols are those of the library as it is installed: in the
  # build directory it finds others by a path.
  left_out=(full_disk resume symbols)
  if [[ $target == aarch64 ]]; then
    left_out+=(guest_fork guest_host load_memory memory_need no_alloc no_alloc_fit no_alloc_options
      out_of_memory)
  fi
  mapfile -t tests < <(meson test -C "$build" --list --suite unit --suite capi 2>/dev/null |
    sed -n 's,.* / ,,p' | grep -vxF -f <(printf '%s\n' "${left_out[@]}"))
  mapfile -t programs < <(ninja -C "$build" -t targets all |
    sed -En 's,^(tests/(unit/test_|capi/capi_)[a-z0-9_]+): .*_LINKER.*,\1,p')
fi
say "building $build"
quietly ninja --quiet -C "$build" "${programs[@]}" || fail "building failed"
if [[ ! $quick ]]; then
  quietly meson install -C "$build" --no-rebuild --tags runtime,devel --destdir "$work/installed" ||
    fail "installing failed"
  /usr/bin/python3 tests/capi/symbols.py \
    "$(find "$work/installed" -name 'libneuro.so.*.*' -type f)" include/neuro.h capi/neuro.map
fi

provide_test_data
run_tests "$build" --timeout-multiplier 10 "${tests[@]}"
