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

# The second one is a piece of a program.
{
  printf '#include <neuro.h>\n%s\n' \
    'void keep(nn_network *net, nn_network *loaded, nn_dataset *train);' \
    'void keep(nn_network *net, nn_network *loaded, nn_dataset *train) {'
  example 2
  printf '}\n'
} >"$work/keep.c"
grep -q nn_resume "$work/keep.c"
"${strict[@]}" -c -o "$work/keep.o" "$work/keep.c" "${flags[@]}"
LD_LIBRARY_PATH=$library "$work/xor" | tee "$work/output"

# It has learnt xor: the second and third probability are large, the others small.
awk '{ wrong += (NR == 2 || NR == 3) ? $4 < 0.9 : $4 > 0.1 }
     END { exit !(NR == 4 && wrong == 0) }' "$work/output"
