// Conversion on the way in, one product a layer on the way through.
#include "model/forward.h"

#include <cmath>

#include "base/error.h"
#include "base/finite.h"
#include "base/unaligned.h"

namespace neuro {
namespace {

template <class T>
[[noreturn]] void refuse_value(const char* name, size_t row, const void* values, bool is_f64,
                               size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const double value = is_f64 ? load_unaligned<double>(values, i)
                                : static_cast<double>(load_unaligned<float>(values, i));
    if (!std::isfinite(value)) {
      throw Error(Status::kInvalidArgument, name, ": row ", row, ", column ", i, ": ", value,
                  " is not finite");
    }
    if (!fits<T>(value)) {
      throw Error(Status::kInvalidArgument, name, ": row ", row, ", column ", i, ": ", value,
                  " is too large for the network's type");
    }
  }
  throw Error(Status::kInvalidArgument, name, ": row ", row,
              ": a value is too large after input scaling");
}

}  // namespace

template <class T>
bool load_inputs(const Network<T>& network, const InputView& inputs, size_t row, T* out) {
  const Kernels<T>& kernels = network.kernels();
  const InputScaling& scaling = network.scaling();
  const double* offset = scaling.offset.data();
  const double* factor = scaling.factor.data();
  const bool scale = !scaling.empty();
  const size_t n = inputs.cols;
  const void* from = inputs.row(row);
  const auto* bytes = static_cast<const uint8_t*>(from);
  const auto* floats = static_cast<const float*>(from);
  const auto* doubles = static_cast<const double*>(from);
  switch (inputs.type) {
    case InputType::kF32:
      return scale ? kernels.scale_f32(floats, n, offset, factor, out)
                   : kernels.from_f32(floats, n, out);
    case InputType::kF64:
      return scale ? kernels.scale_f64(doubles, n, offset, factor, out)
                   : kernels.from_f64(doubles, n, out);
    case InputType::kPixel:
      if (scale) return kernels.scale_pixels(bytes, n, offset, factor, out);
      kernels.from_pixels(bytes, n, out);
      return true;
    case InputType::kByte:
      if (scale) return kernels.scale_bytes(bytes, n, offset, factor, out);
      kernels.from_bytes(bytes, n, out);
      return true;
  }
  return false;
}

template <class T>
bool load_targets(const Network<T>& network, const TargetView& targets, size_t row, int32_t* label,
                  T* out) {
  if (is_label(targets.type)) {
    const int64_t value = targets.label(row);
    if (value < 0 || static_cast<uint64_t>(value) >= network.shape().classes()) return false;
    *label = static_cast<int32_t>(value);
    return true;
  }
  const Kernels<T>& kernels = network.kernels();
  const void* from = targets.row(row);
  return targets.type == TargetType::kDenseF32
             ? kernels.from_f32(static_cast<const float*>(from), targets.cols, out)
             : kernels.from_f64(static_cast<const double*>(from), targets.cols, out);
}

template <class T>
void refuse_inputs(const Network<T>&, const InputView& inputs, size_t row, const char* name) {
  if (inputs.type == InputType::kPixel || inputs.type == InputType::kByte) {
    throw Error(Status::kInvalidArgument, name, ": row ", row,
                ": a value is too large after input scaling");
  }
  refuse_value<T>(name, row, inputs.row(row), inputs.type == InputType::kF64, inputs.cols);
}

template <class T>
void refuse_targets(const Network<T>& network, const TargetView& targets, size_t row) {
  if (is_label(targets.type)) {
    throw Error(Status::kInvalidArgument, "targets: row ", row, ": label ", targets.label(row),
                " is not one of the network's classes 0 ... ", network.shape().classes() - 1);
  }
  refuse_value<T>("targets", row, targets.row(row), targets.type == TargetType::kDenseF64,
                  targets.cols);
}

template <class T>
void forward_layer(const Network<T>& network, size_t l, const Matrix<T>& in, Range rows,
                   Range columns, Matrix<T>& out) {
  const PackedMatrix<T>& weights = network.layer(l).weights();
  Product<T> product{};
  product.a = in.row(rows.first);
  product.a_stride = in.stride();
  product.rows = rows.size();
  product.depth = network.layer(l).inputs();
  product.width = columns.size();
  product.panels = weights.panel(columns.first);
  product.panel_depth = weights.layout.depth();
  product.biased = true;
  product.c = out.row(rows.first) + columns.first;
  product.c_stride = out.stride();
  const LayerConfig& config = network.shape().layer(l);
  product.epilogue = config.is_plain() && config.activation == Activation::kRelu
                         ? Epilogue::kRelu
                         : Epilogue::kIdentity;
  network.kernels().multiply(product);
}

