# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Installs and builds the peers, and knows how each is run. Sourced by run.sh, whose $build, $bench,
# $python and add_candidate() it uses. Whatever is missing is noted in `skipped`, by name.

: "${build:?}" "${bench:?}" "${python:?}"
skipped=()
declare -A have=()

skip() {
  say "going on without $1: $2"
  skipped+=("$1: $2")
}

# The directory of OpenBLAS with OpenMP threads, those that PyTorch uses itself: other threads
# would compete with them.
openblas_directory() {
  local files library
  files=$(dpkg-query --listfiles libopenblas0-openmp 2>/dev/null) || return 1
  library=$(grep -m 1 '/libblas\.so\.3$' <<<"$files") || return 1
  dirname -- "$library"
}

# install_peer PEER NAME: with what want_...() has noted. Not being able to is no reason to stop.
install_peer() {
  local packages="${missing_packages[*]}"
  if install_missing_packages; then
    have[$1]=1
  else
    skip "$2" "$packages could not be installed"
  fi
}

install_python_peer() { # PEER NAME MODULE PACKAGE
  want_python "$3" "$4"
  openblas_directory >/dev/null || missing_packages+=(libopenblas0-openmp)
  install_peer "$1" "$2"
  # A package may be there and not work.
  if [[ ${have[$1]:-} ]] && ! "$python" -c "import $3" 2>/dev/null; then
    unset "have[$1]"
    skip "$2" "$python cannot import $3"
  fi
}

install_peers() {
  install_python_peer pytorch PyTorch torch python3-torch
  install_python_peer scikit_learn scikit-learn sklearn python3-sklearn
  want_library openblas libopenblas-openmp-dev
  install_peer openblas OpenBLAS
  want_library eigen3 libeigen3-dev
  install_peer eigen Eigen
  want_library fann libfann-dev
  install_peer fann FANN
  if [[ ! ${ONNXRUNTIME_LIBRARY:-} ]]; then
    skip "ONNX Runtime" "ONNXRUNTIME_LIBRARY does not name its library"
  elif [[ ! -f $ONNXRUNTIME_LIBRARY ]]; then
    skip "ONNX Runtime" "there is no $ONNXRUNTIME_LIBRARY"
  else
    have[onnxruntime]=1
  fi
  openblas=$(openblas_directory) || openblas=
}

# build_peer PEER NAME TARGET...
build_peer() {
  local targets=("${@:3}")
  [[ ${have[$1]:-} ]] || return 0
  if ! quietly ninja -C "$build" "${targets[@]/#/$bench/peers/}"; then
    unset "have[$1]"
    skip "$2" "building it failed"
  fi
}

build_peers() {
  quietly ninja -C "$build" "$bench/peers/libfma-peak-python.so" || fail "building failed"
  build_peer openblas OpenBLAS openblas
  build_peer eigen Eigen eigen
  build_peer fann FANN fann_f32 fann_f64
  build_peer onnxruntime "ONNX Runtime" onnxruntime
}

# add_python_peer PEER NAME WEIGHTS ARGUMENT...: on all cores and, if the network is small, on one.
# Small networks are often faster so, and the better counts; large ones never are.
add_python_peer() {
  local counts count
  [[ ${have[$1]:-} ]] || return 0
  counts=("$(nproc)")
  if ((counts[0] > 1 && $3 < 1000000)); then counts+=(1); fi
  for count in "${counts[@]}"; do
    add_candidate "$2, threads: $count" env "OMP_NUM_THREADS=$count" "LD_LIBRARY_PATH=$openblas" \
      "$python" "$bench/peers/$1.py" --peak "$build/$bench/peers/libfma-peak-python.so" "${@:4}"
  done
}

# Candidates for training one network: TYPE WEIGHTS ARGUMENT...
add_pytorch() { add_python_peer pytorch PyTorch "${@:2}"; }

add_other_training_peers() {
  local type=$1 weights=$2 programs=$build/$bench/peers fann_rows=3000
  shift 2
  # The library may be linked to another variant than the one with OpenMP's threads.
  [[ ! ${have[openblas]:-} ]] ||
    add_candidate "OpenBLAS, two phases" env OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 \
      "$programs/openblas" "$@"
  if [[ ${have[eigen]:-} ]]; then
    add_candidate "Eigen, two phases" "$programs/eigen" "$@"
    add_candidate "Eigen, its own threads" "$programs/eigen" --parallel products "$@"
  fi
  add_python_peer scikit_learn scikit-learn "$weights" "$@"
  # It takes minutes where others take seconds, and so gets a part of the rows.
  ((weights < 1000000)) || fann_rows=300
  [[ ! ${have[fann]:-} ]] || add_candidate FANN "$programs/fann_$type" --limit "$fann_rows" "$@"
}

add_prediction_peers() {
  [[ ! ${have[onnxruntime]:-} ]] ||
    add_candidate "ONNX Runtime" "$build/$bench/peers/onnxruntime" "$@"
}
