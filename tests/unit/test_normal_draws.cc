// The kernels' draws are the scalar functions' to the bit, wherever they begin and end, in the
// middle of the distribution and in its tails.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/normal.h"
#include "base/random.h"
#include "kernel_fixture.h"
#include "model/network.h"

namespace neuro {
namespace {

double scalar_draw(const DrawStream& stream, uint64_t index) {
  return normal_quantile(uniform(random_bits(stream, index)));
}

// n draws from `first` on against the scalar ones; what lies behind the padding is untouched.
void expect_scalar_draws(const Kernels<float>& kernels, const DrawStream& stream, uint64_t first,
                         size_t n) {
  SCOPED_TRACE(::testing::Message() << kernels.target << ", seed " << stream.seed << ", step "
                                    << stream.step << ", " << n << " from " << first);
  constexpr double kUntouched = 1234;
  const size_t padded = round_up(n, kRowUnit);
  std::vector<double> draws(padded + 1, kUntouched);
  kernels.normal_draws(stream, first, n, draws.data());
  for (size_t i = 0; i < n; ++i) ASSERT_SAME_BITS(draws[i], scalar_draw(stream, first + i));
  EXPECT_EQ(draws[padded], kUntouched);
}

// b with a b = 1 modulo 2^32, by Newton's iteration; a is odd.
uint32_t inverse(uint32_t a) {
  uint32_t b = a;
  for (int i = 0; i < 5; ++i) b *= 2 - a * b;
  return b;
}

// The counter that Philox turns into `block`.
PhiloxBlock counter_of(PhiloxBlock block, uint64_t seed) {
  for (int round = kPhiloxRounds; round-- > 0;) {
    PhiloxKey key(seed);
    for (int i = 0; i < round; ++i) key.next();
    const uint32_t c0 = block[3] * inverse(kPhiloxMultiplier0);
    const uint32_t c2 = block[1] * inverse(kPhiloxMultiplier1);
    const auto high = [](uint32_t a, uint32_t b) {
      return static_cast<uint32_t>(uint64_t{a} * b >> 32);
    };
    block = {c0, block[0] ^ high(kPhiloxMultiplier1, c2) ^ key.low, c2,
             block[2] ^ high(kPhiloxMultiplier0, c0) ^ key.high};
  }
  return block;
}

TEST(NormalDraws, AreTheScalarOnes) {
  for (const auto* kernels : available_kernels<float>()) {
    for (uint64_t seed : {uint64_t{0}, uint64_t{1}, uint64_t{0xfedcba9876543210}, ~uint64_t{0}}) {
      expect_scalar_draws(*kernels, {seed, Purpose::kInitialise, 0}, 0, 50000);
      expect_scalar_draws(*kernels, {seed, Purpose::kShuffle, 0x7fffffff}, 1, 3000);
    }
  }
}

TEST(NormalDraws, AreTheScalarOnesFromAnyIndexOn) {
  constexpr size_t kCounts[] = {0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 100, 255, 256, 257, 511, 784};
  constexpr uint64_t kCarry = uint64_t{1} << 33;  // where a block's number passes 2^32
  for (const auto* kernels : available_kernels<float>()) {
    for (uint64_t first :
         {uint64_t{0}, uint64_t{7}, uint64_t{784}, kCarry - 20, kCarry - 19, ~uint64_t{0} - 1000}) {
      for (size_t n : kCounts) {
        expect_scalar_draws(*kernels, {5, Purpose::kInitialise, 3}, first, n);
      }
    }
  }
}

TEST(NormalDraws, AreTheSameInBothTables) {
  const DrawStream stream{1, Purpose::kInitialise, 0};
  for (const auto* kernels : available_kernels<double>()) {
    std::vector<double> draws(64);
    kernels->normal_draws(stream, 3, draws.size(), draws.data());
    for (size_t i = 0; i < draws.size(); ++i) {
      ASSERT_SAME_BITS(draws[i], scalar_draw(stream, 3 + i));
    }
  }
}

// Far tails never come up by chance, nor do the borders: Philox is run backwards to find where they
// are.
TEST(NormalDraws, AreTheScalarOnesInFarTailsAndOnBorders) {
  std::vector<uint64_t> wanted = {0,
                                  1,
                                  uint64_t{1} << 12,
                                  uint64_t{1} << 20,
                                  ~uint64_t{0},
                                  ~uint64_t{0} - (uint64_t{1} << 20),
                                  uint64_t{1} << 63,
                                  (uint64_t{1} << 63) - 1};
  // Around p = 0.075, 0.925 and where the far tails begin, exp(-25).
  for (double border : {0.075, 0.925, std::exp(-25.0), 1 - std::exp(-25.0)}) {
    const uint64_t at = static_cast<uint64_t>(border * 0x1p52) << 12;
    for (uint64_t steps = 0; steps <= 64; ++steps) {
      wanted.push_back(at + (steps << 12));
      wanted.push_back(at - (steps << 12));
    }
  }
  constexpr uint64_t kSeed = 0x0123456789abcdef;
  size_t far = 0;
  for (uint64_t bits : wanted) {
    const uint32_t low = static_cast<uint32_t>(bits), high = static_cast<uint32_t>(bits >> 32);
    for (uint64_t odd = 0; odd < 2; ++odd) {
      const PhiloxBlock counter = counter_of(
          odd == 1 ? PhiloxBlock{33, 44, low, high} : PhiloxBlock{low, high, 11, 22}, kSeed);
      // Of a block's number, draws reach 63 bits.
      const uint64_t block = uint64_t{counter[1]} << 32 | counter[0];
      if (block >> 63 != 0) continue;
      const uint64_t index = block << 1 | odd;
      const DrawStream stream{kSeed, static_cast<Purpose>(counter[3]), counter[2]};
      ASSERT_EQ(random_bits(stream, index), bits);
      far += std::min(uniform(bits), 1 - uniform(bits)) < std::exp(-25.0);
      for (const auto* kernels : available_kernels<float>()) {
        for (size_t before : {size_t{0}, size_t{1}, size_t{6}, size_t{20}}) {
          expect_scalar_draws(*kernels, stream, index - before, 1 + before + 8);
        }
      }
    }
  }
  EXPECT_GT(far, 50u);
}

// Panels narrower and wider than the blocks that are drawn at a time, and ends of both.
template <class T>
struct Initialise : ::testing::Test {};
TYPED_TEST_SUITE(Initialise, FloatTypes);

TYPED_TEST(Initialise, PutsEveryDrawInItsPlace) {
  using T = TypeParam;
  const size_t sizes[] = {300, 70, 1, 33, 513, 9};
  constexpr size_t kCount = sizeof sizes / sizeof sizes[0];
  for (const auto* kernels : available_kernels<T>()) {
    Network<T> network(Shape(sizes, kCount, {Output::kSoftmax}), *kernels);
    network.initialise(42);
    for (size_t l = 0; l < network.layers(); ++l) {
      const size_t inputs = sizes[l], outputs = sizes[l + 1];
      const double deviation = std::sqrt(2.0 / static_cast<double>(inputs));
      std::vector<T> weights(inputs * outputs), bias(outputs);
      network.get_parameters(l, weights.data(), bias.data());
      const DrawStream stream{42, Purpose::kInitialise, static_cast<uint32_t>(l)};
      for (size_t i = 0; i < weights.size(); ++i) {
        ASSERT_SAME_BITS(weights[i], static_cast<T>(deviation * scalar_draw(stream, i)));
      }
      for (T b : bias) ASSERT_SAME_BITS(b, T{0});
      // Padding is zero: products run over it.
      const PackedMatrix<T>& packed = network.layer(l).weights();
      for (size_t k = 0; k <= inputs; ++k) {
        for (size_t j = outputs; j < packed.layout.width(); ++j) {
          ASSERT_SAME_BITS(packed.at(k, j), T{0});
        }
      }
    }
  }
}

}  // namespace
}  // namespace neuro
