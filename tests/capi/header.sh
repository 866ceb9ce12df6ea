#!/bin/sh
# SPDX-License-Identifier: MIT
#
# neuro.h by itself, and what header_layout.c says of it, compile without a warning as C99 and later
# and as C++17 and later, with each compiler given, for shared and for static linking. Seen from C++
# every function is noexcept. Chapters cannot be included alone. What is marked as deprecated warns,
# unless that is switched off.
#
#   usage: header.sh INCLUDE_DIRECTORY VERSION_MAP COMPILER...
set -eu

include=$1
map=$2
shift 2
[ $# -gt 0 ]
here=$(dirname -- "$0")
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

printf '#include <neuro.h>\n#include <neuro.h>\nextern int header_twice;\n' >"$work/twice.c"

# One assertion for each name in the version map, which another test compares with the header.
{
  cat <<'CODE'
#include <neuro.h>
template <class F>
constexpr bool is_noexcept = false;
template <class R, class... A>
constexpr bool is_noexcept<R (*)(A...) noexcept> = true;
CODE
  sed -n 's/^ *\(nn_[a-z0-9_]*\);$/static_assert(is_noexcept<decltype(\&\1)>, "\1");/p' "$map"
} >"$work/noexcept.cc"
[ "$(grep -c '^static_assert' "$work/noexcept.cc")" -gt 30 ]

cat >"$work/deprecated.c" <<'CODE'
#include <neuro.h>
NN_API NN_DEPRECATED("0.2", "use nn_new()") void nn_old(void);
void caller(void);
void caller(void) { nn_old(); }
CODE

# compile COMPILER LANGUAGE STANDARD SOURCE FLAGS...
compile() {
  compiler=$1 language=$2 standard=$3 source=$4
  shift 4
  "$compiler" -x "$language" "-std=$standard" -Wall -Wextra -Wpedantic -Wconversion -Wundef \
    -Werror "$@" -I"$include" -c "$source" -o "$work/object"
}

# refused WORD COMPILER LANGUAGE STANDARD SOURCE FLAGS...: it does not compile, and the compiler says
# why in that word.
refused() {
  word=$1
  shift
  if compile "$@" 2>"$work/messages"; then
    printf '%s compiles: %s\n' "$4" "$*"
    exit 1
  fi
  grep -q -- "$word" "$work/messages"
}

missing=
for compiler in "$@"; do
  if ! command -v "$compiler" >/dev/null; then
    missing="$missing $compiler"
    continue
  fi
  for source in "$work/twice.c" "$here/header_layout.c"; do
    for linking in -UNN_STATIC -DNN_STATIC; do
      for standard in c99 c11 c17; do
        compile "$compiler" c "$standard" "$source" "$linking" -Wstrict-prototypes \
          -Wmissing-prototypes
      done
      for standard in c++17 c++20; do
        compile "$compiler" c++ "$standard" "$source" "$linking" -Wold-style-cast
      done
    done
  done

  compile "$compiler" c++ c++17 "$work/noexcept.cc"

  for chapter in "$include"/neuro/*.h; do
    printf '#include <stddef.h>\n#include <stdint.h>\n#include <neuro/%s>\n' "${chapter##*/}" \
      >"$work/chapter.c"
    refused 'include <neuro.h> instead' "$compiler" c c99 "$work/chapter.c"
  done

  refused 'since 0.2: use nn_new()' "$compiler" c c99 "$work/deprecated.c"
  compile "$compiler" c c99 "$work/deprecated.c" -DNN_ALLOW_DEPRECATED
  printf '%s: compiles\n' "$compiler"
done
if [ -n "$missing" ]; then
  printf 'skipped: no%s\n' "$missing"
  exit 77
fi
