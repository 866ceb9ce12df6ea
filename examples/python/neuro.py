# SPDX-License-Identifier: MIT
"""libneuro from Python: fully connected networks, trained on CPUs, on NumPy arrays in place.

    import neuro

    with neuro.Network([784, 64, 32, 16, 10], learning_rate=0.1, seed=1) as network:
        for pixels, labels in batches:
            loss = network.train_batch(pixels, labels)
        probabilities = network.predict(pixels)
        network.save("digits.safetensors")  # and Network.load(); pickle and copy work as well

This file and neuro_abi.py, on ctypes and NumPy alone. Arrays are never copied on their way into
the library: they must be C-contiguous, aligned and of a type that the library knows, or a
ValueError or TypeError says so. neuro.h describes what the calls do; this module only says where
Python differs. The library is looked for in $NEURO_LIBRARY (a path), beside these files, in the
project's build/release, and where the system keeps its libraries.
"""

import collections.abc
import contextlib
import ctypes
import operator
import os
import signal
import threading
import weakref
from ctypes import c_double, c_int64, c_size_t, sizeof

import numpy as np

from neuro_abi import (CANCELLED, DatasetHandle, Epoch, Error, InvalidArgument, Metrics,
                       NetworkHandle, OptionsHandle, Output, Progress, ProgressFunction, Scaling,
                       Type, find_option, lib)

VERSION = lib.nn_version_string().decode()  # such as "0.1.0"
CPU_TARGET = lib.nn_cpu_target().decode()  # the instruction set in use, such as "avx2"


def _set_option(target, prefix, name, value):
    number, kind = find_option(name)
    value = _integer(name, value) if kind == "int" else float(value)
    getattr(lib, f"{prefix}_{kind}")(target, number, value)


def _text(name, value):
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(f"{name}: expected a string without zero characters, not {value!r}")
    return value.encode()


def _integer(name, value, kind=c_int64):
    """An integer that fits: ctypes would drop the bits that do not."""
    value = operator.index(value)
    if kind(value).value != value:
        raise ValueError(f"{name} is out of range: {value}")
    return value


_ELEMENTS = {np.dtype(name): element for name, element in
             zip(("float32", "float64", "uint8", "int32", "int64"), Type)}
_REALS = (Type.F32, Type.F64)
_INPUTS = (Type.F32, Type.F64, Type.U8)
_LABELS = (Type.U8, Type.I32, Type.I64)


