// Integers carry the bytes, so that the machine's byte order does not show.
#include "io/tensor_data.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "base/error.h"
#include "base/finite.h"
#include "io/json_text.h"

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

// Where tensors of a network's type come from, and what is asked of their values.
class TensorReader {
 public:
  TensorReader(const ByteSource& source, uint64_t data_offset, ElementType type,
               bool allow_not_finite)
      : source_(source),
        data_offset_(data_offset),
        is_double_(type == ElementType::kF64),
        allow_not_finite_(allow_not_finite) {}

  // Calls set(range, values) for all of a tensor. cols: of a row, for messages.
  template <class Set>
  void read(const TensorInfo& tensor, size_t elements, size_t cols, const Set& set) {
    const ElementType type = tensor.dtype == "F64" ? ElementType::kF64 : ElementType::kF32;
    for_each_piece(elements, [&](Range range) {
      source_.read(data_offset_ + tensor.begin + range.first * element_bytes(type),
                   space_.bytes.data(), range.size() * element_bytes(type));
      decode(space_.bytes.data(), range.size(), type, space_.values.data());
      if (!allow_not_finite_) check(tensor, range, cols);
      set(range, space_.values.data());
    });
  }

 private:
  void check(const TensorInfo& tensor, Range range, size_t cols) const {
    for (size_t i = 0; i < range.size(); ++i) {
      const double value = space_.values[i];
      if (is_double_ ? fits<double>(value) : fits<float>(value)) continue;
      const size_t element = range.first + i;
      throw Error(Status::kFormat, source_.name(), ": tensor ", shown_name(tensor.name).c_str(),
                  ", row ", element / cols, ", column ", element % cols, ": ", value,
                  " is not finite in the network's type");
    }
  }

  const ByteSource& source_;
  uint64_t data_offset_;
  bool is_double_, allow_not_finite_;
  Space space_;
};

}  // namespace

void write_parameters(ByteSink& sink, const std::vector<size_t>& sizes, ElementType type,
                      const ParameterStore& from) {
  Space space;
  const auto write = [&](size_t count) {
    encode(space.values.data(), count, type, space.bytes.data());
    sink.write(space.bytes.data(), count * element_bytes(type));
  };
  for (size_t l = 0; l + 1 < sizes.size(); ++l) {
    for_each_piece(sizes[l] * sizes[l + 1], [&](Range range) {
      from.get_weights(l, range, space.values.data());
      write(range.size());
    });
    for_each_piece(sizes[l + 1], [&](Range range) {
      from.get_bias(l, range, space.values.data());
      write(range.size());
    });
  }
}

void read_parameters(const ByteSource& source, const SafetensorsHeader& header,
                     const std::vector<LayerTensors>& layers, ElementType type,
                     bool allow_not_finite, ParameterStore& to) {
  TensorReader reader(source, header.data_offset, type, allow_not_finite);
  for (size_t l = 0; l < layers.size(); ++l) {
    const TensorInfo& weight = layers[l].weight;
    const auto out = static_cast<size_t>(weight.shape[0]);
    const auto in = static_cast<size_t>(weight.shape[1]);
    reader.read(weight, out * in, in,
                [&](Range range, const double* values) { to.set_weights(l, range, values); });
    reader.read(layers[l].bias, out, out,
                [&](Range range, const double* values) { to.set_bias(l, range, values); });
  }
}

}  // namespace neuro
