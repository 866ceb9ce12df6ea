// Training is right: against a naive implementation in plain double arithmetic, and against finite
// differences of the loss.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "training_fixture.h"

namespace neuro {
namespace {

// A multi-layer perceptron as a textbook has it: one row at a time, no packing, no FMA, the C
// library's functions.
class NaiveNetwork {
 public:
  explicit NaiveNetwork(const Network<double>& network) {
    for (size_t l = 0; l < network.layers(); ++l) {
      LayerState layer{network.shape().inputs(l), network.shape().outputs(l), {}, {}, {}, {}};
      layer.weights.resize(layer.inputs * layer.outputs);
      layer.bias.resize(layer.outputs);
      network.get_parameters(l, layer.weights.data(), layer.bias.data());
      layers_.push_back(layer);
    }
  }

  void step(const std::vector<std::vector<double>>& rows, const std::vector<size_t>& labels,
            double rate) {
    for (LayerState& layer : layers_) {
      layer.weight_gradient.assign(layer.weights.size(), 0);
      layer.bias_gradient.assign(layer.bias.size(), 0);
    }
    for (size_t i = 0; i < rows.size(); ++i) accumulate(rows[i], labels[i]);
    const double scale = rate / static_cast<double>(rows.size());
    for (LayerState& layer : layers_) {
      for (size_t w = 0; w < layer.weights.size(); ++w) {
        layer.weights[w] -= scale * layer.weight_gradient[w];
      }
      for (size_t j = 0; j < layer.bias.size(); ++j) {
        layer.bias[j] -= scale * layer.bias_gradient[j];
      }
    }
  }

  const std::vector<double>& weights(size_t l) const { return layers_[l].weights; }
  const std::vector<double>& bias(size_t l) const { return layers_[l].bias; }

 private:
  struct LayerState {
    size_t inputs, outputs;
    std::vector<double> weights, bias, weight_gradient, bias_gradient;
  };

  void accumulate(const std::vector<double>& row, size_t label) {
    std::vector<std::vector<double>> activations = {row};
    for (size_t l = 0; l < layers_.size(); ++l) {
      const LayerState& layer = layers_[l];
      std::vector<double> out(layer.outputs);
      for (size_t j = 0; j < layer.outputs; ++j) {
        double sum = layer.bias[j];
        for (size_t k = 0; k < layer.inputs; ++k) {
          sum += layer.weights[j * layer.inputs + k] * activations[l][k];
        }
        out[j] = l + 1 < layers_.size() ? std::max(sum, 0.0) : sum;
      }
      activations.push_back(out);
    }
    std::vector<double> delta = activations.back();
    const double max = *std::max_element(delta.begin(), delta.end());
    double total = 0;
    for (double& x : delta) total += x = std::exp(x - max);
    for (double& x : delta) x /= total;
    delta[label] -= 1;
    for (size_t l = layers_.size(); l-- > 0;) {
      LayerState& layer = layers_[l];
      std::vector<double> below(layer.inputs);
      for (size_t j = 0; j < layer.outputs; ++j) {
        layer.bias_gradient[j] += delta[j];
        for (size_t k = 0; k < layer.inputs; ++k) {
          layer.weight_gradient[j * layer.inputs + k] += delta[j] * activations[l][k];
          below[k] += delta[j] * layer.weights[j * layer.inputs + k];
        }
      }
      for (size_t k = 0; k < layer.inputs; ++k) {
        if (!(activations[l][k] > 0)) below[k] = 0;
      }
      delta = below;
    }
  }

