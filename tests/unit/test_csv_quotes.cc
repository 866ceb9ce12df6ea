// CSV cells in quotes, and files whose separator is no comma: what belongs to a cell, and where the
// messages about it point.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "data/csv.h"
#include "expect_error.h"
#include "gzip.h"
#include "temp_file.h"

namespace neuro {
namespace {

constexpr size_t kBlock = 256 * 1024;  // what the reader takes at a time

using Names = std::vector<std::string>;
using Rows = std::vector<std::vector<double>>;  // inputs, then the label

Names to_names(const NameList& list) {
  Names names;
  for (size_t i = 0; i < list.size(); ++i) names.emplace_back(list[i]);
  return names;
}

class CsvQuotes : public testing::Test {
 protected:
  Dataset load(std::string_view content, char separator = ',') const {
    CsvOptions options{-1};
    options.separator = separator;
    return load_csv(dir.write("file.csv", content).c_str(), options);
  }

  Rows rows(std::string_view content, char separator = ',') const {
    const Dataset dataset = load(content, separator);
    Rows rows;
    for (size_t r = 0; r < dataset.rows(); ++r) {
      std::vector<double> row(dataset.cols());
      dataset.copy_inputs(r, 1, row.data());
      row.push_back(static_cast<double>(dataset.targets().label(r)));
      rows.push_back(row);
    }
    return rows;
  }

  // The class names of a file whose labels these cells are.
  Names labels(const std::vector<std::string>& cells) const {
    std::string content = "x,label\n";
    for (const std::string& cell : cells) content += "1," + cell + "\n";
    return to_names(load(content).info()->class_names);
  }

  void refuse(std::string_view content, std::string_view message, char separator = ',') const {
    expect_error(Status::kFormat, {message}, [&] { load(content, separator); });
  }

