// The largest magnitude of an array.
#if defined(NEURO_LIB_KERNELS_LARGEST_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_LARGEST_INL_H_
#undef NEURO_LIB_KERNELS_LARGEST_INL_H_
#else
#define NEURO_LIB_KERNELS_LARGEST_INL_H_
#endif

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "kernels/fma-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// Without their sign, the bits of floats are in the order of their magnitudes, infinity and NaN
// above all others.
template <class T>
T Largest(const T* x, size_t n) {
  const typename Vectors<T>::D d;
  const hn::RebindToSigned<decltype(d)> di;
  using Bits = hn::TFromD<decltype(di)>;
  constexpr size_t kLanes = Vectors<T>::kLanes;
  constexpr size_t kChains = 4;
  hn::Vec<decltype(di)> most[kChains];
#pragma GCC unroll 4
  for (size_t c = 0; c < kChains; ++c) most[c] = hn::Zero(di);
  const auto magnitude = [&](size_t at)
                             HWY_ATTR { return hn::BitCast(di, hn::Abs(hn::LoadU(d, x + at))); };
  size_t i = 0;
  for (; i + kChains * kLanes <= n; i += kChains * kLanes) {
#pragma GCC unroll 4
    for (size_t c = 0; c < kChains; ++c) most[c] = hn::Max(most[c], magnitude(i + c * kLanes));
  }
  for (; i + kLanes <= n; i += kLanes) most[0] = hn::Max(most[0], magnitude(i));
  most[0] = hn::Max(hn::Max(most[0], most[1]), hn::Max(most[2], most[3]));
  HWY_ALIGN Bits lanes[kLanes];
  hn::Store(most[0], di, lanes);
  Bits largest = 0;
  for (size_t lane = 0; lane < kLanes; ++lane) largest = std::max(largest, lanes[lane]);
  for (; i < n; ++i) largest = std::max(largest, std::bit_cast<Bits>(std::abs(x[i])));
  constexpr T kInfinity = std::numeric_limits<T>::infinity();
  return largest < std::bit_cast<Bits>(kInfinity) ? std::bit_cast<T>(largest) : kInfinity;
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
