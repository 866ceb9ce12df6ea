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
#include "base/range.h"
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

}  // namespace

template <class T>
PredictionSpace<T>::PredictionSpace(const Shape& shape)
    : activations{Matrix<T>(kChunkRows, widest(shape)), Matrix<T>(kChunkRows, widest(shape))},
      targets(kChunkRows, shape.outputs()) {}

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
  T* scratch = space->activations[0].row(0);
  for (size_t row = 0; row < rows; ++row) {
    if (!load_inputs(network_, inputs, row, scratch)) refuse_inputs(network_, inputs, row, name);
  }
}

template <class T>
size_t Predictor<T>::workers_for(size_t rows) const {
  const double work = static_cast<double>(rows) * forward_work(network_.shape());
  return std::min(workers_worth(work, kPredictionWorth, pool_.workers()), rows);
}

// Calls chunk(space, sums, first, count) for all rows in chunks, on as many threads as are worth
// it. Nothing is called before all inputs have been checked: where there is more than one chunk
// that takes a pass of its own, a few percent of the time.
template <class T>
template <class Chunk>
void Predictor<T>::for_each_chunk(const InputView& inputs, size_t rows, const Chunk& chunk) {
  size_t active = workers_for(rows);
  std::optional<PoolLease> lease;
  if (active > 1 && !(lease.emplace(pool_) && pool_.try_start())) active = 1;

  const bool check_first = active > 1 || rows > kChunkRows;
  std::atomic<size_t> first_bad{rows};
  std::atomic<bool> out_of_memory{false};
  auto job = [&](size_t worker) noexcept {
    const size_t begin = share(rows, worker, active), end = share(rows, worker + 1, active);
    std::optional<Loan> space;
    try {
      space.emplace(borrow_space());
    } catch (const std::bad_alloc&) {
      out_of_memory = true;
    }
    if (space && check_first) {
      T* scratch = (*space)->activations[0].row(0);
      for (size_t row = begin; row < end; ++row) {
        if (load_inputs(network_, inputs, row, scratch)) continue;
        lower(first_bad, row);
        break;
      }
    }
    pool_.barrier(active);
    if (out_of_memory || first_bad < rows) return;
    for (size_t first = begin; first < end; first += kChunkRows) {
      const size_t count = std::min(kChunkRows, end - first);
      Matrix<T>* in = &(*space)->activations[0];
      Matrix<T>* out = &(*space)->activations[1];
      for (size_t i = 0; i < count; ++i) {
        if (!load_inputs(network_, inputs, first + i, in->row(i)))
          return lower(first_bad, first + i);
      }
      for (size_t l = 0; l < network_.layers(); ++l) {
        forward_layer(network_, l, *in, {0, count}, *out);
        std::swap(in, out);
      }
      chunk(**space, *in, first, count);
    }
  };
  pool_.run(active, job);
  if (out_of_memory) throw std::bad_alloc();
  if (first_bad < rows) refuse_inputs(network_, inputs, first_bad);
}

template <class T>
template <class U>
void Predictor<T>::predict(const InputView& inputs, size_t rows, U* outputs) {
  const size_t cols = network_.shape().outputs();
  const bool softmax = network_.shape().output() == Output::kSoftmax;
  for_each_chunk(
      inputs, rows, [&](PredictionSpace<T>&, Matrix<T>& sums, size_t first, size_t count) {
        if (softmax) {
          network_.kernels().softmax(sums.row(0), sums.stride(), count, cols);
        }
        for (size_t i = 0; i < count; ++i) {
          for (size_t j = 0; j < cols; ++j) {
            store_unaligned(outputs, (first + i) * cols + j, static_cast<U>(sums.row(i)[j]));
          }
        }
      });
}

template <class T>
Score Predictor<T>::evaluate(const InputView& inputs, const TargetView& targets, size_t rows) {
  std::vector<double> losses(rows);
  std::atomic<size_t> correct{0}, first_bad{rows};
  for_each_chunk(
      inputs, rows, [&](PredictionSpace<T>& space, Matrix<T>& sums, size_t first, size_t count) {
        for (size_t i = 0; i < count; ++i) {
          if (!load_targets(network_, targets, first + i, &space.labels[i], space.targets.row(i))) {
            return lower(first_bad, first + i);
          }
        }
        OutputLoss<T> loss{};
        loss.z = sums.row(0);
        loss.stride = sums.stride();
        loss.rows = count;
        loss.outputs = network_.shape().outputs();
        if (is_label(targets.type)) {
          loss.labels = space.labels;
        } else {
          loss.targets = space.targets.row(0);
          loss.target_stride = space.targets.stride();
        }
        loss.scale = 1;
        loss.losses = losses.data() + first;
        correct.fetch_add(output_loss(network_, loss), std::memory_order_relaxed);
      });
  if (first_bad < rows) refuse_targets(network_, targets, first_bad);
  return {tree_sum(losses.data(), rows, kBlockRows) / static_cast<double>(rows), correct};
}

template class Predictor<float>;
template class Predictor<double>;
template void Predictor<float>::predict(const InputView&, size_t, float*);
template void Predictor<float>::predict(const InputView&, size_t, double*);
template void Predictor<double>::predict(const InputView&, size_t, float*);
template void Predictor<double>::predict(const InputView&, size_t, double*);

}  // namespace neuro