template <class T>
Normalise<T> normalisation(const Network<T>& network, size_t l, Range rows, Matrix<T>& sums) {
  const LayerParameters<T>& parameters = network.layer(l).parameters();
  Normalise<T> normalise{};
  normalise.z = sums.row(rows.first);
  normalise.stride = sums.stride();
  normalise.rows = rows.size();
  normalise.units = network.layer(l).outputs();
  normalise.scale = parameters.scale.data();
  normalise.shift = parameters.shift.data();
  normalise.epsilon = static_cast<T>(network.shape().config().normalisation_epsilon);
  return normalise;
}

template <class T>
Activate<T> activation(const Network<T>& network, size_t l, Range rows, Matrix<T>& sums) {
  const LayerConfig& config = network.shape().layer(l);
  Activate<T> activate{};
  activate.z = sums.row(rows.first);
  activate.stride = sums.stride();
  activate.rows = rows.size();
  activate.units = network.layer(l).outputs();
  activate.activation = config.activation;
  activate.parameter = static_cast<T>(config.parameter());
  return activate;
}

template <class T>
void finish_layer(const Network<T>& network, size_t l, Range rows, Matrix<T>& sums) {
  const LayerConfig& config = network.shape().layer(l);
  const ElementwiseKernels<T>& kernels = *network.kernels().elementwise;
  if (config.is_plain() || rows.empty()) return;
  if (config.normalisation != Normalisation::kNone) {
    Normalise<T> normalise = normalisation(network, l, rows, sums);
    if (config.normalisation == Normalisation::kBatch) {
      normalise.mean = network.layer(l).parameters().mean.data();
      normalise.factor = network.layer(l).factor().data();
      kernels.normalise_batch(normalise);
    } else {
      kernels.normalise_layer(normalise);
    }
  }
  kernels.activate(activation(network, l, rows, sums));
}

template <class T>
void finish_outputs(const Network<T>& network, size_t rows, Matrix<T>& sums) {
  const size_t outputs = network.shape().outputs();
  switch (network.shape().output()) {
    case Output::kSoftmax:
      return network.kernels().softmax(sums.row(0), sums.stride(), rows, outputs);
    case Output::kSigmoid:
      return network.kernels().elementwise->sigmoid(sums.row(0), sums.stride(), rows, outputs);
    case Output::kIdentity:
      return;
  }
}

template <class T>
size_t output_loss(const Network<T>& network, OutputLoss<T> loss) {
  const NetworkConfig& config = network.shape().config();
  const Kernels<T>& kernels = network.kernels();
  if (config.output == Output::kSoftmax) return kernels.cross_entropy(loss);
  if (config.output == Output::kSigmoid) return kernels.binary_cross_entropy(loss);
  loss.huber_delta = static_cast<T>(config.huber_delta);
  switch (config.loss) {
    case Loss::kDefault:
    case Loss::kSquared:
      kernels.squared_error(loss);
      break;
    case Loss::kAbsolute:
      kernels.absolute_error(loss);
      break;
    case Loss::kHuber:
      kernels.huber_error(loss);
      break;
  }
  return 0;
}

#define NEURO_INSTANTIATE(T)                                                              \
  template bool load_inputs(const Network<T>&, const InputView&, size_t, T*);             \
  template bool load_targets(const Network<T>&, const TargetView&, size_t, int32_t*, T*); \
  template void refuse_inputs(const Network<T>&, const InputView&, size_t, const char*);  \
  template void refuse_targets(const Network<T>&, const TargetView&, size_t);             \
  template size_t output_loss(const Network<T>&, OutputLoss<T>);                          \
  template void finish_layer(const Network<T>&, size_t, Range, Matrix<T>&);               \
  template Normalise<T> normalisation(const Network<T>&, size_t, Range, Matrix<T>&);      \
  template Activate<T> activation(const Network<T>&, size_t, Range, Matrix<T>&);          \
  template void finish_outputs(const Network<T>&, size_t, Matrix<T>&);                    \
  template void forward_layer(const Network<T>&, size_t, const Matrix<T>&, Range, Range, Matrix<T>&)
NEURO_INSTANTIATE(float);
NEURO_INSTANTIATE(double);
#undef NEURO_INSTANTIATE

}  // namespace neuro
