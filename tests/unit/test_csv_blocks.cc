// CSV files against the blocks they are read in: results must not depend on where a block ends,
// lines may be of any length, and memory must stay at the dataset's own size.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "child_process.h"
#include "data/csv.h"
#include "data/idx.h"
#include "expect_error.h"
#include "gzip.h"
#include "temp_file.h"

namespace neuro {
namespace {

constexpr size_t kBlock = 256 * 1024;  // what the reader takes at a time

// Pixels as images have them: mostly zero, the others of one to three digits.
std::vector<uint8_t> make_pixels(size_t count) {
  std::vector<uint8_t> pixels(count);
  uint32_t state = 12345;
  for (uint8_t& pixel : pixels) {
    state = state * 1664525u + 1013904223u;
    pixel = state >> 30 == 0 ? static_cast<uint8_t>(state >> 8) : 0;
  }
  return pixels;
}

std::string to_csv(const std::vector<uint8_t>& pixels, size_t cols) {
  std::string text;
  for (size_t i = 0; i < pixels.size(); ++i) {
    if (i % cols == 0) text += std::to_string(i / cols % 10);
    text += ',' + std::to_string(pixels[i]);
    if (i % cols == cols - 1) text += '\n';
  }
  return text;
}

class CsvBlocks : public testing::Test {
 protected:
  Dataset load(std::string_view content, int64_t label_column) const {
    return load_csv(dir.write("file.csv", content).c_str(), label_column);
  }

