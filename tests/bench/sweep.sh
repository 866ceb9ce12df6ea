#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Runs the benchmark programs over a range of settings and prints a table for each range, and at the
# end all results as one line of JSON. Wants the programs built (run.sh does that).
#
#   usage: sweep.sh [--build DIRECTORY] [--seconds S] [SWEEP...]
#
#   workers  training, 1 ... 64 workers
#   rows     prediction, 1 ... 64 rows a call
#   widths   single steps, hidden widths 30 ... 50 and batches of 1, 3 and 17
#   quota    training under a CPU quota of half a core per worker
#
# All of them unless some are named. S: how long a setting is measured, other than training (0.5).
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd -- "$root"
# shellcheck source=examples/common.sh
. examples/common.sh

readonly python=/usr/bin/python3 # to read JSON, nothing else
readonly all_sweeps=(workers rows widths quota)
build=build/bench
seconds=0.5
work=$(mktemp -d)
group= # the cgroup of the sweep under a quota
trap 'rm -rf -- "$work"; [[ -z $group ]] || rmdir -- "$group" 2>/dev/null || true' EXIT

usage() {
  say "usage: ${0##*/} [--build DIRECTORY] [--seconds S] [${all_sweeps[*]}]"
  exit 2
}

# measure SWEEP COMMAND...: runs a benchmark, notes its result under the sweep, and leaves it in
# `result`.
measure() {
  local sweep=$1
  shift
  result=$("$@" 2>"$work/messages" | tail -n 1) || {
    say "$(<"$work/messages")"
    fail "failed: $*"
  }
  printf '%s\n' "$result" >>"$work/$sweep.results"
}

# fields NAME...: those fields of `result`, on a line, in the form of a table's cells.
fields() {
  "$python" -c 'import json, sys
result = json.loads(sys.argv[1])
form = {"rows_per_s": "{:.0f}", "spread": "{:.1%}"}
print(*(form.get(name, "{}").format(result[name]) if name in result else "-"
        for name in sys.argv[2:]))' "$result" "$@"
}

# cells WIDTH CELL...: a line of a table, right-aligned.
cells() {
  local width=$1
  shift
  printf "%${width}s" "$@"
  printf '\n'
}

sweep_workers() {
  local workers values
  printf '\nTraining, 784-64-32-16-10, batches of 32, by workers\n'
  cells 12 workers rows/s spread '%peak' preempted/s
  for workers in 1 2 3 4 6 8 12 16 24 32 48 64; do
    measure workers "$build/train" --epochs 3 --workers "$workers" "${files[@]}"
    read -ra values < <(fields rows_per_s spread percent_of_peak preemptions_per_s)
    cells 12 "$workers" "${values[@]}"
  done
}

# A row that makes the others slower shows in the last column: rows a second over the most that
# fewer rows a call have reached.
sweep_rows() {
  local rows values most=0
  printf '\nPrediction, 784-128-10, 1 worker, by rows a call\n'
  cells 12 rows rows/s spread p50_us p99_us '%peak' preempted/s of_the_most
  for rows in {1..64}; do
    measure rows "$build/predict" --seconds "$seconds" --workers 1 --rows "$rows" "${files[2]}"
    read -ra values < <(fields rows_per_s spread p50_us p99_us percent_of_peak preemptions_per_s)
    ((values[0] <= most)) || most=${values[0]}
    cells 12 "$rows" "${values[@]}" "$((100 * values[0] / most))%"
  done
}

sweep_widths() {
  local width batch line values
  printf '\nSingle steps, 100-W-W-3, 1 worker: rows a second, its spread and percent of peak\n'
  cells 12 W 'batch 1' spread '%peak' 'batch 3' spread '%peak' 'batch 17' spread '%peak'
  for width in {30..50}; do
    line=("$width")
    for batch in 1 3 17; do
      measure widths "$build/online" --seconds "$seconds" --workers 1 --batch "$batch" \
        --sizes "100,$width,$width,3"
      read -ra values < <(fields rows_per_s spread percent_of_peak)
      line+=("${values[@]}")
    done
    cells 12 "${line[@]}"
  done
}

