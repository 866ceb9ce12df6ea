// Prediction: a network's outputs for rows of inputs, by any number of threads at once. Reads the
// network, never changes it.
#ifndef NEURO_LIB_MODEL_PREDICTOR_H_
#define NEURO_LIB_MODEL_PREDICTOR_H_

#include <cstddef>
#include <cstdint>

#include "base/object_cache.h"
#include "base/worker_pool.h"
#include "data/views.h"
#include "model/matrix.h"
#include "model/network.h"

namespace neuro {

// Rows that go through the layers together: enough to reuse the weights, few enough to stay in
// cache.
inline constexpr size_t kChunkRows = 64;

// What one thread needs to predict: the activations of a chunk, going back and forth between two
// matrices, and room for what is compared with them.
template <class T>
struct PredictionSpace {
  explicit PredictionSpace(const Shape& shape);

  Matrix<T> activations[2];
  Matrix<T> targets;
  int32_t labels[kChunkRows] = {};
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

  // Throws Error(kInvalidArgument) if predict() would refuse a row; name is what the message calls
  // the inputs.
  void check(const InputView& inputs, size_t rows, const char* name);

  // Compares with targets that fit the network. Throws as predict does.
  Score evaluate(const InputView& inputs, const TargetView& targets, size_t rows);

 private:
  using Loan = typename ObjectCache<PredictionSpace<T>>::Loan;

  Loan borrow_space();
  size_t workers_for(size_t rows) const;
  template <class Chunk>
  void for_each_chunk(const InputView& inputs, size_t rows, const Chunk& chunk);

  const Network<T>& network_;
  WorkerPool& pool_;
  ObjectCache<PredictionSpace<T>> spaces_;
};

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_PREDICTOR_H_
