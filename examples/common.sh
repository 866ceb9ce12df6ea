# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# What the project's scripts share: messages, quiet commands, missing packages, build directories.
# Sourced by scripts that run under `set -euo pipefail`; standard output is left to them.

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "${0##*/}: $*"
  exit 1
}

# quietly COMMAND...: runs a command, and shows what it printed only if it fails.
quietly() {
  local output status=0
  output=$("$@" 2>&1 </dev/null) || status=$?
  ((status == 0)) || say "$output"
  return "$status"
}

# want_* PROBE PACKAGE: notes a Debian package as missing if a command, a file, a library known to
# pkg-config, or a module of Debian's own python is not there. Nothing is noted that is there
# already, however it came there.
missing_packages=()
want_command() { command -v "$1" >/dev/null || missing_packages+=("$2"); }
want_file() { [[ -e $1 ]] || missing_packages+=("$2"); }
want_library() { pkg-config --exists "$1" 2>/dev/null || missing_packages+=("$2"); }
want_python() { /usr/bin/python3 -c "import $1" 2>/dev/null || missing_packages+=("$2"); }

want_build_tools() {
  want_command c++ g++
  want_command cc gcc
  want_command meson meson
  want_command ninja ninja-build
  want_command pkg-config pkg-config
  want_library libhwy libhwy-dev
  want_library nlohmann_json nlohmann-json3-dev
  want_library zlib zlib1g-dev
}

# Installs the packages that were found missing. Fails if that cannot be done.
install_missing_packages() {
  ((${#missing_packages[@]})) || return 0
  local packages=("${missing_packages[@]}") as_root=()
  missing_packages=()
  if ! command -v apt-get >/dev/null; then
    say "there is no apt-get; please install what Debian calls: ${packages[*]}"
    return 1
  fi
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      say "there is no sudo; please install as root: ${packages[*]}"
      return 1
    fi
    as_root=(sudo)
  fi
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get
    -qq -o DPkg::Lock::Timeout=300)
  local install=("${apt[@]}" install -y --no-install-recommends "${packages[@]}")
  say "installing ${packages[*]}"
  # A failure may only mean that the package lists are missing or old.
  "${install[@]}" >/dev/null 2>&1 </dev/null && return 0
  if ! { quietly "${apt[@]}" update && quietly "${install[@]}"; }; then
    say "installing ${packages[*]} failed"
    return 1
  fi
}

# configure DIRECTORY OPTION...: sets up a Meson build directory of the project in the current
# directory, once. A directory that somebody else has set up is taken as it is; one that was broken
# off, or whose project has moved or now wants other options, is set up anew.
configure() {
  local directory=$1 stamp=$1/configured-by-script wanted="$PWD $*"
  shift
  if [[ -f $directory/build.ninja ]]; then
    if [[ ! -f $stamp || $(<"$stamp") == "$wanted" ]]; then return 0; fi
  fi
  if ! mkdir -p -- "$directory" 2>/dev/null || [[ ! -w $directory ]]; then
    fail "cannot write to $PWD/$directory"
  fi
  rm -rf -- "$directory"
  say "setting up $directory"
  quietly meson setup "$directory" "$@" || fail "meson could not set up $directory"
  printf '%s\n' "$wanted" >"$stamp"
}
