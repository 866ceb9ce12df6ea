#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Programs of other projects that use libneuro: found by pkg-config, linked by hand with -lneuro, along
# with libnanomsg, and as a Meson subproject, there as a static library.
#
#   usage: consumers.sh BUILD_DIRECTORY
set -euo pipefail

build=$(cd -- "$1" && pwd)
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
consumer=$root/tests/project/consumer
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# quietly COMMAND...: shows what it printed only if it fails.
quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }

quietly env DESTDIR="$work/root" meson install -C "$build" --no-rebuild
pc=$(find "$work/root" -name neuro.pc)
libraries=$(dirname -- "$(find "$work/root" -name libneuro.so)")
headers=$(dirname -- "$(find "$work/root" -name neuro.h)")
export LD_LIBRARY_PATH=$libraries
strict=(cc -std=c99 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Werror)

echo 'pkg-config:'
export PKG_CONFIG_PATH=${pc%/*} PKG_CONFIG_SYSROOT_DIR=$work/root
read -ra flags < <(pkg-config --cflags --libs neuro)
"${strict[@]}" -o "$work/by_pkg_config" "$consumer/consumer.c" "${flags[@]}"
"$work/by_pkg_config"
api=$(pkg-config --variable=api neuro)
[[ -s $work/root$api || -s $api ]]

echo 'by hand:'
"${strict[@]}" -o "$work/by_hand" "$consumer/consumer.c" -I"$headers" -L"$libraries" -lneuro
"$work/by_hand"

echo 'with libnanomsg:'
"${strict[@]}" -o "$work/with_nanomsg" "$consumer/with_nanomsg.c" -I"$headers" -L"$libraries" \
  -lneuro -lnanomsg
"$work/with_nanomsg"
# exported LIBRARY: the names of its functions.
exported() { nm -D --defined-only "$1" | awk '$2 == "T" { sub(/@.*/, "", $3); print $3 }' | sort; }
nanomsg=$(ldd "$work/with_nanomsg" | awk '/libnanomsg/ { print $3 }')
[[ $(exported "$nanomsg" | grep -c '^nn_') -gt 20 ]]
both=$(comm -12 <(exported "$nanomsg") <(exported "$libraries/libneuro.so"))
[[ -z $both ]] || { printf 'both libraries have %s\n' "$both"; exit 1; }

echo 'Meson subproject:'
unset PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR LD_LIBRARY_PATH
cp -r -- "$consumer" "$work/project"
mkdir "$work/project/subprojects"
ln -s -- "$root" "$work/project/subprojects/neuro"
# Compiled fast, not for speed: that it links and works is all that matters here.
quietly meson setup "$work/subproject" "$work/project" --force-fallback-for=neuro \
  -Ddefault_library=static -Doptimization=0 -Ddebug=false
quietly ninja -C "$work/subproject"
"$work/subproject/consumer"
# A static library leaves nothing behind that others could link to.
[[ -z $(nm -D --defined-only "$work/subproject/consumer" | grep ' nn_' || true) ]]
