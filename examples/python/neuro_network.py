# SPDX-License-Identifier: MIT
"""Networks from Python: creation, files, steps of training, prediction, parameters, metadata."""

import collections.abc
import ctypes
import os
from ctypes import c_double, c_size_t, c_void_p, sizeof

import numpy as np

from neuro_abi import Epoch, Metrics, NetworkHandle, Norms, Type, integer
from neuro_arrays import (REALS, Owner, describe_inputs, describe_targets, element_of,
                          element_of_shape, reals, row_numbers)
from neuro_data import handle_of
from neuro_fit import Fitting, view
from neuro_options import Options, get_layer_option, get_option, set_option
from neuro_prototypes import lib


def _text(name, value):
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(f"{name}: expected a string without zero characters, not {value!r}")
    return value.encode()


def _option_property(name):
    return property(lambda self: self.get_option(name),
                    lambda self, value: self.set_option(name, value))


def _sizes(sizes):
    sizes = [integer("a layer's size", size, c_size_t) for size in sizes]
    return (c_size_t * len(sizes))(*sizes), len(sizes)


class Network(Owner, Fitting):
    """A network of dense layers: Network([784, 64, 10], activation="gelu", optimizer="adam").

    sizes: the inputs, then the width of each layer. Options are those of neuro.h, in lower case
    and without NN_OPTION_; one that may differ from layer to layer may be a list. Threads may call
    predict() on one network side by side, without waiting for the interpreter's lock, as long as
    none trains it.
    """

    def __init__(self, sizes, **options):
        self._make(options, lib.nn_create, *_sizes(sizes))

    def _make(self, options, function, *arguments):
        handle = NetworkHandle()
        with Options(options) as chosen:
            function(handle, *arguments, chosen)
        super().__init__(handle, lib.nn_destroy)
        self.sizes = tuple(lib.nn_layer_size(handle, i)
                           for i in range(lib.nn_layer_count(handle)))
        self.dtype = np.dtype(np.float64 if self.get_option("type") == Type.F64 else np.float32)
        return self

    @classmethod
    def load(cls, path, **options):
        """A network from a model file or checkpoint; options replace those of the file."""
        return cls.__new__(cls)._make(options, lib.nn_load, os.fsencode(path))

    @classmethod
    def from_bytes(cls, data, **options):
        """The same from the bytes of such a file."""
        data = bytes(data)
        return cls.__new__(cls)._make(options, lib.nn_load_buffer, data, len(data))

    @staticmethod
    def memory_need(sizes, max_rows, **options):
        """How many bytes such a network needs for batches of up to max_rows rows."""
        need = c_size_t()
        with Options(options) as chosen:
            lib.nn_memory_need(*_sizes(sizes), chosen, integer("max_rows", max_rows, c_size_t), need)
        return need.value

    def save(self, path):
        """Saves the network as a model file."""
        lib.nn_save(self.handle, os.fsencode(path))

    def save_checkpoint(self, path):
        """Saves the network with where training stands, for resume()."""
        lib.nn_save_checkpoint(self.handle, os.fsencode(path))

    def to_bytes(self, checkpoint=False):
        """What save() or save_checkpoint() writes."""
        save = lib.nn_save_checkpoint_buffer if checkpoint else lib.nn_save_buffer
        size = c_size_t()
        save(self.handle, None, 0, size)
        buffer = ctypes.create_string_buffer(size.value)
        save(self.handle, buffer, size.value, size)
        return buffer.raw

    def __reduce__(self):
        return type(self).from_bytes, (self.to_bytes(checkpoint=True),)

    def load_parameters(self, path):
        """Takes weights and biases from another program's file, as a PyTorch state_dict."""
        lib.nn_load_parameters(self.handle, os.fsencode(path))

    def get_option(self, name):
        """The value of any option."""
        return get_option(self.handle, name)

    def get_layer_option(self, layer, name):
        """The value that layer 0 ... len(sizes)-2 has of an option of layers."""
        return get_layer_option(self.handle, self._check_layer(layer), name)

    def set_option(self, name, value):
        """Sets an option that may change while a network lives ("living" in neuro.h)."""
        set_option(self.handle, "nn_set", name, value)

    learning_rate = _option_property("learning_rate")
    batch_size = _option_property("batch_size")
    epochs = _option_property("epochs")
    workers = _option_property("workers")
    step_count = property(lambda self: lib.nn_step_count(self.handle))
    metadata = property(lambda self: Metadata(self),
                        doc="What is saved with the network, as a dictionary of strings.")

    @property
    def history(self):
        """The finished epochs of all fits, each an Epoch."""
        epochs = (Epoch * lib.nn_history_count(self.handle))()
        for i, epoch in enumerate(epochs):
            epoch.struct_size = sizeof(Epoch)
            lib.nn_history(self.handle, i, epoch)
        return list(epochs)

    def reserve(self, max_rows):
        """Allocates all that steps on up to max_rows rows need."""
        lib.nn_reserve(self.handle, integer("max_rows", max_rows, c_size_t))

    def _step(self, function, inputs, targets, *weights):
        element, rows, _ = describe_inputs(inputs, self.sizes[0])
        target_element, _ = describe_targets(targets, rows, self.sizes[-1])
        loss = c_double()
        kept = [reals("weights", each, rows) for each in weights]
        function(self.handle, inputs.ctypes.data, element, targets.ctypes.data, target_element,
                 *(pointer for _, pointer in kept), rows, loss)
        return loss.value

    def train_batch(self, inputs, targets, weights=None):
        """One step of training; returns the batch's mean loss before it. weights: what each row
        counts."""
        if weights is None:
            return self._step(lib.nn_train_batch, inputs, targets)
        return self._step(lib.nn_train_batch_weighted, inputs, targets, weights)

    def train_rows(self, dataset, rows):
        """One step on rows of a Dataset, by their numbers; returns the mean loss before it."""
        loss, (array, pointer) = c_double(), row_numbers(rows)
        lib.nn_train_rows(self.handle, handle_of("dataset", dataset), pointer, len(array), loss)
        return loss.value

    def compute_gradients(self, inputs, targets):
        """The first half of a step, to gradients(); returns the batch's mean loss."""
        return self._step(lib.nn_compute_gradients, inputs, targets)

    def apply_gradients(self):
        """The second half of a step."""
        lib.nn_apply_gradients(self.handle)

    def gradients(self):
        """All gradients in one array, which may be changed; they lie in the network, and are no
        longer there when it is closed. neuro.h says in which order."""
        address, count = c_void_p(), c_size_t()
        lib.nn_gradients(self.handle, address, count)
        return view(address.value, Type(self.get_option("type")), count.value)

    def layer_norms(self, layer):
        """The Norms of a layer's parameters and gradients."""
        norms = Norms(struct_size=sizeof(Norms))
        lib.nn_layer_norms(self.handle, self._check_layer(layer), norms)
        return norms

    def _result(self, rows, out):
        out = np.empty((rows, self.sizes[-1]), self.dtype) if out is None else out
        element = element_of_shape("out", out, (rows, self.sizes[-1]))
        if not out.flags.writeable:
            raise ValueError("out is read-only")
        return out, element

    def predict(self, inputs, out=None):
        """The outputs for each row, in a new array of the network's dtype, or in `out`. inputs: an
        array, or a Dataset."""
        if isinstance(inputs, Owner):
            out, element = self._result(inputs.rows, out)
            lib.nn_predict_dataset(self.handle, handle_of("inputs", inputs), out.ctypes.data,
                                   element)
            return out
        input_element, rows, _ = describe_inputs(inputs, self.sizes[0])
        out, element = self._result(rows, out)
        lib.nn_predict(self.handle, inputs.ctypes.data, input_element, rows, out.ctypes.data,
                       element)
        return out

    def evaluate(self, dataset):
        """The Metrics of a Dataset: rows, correct, loss, accuracy. Evaluation() knows more."""
        metrics = Metrics(struct_size=sizeof(Metrics))
        lib.nn_evaluate(self.handle, handle_of("dataset", dataset), metrics)
        return metrics

    def _check_layer(self, layer):
        if not 0 <= layer < len(self.sizes) - 1:
            raise IndexError(f"layer {layer}, expected 0 ... {len(self.sizes) - 2}")
        return layer

    def _layer_shape(self, layer):
        self._check_layer(layer)
        return self.sizes[layer + 1], self.sizes[layer]

    def get_parameters(self, layer, dtype=None):
        """A copy of (weights, bias) of a layer 0 ... len(sizes)-2; weights are [out][in]."""
        shape = self._layer_shape(layer)
        weights = np.empty(shape, dtype or self.dtype)
        bias = np.empty(shape[0], weights.dtype)
        lib.nn_get_parameters(self.handle, layer, weights.ctypes.data, bias.ctypes.data,
                              element_of("weights", weights, REALS))
        return weights, bias

    def set_parameters(self, layer, weights, bias):
        """Copies weights [out][in] and bias [out], of one dtype, into a layer."""
        shape = self._layer_shape(layer)
        element = element_of_shape("weights", weights, shape)
        if element_of_shape("bias", bias, shape[:1]) != element:
            raise TypeError(f"weights: dtype {weights.dtype}, but bias: {bias.dtype}")
        lib.nn_set_parameters(self.handle, layer, weights.ctypes.data, bias.ctypes.data, element)

    def _normalises_batches(self, layer):
        return self.get_layer_option(layer, "normalisation").name == "BATCH"

    def get_normalisation(self, layer, dtype=None):
        """A copy of (scale, shift) of a normalised layer, with batch normalisation (scale, shift,
        mean, variance)."""
        arrays = [np.empty(self._layer_shape(layer)[0], dtype or self.dtype)
                  for _ in range(4 if self._normalises_batches(layer) else 2)]
        pointers = [array.ctypes.data for array in arrays] + [None] * (4 - len(arrays))
        lib.nn_get_normalisation(self.handle, layer, *pointers,
                                 element_of("dtype", arrays[0], REALS))
        return tuple(arrays)

    def set_normalisation(self, layer, *arrays):
        """Copies (scale, shift), with batch normalisation (scale, shift, mean, variance), into a
        normalised layer."""
        count = 4 if self._normalises_batches(layer) else 2
        if len(arrays) != count:
            raise TypeError(f"layer {layer}: {len(arrays)} arrays, expected {count}")
        shape = self._layer_shape(layer)[:1]
        elements = {element_of_shape("an array", array, shape) for array in arrays}
        if len(elements) != 1:
            raise TypeError("the arrays have different dtypes")
        pointers = [array.ctypes.data for array in arrays] + [None] * (4 - count)
        lib.nn_set_normalisation(self.handle, layer, *pointers, elements.pop())


class Metadata(collections.abc.MutableMapping):
    """A network's metadata; what files and the library bring along is among them."""

    def __init__(self, network):
        self._network = network

    _handle = property(lambda self: self._network.handle)

    def __getitem__(self, key):
        value = lib.nn_metadata(self._handle, _text("key", key))
        if value is None:
            raise KeyError(key)
        return value.decode()

    def __setitem__(self, key, value):
        lib.nn_set_metadata(self._handle, _text("key", key), _text("value", value))

    def __delitem__(self, key):
        _ = self[key]  # KeyError if there is none
        lib.nn_set_metadata(self._handle, _text("key", key), None)

    def __len__(self):
        return lib.nn_metadata_count(self._handle)

    def __iter__(self):
        return iter([lib.nn_metadata_key(self._handle, i).decode() for i in range(len(self))])
