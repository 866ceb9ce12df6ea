// The gradient kernel on every instruction set against a plain scalar loop in the fixed order of
// sums, bit for bit.
#include <cmath>
#include <cstring>
#include <limits>
#include <span>
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
GradientStep<T> step_of(const Matrix<T>& a, const Matrix<T>& d, size_t batch,
                        AlignedBuffer<T>& scratch) {
  GradientStep<T> step{};
  step.activations = a.row(0);
  step.activation_stride = a.stride();
  step.deltas = d.row(0);
  step.delta_stride = d.stride();
  step.batch = batch;
  step.scratch = scratch.data();
  return step;
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
  AlignedBuffer<T> scratch(gradient_scratch(kernels, batch));
  GradientStep<T> step = step_of(a, d, batch, scratch);
  const T rate = static_cast<T>(0.37);
  step.first = first;
  step.last = last;
  step.width = w.layout.width();
  step.panels = w.values.data();
  step.panel_depth = w.layout.depth();
  step.rate = rate;
  kernels.gradient_step(step);
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

// Every use of the gradient of a layer with a bias, and what it leaves of weights, state and
// gradients.
template <class T>
class Uses {
 public:
  Uses(const Kernels<T>& kernels, size_t batch, size_t depth, size_t width)
      : kernels_(kernels),
        a_(random_matrix<T>(batch, depth, 1)),
        d_(random_matrix<T>(batch, width, 2)),
        scratch_(gradient_scratch(kernels, batch)),
        layout_(depth, width, kernels.lanes, kernels.panel_width),
        step_(step_of(a_, d_, batch, scratch_)) {
    step_.last = depth;
    step_.width = layout_.width();
    step_.panel_depth = depth;
    step_.rate = static_cast<T>(0.37);
  }

  PackedMatrix<T> numbers(uint64_t seed) const {
    PackedMatrix<T> matrix(layout_);
    Numbers<T>(seed).fill(matrix.values.data(), layout_.size());
    return matrix;
  }

  PackedMatrix<T> descend() {
    PackedMatrix<T> w = numbers(3);
    step_.use = GradientUse::kDescend;
    step_.panels = w.values.data();
    kernels_.gradient_step(step_);
    return w;
  }

  PackedMatrix<T> store() {
    PackedMatrix<T> g = numbers(4);
    step_.use = GradientUse::kStore;
    step_.panels = nullptr;
    step_.gradients = g.values.data();
    kernels_.gradient_step(step_);
    return g;
  }

  PackedMatrix<T> add() {
    PackedMatrix<T> g = numbers(4);
    step_.use = GradientUse::kAdd;
    step_.panels = nullptr;
    step_.gradients = g.values.data();
    kernels_.gradient_step(step_);
    return g;
  }

  // Weights, then state.
  std::vector<PackedMatrix<T>> update(const UpdateConstants<T>& constants) {
    std::vector<PackedMatrix<T>> all = before();
    step_.use = GradientUse::kUpdate;
    step_.constants = &constants;
    step_.panels = all[0].values.data();
    step_.state[0] = all[1].values.data();
    step_.state[1] = all[2].values.data();
    kernels_.gradient_step(step_);
    return all;
  }

  // The same by way of stored gradients.
  std::vector<PackedMatrix<T>> store_and_update(const UpdateConstants<T>& constants) {
    const PackedMatrix<T> gradients = store();
    std::vector<PackedMatrix<T>> all = before();
    for (size_t column = 0; column < layout_.width(); column += layout_.panel_width()) {
      const size_t width = layout_.width_at(column);
      for (size_t k = 0; k < layout_.depth(); ++k) {
        Update<T> u{};
        const size_t at = layout_.index(k, column);
        u.constants = &constants;
        u.weights = all[0].values.data() + at;
        u.gradients = gradients.values.data() + at;
        u.state[0] = all[1].values.data() + at;
        u.state[1] = all[2].values.data() + at;
        u.n = width;
        u.regularised = k + 1 < layout_.depth();
        kernels_.updates->update(u);
      }
    }
    return all;
  }

 private:
  std::vector<PackedMatrix<T>> before() const {
    std::vector<PackedMatrix<T>> all;
    all.push_back(numbers(3));
    all.push_back(numbers(5));
    all.push_back(numbers(6));
    for (T& x : std::span(all[2].values.data(), layout_.size())) x = std::abs(x);
    return all;
  }

  const Kernels<T>& kernels_;
  Matrix<T> a_, d_;
  AlignedBuffer<T> scratch_;
  PanelLayout layout_;
  GradientStep<T> step_;
};

template <class T>
bool same(const PackedMatrix<T>& a, const PackedMatrix<T>& b) {
  return std::memcmp(a.values.data(), b.values.data(), a.layout.size() * sizeof(T)) == 0;
}

TYPED_TEST(GradientStepTest, EveryUseIsOfTheSameGradient) {
  using T = TypeParam;
  UpdateConstants<T> constants{};
  constants.optimizer = Optimizer::kSgd;
  constants.scale = constants.keep = 1;
  constants.clip_value = std::numeric_limits<T>::infinity();
  constants.rate = static_cast<T>(0.37);
  UpdateConstants<T> adam = constants;
  adam.optimizer = Optimizer::kAdam;
  adam.l1 = adam.l2 = adam.epsilon = static_cast<T>(0.01);
  adam.keep = adam.beta1 = adam.beta2 = adam.adam_rate = adam.adam_root = static_cast<T>(0.9);
  adam.beta1_rest = adam.beta2_rest = static_cast<T>(0.1);
  for (const auto* kernels : available_kernels<T>()) {
    for (size_t batch : {1, 64, 65, 300}) {
      for (size_t depth : kSizes) {
        for (size_t width : kSizes) {
          SCOPED_TRACE(std::string(kernels->target) + ": batch " + std::to_string(batch) + ", " +
                       std::to_string(depth) + " x " + std::to_string(width));
          Uses<T> uses(*kernels, batch, depth, width);
          const PackedMatrix<T> descended = uses.descend();
          ASSERT_TRUE(same(uses.update(constants)[0], descended));
          ASSERT_TRUE(same(uses.store_and_update(constants)[0], descended));
          const auto updated = uses.update(adam), stored = uses.store_and_update(adam);
          for (size_t i = 0; i < updated.size(); ++i) ASSERT_TRUE(same(updated[i], stored[i]));
          const PackedMatrix<T> gradients = uses.store(), added = uses.add(), old = uses.numbers(4);
          for (size_t i = 0; i < added.layout.size(); ++i) {
            ASSERT_SAME_BITS(added.values[i], old.values[i] + gradients.values[i]);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace neuro