  TempDir dir;
};

TEST_F(CsvBlocks, EqualsTheSameImagesAsIdx) {
  constexpr size_t kRows = 700, kCols = 784;
  const std::vector<uint8_t> pixels = make_pixels(kRows * kCols);
  std::string images = {0, 0, 8, 3, 0, 0, 2, '\xbc', 0, 0, 0, 28, 0, 0, 0, 28};
  images.append(reinterpret_cast<const char*>(pixels.data()), pixels.size());
  std::string labels = {0, 0, 8, 1, 0, 0, 2, '\xbc'};
  for (size_t r = 0; r < kRows; ++r) labels += static_cast<char>(r % 10);
  const Dataset idx =
      load_idx(dir.write("images", images).c_str(), dir.write("labels", labels).c_str());
  const std::string text = to_csv(pixels, kCols);
  ASSERT_GT(text.size(), 4 * kBlock);
  for (const bool packed : {false, true}) {
    const Dataset csv = load(packed ? gzip(text) : text, 0);
    ASSERT_EQ(csv.rows(), idx.rows());
    ASSERT_EQ(csv.cols(), idx.cols());
    EXPECT_EQ(csv.inputs().type, InputType::kByte);
    EXPECT_EQ(std::memcmp(csv.inputs().data, idx.inputs().data, pixels.size()), 0);
    for (size_t r = 0; r < kRows; ++r) {
      ASSERT_EQ(csv.targets().label(r), idx.targets().label(r));
    }
  }
}

TEST_F(CsvBlocks, BlocksMayEndAnywhere) {
  // Empty lines move what follows across the end of the first block, byte by byte.
  const std::string tail = "10,\t200 , 30,0\r\n 0.25 ,-5e-1,255,1\r\n\r\n\n7,88,999,2\r1,2,3,4";
  const std::vector<double> expected = {10, 200, 30, 0.25, -0.5, 255, 7, 88, 999, 1, 2, 3};
  for (size_t before = 0; before <= tail.size() + 2; ++before) {
    const Dataset dataset = load(std::string(kBlock - before, '\n') + tail, -1);
    ASSERT_EQ(dataset.rows(), 4u) << before;
    ASSERT_EQ(dataset.cols(), 3u);
    std::vector<double> inputs(12);
    dataset.copy_inputs(0, 4, inputs.data());
    EXPECT_EQ(inputs, expected) << before;
    EXPECT_EQ(dataset.targets().label(1), 1);
    EXPECT_EQ(dataset.targets().label(3), 4);
  }
}

TEST_F(CsvBlocks, LinesAreCountedAcrossBlocks) {
  const std::string tail = "1,2,0\r\n\r\nx,2,0\r\n";
  for (size_t before = 0; before <= tail.size() + 2; ++before) {
    const std::string line = "line " + std::to_string(kBlock - before + 3) + ", column 1: 'x'";
    expect_error(Status::kFormat, {line},
                 [&] { load(std::string(kBlock - before, '\n') + tail, -1); });
  }
}

TEST_F(CsvBlocks, ALineOfFiftyMegabytes) {
  constexpr size_t kCells = 25'000'000;
  std::string line(2 * kCells, ',');
  for (size_t i = 0; i < kCells; ++i) line[2 * i] = static_cast<char>('0' + i % 10);
  const Dataset dataset = load(line + "77\n", -1);
  ASSERT_EQ(dataset.rows(), 1u);
  ASSERT_EQ(dataset.cols(), kCells);
  EXPECT_EQ(dataset.classes(), 78u);
  const auto* bytes = static_cast<const unsigned char*>(dataset.inputs().data);
  size_t wrong = 0;
  for (size_t i = 0; i < kCells; ++i) wrong += bytes[i] != i % 10;
  EXPECT_EQ(wrong, 0u);

  // As a second line it is only ragged, and its cells are counted.
  expect_error(Status::kFormat, {"line 2 has 25000001 cells, line 1 has 2"},
               [&] { load("1,2\n" + line + "77\n", -1); });
}

TEST_F(CsvBlocks, ACellOfFiftyMegabytes) {
  constexpr size_t kLong = 50'000'000;
  expect_error(Status::kFormat, {"line 1, column 1: a cell of 262144 bytes or more"},
               [&] { load(std::string(kLong, '7'), 0); });
  expect_error(Status::kFormat, {"line 2, column 2: a cell of 262144 bytes or more"},
               [&] { load("1,2\n3," + std::string(kLong, '\0') + "\n", 0); });
  // White space in front of a cell, and empty lines, may go on for ever.
  const Dataset dataset =
      load("1," + std::string(kLong, ' ') + "2\n" + std::string(kLong, '\t'), 0);
  EXPECT_EQ(dataset.rows(), 1u);
  EXPECT_EQ(dataset.input_magnitude(), 255);
}

// How far loading grows resident memory beyond the dataset; 0 if the dataset is not as expected.
size_t excess_of_loading(const std::string& path, InputType type, size_t dataset_bytes) {
  const size_t before = memory_field("VmHWM:");
  const Dataset dataset = load_csv(path.c_str(), 0);
  const size_t grown = memory_field("VmHWM:") - before;
  if (dataset.inputs().type != type || grown < dataset_bytes / 2) return 0;
  return grown > dataset_bytes ? grown - dataset_bytes : 1;
}

TEST_F(CsvBlocks, MemoryStaysAtTheDatasetsOwnSize) {
  if (!memory_can_be_measured()) GTEST_SKIP() << "a tool has replaced the allocator";
  constexpr size_t kRows = 16'000, kCols = 784;
  const std::string path = dir.path("large.csv");
  {
    const std::string part = to_csv(make_pixels(100 * kCols), kCols);
    std::ofstream out(path, std::ios::binary);
    for (size_t r = 0; r < kRows; r += 100) out << part;
    ASSERT_TRUE(out.flush());
  }
  ASSERT_GT(std::filesystem::file_size(path), 28'000'000u);
  const auto check = [&](InputType type, size_t row_bytes) {
    return run_in_child([&] {
      const size_t rows = kRows + (type == InputType::kF64 ? 1 : 0);
      const size_t excess = excess_of_loading(path, type, rows * row_bytes);
      return excess == 0 ? 1 : excess > 16'000'000 ? 2 : 0;
    });
  };
  EXPECT_EQ(check(InputType::kByte, kCols + 4), 0);
  // The bound leaves room for an allocator that moves the 13 MB of bytes when they become doubles,
  // and none for the 29 MB of text. One more row, of which one number is no byte: all become
  // doubles.
  std::ofstream out(path, std::ios::binary | std::ios::app);
  out << "0";
  for (size_t i = 1; i < kCols; ++i) out << ",1";
  out << ",0.5\n";
  ASSERT_TRUE(out.flush());
  EXPECT_EQ(check(InputType::kF64, kCols * 8 + 4), 0);
}

}  // namespace
}  // namespace neuro
