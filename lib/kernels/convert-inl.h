// Inputs of any element type to the network's own, on their way into a worker's buffer.
#if defined(NEURO_LIB_KERNELS_CONVERT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_CONVERT_INL_H_
#undef NEURO_LIB_KERNELS_CONVERT_INL_H_
#else
#define NEURO_LIB_KERNELS_CONVERT_INL_H_
#endif

#include <limits>
#include <type_traits>

#include "base/finite.h"
#include "base/unaligned.h"
#include "kernels/fma-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// kLanes bytes as numbers.
template <class D>
HWY_INLINE hn::Vec<D> LoadBytes(D d, const uint8_t* in) {
  const hn::Rebind<uint8_t, D> d8;
  const hn::Rebind<int32_t, D> d32;
  const auto numbers = hn::PromoteTo(d32, hn::LoadU(d8, in));
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    return hn::ConvertTo(d, numbers);
  } else {
    return hn::PromoteTo(d, numbers);
  }
}

// v / 255. Multiplying by the rounded reciprocal is off by an ulp for some v; one Newton step on
// the remainder makes it the correctly rounded quotient for all 256 values, as the tests show.
template <class D, class V>
HWY_INLINE V Over255(D d, V v) {
  using T = hn::TFromD<D>;
  const V reciprocal = hn::Set(d, T{1} / T{255});
  const V quotient = hn::Mul(v, reciprocal);
  const V remainder = Fma(d, quotient, hn::Set(d, T{-255}), v);
  return Fma(d, remainder, reciprocal, quotient);
}

template <class T>
void FromPixels(const uint8_t* HWY_RESTRICT in, size_t n, T* HWY_RESTRICT out) {
  const typename Vectors<T>::D d;
  constexpr size_t kLanes = Vectors<T>::kLanes;
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) hn::StoreU(Over255(d, LoadBytes(d, in + i)), d, out + i);
  const hn::CappedTag<T, 1> one;
  for (; i < n; ++i) hn::StoreU(Over255(one, hn::Set(one, static_cast<T>(in[i]))), one, out + i);
}

template <class T>
void FromBytes(const uint8_t* HWY_RESTRICT in, size_t n, T* HWY_RESTRICT out) {
  const typename Vectors<T>::D d;
  constexpr size_t kLanes = Vectors<T>::kLanes;
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) hn::StoreU(LoadBytes(d, in + i), d, out + i);
  for (; i < n; ++i) out[i] = static_cast<T>(in[i]);
}

// One float type as another, vector by vector.
template <class D, class V>
HWY_INLINE hn::Vec<D> ConvertFloats(D to, V values) {
  using From = hn::TFromV<V>;
  using To = hn::TFromD<D>;
  if constexpr (sizeof(To) > sizeof(From)) {
    return hn::PromoteTo(to, values);
  } else if constexpr (sizeof(To) < sizeof(From)) {
    return hn::DemoteTo(to, values);
  } else {
    return values;
  }
}

// Whether every value of a vector of From is a finite T. The test is made before the conversion:
// what a conversion of too large a number gives depends on the target.
template <class T, class D, class V>
HWY_INLINE hn::Mask<D> Fits(D d, V v) {
  using From = hn::TFromD<D>;
  constexpr bool kNarrower = sizeof(T) < sizeof(From);
  constexpr From kMost = kNarrower ? static_cast<From>(std::numeric_limits<T>::max())
                                   : std::numeric_limits<From>::max();
  return hn::Le(hn::Abs(v), hn::Set(d, kMost));
}

template <class From, class T>
bool FromFloats(const From* in, size_t n, T* HWY_RESTRICT out) {
  // As many lanes as the wider type has.
  using Wide = std::conditional_t<(sizeof(From) > sizeof(T)), From, T>;
  const hn::Rebind<From, hn::ScalableTag<Wide>> from;
  const hn::Rebind<T, hn::ScalableTag<Wide>> to;
  constexpr size_t kLanes = Vectors<Wide>::kLanes;
  auto fit = hn::FirstN(from, kLanes);
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const auto values = hn::LoadU(from, in + i);
    fit = hn::And(fit, Fits<T>(from, values));
    hn::StoreU(ConvertFloats(to, values), to, out + i);
  }
  bool all = hn::AllTrue(from, fit);
  for (; i < n; ++i) {
    const From value = load_unaligned<From>(in, i);
    all = all && fits<T>(static_cast<double>(value));
    out[i] = static_cast<T>(value);
  }
  return all;
}

// What scaled inputs come from.
struct PixelSource {
  using From = uint8_t;
  template <class D>
  static HWY_INLINE hn::Vec<D> Load(D d, const From* in) {
    return Over255(d, LoadBytes(d, in));
  }
};
struct ByteSource {
  using From = uint8_t;
  template <class D>
  static HWY_INLINE hn::Vec<D> Load(D d, const From* in) {
    return LoadBytes(d, in);
  }
};
template <class Float>
struct FloatSource {
  using From = Float;
  template <class D>
  static HWY_INLINE hn::Vec<D> Load(D d, const From* in) {
    return ConvertFloats(d, hn::LoadU(hn::Rebind<From, D>(), in));
  }
};

// One vector of doubles of any length; whether all its results fit.
template <class Source, class T, class D>
HWY_INLINE bool ScaleVector(D d, const typename Source::From* in, const double* offset,
                            const double* factor, T* out) {
  const auto shifted = hn::Sub(Source::Load(d, in), hn::LoadU(d, offset));
  const auto scaled = hn::Mul(shifted, hn::LoadU(d, factor));
  const hn::Rebind<T, D> to;
  hn::StoreU(ConvertFloats(to, scaled), to, out);
  return hn::AllTrue(d, Fits<T>(d, scaled));
}

template <class Source, class T>
bool Scale(const typename Source::From* HWY_RESTRICT in, size_t n,
           const double* HWY_RESTRICT offset, const double* HWY_RESTRICT factor,
           T* HWY_RESTRICT out) {
  const typename Vectors<double>::D d;
  constexpr size_t kLanes = Vectors<double>::kLanes;
  const hn::CappedTag<double, 1> one;
  bool all = true;
  size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    all &= ScaleVector<Source>(d, in + i, offset + i, factor + i, out + i);
  }
  for (; i < n; ++i) all &= ScaleVector<Source>(one, in + i, offset + i, factor + i, out + i);
  return all;
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
