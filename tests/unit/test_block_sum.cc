// The order of sums over rows.
#include "base/block_sum.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace neuro {
namespace {

// Which additions the tree makes, written as a formula over block numbers.
std::string formula(size_t blocks) {
  std::vector<std::string> stored(64);
  std::string current;
  for (size_t b = 0; b < blocks; ++b) {
    current = std::to_string(b);
    size_t level = 0;
    for (size_t merge = merge_levels(b, blocks); merge != 0; merge >>= 1, ++level) {
      if ((merge & 1) != 0) current = "(" + stored[level] + "+" + current + ")";
    }
    if (b + 1 < blocks) {
      EXPECT_LT(store_level(b), tree_levels(blocks));
      stored[store_level(b)] = current;
    }
  }
  return current;
}

TEST(BlockSum, IsTheTreeOfABinaryCounter) {
  EXPECT_EQ(formula(1), "0");
  EXPECT_EQ(formula(2), "(0+1)");
  EXPECT_EQ(formula(3), "((0+1)+2)");
  EXPECT_EQ(formula(4), "((0+1)+(2+3))");
  EXPECT_EQ(formula(5), "(((0+1)+(2+3))+4)");
  EXPECT_EQ(formula(6), "(((0+1)+(2+3))+(4+5))");
  EXPECT_EQ(formula(7), "(((0+1)+(2+3))+((4+5)+6))");
  EXPECT_EQ(formula(8), "(((0+1)+(2+3))+((4+5)+(6+7)))");
}

TEST(BlockSum, TreeSumAddsBlocksInThatOrder) {
  std::vector<double> values(64 * 3);
  for (size_t i = 0; i < values.size(); ++i) values[i] = 1.0 / static_cast<double>(i + 1);
  double blocks[3] = {};
  for (size_t i = 0; i < values.size(); ++i) blocks[i / 64] += values[i];
  EXPECT_EQ(tree_sum(values.data(), values.size(), 64), (blocks[0] + blocks[1]) + blocks[2]);
  EXPECT_EQ(tree_sum(values.data(), 1, 64), 1.0);
  EXPECT_EQ(tree_sum(values.data(), 2, 64), 1.5);
}

}  // namespace
}  // namespace neuro
