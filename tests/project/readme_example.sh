#!/usr/bin/env bash
# Installs the library into a directory of its own, and builds and runs the README's C example
# against it as the README says: by pkg-config.
#
#   usage: readme_example.sh BUILD_DIRECTORY
set -euo pipefail

build=$(cd -- "$1" && pwd)
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

DESTDIR=$work/root meson install -C "$build" --no-rebuild --quiet >"$work/log" 2>&1 ||
  { cat "$work/log"; exit 1; }
pc=$(find "$work/root" -name neuro.pc)
export PKG_CONFIG_PATH=${pc%/*} PKG_CONFIG_SYSROOT_DIR=$work/root
library=$(dirname -- "$(find "$work/root" -name libneuro.so)")

# example NUMBER: prints one of the README's examples in C.
# shellcheck disable=SC2016 # backquotes of Markdown, not of the shell
example() {
  awk -v n="$1" '/^```c$/ {inside = ++i == n; next} /^```/ {inside = 0} inside' README.md
}
read -ra flags < <(pkg-config --cflags --libs neuro)
strict=(cc -std=c99 -Wall -Wextra -Wpedantic -Werror)
example 1 >"$work/xor.c"
"${strict[@]}" -o "$work/xor" "$work/xor.c" "${flags[@]}"

# piece NUMBER PARAMETERS WORD: the others are pieces of a program, which has these variables; the
# word says that it is the right one.
piece() {
  {
    printf '#include <neuro.h>\nvoid piece(%s);\nvoid piece(%s) {\n' "$2" "$2"
    example "$1"
    printf '}\n'
  } >"$work/piece.c"
  grep -q "$3" "$work/piece.c"
  "${strict[@]}" -c -o "$work/piece.o" "$work/piece.c" "${flags[@]}"
}
piece 2 'nn_network *net, const size_t *sizes, nn_dataset *train, nn_dataset *test, double f1,
         nn_evaluation *evaluation' nn_options_set_layer_real
piece 3 'nn_network *net, nn_network *loaded, nn_dataset *train' nn_resume
LD_LIBRARY_PATH=$library "$work/xor" | tee "$work/output"

# It has learnt xor: the second and third probability are large, the others small.
awk '{ wrong += (NR == 2 || NR == 3) ? $4 < 0.9 : $4 > 0.1 }
     END { exit !(NR == 4 && wrong == 0) }' "$work/output"
