// Which worker computes what never shows in the result: rows and columns are independent in the
// first phase, and in the second each weight's sum runs over the batch in its one fixed order.
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
namespace {

// Rows are fetched a batch before they are converted, if that is not more than this: shuffled, they
// lie all over the memory. The caches hold them along with the weights.
constexpr size_t kBytesAhead = 128 << 10;
constexpr size_t kLeastRowsAhead = 8;

}  // namespace

template <class T>
Trainer<T>::Trainer(Network<T>& network) : network_(network) {
  for (size_t l = 0; l < network.layers(); ++l) {
    layouts_.push_back(network.layer(l).weights().layout);
  }
}

template <class T>
void Trainer<T>::reserve(size_t max_rows, size_t workers) {
  if (max_rows <= buffers_.rows && workers <= buffers_.workers) return;
  max_rows = std::max(max_rows, buffers_.rows);
  workers = std::max(workers, buffers_.workers);
  TrainingBuffers<T> buffers(network_.shape(), network_.kernels(), max_rows, workers,
                             Division::input_copies(layouts_.front(), max_rows, workers));
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
  const Division division(layouts_, kLineElements, batch.rows, active,
                          buffers_.input_copies(batch.rows));
  auto job = [&](size_t worker) noexcept {
    Report& report = reports_[worker];
    report = {};
    bool good = load(batch, division, worker);
    if (good) forward_first_layer(division, worker);
    if (division.column_groups() > 1) {
      pool.barrier(active);
      good = !any_bad_data(active);
    }
    const Range rows = division.rows(worker);
    if (good && !rows.empty()) {
      forward(rows);
      if (loss(batch, rows, report)) backward(rows);
    }
    pool.barrier(active);
    if (any_problem(active)) return;
    update(batch, division, worker, rate);
  };
  pool.run(active, job);

  if (any_problem(active)) refuse(batch, active);
  size_t correct = 0;
  for (size_t worker = 0; worker < active; ++worker) correct += reports_[worker].correct;
  return {tree_sum(buffers_.losses.data(), batch.rows, kBlockRows), correct};
}

// Each group of columns has its own copy of the inputs; the targets are loaded once.
template <class T>
bool Trainer<T>::load(const Batch& batch, const Division& division, size_t worker) {
  Report& report = reports_[worker];
  const Range rows = division.first_layer_rows(worker);
  const size_t group = division.group(worker);
  const size_t known = batch.rows + batch.upcoming;
  const size_t ahead =
      std::min(batch.rows, std::max(kBytesAhead / batch.inputs.row_bytes(), kLeastRowsAhead));
  for (size_t i = rows.first; i < rows.last; ++i) {
    if (i + ahead < known) batch.inputs.prefetch(batch.source_row(i + ahead));
    const size_t source = batch.source_row(i);
    if (!load_inputs(network_, batch.inputs, source, buffers_.inputs[group].row(i))) {
      report.bad_input = i;
      return false;
    }
    if (group == 0 && !load_targets(network_, batch.targets, source, &buffers_.labels[i],
                                    buffers_.targets.row(i))) {
      report.bad_target = i;
      return false;
    }
  }
  return true;
}

template <class T>
void Trainer<T>::forward_first_layer(const Division& division, size_t worker) {
  const Range rows = division.first_layer_rows(worker);
  const Range columns = division.first_layer_columns(worker);
  if (rows.empty()) return;
  Matrix<T>& out = network_.layers() == 1 ? buffers_.deltas[0] : buffers_.hidden[0];
  forward_layer(network_, 0, buffers_.inputs[division.group(worker)], rows, columns, out);
}

// From the first layer's outputs on.
template <class T>
void Trainer<T>::forward(Range rows) {
  for (size_t l = 1; l < network_.layers(); ++l) {
    Matrix<T>& in = buffers_.hidden[l - 1];
    // The kernel writes whole vectors, and so over the column of ones where the width is odd.
    for (size_t i = rows.first; i < rows.last; ++i) in.row(i)[network_.shape().inputs(l)] = 1;
    Matrix<T>& out = network_.shape().is_last(l) ? buffers_.deltas[l] : buffers_.hidden[l];
    forward_layer(network_, l, in, rows, out);
  }
}

template <class T>
bool Trainer<T>::loss(const Batch& batch, Range rows, Report& report) {
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
  loss.scale = static_cast<T>(1.0 / static_cast<double>(batch.rows));
  loss.losses = buffers_.losses.data() + rows.first;
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
void Trainer<T>::backward(Range rows) {
  for (size_t l = network_.layers() - 1; l > 0; --l) {
    const PackedMatrix<T>& transposed = network_.layer(l).transposed();
    const Matrix<T>& from = buffers_.deltas[l];
    const Matrix<T>& mask = buffers_.hidden[l - 1];
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
    product.epilogue = Epilogue::kWherePositive;
    product.mask = mask.row(rows.first);
    product.mask_stride = mask.stride();
    network_.kernels().multiply(product);
  }
}

template <class T>
void Trainer<T>::update(const Batch& batch, const Division& division, size_t worker, T rate) {
  for (size_t l = 0; l < network_.layers(); ++l) {
    const auto [rows, columns] = division.block(l, worker);
    if (rows.empty() || columns.empty()) continue;
    PackedMatrix<T>& weights = network_.layer(l).weights();
    const Matrix<T>& activations = buffers_.activations(l, division.group(worker));
    const Matrix<T>& deltas = buffers_.deltas[l];
    GradientStep<T> step{};
    step.activations = activations.row(0);
    step.activation_stride = activations.stride();
    step.deltas = deltas.row(0) + columns.first;
    step.delta_stride = deltas.stride();
    step.batch = batch.rows;
    step.width = columns.size();
    step.panels = weights.panel(columns.first);
    step.panel_depth = weights.layout.depth();
    step.rate = rate;
    step.scratch = buffers_.scratch.data() + worker * buffers_.scratch_size;
    step.first = rows.first;
    step.last = rows.last;
    network_.kernels().gradient_step(step);
    network_.layer(l).refresh_transposed(rows.first, rows.last);
  }
}

template <class T>
bool Trainer<T>::any_bad_data(size_t active) const {
  return std::any_of(reports_.begin(), reports_.begin() + static_cast<ptrdiff_t>(active),
                     [](const Report& report) { return report.has_bad_data(); });
}

template <class T>
bool Trainer<T>::any_problem(size_t active) const {
  return std::any_of(
      reports_.begin(), reports_.begin() + static_cast<ptrdiff_t>(active),
      [](const Report& report) { return report.has_bad_data() || report.bad_loss != kNone; });
}

// Bad data goes before a bad loss, which may come from anything. Rows ascend with the workers, so
// that the first to find fault has found the first row.
template <class T>
void Trainer<T>::refuse(const Batch& batch, size_t active) const {
  for (size_t worker = 0; worker < active; ++worker) {
    const Report& report = reports_[worker];
    if (report.bad_input != kNone) {
      refuse_inputs(network_, batch.inputs, batch.source_row(report.bad_input));
    }
    if (report.bad_target != kNone) {
      refuse_targets(network_, batch.targets, batch.source_row(report.bad_target));
    }
  }
  size_t worker = 0;
  while (reports_[worker].bad_loss == kNone) ++worker;
  throw Error(Status::kNotFinite, "the loss of row ", batch.source_row(reports_[worker].bad_loss),
              " is not finite: training has diverged, most likely because the learning rate is too "
              "high");
}

template class Trainer<float>;
template class Trainer<double>;

}  // namespace neuro
