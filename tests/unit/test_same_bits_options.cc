// The numerics contract for everything that can be chosen: with each activation, normalisation,
// dropout, loss, optimizer and regularisation, what is learnt is the same bits for any number of
// workers, each of them at work, and on any instruction set.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "training_fixture.h"

namespace neuro {
namespace {

constexpr size_t kInputs = 12, kOutputs = 5, kRows = 300;
constexpr size_t kSizes[] = {kInputs, 70, 9, kOutputs};

struct Case {
  std::string name;
  NetworkConfig network;
  LayerConfig first, second;
  Optimizer optimizer = Optimizer::kSgd;
  StepSettings settings;
  bool weighted = false;
  size_t parts = 1;  // batches whose gradients are added up
};

Case named(std::string name) {
  Case made;
  made.name = std::move(name);
  return made;
}

// What differs from the defaults is set by `change`.
template <class Change>
void add(std::vector<Case>& cases, const std::string& name, const Change& change) {
  Case made = named(name);
  change(made);
  cases.push_back(std::move(made));
}

void add_layers(std::vector<Case>& cases) {
  for (int a = 0; a <= static_cast<int>(Activation::kSoftplus); ++a) {
    add(cases, "activation " + std::to_string(a), [&](Case& c) {
      c.first.activation = c.second.activation = static_cast<Activation>(a);
      c.first.leaky_slope = 0.1;
    });
  }
  for (const Normalisation kind : {Normalisation::kBatch, Normalisation::kLayer}) {
    const std::string name = kind == Normalisation::kBatch ? "batch" : "layer";
    add(cases, name + " normalisation",
        [&](Case& c) { c.first.normalisation = c.second.normalisation = kind; });
    add(cases, name + " normalisation of the second layer, with dropout", [&](Case& c) {
      c.second.normalisation = kind;
      c.second.activation = Activation::kGelu;
      c.first.dropout = c.second.dropout = 0.25;
      c.network.input_dropout = 0.125;
    });
  }
  add(cases, "dropout", [](Case& c) { c.first.dropout = c.second.dropout = 0.5; });
  add(cases, "input dropout", [](Case& c) { c.network.input_dropout = 0.3; });
}

void add_losses(std::vector<Case>& cases) {
  add(cases, "softmax, label smoothing", [](Case& c) { c.settings.pass.label_smoothing = 0.1; });
  add(cases, "sigmoid", [](Case& c) {
    c.network.output = Output::kSigmoid;
    c.settings.pass.label_smoothing = 0.2;
  });
  for (const Loss loss : {Loss::kSquared, Loss::kAbsolute, Loss::kHuber}) {
    add(cases, "identity, loss " + std::to_string(static_cast<int>(loss)), [&](Case& c) {
      c.network.output = Output::kIdentity;
      c.network.loss = loss;
      c.network.huber_delta = 0.3;
    });
  }
  add(cases, "row and class weights", [](Case& c) { c.weighted = true; });
}

void add_updates(std::vector<Case>& cases) {
  for (int o = 0; o <= static_cast<int>(Optimizer::kRprop); ++o) {
    const auto optimizer = static_cast<Optimizer>(o);
    const double rate = optimizer <= Optimizer::kNesterov ? 0.05 : 0.003;
    const auto set = [&](Case& c) {
      c.optimizer = optimizer;
      c.settings.rate = rate;
    };
    const std::string name = "optimizer " + std::to_string(o);
    add(cases, name, set);
    add(cases, name + " with all penalties", [&](Case& c) {
      set(c);
      c.first.normalisation = Normalisation::kBatch;
      c.second.normalisation = Normalisation::kLayer;
      OptimizerSettings& all = c.settings.optimizer;
      all.l1 = 1e-4;
      all.l2 = 1e-3;
      all.weight_decay = 0.01;
      all.clip_norm = 0.4;
      all.clip_value = 0.05;
    });
    add(cases, name + ", gradients added up", [&](Case& c) {
      set(c);
      c.parts = 3;
      c.second.normalisation = Normalisation::kBatch;
      c.first.dropout = 0.2;
    });
  }
  const auto set_one = [&](const char* name, double OptimizerSettings::*which, double value) {
    add(cases, name, [&](Case& c) { c.settings.optimizer.*which = value; });
  };
  set_one("L1", &OptimizerSettings::l1, 1e-3);
  set_one("L2", &OptimizerSettings::l2, 1e-2);
  set_one("weight decay", &OptimizerSettings::weight_decay, 0.1);
  set_one("clipping by norm", &OptimizerSettings::clip_norm, 0.1);
  set_one("clipping by value", &OptimizerSettings::clip_value, 0.01);
  add(cases, "gradients kept", [](Case& c) { c.settings.keep_gradients = true; });
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  add_layers(cases);
  add_losses(cases);
  add_updates(cases);
  return cases;
}

// Inputs from -1 to 1, labels, target probabilities from 0 to 1, weights from 0 to 2.
struct Data {
  Data() : inputs(kRows * kInputs), labels(kRows), dense(kRows * kOutputs), weights(kRows) {
    const DrawStream stream{.seed = 5, .purpose = Purpose::kInitialise, .step = 0};
    uint64_t draw = 0;
    for (double& x : inputs) x = 2 * uniform(random_bits(stream, draw++)) - 1;
    for (double& t : dense) t = uniform(random_bits(stream, draw++));
    for (double& w : weights) w = 2 * uniform(random_bits(stream, draw++));
    for (uint8_t& l : labels) l = static_cast<uint8_t>(random_bits(stream, draw++) % kOutputs);
  }

