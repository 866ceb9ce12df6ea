// Prediction: a network's outputs for rows of inputs, by any number of threads at once. Reads the
// network, never changes it.
#ifndef NEURO_LIB_MODEL_PREDICTOR_H_
#define NEURO_LIB_MODEL_PREDICTOR_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/aligned_buffer.h"
#include "base/object_cache.h"
#include "base/range.h"
#include "base/worker_pool.h"
#include "data/views.h"
#include "model/matrix.h"
#include "model/network.h"
#include "model/row_scores.h"

namespace neuro {

// What one thread needs to predict: the activations of a chunk of rows, which go through the layers
// together, back and forth between two matrices, and room for what is compared with them.
template <class T>
struct PredictionSpace {
  explicit PredictionSpace(const Shape& shape);

  size_t rows;  // of a chunk
  Matrix<T> activations[2];
  Matrix<T> targets;
  AlignedBuffer<int32_t> labels;
};

struct Score {
  double loss = 0;     // mean over the rows
  size_t correct = 0;  // rows; 0 for identity outputs
};

template <class T>
class Predictor {
 public:
  // pool: shared with the trainer; used when nobody else has it and the work is worth it.
  Predictor(const Network<T>& network, WorkerPool& pool) : network_(network), pool_(pool) {}

  // outputs: rows x outputs of U, row-major. Throws Error(kInvalidArgument) for inputs that are not
  // finite, with outputs untouched.
  template <class U>
  void predict(const InputView& inputs, size_t rows, U* outputs);

  // Makes room for one prediction on all workers, so that the first one allocates nothing either.
  void reserve();

  // How many of the pool's workers a prediction of so many rows is worth.
  size_t workers_for(size_t rows) const;

  // Throws Error(kInvalidArgument) if predict() would refuse a row; name is what the message calls
  // the inputs.
  void check(const InputView& inputs, size_t rows, const char* name);

  // Compares with targets that fit the network. Throws as predict does, and Error(kCancelled) if
  // `cancelled`, which may be null, becomes true before the end.
  Score evaluate(const InputView& inputs, const TargetView& targets, size_t rows,
                 const RowScores& keep = {}, const std::atomic<bool>* cancelled = nullptr);

 private:
  using Loan = typename ObjectCache<PredictionSpace<T>>::Loan;

  Loan borrow_space();
  // Loads rows into the beginning of `to`. The first that does not fit, or rows.last.
  size_t load(const InputView& inputs, Range rows, Matrix<T>& to) const;
  // Looks whether rows fit. The first that does not, or rows.last.
  size_t check(const InputView& inputs, Range rows, PredictionSpace<T>& space) const;
  // Leaves what `keep` asks for of a chunk's sums, which stay as they are.
  void keep_outputs(const RowScores& keep, PredictionSpace<T>& space, const Matrix<T>& sums,
                    Range chunk) const;
  template <class Chunk>
  void for_each_chunk(const InputView& inputs, size_t rows, const std::atomic<bool>* cancelled,
                      const Chunk& chunk);

  const Network<T>& network_;
  WorkerPool& pool_;
  ObjectCache<PredictionSpace<T>> spaces_;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_PREDICTOR_H_
