// The container of model files: what is written and read, and what becomes of bytes that somebody
// has damaged. test_header_errors.cc has what is said about each kind of wrong header.
#include "io/safetensors.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "expect_error.h"
#include "io/header_json.h"
#include "model_bytes.h"
#include "temp_file.h"

namespace neuro {
namespace {

const std::vector<TensorInfo> kTensors = {
    {"layers.0.weight", "F32", {2, 3}, 0, 24},
    {"a \"name\"\n", "F64", {}, 24, 32},
    {"none", "BF16", {5, 0}, 32, 32},
    {"bits", "BOOL", {3}, 32, 35},
};
const Metadata kMetadata = {{"format", "test"}, {"gr\xc3\xbc\xc3\x9f\t", "\\ \"\x01\x7f"}};

const std::string kHeader =
    R"({"__metadata__":{"format":"test","grüß\u0009":"\\ \"\u0001)"
    "\x7f"
    R"("},"layers.0.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
    R"("a \"name\"\u000a":{"dtype":"F64","shape":[],"data_offsets":[24,32]},)"
    R"("none":{"dtype":"BF16","shape":[5,0],"data_offsets":[32,32]},)"
    R"("bits":{"dtype":"BOOL","shape":[3],"data_offsets":[32,35]}})";

void expect_same(const std::vector<TensorInfo>& got, const std::vector<TensorInfo>& expected) {
  ASSERT_EQ(got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].name, expected[i].name);
    EXPECT_EQ(got[i].dtype, expected[i].dtype) << got[i].name;
    EXPECT_EQ(got[i].shape, expected[i].shape) << got[i].name;
    EXPECT_EQ(got[i].begin, expected[i].begin) << got[i].name;
    EXPECT_EQ(got[i].end, expected[i].end) << got[i].name;
  }
}

std::string padded(std::string header) {
  while (header.size() % 8 != 0) header += ' ';
  return header;
}

TEST(Safetensors, WritesTheGoldenHeader) {
  StringSink sink;
  write_header(sink, kTensors, kMetadata);
  EXPECT_EQ(sink.text, container(padded(kHeader), 0));
  EXPECT_EQ(sink.text.size() % 8, 0u);
}

TEST(Safetensors, ReadsTheGoldenHeader) {
  for (const std::string& header : {kHeader, padded(kHeader), kHeader + "\n\t\r   "}) {
    const SafetensorsHeader got = read_bytes(container(header, 35));
    expect_same(got.tensors, kTensors);
    EXPECT_EQ(got.metadata, kMetadata);
    EXPECT_EQ(got.data_offset, 8 + header.size());
  }
}

TEST(Safetensors, ReadsFiles) {
  const TempDir dir;
  const auto source = open_file_source(dir.write("model", container(kHeader, 35)).c_str());
  expect_same(read_header(*source).tensors, kTensors);
}

// As other writers write it: white space, escapes, fields and tensors in another order.
TEST(Safetensors, ReadsWhatOthersWrite) {
  const SafetensorsHeader got = read_bytes(container(
      "{ \"b\" :\n{\"data_offsets\" : [4 , 8],\t\"shape\":[\r2 ],\"dtype\": \"F\\u0031\\u0036\"} ,"
      "\"\\ud83d\\ude00\\/\":{\"shape\":[4],\"dtype\":\"U8\",\"data_offsets\":[0,4]},"
      "\"__metadata__\":{}}",
      8));
  expect_same(got.tensors, {{"\xf0\x9f\x98\x80/", "U8", {4}, 0, 4}, {"b", "F16", {2}, 4, 8}});
  EXPECT_TRUE(got.metadata.empty());
}

TEST(Safetensors, ReadsAndWritesNothing) {
  StringSink sink;
  write_header(sink, {}, {});
  EXPECT_EQ(sink.text, container("{}      ", 0));
  const SafetensorsHeader got = read_bytes(sink.text);
  EXPECT_TRUE(got.tensors.empty());
  EXPECT_TRUE(got.metadata.empty());
  EXPECT_EQ(got.data_offset, 16u);
}

