// CSV files without labels: all columns are inputs, and nothing learns from such a dataset.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv.h"
#include "expect_error.h"
#include "temp_file.h"
#include "train/engine.h"

namespace neuro {
namespace {

using Rows = std::vector<std::vector<double>>;

class CsvUnlabelled : public testing::Test {
 protected:
  Dataset load(std::string_view content) const {
    return load_csv(dir.write("file.csv", content).c_str(), kNoLabel);
  }

  Rows rows(std::string_view content) const {
    const Dataset dataset = load(content);
    EXPECT_EQ(dataset.targets().cols, 0u);
    EXPECT_EQ(dataset.classes(), 0u);
    Rows rows;
    for (size_t r = 0; r < dataset.rows(); ++r) {
      rows.emplace_back(dataset.cols());
      dataset.copy_inputs(r, 1, rows.back().data());
    }
    return rows;
  }

  TempDir dir;
};

TEST_F(CsvUnlabelled, AllColumnsAreInputs) {
  EXPECT_EQ(rows("1,22,0\n3.5,4,-1\n"), (Rows{{1, 22, 0}, {3.5, 4, -1}}));
  EXPECT_EQ(rows("7\n8\n9\n"), (Rows{{7}, {8}, {9}}));  // one column will do
}

TEST_F(CsvUnlabelled, BytesStayBytesAndBecomeDoublesWhereTheyMust) {
  std::string text;
  Rows expected;
  for (int r = 0; r < 300; ++r) {
    text += std::to_string(r % 256) + "," + (r == 200 ? "0.5" : "255") + "\n";
    expected.push_back({static_cast<double>(r % 256), r == 200 ? 0.5 : 255.0});
  }
  EXPECT_EQ(rows(text), expected);
  EXPECT_EQ(load("1,2\n3,4\n").inputs().type, InputType::kByte);
}

TEST_F(CsvUnlabelled, AHeaderHasNoNumbers) {
  EXPECT_EQ(rows("a,b\n1,2\n"), (Rows{{1, 2}}));
  expect_error(Status::kFormat, {"file.csv", "line 1", "column 2", "'b'"},
               [&] { load("1,b\n1,2\n"); });
  // Missing and special numbers are no text: such a line is a fault, not a header.
  expect_error(Status::kFormat, {"line 1", "column 1", "empty"}, [&] { load(",\n1,2\n"); });
  expect_error(Status::kFormat, {"line 1", "column 1", "'nan'"}, [&] { load("nan,inf\n1,2\n"); });
}

TEST_F(CsvUnlabelled, LinesOfOtherLengthsAreRefused) {
  expect_error(Status::kFormat, {"line 2 has 3 cells", "line 1 has 2"},
               [&] { load("1,2\n1,2,3\n"); });
  expect_error(Status::kFormat, {"line 3 has 1 cell", "line 1 has 2"},
               [&] { load("1,2\n3,4\n1\n"); });
  expect_error(Status::kFormat, {"holds no rows"}, [&] { load("a,b\n"); });
}

TEST_F(CsvUnlabelled, NothingLearnsFromIt) {
  const Dataset dataset = load("1,2\n3,4\n");
  const size_t sizes[] = {2, 3};
  const auto engine = Engine::create(Shape(sizes, 2, {Output::kSoftmax}), {}, {});
  expect_error(Status::kInvalidArgument, {"train", "no targets"},
               [&] { engine->fit(dataset, nullptr, {}); });
  expect_error(Status::kInvalidArgument, {"dataset", "no targets"},
               [&] { engine->evaluate(dataset); });
}

}  // namespace
}  // namespace neuro
