#!/bin/sh
# SPDX-License-Identifier: MIT
#
# neuro.h by itself, and what header_layout.c says of it, compile without a warning as C99 and later
# and as C++17 and later, with each compiler given. Usage: header.sh INCLUDE_DIR COMPILER...
set -eu

include=$1
shift
[ $# -gt 0 ]
here=$(dirname -- "$0")
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
printf '#include <neuro.h>\n#include <neuro.h>\nextern int header_twice;\n' >"$work/twice.c"

# compile COMPILER LANGUAGE STANDARD FLAGS...
compile() {
  compiler=$1 language=$2 standard=$3
  shift 3
  for source in "$work/twice.c" "$here/header_layout.c"; do
    "$compiler" -x "$language" "-std=$standard" -Wall -Wextra -Wpedantic -Wconversion -Wundef \
      -Werror "$@" -I"$include" -c "$source" -o "$work/object"
  done
}

for compiler in "$@"; do
  for standard in c99 c11 c17; do
    compile "$compiler" c "$standard" -Wstrict-prototypes -Wmissing-prototypes
  done
  for standard in c++17 c++20; do
    compile "$compiler" c++ "$standard" -Wold-style-cast
  done
  printf '%s: compiles\n' "$compiler"
done
