// Which worker computes what never shows in the result: rows are independent in the first phase,
// and in the second each weight's sum runs over the batch in its one fixed order.
#include "train/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/block_sum.h"
#include "base/error.h"
#include "model/forward.h"
#include "model/work.h"

namespace neuro {

template <class T>
void Trainer<T>::reserve(size_t max_rows, size_t workers) {
  if (max_rows <= buffers_.rows && workers <= buffers_.workers) return;
  max_rows = std::max(max_rows, buffers_.rows);
  workers = std::max(workers, buffers_.workers);
  TrainingBuffers<T> buffers(network_.shape(), network_.kernels(), max_rows, workers);
  std::vector<Report> reports(workers);
  buffers_ = std::move(buffers);
  reports_ = std::move(reports);
}

template <class T>
size_t Trainer<T>::workers_for(size_t rows, size_t workers) const {
  // Forward, backward and gradient are of the same size, but for the first layer's backward.
  const double work = 3 * static_cast<double>(rows) * forward_work(network_.shape());
  return workers_worth(work, kTrainingWorth, workers);
}

template <class T>
StepResult Trainer<T>::step(WorkerPool& pool, size_t active, const Batch& batch, T rate) {
  auto job = [&](size_t worker) noexcept {
    const Range rows{share(batch.rows, worker, active), share(batch.rows, worker + 1, active)};
    forward_and_backward(batch, rows, reports_[worker]);
    pool.barrier(active);
    if (worst(active) == nullptr) update(batch, rate, worker, active);
  };
  pool.run(active, job);

  if (const Report* report = worst(active)) refuse(batch, *report);
  size_t correct = 0;
  for (size_t worker = 0; worker < active; ++worker) correct += reports_[worker].correct;
  return {tree_sum(buffers_.losses.data(), batch.rows, kBlockRows), correct};
}

template <class T>
void Trainer<T>::forward_and_backward(const Batch& batch, Range rows, Report& report) {
  report = {Problem::kNone, 0, 0};
  if (rows.first == rows.last || !load(batch, rows, report)) return;
  forward(rows);
  if (!loss(batch, rows, report)) return;
  backward(rows);
}

template <class T>
bool Trainer<T>::load(const Batch& batch, Range rows, Report& report) {
  for (size_t i = rows.first; i < rows.last; ++i) {
    const size_t source = batch.source_row(i);
    if (!load_inputs(network_, batch.inputs, source, buffers_.activations[0].row(i))) {
      report = {Problem::kInputs, i, 0};
      return false;
    }
    if (!load_targets(network_, batch.targets, source, &buffers_.labels[i],
                      buffers_.targets.row(i))) {
      report = {Problem::kTargets, i, 0};
      return false;
    }
  }
  return true;
}

template <class T>
void Trainer<T>::forward(Range rows) {
  for (size_t l = 0; l < network_.layers(); ++l) {
    const bool last = network_.shape().is_last(l);
    const Matrix<T>& in = buffers_.activations[l];
    Matrix<T>& out = last ? buffers_.deltas[l] : buffers_.activations[l + 1];
    forward_layer(network_, l, in.row(rows.first), in.stride(), rows.last - rows.first,
                  out.row(rows.first), out.stride());
    // The kernel writes whole vectors, and so over the column of ones where the width is odd.
    const size_t ones = network_.shape().outputs(l);
    for (size_t i = rows.first; !last && i < rows.last; ++i) out.row(i)[ones] = 1;
  }
}

template <class T>
bool Trainer<T>::loss(const Batch& batch, Range rows, Report& report) {
  Matrix<T>& out = buffers_.deltas.back();
  OutputLoss<T> loss{};
  loss.z = out.row(rows.first);
  loss.stride = out.stride();
  loss.rows = rows.last - rows.first;
  loss.outputs = network_.shape().outputs();
  if (is_label(batch.targets.type)) {
    loss.labels = buffers_.labels.data() + rows.first;
  } else {
    loss.targets = buffers_.targets.row(rows.first);
    loss.target_stride = buffers_.targets.stride();
  }
  loss.scale = static_cast<T>(1.0 / static_cast<double>(batch.rows));
  loss.losses = buffers_.losses.data() + rows.first;
  report.correct = output_loss(network_, loss);
  // Small enough for their sum to be finite as well.
  const double most = std::numeric_limits<double>::max() / static_cast<double>(batch.rows);
  for (size_t i = rows.first; i < rows.last; ++i) {
    if (std::abs(buffers_.losses[i]) <= most) continue;
    report = {Problem::kLoss, i, 0};
    return false;
  }
  return true;
}

template <class T>
void Trainer<T>::backward(Range rows) {
  for (size_t l = network_.layers() - 1; l > 0; --l) {
    const PackedMatrix<T>& transposed = network_.layer(l).transposed();
    const Matrix<T>& from = buffers_.deltas[l];
    const Matrix<T>& mask = buffers_.activations[l];
    Matrix<T>& to = buffers_.deltas[l - 1];
    Product<T> product{};
    product.a = from.row(rows.first);
    product.a_stride = from.stride();
    product.rows = rows.last - rows.first;
    product.depth = network_.layer(l).outputs();
    product.width = transposed.layout.width();
    product.panels = transposed.values.data();
    product.panel_depth = transposed.layout.depth();
    product.biased = false;
    product.c = to.row(rows.first);
    product.c_stride = to.stride();
    product.epilogue = Epilogue::kWherePositive;
    product.mask = mask.row(rows.first);
    product.mask_stride = mask.stride();
    network_.kernels().multiply(product);
  }
}

// A worker's share is an interval of the weights of all layers, counted row by row: so that work is
// even even where layers are small, and no weight is anybody else's.
template <class T>
void Trainer<T>::update(const Batch& batch, T rate, size_t worker, size_t active) {
  size_t total = 0;
  for (size_t l = 0; l < network_.layers(); ++l) total += network_.layer(l).weights().layout.size();
  const size_t begin = share(total, worker, active), end = share(total, worker + 1, active);

  size_t layer_begin = 0;
  for (size_t l = 0; l < network_.layers(); ++l) {
    PackedMatrix<T>& weights = network_.layer(l).weights();
    const Range range{boundary(l, begin, layer_begin), boundary(l, end, layer_begin)};
    layer_begin += weights.layout.size();
    if (range.first == range.last) continue;
    GradientStep<T> step{};
    step.activations = buffers_.activations[l].row(0);
    step.activation_stride = buffers_.activations[l].stride();
    step.deltas = buffers_.deltas[l].row(0);
    step.delta_stride = buffers_.deltas[l].stride();
    step.batch = batch.rows;
    step.first = range.first;
    step.last = range.last;
    step.width = weights.layout.width();
    step.panels = weights.values.data();
    step.panel_depth = weights.layout.depth();
    step.rate = rate;
    step.scratch = buffers_.scratch.data() + worker * buffers_.scratch_size;
    network_.kernels().gradient_step(step);
    network_.layer(l).refresh_transposed(range.first, range.last);
  }
}

template <class T>
size_t Trainer<T>::boundary(size_t l, size_t cut, size_t layer_begin) const {
  const PanelLayout& layout = network_.layer(l).weights().layout;
  if (cut <= layer_begin) return 0;
  if (cut - layer_begin >= layout.size()) return layout.depth();
  // Whole register tiles; whole panels of the transposed weights, so that no two workers write to
  // one cache line of them.
  const size_t unit = l == 0 ? network_.kernels().tile_rows : layout.panel_width();
  return (cut - layer_begin) / layout.width() / unit * unit;
}

// The report to fail with, or null: bad data before a bad loss (which may come from anything), and
// the earliest row.
template <class T>
auto Trainer<T>::worst(size_t active) const -> const Report* {
  const Report* worst = nullptr;
  for (size_t worker = 0; worker < active; ++worker) {
    const Report& report = reports_[worker];
    if (report.problem == Problem::kNone) continue;
    if (worst == nullptr ||
        (worst->problem == Problem::kLoss && report.problem != Problem::kLoss)) {
      worst = &report;
    }
  }
  return worst;
}

template <class T>
void Trainer<T>::refuse(const Batch& batch, const Report& report) const {
  const size_t row = batch.source_row(report.row);
  if (report.problem == Problem::kInputs) refuse_inputs(network_, batch.inputs, row);
  if (report.problem == Problem::kTargets) refuse_targets(network_, batch.targets, row);
  throw Error(Status::kNotFinite, "the loss of row ", row,
              " is not finite: training has diverged, most likely because the learning rate is too "
              "high");
}

template class Trainer<float>;
template class Trainer<double>;

}  // namespace neuro
