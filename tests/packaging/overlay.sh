#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Runs a command as root on a copy of this machine that is thrown away: an overlay in memory over its root
# file system, in a mount namespace of its own. Packages can be installed there and removed without a
# trace. The directory, and what is below it, is the real one.
#
#   usage: overlay.sh DIRECTORY COMMAND...
set -euo pipefail

# Inside the namespace: $1 is a directory for the changes.
if [[ ${1:-} == --inside ]]; then
  changes=$2 directory=$3
  shift 3
  mount -t tmpfs -o size=75% changes "$changes"
  mkdir "$changes/upper" "$changes/work" "$changes/root"
  mount -t overlay -o "lowerdir=/,upperdir=$changes/upper,workdir=$changes/work" overlay \
    "$changes/root"
  for mounted in /proc /sys /dev; do mount --rbind "$mounted" "$changes/root$mounted"; done
  mount -t tmpfs temporary "$changes/root/tmp"
  mkdir -p -- "$changes/root$directory"
  mount --bind -- "$directory" "$changes/root$directory"
  exec chroot "$changes/root" "$@"
fi

if ((EUID != 0)); then
  echo 'skipped: only root can install packages, even on a copy of the machine'
  exit 77
fi
directory=$(readlink -f -- "$1")
shift
changes=$(mktemp -d)
trap 'rmdir -- "$changes"' EXIT
unshare --mount "${BASH_SOURCE[0]}" --inside "$changes" "$directory" "$@"