  std::vector<double> inputs;
  std::vector<uint8_t> labels;
  std::vector<double> dense, weights;
};

const double kClassWeights[kOutputs] = {1, 0.5, 2, 0.25, 1.5};

uint64_t hash_bytes(uint64_t hash, const void* bytes, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    hash = (hash ^ static_cast<const unsigned char*>(bytes)[i]) * 1099511628211u;
  }
  return hash;
}

template <class T>
uint64_t hash_network(uint64_t hash, const Network<T>& network) {
  const uint64_t parameters = hash_parameters(network);
  hash = hash_bytes(hash, &parameters, sizeof parameters);
  for (size_t l = 0; l < network.layers(); ++l) {
    const LayerParameters<T>& layer = network.layer(l).parameters();
    for (const AlignedBuffer<T>* vector :
         {&layer.scale, &layer.shift, &layer.mean, &layer.variance}) {
      if (vector->size() > 0) hash = hash_bytes(hash, vector->data(), layer.outputs * sizeof(T));
    }
  }
  return hash;
}

// Every row in turn, round and round.
Batch batch_of(const Case& c, const Data& data, std::vector<size_t>& order, size_t step) {
  for (size_t i = 0; i < order.size(); ++i) order[i] = (step * order.size() + i) % kRows;
  Batch batch{InputView(data.inputs.data(), InputType::kF64, kInputs),
              TargetView(data.labels.data(), TargetType::kLabelU8, 1), order.data(), order.size()};
  if (c.network.output == Output::kIdentity) {
    batch.targets = TargetView(data.dense.data(), TargetType::kDenseF64, kOutputs);
  }
  if (c.weighted) {
    batch.row_weights = data.weights.data();
    batch.class_weights = kClassWeights;
  }
  return batch;
}

// One step on the batch, or on its parts.
template <class T>
StepResult step(Trainer<T>& trainer, WorkerPool& pool, size_t workers, const Case& c,
                const StepSettings& settings, const Batch& whole) {
  if (c.parts == 1) return trainer.step(pool, workers, whole, settings);
  StepResult sum{};
  for (size_t i = 0; i < c.parts; ++i) {
    const Range rows = part(whole.rows, i, c.parts, 1);
    if (rows.empty()) continue;
    Batch batch = whole;
    batch.order = whole.order + rows.first;
    batch.rows = rows.size();
    batch.mean_over = whole.rows;
    batch.first_row = rows.first;
    const StepResult result =
        trainer.add_gradient(pool, workers, batch, settings, batch.first_row == 0);
    sum.loss_sum += result.loss_sum;
    sum.correct += result.correct;
  }
  trainer.apply_gradient(pool, workers, settings);
  return sum;
}

// Of the parameters after a few dozen steps, and of all losses on the way.
template <class T>
uint64_t learnt(const Case& c, const Kernels<T>& kernels, size_t workers, size_t batch) {
  static const Data data;
  Network<T> network(Shape(kSizes, std::size(kSizes), c.network, {c.first, c.second, {}}), kernels);
  network.initialise(3);
  Trainer<T> trainer(network, c.optimizer);
  trainer.reserve(batch, workers);
  WorkerPool pool(workers);
  if (workers > 1) pool.start();
  std::vector<size_t> order(batch);
  uint64_t hash = 14695981039346656037u;
  const size_t steps = batch < 64 ? 24 : 8;
  for (size_t i = 0; i < steps; ++i) {
    StepSettings settings = c.settings;
    settings.pass.seed = 3;
    settings.pass.step = i;
    const StepResult result =
        step(trainer, pool, workers, c, settings, batch_of(c, data, order, i));
    hash = hash_bytes(hash, &result.loss_sum, sizeof result.loss_sum);
    hash = hash_bytes(hash, &result.correct, sizeof result.correct);
  }
  return hash_network(hash, network);
}

constexpr size_t kBatches[] = {1, 5, 64, 100};

template <class T>
struct SameBitsOptions : ::testing::Test {};
using FloatTypes = ::testing::Types<float, double>;
TYPED_TEST_SUITE(SameBitsOptions, FloatTypes);

TYPED_TEST(SameBitsOptions, OnAnyNumberOfWorkers) {
  const auto& best = *available_kernels<TypeParam>().front();
  for (const Case& c : all_cases()) {
    for (const size_t batch : kBatches) {
      const uint64_t alone = learnt(c, best, 1, batch);
      for (const size_t workers : {2, 3, 7}) {
        EXPECT_EQ(learnt(c, best, workers, batch), alone)
            << c.name << ", batch " << batch << ", " << workers << " workers";
      }
    }
  }
}

TYPED_TEST(SameBitsOptions, OnAnyInstructionSet) {
  const auto& best = *available_kernels<TypeParam>().front();
  for (const Case& c : all_cases()) {
    for (const size_t batch : kBatches) {
      const uint64_t expected = learnt(c, best, 1, batch);
      for (const auto* kernels : available_kernels<TypeParam>()) {
        EXPECT_EQ(learnt(c, *kernels, 1, batch), expected)
            << c.name << ", batch " << batch << ", " << kernels->target;
      }
    }
  }
}

// Each of the cases is one of its own: a setting that changes nothing would be no test.
TYPED_TEST(SameBitsOptions, EachOptionMatters) {
  const auto& best = *available_kernels<TypeParam>().front();
  const uint64_t plain = learnt(named("plain"), best, 1, 100);
  for (const Case& c : all_cases()) {
    const bool is_plain = c.name == "activation 1" || c.name == "gradients kept";
    EXPECT_EQ(learnt(c, best, 1, 100) == plain, is_plain) << c.name;
  }
}

}  // namespace
}  // namespace neuro