TEST(Safetensors, KnowsEveryTypesSize) {
  const std::pair<const char*, uint64_t> kSizes[] = {
      {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1},
      {"I16", 2},  {"U16", 2}, {"F16", 2}, {"BF16", 2},    {"I32", 4},
      {"U32", 4},  {"F32", 4}, {"I64", 8}, {"U64", 8},     {"F64", 8}};
  for (const auto& [dtype, bytes] : kSizes) {
    EXPECT_EQ(element_bytes(dtype), bytes) << dtype;
    StringSink sink;
    write_header(sink, {{"t", dtype, {3}, 0, 3 * bytes}}, {});
    EXPECT_EQ(
        read_bytes(sink.text + std::string(static_cast<size_t>(3 * bytes), 'x')).tensors[0].dtype,
        dtype);
  }
  for (const char* dtype : {"", "F", "F3", "f32", "F32 ", "F4", "C64", "F8_E8M0"}) {
    EXPECT_FALSE(element_bytes(dtype)) << dtype;
  }
}

TEST(Safetensors, CountsElementsWithoutOverflow) {
  constexpr uint64_t kHalf = uint64_t{1} << 32, kMost = UINT64_MAX;
  using Shape = std::vector<uint64_t>;
  EXPECT_EQ(element_count(Shape{}), 1u);
  EXPECT_EQ(element_count(Shape{2, 3, 4}), 24u);
  EXPECT_EQ(element_count(Shape{kMost}), kMost);
  EXPECT_EQ(element_count(Shape{0, kMost, kMost}), 0u);
  EXPECT_EQ(element_count(Shape{kHalf, kHalf}), std::nullopt);
  EXPECT_EQ(element_count(Shape{kMost, kMost, 0}), std::nullopt);
}

// The data are not touched, so that they may be as large as they like.
TEST(Safetensors, ReadsEnormousNumbers) {
  class Enormous : public MemorySource {
   public:
    Enormous(const std::string& bytes, uint64_t size)
        : MemorySource(bytes.data(), bytes.size(), "model"), size_(size) {}
    uint64_t size() const override { return size_; }

   private:
    uint64_t size_;
  };
  const std::string bytes = container(
      R"({"t":{"dtype":"U16","shape":[9223372036854775000],"data_offsets":[0,18446744073709550000]}})",
      0);
  const Enormous source(bytes, bytes.size() + 18446744073709550000u);
  EXPECT_EQ(read_header(source).tensors[0].end, 18446744073709550000u);
}

TEST(Safetensors, TakesWhatIsJustWithinTheLimits) {
  const std::string name(kMaxNameBytes, 'n'), value(kMaxJsonToken - 2, 'v');
  StringSink sink;
  const std::vector<TensorInfo> tensors = {{name, "U8", std::vector<uint64_t>(kMaxRank, 1), 0, 1}};
  write_header(sink, tensors, {{name, value}});
  const SafetensorsHeader got = read_bytes(sink.text + 'x');
  expect_same(got.tensors, tensors);
  EXPECT_EQ(got.metadata.at(name), value);
}

// What is valid after a byte of it has changed is at least consistent.
void expect_error_or_consistent(const std::string& bytes) {
  try {
    const SafetensorsHeader got = read_bytes(bytes);
    EXPECT_LE(got.data_offset, bytes.size());
    uint64_t end = 0;
    for (const TensorInfo& tensor : got.tensors) {
      EXPECT_EQ(tensor.begin, end);
      EXPECT_EQ(*element_count(tensor.shape) * *element_bytes(tensor.dtype),
                tensor.end - tensor.begin);
      end = tensor.end;
    }
    EXPECT_EQ(got.data_offset + end, bytes.size());
  } catch (const Error& error) {
    EXPECT_TRUE(error.status() == Status::kFormat || error.status() == Status::kUnsupported);
    EXPECT_TRUE(std::string_view(error.what()).starts_with("model: ")) << error.what();
  }
}

TEST(Safetensors, SurvivesEveryTruncation) {
  const std::string bytes = container(kHeader, 35);
  for (size_t n = 0; n < bytes.size(); ++n) {
    expect_error(Status::kFormat, {"model: "}, [&] { read_bytes(bytes.substr(0, n)); });
    // The same with a header length that fits what is left.
    if (n >= 8) expect_error_or_consistent(container(bytes.substr(8, n - 8), 0));
  }
}

