// What the training tests share: real digits, steps on them, and a hash of the weights.
#ifndef NEURO_TESTS_UNIT_TRAINING_FIXTURE_H_
#define NEURO_TESTS_UNIT_TRAINING_FIXTURE_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/worker_pool.h"
#include "data/dataset.h"
#include "data/idx.h"
#include "model/network.h"
#include "train/trainer.h"

namespace neuro {

// The training set in the directory that NEURO_TEST_DATA names (tests/run.sh sets it).
inline const Dataset& training_set() {
  static const Dataset dataset = [] {
    const char* directory = std::getenv("NEURO_TEST_DATA");
    if (directory == nullptr) {
      throw std::runtime_error(
          "NEURO_TEST_DATA names no directory with IDX files: use tests/run.sh");
    }
    const auto file = [&](const char* name) {
      const std::string path = std::string(directory) + "/" + name;
      return std::filesystem::exists(path) ? path : path + ".gz";
    };
    return load_idx(file("train-images-idx3-ubyte").c_str(),
                    file("train-labels-idx1-ubyte").c_str());
  }();
  return dataset;
}

inline Shape digits_shape() {
  const size_t sizes[] = {784, 64, 32, 16, 10};
  return Shape(sizes, 5, {Output::kSoftmax});
}

// FNV-1a over all parameters in the order and type in which they are got.
template <class T>
uint64_t hash_parameters(const Network<T>& network) {
  uint64_t hash = 14695981039346656037u;
  const auto add = [&](const std::vector<T>& values) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(values.data());
    for (size_t i = 0; i < values.size() * sizeof(T); ++i) {
      hash = (hash ^ bytes[i]) * 1099511628211u;
    }
  };
  for (size_t l = 0; l < network.layers(); ++l) {
    const size_t inputs = network.shape().inputs(l), outputs = network.shape().outputs(l);
    std::vector<T> weights(inputs * outputs), bias(outputs);
    network.get_parameters(l, weights.data(), bias.data());
    add(weights);
    add(bias);
  }
  return hash;
}

// A network after `steps` steps on the training set's rows in their order, every worker at work
// however small the batch.
template <class T>
Network<T> trained_on_digits(const Kernels<T>& kernels, size_t workers, size_t batch,
                             size_t steps) {
  const Dataset& data = training_set();
  Network<T> network(digits_shape(), kernels);
  network.initialise(1);
  Trainer<T> trainer(network);
  trainer.reserve(batch, workers);
  WorkerPool pool(workers);
  if (workers > 1) pool.start();
  std::vector<size_t> order(batch);
  for (size_t step = 0; step < steps; ++step) {
    std::iota(order.begin(), order.end(), step * batch);
    trainer.step(pool, workers, {data.inputs(), data.targets(), order.data(), batch},
                 StepSettings{.rate = 0.1});
  }
  return network;
}

}  // namespace neuro

#endif  // NEURO_TESTS_UNIT_TRAINING_FIXTURE_H_
