// Scalar elementary functions with bits of their own: libm's differ between versions and machines.
// Plain IEEE additions, multiplications and divisions only; FMA contraction is off for the whole
// build.
#ifndef NEURO_LIB_BASE_ELEMENTARY_H_
#define NEURO_LIB_BASE_ELEMENTARY_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace neuro {

// What log_positive() is made of; the kernels' own, a vector at a time, takes the same steps.
struct LogConstants {
  static constexpr uint64_t kSqrtHalf = 0x3fe6a09e667f3bcd;  // its bits
  static constexpr uint64_t kMantissa = 0x000fffffffffffff;
  static constexpr double kLn2High = 0x1.62e42fefa3800p-1, kLn2Low = 0x1.ef35793c76730p-45;
  // Of 2 (s^2/3 + s^4/5 + ...), the highest power first: what artanh adds to its first term, over
  // s.
  static constexpr double kSeries[] = {2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13,
                                       2.0 / 11, 2.0 / 9,  2.0 / 7,  2.0 / 5,  2.0 / 3};
};

// The natural logarithm of a finite, normal x > 0, to about 1 ulp; NaN for NaN and infinity for
// infinity. x = m 2^e with m in [sqrt(1/2), sqrt(2)); log m = 2 artanh(s), s = (m-1)/(m+1), whose
// series converges fast because |s| < 0.172.
inline double log_positive(double x) {
  using C = LogConstants;
  const uint64_t bits = std::bit_cast<uint64_t>(x);
  if (bits >= 0x7ff0000000000000) return x;
  const uint64_t shifted = bits - C::kSqrtHalf;
  const double e = static_cast<double>(static_cast<int64_t>(shifted) >> 52);
  const double m = std::bit_cast<double>((shifted & C::kMantissa) + C::kSqrtHalf);
  const double f = m - 1;
  const double s = f / (m + 1);
  const double z = s * s;
  double tail = C::kSeries[0];
  for (size_t i = 1; i < std::size(C::kSeries); ++i) tail = tail * z + C::kSeries[i];
  tail = tail * z;
  // 2s = f - s f, exactly enough that the leading term f carries no rounding error of the division.
  return e * C::kLn2High + (f - (s * (f - tail) - e * C::kLn2Low));
}

// cos(pi x), 0 <= x <= 1, to about 1 ulp, also where it is close to 0. Taylor series of cosine and
// sine up to a quarter of pi, whose remainders are below 1e-19.
inline double cos_pi(double x) {
  if (x > 0.5) return -cos_pi(1 - x);
  constexpr double kPi = 0x1.921fb54442d18p+1;
  const bool is_sine = x > 0.25;
  const double y = kPi * (is_sine ? 0.5 - x : x);
  const double z = y * y;
  // 1 - z/(2*1) (1 - z/(4*3) (...)), and of the sine with factors 3*2, 5*4, ...
  double sum = 1;
  for (int k = is_sine ? 19 : 18; k > 1; k -= 2) sum = 1 - z / (k * (k - 1)) * sum;
  return is_sine ? y * sum : sum;
}

// base^n by repeated squaring.
inline double power(double base, uint64_t n) {
  double result = 1;
  for (; n > 0; n >>= 1, base *= base) {
    if ((n & 1) != 0) result *= base;
  }
  return result;
}

}  // namespace neuro

#endif  // NEURO_LIB_BASE_ELEMENTARY_H_
