#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Installs RPM packages, compiles and runs a program against them, removes them, and looks for what is
# left. For a copy of a machine only: see overlay.sh.
#
#   usage: rpm_installed.sh WORK_DIRECTORY PACKAGE...
set -euo pipefail

work=$1
shift
names=(neuro libneuro libneuro-devel python3-neuro libneuro-doc)
options=()
# Where other packages come from dpkg, RPM knows none of them, and wants to be told that it may.
if command -v dpkg >/dev/null; then options=(--nodeps --force-debian); fi

# shellcheck source=tests/packaging/traces.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/traces.sh"

remember_files
rpm --install "${options[@]}" "$@"
changed=$(rpm --verify --nodeps "${names[@]}")
[[ -z $changed ]]
mapfile -t files < <(rpm --query --list "${names[@]}" | sort -u)

if printf '%s\n' "${files[@]}" | grep '^/usr/local'; then exit 1; fi # is the administrator's

libraries=$(dirname -- "$(printf '%s\n' "${files[@]}" | grep '/libneuro\.so$')")
export PKG_CONFIG_PATH=$libraries/pkgconfig LD_LIBRARY_PATH=$libraries
read -ra flags < <(pkg-config --cflags --libs neuro)
cc -std=c99 -Wall -Wextra -Wpedantic -Werror -o "$work/consumer" "$work/consumer.c" "${flags[@]}"
"$work/consumer"
ldd "$work/consumer" | grep -F "libneuro.so.0 => $libraries/"
neuro --version
man -w neuro neuro.h nn_train_batch >/dev/null
module=$(printf '%s\n' "${files[@]}" | grep '/neuro\.py$')
PYTHONPATH=$(dirname -- "$module") /usr/bin/python3 -B "$work/python_test.py"

rpm --erase "${options[@]}" "${names[@]}"
find_traces
if rpm --query "${names[@]}" >/dev/null; then exit 1; fi
printf '%s packages installed, used and removed\n' "${#names[@]}"
