// SPDX-License-Identifier: MIT
//
// Eigen training, in two ways: `--parallel rows` is the two-phase algorithm on single-threaded
// products; `--parallel products` leaves the threads to Eigen, which shares each product among
// OpenMP's, while one thread does the rest, as in a program that was written for one.

#include <Eigen/Core>

#include <string>

#include "two_phase.h"

namespace {

template <class T>
struct EigenProducts {
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Map = Eigen::Map<Matrix>;
  using ConstMap = Eigen::Map<const Matrix>;
  using StridedMap = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;

  static void ThreadStarts() {}

  static void Forward(size_t rows, size_t inputs, size_t outputs, const T* x, const T* w, T* y) {
    Map(y, Size(rows), Size(outputs)).noalias() =
        ConstMap(x, Size(rows), Size(inputs)) * ConstMap(w, Size(inputs), Size(outputs));
  }
  static void Backward(size_t rows, size_t inputs, size_t outputs, const T* dy, const T* w, T* dx) {
    Map(dx, Size(rows), Size(inputs)).noalias() =
        ConstMap(dy, Size(rows), Size(outputs)) *
        ConstMap(w, Size(inputs), Size(outputs)).transpose();
  }
  static void Gradient(size_t rows, size_t inputs, size_t outputs, size_t count, T scale,
                       const T* x, const T* dy, T* w) {
    const StridedMap part(x, Size(rows), Size(count), Eigen::OuterStride<>(Size(inputs)));
    Map(w, Size(count), Size(outputs)).noalias() +=
        scale * part.transpose() * ConstMap(dy, Size(rows), Size(outputs));
  }

 private:
  static Eigen::Index Size(size_t size) { return static_cast<Eigen::Index>(size); }
};

std::string Version() {
  return std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
         std::to_string(EIGEN_MINOR_VERSION);
}

// The first of "AVX512, FMA, AVX2, ...".
std::string Target() {
  const std::string all = Eigen::SimdInstructionSetsInUse();
  return all.substr(0, all.find(','));
}

}  // namespace

int main(int argc, char** argv) {
  peer_options options;
  parse_training_options(&options, argc, argv);
#if !defined(_OPENMP)
  if (options.parallel_products) peer_fail("--parallel", "products need OpenMP");
#endif
  Eigen::setNbThreads(options.parallel_products ? options.workers : 1);
  const int threads = options.parallel_products ? 1 : options.workers;
  const std::string version = Version(), target = Target();
  const peer_program program{options.parallel_products ? "eigen, its own threads" : "eigen",
                             version.c_str(), target.c_str(), PEER_COMPILER};
  if (options.is_f64)
    peers::TrainTwoPhase<double, EigenProducts<double>>(options, threads, program);
  else
    peers::TrainTwoPhase<float, EigenProducts<float>>(options, threads, program);
  return 0;
}
