// How a dataset is split: every row on one side, each class in the same part, the same each time.
#include "data/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include "expect_error.h"

namespace neuro {
namespace {

Dataset with_labels(const std::vector<int32_t>& labels) {
  const std::vector<uint8_t> x(labels.size());
  return Dataset::copy({x.data(), InputType::kByte, 1}, {labels.data(), TargetType::kLabelI32, 1},
                       labels.size());
}

Dataset without_labels(size_t rows) {
  const std::vector<double> x(rows);
  return Dataset::copy({x.data(), InputType::kF64, 1}, {x.data(), TargetType::kDenseF64, 1}, rows);
}

void expect_partition(const RowSplit& split, size_t rows) {
  EXPECT_TRUE(std::is_sorted(split.first.begin(), split.first.end()));
  EXPECT_TRUE(std::is_sorted(split.second.begin(), split.second.end()));
  EXPECT_FALSE(split.first.empty());
  EXPECT_FALSE(split.second.empty());
  std::vector<size_t> all = split.first;
  all.insert(all.end(), split.second.begin(), split.second.end());
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), rows);
  for (size_t r = 0; r < rows; ++r) ASSERT_EQ(all[r], r);
}

std::map<int64_t, size_t> count(const Dataset& dataset, const std::vector<size_t>& rows) {
  std::map<int64_t, size_t> counts;
  for (const size_t row : rows) ++counts[dataset.targets().label(row)];
  return counts;
}

TEST(Split, TakesTheRoundedPart) {
  for (const size_t rows : {2, 3, 7, 10, 100, 1001}) {
    for (const double part : {1e-9, 0.1, 0.25, 0.5, 0.9, 1 - 1e-9}) {
      const RowSplit split = split_rows(without_labels(rows), part, 3);
      expect_partition(split, rows);
      const double wanted = std::floor(part * static_cast<double>(rows) + 0.5);
      EXPECT_EQ(split.second.size(), std::clamp(static_cast<size_t>(wanted), size_t{1}, rows - 1));
    }
  }
}

TEST(Split, TakesTheSamePartOfEachClass) {
  std::vector<int32_t> labels;
  const std::map<int64_t, size_t> sizes = {{0, 500}, {1, 40}, {7, 11}, {2147483647, 2}, {9, 1}};
  for (const auto& [label, size] : sizes) {
    labels.insert(labels.end(), size, static_cast<int32_t>(label));
  }
  const Dataset dataset = with_labels(labels);
  for (const double part : {0.01, 0.1, 0.2, 0.5, 0.8}) {
    for (const uint64_t seed : {0, 1, 2}) {
      const RowSplit split = split_rows(dataset, part, seed);
      expect_partition(split, labels.size());
      auto counts = count(dataset, split.second);
      for (const auto& [label, size] : sizes) {
        const double quota =
            static_cast<double>(size * split.second.size()) / static_cast<double>(labels.size());
        EXPECT_LT(std::abs(static_cast<double>(counts[label]) - quota), 1) << label;
        if (part > 0.5) continue;  // too much for each class to keep a row
        EXPECT_LT(counts[label], size) << "the last row of a class stays";
      }
    }
  }
}

TEST(Split, DrawsWhereClassesHaveOneRowEach) {
  std::vector<int32_t> labels;
  for (int32_t i = 0; i < 1000; ++i) labels.push_back(i);
  const RowSplit split = split_rows(with_labels(labels), 0.3, 5);
  expect_partition(split, 1000);
  EXPECT_EQ(split.second.size(), 300u);
  const auto low =
      std::count_if(split.second.begin(), split.second.end(), [](size_t row) { return row < 500; });
  EXPECT_GT(low, 110);
  EXPECT_LT(low, 190);
}

TEST(Split, DependsOnTheSeedOnly) {
  const Dataset dataset = without_labels(200);
  EXPECT_EQ(split_rows(dataset, 0.5, 7).second, split_rows(dataset, 0.5, 7).second);
  EXPECT_NE(split_rows(dataset, 0.5, 7).second, split_rows(dataset, 0.5, 8).second);
  // What was drawn once is drawn for ever.
  EXPECT_EQ(split_rows(without_labels(10), 0.4, 1).second, (std::vector<size_t>{0, 2, 4, 9}));
  EXPECT_EQ(split_rows(with_labels({0, 1, 0, 1, 0, 1, 0, 1, 0, 1}), 0.4, 1).second,
            (std::vector<size_t>{0, 4, 5, 9}));
}

TEST(Split, RefusesOneRow) {
  expect_error(Status::kInvalidArgument, {"1 row cannot be split"},
               [] { split_rows(without_labels(1), 0.5, 0); });
}

}  // namespace
}  // namespace neuro
