// SPDX-License-Identifier: MIT
//
// The data-parallel algorithm of libneuro with somebody else's matrix products: in phase 1 each
// thread takes its rows of the batch forward and back, in phase 2 each updates its part of every
// weight matrix from the whole batch. Between them they wait for each other, nothing is summed up.
//
// Products has three static functions on row-major matrices without gaps, x: rows x inputs,
// w: inputs x outputs, y: rows x outputs:
//   Forward   y = x w        Backward   dx = dy w^T
//   Gradient  w += scale x^T dy, for `count` of the inputs, where x has a stride of `inputs`
// and ThreadStarts(), which each thread calls first.
#ifndef NEURO_TESTS_BENCH_PEERS_TWO_PHASE_H_
#define NEURO_TESTS_BENCH_PEERS_TWO_PHASE_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <thread>
#include <vector>

#include "options.h"
#include "random.h"
#include "samples.h"
#include "spin_barrier.h"
#include "training.h"

namespace peers {

// Images as numbers between 0 and 1, converted before the clock starts.
template <class T>
struct Data {
  explicit Data(const samples& from)
      : rows(from.rows), cols(from.cols), labels(from.labels, from.labels + from.rows) {
    inputs.reserve(rows * cols);
    for (size_t i = 0; i < rows * cols; ++i)
      inputs.push_back(static_cast<T>(from.images[i]) / static_cast<T>(255));
  }
  size_t rows, cols;
  std::vector<T> inputs;
  std::vector<unsigned char> labels;
};

template <class T, class Products>
class TwoPhase {
 public:
  TwoPhase(const peer_options& options, int threads, const Data<T>& train, const Data<T>& test)
      : train_(train),
        test_(test),
        sizes_(options.sizes, options.sizes + options.size_count),
        batch_(options.batch),
        rate_(options.rate),
        threads_(threads),
        barrier_(threads),
        sums_(static_cast<size_t>(threads)),
        activations_(sizes_.size()),
        deltas_(sizes_.size()) {
    random_source source{options.seed};
    for (size_t l = 0; l + 1 < sizes_.size(); ++l) {
      const double deviation = he_deviation(sizes_[l]);
      std::vector<T>& weights = weights_.emplace_back(sizes_[l] * sizes_[l + 1]);
      for (T& weight : weights) weight = static_cast<T>(deviation * next_normal(&source));
      biases_.emplace_back(sizes_[l + 1]);
    }
    for (size_t l = 0; l < sizes_.size(); ++l) {
      activations_[l].resize(batch_ * sizes_[l]);
      deltas_[l].resize(batch_ * sizes_[l]);
    }
  }

  metrics TrainEpoch(const uint32_t* order) {
    std::vector<std::thread> others;
    for (int i = 1; i < threads_; ++i) others.emplace_back([=, this] { Work(i, order); });
    Work(0, order);
    for (std::thread& other : others) other.join();
    Sums sums;
    for (const Sums& part : sums_) sums.Add(part);
    return sums.Mean(train_.rows);
  }

  metrics Evaluate() {
    Sums sums;
    for (size_t begin = 0; begin < test_.rows; begin += batch_) {
      const size_t count = std::min(batch_, test_.rows - begin);
      for (size_t i = 0; i < count; ++i) CopyRow(test_, begin + i, i);
      Forward(0, count);
      sums.Add(LossAndDelta(0, count, [&](size_t i) { return test_.labels[begin + i]; }));
    }
    return sums.Mean(test_.rows);
  }

 private:
  struct alignas(64) Sums {  // of one thread
    double loss = 0;
    size_t correct = 0;

    void Add(const Sums& other) {
      loss += other.loss;
      correct += other.correct;
    }
    metrics Mean(size_t rows) const {
      return {loss / static_cast<double>(rows),
              static_cast<double>(correct) / static_cast<double>(rows)};
    }
  };

  // Where a thread's part of so many things begins; the next one's is where it ends.
  size_t Begin(size_t count, int thread) const {
    return count * static_cast<size_t>(thread) / static_cast<size_t>(threads_);
  }

  void Work(int thread, const uint32_t* order) {
    Products::ThreadStarts();
    Sums sums;
    for (size_t begin = 0; begin < train_.rows; begin += batch_) {
      const size_t rows = std::min(batch_, train_.rows - begin);
      const size_t first = Begin(rows, thread), last = Begin(rows, thread + 1);
      if (first < last) sums.Add(Rows(order + begin, first, last));
      barrier_.Wait();
      Update(thread, rows);
      barrier_.Wait();
    }
    sums_[static_cast<size_t>(thread)] = sums;
  }

