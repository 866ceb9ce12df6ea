// The division of a step among workers: everything is done, and nothing twice.
#include "train/division.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace neuro {
namespace {

using Layouts = std::vector<PanelLayout>;

// 784-64-32-10 as AVX-512 packs single precision.
const Layouts kDigits = {{785, 64, 16, 32}, {65, 32, 16, 32}, {33, 10, 16, 32}};
const Layouts kOdd = {{14, 27, 8, 16}, {28, 1, 8, 16}};
const Layouts kWide = {{785, 512, 16, 32}, {513, 512, 16, 32}, {513, 10, 16, 32}};

void expect_complete(const Layouts& layouts, size_t rows, size_t workers, size_t copies) {
  SCOPED_TRACE(std::to_string(workers) + " workers, " + std::to_string(rows) + " rows, " +
               std::to_string(copies) + " copies");
  const Division division(layouts, 16, rows, workers, copies);
  ASSERT_LE(division.column_groups(), copies);

  const size_t width = layouts[0].width();
  std::vector<int> outputs(rows * width), passed(rows);
  size_t row = 0;
  for (size_t w = 0; w < workers; ++w) {
    const Range mine = division.first_layer_rows(w), columns = division.first_layer_columns(w);
    EXPECT_GE(mine.first, row) << "rows ascend with the workers";
    row = mine.first;
    for (size_t i = mine.first; i < mine.last; ++i) {
      for (size_t j = columns.first; j < columns.last; ++j) ++outputs[i * width + j];
    }
    for (size_t i = division.rows(w).first; i < division.rows(w).last; ++i) ++passed[i];
  }
  EXPECT_EQ(outputs, std::vector<int>(rows * width, 1)) << "the first layer's outputs";
  EXPECT_EQ(passed, std::vector<int>(rows, 1)) << "the other layers' rows";

  for (size_t l = 0; l < layouts.size(); ++l) {
    const size_t columns = layouts[l].width();
    std::vector<int> weights(layouts[l].depth() * columns);
    for (size_t w = 0; w < workers; ++w) {
      const Division::Block block = division.block(l, w);
      for (size_t k = block.weights.first; k < block.weights.last; ++k) {
        for (size_t j = block.columns.first; j < block.columns.last; ++j)
          ++weights[k * columns + j];
      }
    }
    EXPECT_EQ(weights, std::vector<int>(weights.size(), 1)) << "layer " << l;
  }
}

TEST(Division, LeavesNothingOutAndDoesNothingTwice) {
  for (const Layouts& layouts : {kDigits, kOdd, kWide}) {
    for (size_t workers : {1, 2, 3, 4, 6, 7, 8, 16}) {
      for (size_t rows : {1, 2, 5, 32, 100}) {
        for (size_t copies : {1, 2, 3, 4}) expect_complete(layouts, rows, workers, copies);
      }
    }
  }
}

TEST(Division, ColumnsBelongToOneWorkerWhereWeightsWeighMoreThanInputs) {
  const Division small_batch(kDigits, 16, 32, 2, 4);
  EXPECT_EQ(small_batch.column_groups(), 2u);
  for (size_t w : {0, 1}) {
    EXPECT_EQ(small_batch.block(0, w).columns.first, small_batch.first_layer_columns(w).first);
    EXPECT_EQ(small_batch.block(0, w).columns.last, small_batch.first_layer_columns(w).last);
    EXPECT_EQ(small_batch.block(0, w).weights.size(), 785u);
  }
  EXPECT_EQ(Division(kDigits, 16, 10000, 2, 4).column_groups(), 1u) << "too many inputs to copy";
  EXPECT_EQ(Division(kDigits, 16, 32, 1, 4).column_groups(), 1u);
  EXPECT_EQ(Division(kOdd, 16, 4, 3, 4).column_groups(), 1u) << "two panels for three workers";
}

TEST(Division, AsksForCopiesThatItUses) {
  EXPECT_EQ(Division::input_copies(kDigits[0], 32, 1).count, 1u);
  EXPECT_EQ(Division::input_copies(kDigits[0], 32, 2).count, 2u);
  EXPECT_EQ(Division::input_copies(kDigits[0], 32, 2).rows, 32u);
  EXPECT_LE(Division::input_copies(kWide[0], 32, 256).count, 4u)
      << "memory does not grow with workers";
  EXPECT_EQ(Division::input_copies(kOdd[0], 32, 2).count, 2u);
}

TEST(Division, SmallBatchesHaveCopiesWhereLargeOnesWantNone) {
  const InputCopies copies = Division::input_copies(kDigits[0], 10000, 2);
  EXPECT_EQ(copies.count, 2u);
  EXPECT_GE(copies.rows, 128u);
  EXPECT_LT(copies.rows, 1000u);
}

}  // namespace
}  // namespace neuro
