#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds the library for 64-bit Windows with Debian's mingw-w64: a DLL with its import library, and
# a static one. Looks at what the DLL exports and needs, compiles C programs against it and, where
# Wine is there, runs them: among them one that trains to weights whose hashes are committed, with
# each instruction set. The last lines say what passed; the exit status is 0 if nothing failed.
#
#   usage: mingw64.sh [WORK_DIRECTORY]
set -euo pipefail

# Before the directory changes.
work=${1:+$(readlink -m -- "$1")}
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../../.." && pwd)
cd -- "$root"
# shellcheck source=examples/common.sh
. examples/common.sh
work=${work:-$root/build/cross/mingw64}

triplet=x86_64-w64-mingw32
compiler=$triplet-gcc-posix
zlib=/usr/$triplet/lib/pkgconfig/zlib.pc

want_build_tools
want_command "$triplet-g++-posix" g++-mingw-w64-x86-64-posix
want_file "$zlib" libz-mingw-w64-dev
install_missing_packages || exit 1

mkdir -p -- "$work"
work=$(readlink -f -- "$work")
sysroot=$work/sysroot
build=$work/build
run=$work/run
capi=$build/capi
dll=$capi/libneuro-0.dll

passed=()
pass() { passed+=("$*"); }

# header_library NAME HEADER: makes a library that is headers alone known to pkg-config. Of the
# directory in which the building machine has it, only its folder: the rest is not for Windows.
header_library() {
  local name=$1 header=$2 flags found folder
  read -ra flags < <(pkg-config --cflags "$name")
  found=$(printf '#include <%s>\n' "$header" | c++ -x c++ "${flags[@]}" -E - |
    sed -n "s|^# 1 \"\(.*\)/$header\".*|\1|p")
  folder=${header%%/*}
  ln -sfn -- "${found%%$'\n'*}/$folder" "$sysroot/include/$folder"
  [[ -e $sysroot/include/$header ]] || fail "$header is not found"
  cat >"$sysroot/pkgconfig/$name.pc" <<END
Name: $name
Description: headers of the building machine
Version: $(pkg-config --modversion "$name")
Cflags: -I$sysroot/include
END
}

make_sysroot() {
  mkdir -p -- "$sysroot/include" "$sysroot/pkgconfig"
  header_library libhwy hwy/base.h
  header_library nlohmann_json nlohmann/json_fwd.hpp
  # Instead of the building machine's own directories, not before them.
  cat >"$sysroot/paths.ini" <<END
[properties]
pkg_config_libdir = ['$sysroot/pkgconfig', '$(dirname -- "$zlib")']
END
}

build_library() {
  make_sysroot
  # Meson's paths are relative to the project's directory.
  configure "$build" --cross-file "$here/mingw64.ini" --cross-file "$sysroot/paths.ini" \
    --buildtype=release -Ddefault_library=both -Dtests=disabled -Dcli=disabled -Ddocs=disabled
  say "building $build"
  quietly ninja --quiet -C "$build" || fail "building failed"
  [[ -s $dll && -s $capi/libneuro.dll.a && -s $capi/libneuro.a ]] || fail "a library is missing"
  pass "libneuro-0.dll, libneuro.dll.a, libneuro.a and the examples in C and C++ are built"
}

# The names of a PE file's export table, one a line.
exports_of() {
  "$triplet-objdump" -p "$1" | sed -n '/^\[Ordinal\/Name Pointer\] Table/,/^$/p' |
    sed -n 's/^[[:space:]]*\[ *[0-9]*\] *//p' | sort
}

check_exports() {
  local expected actual
  expected=$(sed -n 's/^ *\(nn_[a-z0-9_]*\);$/\1/p' capi/neuro.map | sort)
  actual=$(exports_of "$dll")
  [[ -n $expected && $actual == "$expected" ]] ||
    fail "exports differ: $(diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual"))"
  pass "the DLL exports the $(wc -l <<<"$expected") functions of capi/neuro.map and nothing else"
}

# What every Windows has, and nothing that would have to be shipped along.
check_imports() {
  local name
  while read -r name; do
    case ${name,,} in
      kernel32.dll | msvcrt.dll | api-ms-win-core-synch-l1-2-0.dll) ;;
      *) fail "the DLL needs $name" ;;
    esac
  done < <("$triplet-objdump" -p "$dll" | sed -n 's/^[[:space:]]*DLL Name: //p')
  pass "the DLL needs only what Windows has"
}

