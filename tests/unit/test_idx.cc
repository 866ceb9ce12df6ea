// IDX files: what is read, and what is said about every way in which one can be wrong.
#include "data/idx.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <vector>

#include "child_process.h"
#include "expect_error.h"
#include "gzip.h"
#include "temp_file.h"

namespace neuro {
namespace {

std::string header(unsigned char type, std::initializer_list<uint32_t> dimensions) {
  std::string bytes = {'\0', '\0', static_cast<char>(type), static_cast<char>(dimensions.size())};
  for (const uint32_t d : dimensions) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(d >> shift & 0xff);
  }
  return bytes;
}

// Three images of 2 x 2.
// Sizes in memory have as many bits as those in files.
constexpr bool kWideSizes = sizeof(size_t) == sizeof(uint64_t);

const std::string kPixels = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\xfd\xfe\xff";
const std::string kImages = header(8, {3, 2, 2}) + kPixels;
const std::string kLabels = header(8, {3}) + std::string("\x00\x09\x04", 3);

class Idx : public testing::Test {
 protected:
  Dataset load(const std::string& images, const std::string& labels) const {
    return load_idx(dir.write("images", images).c_str(), dir.write("labels", labels).c_str());
  }

  void expect_load_error(Status status, std::initializer_list<std::string_view> parts,
                         const std::string& images, const std::string& labels) const {
    expect_error(status, parts, [&] { load(images, labels); });
  }

  static void expect_sample(const Dataset& dataset) {
    ASSERT_EQ(dataset.rows(), 3u);
    ASSERT_EQ(dataset.cols(), 4u);
    EXPECT_EQ(dataset.inputs().type, InputType::kPixel);
    EXPECT_EQ(dataset.targets().type, TargetType::kLabelU8);
    EXPECT_EQ(std::memcmp(dataset.inputs().data, kPixels.data(), 12), 0);
    EXPECT_EQ(dataset.targets().label(0), 0);
    EXPECT_EQ(dataset.targets().label(1), 9);
    EXPECT_EQ(dataset.targets().label(2), 4);
    EXPECT_EQ(dataset.classes(), 10u);
  }

