// How much memory a safetensors header takes while it is read, whoever has made it up: counted at
// operator new.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>

#include "expect_error.h"
#include "io/header_json.h"
#include "model_bytes.h"

namespace {

size_t live = 0, peak = 0, allocations = 0;
size_t fail_at = SIZE_MAX;  // the allocation that fails, counted from 0

// Room for the size in front of each block, as much as alignment asks for.
constexpr size_t kFront = alignof(std::max_align_t);

}  // namespace

void* operator new(size_t n) {
  auto* block = static_cast<char*>(std::malloc(n + kFront));
  if (block == nullptr || allocations++ == fail_at) {
    std::free(block);
    throw std::bad_alloc();
  }
  *reinterpret_cast<size_t*>(block) = n;
  live += n;
  if (live > peak) peak = live;
  return block + kFront;
}
void* operator new[](size_t n) { return operator new(n); }
void operator delete(void* p) noexcept {
  if (p == nullptr) return;
  char* block = static_cast<char*>(p) - kFront;
  live -= *reinterpret_cast<size_t*>(block);
  std::free(block);
}
void operator delete[](void* p) noexcept { operator delete(p); }
void operator delete(void* p, size_t) noexcept { operator delete(p); }
void operator delete[](void* p, size_t) noexcept { operator delete(p); }

namespace neuro {
namespace {

// The bytes that read_header() had at most at once beyond what there was before.
size_t peak_of(const std::string& bytes) {
  const size_t before = live;
  peak = live;
  try {
    read_bytes(bytes);
  } catch (const Error&) {
  }
  return peak - before;
}

constexpr size_t kSmallThings = size_t{32} << 20;

void expect_bounded(const std::string& bytes) {
  const size_t used = peak_of(bytes);
  EXPECT_LE(used, bytes.size() + kSmallThings) << "of " << bytes.size();
}

std::string metadata(size_t entries, size_t value_bytes) {
  std::string header = "{\"__metadata__\":{";
  for (size_t i = 0; i < entries; ++i) {
    header += joined("\"", std::to_string(i), "\":\"");
    header.append(value_bytes, 'v') += "\",";
  }
  header.back() = '}';
  return header + '}';
}

std::string tensors(size_t count, size_t name_bytes) {
  std::string header = "{";
  for (size_t i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    header += joined("\"", number);
    header.append(name_bytes - std::min(name_bytes, number.size()), 'n');
    header += "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},";
  }
  header.back() = '}';
  return header;
}

TEST(HeaderMemory, ClaimsTakeNone) {
  for (const uint64_t claimed : {uint64_t{100'000'000}, uint64_t{100'000'001}, UINT64_MAX}) {
    const std::string bytes = container("{}", 0, claimed);
    const size_t before = allocations;
    EXPECT_EQ(peak_of(bytes), 0u);
    EXPECT_EQ(allocations, before);
  }
  const std::string enormous = container(
      R"({"t":{"dtype":"U8","shape":[1000000000000],"data_offsets":[0,1000000000000]}})", 0);
  EXPECT_LE(peak_of(enormous), size_t{64} << 10);
}

TEST(HeaderMemory, SmallHeadersTakeLittle) {
  EXPECT_LE(peak_of(container("{}", 0)), size_t{20} << 10);
  EXPECT_LE(peak_of(container(tensors(10, 20), 0)), size_t{40} << 10);
}

TEST(HeaderMemory, TinyTensors) {
  expect_bounded(container(tensors(kMaxTensors, 1), 0));
  expect_bounded(container(tensors(kMaxTensors + 1, 1), 0));
}

TEST(HeaderMemory, LongNames) { expect_bounded(container(tensors(20'000, kMaxNameBytes), 0)); }

TEST(HeaderMemory, TinyMetadata) {
  expect_bounded(container(metadata(kMaxMetadata, 0), 0));
  expect_bounded(container(metadata(1'000'000, 0), 0));
}

TEST(HeaderMemory, LongValues) {
  expect_bounded(container(metadata(90, kMaxJsonToken - 2), 0));
  expect_bounded(container(metadata(1, kMaxJsonToken), 0));
}

TEST(HeaderMemory, EverythingAtOnce) {
  std::string header = metadata(kMaxMetadata - 1, 0);
  header.resize(header.size() - 2);
  header += joined(",\"long\":\"", std::string(kMaxJsonToken - 2, 'v'), "\"},");
  expect_bounded(container(header + tensors(kMaxTensors, 1).substr(1), 0));
}

TEST(HeaderMemory, WhiteSpaceTakesNone) {
  const std::string spaces(90'000'000, ' ');
  EXPECT_LE(peak_of(container(joined("{}", spaces), 0)), size_t{20} << 10);
  EXPECT_LE(peak_of(container(joined("{", spaces, "}"), 0)), size_t{20} << 10);
  EXPECT_LE(peak_of(container(joined("{", spaces), 0)), size_t{20} << 10);
}

// The parser puts what it has read last into its own messages, several times.
TEST(HeaderMemory, ErrorsBehindLongTokens) {
  const std::string token(kMaxJsonToken - 1, '1');
  for (const std::string& header :
       {joined("{\"", token, "\""), joined("{\"a\"\"", token, "\"}"), joined("{", token, "}"),
        joined("{\"a\":{\"shape\":[", token, "]"), joined("{\"", token)}) {
    EXPECT_LE(peak_of(container(header, 0)), 16 * kMaxJsonToken);
  }
}

// Whichever allocation fails, the caller learns of it and nothing leaks.
TEST(HeaderMemory, RunningOut) {
  const std::string good = tensors(3, 100).substr(1);
  for (const std::string& header :
       {joined("{\"__metadata__\":{\"a long key, to be sure\":\"a long value, to be sure\"},",
               good),
        joined("{", good.substr(0, good.size() - 1), ",\"unexpected\"}"), joined("{", good, "1")}) {
    const std::string bytes = container(header, 0);
    const size_t before = live;
    bool done = false;
    for (size_t n = 0; !done; ++n) {
      ASSERT_LT(n, 1000u);
      allocations = 0;
      fail_at = n;
      try {
        read_bytes(bytes);
        done = true;
      } catch (const Error&) {
        done = true;
      } catch (const std::bad_alloc&) {
      }
      fail_at = SIZE_MAX;
      EXPECT_EQ(live, before) << n;
    }
    EXPECT_GT(allocations, 10u);
  }
}

}  // namespace
}  // namespace neuro
