# SPDX-License-Identifier: MIT
"""libneuro from Python: fully connected networks, trained on CPUs, on NumPy arrays in place.

    import neuro

    with neuro.Network([784, 64, 32, 16, 10], learning_rate=0.1, seed=1) as network:
        for pixels, labels in batches:
            loss = network.train_batch(pixels, labels)
        probabilities = network.predict(pixels)

One file on ctypes and NumPy alone. Arrays are never copied on their way into the library: they
must be C-contiguous, aligned and of a type that the library knows, or a ValueError or TypeError
says so. neuro.h describes what the calls do; this module only says where Python differs. The
library is looked for in $NEURO_LIBRARY (a path), beside this file, in the project's build/release,
and where the system keeps its libraries.
"""

import contextlib
import ctypes
import enum
import operator
import os
import pathlib
import signal
import threading
import weakref
from ctypes import POINTER, c_char_p, c_double, c_int32, c_int64, c_size_t, c_void_p

import numpy as np

# The enumerations of neuro.h. Type.F32 and Type.F64 are also the values of the option `type`,
# Scaling those of `input_scaling`, Output those of `output`.
Type = enum.IntEnum("Type", "F32 F64 U8 I32 I64", start=1)
Scaling = enum.IntEnum("Scaling", "NONE MIN_MAX STANDARD", start=0)
Output = enum.IntEnum("Output", "SOFTMAX IDENTITY", start=0)
_INVALID_ARGUMENT, _CANCELLED = -1, -7  # NN_ERROR_


class Error(Exception):
    """A call of the library failed: its message, and .status, one of the NN_ERROR_ numbers."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status


class InvalidArgument(Error, ValueError):
    """The caller's mistake: the message names the argument at fault."""


class Progress(ctypes.Structure):
    """How far fit() has come; neuro.h describes the fields."""

    _fields_ = [("struct_size", c_size_t), ("epoch", c_int64), ("epochs", c_int64),
                ("batch", c_int64), ("batches", c_int64), ("rows", c_int64),
                ("rows_per_epoch", c_int64), ("loss", c_double), ("accuracy", c_double),
                ("validation_loss", c_double), ("validation_accuracy", c_double),
                ("seconds", c_double), ("seconds_left", c_double), ("rows_per_second", c_double),
                ("epoch_ended", c_int32), ("reserved", c_int32)]


class Metrics(ctypes.Structure):
    """What evaluate() found out; neuro.h describes the fields."""

    _fields_ = [("struct_size", c_size_t), ("rows", c_int64), ("correct", c_int64),
                ("loss", c_double), ("accuracy", c_double)]


# Opaque structs: types of their own, so that ctypes tells one handle from another.
_Options, _Network, _Dataset = (POINTER(type(name, (ctypes.Structure,), {}))
                                for name in ("nn_options", "nn_network", "nn_dataset"))
_ProgressFunction = ctypes.CFUNCTYPE(c_int32, POINTER(Progress), c_void_p)


def _open():
    """Loads the library from the first place where there is one."""
    here = pathlib.Path(__file__).resolve().parent
    beside = [folder / "libneuro.so.0" for folder in (here, here.parents[1] / "build/release/capi")]
    paths = [str(path) for path in beside if path.exists()] + ["libneuro.so.0"]
    try:
        return ctypes.CDLL(os.environ.get("NEURO_LIBRARY") or paths[0])
    except OSError as error:
        raise ImportError(f"{error} (NEURO_LIBRARY may name the path of libneuro)") from None


def _check(status, function, _arguments):
    """Turns an nn_status into an exception."""
    if status != 0:
        kind = InvalidArgument if status == _INVALID_ARGUMENT else Error
        raise kind(f"{function.__name__}: {_lib.nn_last_error().decode()}", status)


