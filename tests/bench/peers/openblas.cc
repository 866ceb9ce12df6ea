// SPDX-License-Identifier: MIT
//
// OpenBLAS training as libneuro does: the two-phase algorithm on its single-threaded gemm.

#include <cblas.h>

#include <mutex>
#include <sstream>
#include <string>
#include <type_traits>

#include "two_phase.h"

namespace {

template <class T>
struct BlasProducts {
  // Of OpenMP's threads each has its own idea of how many it may start.
  static void ThreadStarts() {
    static std::mutex mutex;
    const std::lock_guard<std::mutex> lock(mutex);
    openblas_set_num_threads(1);
  }

  static void Forward(size_t rows, size_t inputs, size_t outputs, const T* x, const T* w, T* y) {
    Gemm(CblasNoTrans, CblasNoTrans, rows, outputs, inputs, 1, x, inputs, w, outputs, 0, y,
         outputs);
  }
  static void Backward(size_t rows, size_t inputs, size_t outputs, const T* dy, const T* w, T* dx) {
    Gemm(CblasNoTrans, CblasTrans, rows, inputs, outputs, 1, dy, outputs, w, outputs, 0, dx,
         inputs);
  }
  static void Gradient(size_t rows, size_t inputs, size_t outputs, size_t count, T scale,
                       const T* x, const T* dy, T* w) {
    Gemm(CblasTrans, CblasNoTrans, count, outputs, rows, scale, x, inputs, dy, outputs, 1, w,
         outputs);
  }

 private:
  static void Gemm(CBLAS_TRANSPOSE trans_a, CBLAS_TRANSPOSE trans_b, size_t m, size_t n, size_t k,
                   T alpha, const T* a, size_t lda, const T* b, size_t ldb, T beta, T* c,
                   size_t ldc) {
    const auto size = [](size_t value) { return static_cast<blasint>(value); };
    if constexpr (std::is_same_v<T, float>)
      cblas_sgemm(CblasRowMajor, trans_a, trans_b, size(m), size(n), size(k), alpha, a, size(lda),
                  b, size(ldb), beta, c, size(ldc));
    else
      cblas_dgemm(CblasRowMajor, trans_a, trans_b, size(m), size(n), size(k), alpha, a, size(lda),
                  b, size(ldb), beta, c, size(ldc));
  }
};

// The second word of "OpenBLAS 0.3.21 DYNAMIC_ARCH ...".
std::string Version() {
  std::istringstream words(openblas_get_config());
  std::string name, version;
  words >> name >> version;
  return version;
}

}  // namespace

int main(int argc, char** argv) {
  peer_options options;
  parse_training_options(&options, argc, argv);
  const std::string version = Version();
  const peer_program program{"openblas", version.c_str(), openblas_get_corename(), PEER_COMPILER};
  if (options.is_f64)
    peers::TrainTwoPhase<double, BlasProducts<double>>(options, options.workers, program);
  else
    peers::TrainTwoPhase<float, BlasProducts<float>>(options, options.workers, program);
  return 0;
}
