#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scikit-learn's MLPClassifier doing what train.c does, with the same options and the same line of
JSON: plain SGD without momentum or weight decay, an epoch a call.

OMP_NUM_THREADS says how many threads the BLAS under NumPy may use.
"""

import numpy
import sklearn
import sklearn.neural_network

import peer

TYPES = {"f32": numpy.float32, "f64": numpy.float64}


def read_array(path):
    """The bytes of an IDX file, one row an element of its first dimension."""
    count, content = peer.read_idx(path)
    return numpy.frombuffer(content, dtype=numpy.uint8).reshape(count, -1)


def load(images, labels, dtype):
    """Inputs are v/255 in the network's type."""
    return read_array(images).astype(dtype) / dtype(255), read_array(labels).ravel()


def build(arguments, inputs, labels):
    """A network with He's initial weights. Its own are Glorot's, and come with the first rows."""
    model = sklearn.neural_network.MLPClassifier(
        hidden_layer_sizes=arguments.sizes[1:-1], activation="relu", solver="sgd", alpha=0.0,
        batch_size=arguments.batch, learning_rate="constant", learning_rate_init=arguments.rate,
        momentum=0.0, nesterovs_momentum=False, shuffle=True, random_state=arguments.seed)
    few = slice(arguments.batch)
    model.partial_fit(inputs[few], labels[few], classes=numpy.arange(arguments.sizes[-1]))
    random = numpy.random.default_rng(arguments.seed)
    for weights, biases in zip(model.coefs_, model.intercepts_):
        weights[...] = random.normal(0, numpy.sqrt(2 / len(weights)), weights.shape)
        biases[...] = 0
    return model


def main():
    arguments = peer.parse_arguments("Trains a network with scikit-learn.")
    dtype = TYPES[arguments.type]
    inputs, labels = load(*arguments.files[:2], dtype)
    # Not to look for infinities among the pixels in every epoch.
    with sklearn.config_context(assume_finite=True):
        model = build(arguments, inputs, labels)
        stopwatch = peer.Stopwatch(arguments)
        for _ in range(arguments.epochs):
            stopwatch.time(len(inputs), model.partial_fit, inputs, labels)
        test_accuracy = model.score(*load(*arguments.files[2:], dtype))
    peer.print_result("scikit-learn", sklearn.__version__, f"numpy {numpy.__version__}", arguments,
                      stopwatch, train_loss=float(model.loss_), test_accuracy=test_accuracy)


if __name__ == "__main__":
    main()