def _declare(lib):
    """Gives every function its prototype, so that ctypes checks and converts all arguments."""
    option = element = status = c_int32
    array, size = (c_void_p, element), c_size_t
    prototypes = {
        "nn_last_error": (c_char_p,),
        "nn_version_string": (c_char_p,),
        "nn_cpu_target": (c_char_p,),
        "nn_options_create": (status, POINTER(_Options)),
        "nn_options_destroy": (None, _Options),
        "nn_options_set_int": (status, _Options, option, c_int64),
        "nn_options_set_real": (status, _Options, option, c_double),
        "nn_create": (status, POINTER(_Network), POINTER(size), size, _Options),
        "nn_destroy": (None, _Network),
        "nn_set_int": (status, _Network, option, c_int64),
        "nn_set_real": (status, _Network, option, c_double),
        "nn_get_int": (status, _Network, option, POINTER(c_int64)),
        "nn_get_real": (status, _Network, option, POINTER(c_double)),
        "nn_train_batch": (status, _Network, *array, *array, size, POINTER(c_double)),
        "nn_predict": (status, _Network, *array, size, *array),
        "nn_get_parameters": (status, _Network, size, c_void_p, *array),
        "nn_set_parameters": (status, _Network, size, c_void_p, *array),
        "nn_dataset_wrap": (status, POINTER(_Dataset), *array, size, size, *array, size),
        "nn_dataset_load_csv": (status, POINTER(_Dataset), c_char_p, c_int64),
        "nn_dataset_load_idx": (status, POINTER(_Dataset), c_char_p, c_char_p),
        "nn_dataset_destroy": (None, _Dataset),
        "nn_dataset_rows": (size, _Dataset),
        "nn_dataset_cols": (size, _Dataset),
        "nn_dataset_classes": (size, _Dataset),
        "nn_fit": (status, _Network, _Dataset, _Dataset, _ProgressFunction, c_void_p),
        "nn_evaluate": (status, _Network, _Dataset, POINTER(Metrics)),
    }
    for name, (result, *arguments) in prototypes.items():
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
        if result is status:
            function.errcheck = _check
    return lib


_lib = _declare(_open())
VERSION = _lib.nn_version_string().decode()  # such as "0.1.0"
CPU_TARGET = _lib.nn_cpu_target().decode()  # the instruction set in use, such as "avx2"

# The numbers of the options, and what their setters and getters are called.
_OPTIONS = {"type": (1, "int"), "seed": (2, "int"), "workers": (3, "int"),
            "learning_rate": (4, "real"), "batch_size": (5, "int"), "epochs": (6, "int"),
            "input_scaling": (7, "int"), "output": (8, "int"), "progress_interval": (9, "real")}


def _find_option(name):
    if name not in _OPTIONS:
        raise TypeError(f"there is no option {name!r}; there are {', '.join(_OPTIONS)}")
    return _OPTIONS[name]


