// Integers carry the bytes, so that the machine's byte order does not show.
#include "io/tensor_data.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "base/error.h"
#include "base/finite.h"
#include "io/json_text.h"
#include "io/layer_parts.h"

namespace neuro {
namespace {

// Elements converted at a time.
constexpr size_t kPiece = 4096;

struct Space {
  std::vector<double> values = std::vector<double>(kPiece);
  std::vector<unsigned char> bytes = std::vector<unsigned char>(kPiece * sizeof(double));
};

template <class Bits>
void store_little_endian(unsigned char* out, Bits bits) {
  for (size_t i = 0; i < sizeof bits; ++i) out[i] = static_cast<unsigned char>(bits >> 8 * i);
}

template <class Bits>
Bits load_little_endian(const unsigned char* in) {
  Bits bits = 0;
  for (size_t i = 0; i < sizeof bits; ++i) bits |= Bits{in[i]} << 8 * i;
  return bits;
}

size_t element_bytes(ElementType type) { return type == ElementType::kF64 ? 8 : 4; }

void encode(const double* values, size_t count, ElementType type, unsigned char* bytes) {
  for (size_t i = 0; i < count; ++i) {
    if (type == ElementType::kF64) {
      store_little_endian(bytes + 8 * i, std::bit_cast<uint64_t>(values[i]));
    } else {
      store_little_endian(bytes + 4 * i, std::bit_cast<uint32_t>(static_cast<float>(values[i])));
    }
  }
}

void decode(const unsigned char* bytes, size_t count, ElementType type, double* values) {
  for (size_t i = 0; i < count; ++i) {
    values[i] = type == ElementType::kF64
                    ? std::bit_cast<double>(load_little_endian<uint64_t>(bytes + 8 * i))
                    : static_cast<double>(
                          std::bit_cast<float>(load_little_endian<uint32_t>(bytes + 4 * i)));
  }
}

// Calls per_piece(range) for consecutive pieces of so many elements.
template <class PerPiece>
void for_each_piece(size_t elements, const PerPiece& per_piece) {
  for (size_t first = 0; first < elements; first += kPiece) {
    per_piece(Range{first, std::min(elements, first + kPiece)});
  }
}

// Reads tensors one after the other.
class TensorReader {
 public:
  TensorReader(const ByteSource& source, uint64_t data_offset, const ValueCheck& check)
      : source_(source), data_offset_(data_offset), check_(check) {}

  void read(const PartTensor& part, ParameterStore& to) {
    const TensorInfo& tensor = *part.tensor;
    const ElementType type = tensor.dtype == "F64" ? ElementType::kF64 : ElementType::kF32;
    const size_t bytes = element_bytes(type);
    for_each_piece(static_cast<size_t>(*element_count(tensor.shape)), [&](Range range) {
      source_.read(data_offset_ + tensor.begin + range.first * bytes, space_.bytes.data(),
                   range.size() * bytes);
      decode(space_.bytes.data(), range.size(), type, space_.values.data());
      check(part, range);
      to.set(part.layer, part.part, range, space_.values.data());
    });
  }

 private:
  void check(const PartTensor& part, Range range) const {
    const bool is_non_negative = check_.is_non_negative || part.part == Part::kVariance;
    for (size_t i = 0; i < range.size(); ++i) {
      const double value = space_.values[i];
      if (!check_.allow_not_finite && !is_finite(value)) {
        fail(part, range.first + i, " is not finite in the network's type");
      }
      if (is_non_negative && value < 0) fail(part, range.first + i, " is below 0");
    }
  }

  bool is_finite(double value) const {
    return check_.type == ElementType::kF64 ? fits<double>(value) : fits<float>(value);
  }

  [[noreturn]] void fail(const PartTensor& part, size_t element, const char* what) const {
    const size_t cols = static_cast<size_t>(part.tensor->shape.back());
    throw Error(Status::kFormat, source_.name(), ": tensor ", shown_name(part.tensor->name).c_str(),
                ", row ", element / cols, ", column ", element % cols, ": ",
                space_.values[element % kPiece], what);
  }

  const ByteSource& source_;
  uint64_t data_offset_;
  ValueCheck check_;
  Space space_;
};

}  // namespace

void write_tensors(ByteSink& sink, const ModelDescription& model, const TensorSet& set,
                   const ParameterStore& from) {
  Space space;
  for (size_t l = 0; l + 1 < model.sizes.size(); ++l) {
    const size_t in = model.sizes[l], out = model.sizes[l + 1];
    for (const Part part : layer_parts(model.normalisation(l), set.has_statistics)) {
      for_each_piece(part == Part::kWeights ? in * out : out, [&](Range range) {
        from.get(l, part, range, space.values.data());
        encode(space.values.data(), range.size(), model.type, space.bytes.data());
        sink.write(space.bytes.data(), range.size() * element_bytes(model.type));
      });
    }
  }
}

void read_tensors(const ByteSource& source, uint64_t data_offset,
                  const std::vector<PartTensor>& tensors, const ValueCheck& check,
                  ParameterStore& to) {
  TensorReader reader(source, data_offset, check);
  for (const PartTensor& tensor : tensors) reader.read(tensor, to);
}

}  // namespace neuro
