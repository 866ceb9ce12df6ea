#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Unpacks Debian packages of another architecture into a directory, to compile against: what this
# machine has installed, and which architectures its dpkg knows, stay as they are. Needs no root.
#
#   usage: sysroot.sh ARCHITECTURE DIRECTORY PACKAGE...
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=examples/common.sh
. "$here/../../../examples/common.sh"

architecture=$1
mkdir -p -- "$2"
directory=$(cd -- "$2" && pwd)
shift 2

[[ ! -f $directory/complete || $(<"$directory/complete") != "$*" ]] || exit 0
say "fetching $* for $architecture"
rm -rf -- "$directory"
state=$directory/apt
mkdir -p -- "$state"/lists/partial "$state"/cache/archives/partial "$state"/packages
: >"$state"/status
options=(
  -qq
  -o Dir::State::Lists="$state"/lists
  -o Dir::State::Status="$state"/status
  -o Dir::Cache="$state"/cache
  -o APT::Architecture="$architecture"
  -o APT::Architectures="$architecture"
  -o APT::Sandbox::User=
)
# A list that cannot be had may be one that is not needed: what matters is whether the packages come.
quietly apt-get "${options[@]}" update || say "some lists of packages are missing"
cd -- "$state"/packages
quietly apt-get "${options[@]}" download "$@" || fail "no packages for $architecture"
for package in ./*.deb; do dpkg-deb --extract "$package" "$directory"; done
cd -- "$directory"
rm -rf -- "$state"
# Links to absolute paths mean files of the other machine.
find . -type l -lname '/*' -printf '%p %l\n' | while read -r link to; do
  ln -sfn -- "$directory$to" "$link"
done
printf '%s\n' "$*" >"$directory"/complete