def _set_option(target, prefix, name, value):
    number, kind = _find_option(name)
    value = _integer(name, value) if kind == "int" else float(value)
    getattr(_lib, f"{prefix}_{kind}")(target, number, value)


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
        handle = _Dataset()
        _lib.nn_dataset_wrap(handle, inputs.ctypes.data, element, rows, cols,
                             targets.ctypes.data, target_element, target_cols)
        super().__init__(handle, _lib.nn_dataset_destroy, inputs, targets)

    @classmethod
    def _load(cls, function, *arguments):
        handle, dataset = _Dataset(), cls.__new__(cls)
        function(handle, *arguments)
        _Owner.__init__(dataset, handle, _lib.nn_dataset_destroy)
        return dataset

    @classmethod
    def load_csv(cls, path, label_column=0):
        """Reads a CSV file, plain or gzip; label_column counts from the end if negative."""
        return cls._load(_lib.nn_dataset_load_csv, os.fsencode(path),
                         _integer("label_column", label_column))

    @classmethod
    def load_idx(cls, images, labels):
        """Reads a pair of IDX files, plain or gzip, as MNIST comes."""
        return cls._load(_lib.nn_dataset_load_idx, os.fsencode(images), os.fsencode(labels))

    rows = property(lambda self: _lib.nn_dataset_rows(self._handle))
    cols = property(lambda self: _lib.nn_dataset_cols(self._handle))
    classes = property(lambda self: _lib.nn_dataset_classes(self._handle),
                       doc="The largest label + 1, or 0 for dense targets.")


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
        self.sizes = tuple(_integer("a layer's size", size, c_size_t) for size in sizes)
        handle, chosen = _Network(), _Options()
        _lib.nn_options_create(chosen)
        try:
            for name, value in options.items():
                _set_option(chosen, "nn_options_set", name, value)
            count = len(self.sizes)
            _lib.nn_create(handle, (c_size_t * count)(*self.sizes), count, chosen)
        finally:
            _lib.nn_options_destroy(chosen)
        super().__init__(handle, _lib.nn_destroy)
        self.dtype = np.dtype(np.float64 if self.get_option("type") == Type.F64 else np.float32)

    def get_option(self, name):
        """The value of any option."""
        number, kind = _find_option(name)
        value = c_int64() if kind == "int" else c_double()
        getattr(_lib, f"nn_get_{kind}")(self._handle, number, value)
        return value.value

    def set_option(self, name, value):
        """Sets an option that may change while a network lives ("living" in neuro.h)."""
        _set_option(self._handle, "nn_set", name, value)

    learning_rate = _option_property("learning_rate")
    batch_size = _option_property("batch_size")
    epochs = _option_property("epochs")
    workers = _option_property("workers")

    def train_batch(self, inputs, targets):
        """One step of gradient descent; returns the batch's mean loss before it."""
        element, rows, _ = _inputs(inputs, self.sizes[0])
        target_element, _ = _targets(targets, rows, self.sizes[-1])
        loss = c_double()
        _lib.nn_train_batch(self._handle, inputs.ctypes.data, element, targets.ctypes.data,
                            target_element, rows, loss)
        return loss.value

    def predict(self, inputs, out=None):
        """The outputs for each row, in a new array of the network's dtype, or in `out`."""
        element, rows, _ = _inputs(inputs, self.sizes[0])
        out = np.empty((rows, self.sizes[-1]), self.dtype) if out is None else out
        out_element = _shaped("out", out, (rows, self.sizes[-1]))
        if not out.flags.writeable:
            raise ValueError("out is read-only")
        _lib.nn_predict(self._handle, inputs.ctypes.data, element, rows, out.ctypes.data,
                        out_element)
        return out

    def get_parameters(self, layer, dtype=None):
        """A copy of (weights, bias) of a layer 0 ... len(sizes)-2; weights are [out][in]."""
        shape = (self.sizes[layer + 1], self.sizes[layer])
        weights = np.empty(shape, dtype or self.dtype)
        bias = np.empty(shape[0], weights.dtype)
        _lib.nn_get_parameters(self._handle, layer, weights.ctypes.data, bias.ctypes.data,
                               _element("weights", weights, _REALS))
        return weights, bias

    def set_parameters(self, layer, weights, bias):
        """Copies weights [out][in] and bias [out], of one dtype, into a layer."""
        shape = (self.sizes[layer + 1], self.sizes[layer])
        element = _shaped("weights", weights, shape)
        if _shaped("bias", bias, shape[:1]) != element:
            raise TypeError(f"weights: dtype {weights.dtype}, but bias: {bias.dtype}")
        _lib.nn_set_parameters(self._handle, layer, weights.ctypes.data, bias.ctypes.data, element)

    def fit(self, train, validation=None, callback=None):
        """Trains on a Dataset for `epochs` epochs; False if it was stopped before the end.

        callback(progress) gets a Progress to keep. When it returns something true, training
        stops, and what is learnt is kept. An exception in it, or Ctrl-C, stops the training in
        the same way and is raised from here.
        """
        raised = []

        def report(progress, _user):
            try:
                stop = callback and callback(Progress.from_buffer_copy(progress.contents))
            except BaseException as error:  # must not pass through the library
                raised.append(error)
            return bool(raised or stop)

        finished = True
        try:
            with _deferred_interrupt(raised):
                _lib.nn_fit(self._handle, train._handle, validation and validation._handle,
                            _ProgressFunction(report), None)
        except Error as error:
            if error.status != _CANCELLED:
                raise
            finished = False
        if raised:
            raise raised[0]
        return finished

    def evaluate(self, dataset):
        """The Metrics of a Dataset: rows, correct, loss, accuracy."""
        metrics = Metrics(struct_size=ctypes.sizeof(Metrics))
        _lib.nn_evaluate(self._handle, dataset._handle, metrics)
        return metrics


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