  TempDir dir;
};

TEST_F(Idx, ReadsPlainAndGzip) {
  expect_sample(load(kImages, kLabels));
  expect_sample(load(gzip(kImages), kLabels));
  expect_sample(load(kImages, gzip(kLabels)));
  expect_sample(load(gzip(kImages), gzip(kLabels)));
  // Packed in two parts, as concatenated .gz files are.
  expect_sample(load(gzip(kImages.substr(0, 7)) + gzip(kImages.substr(7)), kLabels));
}

TEST_F(Idx, FlattensTwoToEightDimensions) {
  expect_sample(load(header(8, {3, 4}) + kPixels, kLabels));
  expect_sample(load(header(8, {3, 1, 2, 1, 1, 2, 1, 1}) + kPixels, kLabels));
}

TEST_F(Idx, ReadsMoreThanOneStep) {
  // Several steps of reading, the last one not full, and sizes that divide nothing.
  constexpr uint32_t kRows = 3001, kCols = 787;
  std::string pixels(size_t{kRows} * kCols, '\0');
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<char>(i * 2654435761u >> 13);
  const std::string images = header(8, {kRows, kCols}) + pixels;
  const std::string labels = header(8, {kRows}) + std::string(kRows, '\x05');
  for (const bool packed : {false, true}) {
    const Dataset dataset = load(packed ? gzip(images) : images, labels);
    ASSERT_EQ(dataset.rows(), kRows);
    ASSERT_EQ(dataset.cols(), kCols);
    EXPECT_EQ(std::memcmp(dataset.inputs().data, pixels.data(), pixels.size()), 0);
  }
}

TEST_F(Idx, NamesTheTypesItCannotRead) {
  const std::initializer_list<std::pair<unsigned char, const char*>> types = {
      {0x09, "signed bytes"},
      {0x0B, "16-bit integers"},
      {0x0C, "32-bit integers"},
      {0x0D, "32-bit floats"},
      {0x0E, "64-bit floats"}};
  for (const auto& [type, name] : types) {
    expect_load_error(Status::kUnsupported, {dir.path("images"), name},
                      header(type, {3, 2, 2}) + kPixels, kLabels);
    expect_load_error(Status::kUnsupported, {dir.path("labels"), name}, kImages,
                      header(type, {3}) + "123");
  }
}

TEST_F(Idx, NamesTheWrongMagicByte) {
  const auto with = [](std::string bytes, size_t i, char byte) {
    bytes[i] = byte;
    return bytes;
  };
  expect_load_error(Status::kFormat, {dir.path("images"), "byte 0 is 80", "has 0"},
                    with(kImages, 0, 'P'), kLabels);
  expect_load_error(Status::kFormat, {"byte 1 is 255", "has 0"}, with(kImages, 1, '\xff'), kLabels);
  expect_load_error(Status::kFormat, {"byte 2 is 7", "8 (unsigned bytes)"}, with(kImages, 2, 7),
                    kLabels);
  expect_load_error(Status::kFormat, {"byte 2 is 10", "8 (unsigned bytes)"}, with(kImages, 2, 10),
                    kLabels);
  expect_load_error(Status::kFormat, {"byte 3 is 9", "2 to 8"}, with(kImages, 3, 9), kLabels);
  expect_load_error(Status::kFormat, {dir.path("labels"), "byte 3 is 0", "1 (labels"}, kImages,
                    with(kLabels, 3, 0));
}

TEST_F(Idx, NoticesFilesMixedUp) {
  expect_load_error(Status::kFormat, {dir.path("images"), "byte 3 is 1", "2 to 8"}, kLabels,
                    kLabels);
  expect_load_error(Status::kFormat, {dir.path("labels"), "byte 3 is 3", "1 (labels"}, kImages,
                    kImages);
}

TEST_F(Idx, RefusesDimensionsOfZero) {
  expect_load_error(Status::kFormat, {"bytes 4 to 7", "dimension 0 is 0"}, header(8, {0, 2, 2}),
                    header(8, {0}));
  expect_load_error(Status::kFormat, {"bytes 12 to 15", "dimension 2 is 0"}, header(8, {3, 2, 0}),
                    kLabels);
  expect_load_error(Status::kFormat, {dir.path("labels"), "dimension 0 is 0"}, kImages,
                    header(8, {0}));
}

TEST_F(Idx, RefusesDimensionsThatOverflow) {
  constexpr uint32_t kMost = 0xffffffff;
  expect_load_error(Status::kFormat, {kWideSizes ? "bytes 12 to 15" : "bytes 8 to 11", "overflow"},
                    header(8, {3, kMost, kMost, kMost}) + kPixels, kLabels);
  expect_load_error(Status::kFormat, {kWideSizes ? "bytes 8 to 11" : "bytes 4 to 7", "overflow"},
                    header(8, {kMost, kMost, 2, 1}) + kPixels, kLabels);
}

TEST_F(Idx, NamesDifferentCounts) {
  expect_load_error(
      Status::kFormat,
      {dir.path("images") + " holds 3 images", dir.path("labels") + " holds 2 labels"}, kImages,
      header(8, {2}) + "12");
}

TEST_F(Idx, NamesTheByteWhereATruncatedFileEnds) {
  const auto where = [](size_t n) { return "ends at byte " + std::to_string(n) + ","; };
  for (size_t n = 0; n < kImages.size(); ++n) {
    const char* what = n < 16 ? "inside its header" : "promises 28";
    expect_load_error(Status::kFormat, {dir.path("images"), where(n), what}, kImages.substr(0, n),
                      kLabels);
  }
  for (size_t n = 0; n < kLabels.size(); ++n) {
    const char* what = n < 8 ? "inside its header" : "promises 11";
    expect_load_error(Status::kFormat, {dir.path("labels"), where(n), what}, kImages,
                      kLabels.substr(0, n));
  }
}

TEST_F(Idx, NamesTheByteWhereAFileGoesOn) {
  expect_load_error(Status::kFormat, {dir.path("images"), "goes on at byte 28"}, kImages + '\0',
                    kLabels);
  expect_load_error(Status::kFormat, {dir.path("labels"), "goes on at byte 11"}, kImages,
                    gzip(kLabels + "123"));
}

TEST_F(Idx, RefusesEveryTruncationOfAGzipFile) {
  const std::string images = gzip(kImages), labels = gzip(kLabels);
  for (size_t n = 0; n < images.size(); ++n) {
    // A single byte is not known to be gzip yet: then it is a short file.
    const char* what = n < 2 ? "inside its header" : "gzip data end too early";
    expect_load_error(Status::kFormat, {dir.path("images"), what}, images.substr(0, n), kLabels);
  }
  for (size_t n = 0; n < labels.size(); ++n) {
    expect_load_error(Status::kFormat, {dir.path("labels")}, kImages, labels.substr(0, n));
  }
}

TEST_F(Idx, RefusesDamagedGzipOrReadsItRight) {
  const std::string images = gzip(kImages);
  size_t refused = 0;
  for (size_t bit = 0; bit < images.size() * 8; ++bit) {
    std::string damaged = images;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    try {
      expect_sample(load(damaged, kLabels));  // a time stamp may change and nothing is lost
    } catch (const Error& error) {
      EXPECT_EQ(error.status(), Status::kFormat) << error.what();
      ++refused;
    }
  }
  EXPECT_GE(refused, (images.size() - 10) * 8);  // everything behind the 10 bytes of gzip's header
}

TEST_F(Idx, DamagedChecksumIsNamed) {
  std::string images = gzip(kImages);
  images[images.size() - 5] ^= 1;
  expect_load_error(Status::kFormat, {dir.path("images"), "gzip data are damaged"}, images,
                    kLabels);
}

TEST_F(Idx, ALyingHeaderTakesNoMemory) {
  // No machine has 2^62 bytes, so believing this one fails in another way.
  constexpr uint32_t kSide = kWideSizes ? 1u << 30 : 1u << 14;
  const std::string images = header(8, {3, kSide, kSide}) + kPixels;
  const std::string promised = std::to_string(16 + uint64_t{3} * kSide * kSide);
  for (const bool packed : {false, true}) {
    expect_load_error(Status::kFormat, {"ends at byte 28", "promises " + promised},
                      packed ? gzip(images) : images, kLabels);
  }
  constexpr uint32_t kRows = kWideSizes ? 0xffffffff : 0x7fffffff;
  expect_load_error(Status::kFormat,
                    {"ends at byte 25", "promises " + std::to_string(uint64_t{12} + kRows)},
                    header(8, {kRows, 1}) + std::string(13, 'x'), header(8, {kRows}) + "123");
}

TEST_F(Idx, ALyingHeaderReservesNoAddresses) {
  if (!memory_can_be_measured()) GTEST_SKIP() << "a tool has replaced the allocator";
  // 4 GB, which a machine might well have.
  const std::string images = header(8, {3, 1u << 30, 1}) + std::string(3'000'000, 'x');
  const std::string file = dir.write("images", images), packed = dir.write("gz", gzip(images));
  const std::string labels = dir.write("labels", kLabels);
  for (const std::string& path : {file, packed}) {
    EXPECT_EQ(run_in_child([&] {
                const size_t before = memory_field("VmPeak:");
                try {
                  load_idx(path.c_str(), labels.c_str());
                } catch (const Error& error) {
                  const size_t grown = memory_field("VmPeak:") - before;
                  return error.status() == Status::kFormat && grown < 16'000'000 ? 0 : 1;
                }
                return 2;
              }),
              0)
        << path;
  }
}

TEST_F(Idx, NamesTheFileThatCannotBeOpened) {
  const std::string images = dir.write("images", kImages), labels = dir.write("labels", kLabels);
  const std::string missing = dir.path("missing");
  expect_error(Status::kIo, {missing, "No such file"},
               [&] { load_idx(missing.c_str(), labels.c_str()); });
  expect_error(Status::kIo, {missing, "No such file"},
               [&] { load_idx(images.c_str(), missing.c_str()); });
  expect_error(Status::kIo, {dir.path(), "Is a directory"},
               [&] { load_idx(dir.path().c_str(), labels.c_str()); });
}

}  // namespace
}  // namespace neuro
