// Random numbers as pure functions of (seed, purpose, step, index): no state, so neither threads
// nor the order of calls nor a resumed run can change a draw. Philox4x32-10 of Salmon, Moraes, Dror
// and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
#ifndef NEURO_LIB_BASE_RANDOM_H_
#define NEURO_LIB_BASE_RANDOM_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace neuro {

inline constexpr int kPhiloxRounds = 10;
inline constexpr uint32_t kPhiloxMultiplier0 = 0xD2511F53, kPhiloxMultiplier1 = 0xCD9E8D57;

// The key, which changes from round to round.
struct PhiloxKey {
  constexpr explicit PhiloxKey(uint64_t seed)
      : low(static_cast<uint32_t>(seed)), high(static_cast<uint32_t>(seed >> 32)) {}
  constexpr void next() {
    low += 0x9E3779B9;
    high += 0xBB67AE85;
  }
  uint32_t low, high;
};

using PhiloxBlock = std::array<uint32_t, 4>;

constexpr PhiloxBlock philox4x32(PhiloxBlock counter, uint64_t seed) {
  PhiloxKey key(seed);
  for (int round = 0; round < kPhiloxRounds; ++round, key.next()) {
    const uint64_t p0 = uint64_t{kPhiloxMultiplier0} * counter[0];
    const uint64_t p1 = uint64_t{kPhiloxMultiplier1} * counter[2];
    counter = {static_cast<uint32_t>(p1 >> 32) ^ counter[1] ^ key.low, static_cast<uint32_t>(p1),
               static_cast<uint32_t>(p0 >> 32) ^ counter[3] ^ key.high, static_cast<uint32_t>(p0)};
  }
  return counter;
}

// What a draw is for; draws of different purposes never meet. Part of the numerics contract.
enum class Purpose : uint32_t { kInitialise = 1, kShuffle = 2, kDropout = 3, kSplit = 4 };

// 2^64 draws, told apart by their index.
struct DrawStream {
  uint64_t seed;
  Purpose purpose;
  uint32_t step;
};

// 64 random bits: the counter is (index, step and purpose), two draws a block.
constexpr uint64_t random_bits(const DrawStream& stream, uint64_t index) {
  const uint64_t block = index >> 1;
  const PhiloxBlock out =
      philox4x32({static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), stream.step,
                  static_cast<uint32_t>(stream.purpose)},
                 stream.seed);
  const size_t half = (index & 1) * 2;
  return uint64_t{out[half + 1]} << 32 | out[half];
}
constexpr uint64_t random_bits(uint64_t seed, Purpose purpose, uint32_t step, uint64_t index) {
  return random_bits({seed, purpose, step}, index);
}

// 16 random bits, eight draws a block: block index / 8, of whose bytes they are a pair, low ones
// first. Not to be mixed with random_bits() in one stream.
constexpr uint16_t random_bits16(const DrawStream& stream, uint64_t index) {
  const uint64_t bits = random_bits(stream, index / 8 * 2 + (index & 7) / 4);
  return static_cast<uint16_t>(bits >> (index & 3) * 16);
}

// A uniform draw from the open interval (0, 1), an odd multiple of 2^-53.
constexpr double uniform(uint64_t bits) {
  return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

// A uniform draw from 0 ... n-1: the high word of bits * n. Its bias is below n / 2^64.
constexpr uint64_t below(uint64_t bits, uint64_t n) {
  const uint64_t bl = bits & 0xffffffff, bh = bits >> 32, nl = n & 0xffffffff, nh = n >> 32;
  const uint64_t mid = bh * nl + (bl * nl >> 32);
  return bh * nh + (mid >> 32) + ((bl * nh + (mid & 0xffffffff)) >> 32);
}

}  // namespace neuro

#endif  // NEURO_LIB_BASE_RANDOM_H_
