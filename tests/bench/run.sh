#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds the project in build/bench and measures it beside its peers: training speed, prediction,
# accuracy, memory. Installs what is missing; a peer that cannot be had is left out by name. Prints
# a summary and writes build/bench/results.json. README.md explains the figures.
#
# ONNX Runtime takes part in prediction if ONNXRUNTIME_LIBRARY names its shared library.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd -- "$root"
# shellcheck source=examples/common.sh
. examples/common.sh

readonly build=build/bench
readonly bench=tests/bench
readonly python=/usr/bin/python3 # Debian's, which has Debian's PyTorch and scikit-learn
export PYTHONDONTWRITEBYTECODE=1

usage() {
  cat <<'END'
usage: run.sh [--rounds N] [--quick] [--nets NET...] [--readme]

  --rounds N     how often each program is run for the comparisons (5)
  --quick        one round of one epoch, on the two smaller networks: does it all work?
  --nets NET...  train these networks instead: WIDTHS/BATCH/TYPE, as in 784-128-10/64/f32
  --readme       write the tables into the README at the top of the project
END
}

rounds=
quick=0
readme=()
nets=()
while (($#)); do
  case $1 in
    --rounds)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "--rounds needs a number"
      rounds=$2
      shift
      ;;
    --quick) quick=1 ;;
    --readme) readme=(--readme README.md) ;;
    --nets)
      while [[ ${2:-} =~ ^[1-9][0-9]*(-[1-9][0-9]*)+/[1-9][0-9]*/f(32|64)$ ]]; do
        nets+=("$2")
        shift
      done
      ((${#nets[@]})) || fail "--nets needs networks such as 784-128-10/64/f32"
      ;;
    --help)
      usage
      exit
      ;;
    *)
      say "${0##*/}: $1?"
      usage >&2
      exit 2
      ;;
  esac
  shift
done

seeds=5
seconds=2
if ((quick)); then
  rounds=${rounds:-1} seeds=1 seconds=0.2
  ((${#nets[@]})) || nets=(784-64-32-16-10/32/f32 784-128-10/64/f32)
elif ((${#nets[@]} == 0)); then
  for type in f32 f64; do
    nets+=("784-64-32-16-10/32/$type" "784-128-10/64/$type" "784-512-512-10/128/$type"
      "784-1024-1024-1024-10/512/$type")
  done
fi

rounds=${rounds:-5}

want_build_tools
want_command "$python" python3
# Not for what is measured, but the tests are set up along with it.
want_library gtest libgtest-dev
want_library gmock libgmock-dev
want_library benchmark libbenchmark-dev
install_missing_packages || exit 1
# shellcheck source=tests/bench/peers/peers.sh
. "$bench/peers/peers.sh"
install_peers

configure "$build" --buildtype=release -Dtests=enabled
say "building $build"
# Peers may have been installed since the directory was set up.
quietly meson setup --reconfigure "$build" || fail "meson could not set up $build"
quietly ninja -C "$build" "$bench/train" "$bench/predict" "$bench/accuracy/accuracy" || fail "building failed"
build_peers

listing=$(examples/data.sh --idx) || exit 1
mapfile -t data <<<"$listing" # what it is, then its files

# in_words WORD...: one string that a shell would split into these words again.
in_words() { printf '%q ' "$@"; }

# add_candidate NAME WORD...
add_candidate() { candidates+=("$1=$(in_words "${@:2}")"); }

# compare FILE ARGUMENT...: runs the candidates in turn.
compare() {
  "$python" "$bench/compare.py" --rounds "$rounds" --drop-failing --json "$@" "${candidates[@]}"
}

# Multiplications that a row takes forward.
weights_of() {
  local sizes=() count=0 i
  IFS=- read -ra sizes <<<"$1"
  for ((i = 1; i < ${#sizes[@]}; ++i)); do ((count += sizes[i - 1] * sizes[i])); done
  printf '%s\n' "$count"
}

train=("$root/$build/$bench/train")
results=()
number=0
for net in "${nets[@]}"; do
  IFS=/ read -r widths batch type <<<"$net"
  weights=$(weights_of "$widths")
  # Long enough for a median, short enough to wait for.
  own_epochs=10 peer_epochs=3
  if ((weights > 200000)); then own_epochs=3 peer_epochs=2; fi
  if ((weights > 1000000)); then own_epochs=2 peer_epochs=1; fi
  if ((quick)); then own_epochs=1 peer_epochs=1; fi
  setting=(--sizes "${widths//-/,}" --batch "$batch" --type "$type")

  candidates=()
  own=("${train[@]}" "${setting[@]}" --epochs "$own_epochs")
  add_candidate libneuro "${own[@]}" "${data[@]:1}"
  peer=("$type" "$weights" "${setting[@]}" --epochs "$peer_epochs" "${data[@]:1}")
  add_pytorch "${peer[@]}" # beside what it is compared with
  add_candidate "libneuro, 1 worker" "${own[@]}" --workers 1 "${data[@]:1}"
  add_other_training_peers "${peer[@]}"
  say "training $net"
  file=$build/training-$((++number)).json
  compare "$file"
  results+=(--training "$file")
done

number=0
for call in 784-128-10/1/1 784-64-32-16-10/1/1 4-32-16-4/1/1 784-128-10/256/2 \
  784-1024-1024-10/256/2; do
  IFS=/ read -r widths rows workers <<<"$call"
  setting=(--sizes "${widths//-/,}" --rows "$rows" --workers "$workers" --seconds "$seconds")
  candidates=()
  add_candidate libneuro "$root/$build/$bench/predict" "${setting[@]}" "${data[3]}"
  add_prediction_peers "${setting[@]}" "${data[3]}"
  say "prediction $call"
  file=$build/prediction-$((++number)).json
  compare "$file" --figure p50_us
  results+=(--prediction "$file")
done

say "measuring accuracy"
"$build/$bench/accuracy/accuracy" --recipe small --seeds "$seeds" "${data[@]:1}" >"$build/accuracy.json"

for reason in "${skipped[@]}"; do results+=(--skipped "$reason"); done
printf '\n'
declare -A names=([mnist]=MNIST [fashion]=Fashion-MNIST)
exec "$python" "$bench/report.py" --data "${names[${data[0]}]}" "${results[@]}" \
  --accuracy "$build/accuracy.json" --json "$build/results.json" "${readme[@]}"
