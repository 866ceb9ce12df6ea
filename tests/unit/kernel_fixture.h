// What the kernel tests share: sizes that hit every edge, repeatable numbers, and comparison bit
// for bit on every instruction set that the machine has.
#ifndef NEURO_TESTS_UNIT_KERNEL_FIXTURE_H_
#define NEURO_TESTS_UNIT_KERNEL_FIXTURE_H_

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <string>
#include <type_traits>

#include "base/random.h"
#include "kernels/kernels.h"
#include "model/matrix.h"

namespace neuro {

// One, around vector and tile widths, and some of no shape at all.
inline constexpr size_t kSizes[] = {1, 2, 7, 8, 13, 16, 17, 33, 64, 100};

template <class T>
class Numbers {
 public:
  explicit Numbers(uint64_t seed) : seed_(seed) {}
  // Uniform in (-1, 1).
  T next() {
    return static_cast<T>(2 * uniform(random_bits(seed_, Purpose::kInitialise, 99, count_++)) - 1);
  }
  void fill(T* to, size_t n) {
    for (size_t i = 0; i < n; ++i) to[i] = next();
  }

 private:
  uint64_t seed_, count_ = 0;
};

template <class T>
Matrix<T> random_matrix(size_t rows, size_t cols, uint64_t seed) {
  Matrix<T> matrix(rows, cols);
  Numbers<T> numbers(seed);
  for (size_t r = 0; r < rows; ++r) numbers.fill(matrix.row(r), cols);
  return matrix;
}

template <class T>
auto bits(T x) {
  return std::bit_cast<std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>>(x);
}

#define EXPECT_SAME_BITS(a, b) EXPECT_EQ(bits(a), bits(b)) << (a) << " and " << (b)
#define ASSERT_SAME_BITS(a, b) ASSERT_EQ(bits(a), bits(b)) << (a) << " and " << (b)

// TYPED_TEST suites over float and double; each test walks available_kernels<TypeParam>().
using FloatTypes = ::testing::Types<float, double>;

}  // namespace neuro

#endif  // NEURO_TESTS_UNIT_KERNEL_FIXTURE_H_
