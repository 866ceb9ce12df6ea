#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs guest_locale in a locale with a decimal comma. Few machines have one installed, so a German
# one is compiled for the occasion. Usage: guest_locale.sh PROGRAM
set -eu

program=$1
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

localedef --no-archive -i de_DE -f UTF-8 "$work/de_DE.UTF-8"
# MESON_EXE_WRAPPER is what runs programs that were built for another machine, in several words.
# shellcheck disable=SC2086
LOCPATH=$work ${MESON_EXE_WRAPPER:-} "$program" de_DE.UTF-8