  TempDir dir;
};

const Rows kSample = {{1, 22, 0}, {3.5, 4, 1}};

TEST_F(CsvQuotes, NumbersInQuotes) {
  EXPECT_EQ(rows("\"1\",\"22\",\"0\"\n\"3.5\",4,\"1\"\n"), kSample);
  EXPECT_EQ(rows(" \"1\" ,\t\"22\"\t, \"0\" \r\n\" 3.5 \",4,1"), kSample);
  EXPECT_EQ(rows("1,22,\"0\"\r3.5,4,\"1\""), kSample);
  EXPECT_EQ(rows("\"a\",\"b, c\",\"d\"\n1,22,0\n3.5,4,1\n"), kSample);
  refuse("1,2,0\n\"\",2,0\n", "line 2, column 1: the cell is empty");
  refuse("1,2,0\n\" \",2,0\n", "line 2, column 1: the cell is empty");
  refuse("1,2,0\n\"1,5\",2,0\n", "line 2, column 1: '1,5' is not a number");
}

TEST_F(CsvQuotes, WhatStandsInThem) {
  EXPECT_EQ(labels({"\"a,b\""}), Names{"a,b"});
  EXPECT_EQ(labels({"\"say \"\"a\"\"\""}), Names{"say \"a\""});
  EXPECT_EQ(labels({"\"\"\"\""}), Names{"\""});
  EXPECT_EQ(labels({"\"two\nlines\""}), Names{"two\nlines"});
  EXPECT_EQ(labels({"\"two\r\nlines\r\""}), Names{"two\r\nlines\r"});
  EXPECT_EQ(labels({"\" a \""}), Names{" a "});
  // Inside a cell a quote is a character like others.
  EXPECT_EQ(labels({"a\"b\""}), Names{"a\"b\""});
  EXPECT_EQ(labels({"'a'"}), Names{"'a'"});
}

TEST_F(CsvQuotes, LinesAreCountedInThem) {
  // The label ends on the third line, what follows is on the fourth.
  const std::string lead = "1,2,a\n3,4,\"b\nc\"\n";
  refuse(lead + "x,6,a\n", "line 4, column 1: 'x' is not a number");
  refuse(lead + "5,6\n", "line 4 has 2 cells, line 1 has 3");
  refuse("1,2,a\n3,\"4\r\n\r5\",a\n", "line 2, column 2: '4\\x0d\\x0a\\x0d5' is not a number");
  // A line is where it begins, a cell is where that begins.
  refuse("a,b,c,d\n1,\"2\n\",3,0\n", "line 2, column 2: '2\\x0a' is not a number");
  refuse("x,\"y\n\",z\n1,2\n", "line 3 has 2 cells, line 1 has 3");
  refuse("\"x\n\ny\",z,\"l\n\"\n1,\"2\",\n", "line 5, column 3: the cell is empty");
}

TEST_F(CsvQuotes, Faults) {
  refuse("1,2,0\n\"1,2,0\n3,4,0\n", "line 2, column 1: its quote is never closed");
  refuse("1,2,0\n1,2,\"", "line 2, column 3: its quote is never closed");
  refuse("1,2,0\n1,2,\"\"\"", "line 2, column 3: its quote is never closed");
  refuse("1,2,0\n1,\"2\"3,0\n", "line 2, column 2: text behind the closing quote");
  refuse("1,2,0\n1,\"2\" \"3\",0\n", "line 2, column 2: text behind the closing quote");
  refuse("\"1\"2,2,0\n", "line 1, column 1: text behind the closing quote");
  const std::string packed = gzip("1,\"2\",0\n");
  expect_error(Status::kFormat, {"gzip data end too early"},
               [&] { load(packed.substr(0, packed.size() - 1)); });
}

TEST_F(CsvQuotes, BlocksMayEndAnywhere) {
  const std::string tail = "\"1\",\"2\r\n\"\"3\"\"\",\"0\" \r\n4,5,\"\"\"\"\n";
  const std::string lead = "a,b,c\n\"1\",2,\"x,\"\"y\"\"\r\nz\"\n";
  for (size_t before = 0; before <= lead.size() + tail.size() + 2; ++before) {
    const std::string padding(kBlock - before, '\n');
    const Dataset dataset = load(padding + lead);
    EXPECT_EQ(to_names(dataset.info()->class_names), Names{"x,\"y\"\r\nz"}) << before;
    const std::string line = "line " + std::to_string(kBlock - before + 4) + ", column 2: ";
    refuse(padding + lead + tail, line + "'2\\x0d\\x0a\"3\"' is not a number");
  }
}

TEST_F(CsvQuotes, CellsOfAnyLengthEndSomewhere) {
  const std::string longest(kBlock - 1, 'a');
  EXPECT_EQ(labels({'"' + longest + '"'}), Names{longest});
  const std::string message = "line 2, column 2: a cell of 262144 bytes or more";
  refuse("x,l\n1,\"a" + longest + "\"\n", message);
  refuse("x,l\n1,\"" + std::string(4 * kBlock, '\n'), message);
  refuse("x,l\n1,\"" + std::string(4 * kBlock, '"') + "\"\n", message);
}

TEST_F(CsvQuotes, OtherSeparators) {
  EXPECT_EQ(rows("1;22;0\n3.5;4;1\n", ';'), kSample);
  EXPECT_EQ(rows("1\t22\t0\n 3.5 \t4\t1\n", '\t'), kSample);
  EXPECT_EQ(rows("1 22 0\n3.5\t 4 1\n", ' '), kSample);
  EXPECT_EQ(rows("1|22|0\n3.5|4|1\n", '|'), kSample);
  EXPECT_EQ(rows("\"1\";\"22\" ;0\n\"3.5\";4;1\n", ';'), kSample);
  refuse("1,22,0\n", "line 1 has 1 cell, the label", ';');
  refuse("1;2;0\n1;2,5;0\n", "line 2, column 2: '2,5' is not a number", ';');
  refuse("1\t2\t0\n1\t\t0\n", "line 2, column 2: the cell is empty", '\t');
  refuse("1 2 0\n1  0\n", "line 2, column 2: the cell is empty", ' ');
  EXPECT_EQ(to_names(load("1;\"a;b\"\n1;c,d\n", ';').info()->class_names), (Names{"a;b", "c,d"}));
}

}  // namespace
}  // namespace neuro
