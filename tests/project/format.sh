#!/usr/bin/env bash
# Fails if a C or C++ file is not as clang-format leaves it. The formatter's version is that of the
# project's reference system (Debian's clang-format 14): others format a little differently.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

find include lib capi tests examples -type f -regex '.*\.\(c\|h\|cc\|hpp\)' \
  -print0 | xargs -0 clang-format --dry-run -Werror --style=file
