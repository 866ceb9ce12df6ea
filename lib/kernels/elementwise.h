// What happens to activations and deltas between two products: activation functions, dropout,
// normalisation. Behind plain pointers, as all kernels; see kernels.h for the rules on alignment
// and padding. Units beyond the last one, up to a multiple of kRowUnit, may be read and overwritten
// with anything finite.
#ifndef NEURO_LIB_KERNELS_ELEMENTWISE_H_
#define NEURO_LIB_KERNELS_ELEMENTWISE_H_

#include <cstddef>
#include <cstdint>

#include "base/random.h"

namespace neuro {

// The numbers are those of NN_ACTIVATION_.
enum class Activation : uint8_t {
  kIdentity,
  kRelu,
  kLeakyRelu,
  kElu,
  kSelu,
  kGelu,
  kSilu,
  kTanh,
  kSigmoid,
  kSoftplus,
};

// Inverted dropout. Unit u of row r draws 16 bits, number r * units + u of the stream, and becomes
// zero where they are below `threshold`; what stays is multiplied by `scale`.
struct Dropout {
  DrawStream stream;
  uint32_t threshold;  // 0 ... 65535
  double scale;        // 65536 / (65536 - threshold)
  uint64_t first_row;  // the batch's number of the first row that is given
};

template <class T>
struct Activate {
  T* z;  // rows x units sums, which become activations
  size_t stride;
  size_t rows, units;
  Activation activation;
  T parameter;  // slope of leaky ReLU, alpha of ELU
  T* slopes;    // rows x units, receives the derivative of what z becomes by what it was, dropout
  size_t slope_stride;     // included; or null
  const Dropout* dropout;  // or null
};

template <class T>
struct Drop {
  T* x;  // rows x units
  size_t stride;
  size_t rows, units;
  Dropout dropout;
};

// Means and variances (of the population) of columns [first, last) over rows; last may be in the
// padding. Sums follow base/block_sum.h, in double.
template <class T>
struct ColumnMoments {
  const T* z;
  size_t stride, rows, first, last;
  double* mean;      // indexed by column
  double* variance;  // likewise
};

// Sums over rows of a, and of a * b, in the same order.
template <class T>
struct ColumnSums {
  const T* a;
  size_t a_stride;
  const T* b;
  size_t b_stride;
  size_t rows, first, last;
  double* sum;       // indexed by column
  double* products;  // likewise
};

// y = x scale + shift with x = (z - mean) factor, factor = 1 / sqrt(variance + epsilon).
template <class T>
struct Normalise {
  T* z;  // rows x units, which become y
  size_t stride;
  size_t rows, units;
  T* normalised;  // rows x units, receives x; or null
  size_t normalised_stride;
  const T* scale;
  const T* shift;
  const T* mean;    // batch: of each unit
  const T* factor;  // batch: of each unit
  T epsilon;        // layer
  T* factors;       // layer: receives that of each row; or null
};

// The derivative by z of what has the derivative g by y, see Normalise.
template <class T>
struct NormaliseBackward {
  T* deltas;  // rows x units g, which become derivatives by z
  size_t stride;
  size_t rows, units;
  const T* normalised;  // x
  size_t normalised_stride;
  T* gradients;  // rows x units, receives g
  size_t gradient_stride;
  const T* scale;
  const T* factor;         // batch: of each unit; layer: of each row
  const T* mean_gradient;  // batch: of each unit, the mean of g, and that of g x
  const T* mean_product;
};

template <class T>
struct ElementwiseKernels {
  void (*activate)(const Activate<T>&);
  void (*drop)(const Drop<T>&);
  void (*column_moments)(const ColumnMoments<T>&);
  void (*column_sums)(const ColumnSums<T>&);
  void (*normalise_batch)(const Normalise<T>&);
  void (*normalise_layer)(const Normalise<T>&);
  void (*normalise_batch_backward)(const NormaliseBackward<T>&);
  void (*normalise_layer_backward)(const NormaliseBackward<T>&);
  // The largest |x| of n elements; infinity if one of them is not finite.
  T (*largest)(const T* x, size_t n);
  // 1 / (1 + exp(-z)) in place, of rows x outputs; the padding becomes zero.
  void (*sigmoid)(T* z, size_t stride, size_t rows, size_t outputs);
};

}  // namespace neuro

#endif  // NEURO_LIB_KERNELS_ELEMENTWISE_H_
