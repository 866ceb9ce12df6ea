// Random numbers, the normal quantile and the logarithm: known answers and accuracy.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "base/elementary.h"
#include "base/normal.h"
#include "base/random.h"
#include "train/shuffle.h"

namespace neuro {
namespace {

// The known answers that Random123, the authors' own implementation, publishes.
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, 0),
            (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32({~0u, ~0u, ~0u, ~0u}, ~uint64_t{0}),
            (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0a4093822),
            (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, DrawsOfDifferentPurposesStepsAndSeedsDiffer) {
  const uint64_t draw = random_bits(1, Purpose::kShuffle, 2, 3);
  EXPECT_EQ(draw, random_bits(1, Purpose::kShuffle, 2, 3));
  EXPECT_NE(draw, random_bits(1, Purpose::kInitialise, 2, 3));
  EXPECT_NE(draw, random_bits(1, Purpose::kShuffle, 3, 3));
  EXPECT_NE(draw, random_bits(1, Purpose::kShuffle, 2, 2));
  EXPECT_NE(draw, random_bits(uint64_t{1} << 32, Purpose::kShuffle, 2, 3));
}

TEST(Random, UniformStaysInsideTheOpenInterval) {
  EXPECT_GT(uniform(0), 0);
  EXPECT_LT(uniform(~uint64_t{0}), 1);
}

// Of 128 bits, by doubling and adding.
uint64_t high_word_of_product(uint64_t bits, uint64_t n) {
  uint64_t high = 0, low = 0;
  for (int i = 63; i >= 0; --i) {
    high = high << 1 | low >> 63;
    low <<= 1;
    if ((n >> i & 1) == 0) continue;
    low += bits;
    high += low < bits ? 1 : 0;
  }
  return high;
}

TEST(Random, BelowIsTheHighWordOfTheProduct) {
  for (uint64_t n : {uint64_t{1}, uint64_t{10}, uint64_t{60000}, uint64_t{1} << 40}) {
    EXPECT_EQ(below(0, n), 0u);
    EXPECT_EQ(below(~uint64_t{0}, n), n - 1);
    EXPECT_EQ(below(uint64_t{1} << 63, n), n / 2);
    for (uint64_t i = 0; i < 1000; ++i) {
      const uint64_t bits = random_bits(0, Purpose::kShuffle, 0, i);
      EXPECT_EQ(below(bits, n), high_word_of_product(bits, n));
    }
  }
}

TEST(Log, IsRightToAnUlpOrTwo) {
  std::vector<double> xs = {1,
                            2,
                            0.5,
                            10,
                            1e-300,
                            1e300,
                            1.0000000001,
                            0.9999999999,
                            std::numeric_limits<double>::min(),
                            std::numeric_limits<double>::max()};
  for (uint64_t i = 0; i < 20000; ++i) {
    const double u = uniform(random_bits(7, Purpose::kShuffle, 0, i));
    xs.push_back(u);
    xs.push_back(1 + u * 9);
    xs.push_back(std::exp((u - 0.5) * 1400));
  }
  for (double x : xs) {
    const long double right = std::log(static_cast<long double>(x));
    const double bound =
        2 * std::numeric_limits<double>::epsilon() * static_cast<double>(std::abs(right));
    EXPECT_NEAR(log_positive(x), static_cast<double>(right), bound) << x;
  }
  EXPECT_EQ(log_positive(1), 0);
  EXPECT_TRUE(std::isnan(log_positive(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_EQ(log_positive(std::numeric_limits<double>::infinity()),
            std::numeric_limits<double>::infinity());
}

// Against the distribution function of the C library: Phi(quantile(p)) = p.
TEST(NormalQuantile, InvertsTheDistributionFunction) {
  for (double p : {0.5, 0.075, 0.925, 0.0749999, 1e-5, 1e-10, 1e-20, 1e-100, 1e-300, 0.3, 0.99}) {
    const double z = normal_quantile(p);
    const double back = 0.5 * std::erfc(-z / std::sqrt(2.0));
    EXPECT_NEAR(back / p, 1, 1e-12 * std::max(1.0, z * z)) << p;
  }
  EXPECT_EQ(normal_quantile(0.5), 0);
  for (uint64_t i = 0; i < 10000; ++i) {
    const double p = uniform(random_bits(3, Purpose::kInitialise, 0, i));
    EXPECT_NEAR(0.5 * std::erfc(-normal_quantile(p) / std::sqrt(2.0)), p, 1e-15);
  }
}

TEST(NormalQuantile, DrawsHaveTheMomentsOfANormalDistribution) {
  constexpr size_t kDraws = 200000;
  double sum = 0, square = 0, fourth = 0;
  for (uint64_t i = 0; i < kDraws; ++i) {
    const double z = normal_quantile(uniform(random_bits(11, Purpose::kInitialise, 0, i)));
    sum += z;
    square += z * z;
    fourth += z * z * z * z;
  }
  // Five standard errors each.
  EXPECT_NEAR(sum / kDraws, 0, 5 / std::sqrt(static_cast<double>(kDraws)));
  EXPECT_NEAR(square / kDraws, 1, 5 * std::sqrt(2.0 / kDraws));
  EXPECT_NEAR(fourth / kDraws, 3, 5 * std::sqrt(96.0 / kDraws));
}

std::vector<size_t> shuffled(size_t n, uint64_t seed, uint32_t epoch) {
  std::vector<size_t> order(n);
  std::iota(order.begin(), order.end(), size_t{0});
  shuffle(order, seed, epoch);
  return order;
}

TEST(Shuffle, IsAPermutationThatDependsOnSeedAndEpoch) {
  auto a = shuffled(1000, 1, 0);
  const auto b = shuffled(1000, 1, 0), c = shuffled(1000, 1, 1), d = shuffled(1000, 2, 0);
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
  EXPECT_NE(a, d);
  std::sort(a.begin(), a.end());
  for (size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i], i);
}

// Chi-square over where each of 8 elements lands in 8000 shuffles: 49 degrees of freedom, 99.99%
// quantile 94.
TEST(Shuffle, PutsEveryElementEverywhereEquallyOften) {
  double counts[8][8] = {};
  for (uint32_t epoch = 0; epoch < 8000; ++epoch) {
    const auto order = shuffled(8, 5, epoch);
    for (size_t i = 0; i < 8; ++i) ++counts[i][order[i]];
  }
  double chi_square = 0;
  for (auto& row : counts) {
    for (double count : row) chi_square += (count - 1000) * (count - 1000) / 1000;
  }
  EXPECT_LT(chi_square, 94);
}

}  // namespace
}  // namespace neuro