# Tests of the C API that need nothing of POSIX but what mingw-w64 has too.
programs=(
  bad_input_dataset
  bad_input_fit
  bad_input_network
  bad_input_options
  bad_input_step
  bad_input_stream
  concurrent
  csv_options
  dataset_views
  evaluation
  finite_differences
  fit_augmentation
  fit_callbacks
  fit_order
  fit_progress
  fit_rows
  fit_scaling
  fit_schedules
  fit_stopping
  fit_stream
  gradients
  hostile_files
  hostile_headers
  layer_options
  model_corpus
  model_layers
  model_metadata
  model_parameters
  normalisation
  not_finite
  pytorch_vectors
  same_bits_options
  windows_files
)
kit=(check.c corpus_data.c model_bytes.c network_kinds.c support.c)

compile() {
  quietly "$compiler" -std=c99 -O2 -D_GNU_SOURCE -Iinclude -Itests/capi "$@" ||
    fail "compiling ${*: -1} failed"
}

compile_programs() {
  local name objects=() more
  mkdir -p -- "$run"
  say "compiling programs"
  for name in "${kit[@]}" ../packaging/cross/windows_temp.c; do
    objects+=("$run/$(basename -- "$name" .c).o")
    compile -c -o "${objects[-1]}" "tests/capi/$name"
  done
  for name in "${programs[@]}"; do
    more=()
    if [[ $name == pytorch_vectors ]]; then more=(tests/capi/vector_file.c); fi
    local source=tests/capi/$name.c
    if [[ $name == windows_* ]]; then source=$here/$name.c; fi
    compile "$source" "${more[@]}" "${objects[@]}" -L"$capi" -l:libneuro.dll.a -static \
      -o "$run/$name.exe"
  done
  # The same against the static library, whose header has to be told.
  objects=()
  for name in "${kit[@]}"; do objects+=("tests/capi/$name"); done
  compile -DNN_STATIC tests/capi/same_bits_options.c "${objects[@]}" "$here/windows_temp.c" \
    "$capi/libneuro.a" -static -lz -lsynchronization -lstdc++ -o "$run/same_bits_static.exe"
  cp -- "$dll" "$run/"
  pass "${#programs[@]} C programs compile against the DLL, and one against the static library"
}

# Debian keeps it where no PATH leads.
find_wine() {
  local candidate
  for candidate in wine64 /usr/lib/wine/wine64; do
    if command -v "$candidate"; then return 0; fi
  done
  return 1
}

start_wine() {
  # A Windows of its own in the work directory, without what asks for a screen or for downloads.
  export WINEPREFIX=$work/wine WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe='
  unset DISPLAY
  trap '"$(dirname -- "$(readlink -f -- "$wine")")/wineserver" -k || true' EXIT
  quietly timeout 300 "$wine" wineboot -i || fail "wine could not make its directory"
}

# run_program TARGET NAME ARGUMENT...: in the directory of the programs.
run_program() {
  local target=$1 name=$2
  shift 2
  (cd -- "$run" && NEURO_TARGET=$target quietly timeout 600 "$wine" "./$name.exe" "$@") ||
    fail "$name.exe failed${target:+ with NEURO_TARGET=$target}"
}

run_programs() {
  local name vectors targets=(portable) target kinds kind
  say "running programs on wine"
  start_wine
  if grep -qw avx2 /proc/cpuinfo; then targets+=(avx2); fi
  if grep -qw avx512vl /proc/cpuinfo; then targets+=(avx512); fi
  for target in "${targets[@]}"; do
    # Portable code computes each fused addition in software: some of it will do.
    kinds=('')
    if [[ $target == portable ]]; then kinds=(plain adam); fi
    for kind in "${kinds[@]}"; do
      run_program "$target" same_bits_options ${kind:+"$kind"}
    done
    run_program "$target" same_bits_static plain
  done
  pass "trained weights have the committed bits on wine: ${targets[*]}"
  for name in "${programs[@]}"; do
    case $name in
      same_bits_options) ;;
      model_corpus) run_program '' "$name" "$root/tests/capi/models" ;;
      pytorch_vectors)
        for vectors in "$root"/tests/capi/vectors/*.txt; do run_program '' "$name" "$vectors"; done
        ;;
      *) run_program '' "$name" ;;
    esac
  done
  pass "${#programs[@]} programs pass on wine"
}

build_library
check_exports
check_imports
compile_programs
if wine=$(find_wine); then run_programs; else passed+=("skipped: no wine64"); fi
printf '%s\n' "${passed[@]}"
