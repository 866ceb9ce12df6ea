// CSV files: every rule of what is read, and what is said about every way in which one can be
// wrong. Size, memory and reading in blocks are in test_csv_blocks.cc.
#include "data/csv.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <clocale>
#include <cmath>
#include <cstdint>
#include <limits>
#include <locale>
#include <string>
#include <vector>

#include "child_process.h"
#include "expect_error.h"
#include "gzip.h"
#include "temp_file.h"

namespace neuro {
namespace {

using Rows = std::vector<std::vector<double>>;  // inputs, then the label

class Csv : public testing::Test {
 protected:
  Dataset load(std::string_view content, int64_t label_column = -1) const {
    return load_csv(dir.write("file.csv", content).c_str(), label_column);
  }

  Rows rows(std::string_view content, int64_t label_column = -1) const {
    const Dataset dataset = load(content, label_column);
    EXPECT_EQ(dataset.targets().type, TargetType::kLabelI32);
    Rows rows;
    for (size_t r = 0; r < dataset.rows(); ++r) {
      std::vector<double> row(dataset.cols());
      dataset.copy_inputs(r, 1, row.data());
      row.push_back(static_cast<double>(dataset.targets().label(r)));
      rows.push_back(row);
    }
    return rows;
  }

  // The one input of a file of one row: a cell as it is read.
  double cell(const std::string& text) const { return rows(text + ",0\n").at(0).at(0); }

  void expect_load_error(Status status, std::initializer_list<std::string_view> parts,
                         std::string_view content, int64_t label_column = -1) const {
    expect_error(status, {dir.path("file.csv")}, [&] { load(content, label_column); });
    expect_error(status, parts, [&] { load(content, label_column); });
  }

