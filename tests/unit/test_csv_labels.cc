// Labels of CSV files that are names, or numbers for regression, the header above them, and files
// that are read like others.
#include "data/csv_labels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv.h"
#include "expect_error.h"
#include "temp_file.h"

namespace neuro {
namespace {

using Names = std::vector<std::string>;

Names names_of(const NameList& list) {
  Names names;
  for (size_t i = 0; i < list.size(); ++i) names.emplace_back(list[i]);
  return names;
}

Names classes_of(const Dataset& dataset) { return names_of(dataset.info()->class_names); }
Names columns_of(const Dataset& dataset) { return names_of(dataset.info()->column_names); }

std::vector<int64_t> labels_of(const Dataset& dataset) {
  std::vector<int64_t> labels;
  for (size_t r = 0; r < dataset.rows(); ++r) labels.push_back(dataset.targets().label(r));
  return labels;
}

using Labels = std::vector<int64_t>;

class CsvLabelColumn : public testing::Test {
 protected:
  Dataset load(std::string_view content, int64_t label_column = -1,
               const Dataset* like = nullptr) const {
    CsvOptions options{label_column};
    options.like = like;
    return load_csv(dir.write("file.csv", content).c_str(), options);
  }

  Dataset load_numbers(std::string_view content, int64_t label_column = -1) const {
    CsvOptions options{label_column};
    options.number_targets = true;
    return load_csv(dir.write("file.csv", content).c_str(), options);
  }

  void refuse(std::string_view content, std::string_view message,
              const Dataset* like = nullptr) const {
    expect_error(Status::kFormat, {message}, [&] { load(content, -1, like); });
  }