TEST(Safetensors, SurvivesEveryChangeOfAByte) {
  std::string bytes = container(kHeader, 35);
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int change = 1; change < 256; ++change) {
      bytes[i] = static_cast<char>(bytes[i] ^ change);
      expect_error_or_consistent(bytes);
      bytes[i] = static_cast<char>(bytes[i] ^ change);
    }
  }
}

TEST(Safetensors, SurvivesEveryMissingOrDoubledByte) {
  for (size_t i = 0; i < kHeader.size(); ++i) {
    std::string header = kHeader;
    header.erase(i, 1);
    expect_error_or_consistent(container(header, 35));
    header = kHeader;
    header.insert(i, 1, kHeader[i]);
    expect_error_or_consistent(container(header, 35));
  }
}

TEST(Safetensors, WritesNoMetadataThatItWouldNotRead) {
  StringSink sink;
  const auto expect_refused = [&](const char* message, const Metadata& metadata,
                                  Status status = Status::kInvalidArgument) {
    expect_error(status, {message}, [&] { write_header(sink, {}, metadata); });
  };
  expect_refused("metadata \"k\": the value is not UTF-8", {{"k", "\xff"}});
  expect_refused("metadata \"k\": the value has a zero character", {{"k", std::string(1, '\0')}});
  expect_refused("metadata \"k\": the value is too long", {{"k", std::string(kMaxJsonToken, 'v')}});
  expect_refused("metadata \"k\": the value is too long",
                 {{"k", std::string(kMaxJsonToken / 6 + 1, '\x01')}});  // with its escapes
  expect_refused("metadata \"?\": the name is not UTF-8", {{"\xff", ""}});
  expect_refused("metadata \"?\": the name has a zero character", {{std::string(1, '\0'), ""}});
  expect_refused("...\": the name is too long", {{std::string(kMaxNameBytes + 1, 'k'), ""}});
  Metadata many;
  for (size_t i = 0; i <= kMaxMetadata; ++i) many.emplace(std::to_string(i), "");
  expect_refused("more than 8192 entries of metadata", many, Status::kUnsupported);
  many.erase("0");
  many["1"] = std::string(kMaxJsonToken - 2, 'v');
  write_header(sink, {}, many);
  EXPECT_EQ(read_bytes(sink.text).metadata, many);
  sink.text.clear();
  Metadata large;
  for (int i = 0; i < 96; ++i) large.emplace(std::to_string(i), many["1"]);
  expect_refused("more than 100000000 bytes", large, Status::kUnsupported);
  EXPECT_TRUE(sink.text.empty());
}

TEST(Safetensors, WritesNoTensorsThatItWouldNotRead) {
  StringSink sink;
  const auto expect_refused = [&](const char* message, const std::vector<TensorInfo>& tensors) {
    expect_error(Status::kInternal, {message}, [&] { write_header(sink, tensors, {}); });
  };
  expect_refused("tensor \"t\": begins at byte 1", {{"t", "U8", {1}, 1, 2}});
  expect_refused("tensor \"u\": begins at byte 2",
                 {{"t", "U8", {1}, 0, 1}, {"u", "U8", {1}, 2, 3}});
  expect_refused("tensor \"t\": there is a second one",
                 {{"t", "U8", {1}, 0, 1}, {"t", "U8", {1}, 1, 2}});
  expect_refused("tensor \"t\": its shape has 2 bytes, its data 1", {{"t", "U8", {2}, 0, 1}});
  expect_refused("tensor \"t\": unknown dtype \"F31\"", {{"t", "F31", {1}, 0, 1}});
  expect_refused("tensor \"t\": more than 8 dimensions",
                 {{"t", "U8", std::vector<uint64_t>(9, 1), 0, 1}});
  expect_refused("tensor \"?\": the name is not UTF-8", {{"\x80", "U8", {1}, 0, 1}});
  expect_refused("the name is not a tensor's", {{"__metadata__", "U8", {1}, 0, 1}});
  std::vector<TensorInfo> many;
  for (size_t i = 0; i <= kMaxTensors; ++i) many.push_back({std::to_string(i), "U8", {0}, 0, 0});
  expect_refused("more than 131072 tensors", many);
  EXPECT_TRUE(sink.text.empty());
  many.pop_back();
  write_header(sink, many, {});
  EXPECT_EQ(read_bytes(sink.text).tensors.size(), kMaxTensors);
}

}  // namespace
}  // namespace neuro
