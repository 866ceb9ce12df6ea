// The kernels behind plain pointers: a table of functions for each instruction set and element
// type. Every table computes the same bits. Knows nothing of networks, batches or threads; Highway
// stays behind this header.
//
// Packed matrices. A matrix B of depth x width is stored in panels of kernels.panel_width columns
// (the last panel may be narrower, a multiple of kernels.lanes), each panel row-major: element (k,
// j) of a panel of w columns that begins at column c is at [c * panel_depth + k * w + (j - c)].
// width counts the padded columns, which hold zeros. Panels may have more rows than the product
// uses: row `depth` of a weight panel is the bias.
//
// All float arrays of packed matrices, activations and deltas lie on cache-line boundaries, and so
// do their rows: strides are multiples of kRowUnit.
#ifndef NEURO_LIB_KERNELS_KERNELS_H_
#define NEURO_LIB_KERNELS_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/block_sum.h"
#include "base/random.h"
#include "base/size.h"
#include "kernels/elementwise.h"
#include "kernels/update.h"

namespace neuro {

// Rows of activations and deltas are padded to whole multiples of this many elements. It is also
// the number of partial sums of a row-wise reduction, whatever the vector width.
inline constexpr size_t kRowUnit = 16;

// What becomes of an element of a product before it is stored.
enum class Epilogue {
  kIdentity,
  kRelu,           // x < 0 ? 0 : x, so that a NaN stays a NaN
  kWherePositive,  // mask > 0 ? x : 0, the derivative of ReLU given the activations
  kTimesMask,      // x * mask, the mask being the slopes that Activate has left
};

// C = epilogue(start + A B): rows x width, neither they nor the depth zero. Each element is one
// chain of FMAs in ascending k.
template <class T>
struct Product {
  const T* a;  // rows x depth
  size_t a_stride;
  size_t rows, depth, width;
  const T* panels;  // B, panel_depth >= depth rows
  size_t panel_depth;
  bool biased;  // start: row `depth` of B, else zero
  T* c;         // rows x width
  size_t c_stride;
  Epilogue epilogue;
  const T* mask;  // rows x width, for kWherePositive and kTimesMask
  size_t mask_stride;
};

// What becomes of a gradient.
enum class GradientUse {
  kDescend,  // W -= rate * gradient
  kUpdate,   // the optimizer's step of `constants`, from tile to tile; the last row of W, the bias,
             // is not regularised. kSgd does the same as kDescend, to the bit.
  kStore,    // is written to `gradients`
  kAdd,      // is added to them
};

// The gradient of a dense layer, A^T D, for rows [first, last) of its weights W, and its use in the
// same pass. The sums over the batch follow base/block_sum.h.
template <class T>
struct GradientStep {
  const T* activations;  // batch x (at least last) columns
  size_t activation_stride;
  const T* deltas;  // batch x width
  size_t delta_stride;
  size_t batch, first, last, width;
  T* panels;  // W; not for kStore and kAdd
  size_t panel_depth;
  T rate;      // for kDescend
  T* scratch;  // gradient_scratch() elements, of which each thread has its own
  GradientUse use;
  const UpdateConstants<T>* constants;  // for kUpdate
  T* state[2];                          // likewise: packed as W is, as many as there are slots
  T* gradients;                         // for kStore and kAdd: packed as W is
};

// The loss of rows x outputs sums z, which are replaced by deltas: the gradient of the loss with
// respect to z, times scale and the row's weight. The padding becomes zero. A label where targets
// are dense by nature stands for a row with a 1 at the label; of a single output it is the target.
template <class T>
struct OutputLoss {
  T* z;
  size_t stride;
  size_t rows, outputs;
  const int32_t* labels;  // one a row, within 0 ... outputs-1; or null
  const T* targets;       // rows x outputs; or null
  size_t target_stride;
  const T* weights;  // one a row; or null: all 1
  T scale;
  T smoothing;     // of labels and targets: t (1 - smoothing) + smoothing / outputs; sigmoid: / 2
  T huber_delta;   // for huber
  double* losses;  // receives each row's loss times its weight
};

template <class T>
struct Kernels {
  const char* target;  // "avx512", "avx2", "neon", "portable"
  size_t lanes;        // elements a vector
  size_t panel_width;
  size_t tile_rows;  // rows of W that one tile of a gradient step covers

  void (*multiply)(const Product<T>&);
  void (*gradient_step)(const GradientStep<T>&);

  // Rows of softmax probabilities in place; the padding becomes zero.
  void (*softmax)(T* z, size_t stride, size_t rows, size_t outputs);
  // Returns the number of rows whose largest output is the target's largest (the label).
  size_t (*cross_entropy)(const OutputLoss<T>&);
  // The mean over the outputs of binary cross-entropy, z being the logits. Returns the number of
  // rows in which every z > 0 just where the target is >= 0.5.
  size_t (*binary_cross_entropy)(const OutputLoss<T>&);
  // The mean over the outputs of (z - t)^2, |z - t|, or Huber's function of it. All need targets.
  void (*squared_error)(const OutputLoss<T>&);
  void (*absolute_error)(const OutputLoss<T>&);
  void (*huber_error)(const OutputLoss<T>&);

  // n inputs to n elements: v/255 correctly rounded; v itself; rounded to nearest. The latter two
  // say whether all results are finite.
  void (*from_pixels)(const uint8_t* in, size_t n, T* out);
  void (*from_bytes)(const uint8_t* in, size_t n, T* out);
  bool (*from_f32)(const float* in, size_t n, T* out);
  bool (*from_f64)(const double* in, size_t n, T* out);
  // The same, scaled on the way: (x - offset) * factor in double, then rounded to T. All say
  // whether all results are finite.
  bool (*scale_pixels)(const uint8_t*, size_t n, const double* offset, const double* factor, T*);
  bool (*scale_bytes)(const uint8_t*, size_t n, const double* offset, const double* factor, T*);
  bool (*scale_f32)(const float*, size_t n, const double* offset, const double* factor, T*);
  bool (*scale_f64)(const double*, size_t n, const double* offset, const double* factor, T*);

  // Draws first ... first+n-1 from the standard normal distribution: normal_quantile() of uniform()
  // of random_bits(). Up to the next multiple of kRowUnit elements, what lies behind them is
  // overwritten.
  void (*normal_draws)(const DrawStream&, uint64_t first, size_t n, double* out);

  const ElementwiseKernels<T>* elementwise;
  const UpdateKernels<T>* updates;
};

// How many elements a gradient step of a batch of so many rows needs as scratch: a tile of
// tile_rows x panel_width for each level of the sums' tree, and one for the sums.
template <class T>
size_t gradient_scratch(const Kernels<T>& kernels, size_t batch) {
  const size_t tiles = tree_levels(ceil_div(batch, kBlockRows)) + 1;
  return tiles * kernels.tile_rows * kernels.panel_width;
}

// The tables this machine can run, the best first. The last is always "portable".
template <class T>
std::span<const Kernels<T>* const> available_kernels();

// The table of that name, or null if this machine or build does not have it.
template <class T>
const Kernels<T>* find_kernels(const char* target);

}  // namespace neuro

#endif  // NEURO_LIB_KERNELS_KERNELS_H_