  TempDir dir;
};

TEST_F(CsvLabelColumn, NamesInAscendingOrderOfBytes) {
  const Dataset dataset = load("x,l\n1,dog\n2,Zebra\n3,cat\n4,dog\n5,\xc3\xa4pfel\n6,ca\n");
  EXPECT_EQ(classes_of(dataset), (Names{"Zebra", "ca", "cat", "dog", "\xc3\xa4pfel"}));
  EXPECT_EQ(labels_of(dataset), (Labels{3, 0, 2, 3, 4, 1}));
  EXPECT_EQ(dataset.classes(), 5u);
  EXPECT_EQ(dataset.targets().type, TargetType::kLabelI32);
  const Dataset first = load("dog,1\ncat,2\ndog,3\n", 0);
  EXPECT_EQ(classes_of(first), (Names{"cat", "dog"}));
  EXPECT_EQ(labels_of(first), (Labels{1, 0, 1}));
}

TEST_F(CsvLabelColumn, NumbersAmongNamesAreNamesWhereverTheyStand) {
  std::vector<std::string> cells = {"7", "07", "+7.0", "10", "a"};
  std::sort(cells.begin(), cells.end());
  do {
    std::string content = "x,l\n";
    for (const std::string& cell : cells) content += "1," + cell + "\n";
    const Dataset dataset = load(content);
    EXPECT_EQ(classes_of(dataset), (Names{"10", "7", "a"}));
    for (size_t r = 0; r < cells.size(); ++r) {
      EXPECT_EQ(dataset.targets().label(r), cells[r] == "10" ? 0 : cells[r] == "a" ? 2 : 1);
    }
    // What is no class number alone is none among names.
    for (const char* fault : {"-1", "1.5", "1e10", "1e999", "", "nan", "-Inf"}) {
      expect_error(Status::kFormat, {"line 7, column 2: "},
                   [&] { load(content + "1," + fault + "\n"); });
    }
  } while (std::next_permutation(cells.begin(), cells.end()));
}

TEST_F(CsvLabelColumn, NumbersHaveNoNames) {
  const Dataset dataset = load("1,7\n2,3\n");
  EXPECT_EQ(classes_of(dataset), Names{});
  EXPECT_EQ(dataset.classes(), 8u);
}

TEST_F(CsvLabelColumn, TooManyNames) {
  std::string content = "x,l\n";
  for (int i = 0; i < 65536; ++i) content += "1,c" + std::to_string(i) + "\n";
  EXPECT_EQ(load(content).classes(), 65536u);
  content += "1,c0\n1,one more\n";
  refuse(content, "line 65539, column 2: more than 65536 different class names");
}

TEST_F(CsvLabelColumn, Header) {
  // Text above the label and an input, or numbers below it.
  EXPECT_EQ(columns_of(load("a,b,kind\n1,2,cat\n")), (Names{"a", "b"}));
  EXPECT_EQ(columns_of(load("kind,a,5\ncat,1,2\n", 0)), (Names{"a", "5"}));
  EXPECT_EQ(columns_of(load("1,2,kind\n3,4,0\n")), (Names{"1", "2"}));
  EXPECT_EQ(columns_of(load(",\"b\nc\",kind\n1,2,cat\n")), (Names{"", "b\nc"}));
  EXPECT_EQ(columns_of(load("a,b\n1,2\n", kNoLabel)), (Names{"a", "b"}));
  // None: a row with the label cat.
  for (const char* content : {"1,2,cat\n3,4,dog\n", "1,2,cat\n3,4,cat\n", "1,2,cat\n"}) {
    const Dataset dataset = load(content);
    EXPECT_EQ(columns_of(dataset), Names{}) << content;
    EXPECT_EQ(classes_of(dataset).at(0), "cat");
    double inputs[2];
    dataset.copy_inputs(0, 1, inputs);
    EXPECT_EQ(inputs[1], 2);
  }
  EXPECT_EQ(labels_of(load("1,2,b\n3,4,a\n5,6,b\n")), (Labels{1, 0, 1}));
  EXPECT_EQ(labels_of(load("b,1,2\na,3,4\nb,5,6\n", 0)), (Labels{1, 0, 1}));
  EXPECT_EQ(columns_of(load("1,2\n3,4\n")), Names{});
}

TEST_F(CsvLabelColumn, FirstLinesThatAreNeither) {
  refuse("1,,cat\n3,4,dog\n", "line 1, column 2: the cell is empty");
  refuse("1,2,cat\n3,4,\n", "line 2, column 3: the cell is empty");
  refuse("1,2,cat\n3,4\n", "line 2 has 2 cells, line 1 has 3");
  refuse("1,2,cat\n3,4,dog,5\n", "line 2 has 4 cells, line 1 has 3");
  refuse("1,2,cat\n\n3,x,dog\n", "line 3, column 2: 'x' is not a number");
  refuse("1,2,cat\n3,4,-1\n", "line 2, column 3: label -1 is below 0");
  // Every column is text: a header, and no numbers.
  refuse("a,b,cat\nc,d,dog\n", "line 2, column 1: 'c' is not a number");
  refuse("a,b,cat\n", "holds no rows");
  refuse(std::string("1,2,a\0b\n1,2,c\n", 14), "line 1, column 3: 'a\\x00b' is not a number");
  refuse(std::string("1,2,c\n1,2,a\0b\n", 14), "line 2, column 3: 'a\\x00b' is not a number");
  refuse(std::string("1,2,c\n1,2,d\n1,2,a\0b\n", 20), "line 3, column 3: 'a\\x00b' is not");
}

TEST_F(CsvLabelColumn, NumbersForRegression) {
  const Dataset dataset = load_numbers("x,price\n1,-2.5\n2,1e300\n3,7\n");
  ASSERT_EQ(dataset.rows(), 3u);
  EXPECT_EQ(dataset.targets().type, TargetType::kDenseF64);
  EXPECT_EQ(dataset.targets().cols, 1u);
  EXPECT_EQ(dataset.classes(), 0u);
  double targets[3];
  std::memcpy(targets, dataset.targets().data, sizeof targets);
  EXPECT_EQ(std::vector<double>(targets, targets + 3), (std::vector<double>{-2.5, 1e300, 7}));
  EXPECT_EQ(columns_of(dataset), Names{"x"});
  EXPECT_EQ(load_numbers("7,1\n0.5,2\n", 0).target_magnitude(), 7);
  // Text above numbers is a header even if the inputs' names are numbers.
  EXPECT_EQ(columns_of(load_numbers("1,2,price\n3,4,5\n")), (Names{"1", "2"}));
  const auto refuse_numbers = [&](const char* content, const char* message) {
    expect_error(Status::kFormat, {message}, [&] { load_numbers(content); });
  };
  refuse_numbers("x,y\n1,a\n", "line 2, column 2: 'a' is not a number");
  refuse_numbers("x,y\n1,\n", "line 2, column 2: the cell is empty");
  refuse_numbers("x,y\n1,inf\n", "line 2, column 2: 'inf' is not a number");
  refuse_numbers("1,1e999\n", "line 1, column 2: '1e999' is out of range");
  refuse_numbers("1,nan\n", "line 1, column 2: 'nan' is not a number");
}

TEST_F(CsvLabelColumn, LikeAnother) {
  const Dataset train = load("a,b,kind\n1,2,dog\n3,4,cat\n5,6,eel\n");
  const Dataset test = load("1,2,eel\n3,4,cat\n", -1, &train);
  EXPECT_EQ(classes_of(test), classes_of(train));
  EXPECT_EQ(test.classes(), 3u);
  EXPECT_EQ(test.label_end(), 3u);
  EXPECT_EQ(labels_of(test), (Labels{2, 0}));
  EXPECT_EQ(load("1,2,cat\n", -1, &train).classes(), 3u);
  EXPECT_EQ(load("1,2,cat\n", -1, &train).label_end(), 1u);
  EXPECT_EQ(columns_of(test), Names{});
  refuse("1,2,eel\n3,4,bird\n", "line 2, column 3: 'bird' is not one of the 3 known classes",
         &train);
  refuse("1,2,bird\n3,4,eel\n", "line 1, column 3: 'bird' is not one of", &train);
  refuse("x,y,kind\n1,2,0\n", "line 2, column 3: '0' is not one of", &train);
  refuse("1,2,3,eel\n", "line 1 has 3 input columns, the dataset that it should be like has 2",
         &train);
  // Selections know the classes as well, and a dataset that is like another is one to be like.
  const Dataset some = test.select({1});
  EXPECT_EQ(labels_of(load("1,2,dog\n", -1, &some)), Labels{1});
}

TEST_F(CsvLabelColumn, LikeAnotherWithNumbers) {
  const Dataset train = load("1,0\n2,4\n");
  const Dataset test = load("1,3\n", -1, &train);
  EXPECT_EQ(test.classes(), 5u);
  EXPECT_EQ(labels_of(test), Labels{3});
  refuse("1,3\n2,5\n", "line 2, column 2: label 5 is not one of the classes 0 ... 4", &train);
  refuse("1,3\n2,a\n", "line 2, column 2: 'a' is not a number", &train);
}

TEST_F(CsvLabelColumn, LikeAnotherWithoutLabels) {
  const Dataset train = load("1,2,cat\n3,4,dog\n");
  const Dataset inputs = load("1,2\n", kNoLabel, &train);
  EXPECT_EQ(inputs.classes(), 0u);
  EXPECT_EQ(classes_of(inputs), Names{});
  const Dataset unlabelled = load("1,2\n3,4\n", kNoLabel);
  EXPECT_EQ(classes_of(load("1,2,b\n3,4,a\n", -1, &unlabelled)), (Names{"a", "b"}));
}

}  // namespace
}  // namespace neuro
