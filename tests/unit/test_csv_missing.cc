// Missing input cells of CSV files: what counts as missing, what is put there, and what later files
// are filled with.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv.h"
#include "data/fill_values.h"
#include "expect_error.h"
#include "temp_file.h"

namespace neuro {
namespace {

using Numbers = std::vector<double>;

class CsvMissing : public testing::Test {
 protected:
  Dataset load(std::string_view content, Missing missing, const Dataset* like = nullptr,
               int64_t label_column = -1) const {
    CsvOptions options{label_column};
    options.missing = missing;
    options.like = like;
    return load_csv(dir.write("file.csv", content).c_str(), options);
  }

  Numbers inputs(const Dataset& dataset) const {
    Numbers numbers(dataset.rows() * dataset.cols());
    dataset.copy_inputs(0, dataset.rows(), numbers.data());
    return numbers;
  }

  Numbers inputs(std::string_view content, Missing missing, const Dataset* like = nullptr) const {
    return inputs(load(content, missing, like));
  }

  void refuse(std::string_view content, Missing missing, std::string_view message) const {
    expect_error(Status::kFormat, {message}, [&] { load(content, missing); });
  }

  TempDir dir;
};

constexpr std::string_view kSample = "1,,0\n,10,0\n6,20,1\n2,?,1\n";

TEST_F(CsvMissing, FillsWithWhatIsAskedFor) {
  EXPECT_EQ(inputs(kSample, Missing::kZero), (Numbers{1, 0, 0, 10, 6, 20, 2, 0}));
  EXPECT_EQ(inputs(kSample, Missing::kMean), (Numbers{1, 15, 3, 10, 6, 20, 2, 15}));
  EXPECT_EQ(inputs(kSample, Missing::kMedian), (Numbers{1, 15, 2, 10, 6, 20, 2, 15}));
  EXPECT_EQ(load(kSample, Missing::kMean).info()->fill_values, (Numbers{3, 15}));
  EXPECT_EQ(load(kSample, Missing::kMedian).info()->fill_values, (Numbers{2, 15}));
  EXPECT_EQ(load(kSample, Missing::kZero).info()->fill_values, (Numbers{0, 0}));
  EXPECT_EQ(load(kSample, Missing::kZero).inputs().type, InputType::kByte);
  // The label's column is not counted, wherever it stands.
  EXPECT_EQ(inputs(load("0,1,\n1,2,8\n", Missing::kMean, nullptr, 0)), (Numbers{1, 8, 2, 8}));
  EXPECT_EQ(inputs(load("1,,5\n,2,6\n", Missing::kMedian, nullptr, kNoLabel)),
            (Numbers{1, 2, 5, 1, 2, 6}));
}

TEST_F(CsvMissing, WordsThatSaySo) {
  for (const std::string word : {"", " ", "NA", "na", "N/A", "#N/A", "n/a", "nan", "NaN", "NULL",
                                 "null", "None", "?", "\"\"", "\"NA\"", "\" \""}) {
    for (const Missing missing : {Missing::kZero, Missing::kMean, Missing::kMedian}) {
      const double expected = missing == Missing::kZero ? 0 : 4;
      EXPECT_EQ(inputs("4,5,0\n" + word + ",5,0\n", missing), (Numbers{4, 5, expected, 5})) << word;
      EXPECT_EQ(inputs(word + ",5,0\n4,5,0\n", missing), (Numbers{expected, 5, 4, 5})) << word;
    }
    expect_error(Status::kFormat, {"line 2, column 1"},
                 [&] { load("4,5,0\n" + word + ",5,0\n", Missing::kRefuse); });
  }
  for (const std::string word : {"inf", "-inf", "-nan", "x", "??", "1e999", "nul", "."}) {
    expect_error(Status::kFormat, {"line 2, column 1: '" + word + "' is"},
                 [&] { load("4,5,0\n" + word + ",5,0\n", Missing::kMean); });
  }
}

TEST_F(CsvMissing, LabelsMayNotMiss) {
  for (const Missing missing : {Missing::kZero, Missing::kMean}) {
    refuse("1,2,0\n1,2,\n", missing, "line 2, column 3: the cell is empty");
    refuse("1,2,\n1,2,0\n", missing, "line 1, column 3: the cell is empty");
    refuse("1,2,0\n1,2,nan\n", missing, "line 2, column 3: 'nan' is not a number");
    refuse("1,2,NaN\n1,2,0\n", missing, "line 1, column 3: 'NaN' is not a number");
  }
}

TEST_F(CsvMissing, HeadersAreStillSeen) {
  EXPECT_EQ(inputs("a,b,c\n,2,0\n", Missing::kZero), (Numbers{0, 2}));
  EXPECT_EQ(inputs("a,,c\n,2,0\n", Missing::kZero), (Numbers{0, 2}));
  EXPECT_EQ(inputs("?,1,cat\n,2,dog\n", Missing::kZero), (Numbers{0, 1, 0, 2}));
  EXPECT_EQ(inputs("NA,1,kind\n3,2,0\n", Missing::kZero), (Numbers{3, 2}));
}

TEST_F(CsvMissing, ColumnsWithoutAnyValue) {
  refuse("1,,0\n2,,0\n", Missing::kMean, "column 2 has no value at all");
  refuse("1,,0\n2,NA,0\n", Missing::kMedian, "column 2 has no value at all");
  expect_error(Status::kFormat, {"column 3 has no value at all"},
               [&] { load("1,0,\n2,0,\n", Missing::kMean, nullptr, 1); });
  EXPECT_EQ(inputs("1,,0\n2,,0\n", Missing::kZero), (Numbers{1, 0, 2, 0}));
}

TEST_F(CsvMissing, LikeAnotherIsFilledFromThat) {
  const Dataset train = load(kSample, Missing::kMean);
  EXPECT_EQ(inputs(",,0\n100,200,1\n", Missing::kMean, &train), (Numbers{3, 15, 100, 200}));
  // What the training set was filled with, not what is asked for now.
  EXPECT_EQ(inputs(",,0\n", Missing::kZero, &train), (Numbers{3, 15}));
  const Dataset next = load("7,,1\n", Missing::kMean, &train);
  EXPECT_EQ(inputs(",,0\n", Missing::kMean, &next), (Numbers{3, 15}));
  // Nothing missed there, or could have.
  const Dataset whole = load("1,10,0\n3,20,1\n8,60,1\n", Missing::kMedian);
  EXPECT_EQ(inputs(",,0\n", Missing::kMedian, &whole), (Numbers{3, 20}));
  const Dataset strict = load("1,10,0\n3,20,1\n8,60,1\n", Missing::kRefuse);
  EXPECT_EQ(inputs(",,0\n", Missing::kMean, &strict), (Numbers{4, 30}));
  EXPECT_EQ(inputs(",,0\n", Missing::kMedian, &strict), (Numbers{3, 20}));
  EXPECT_EQ(inputs(",,0\n", Missing::kZero, &strict), (Numbers{0, 0}));
  const Dataset some = strict.select({0, 1});
  EXPECT_EQ(inputs(",,0\n", Missing::kMean, &some), (Numbers{2, 15}));
  expect_error(Status::kFormat, {"line 1, column 1: the cell is empty"},
               [&] { load(",,0\n", Missing::kRefuse, &train); });
}

TEST(FillValues, OfEveryType) {
  const float f32[] = {1, 5, 3, 7};
  const double f64[] = {1, 5, 3, 7};
  const unsigned char bytes[] = {51, 0, 153, 255};
  for (const Missing how : {Missing::kMean, Missing::kMedian}) {
    EXPECT_EQ(fill_values({f32, InputType::kF32, 2}, 2, how), (Numbers{2, 6}));
    EXPECT_EQ(fill_values({f64, InputType::kF64, 2}, 2, how), (Numbers{2, 6}));
    EXPECT_EQ(fill_values({bytes, InputType::kByte, 2}, 2, how), (Numbers{102, 127.5}));
    const Numbers pixels = fill_values({bytes, InputType::kPixel, 2}, 2, how);
    EXPECT_NEAR(pixels[0], 0.4, 1e-15);
    EXPECT_EQ(pixels[1], 0.5);
  }
}

TEST(FillValues, OfExtremes) {
  constexpr double kMost = std::numeric_limits<double>::max();
  const double nan = std::nan("");
  const Numbers large = {kMost, -kMost, kMost, -kMost, nan, nan, kMost, -kMost};
  for (const Missing how : {Missing::kMean, Missing::kMedian}) {
    const Numbers values = fill_values({large.data(), InputType::kF64, 2}, 4, how);
    EXPECT_NEAR(values[0] / kMost, 1, 1e-15);
    EXPECT_NEAR(values[1] / kMost, -1, 1e-15);
    EXPECT_TRUE(std::isfinite(values[0]) && std::isfinite(values[1]));
    EXPECT_TRUE(std::isnan(fill_values({&nan, InputType::kF64, 1}, 1, how)[0]));
  }
  const Numbers odd = {9, 1, nan, 5, 7, 2};
  EXPECT_EQ(fill_values({odd.data(), InputType::kF64, 1}, 6, Missing::kMedian)[0], 5);
}

}  // namespace
}  // namespace neuro