def _element(name, array, allowed):
    """The nn_type of an array that the library can read or write in place."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"{name}: {type(array).__name__}, expected a NumPy array")
    element = _ELEMENTS.get(array.dtype)
    if element not in allowed:
        names = ", ".join(str(dtype) for dtype, known in _ELEMENTS.items() if known in allowed)
        raise TypeError(f"{name}: dtype {array.dtype}, expected one of {names}")
    if not (array.flags.c_contiguous and array.flags.aligned):
        raise ValueError(f"{name}: not C-contiguous and aligned; numpy.require() makes a copy")
    return element


def _shaped(name, array, shape):
    """The nn_type of an array of reals of that shape."""
    element = _element(name, array, _REALS)
    if array.shape != shape:
        raise ValueError(f"{name}: shape {array.shape}, expected {shape}")
    return element


def _inputs(array, cols=None):
    """nn_type, rows and columns of inputs. Images of several dimensions are rows of pixels."""
    element = _element("inputs", array, _INPUTS)
    if array.ndim < 2 or array.size == 0 or cols not in (None, array.size // len(array)):
        raise ValueError(f"inputs: shape {array.shape}, expected (rows, {cols or 'columns'})")
    return element, len(array), array.size // len(array)


def _targets(array, rows, cols=None):
    """nn_type and columns of targets: labels have one dimension, dense targets have two."""
    dense = getattr(array, "ndim", 1) == 2
    element = _element("dense targets" if dense else "labels", array, _REALS if dense else _LABELS)
    width = array.shape[1] if dense else 1
    if array.ndim not in (1, 2) or len(array) != rows or (dense and cols not in (None, width)):
        raise ValueError(f"targets: shape {array.shape}, expected ({rows},) or "
                         f"({rows}, {cols or 'columns'})")
    return element, width


class _Owner(contextlib.AbstractContextManager):
    """Owns a handle of the library, and what must live as long as it does."""

    def __init__(self, handle, destroy, *keep):
        self._pointer = handle
        # A finalizer runs once, at exit at the latest, and holds on to `keep` until then.
        self._finalizer = weakref.finalize(self, lambda *_keep: destroy(handle), *keep)

    @property
    def _handle(self):
        if not self._finalizer.alive:
            raise ValueError(f"this {type(self).__name__} is closed")
        return self._pointer

    def close(self):
        """Frees the object at once; it cannot be used afterwards. May be called twice."""
        self._finalizer()

    def __exit__(self, *_exception):
        self.close()


class Dataset(_Owner):
    """Inputs with their targets, on the caller's arrays: nothing is copied.

    inputs: float32, float64 or uint8 (pixels, taken as v/255), rows first; further dimensions are
    flattened. targets: labels, one dimension of uint8, int32 or int64, or dense rows of float32
    or float64. The arrays are kept alive, and must not be changed while the dataset lives.
    """

    def __init__(self, inputs, targets):
        element, rows, cols = _inputs(inputs)
        target_element, target_cols = _targets(targets, rows)
        handle = DatasetHandle()
        lib.nn_dataset_wrap(handle, inputs.ctypes.data, element, rows, cols,
                             targets.ctypes.data, target_element, target_cols)
        super().__init__(handle, lib.nn_dataset_destroy, inputs, targets)

    @classmethod
    def _load(cls, function, *arguments):
        handle, dataset = DatasetHandle(), cls.__new__(cls)
        function(handle, *arguments)
        _Owner.__init__(dataset, handle, lib.nn_dataset_destroy)
        return dataset

    @classmethod
    def load_csv(cls, path, label_column=0):
        """Reads a CSV file, plain or gzip; label_column counts from the end if negative."""
        return cls._load(lib.nn_dataset_load_csv, os.fsencode(path),
                         _integer("label_column", label_column))

    @classmethod
    def load_idx(cls, images, labels):
        """Reads a pair of IDX files, plain or gzip, as MNIST comes."""
        return cls._load(lib.nn_dataset_load_idx, os.fsencode(images), os.fsencode(labels))

    rows = property(lambda self: lib.nn_dataset_rows(self._handle))
    cols = property(lambda self: lib.nn_dataset_cols(self._handle))
    classes = property(lambda self: lib.nn_dataset_classes(self._handle),
                       doc="The largest label + 1, or 0 for dense targets.")


def _dataset(name, value):
    if not isinstance(value, Dataset):
        raise TypeError(f"{name}: {type(value).__name__}, expected a Dataset(inputs, targets)")
    return value._handle


def _option_property(name):
    return property(lambda self: self.get_option(name),
                    lambda self, value: self.set_option(name, value))


class Network(_Owner):
    """A network of dense layers: Network([784, 64, 10], learning_rate=0.05, type=Type.F64).

    sizes: the inputs, then the width of each layer. Options are those of neuro.h, in lower case
    and without NN_OPTION_. Threads may call predict() on one network side by side, without
    waiting for the interpreter's lock, as long as none trains it.
    """

    def __init__(self, sizes, **options):
        sizes = [_integer("a layer's size", size, c_size_t) for size in sizes]
        self._make(options, lib.nn_create, (c_size_t * len(sizes))(*sizes), len(sizes))

    def _make(self, options, function, *arguments):
        handle, chosen = NetworkHandle(), OptionsHandle()
        lib.nn_options_create(chosen)
        try:
            for name, value in options.items():
                _set_option(chosen, "nn_options_set", name, value)
            function(handle, *arguments, chosen)
        finally:
            lib.nn_options_destroy(chosen)
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

    def save(self, path):
        """Saves the network as a model file."""
        lib.nn_save(self._handle, os.fsencode(path))

    def save_checkpoint(self, path):
        """Saves a checkpoint, from which resume() goes on, in another process as well."""
        lib.nn_save_checkpoint(self._handle, os.fsencode(path))

    def to_bytes(self, checkpoint=False):
        """What save() or save_checkpoint() writes."""
        save = lib.nn_save_checkpoint_buffer if checkpoint else lib.nn_save_buffer
        size = c_size_t()
        save(self._handle, None, 0, size)
        buffer = ctypes.create_string_buffer(size.value)
        save(self._handle, buffer, size.value, size)
        return buffer.raw

    def __reduce__(self):
        return type(self).from_bytes, (self.to_bytes(checkpoint=True),)

    def load_parameters(self, path):
        """Takes weights and biases from another program's file, as a PyTorch state_dict."""
        lib.nn_load_parameters(self._handle, os.fsencode(path))

    def get_option(self, name):
        """The value of any option."""
        number, kind = find_option(name)
        value = c_int64() if kind == "int" else c_double()
        getattr(lib, f"nn_get_{kind}")(self._handle, number, value)
        return value.value

    def set_option(self, name, value):
        """Sets an option that may change while a network lives ("living" in neuro.h)."""
        _set_option(self._handle, "nn_set", name, value)

    learning_rate = _option_property("learning_rate")
    batch_size = _option_property("batch_size")
    epochs = _option_property("epochs")
    workers = _option_property("workers")
    step_count = property(lambda self: lib.nn_step_count(self._handle))
    metadata = property(lambda self: Metadata(self),
                        doc="What is saved with the network, as a dictionary of strings.")

    @property
    def history(self):
        """The finished epochs of all fits, each an Epoch."""
        epochs = (Epoch * lib.nn_history_count(self._handle))()
        for i, epoch in enumerate(epochs):
            epoch.struct_size = sizeof(Epoch)
            lib.nn_history(self._handle, i, epoch)
        return list(epochs)

    def train_batch(self, inputs, targets):
        """One step of gradient descent; returns the batch's mean loss before it."""
        element, rows, _ = _inputs(inputs, self.sizes[0])
        target_element, _ = _targets(targets, rows, self.sizes[-1])
        loss = c_double()
        lib.nn_train_batch(self._handle, inputs.ctypes.data, element, targets.ctypes.data,
                            target_element, rows, loss)
        return loss.value

    def predict(self, inputs, out=None):
        """The outputs for each row, in a new array of the network's dtype, or in `out`."""
        element, rows, _ = _inputs(inputs, self.sizes[0])
        out = np.empty((rows, self.sizes[-1]), self.dtype) if out is None else out
        out_element = _shaped("out", out, (rows, self.sizes[-1]))
        if not out.flags.writeable:
            raise ValueError("out is read-only")
        lib.nn_predict(self._handle, inputs.ctypes.data, element, rows, out.ctypes.data,
                        out_element)
        return out

    def _layer_shape(self, layer):
        if not 0 <= layer < len(self.sizes) - 1:
            raise IndexError(f"layer {layer}, expected 0 ... {len(self.sizes) - 2}")
        return self.sizes[layer + 1], self.sizes[layer]

    def get_parameters(self, layer, dtype=None):
        """A copy of (weights, bias) of a layer 0 ... len(sizes)-2; weights are [out][in]."""
        shape = self._layer_shape(layer)
        weights = np.empty(shape, dtype or self.dtype)
        bias = np.empty(shape[0], weights.dtype)
        lib.nn_get_parameters(self._handle, layer, weights.ctypes.data, bias.ctypes.data,
                               _element("weights", weights, _REALS))
        return weights, bias

    def set_parameters(self, layer, weights, bias):
        """Copies weights [out][in] and bias [out], of one dtype, into a layer."""
        shape = self._layer_shape(layer)
        element = _shaped("weights", weights, shape)
        if _shaped("bias", bias, shape[:1]) != element:
            raise TypeError(f"weights: dtype {weights.dtype}, but bias: {bias.dtype}")
        lib.nn_set_parameters(self._handle, layer, weights.ctypes.data, bias.ctypes.data, element)

    def fit(self, train, validation=None, callback=None):
        """Trains on a Dataset for `epochs` epochs; False if it was stopped before the end.

        callback(progress) gets a Progress to keep. When it returns something true, training
        stops, and what is learnt is kept. An exception in it, or Ctrl-C, stops the training in
        the same way and is raised from here.
        """
        return self._run(lib.nn_fit, train, validation, callback)

    def resume(self, train, validation=None, callback=None):
        """Goes on with the last fit(), where it was stopped or saved as a checkpoint."""
        return self._run(lib.nn_resume, train, validation, callback)

    def _run(self, function, train, validation, callback):
        raised = []

        def report(progress, _user):
            stop = False
            try:  # the truth of what it returns may be an exception, too: that of a NumPy array
                stop = bool(callback and callback(Progress.from_buffer_copy(progress.contents)))
            except BaseException as error:  # must not pass through the library
                raised.append(error)
            return bool(raised or stop)

        train = _dataset("train", train)
        validation = None if validation is None else _dataset("validation", validation)
        finished = True
        try:
            with _deferred_interrupt(raised):
                function(self._handle, train, validation, ProgressFunction(report), None)
        except Error as error:
            if error.status != CANCELLED and raised:
                raise raised[0] from error
            if error.status != CANCELLED:
                raise
            finished = False
        if raised:
            raise raised[0]
        return finished

    def evaluate(self, dataset):
        """The Metrics of a Dataset: rows, correct, loss, accuracy."""
        metrics = Metrics(struct_size=sizeof(Metrics))
        lib.nn_evaluate(self._handle, _dataset("dataset", dataset), metrics)
        return metrics


class Metadata(collections.abc.MutableMapping):
    """A network's metadata; what files and the library bring along is among them."""

    def __init__(self, network):
        self._network = network

    _handle = property(lambda self: self._network._handle)

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


@contextlib.contextmanager
def _deferred_interrupt(raised):
    """Notes a Ctrl-C in `raised` instead of raising KeyboardInterrupt: between the library and
    the first line of a callback, ctypes would print the exception and drop it."""
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, lambda *_: raised.append(KeyboardInterrupt()))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
