// Rows in, through the layers: what training and prediction have in common.
#ifndef NEURO_LIB_MODEL_FORWARD_H_
#define NEURO_LIB_MODEL_FORWARD_H_

#include <cstddef>
#include <cstdint>

#include "base/range.h"
#include "data/views.h"
#include "kernels/kernels.h"
#include "model/matrix.h"
#include "model/network.h"

namespace neuro {

// Converts and scales one row of inputs to `out`, aligned. False if a value is not a finite T.
template <class T>
bool load_inputs(const Network<T>& network, const InputView& inputs, size_t row, T* out);

// The targets of one row: a label to *label, dense ones to `out`. False if the label is not one of
// the network's classes or a target is not a finite T.
template <class T>
bool load_targets(const Network<T>& network, const TargetView& targets, size_t row, int32_t* label,
                  T* out);

// Throws the Error(kInvalidArgument) for a row that the functions above have refused. name: what
// the caller calls the inputs.
template <class T>
[[noreturn]] void refuse_inputs(const Network<T>& network, const InputView& inputs, size_t row,
                                const char* name = "inputs");
template <class T>
[[noreturn]] void refuse_targets(const Network<T>& network, const TargetView& targets, size_t row);

// out = in W + b of one layer, for a range of its rows and of its padded columns, whole panels.
// Where the layer is plain its activation is in it already.
template <class T>
void forward_layer(const Network<T>& network, size_t layer, const Matrix<T>& in, Range rows,
                   Range columns, Matrix<T>& out);
template <class T>
void forward_layer(const Network<T>& network, size_t layer, const Matrix<T>& in, Range rows,
                   Matrix<T>& out) {
  forward_layer(network, layer, in, rows, {0, network.layer(layer).weights().layout.width()}, out);
}

// Turns the sums of a layer that is not plain into what it puts out in prediction: normalised by
// running moments, without dropout.
template <class T>
void finish_layer(const Network<T>& network, size_t layer, Range rows, Matrix<T>& sums);

// A normalisation of some rows of a layer; moments, and where results go, are for the caller to
// add.
template <class T>
Normalise<T> normalisation(const Network<T>& network, size_t layer, Range rows, Matrix<T>& sums);

// Likewise an activation, without slopes and dropout.
template <class T>
Activate<T> activation(const Network<T>& network, size_t layer, Range rows, Matrix<T>& sums);

// Turns the last layer's sums into the network's outputs.
template <class T>
void finish_outputs(const Network<T>& network, size_t rows, Matrix<T>& sums);

// The network's loss, by its kind of output; returns the rows whose class was hit. huber_delta is
// filled in.
template <class T>
size_t output_loss(const Network<T>& network, OutputLoss<T> loss);

}  // namespace neuro

#endif  // NEURO_LIB_MODEL_FORWARD_H_
