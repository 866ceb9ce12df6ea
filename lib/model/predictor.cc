// Rows are divided among the workers, each worker's into chunks.
#include "model/predictor.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "base/block_sum.h"
#include "base/error.h"
#include "base/unaligned.h"
#include "model/forward.h"
#include "model/work.h"

namespace neuro {
namespace {

size_t widest(const Shape& shape) {
  return *std::max_element(shape.sizes().begin(), shape.sizes().end());
}

void lower(std::atomic<size_t>& bound, size_t value) {
  size_t old = bound.load(std::memory_order_relaxed);
  while (value < old && !bound.compare_exchange_weak(old, value, std::memory_order_relaxed)) {
  }
}

// Enough rows to make use of the weights while they are in cache, few enough to stay there with
// them; a few even where a row is large.
template <class T>
size_t chunk_rows(const Shape& shape) {
  constexpr size_t kBytes = 512 << 10;
  return std::clamp<size_t>(kBytes / sizeof(T) / widest(shape), 16, 128);
}

}  // namespace

template <class T>
PredictionSpace<T>::PredictionSpace(const Shape& shape)
    : rows(chunk_rows<T>(shape)),
      activations{Matrix<T>(rows, widest(shape)), Matrix<T>(rows, widest(shape))},
      targets(rows, shape.outputs()),
      labels(rows) {}

template <class T>
typename Predictor<T>::Loan Predictor<T>::borrow_space() {
  return spaces_.borrow([this] { return std::make_unique<PredictionSpace<T>>(network_.shape()); });
}

template <class T>
void Predictor<T>::reserve() {
  std::vector<Loan> loans;
  while (loans.size() < pool_.workers()) loans.push_back(borrow_space());
}

template <class T>
void Predictor<T>::check(const InputView& inputs, size_t rows, const char* name) {
  const Loan space = borrow_space();
  const size_t bad = check(inputs, {0, rows}, *space);
  if (bad < rows) refuse_inputs(network_, inputs, bad, name);
}

template <class T>
size_t Predictor<T>::check(const InputView& inputs, Range rows, PredictionSpace<T>& space) const {
  size_t row = rows.first;
  T* scratch = space.activations[1].row(0);
  while (row < rows.last && load_inputs(network_, inputs, row, scratch)) ++row;
  return row;
}

template <class T>
size_t Predictor<T>::load(const InputView& inputs, Range rows, Matrix<T>& to) const {
  size_t row = rows.first;
  while (row < rows.last && load_inputs(network_, inputs, row, to.row(row - rows.first))) ++row;
  return row;
}

template <class T>
size_t Predictor<T>::workers_for(size_t rows) const {
  if (rows == 1 || pool_.workers() == 1) return 1;
  const double work = static_cast<double>(rows) * forward_work(network_.shape());
  return std::min(workers_worth(work, kPredictionWorth, pool_.workers()), rows);
}

// Calls chunk(space, sums, rows) for all rows in chunks, on as many threads as are worth it.
// Nothing is called before all inputs have been checked: each thread loads its first chunk, which
// is all there is of a small call, and looks through the others.
template <class T>
template <class Chunk>
void Predictor<T>::for_each_chunk(const InputView& inputs, size_t rows,
                                  const std::atomic<bool>* cancelled, const Chunk& chunk) {
  size_t active = workers_for(rows);
  std::optional<PoolLease> lease;
  if (active > 1 && !(lease.emplace(pool_) && pool_.try_start())) active = 1;

  std::atomic<size_t> first_bad{rows};
  std::atomic<bool> out_of_memory{false};
  std::atomic<bool> cut_short{false};
  const auto stops = [&] {
    if (cancelled == nullptr || !cancelled->load(std::memory_order_relaxed)) return false;
    cut_short = true;
    return true;
  };
  auto job = [&](size_t worker) noexcept {
    const Range mine = part(rows, worker, active);
    std::optional<Loan> loan;
    Range loaded = mine;
    try {
      loan.emplace(borrow_space());
      PredictionSpace<T>& space = **loan;
      loaded.last = std::min(mine.first + space.rows, mine.last);
      size_t good = load(inputs, loaded, space.activations[0]);
      Range looked_at = loaded;
      while (good == looked_at.last && looked_at.last < mine.last && !stops()) {
        looked_at = {looked_at.last, std::min(looked_at.last + space.rows, mine.last)};
        good = check(inputs, looked_at, space);
      }
      if (good < looked_at.last) lower(first_bad, good);
    } catch (const std::bad_alloc&) {
      out_of_memory = true;
    }
    pool_.barrier(active);
    if (out_of_memory || cut_short || first_bad < rows) return;

    PredictionSpace<T>& space = **loan;
    while (!loaded.empty() && !stops()) {
      Matrix<T>* in = &space.activations[0];
      Matrix<T>* out = &space.activations[1];
      for (size_t l = 0; l < network_.layers(); ++l) {
        const Range all{0, loaded.size()};
        forward_layer(network_, l, *in, all, *out);
        finish_layer(network_, l, all, *out);
        std::swap(in, out);
      }
      chunk(space, *in, loaded);
      loaded = {loaded.last, std::min(loaded.last + space.rows, mine.last)};
      const size_t good = load(inputs, loaded, space.activations[0]);
      // Only if the caller changes its inputs meanwhile.
      if (good < loaded.last) return lower(first_bad, good);
    }
  };
  pool_.run(active, job);
  if (out_of_memory) throw std::bad_alloc();
  if (first_bad < rows) refuse_inputs(network_, inputs, first_bad);
  if (cut_short) throw Error(Status::kCancelled, "the fit was cancelled in a validation");
}

template <class T>
template <class U>
void Predictor<T>::predict(const InputView& inputs, size_t rows, U* outputs) {
  const size_t cols = network_.shape().outputs();
  for_each_chunk(inputs, rows, nullptr, [&](PredictionSpace<T>&, Matrix<T>& sums, Range chunk) {
    finish_outputs(network_, chunk.size(), sums);
    for (size_t i = 0; i < chunk.size(); ++i) {
      const T* row = sums.row(i);
      const size_t at = (chunk.first + i) * cols;
      for (size_t j = 0; j < cols; ++j) {
        store_unaligned(outputs, at + j, static_cast<U>(row[j]));
      }
    }
  });
}

template <class T>
void Predictor<T>::keep_outputs(const RowScores& keep, PredictionSpace<T>& space,
                                const Matrix<T>& sums, Range chunk) const {
  const size_t cols = network_.shape().outputs();
  if (keep.sums != nullptr) {
    for (size_t i = 0; i < chunk.size(); ++i) {
      std::copy_n(sums.row(i), cols, keep.sums + (chunk.first + i) * cols);
    }
  }
  if (keep.outputs != nullptr) {
    // The sums came out of the other one, which is free again.
    Matrix<T>& outputs = space.activations[&sums == &space.activations[0] ? 1 : 0];
    std::copy_n(sums.row(0), chunk.size() * sums.stride(), outputs.row(0));
    finish_outputs(network_, chunk.size(), outputs);
    for (size_t i = 0; i < chunk.size(); ++i) {
      std::copy_n(outputs.row(i), cols, keep.outputs + (chunk.first + i) * cols);
    }
  }
}

template <class T>
Score Predictor<T>::evaluate(const InputView& inputs, const TargetView& targets, size_t rows,
                             const RowScores& keep, const std::atomic<bool>* cancelled) {
  std::vector<double> own_losses(keep.losses == nullptr ? rows : 0);
  double* losses = keep.losses == nullptr ? own_losses.data() : keep.losses;
  std::atomic<size_t> correct{0}, first_bad{rows};
  const auto compare = [&](PredictionSpace<T>& space, Matrix<T>& sums, Range chunk) {
    for (size_t i = 0; i < chunk.size(); ++i) {
      const size_t row = chunk.first + i;
      if (!load_targets(network_, targets, row, &space.labels[i], space.targets.row(i))) {
        return lower(first_bad, row);
      }
    }
    keep_outputs(keep, space, sums, chunk);
    OutputLoss<T> loss{};
    loss.z = sums.row(0);
    loss.stride = sums.stride();
    loss.rows = chunk.size();
    loss.outputs = network_.shape().outputs();
    if (is_label(targets.type)) {
      loss.labels = space.labels.data();
    } else {
      loss.targets = space.targets.row(0);
      loss.target_stride = space.targets.stride();
    }
    loss.scale = 1;
    loss.losses = losses + chunk.first;
    correct.fetch_add(output_loss(network_, loss), std::memory_order_relaxed);
  };
  for_each_chunk(inputs, rows, cancelled, compare);
  if (first_bad < rows) refuse_targets(network_, targets, first_bad);
  return {tree_sum(losses, rows, kBlockRows) / static_cast<double>(rows), correct};
}

template struct PredictionSpace<float>;
template struct PredictionSpace<double>;
template class Predictor<float>;
template class Predictor<double>;
template void Predictor<float>::predict(const InputView&, size_t, float*);
template void Predictor<float>::predict(const InputView&, size_t, double*);
template void Predictor<double>::predict(const InputView&, size_t, float*);
template void Predictor<double>::predict(const InputView&, size_t, double*);

}  // namespace neuro
