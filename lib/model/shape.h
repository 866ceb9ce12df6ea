// What a network looks like: its widths and its output layer. Knows neither weights nor memory
// layouts.
#ifndef NEURO_LIB_MODEL_SHAPE_H_
#define NEURO_LIB_MODEL_SHAPE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace neuro {

enum class Output : uint8_t { kSoftmax, kIdentity };

class Shape {
 public:
  // Throws Error(kInvalidArgument) unless there are at least two sizes, none of them 0, whose
  // layers can be stored.
  Shape(const size_t* sizes, size_t count, Output output);

  const std::vector<size_t>& sizes() const { return sizes_; }
  size_t layers() const { return sizes_.size() - 1; }
  size_t inputs(size_t layer) const { return sizes_[layer]; }
  size_t outputs(size_t layer) const { return sizes_[layer + 1]; }
  size_t inputs() const { return sizes_.front(); }
  size_t outputs() const { return sizes_.back(); }
  bool is_last(size_t layer) const { return layer + 1 == layers(); }
  Output output() const { return output_; }

 private:
  std::vector<size_t> sizes_;
  Output output_;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_SHAPE_H_
