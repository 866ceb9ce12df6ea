// Inverted dropout. What is dropped depends on the numbers of row and unit alone: draws are those
// of random_bits16(), a vector of Philox blocks at a time.
#if defined(NEURO_LIB_KERNELS_DROPOUT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_DROPOUT_INL_H_
#undef NEURO_LIB_KERNELS_DROPOUT_INL_H_
#else
#define NEURO_LIB_KERNELS_DROPOUT_INL_H_
#endif

#include <algorithm>
#include <cstring>

#include "base/random.h"
#include "kernels/fma-inl.h"
#include "kernels/philox-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

// Writes n draws, from the first of block `first_block` on, and up to the end of a vector more.
// Returns how many.
#if NEURO_SCALAR_DRAWS
inline size_t PhiloxDraws16(const DrawStream& stream, uint64_t first_block, size_t n,
                            uint16_t* out) {
  for (size_t i = 0; i < n; i += 4) {
    const uint64_t bits = random_bits(stream, first_block * 2 + i / 4);
    for (size_t k = 0; k < 4; ++k) out[i + k] = static_cast<uint16_t>(bits >> 16 * k);
  }
  return round_up(n, 4);
}
#else
HWY_INLINE size_t PhiloxDraws16(const DrawStream& stream, uint64_t first_block, size_t n,
                                uint16_t* out) {
  const WordTag w;
  const hn::Repartition<uint16_t, WordTag> pieces;
  constexpr size_t kDraws = 2 * hn::MaxLanes(pieces);
  static_assert(kDraws % 8 == 0);
  for (size_t i = 0; i < n; i += kDraws) {
    const WordPair pair = PhiloxPairs(stream, first_block + i / 8);
    HWY_ALIGN uint64_t words[2 * hn::MaxLanes(w)];
    hn::StoreInterleaved2(pair.even, pair.odd, w, words);
    std::memcpy(out + i, words, sizeof words);
  }
  return round_up(n, kDraws);
}
#endif

// Consecutive 16-bit draws, computed ahead: rows follow each other in the stream.
class Draws16 {
 public:
  static constexpr size_t kMost = 256;  // draws that may be asked for at a time

  Draws16(const DrawStream& stream, uint64_t first, uint64_t end)
      : stream_(stream), begin_(first), filled_(first), end_(end) {}

  // Draws first ... first + n - 1; up to kRowUnit more may be read.
  HWY_INLINE const uint16_t* at(uint64_t first, size_t n) {
    if (first + n > filled_) fill(first);
    return draws_ + (first - begin_);
  }

 private:
  static constexpr size_t kInBlock = 8;
  static constexpr size_t kBuffer = 2048;

  HWY_NOINLINE void fill(uint64_t first) {
    begin_ = first / kInBlock * kInBlock;
    const size_t n = static_cast<size_t>(std::min<uint64_t>(end_ - begin_, kBuffer));
    const size_t filled = PhiloxDraws16(stream_, begin_ / kInBlock, n, draws_);
    std::fill_n(draws_ + filled, kRowUnit, uint16_t{0});
    filled_ = begin_ + filled;
  }

  DrawStream stream_;
  uint64_t begin_, filled_, end_;
  HWY_ALIGN uint16_t draws_[kBuffer + kRowUnit];
};

// `scale` where a draw is not below the threshold, else 0.
template <class T>
HWY_INLINE typename Vectors<T>::V KeptScale(const uint16_t* draws, uint32_t threshold, T scale) {
  const typename Vectors<T>::D d;
#if NEURO_SCALAR_DRAWS
  constexpr size_t kLanes = Vectors<T>::kLanes;
  HWY_ALIGN T kept[kLanes];
  for (size_t i = 0; i < kLanes; ++i) kept[i] = draws[i] < threshold ? 0 : scale;
  return hn::Load(d, kept);
#else
  const hn::RebindToSigned<typename Vectors<T>::D> di;
  const hn::Rebind<int32_t, decltype(di)> words;
  const hn::Rebind<uint16_t, decltype(di)> halves;
  const auto promoted = hn::PromoteTo(words, hn::LoadU(halves, draws));
  using I = hn::TFromD<decltype(di)>;
  const auto low = hn::Set(di, static_cast<I>(threshold));
  if constexpr (sizeof(T) == 4) {
    const auto dropped = hn::RebindMask(d, hn::Lt(promoted, low));
    return hn::IfThenZeroElse(dropped, hn::Set(d, scale));
  } else {
    const auto dropped = hn::RebindMask(d, hn::Lt(hn::PromoteTo(di, promoted), low));
    return hn::IfThenZeroElse(dropped, hn::Set(d, scale));
  }
#endif
}

// Drops elements of x, rows x units, and those of y in the same places; y may be null.
template <class T>
HWY_NOINLINE void DropRows(const Dropout& dropout, size_t rows, size_t units, T* x, size_t x_stride,
                           T* y, size_t y_stride) {
  const typename Vectors<T>::D d;
  const uint64_t first = dropout.first_row * units;
  const T scale = static_cast<T>(dropout.scale);
  Draws16 stream(dropout.stream, first, first + uint64_t{rows} * units);
  for (size_t row = 0; row < rows; ++row) {
    for (size_t begin = 0; begin < units; begin += Draws16::kMost) {
      const size_t n = std::min(units - begin, Draws16::kMost);
      const uint16_t* draws = stream.at(first + row * units + begin, n);
      T* HWY_RESTRICT xs = x + row * x_stride + begin;
      T* HWY_RESTRICT ys = y + (y == nullptr ? 0 : row * y_stride + begin);
      for (size_t i = 0; i < n; i += Vectors<T>::kLanes) {
        const auto kept = KeptScale<T>(draws + i, dropout.threshold, scale);
        hn::Store(hn::Mul(hn::Load(d, xs + i), kept), d, xs + i);
        if (ys != nullptr) hn::Store(hn::Mul(hn::Load(d, ys + i), kept), d, ys + i);
      }
    }
  }
}

template <class T>
void DropInputs(const Drop<T>& drop) {
  DropRows<T>(drop.dropout, drop.rows, drop.units, drop.x, drop.stride, nullptr, 0);
}

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
