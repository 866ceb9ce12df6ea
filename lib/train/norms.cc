#include "train/norms.h"

#include "base/range.h"

namespace neuro {
namespace {

template <class T>
double squares(const AlignedBuffer<T>& numbers) {
  double sum = 0;
  for (size_t j = 0; j < numbers.size(); ++j) {
    const double number = static_cast<double>(numbers[j]);
    sum += number * number;
  }
  return sum;
}

// Of weights, without the bias; `sums` is indexed by column.
template <class T>
void square_columns(const LayerParameters<T>& numbers, Range columns, double* sums,
                    const Kernels<T>& kernels) {
  ColumnSquares<T> squares{};
  squares.panels = numbers.weights.panel(columns.first);
  squares.panel_depth = numbers.weights.layout.depth();
  squares.depth = numbers.inputs;
  squares.width = columns.size();
  squares.sums = sums + columns.first;
  kernels.updates->column_squares(squares);
}

template <class T>
LayerSquares add_up(const LayerParameters<T>& numbers, const double* columns) {
  LayerSquares sums;
  for (size_t j = 0; j < numbers.outputs; ++j) {
    const double bias = static_cast<double>(numbers.weights.at(numbers.inputs, j));
    sums.weights += columns[j];
    sums.bias += bias * bias;
  }
  sums.scale = squares(numbers.scale);
  sums.shift = squares(numbers.shift);
  return sums;
}

}  // namespace

template <class T>
Norms<T>::Norms(const Shape& shape, const Kernels<T>& kernels) : kernels_(&kernels) {
  for (size_t l = 0; l < shape.layers(); ++l) {
    columns_.emplace_back(round_up(shape.outputs(l), kernels.lanes));
  }
}

template <class T>
void Norms<T>::add_columns(size_t l, const LayerParameters<T>& numbers, size_t worker,
                           size_t active) {
  const PanelLayout& layout = numbers.weights.layout;
  const Range columns = part(layout.width(), worker, active, layout.panel_width());
  if (!columns.empty()) square_columns(numbers, columns, columns_[l].data(), *kernels_);
}

template <class T>
LayerSquares Norms<T>::layer(size_t l, const LayerParameters<T>& numbers) const {
  return add_up(numbers, columns_[l].data());
}

template <class T>
LayerSquares layer_squares(const LayerParameters<T>& numbers, const Kernels<T>& kernels) {
  const size_t width = numbers.weights.layout.width();
  AlignedBuffer<double> columns(width);
  square_columns(numbers, {0, width}, columns.data(), kernels);
  return add_up(numbers, columns.data());
}

template LayerSquares layer_squares(const LayerParameters<float>&, const Kernels<float>&);
template LayerSquares layer_squares(const LayerParameters<double>&, const Kernels<double>&);
template class Norms<float>;
template class Norms<double>;

}  // namespace neuro
