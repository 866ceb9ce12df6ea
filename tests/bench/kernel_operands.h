// SPDX-License-Identifier: MIT
//
// What the kernels work on: operands of one shape with arrays behind them, laid out as the engine
// lays them out. The one place here that knows the fields of the kernels' structs.
#ifndef NEURO_TESTS_BENCH_KERNEL_OPERANDS_H_
#define NEURO_TESTS_BENCH_KERNEL_OPERANDS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/aligned_buffer.h"
#include "base/random.h"
#include "kernels/kernels.h"
#include "model/matrix.h"
#include "model/panels.h"

namespace bench {

// A dense layer and the rows of a batch.
struct LayerShape {
  size_t rows, inputs, outputs;
  double flops() const { return 2.0 * static_cast<double>(rows * inputs * outputs); }
};

// Uniform in (-1, 1), the same every time.
template <class T>
void fill(T* to, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    const uint64_t random = neuro::random_bits(1, neuro::Purpose::kInitialise, 0, i);
    to[i] = static_cast<T>(2 * neuro::uniform(random) - 1);
  }
}

template <class T>
neuro::Matrix<T> random_matrix(size_t rows, size_t cols) {
  neuro::Matrix<T> matrix(rows, cols);
  for (size_t row = 0; row < rows; ++row) fill(matrix.row(row), cols);
  return matrix;
}

template <class T>
neuro::PackedMatrix<T> random_panels(const neuro::Kernels<T>& kernels, size_t depth, size_t cols) {
  neuro::PackedMatrix<T> packed(
      neuro::PanelLayout(depth, cols, kernels.lanes, kernels.panel_width));
  fill(packed.values.data(), packed.layout.size());
  return packed;
}

// Rows times a layer's weights, with bias and ReLU.
template <class T>
class ForwardProduct {
 public:
  ForwardProduct(const neuro::Kernels<T>& kernels, LayerShape shape)
      : kernels_(kernels),
        in_(random_matrix<T>(shape.rows, shape.inputs)),
        out_(shape.rows, shape.outputs),
        weights_(random_panels(kernels, shape.inputs + 1, shape.outputs)) {
    product_.a = in_.row(0);
    product_.a_stride = in_.stride();
    product_.rows = shape.rows;
    product_.depth = shape.inputs;
    product_.width = weights_.layout.width();
    product_.panels = weights_.values.data();
    product_.panel_depth = weights_.layout.depth();
    product_.biased = true;
    product_.c = out_.row(0);
    product_.c_stride = out_.stride();
    product_.epilogue = neuro::Epilogue::kRelu;
  }
  void operator()() { kernels_.multiply(product_); }

 private:
  const neuro::Kernels<T>& kernels_;
  neuro::Matrix<T> in_, out_;
  neuro::PackedMatrix<T> weights_;
  neuro::Product<T> product_{};
};

// Deltas times a layer's transposed weights, where its inputs are positive.
template <class T>
class BackwardProduct {
 public:
  BackwardProduct(const neuro::Kernels<T>& kernels, LayerShape shape)
      : kernels_(kernels),
        deltas_(random_matrix<T>(shape.rows, shape.outputs)),
        mask_(random_matrix<T>(shape.rows, shape.inputs)),
        out_(shape.rows, shape.inputs),
        transposed_(random_panels(kernels, shape.outputs, shape.inputs)) {
    product_.a = deltas_.row(0);
    product_.a_stride = deltas_.stride();
    product_.rows = shape.rows;
    product_.depth = shape.outputs;
    product_.width = transposed_.layout.width();
    product_.panels = transposed_.values.data();
    product_.panel_depth = transposed_.layout.depth();
    product_.biased = false;
    product_.c = out_.row(0);
    product_.c_stride = out_.stride();
    product_.epilogue = neuro::Epilogue::kWherePositive;
    product_.mask = mask_.row(0);
    product_.mask_stride = mask_.stride();
  }
  void operator()() { kernels_.multiply(product_); }

 private:
  const neuro::Kernels<T>& kernels_;
  neuro::Matrix<T> deltas_, mask_, out_;
  neuro::PackedMatrix<T> transposed_;
  neuro::Product<T> product_{};
};

