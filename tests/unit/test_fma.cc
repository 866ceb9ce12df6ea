// The fused multiply-add that is computed without one, against the C library's.
#include "base/fma.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

#include "base/random.h"

namespace neuro {
namespace {

template <class T>
using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;

// Where they differ the message says in what: a NaN is as good as another.
template <class T>
testing::AssertionResult same(T a, T b, T c) {
  const T ours = software_fma(a, b, c), theirs = std::fma(a, b, c);
  if (std::isnan(ours) && std::isnan(theirs)) return testing::AssertionSuccess();
  if (std::bit_cast<Bits<T>>(ours) == std::bit_cast<Bits<T>>(theirs)) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure() << std::hexfloat << "fma(" << a << ", " << b << ", " << c
                                     << ") is " << theirs << ", not " << ours;
}

class Draws {
 public:
  explicit Draws(uint64_t seed) : seed_(seed) {}
  uint64_t bits() { return random_bits(seed_, Purpose::kInitialise, 0, next_++); }
  // Evenly from first ... last.
  int whole(int first, int last) {
    return first + static_cast<int>(below(bits(), static_cast<uint64_t>(last - first + 1)));
  }
  // With an exponent of these, a sign, and often a mantissa with long runs of equal bits.
  template <class T>
  T number(int first, int last) {
    constexpr int kDigits = std::numeric_limits<T>::digits - 1;
    constexpr int kBias = std::numeric_limits<T>::max_exponent - 1;
    Bits<T> mantissa = static_cast<Bits<T>>(bits());
    const int kind = whole(0, 3);
    if (kind == 1) mantissa = Bits<T>{1} << whole(0, kDigits - 1);
    if (kind == 2) mantissa = Bits<T>(0) - (Bits<T>{1} << whole(0, kDigits - 1));
    if (kind == 3) mantissa &= Bits<T>(0) - (Bits<T>{1} << whole(0, kDigits - 1));
    mantissa &= (Bits<T>{1} << kDigits) - 1;
    const Bits<T> sign = static_cast<Bits<T>>(bits() & 1) << (8 * sizeof(T) - 1);
    const Bits<T> exponent = static_cast<Bits<T>>(whole(first, last) + kBias) << kDigits;
    return std::bit_cast<T>(static_cast<Bits<T>>(sign | exponent | mantissa));
  }

