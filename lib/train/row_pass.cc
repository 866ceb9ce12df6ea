// Which worker computes what never shows in the result: rows are independent, and where sums run
// over rows they run in their one fixed order.
#include "train/row_pass.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/finite.h"
#include "model/forward.h"

namespace neuro {
namespace {

// Rows are fetched a batch before they are converted, if that is not more than this: shuffled, they
// lie all over the memory. The caches hold them along with the weights.
constexpr size_t kBytesAhead = 128 << 10;
constexpr size_t kLeastRowsAhead = 8;

template <class T>
T largest(const Network<T>& network, const Matrix<T>& matrix, Range rows) {
  return network.kernels().elementwise->largest(matrix.row(rows.first),
                                                rows.size() * matrix.stride());
}

}  // namespace

bool any_bad_data(std::span<const Report> reports) {
  return std::any_of(reports.begin(), reports.end(),
                     [](const Report& report) { return report.has_bad_data(); });
}

bool any_problem(std::span<const Report> reports) {
  return std::any_of(reports.begin(), reports.end(), [](const Report& report) {
    return report.has_bad_data() || report.bad_loss != Report::kNone ||
           report.bad_variance != Report::kNone;
  });
}

// Where workers meet on the way, either all of them go on or none does.
template <class T>
void RowPass<T>::run() {
  Report& report = reports_[worker_];
  report = {};
  const bool meets = has_batch_normalisation();
  bool good = load();
  if (good) forward_first_layer();
  if (meets || step_.division.column_groups() > 1) {
    barrier();
    good = !any_bad_data(reports_);
  }
  const Range rows = step_.division.rows(worker_);
  if (!good || (rows.empty() && !meets)) return note_magnitudes({0, 0});
  forward(rows);
  good = rows.empty() || loss(rows);
  if (meets) {
    barrier();
    good = !any_problem(reports_);
  }
  if (good) backward(rows);
  note_magnitudes(rows);
}

template <class T>
bool RowPass<T>::has_batch_normalisation() const {
  const Shape& shape = network_.shape();
  for (size_t l = 0; l < shape.layers(); ++l) {
    if (shape.layer(l).normalisation == Normalisation::kBatch) return true;
  }
  return false;
}

// Each group of columns has its own copy of the inputs; the targets are loaded once.
template <class T>
bool RowPass<T>::load() {
  const Batch& batch = step_.batch;
  const Range rows = step_.division.first_layer_rows(worker_);
  const size_t group = step_.division.group(worker_);
  const size_t known = batch.rows + batch.upcoming;
  const size_t ahead =
      std::min(batch.rows, std::max(kBytesAhead / batch.inputs.row_bytes(), kLeastRowsAhead));
  for (size_t i = rows.first; i < rows.last; ++i) {
    if (i + ahead < known) batch.inputs.prefetch(batch.source_row(i + ahead));
    if (!load_row(i, group)) return false;
  }
  if (network_.shape().config().input_dropout > 0) drop_inputs(rows, group);
  return true;
}

template <class T>
bool RowPass<T>::load_row(size_t i, size_t group) {
  const Batch& batch = step_.batch;
  const size_t source = batch.source_row(i);
  if (!load_inputs(network_, batch.inputs, source, buffers_.inputs[group].row(i))) {
    reports_[worker_].bad_input = i;
    return false;
  }
  if (group != 0) return true;
  if (!load_targets(network_, batch.targets, source, &buffers_.labels[i],
                    buffers_.targets.row(i))) {
    reports_[worker_].bad_target = i;
    return false;
  }
  if (!batch.is_weighted()) return true;
  const double weight = batch.weight(source, buffers_.labels[i]);
  buffers_.weights[i] = static_cast<T>(weight);
  if (!fits<T>(weight)) reports_[worker_].bad_weight = i;
  return fits<T>(weight);
}

// place: 0 for the inputs, l + 1 for layer l.
template <class T>
Dropout RowPass<T>::dropout(double probability, uint32_t place, Range rows) const {
  Dropout dropout{};
  constexpr double kUnit = 65536;
  dropout.threshold = static_cast<uint32_t>(std::lround(probability * kUnit));
  dropout.scale = kUnit / (kUnit - static_cast<double>(dropout.threshold));
  dropout.stream.seed = step_.settings.seed;
  dropout.stream.purpose =
      static_cast<Purpose>(static_cast<uint32_t>(Purpose::kDropout) | place << 8);
  dropout.stream.step = static_cast<uint32_t>(step_.settings.step);
  dropout.first_row = step_.batch.first_row + rows.first;
  return dropout;
}

template <class T>
void RowPass<T>::drop_inputs(Range rows, size_t group) {
  if (rows.empty()) return;
  Matrix<T>& inputs = buffers_.inputs[group];
  const size_t cols = network_.shape().inputs();
  Drop<T> drop{};
  drop.x = inputs.row(rows.first);
  drop.stride = inputs.stride();
  drop.rows = rows.size();
  drop.units = cols;
  drop.dropout = dropout(network_.shape().config().input_dropout, 0, rows);
  network_.kernels().elementwise->drop(drop);
  for (size_t i = rows.first; i < rows.last; ++i) inputs.row(i)[cols] = 1;
}

template <class T>
void RowPass<T>::forward_first_layer() {
  const Range rows = step_.division.first_layer_rows(worker_);
  const Range columns = step_.division.first_layer_columns(worker_);
  if (rows.empty()) return;
  Matrix<T>& out = network_.layers() == 1 ? buffers_.deltas[0] : buffers_.hidden[0];
  forward_layer(network_, 0, buffers_.inputs[step_.division.group(worker_)], rows, columns, out);
}

// From the first layer's sums on.
template <class T>
void RowPass<T>::forward(Range rows) {
  for (size_t l = 1; l < network_.layers(); ++l) {
    finish_layer(l - 1, rows);
    if (rows.empty()) continue;
    Matrix<T>& in = buffers_.hidden[l - 1];
    // Kernels write whole vectors, and so over the column of ones where the width is odd.
    for (size_t i = rows.first; i < rows.last; ++i) in.row(i)[network_.shape().inputs(l)] = 1;
    Matrix<T>& out = network_.shape().is_last(l) ? buffers_.deltas[l] : buffers_.hidden[l];
    forward_layer(network_, l, in, rows, out);
  }
}

// From sums to what the layer puts out, where the product has not done so already.
template <class T>
void RowPass<T>::finish_layer(size_t l, Range rows) {
  const LayerConfig& config = network_.shape().layer(l);
  if (config.is_plain()) return;
  if (config.normalisation == Normalisation::kBatch) batch_moments(l);
  if (rows.empty()) return;
  Matrix<T>& sums = buffers_.hidden[l];
  const ElementwiseKernels<T>& kernels = *network_.kernels().elementwise;
  if (config.normalisation != Normalisation::kNone) {
    NormalisationBuffers<T>& buffers = buffers_.normalisations[l];
    Normalise<T> normalise = normalisation(network_, l, rows, sums);
    normalise.normalised = buffers.normalised.row(rows.first);
    normalise.normalised_stride = buffers.normalised.stride();
    if (config.normalisation == Normalisation::kBatch) {
      normalise.mean = buffers.mean.data();
      normalise.factor = buffers.factor.data();
      kernels.normalise_batch(normalise);
    } else {
      normalise.factors = buffers.factor.data() + rows.first;
      kernels.normalise_layer(normalise);
    }
  }
  Activate<T> activate = activation(network_, l, rows, sums);
  activate.slopes = buffers_.slopes[l].row(rows.first);
  activate.slope_stride = buffers_.slopes[l].stride();
  Dropout drop{};
  if (config.dropout > 0) {
    drop = dropout(config.dropout, static_cast<uint32_t>(l) + 1, rows);
    activate.dropout = &drop;
  }
  kernels.activate(activate);
}

template <class T>
Range RowPass<T>::units(size_t l) const {
  return part(round_up(network_.shape().outputs(l), kRowUnit), worker_, step_.active, kRowUnit);
}

// Whether running variances can take up those of the batch, see note_batch_moments().
template <class T>
bool RowPass<T>::has_room_for_variances(size_t l, Range units) const {
  const size_t rows = step_.batch.rows;
  if (rows == 1) return true;
  const double n = static_cast<double>(rows);
  const double most = static_cast<double>(std::numeric_limits<T>::max()) / n * (n - 1);
  const double* variances = buffers_.normalisations[l].batch_variance.data();
  return std::all_of(variances + units.first, variances + units.last,
                     [most](double variance) { return variance <= most; });
}

template <class T>
void RowPass<T>::batch_moments(size_t l) {
  NormalisationBuffers<T>& buffers = buffers_.normalisations[l];
  const Matrix<T>& sums = buffers_.hidden[l];
  const Range mine = units(l);
  const double epsilon = network_.shape().config().normalisation_epsilon;
  barrier();
  if (!mine.empty()) {
    ColumnMoments<T> moments{};
    moments.z = sums.row(0);
    moments.stride = sums.stride();
    moments.rows = step_.batch.rows;
    moments.first = mine.first;
    moments.last = mine.last;
    moments.mean = buffers.batch_mean.data();
    moments.variance = buffers.batch_variance.data();
    network_.kernels().elementwise->column_moments(moments);
  }
  for (size_t j = mine.first; j < mine.last; ++j) {
    buffers.mean[j] = static_cast<T>(buffers.batch_mean[j]);
    buffers.factor[j] = static_cast<T>(1 / std::sqrt(buffers.batch_variance[j] + epsilon));
  }
  if (!has_room_for_variances(l, mine)) {
    size_t& bad = reports_[worker_].bad_variance;
    bad = std::min(bad, l);
  }
  barrier();
}

template <class T>
bool RowPass<T>::loss(Range rows) {
  const Batch& batch = step_.batch;
  Matrix<T>& out = buffers_.deltas.back();
  OutputLoss<T> loss{};
  loss.z = out.row(rows.first);
  loss.stride = out.stride();
  loss.rows = rows.size();
  loss.outputs = network_.shape().outputs();
  if (is_label(batch.targets.type)) {
    loss.labels = buffers_.labels.data() + rows.first;
  } else {
    loss.targets = buffers_.targets.row(rows.first);
    loss.target_stride = buffers_.targets.stride();
  }
  if (batch.is_weighted()) loss.weights = buffers_.weights.data() + rows.first;
  loss.scale = static_cast<T>(1.0 / static_cast<double>(batch.mean_rows()));
  loss.smoothing = static_cast<T>(step_.settings.label_smoothing);
  loss.losses = buffers_.losses.data() + rows.first;
  Report& report = reports_[worker_];
  report.correct = output_loss(network_, loss);
  // Small enough for their sum to be finite as well.
  const double most = std::numeric_limits<double>::max() / static_cast<double>(batch.rows);
  for (size_t i = rows.first; i < rows.last; ++i) {
    if (std::abs(buffers_.losses[i]) <= most) continue;
    report.bad_loss = i;
    return false;
  }
  return true;
}

template <class T>
void RowPass<T>::backward(Range rows) {
  for (size_t l = network_.layers() - 1; l > 0; --l) {
    const LayerConfig& below = network_.shape().layer(l - 1);
    if (!rows.empty()) {
      const PackedMatrix<T>& transposed = network_.layer(l).transposed();
      const Matrix<T>& from = buffers_.deltas[l];
      const Matrix<T>& mask = below.is_plain() ? buffers_.hidden[l - 1] : buffers_.slopes[l - 1];
      Matrix<T>& to = buffers_.deltas[l - 1];
      Product<T> product{};
      product.a = from.row(rows.first);
      product.a_stride = from.stride();
      product.rows = rows.size();
      product.depth = network_.layer(l).outputs();
      product.width = transposed.layout.width();
      product.panels = transposed.values.data();
      product.panel_depth = transposed.layout.depth();
      product.biased = false;
      product.c = to.row(rows.first);
      product.c_stride = to.stride();
      product.epilogue = !below.is_plain()                           ? Epilogue::kTimesMask
                         : below.activation == Activation::kIdentity ? Epilogue::kIdentity
                                                                     : Epilogue::kWherePositive;
      product.mask = mask.row(rows.first);
      product.mask_stride = mask.stride();
      network_.kernels().multiply(product);
    }
    if (below.normalisation != Normalisation::kNone) backward_normalisation(l - 1, rows);
  }
}

// From derivatives by what the normalisation puts out to those by the sums. The former go where the
// slopes were, which are not needed any more.
template <class T>
void RowPass<T>::backward_normalisation(size_t l, Range rows) {
  const bool batch = network_.shape().layer(l).normalisation == Normalisation::kBatch;
  if (batch) batch_sums(l);
  if (rows.empty()) return;
  NormalisationBuffers<T>& buffers = buffers_.normalisations[l];
  Matrix<T>& deltas = buffers_.deltas[l];
  Matrix<T>& gradients = buffers_.slopes[l];
  const size_t outputs = network_.shape().outputs(l);
  NormaliseBackward<T> backward{};
  backward.deltas = deltas.row(rows.first);
  backward.stride = deltas.stride();
  backward.rows = rows.size();
  backward.units = outputs;
  backward.normalised = buffers.normalised.row(rows.first);
  backward.normalised_stride = buffers.normalised.stride();
  backward.gradients = gradients.row(rows.first);
  backward.gradient_stride = gradients.stride();
  backward.scale = network_.layer(l).parameters().scale.data();
  const ElementwiseKernels<T>& kernels = *network_.kernels().elementwise;
  if (batch) {
    backward.factor = buffers.factor.data();
    backward.mean_gradient = buffers.mean_gradient.data();
    backward.mean_product = buffers.mean_product.data();
    kernels.normalise_batch_backward(backward);
  } else {
    backward.factor = buffers.factor.data() + rows.first;
    kernels.normalise_layer_backward(backward);
  }
  // The padding of deltas is the padding of gradients, which is zero.
  for (size_t i = rows.first; i < rows.last; ++i) {
    std::fill(deltas.row(i) + outputs, deltas.row(i) + round_up(outputs, kRowUnit), T{0});
  }
}

template <class T>
void RowPass<T>::batch_sums(size_t l) {
  NormalisationBuffers<T>& buffers = buffers_.normalisations[l];
  const Range mine = units(l);
  const double rows = static_cast<double>(step_.batch.rows);
  barrier();
  if (!mine.empty()) {
    ColumnSums<T> sums{};
    sums.a = buffers_.deltas[l].row(0);
    sums.a_stride = buffers_.deltas[l].stride();
    sums.b = buffers.normalised.row(0);
    sums.b_stride = buffers.normalised.stride();
    sums.rows = step_.batch.rows;
    sums.first = mine.first;
    sums.last = mine.last;
    sums.sum = buffers.sum.data();
    sums.products = buffers.product.data();
    network_.kernels().elementwise->column_sums(sums);
  }
  for (size_t j = mine.first; j < mine.last; ++j) {
    buffers.mean_gradient[j] = static_cast<T>(buffers.sum[j] / rows);
    buffers.mean_product[j] = static_cast<T>(buffers.product[j] / rows);
  }
  barrier();
}

// Pixels as they come lie within 0 ... 1, as the ones behind them do.
template <class T>
void RowPass<T>::note_magnitudes(Range rows) {
  const Range loaded = step_.division.first_layer_rows(worker_);
  const Shape& shape = network_.shape();
  const bool known = step_.batch.inputs.type == InputType::kPixel && network_.scaling().empty() &&
                     shape.config().input_dropout == 0;
  T activation = 1, delta = 0;
  if (!known) {
    activation = largest(network_, buffers_.inputs[step_.division.group(worker_)], loaded);
  }
  for (size_t l = 0; l < shape.layers(); ++l) {
    delta = std::max(delta, largest(network_, buffers_.deltas[l], rows));
    if (shape.is_last(l)) break;
    activation = std::max(activation, largest(network_, buffers_.hidden[l], rows));
    if (shape.is_normalised(l)) {
      delta = std::max(delta, largest(network_, buffers_.slopes[l], rows));
    }
  }
  Report& report = reports_[worker_];
  report.largest_activation = std::max(1.0, static_cast<double>(activation));
  report.largest_delta = static_cast<double>(delta);
}

template class RowPass<float>;
template class RowPass<double>;

}  // namespace neuro