// The gradient of all of a layer's weights, the bias among them, and their update.
template <class T>
class WeightStep {
 public:
  WeightStep(const neuro::Kernels<T>& kernels, LayerShape shape)
      : kernels_(kernels),
        activations_(random_matrix<T>(shape.rows, shape.inputs + 1)),
        deltas_(random_matrix<T>(shape.rows, shape.outputs)),
        weights_(random_panels(kernels, shape.inputs + 1, shape.outputs)),
        scratch_(neuro::gradient_scratch(kernels, shape.rows)) {
    step_.activations = activations_.row(0);
    step_.activation_stride = activations_.stride();
    step_.deltas = deltas_.row(0);
    step_.delta_stride = deltas_.stride();
    step_.batch = shape.rows;
    step_.first = 0;
    step_.last = weights_.layout.depth();
    step_.width = weights_.layout.width();
    step_.panels = weights_.values.data();
    step_.panel_depth = weights_.layout.depth();
    step_.rate = static_cast<T>(1e-9);  // the same step is taken a million times
    step_.scratch = scratch_.data();
  }
  void operator()() { kernels_.gradient_step(step_); }

 private:
  const neuro::Kernels<T>& kernels_;
  neuro::Matrix<T> activations_, deltas_;
  neuro::PackedMatrix<T> weights_;
  neuro::AlignedBuffer<T> scratch_;
  neuro::GradientStep<T> step_{};
};

// Sums of an output layer with a label a row. Both kernels work in place, and on their own results
// from the second time on: they take the same time for any numbers.
template <class T>
class OutputRows {
 public:
  OutputRows(const neuro::Kernels<T>& kernels, size_t rows, size_t outputs)
      : kernels_(kernels),
        sums_(random_matrix<T>(rows, outputs)),
        rows_(rows),
        outputs_(outputs),
        labels_(rows),
        losses_(rows) {
    for (size_t row = 0; row < rows; ++row) labels_[row] = static_cast<int32_t>(row % outputs);
    loss_.z = sums_.row(0);
    loss_.stride = sums_.stride();
    loss_.rows = rows;
    loss_.outputs = outputs;
    loss_.labels = labels_.data();
    loss_.scale = 1;
    loss_.losses = losses_.data();
  }
  void softmax() { kernels_.softmax(sums_.row(0), sums_.stride(), rows_, outputs_); }
  void cross_entropy() { kernels_.cross_entropy(loss_); }

 private:
  const neuro::Kernels<T>& kernels_;
  neuro::Matrix<T> sums_;
  size_t rows_, outputs_;
  neuro::AlignedBuffer<int32_t> labels_;
  neuro::AlignedBuffer<double> losses_;
  neuro::OutputLoss<T> loss_{};
};

// A hidden layer's sums, which become activations and slopes; with dropout of a quarter, or
// without. They are copied afresh each time: some functions of functions end among the denormal
// numbers.
template <class T>
class HiddenRows {
 public:
  HiddenRows(const neuro::Kernels<T>& kernels, size_t rows, size_t units,
             neuro::Activation activation, bool with_dropout)
      : kernels_(kernels),
        sums_(random_matrix<T>(rows, units)),
        z_(rows, units),
        slopes_(rows, units) {
    activate_.z = z_.row(0);
    activate_.stride = z_.stride();
    activate_.rows = rows;
    activate_.units = units;
    activate_.activation = activation;
    activate_.parameter = 1;
    activate_.slopes = slopes_.row(0);
    activate_.slope_stride = slopes_.stride();
    activate_.dropout = with_dropout ? &dropout_ : nullptr;
  }
  HiddenRows(const HiddenRows&) = delete;
  HiddenRows& operator=(const HiddenRows&) = delete;
  void operator()() {
    std::copy_n(sums_.row(0), sums_.stride() * activate_.rows, z_.row(0));
    kernels_.elementwise->activate(activate_);
  }

 private:
  const neuro::Kernels<T>& kernels_;
  neuro::Matrix<T> sums_, z_, slopes_;
  neuro::Dropout dropout_{{1, neuro::Purpose::kDropout, 0}, 16384, 4.0 / 3, 0};
  neuro::Activate<T> activate_{};
};

}  // namespace bench

#endif  // NEURO_TESTS_BENCH_KERNEL_OPERANDS_H_
