// philox4x32() of base/random.h of consecutive counters, a vector at a time.
#if defined(NEURO_LIB_KERNELS_PHILOX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef NEURO_LIB_KERNELS_PHILOX_INL_H_
#undef NEURO_LIB_KERNELS_PHILOX_INL_H_
#else
#define NEURO_LIB_KERNELS_PHILOX_INL_H_
#endif

#include "base/random.h"
#include "kernels/fma-inl.h"

HWY_BEFORE_NAMESPACE();
namespace neuro {
namespace HWY_NAMESPACE {

#undef NEURO_SCALAR_DRAWS
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
#define NEURO_SCALAR_DRAWS 1  // imitated vectors are slower than none
#else
#define NEURO_SCALAR_DRAWS 0

using WordTag = hn::ScalableTag<uint64_t>;
using Words = hn::Vec<WordTag>;

// The low halves' product.
HWY_INLINE Words MulLow(Words a, uint32_t b) {
  const hn::Repartition<uint32_t, WordTag> halves;
  return hn::MulEven(hn::BitCast(halves, a), hn::Set(halves, b));
}

struct WordPair {
  Words even, odd;
};

// The draws of random_bits() with indices 2 block and 2 block + 1, of as many blocks from
// `first_block` on as a vector has lanes. Each word of the counter lies in the low half of a lane;
// what rounds leave in the high halves never gets down again.
HWY_INLINE WordPair PhiloxPairs(const DrawStream& stream, uint64_t first_block) {
  const WordTag w;
  const Words block = hn::Add(hn::Set(w, first_block), hn::Iota(w, 0));
  Words c0 = block, c1 = hn::ShiftRight<32>(block);
  Words c2 = hn::Set(w, stream.step), c3 = hn::Set(w, static_cast<uint64_t>(stream.purpose));
  PhiloxKey key(stream.seed);
#pragma GCC unroll 10
  for (int round = 0; round < kPhiloxRounds; ++round, key.next()) {
    const Words p0 = MulLow(c0, kPhiloxMultiplier0), p1 = MulLow(c2, kPhiloxMultiplier1);
    c0 = hn::Xor(hn::Xor(hn::ShiftRight<32>(p1), c1), hn::Set(w, key.low));
    c2 = hn::Xor(hn::Xor(hn::ShiftRight<32>(p0), c3), hn::Set(w, key.high));
    c1 = p1;
    c3 = p0;
  }
  const Words low = hn::Set(w, 0xffffffff);
  return {hn::Or(hn::ShiftLeft<32>(c1), hn::And(c0, low)),
          hn::Or(hn::ShiftLeft<32>(c3), hn::And(c2, low))};
}

#endif  // vectors

}  // namespace HWY_NAMESPACE
}  // namespace neuro
HWY_AFTER_NAMESPACE();

#endif  // include guard
