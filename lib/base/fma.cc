// Sums and products are split into what they round to and their exact error, as Knuth and Dekker
// did. What is added last is rounded to odd, so that it still tells on which side of a tie the
// result lies: Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums: proved
// algorithms using rounding to odd" (IEEE Transactions on Computers, 2008).
#include "base/fma.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace neuro {
namespace {

constexpr int kBias = 1023, kMantissaBits = 52, kLeastNormal = -1022;
constexpr uint64_t kExponentField = uint64_t{0x7ff} << kMantissaBits;

// How far apart, in powers of two, an addend and a product are taken to be at most. The product has
// 106 bits: further away the smaller one decides nothing but on which side of a number, or of a
// tie, the other one lies, and so it does from here.
constexpr int kFarApart = 110;

// 2^n, a normal number.
double power_of_two(int n) {
  return std::bit_cast<double>(static_cast<uint64_t>(n + kBias) << kMantissaBits);
}

// x 2^n, where that is a double or too large for one.
double scaled(double x, int n) {
  constexpr int kStep = 1000;
  for (; n > kStep; n -= kStep) x *= power_of_two(kStep);
  for (; n < -kStep; n += kStep) x *= power_of_two(-kStep);
  return x * power_of_two(n);
}

struct Parts {
  double fraction;  // 1 <= |fraction| < 2
  int exponent;
};

Parts parts_of(double x) {
  constexpr int kLift = 64;  // makes a subnormal number normal
  const bool is_small = (std::bit_cast<uint64_t>(x) & kExponentField) == 0;
  const uint64_t bits = std::bit_cast<uint64_t>(is_small ? x * power_of_two(kLift) : x);
  const int exponent = static_cast<int>((bits & kExponentField) >> kMantissaBits) - kBias;
  const uint64_t one = uint64_t{kBias} << kMantissaBits;
  return {std::bit_cast<double>((bits & ~kExponentField) | one),
          is_small ? exponent - kLift : exponent};
}

// rounded + error is exact.
struct Exact {
  double rounded, error;
};

Exact exact_sum(double a, double b) {
  const double sum = a + b;
  const double b_taken = sum - a;
  const double a_taken = sum - b_taken;
  return {sum, (a - a_taken) + (b - b_taken)};
}

// Of numbers far from overflow and underflow.
Exact exact_product(double a, double b) {
  // The upper 26 bits; products of halves are exact.
  const auto upper = [](double x) {
    const double shifted = x * ((1 << 27) + 1);
    return shifted - (shifted - x);
  };
  const double product = a * b;
  const double ah = upper(a), al = a - ah, bh = upper(b), bl = b - bh;
  return {product, al * bl - (((product - ah * bh) - al * bh) - ah * bl)};
}

// The sum if that is a double; else, of the two doubles around it, the one whose last bit is set.
// Without branches, which no processor could predict.
double odd_sum(double a, double b) {
  const Exact sum = exact_sum(a, b);
  const uint64_t bits = std::bit_cast<uint64_t>(sum.rounded);
  const uint64_t is_even = ~bits & 1, is_inexact = sum.error != 0;
  const uint64_t is_closer_to_zero = (bits ^ std::bit_cast<uint64_t>(sum.error)) >> 63;
  return std::bit_cast<double>(bits + (is_even & is_inexact) * (1 - 2 * is_closer_to_zero));
}

// What adds up to the sum exactly but for the lowest bits of `error`, which is rounded to odd:
// adding the two rounds the sum once.
Exact sum_of(const Exact& product, double addend) {
  const Exact low = exact_sum(addend, product.error);
  const Exact high = exact_sum(product.rounded, low.rounded);
  return {high.rounded, odd_sum(low.error, high.error)};
}

// Neither products of two such numbers nor their errors come near overflow or underflow, nor does
// what sums with a third one leave if they cancel.
bool is_moderate(double x) {
  constexpr int kFar = 400;
  const auto field =
      static_cast<uint32_t>((std::bit_cast<uint64_t>(x) & kExponentField) >> kMantissaBits);
  return field - uint32_t{kBias - kFar} < uint32_t{2 * kFar};
}

}  // namespace

// The product of two floats is a double. Rounding the sum to odd first does no harm: a double has
// more than two bits more than a float.
float software_fma(float a, float b, float c) {
  const double product = static_cast<double>(a) * static_cast<double>(b);
  const double addend = static_cast<double>(c);
  if (!std::isfinite(product) || !std::isfinite(addend)) {
    return static_cast<float>(product + addend);
  }
  return static_cast<float>(odd_sum(product, addend));
}

double software_fma(double a, double b, double c) {
  if (is_moderate(a) && is_moderate(b) && is_moderate(c)) {
    const Exact sum = sum_of(exact_product(a, b), c);
    return sum.rounded + sum.error;
  }
  if (!std::isfinite(a) || !std::isfinite(b)) return a * b + c;
  if (!std::isfinite(c)) return c + c;  // which is not what a product that overflows would make it
  if (a == 0 || b == 0) return a * b + c;
  if (c == 0) return a * b;  // which keeps its sign where it underflows

  // Everything below is 2^-unit times as large as it is, and so far from the ends of the range.
  const Parts x = parts_of(a), y = parts_of(b), z = parts_of(c);
  const int apart = z.exponent - (x.exponent + y.exponent);
  const int shift = std::clamp(apart, -kFarApart, kFarApart);
  const int unit = apart > shift ? z.exponent - shift : x.exponent + y.exponent;

  const Exact exact =
      sum_of(exact_product(x.fraction, y.fraction), z.fraction * power_of_two(shift));
  const double sum = exact.rounded + exact.error;

  // A normal number in the end? No sum but 0 is smaller than the last bit of the addend.
  constexpr int kLeastSum = -kFarApart - kMantissaBits;
  const int least = kLeastNormal - unit;
  if (sum == 0 || least < kLeastSum || std::abs(sum) >= power_of_two(least)) {
    return scaled(sum, unit);
  }
  // A subnormal one is rounded where its last bit will be, by adding a number that ends there.
  const double anchor = std::copysign(power_of_two(least), sum);
  const Exact anchored = exact_sum(anchor, exact.rounded);
  const double rounded = anchored.rounded + odd_sum(anchored.error, exact.error);
  return scaled(std::copysign(rounded - anchor, sum), unit);
}

}  // namespace neuro