# make_group: creates a cgroup below this process's own whose CPU time can be limited, v2 or v1. On
# failure `reason` says why not.
make_group() {
  local mount path limit=cpu.max
  mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
  path=$(sed -n 's/^0:://p' /proc/self/cgroup)
  if [[ -z $mount ]] || ! grep -qw cpu "$mount$path/cgroup.controllers" 2>/dev/null; then
    mount=$(awk '$3 == "cgroup" && $4 ~ /(^|,)cpu(,|$)/ { print $2; exit }' /proc/self/mounts)
    path=$(sed -nE 's/^[0-9]+:([^:]*,)?cpu(,[^:]*)?:(.*)/\3/p' /proc/self/cgroup)
    limit=cpu.cfs_quota_us
  fi
  if [[ -z $mount ]]; then
    reason='no cgroup controls the CPU here'
  elif ! group=$(mktemp -d "$mount${path%/}/neuro-sweep.XXXXXX" 2>/dev/null); then
    group=
    reason="no cgroup can be created in $mount$path"
  elif [[ ! -w $group/$limit ]]; then
    rmdir -- "$group"
    group=
    reason="$mount$path does not hand the CPU's control down"
  else
    return 0
  fi
  return 1
}

# limit_group MICROSECONDS: of CPU time that the cgroup gets in each 100 ms.
limit_group() {
  if [[ -e $group/cpu.max ]]; then
    printf '%s 100000\n' "$1" >"$group/cpu.max"
  else
    printf '100000\n' >"$group/cpu.cfs_period_us"
    printf '%s\n' "$1" >"$group/cpu.cfs_quota_us"
  fi
}

# in_group COMMAND...: runs a command in the cgroup.
in_group() { (printf '%s\n' "$BASHPID" >"$group/cgroup.procs" && exec "$@"); }

sweep_quota() {
  local workers values reason limited
  if make_group; then
    limited=in_group
  elif quietly_true systemd-run --quiet --scope -p CPUQuota=50% true; then
    limited=systemd-run
  else
    printf '\nTraining under a CPU quota: skipped: %s, and systemd-run does not work\n' "$reason"
    printf '%s: %s, and systemd-run does not work\n' quota "$reason" >>"$work/skipped"
    return 0
  fi
  printf '\nTraining, 784-64-32-16-10, batches of 32, half a core per worker\n'
  cells 12 workers quota rows/s spread '%peak' preempted/s
  for ((workers = 1; workers <= $(nproc); ++workers)); do
    local command=("$build/train" --epochs 3 --workers "$workers" "${files[@]}")
    if [[ $limited == in_group ]]; then
      limit_group $((50000 * workers))
      measure quota in_group "${command[@]}"
    else
      measure quota systemd-run --quiet --scope -p "CPUQuota=$((50 * workers))%" "${command[@]}"
    fi
    read -ra values < <(fields rows_per_s spread percent_of_peak preemptions_per_s)
    cells 12 "$workers" "$((50 * workers))%" "${values[@]}"
  done
}

# quietly_true COMMAND...: whether a command can be run at all and succeeds; says nothing.
quietly_true() { "$@" >/dev/null 2>&1 </dev/null; }

# All results on a line: {"sweeps": {NAME: [...]}, "skipped": [...]}.
print_json() {
  "$python" -c 'import json, pathlib, sys
work = pathlib.Path(sys.argv[1])
sweeps = {path.stem: [json.loads(line) for line in path.read_text().splitlines()]
          for path in sorted(work.glob("*.results"))}
skipped = work / "skipped"
print(json.dumps({"program": "libneuro", "benchmark": "sweep", "sweeps": sweeps,
                  "skipped": skipped.read_text().splitlines() if skipped.exists() else []}))' \
    "$work"
}

sweeps=()
while (($#)); do
  case $1 in
    --build | --seconds)
      (($# >= 2)) || usage
      if [[ $1 == --build ]]; then build=$2; else seconds=$2; fi
      shift
      ;;
    workers | rows | widths | quota) sweeps+=("$1") ;;
    *) usage ;;
  esac
  shift
done
((${#sweeps[@]})) || sweeps=("${all_sweeps[@]}")
build=$build/tests/bench
for program in train predict online; do
  [[ -x $build/$program ]] || fail "$build/$program is not there: run tests/bench/run.sh, or ninja"
done
listing=$(examples/data.sh --idx) || exit 1
mapfile -t files < <(tail -n +2 <<<"$listing")

for sweep in "${sweeps[@]}"; do "sweep_$sweep"; done
printf '\n'
print_json
