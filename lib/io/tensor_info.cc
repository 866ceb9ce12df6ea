#include "io/tensor_info.h"

#include <algorithm>
#include <limits>

#include "io/json_text.h"

namespace neuro {
namespace {

struct Dtype {
  std::string_view name;
  uint64_t bytes;
};
constexpr Dtype kDtypes[] = {
    {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1},
    {"I16", 2},  {"U16", 2}, {"F16", 2}, {"BF16", 2},    {"I32", 4},
    {"U32", 4},  {"F32", 4}, {"I64", 8}, {"U64", 8},     {"F64", 8},
};

std::optional<uint64_t> product(uint64_t a, uint64_t b) {
  if (b != 0 && a > std::numeric_limits<uint64_t>::max() / b) return std::nullopt;
  return a * b;
}

}  // namespace

std::optional<uint64_t> element_bytes(std::string_view dtype) {
  for (const Dtype& known : kDtypes) {
    if (known.name == dtype) return known.bytes;
  }
  return std::nullopt;
}

std::optional<uint64_t> element_count(std::span<const uint64_t> shape) {
  std::optional<uint64_t> count = 1;
  for (const uint64_t n : shape) {
    count = product(*count, n);
    if (!count) break;
  }
  return count;
}

void check_tensor(Status status, const char* where, const TensorInfo& tensor) {
  const auto fail = [&](const auto&... pieces) {
    throw Error(status, where, "tensor ", shown_name(tensor.name).c_str(), ": ", pieces...);
  };
  if (tensor.shape.size() > kMaxRank) fail("more than ", kMaxRank, " dimensions");
  const auto unit = element_bytes(tensor.dtype);
  if (!unit) fail("unknown dtype ", shown_name(tensor.dtype).c_str());
  const auto count = element_count(tensor.shape);
  const auto bytes = count ? product(*count, *unit) : count;
  if (!bytes) fail("its shape has more than 2^64 bytes");
  if (tensor.begin > tensor.end) {
    fail("begins at byte ", tensor.begin, " of the data and ends before, at ", tensor.end);
  }
  if (tensor.end - tensor.begin != *bytes) {
    fail("its shape has ", *bytes, " bytes, its data ", tensor.end - tensor.begin);
  }
}

void check_tensors(Status status, const char* where, std::span<const TensorInfo> tensors,
                   uint64_t data_bytes) {
  if (tensors.size() > kMaxTensors)
    throw Error(status, where, "more than ", kMaxTensors, " tensors");
  std::vector<std::string_view> names(tensors.size());
  std::transform(tensors.begin(), tensors.end(), names.begin(),
                 [](const TensorInfo& tensor) { return std::string_view(tensor.name); });
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) {
    throw Error(status, where, "tensor ", shown_name(*twice).c_str(), ": there is a second one");
  }

  uint64_t end = 0;
  for (const TensorInfo& tensor : tensors) {
    if (tensor.begin != end) {
      throw Error(status, where, "tensor ", shown_name(tensor.name).c_str(), ": begins at byte ",
                  tensor.begin, " of the data, the one before ends at ", end);
    }
    end = tensor.end;
  }
  if (end != data_bytes) {
    throw Error(status, where, "the tensors have ", end, " bytes, the data ", data_bytes);
  }
}

}  // namespace neuro