  TempDir dir;
};

const Rows kSample = {{1, 22, 0}, {3.5, 4, 1}};

TEST_F(Csv, LineEndsAndEmptyLines) {
  EXPECT_EQ(rows("1,22,0\n3.5,4,1\n"), kSample);
  EXPECT_EQ(rows("1,22,0\n3.5,4,1"), kSample);
  EXPECT_EQ(rows("1,22,0\r\n3.5,4,1\r\n"), kSample);
  EXPECT_EQ(rows("1,22,0\r\n3.5,4,1\r"), kSample);
  EXPECT_EQ(rows("1,22,0\r3.5,4,1\r"), kSample);
  EXPECT_EQ(rows("1,22,0\n\n\n3.5,4,1\n\n"), kSample);
  EXPECT_EQ(rows("\r\n\r\n1,22,0\r\n\r\n3.5,4,1\r\n\r\n"), kSample);
  EXPECT_EQ(rows("\n \t\n1,22,0\n  \r\n3.5,4,1\n\t"), kSample);
}

TEST_F(Csv, WhiteSpaceAndByteOrderMark) {
  EXPECT_EQ(rows(" 1,\t22 , 0\n3.5  ,4,  1 \t\n"), kSample);
  EXPECT_EQ(rows(" 1 , 22 , 0 \r\n3.5,4,1 \r\n"), kSample);
  EXPECT_EQ(rows("\xEF\xBB\xBF"
                 "1,22,0\n3.5,4,1\n"),
            kSample);
  EXPECT_EQ(rows("\xEF\xBB\xBF"
                 "a,b,c\n1,22,0\n3.5,4,1\n"),
            kSample);
  expect_load_error(Status::kFormat, {"line 2, column 1: '\\xef\\xbb\\xbf1' is not a number"},
                    "1,2,0\n\xEF\xBB\xBF"
                    "1,2,0\n");
}

TEST_F(Csv, LabelColumnFromEitherEnd) {
  const std::string content = "7,1,2\n8,3,4\n";
  EXPECT_EQ(rows(content, 0), (Rows{{1, 2, 7}, {3, 4, 8}}));
  EXPECT_EQ(rows(content, 1), (Rows{{7, 2, 1}, {8, 4, 3}}));
  EXPECT_EQ(rows(content, 2), (Rows{{7, 1, 2}, {8, 3, 4}}));
  EXPECT_EQ(rows(content, -1), rows(content, 2));
  EXPECT_EQ(rows(content, -2), rows(content, 1));
  EXPECT_EQ(rows(content, -3), rows(content, 0));
}

TEST_F(Csv, LabelColumnBeyondTheColumns) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  for (const int64_t column : {int64_t{3}, int64_t{-4}, kMost, -kMost}) {
    const std::string number = "label_column is " + std::to_string(column) + ",";
    expect_load_error(Status::kInvalidArgument, {number, "3 columns"}, "1,2,3\n4,5,6\n", column);
    expect_load_error(Status::kInvalidArgument, {number, "3 columns"}, "a,b,c\n4,5,6\n", column);
  }
}

TEST_F(Csv, Header) {
  EXPECT_EQ(rows("a,b,label\n1,22,0\n3.5,4,1\n"), kSample);
  EXPECT_EQ(rows("\n\na,b,label\n\n1,22,0\n3.5,4,1\n"), kSample);
  EXPECT_EQ(rows("1,2,label\n1,22,0\n3.5,4,1\n"), kSample);  // the label cell decides
  EXPECT_EQ(rows("nan,inf,0x10\n1,22,0\n3.5,4,1\n"), kSample);
  EXPECT_EQ(rows("label,1,2\n0,1,22\n1,3.5,4\n", 0), kSample);
  EXPECT_EQ(rows("1,label,2\n1,0,22\n3.5,1,4\n", -2), kSample);
  EXPECT_EQ(rows("\"a\",\"b c\",\"d\"\n1,22,0\n3.5,4,1\n"), kSample);
}

TEST_F(Csv, NoHeaderMeansThatTheFirstLineCounts) {
  // The label is a number, and there are others: what is not a number is an error.
  expect_load_error(Status::kFormat, {"line 1, column 1: 'a' is not a number"}, "a,2,0\n1,2,0\n");
  expect_load_error(Status::kFormat, {"line 1, column 2: 'b' is not a number"}, "1,b,0\n1,2,0\n");
  expect_load_error(Status::kFormat, {"line 1, column 2: the cell is empty"}, "1,,0\n1,2,0\n");
  expect_load_error(Status::kFormat, {"line 1, column 1: the cell is empty"}, ",,\n1,22,0\n");
  expect_load_error(Status::kFormat, {"line 3, column 1: '1e999' is out of range"},
                    "\n\n1e999,2,0\n1,2,0\n");
  // Out of range is a number still, and no header.
  expect_load_error(Status::kFormat, {"line 1, column 3: '1e999' is out of range"},
                    "1,2,1e999\n1,2,0\n");
  // A missing label is a fault, not a header.
  expect_load_error(Status::kFormat, {"line 1, column 3: the cell is empty"}, "1,2,\n1,2,0\n");
  expect_load_error(Status::kFormat, {"line 1, column 3: 'NaN' is not"}, "1,2,NaN\n1,2,0\n");
  // Only the first line may be a header.
  expect_load_error(Status::kFormat, {"line 2, column 1: 'a' is not a number"}, "x,y,z\na,b,c\n");
}

TEST_F(Csv, NumbersItReads) {
  EXPECT_EQ(cell("0"), 0);
  EXPECT_EQ(cell("255"), 255);
  EXPECT_EQ(cell("256"), 256);
  EXPECT_EQ(cell("007"), 7);
  EXPECT_EQ(cell("+7"), 7);
  EXPECT_EQ(cell("+0.5"), 0.5);
  EXPECT_EQ(cell("-7"), -7);
  EXPECT_EQ(cell(".5"), 0.5);
  EXPECT_EQ(cell("-.5"), -0.5);
  EXPECT_EQ(cell("5."), 5);
  EXPECT_EQ(cell("1e3"), 1000);
  EXPECT_EQ(cell("1E+3"), 1000);
  EXPECT_EQ(cell("25e-1"), 2.5);
  EXPECT_EQ(cell("0.1"), 0.1);
  EXPECT_EQ(cell("1.7976931348623157e308"), std::numeric_limits<double>::max());
  EXPECT_EQ(cell("4.9406564584124654e-324"), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(cell("0.1000000000000000055511151231257827021181583404541015625"), 0.1);
  EXPECT_EQ(cell(std::string(5000, '0') + "1." + std::string(5000, '0')), 1);
}

TEST_F(Csv, CellsItRefuses) {
  for (const std::string text :
       {"a",     "1a",    "1 2",   "1;2",   "nan", "NaN", "-nan", "inf", "-inf", "+inf", "Infinity",
        "0x10",  "0x1p3", "1e",    "1e+",   ".",   "-",   "+",    "+-1", "-+1",  "++1",  "--1",
        "1.2.3", "1\"",   "1_000", "1'000", "NA",  "#",   "e5",   ".e5", "12a",  "123a", "1-"}) {
    for (const char* line : {"line 1", "line 2"}) {
      const std::string lead = line == std::string("line 2") ? "3,1,0\n" : "";
      const std::string message = line + (", column 1: '" + text) + "' is not a number";
      expect_load_error(Status::kFormat, {message}, lead + text + ",1,0\n");
      const std::string last = line + (", column 3: '" + text) + "' is not a number";
      expect_load_error(Status::kFormat, {last}, lead + "0,1," + text + "\n", 0);
    }
  }
  for (const std::string text : {"1e309", "-1e309", "1e-400", "1e999999999999999999999"}) {
    expect_load_error(Status::kFormat, {"line 2, column 2: '" + text + "' is out of range"},
                      "0,1,0\n0," + text + ",0\n");
  }
}

TEST_F(Csv, EmptyCells) {
  expect_load_error(Status::kFormat, {"line 2, column 1: the cell is empty"}, "1,2,0\n,2,0\n");
  expect_load_error(Status::kFormat, {"line 2, column 2: the cell is empty"}, "1,2,0\n1,,0\n");
  expect_load_error(Status::kFormat, {"line 2, column 2: the cell is empty"}, "1,2,0\n1, \t,0\n");
  expect_load_error(Status::kFormat, {"line 2, column 3: the cell is empty"}, "1,2,0\n1,2,\n");
  expect_load_error(Status::kFormat, {"line 2, column 3: the cell is empty"}, "1,2,0\r\n1,2,\r\n");
  expect_load_error(Status::kFormat, {"line 2, column 3: the cell is empty"}, "1,2,0\n1,2,");
}

TEST_F(Csv, QuotesCellsSafely) {
  expect_load_error(Status::kFormat, {"'a\\x00b\\x1b[31m\\x7f\\xc3\\xa4' is not"},
                    std::string("1,2,0\n") + "a" + '\0' + "b\x1b[31m\x7f\xc3\xa4,2,0\n");
  expect_load_error(Status::kFormat, {"'" + std::string(40, 'z') + "' is not"},
                    "1,2,0\n" + std::string(40, 'z') + ",2,0\n");
  expect_load_error(Status::kFormat, {"'" + std::string(40, 'z') + "...' is not"},
                    "1,2,0\n" + std::string(41, 'z') + ",2,0\n");
}

TEST_F(Csv, NulBytesAreNotTheEnd) {
  expect_load_error(Status::kFormat, {"line 2, column 1: '1\\x00' is not a number"},
                    std::string("1,2,0\n1\0,2,0\n3,4,0\n", 19));
  expect_load_error(Status::kFormat, {"line 2 has 1 cell, line 1 has 3"},
                    "1,2,0\n" + std::string(1, '0') + "\n" + std::string(9, '\0'));
}

TEST_F(Csv, RaggedLines) {
  expect_load_error(Status::kFormat, {"line 4 has 3 cells, line 1 has 4"},
                    "1,2,3,0\n1,2,3,0\n\n1,2,3\n");
  expect_load_error(Status::kFormat, {"line 2 has 1 cell, line 1 has 3"}, "a,b,c\n1\n");
  expect_load_error(Status::kFormat, {"line 5 has 7 cells, line 3 has 3"},
                    "\n\na,b,c\r\n1,2,0\r\n1,2,0,4,5,x,\r\n1,2,3\r\n");
  expect_load_error(Status::kFormat, {"line 2 has 4 cells, line 1 has 3"}, "1,2,0\n1,2,0,", -1);
  expect_load_error(Status::kFormat, {"line 2 has 2 cells, line 1 has 3"}, "0,1,2\n1,2\n3,4,5\n",
                    0);
  expect_load_error(Status::kFormat, {"line 3 has 2 cells, line 1 has 3"}, "0,1,2\r3,4,5\r1,2\r",
                    1);
}

TEST_F(Csv, Labels) {
  EXPECT_EQ(rows("1,7\n1,7.0\n1,+7\n1,70e-1\n1,0\n1,-0\n1,2147483647\n"),
            (Rows{{1, 7}, {1, 7}, {1, 7}, {1, 7}, {1, 0}, {1, 0}, {1, 2147483647}}));
  EXPECT_EQ(load("1,7\n1,3\n").classes(), 8u);
  for (const char* lead : {"", "1,0\n"}) {
    const std::string where = *lead == '\0' ? "line 1, column 2: " : "line 2, column 2: ";
    const auto expect_label_error = [&](const char* label, const std::string& message) {
      expect_load_error(Status::kFormat, {where + message}, lead + ("1," + std::string(label)));
    };
    expect_label_error("-1", "label -1 is below 0");
    expect_label_error("-0.5", "label -0.5 is below 0");
    expect_label_error("1.5", "label 1.5 is not a whole number");
    expect_label_error("1e-3", "label 0.001 is not a whole number");
    expect_label_error("2147483648", "label 2147483648 is above 2147483647");
    expect_label_error("1e300", "label 1e+300 is above 2147483647");
  }
}

TEST_F(Csv, FilesWithoutRowsOrInputs) {
  expect_load_error(Status::kFormat, {"holds no rows"}, "");
  expect_load_error(Status::kFormat, {"holds no rows"}, "\xEF\xBB\xBF");
  expect_load_error(Status::kFormat, {"holds no rows"}, "\n\r\n  \n");
  expect_load_error(Status::kFormat, {"holds no rows"}, "a,b,label\n");
  expect_load_error(Status::kFormat, {"holds no rows"}, "a,b,label");
  expect_load_error(Status::kFormat, {"line 2 has 1 cell, the label, and no inputs"}, "\n1\n2\n");
  expect_load_error(Status::kFormat, {"line 1 has 1 cell"}, "label\n1\n", 0);
  expect_load_error(Status::kInvalidArgument, {"label_column is 1", "1 column"}, "7\n", 1);
}

TEST_F(Csv, BytesUntilANumberIsNone) {
  const Dataset bytes = load("0,255,300\n7,8,1\n");  // a large label does not matter
  EXPECT_EQ(bytes.inputs().type, InputType::kByte);
  EXPECT_EQ(bytes.input_magnitude(), 255);
  EXPECT_EQ(bytes.cols(), 2u);
  EXPECT_EQ(load("7.0,2.55e2,1\n").inputs().type, InputType::kByte);
  for (const char* wide : {"256", "-1", "0.5", "1e9"}) {
    // In every place of a file, so that widening meets full and partial rows.
    for (int place = 0; place < 12; ++place) {
      std::string content;
      Rows expected(4, std::vector<double>(4));
      for (int i = 0; i < 16; ++i) {
        const bool label = i % 4 == 3;
        const int input = i / 4 * 3 + i % 4;
        const bool here = !label && input == place;
        content += here ? wide : std::to_string(label ? i / 4 : 200 + input);
        content += label ? "\n" : ",";
        expected[static_cast<size_t>(i) / 4][static_cast<size_t>(i) % 4] = here    ? std::stod(wide)
                                                                           : label ? i / 4
                                                                                   : 200 + input;
      }
      EXPECT_EQ(load(content).inputs().type, InputType::kF64);
      EXPECT_EQ(rows(content), expected) << content;
    }
  }
}

TEST_F(Csv, WidthsOfSmallNumbers) {
  // Each number of up to three digits, in the middle of a line of bytes and of doubles.
  for (int number = 0; number < 1000; ++number) {
    const std::string text = std::to_string(number);
    EXPECT_EQ(rows("1,1,1,0\n1," + text + ",1,0\n")[1],
              (std::vector<double>{1., 1. * number, 1, 0}));
    EXPECT_EQ(rows("1.5,1,1,0\n1," + text + ",1,0\n")[1],
              (std::vector<double>{1., 1. * number, 1, 0}));
  }
}

TEST_F(Csv, EveryTruncation) {
  const std::string content = "a,b,l\n1,22,0\n3.5,4,1\n";
  const char* expected[] = {"holds no rows",
                            "line 1 has 1 cell",
                            "holds no rows",
                            "holds no rows",
                            "holds no rows",
                            "holds no rows",
                            "holds no rows",
                            "line 2 has 1 cell",
                            "line 2, column 2: the cell is empty",
                            "line 2 has 2 cells",
                            "line 2 has 2 cells",
                            "line 2, column 3: the cell is empty",
                            nullptr,
                            nullptr,
                            "line 3 has 1 cell",
                            "line 3 has 1 cell",
                            "line 3 has 1 cell",
                            "line 3, column 2: the cell is empty",
                            "line 3 has 2 cells",
                            "line 3, column 3: the cell is empty",
                            nullptr,
                            nullptr};
  ASSERT_EQ(std::size(expected), content.size() + 1);
  for (size_t n = 0; n <= content.size(); ++n) {
    const std::string part = content.substr(0, n);
    if (expected[n] != nullptr) {
      expect_load_error(Status::kFormat, {expected[n]}, part);
    } else {
      EXPECT_EQ(rows(part), Rows(kSample.begin(), kSample.begin() + (n < 20 ? 1 : 2)));
    }
  }
}

TEST_F(Csv, Gzip) {
  const std::string packed = gzip("a,b,l\r\n1,22,0\r\n3.5,4,1\r\n");
  EXPECT_EQ(rows(packed), kSample);
  for (size_t n = 0; n < packed.size(); ++n) {
    expect_load_error(Status::kFormat, {n < 2 ? "" : "gzip data end too early"},
                      packed.substr(0, n));
  }
  std::string damaged = packed;
  damaged[damaged.size() - 6] ^= 1;
  expect_load_error(Status::kFormat, {"gzip data are damaged"}, damaged);
}

TEST_F(Csv, DoesNotFollowTheLocale) {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale before = std::locale::global(std::locale(std::locale(), new Comma));
  const std::string c_before = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8", "fr_FR.utf8"}) {
    if (std::setlocale(LC_ALL, name) != nullptr) break;
  }
  EXPECT_EQ(rows("1,22,0\n3.5,4,1\n"), kSample);
  EXPECT_EQ(rows("1000.25,123456.5,2\n"), (Rows{{1000.25, 123456.5, 2}}));
  expect_load_error(Status::kFormat, {"line 2, column 2: label 1234567.5 is not a whole number"},
                    "1.5,1\n1.5,1234567.5\n");
  std::locale::global(before);
  std::setlocale(LC_ALL, c_before.c_str());
}

TEST_F(Csv, FilesThatCannotBeRead) {
  const auto expect_io_error = [](const std::string& path, const char* reason) {
    expect_error(Status::kIo, {path.substr(path.size() > 400 ? path.size() - 400 : 0), reason},
                 [&] { load_csv(path.c_str(), 0); });
  };
  expect_io_error(dir.path("missing"), ": No such file");
  expect_io_error(dir.path(), ": Is a directory");
  expect_io_error(dir.write("file", "1,2\n") + "/below", ": Not a directory");
  // The reason is shown behind a path that is longer than a message.
  expect_io_error(dir.path(std::string(5000, 'x')), ": File name too long");
  expect_io_error("", ": No such file");
}

TEST_F(Csv, FilesWithoutPermission) {
  const std::string path = dir.write("secret.csv", "1,2\n");
  std::filesystem::permissions(path, std::filesystem::perms::none);
  std::filesystem::permissions(dir.path(), std::filesystem::perms::others_exec,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(run_in_child([&] {
              constexpr uid_t kNobody = 65534;
              if (geteuid() == 0 && setuid(kNobody) != 0) return 1;
              try {
                load_csv(path.c_str(), 0);
              } catch (const Error& error) {
                const std::string_view message = error.what();
                const bool named = message.find(path + ": Permission denied") != message.npos;
                return error.status() == Status::kIo && named ? 0 : 2;
              }
              return 3;
            }),
            0);
}

#ifdef __linux__
size_t open_files() {
  size_t count = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

TEST_F(Csv, ClosesItsFiles) {
  const size_t before = open_files();
  load("1,2\n");
  expect_load_error(Status::kFormat, {}, "1,2\nx,y\n");
  expect_load_error(Status::kFormat, {}, gzip("1,2\n").substr(0, 12));
  expect_error(Status::kIo, {}, [&] { load_csv(dir.path().c_str(), 0); });
  EXPECT_EQ(open_files(), before);
}
#endif

}  // namespace
}  // namespace neuro
