// The gradient kernel on every instruction set against a plain scalar loop in the fixed order of
// sums, bit for bit.
#include <cmath>
#include <vector>

#include "base/block_sum.h"
#include "kernel_fixture.h"
#include "model/panels.h"

namespace neuro {
namespace {

template <class T>
struct GradientStepTest : ::testing::Test {};
TYPED_TEST_SUITE(GradientStepTest, FloatTypes);

// The sum over blocks [begin, end) as the tree is described: a perfect tree over as many leading
// blocks as the largest power of two below their number holds, plus the tree of the rest.
template <class T>
T tree(const std::vector<T>& blocks, size_t begin, size_t end) {
  if (end - begin == 1) return blocks[begin];
  size_t half = 1;
  while (half * 2 < end - begin) half *= 2;
  return tree(blocks, begin, begin + half) + tree(blocks, begin + half, end);
}

template <class T>
T gradient(const Matrix<T>& a, const Matrix<T>& d, size_t batch, size_t k, size_t j) {
  std::vector<T> blocks;
  for (size_t begin = 0; begin < batch; begin += 64) {
    T sum = 0;
    for (size_t i = begin; i < std::min(begin + 64, batch); ++i) {
      sum = std::fma(a.row(i)[k], d.row(i)[j], sum);
    }
    blocks.push_back(sum);
  }
  return tree(blocks, 0, blocks.size());
}

template <class T>
void check(const Kernels<T>& kernels, size_t batch, size_t depth, size_t width, size_t first,
           size_t last) {
  SCOPED_TRACE(std::string(kernels.target) + ": batch " + std::to_string(batch) + ", " +
               std::to_string(depth) + " x " + std::to_string(width));
  const Matrix<T> a = random_matrix<T>(batch, depth, 1);
  const Matrix<T> d = random_matrix<T>(batch, width, 2);
  PackedMatrix<T> w(PanelLayout(depth, width, kernels.lanes, kernels.panel_width));
  Numbers<T> numbers(3);
  Matrix<T> before(depth, width);
  for (size_t k = 0; k < depth; ++k) {
    for (size_t j = 0; j < width; ++j) w.at(k, j) = before.row(k)[j] = numbers.next();
  }
  AlignedBuffer<T> scratch(tree_levels(ceil_div(batch, kBlockRows)) * kernels.tile_rows *
                           kernels.panel_width);
  const T rate = static_cast<T>(0.37);
  kernels.gradient_step({a.row(0), a.stride(), d.row(0), d.stride(), batch, first, last,
                         w.layout.width(), w.values.data(), w.layout.depth(), rate,
                         scratch.data()});
  for (size_t k = 0; k < depth; ++k) {
    for (size_t j = 0; j < width; ++j) {
      const T old = before.row(k)[j];
      const bool stepped = k >= first && k < last;
      const T expected = stepped ? std::fma(-rate, gradient(a, d, batch, k, j), old) : old;
      ASSERT_SAME_BITS(w.at(k, j), expected);
    }
    for (size_t j = width; j < w.layout.width(); ++j) ASSERT_EQ(w.at(k, j), 0) << "padding";
  }
}

TYPED_TEST(GradientStepTest, EqualsTheScalarLoop) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    for (size_t batch : kSizes) {
      for (size_t depth : kSizes) {
        for (size_t width : kSizes) {
          check(*kernels, batch, depth, width, 0, depth);
          if (this->HasFatalFailure()) return;
        }
      }
    }
  }
}

// Batches and layers so large that the kernel works through the columns in blocks.
TYPED_TEST(GradientStepTest, BlocksOfColumns) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    check(*kernels, 1000, 31, 400, 3, 31);
    check(*kernels, 4100, 5, 70, 0, 5);
    if (this->HasFatalFailure()) return;
  }
}

TYPED_TEST(GradientStepTest, BlocksAreSummedInTheFixedTree) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    for (size_t batch : {63, 64, 65, 127, 128, 129, 192, 200, 256, 320, 448, 500, 513, 1000}) {
      check(*kernels, batch, 15, 33, 0, 15);
      if (this->HasFatalFailure()) return;
    }
  }
}

TYPED_TEST(GradientStepTest, OnlyTheRangeChanges) {
  for (const auto* kernels : available_kernels<TypeParam>()) {
    for (size_t first : {0, 1, 14, 31}) {
      for (size_t last : {32, 33, 57, 64}) check(*kernels, 5, 64, 17, first, last);
      if (this->HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace neuro
