// The one order in which sums over a batch's rows are formed: rows in blocks of 64, each block one
// chain in ascending order, the block sums added in one fixed binary tree. The tree is that of a
// binary counter: block b closes every subtree whose last block it is. It depends on nothing but
// the number of blocks, so that neither threads nor processes that own whole blocks change a bit.
#ifndef NEURO_LIB_BASE_BLOCK_SUM_H_
#define NEURO_LIB_BASE_BLOCK_SUM_H_

#include <bit>
#include <cstddef>

#include "base/size.h"

namespace neuro {

inline constexpr size_t kBlockRows = 64;

// After block b of `blocks`, the stored sums of these levels (a bit each, taken in ascending order)
// are added to the current one: stored + current. Unless b was the last block, the current sum is
// then stored at store_level(b). The last block thus ends with the total.
constexpr size_t merge_levels(size_t b, size_t blocks) {
  return b + 1 == blocks ? b : (b ^ (b + 1)) >> 1;
}
constexpr size_t store_level(size_t b) { return static_cast<size_t>(std::countr_one(b)); }

// How many levels are stored on the way.
constexpr size_t tree_levels(size_t blocks) {
  return static_cast<size_t>(std::bit_width(blocks - 1));
}

// The sum of n doubles, in_block of which make one leaf of the tree. n > 0.
inline double tree_sum(const double* values, size_t n, size_t in_block) {
  double stored[sizeof(size_t) * 8];
  double current = 0;
  const size_t blocks = ceil_div(n, in_block);
  for (size_t b = 0; b < blocks; ++b) {
    const size_t end = b + 1 == blocks ? n : (b + 1) * in_block;
    current = 0;
    for (size_t i = b * in_block; i < end; ++i) current += values[i];
    size_t level = 0;
    for (size_t merge = merge_levels(b, blocks); merge != 0; merge >>= 1, ++level) {
      if ((merge & 1) != 0) current = stored[level] + current;
    }
    stored[store_level(b)] = current;
  }
  return current;
}

}  // namespace neuro

#endif  // NEURO_LIB_BASE_BLOCK_SUM_H_