 private:
  uint64_t seed_;
  uint64_t next_ = 0;
};

template <class T>
class Fma : public testing::Test {
 public:
  static constexpr int kLeast = std::numeric_limits<T>::min_exponent - 2;  // subnormal
  static constexpr int kMost = std::numeric_limits<T>::max_exponent;       // infinity, NaN
  static constexpr int kDigits = std::numeric_limits<T>::digits;
  static constexpr int kDraws = 1000000;
};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Fma, Types);

TYPED_TEST(Fma, IsTheLibrarysForAnyOperands) {
  Draws draws(1);
  for (int i = 0; i < this->kDraws; ++i) {
    const auto draw = [&] { return draws.number<TypeParam>(this->kLeast, this->kMost); };
    const TypeParam a = draw(), b = draw(), c = draw();
    ASSERT_TRUE(same(a, b, c));
  }
}

// Where the exponents are so that the bits of the product and of the addend meet.
TYPED_TEST(Fma, IsTheLibrarysWhereOperandsMeet) {
  Draws draws(2);
  for (int i = 0; i < this->kDraws; ++i) {
    const int exponent = draws.whole(-30, 30);
    const int apart = draws.whole(-3 * this->kDigits, 3 * this->kDigits);
    const int at = std::clamp(exponent + apart, this->kLeast + 1, this->kMost - 1);
    const TypeParam a = draws.number<TypeParam>(exponent, exponent);
    const TypeParam b = draws.number<TypeParam>(0, 0), c = draws.number<TypeParam>(at, at);
    ASSERT_TRUE(same(a, b, c));
  }
}

// What cancels all but a few bits: the addend is the product, rounded, or a little more.
TYPED_TEST(Fma, IsTheLibrarysWhereOperandsCancel) {
  Draws draws(3);
  for (int i = 0; i < this->kDraws; ++i) {
    const int half = this->kLeast / 2;
    const TypeParam a = draws.number<TypeParam>(half - this->kDigits, -half / 2);
    const TypeParam b = draws.number<TypeParam>(half, -half / 2);
    const Bits<TypeParam> more = static_cast<Bits<TypeParam>>(draws.whole(0, 2));
    const TypeParam c = std::bit_cast<TypeParam>(
        static_cast<Bits<TypeParam>>(std::bit_cast<Bits<TypeParam>>(-a * b) + more));
    ASSERT_TRUE(same(a, b, c));
  }
}

// Subnormal results, and those just above.
TYPED_TEST(Fma, IsTheLibrarysWhereResultsUnderflow) {
  Draws draws(4);
  for (int i = 0; i < this->kDraws; ++i) {
    const int exponent = draws.whole(this->kLeast / 2 - 10, -this->kLeast / 2);
    const int rest = std::clamp(this->kLeast + draws.whole(-2 * this->kDigits, 3) - exponent,
                                this->kLeast, this->kMost - 1);
    const TypeParam a = draws.number<TypeParam>(exponent, exponent);
    const TypeParam b = draws.number<TypeParam>(rest, rest);
    const TypeParam c = draws.number<TypeParam>(this->kLeast, this->kLeast + draws.whole(0, 3));
    ASSERT_TRUE(same(a, b, c));
  }
}

// Products so close to a tie that only their last bits tell the side: m (1 - 2^-2i).
TYPED_TEST(Fma, IsTheLibrarysWhereTiesAreMissed) {
  Draws draws(6);
  for (int i = 0; i < this->kDraws; ++i) {
    const int close = draws.whole(this->kDigits / 2, this->kDigits - 9);
    const int odd = 2 * draws.whole(0, 127) + 1;
    const int exponent = draws.whole(this->kLeast - this->kDigits - 3, this->kLeast + 3) + 2;
    const TypeParam less = std::ldexp(TypeParam{1}, -close);
    const TypeParam a = std::ldexp(1 + less, exponent / 2);
    const TypeParam b =
        std::ldexp(static_cast<TypeParam>(odd) * (1 - less), exponent - exponent / 2);
    const TypeParam c = draws.number<TypeParam>(this->kLeast, this->kLeast + draws.whole(0, 3));
    ASSERT_TRUE(same(a, b, c));
    ASSERT_TRUE(same(-a, b, c));
  }
}

TYPED_TEST(Fma, IsTheLibrarysWhereResultsOverflow) {
  Draws draws(5);
  for (int i = 0; i < this->kDraws; ++i) {
    const int exponent = draws.whole(-this->kLeast / 2 - 3, -this->kLeast / 2 + 1);
    const TypeParam a = draws.number<TypeParam>(exponent, exponent);
    const TypeParam b = draws.number<TypeParam>(-this->kLeast / 2 - 3, -this->kLeast / 2 + 1);
    const TypeParam c = draws.number<TypeParam>(this->kMost - draws.whole(1, 60), this->kMost - 1);
    ASSERT_TRUE(same(a, b, c));
  }
}

TYPED_TEST(Fma, IsTheLibrarysForSpecialOperands) {
  using Limits = std::numeric_limits<TypeParam>;
  std::vector<TypeParam> special;
  for (const TypeParam x :
       {TypeParam{0}, TypeParam{1}, TypeParam{2}, TypeParam{3}, Limits::min(), Limits::max(),
        Limits::denorm_min(), Limits::epsilon(), Limits::infinity(), std::sqrt(Limits::min()),
        std::nextafter(Limits::min(), TypeParam{0}), std::nextafter(TypeParam{1}, TypeParam{0}),
        1 + Limits::epsilon(), std::sqrt(Limits::max()), std::sqrt(Limits::denorm_min())}) {
    special.insert(special.end(), {x, -x});
  }
  special.push_back(Limits::quiet_NaN());
  for (const TypeParam a : special) {
    for (const TypeParam b : special) {
      for (const TypeParam c : special) EXPECT_TRUE(same(a, b, c));
    }
  }
}

}  // namespace
}  // namespace neuro