  std::vector<LayerState> layers_;
};

double norm_of_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(sum);
}

TEST(TrainingReference, EqualsANaiveImplementationAfter100Steps) {
  constexpr size_t kBatch = 32, kSteps = 100;
  const Dataset& data = training_set();
  Network<double> start(digits_shape(), *available_kernels<double>().front());
  start.initialise(1);
  NaiveNetwork naive(start);
  for (size_t step = 0; step < kSteps; ++step) {
    std::vector<std::vector<double>> rows(kBatch, std::vector<double>(784));
    std::vector<size_t> labels(kBatch);
    for (size_t i = 0; i < kBatch; ++i) {
      const size_t row = step * kBatch + i;
      data.copy_inputs(row, 1, rows[i].data());
      labels[i] = static_cast<size_t>(data.targets().label(row));
    }
    naive.step(rows, labels, 0.1);
  }
  const Network<double> trained =
      trained_on_digits<double>(*available_kernels<double>().front(), 2, kBatch, kSteps);
  for (size_t l = 0; l < trained.layers(); ++l) {
    std::vector<double> weights(trained.shape().inputs(l) * trained.shape().outputs(l));
    std::vector<double> bias(trained.shape().outputs(l));
    trained.get_parameters(l, weights.data(), bias.data());
    const std::vector<double> zero_weights(weights.size()), zero_bias(bias.size());
    EXPECT_LT(norm_of_difference(weights, naive.weights(l)) /
                  norm_of_difference(naive.weights(l), zero_weights),
              1e-12)
        << "weights of layer " << l;
    EXPECT_LT(
        norm_of_difference(bias, naive.bias(l)) / norm_of_difference(naive.bias(l), zero_bias),
        1e-12)
        << "bias of layer " << l;
  }
}

// A small network and batch with random parameters, biases included, in which a single weight can
// be moved and the loss asked for.
class GradientCheck {
 public:
  GradientCheck(Output output, bool labels, size_t rows)
      : network_(shape(output), *available_kernels<double>().front()),
        trainer_(network_),
        pool_(1),
        rows_(rows) {
    uint64_t index = 0;
    const auto draw = [&] {
      return 2 * uniform(random_bits(17, Purpose::kInitialise, 0, index++)) - 1;
    };
    for (size_t l = 0; l < network_.layers(); ++l) {
      Parameters p{std::vector<double>(network_.shape().inputs(l) * network_.shape().outputs(l)),
                   std::vector<double>(network_.shape().outputs(l))};
      for (double& w : p.weights) w = draw();
      for (double& b : p.bias) b = draw();
      parameters_.push_back(p);
    }
    inputs_.resize(rows * network_.shape().inputs());
    for (double& x : inputs_) x = draw();
    dense_.resize(rows * network_.shape().outputs());
    for (double& t : dense_) t = draw();
    for (size_t i = 0; i < rows; ++i) labels_.push_back(static_cast<int32_t>(i * 3 % 4));
    x_ = {inputs_.data(), InputType::kF64, network_.shape().inputs()};
    t_ = labels ? TargetView{labels_.data(), TargetType::kLabelI32, 1}
                : TargetView{dense_.data(), TargetType::kDenseF64, network_.shape().outputs()};
    trainer_.reserve(rows, 1);
  }

  void run() {
    install();
    trainer_.step(pool_, 1, {x_, t_, nullptr, rows_},
                  StepSettings{.rate = 1});  // so that the step is the gradient
    std::vector<Parameters> after = parameters_;
    for (size_t l = 0; l < network_.layers(); ++l) {
      network_.get_parameters(l, after[l].weights.data(), after[l].bias.data());
    }
    for (size_t l = 0; l < network_.layers(); ++l) {
      compare(parameters_[l].weights, after[l].weights, l);
      compare(parameters_[l].bias, after[l].bias, l);
    }
  }

 private:
  struct Parameters {
    std::vector<double> weights, bias;
  };

  static Shape shape(Output output) {
    const size_t sizes[] = {5, 9, 7, 4};
    return Shape(sizes, 4, {output});
  }

  void install() {
    for (size_t l = 0; l < network_.layers(); ++l) {
      network_.set_parameters(l, parameters_[l].weights.data(), parameters_[l].bias.data());
    }
  }

  double loss() {
    install();
    return trainer_.step(pool_, 1, {x_, t_, nullptr, rows_}, StepSettings{.rate = 0}).loss_sum /
           static_cast<double>(rows_);
  }

  void compare(std::vector<double>& values, const std::vector<double>& after, size_t layer) {
    constexpr double kStep = 1e-6;
    for (size_t i = 0; i < values.size(); ++i) {
      const double value = values[i], gradient = value - after[i];
      values[i] = value + kStep;
      const double above = loss();
      values[i] = value - kStep;
      const double below = loss();
      values[i] = value;
      EXPECT_NEAR(gradient, (above - below) / (2 * kStep), 1e-8) << "layer " << layer << ", " << i;
      moved_ += gradient != 0;
    }
    EXPECT_GT(moved_, 0u);
  }

  Network<double> network_;
  Trainer<double> trainer_;
  WorkerPool pool_;
  size_t rows_, moved_ = 0;
  std::vector<Parameters> parameters_;
  std::vector<double> inputs_, dense_;
  std::vector<int32_t> labels_;
  InputView x_{};
  TargetView t_{};
};

TEST(FiniteDifferences, SoftmaxWithLabels) { GradientCheck(Output::kSoftmax, true, 6).run(); }
TEST(FiniteDifferences, SoftmaxWithDenseTargets) {
  GradientCheck(Output::kSoftmax, false, 6).run();
}
TEST(FiniteDifferences, IdentityWithDenseTargets) {
  GradientCheck(Output::kIdentity, false, 6).run();
}
TEST(FiniteDifferences, BatchOfSeveralBlocks) { GradientCheck(Output::kSoftmax, true, 130).run(); }

}  // namespace
}  // namespace neuro
