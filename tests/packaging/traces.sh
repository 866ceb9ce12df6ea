# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What installing and removing packages has left on a copy of a machine. Sourced.

# All files, and the directories that bear the library's name, but for what package managers and others
# keep for themselves. Directories that many packages share belong to the distribution.
list_files() {
  find / -xdev '(' -path /tmp -o -path /root -o -path /var/cache -o -path /var/lib/dpkg \
    -o -path /var/lib/apt -o -path /var/lib/rpm -o -path /var/log -o -path /run \
    -o -path '*/__db.*' ')' -prune -o '(' ! -type d -o -name '*neuro*' ')' -print | sort
}

remember_files() { files_before=$(list_files); }

# Fails, and names them, if there are files now that were not there before.
find_traces() {
  local left
  left=$(comm -13 <(printf '%s\n' "$files_before") <(list_files))
  [[ -z $left ]] || { printf 'left behind:\n%s\n' "$left"; return 1; }
}