  // Phase 1 for the rows first ... last - 1 of the batch.
  Sums Rows(const uint32_t* order, size_t first, size_t last) {
    for (size_t i = first; i < last; ++i) CopyRow(train_, order[i], i);
    Forward(first, last);
    const Sums sums = LossAndDelta(first, last, [&](size_t i) { return train_.labels[order[i]]; });
    for (size_t l = sizes_.size() - 2; l > 0; --l) {
      const size_t begin = first * sizes_[l], count = (last - first) * sizes_[l];
      T* delta = deltas_[l].data() + begin;
      Products::Backward(last - first, sizes_[l], sizes_[l + 1],
                         deltas_[l + 1].data() + first * sizes_[l + 1], weights_[l].data(), delta);
      const T* activation = activations_[l].data() + begin;
      for (size_t i = 0; i < count; ++i) delta[i] = activation[i] > 0 ? delta[i] : 0;
    }
    return sums;
  }

  // Phase 2 for a thread's inputs of each layer's weights, and its biases.
  void Update(int thread, size_t rows) {
    const T scale = static_cast<T>(-rate_ / static_cast<double>(rows));
    for (size_t l = 0; l < weights_.size(); ++l) {
      const size_t inputs = sizes_[l], outputs = sizes_[l + 1];
      const size_t first = Begin(inputs, thread), last = Begin(inputs, thread + 1);
      const T* delta = deltas_[l + 1].data();
      if (first < last)
        Products::Gradient(rows, inputs, outputs, last - first, scale,
                           activations_[l].data() + first, delta,
                           weights_[l].data() + first * outputs);
      const size_t end = Begin(outputs, thread + 1);
      for (size_t i = 0; i < rows; ++i)
        for (size_t o = Begin(outputs, thread); o < end; ++o)
          biases_[l][o] += scale * delta[i * outputs + o];
    }
  }

  void CopyRow(const Data<T>& data, size_t row, size_t to) {
    std::copy_n(data.inputs.data() + row * data.cols, data.cols,
                activations_[0].data() + to * data.cols);
  }

  void Forward(size_t first, size_t last) {
    for (size_t l = 0; l < weights_.size(); ++l) {
      const size_t outputs = sizes_[l + 1];
      T* y = activations_[l + 1].data() + first * outputs;
      Products::Forward(last - first, sizes_[l], outputs,
                        activations_[l].data() + first * sizes_[l], weights_[l].data(), y);
      const T floor = l + 1 < weights_.size() ? T{0} : std::numeric_limits<T>::lowest();
      const T* bias = biases_[l].data();
      for (T* row = y; row < y + (last - first) * outputs; row += outputs)
        for (size_t o = 0; o < outputs; ++o) row[o] = std::max(row[o] + bias[o], floor);
    }
  }

  // Softmax and cross-entropy; the last layer's delta is what is left to propagate.
  template <class LabelOf>
  Sums LossAndDelta(size_t first, size_t last, LabelOf label_of) {
    const size_t outputs = sizes_.back();
    Sums sums;
    for (size_t i = first; i < last; ++i) {
      const T* y = activations_.back().data() + i * outputs;
      T* delta = deltas_.back().data() + i * outputs;
      const T* largest = std::max_element(y, y + outputs);
      const size_t label = label_of(i);
      T sum = 0;
      for (size_t o = 0; o < outputs; ++o) sum += delta[o] = std::exp(y[o] - *largest);
      for (size_t o = 0; o < outputs; ++o) delta[o] /= sum;
      delta[label] -= 1;
      sums.loss += static_cast<double>(std::log(sum) - (y[label] - *largest));
      sums.correct += static_cast<size_t>(largest - y) == label;
    }
    return sums;
  }

  const Data<T>& train_;
  const Data<T>& test_;
  const std::vector<size_t> sizes_;
  const size_t batch_;
  const double rate_;
  const int threads_;
  SpinBarrier barrier_;
  std::vector<Sums> sums_;
  std::vector<std::vector<T>> weights_, biases_;      // of layer l, which gives sizes_[l + 1]
  std::vector<std::vector<T>> activations_, deltas_;  // batch x sizes_[l]
};

// A whole program but for its command line.
template <class T, class Products>
void TrainTwoPhase(const peer_options& options, int threads, const peer_program& program) {
  samples train_samples = load_samples(options.files[0], options.files[1], options.limit);
  samples test_samples = load_samples(options.files[2], options.files[3], 0);
  const Data<T> train(train_samples), test(test_samples);
  free_samples(&train_samples);
  free_samples(&test_samples);
  for (const Data<T>* data : {&train, &test}) {
    if (data->cols != options.sizes[0]) peer_fail("--sizes", "inputs do not fit the images");
    if (*std::max_element(data->labels.begin(), data->labels.end()) >=
        options.sizes[options.size_count - 1])
      peer_fail("--sizes", "outputs do not fit the labels");
  }
  using Network = TwoPhase<T, Products>;
  Network network(options, threads, train, test);
  trainer run{};
  run.program = program;
  run.train_rows = train.rows;
  run.state = &network;
  run.train_epoch = [](void* state, const uint32_t* order) {
    return static_cast<Network*>(state)->TrainEpoch(order);
  };
  run.evaluate = [](void* state) { return static_cast<Network*>(state)->Evaluate(); };
  run_training(&options, &run);
}

}  // namespace peers

#endif  // NEURO_TESTS_BENCH_PEERS_TWO_PHASE_H_
