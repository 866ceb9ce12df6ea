// Where the elements of a packed matrix lie, see kernels/kernels.h. The layout follows the vector
// width, so it differs between instruction sets; nothing outside the process ever sees it.
#ifndef NEURO_LIB_MODEL_PANELS_H_
#define NEURO_LIB_MODEL_PANELS_H_

#include <algorithm>
#include <cstddef>

#include "base/aligned_buffer.h"
#include "base/size.h"

namespace neuro {

class PanelLayout {
 public:
  // depth rows, `columns` columns, padded to whole vectors of `lanes`.
  PanelLayout(size_t depth, size_t columns, size_t lanes, size_t panel_width)
      : depth_(depth), width_(round_up(columns, lanes)), panel_width_(panel_width) {}

  size_t depth() const { return depth_; }
  size_t width() const { return width_; }
  size_t size() const { return depth_ * width_; }
  size_t panel_width() const { return panel_width_; }

  // The width of the panel that column j lies in: the last one may be narrower.
  size_t width_at(size_t j) const {
    return std::min(panel_width_, width_ - j / panel_width_ * panel_width_);
  }
  size_t index(size_t k, size_t j) const {
    const size_t first = j / panel_width_ * panel_width_;
    return first * depth_ + k * width_at(j) + (j - first);
  }

 private:
  size_t depth_, width_, panel_width_;
};

template <class T>
struct PackedMatrix {
  explicit PackedMatrix(PanelLayout panels) : layout(panels), values(panels.size()) {}

  T& at(size_t k, size_t j) { return values[layout.index(k, j)]; }
  const T& at(size_t k, size_t j) const { return values[layout.index(k, j)]; }
  // Where the panel that begins at column j lies.
  T* panel(size_t j) { return values.data() + j * layout.depth(); }
  const T* panel(size_t j) const { return values.data() + j * layout.depth(); }

  PanelLayout layout;
  AlignedBuffer<T> values;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_PANELS_H_
