#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds for 64-bit ARM, and runs the unit tests of arithmetic in an emulator: NEON comes to the committed
# bits. cross/run.sh runs more of them.
#
#   usage: aarch64.sh WORK_DIRECTORY
set -euo pipefail

for tool in aarch64-linux-gnu-g++ qemu-aarch64; do
  if ! command -v "$tool" >/dev/null; then
    echo "skipped: no $tool"
    exit 77
  fi
done
exec "$(dirname -- "${BASH_SOURCE[0]}")"/cross/run.sh --quick aarch64 "$1"
