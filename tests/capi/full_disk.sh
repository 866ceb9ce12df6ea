#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs full_disk on a small file system of its own, that nothing else sees. Ends with 77, which means
# skipped, where nobody may mount one. Usage: full_disk.sh PROGRAM
set -eu

program=$1
work=$(mktemp -d)
trap 'rmdir -- "$work"' EXIT

for own in -m -Urm; do # as root; as anybody who may become root in a namespace
  # $1 and $2 are the inner shell's.
  # shellcheck disable=SC2016
  if unshare "$own" sh -c 'mount -t tmpfs none "$1"' sh "$work" 2>/dev/null; then
    unshare "$own" sh -c 'mount -t tmpfs -o size=512k,nr_inodes=32 none "$1" && "$2" "$1"' \
      sh "$work" "$program"
    exit
  fi
done
echo 'no way to mount a file system here' >&2
exit 77
