# SPDX-License-Identifier: MIT
"""libneuro from Python: fully connected networks, trained on CPUs, on NumPy arrays in place.

    import neuro

    with neuro.Network([784, 64, 32, 16, 10], optimizer="adam", seed=1) as network:
        for pixels, labels in batches:
            loss = network.train_batch(pixels, labels)
        probabilities = network.predict(pixels)
        network.save("digits.safetensors")  # and Network.load(); pickle and copy work as well

    train, test = neuro.Dataset.load_csv("flowers.csv", -1).split(0.2, seed=1)
    network = neuro.Network([train.cols, 32, train.classes], dropout=0.2, early_stopping=5)
    network.fit(train, test)
    print(neuro.Evaluation(network, test).confusion())

One file to copy, on ctypes and NumPy alone. Arrays are never copied on their way into the library:
they must be C-contiguous, aligned and of a type that the library knows, or a ValueError or
TypeError says so. neuro.h describes what the calls do; this module only says where Python differs.
The library is looked for in $NEURO_LIBRARY (a path), beside this file, in the project's
build/release where this is the project's own copy, and where the system keeps its libraries.
"""

import collections
import collections.abc
import contextlib
import ctypes
import enum
import operator
import os
import pathlib
import signal
import socket
import sys
import threading
import weakref
from ctypes import POINTER, c_char_p, c_double, c_int32, c_int64, c_size_t, c_void_p, sizeof

import numpy as np

__all__ = [
    "CPU_TARGET", "NO_LABEL", "OPTIONS", "VERSION", "Activation", "Augmentation", "CsvTarget",
    "Dataset", "Epoch", "Error", "Evaluation", "Initialisation", "InvalidArgument", "Loss",
    "Metadata", "Metric", "Metrics", "Missing", "Network", "Normalisation", "Norms", "Optimizer",
    "Output", "Progress", "Row", "Scaling", "Schedule", "Type", "lib", "metric_names",
    "status_name"]

# === Enumerations, errors, structs ================================================================

def _enumeration(name, members, start=0):
    return enum.IntEnum(name, members, start=start, module=__name__)


# The enumerations of neuro.h, numbered as there. Those below Type are the values of options: either
# as Activation.RELU or as the string "relu".
Type = _enumeration("Type", "F32 F64 U8 I32 I64", 1)
Scaling = _enumeration("Scaling", "NONE MIN_MAX STANDARD")
Output = _enumeration("Output", "SOFTMAX IDENTITY SIGMOID")
Loss = _enumeration("Loss", "DEFAULT SQUARED ABSOLUTE HUBER")
Activation = _enumeration(
    "Activation", "IDENTITY RELU LEAKY_RELU ELU SELU GELU SILU TANH SIGMOID SOFTPLUS")
Normalisation = _enumeration("Normalisation", "NONE BATCH LAYER")
Initialisation = _enumeration("Initialisation", "HE_NORMAL HE_UNIFORM XAVIER_NORMAL XAVIER_UNIFORM "
                              "LECUN_NORMAL LECUN_UNIFORM ZEROS")
Optimizer = _enumeration("Optimizer", "SGD MOMENTUM NESTEROV RMSPROP ADAGRAD ADAM ADAMW RPROP")
Schedule = _enumeration("Schedule", "CONSTANT STEP EXPONENTIAL COSINE ONE_CYCLE PLATEAU")
Missing = _enumeration("Missing", "REFUSE ZERO MEAN MEDIAN")
CsvTarget = _enumeration("CsvTarget", "AUTOMATIC NUMBERS")
Metric = _enumeration("Metric", "LOSS ACCURACY PRECISION RECALL F1 ROC_AUC MAE RMSE R2 SUPPORT", 1)

_INVALID_ARGUMENT, _CANCELLED = -1, -7  # NN_ERROR_


class Error(Exception):
    """A call of the library failed: its message, .status, one of the NN_ERROR_ numbers, and .name,
    such as "NN_ERROR_FORMAT"."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status

    def __reduce__(self):  # so that it comes back from another process
        return type(self), (*self.args, self.status)

    name = property(lambda self: status_name(self.status))


class InvalidArgument(Error, ValueError):
    """The caller's mistake: the message names the argument at fault."""


def _fields(*kinds_and_names):
    """The fields of a struct that begins with its size: a type, names, a type, names, ..."""
    pairs = zip(kinds_and_names[::2], kinds_and_names[1::2])
    return [("struct_size", c_size_t), *((n, kind) for kind, names in pairs for n in names.split())]


class Progress(ctypes.Structure):
    """How far fit() has come; neuro.h describes the fields."""

    _fields_ = _fields(c_int64, "epoch epochs batch batches rows rows_per_epoch",
                       c_double, "loss accuracy validation_loss validation_accuracy",
                       c_double, "seconds seconds_left rows_per_second",
                       c_int32, "epoch_ended stopped_early",
                       c_double, "learning_rate", c_int64, "steps")


class Epoch(ctypes.Structure):
    """A finished epoch in a network's history; neuro.h describes the fields."""

    _fields_ = _fields(c_int64, "rows", c_double,
                       "learning_rate loss accuracy validation_loss validation_accuracy")


class Metrics(ctypes.Structure):
    """What evaluate() found out; neuro.h describes the fields."""

    _fields_ = _fields(c_int64, "rows correct", c_double, "loss accuracy")


class Norms(ctypes.Structure):
    """The norms of a layer's parameters and gradients; neuro.h describes the fields."""

    _fields_ = _fields(c_double, "weights bias scale shift", c_double,
                       "weight_gradient bias_gradient scale_gradient shift_gradient")


class Augmentation(ctypes.Structure):
    """A batch that is about to be trained; neuro.h describes the fields."""

    _fields_ = _fields(c_void_p, "inputs", c_size_t, "rows cols", POINTER(c_size_t), "row_numbers",
                       c_int64, "epoch step", c_int32, "type reserved")


_ProgressFunction = ctypes.CFUNCTYPE(c_int32, POINTER(Progress), c_void_p)
_AugmentFunction = ctypes.CFUNCTYPE(c_int32, POINTER(Augmentation), c_void_p)
_ReadFunction = ctypes.CFUNCTYPE(c_int64, c_void_p, c_void_p, c_size_t, c_int64, c_void_p)


class _Stream(ctypes.Structure):
    """Rows that a callback reads; neuro.h describes the fields."""

    _fields_ = _fields(_ReadFunction, "read", c_void_p, "user", c_int64, "rows_per_epoch",
                       c_int32, "input_type target_type")


# === The library and its functions ================================================================

# Opaque structs: types of their own, so that ctypes tells one handle from another.
_HANDLES = [POINTER(type(name, (ctypes.Structure,), {}))
            for name in ("nn_options", "nn_network", "nn_dataset", "nn_evaluation")]
_OptionsHandle, _NetworkHandle, _DatasetHandle, _EvaluationHandle = _HANDLES


def _open():
    """Loads the library from the first place where there is one."""
    name = {"darwin": "libneuro.0.dylib", "win32": "libneuro-0.dll"}.get(sys.platform,
                                                                         "libneuro.so.0")
    here = pathlib.Path(__file__).resolve().parent
    places = [here / name]
    if (here.parent.parent / "include/neuro.h").exists():  # this is the project's examples/python
        places.append(here.parent.parent / "build/release/capi" / name)
    paths = [str(path) for path in places if path.exists()] + [name]
    try:
        return ctypes.CDLL(os.environ.get("NEURO_LIBRARY") or paths[0])
    except OSError as error:
        raise ImportError(f"{error} (NEURO_LIBRARY may name the path of libneuro)") from None


lib = _open()


def _check(status, function, _arguments):
    """Turns an nn_status into an exception."""
    if status != 0:
        kind = InvalidArgument if status == _INVALID_ARGUMENT else Error
        raise kind(f"{function.__name__}: {lib.nn_last_error().decode()}", status)


def _integer(name, value, kind=c_int64):
    """An integer that fits: ctypes would drop the bits that do not."""
    try:
        value = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: {value!r} is not a whole number") from None
    if kind(value).value != value:
        raise ValueError(f"{name}: {value} is out of range")
    return value


def _prototypes():
    """{name: (type of the result, types of the arguments ...)} of all functions in neuro.h."""
    option = metric = element = status = c_int32
    array, size = (c_void_p, element), c_size_t
    integer, real, sizes, rows = (POINTER(kind) for kind in (c_int64, c_double, c_size_t, c_int64))
    options, network, dataset, evaluation = _HANDLES
    watch = (_ProgressFunction, c_void_p)
    fit = (status, network, dataset, dataset, *watch)
    return {
        # status.h
        "nn_last_error": (c_char_p,),
        "nn_status_name": (c_char_p, c_int32),
        "nn_version_string": (c_char_p,),
        "nn_version": (c_int32,),
        "nn_cpu_target": (c_char_p,),
        # options.h
        "nn_options_create": (status, POINTER(options)),
        "nn_options_destroy": (None, options),
        "nn_options_set_int": (status, options, option, c_int64),
        "nn_options_set_real": (status, options, option, c_double),
        "nn_options_get_int": (status, options, option, integer),
        "nn_options_get_real": (status, options, option, real),
        "nn_options_set_layer_int": (status, options, size, option, c_int64),
        "nn_options_set_layer_real": (status, options, size, option, c_double),
        "nn_options_get_layer_int": (status, options, size, option, integer),
        "nn_options_get_layer_real": (status, options, size, option, real),
        "nn_option_bounds_int": (status, option, integer, integer, integer),
        "nn_option_bounds_real": (status, option, real, real, real),
        "nn_option_name": (c_char_p, option),
        # network.h
        "nn_create": (status, POINTER(network), sizes, size, options),
        "nn_destroy": (None, network),
        "nn_layer_count": (size, network),
        "nn_layer_size": (size, network, size),
        "nn_step_count": (c_int64, network),
        "nn_set_int": (status, network, option, c_int64),
        "nn_set_real": (status, network, option, c_double),
        "nn_get_int": (status, network, option, integer),
        "nn_get_real": (status, network, option, real),
        "nn_get_layer_int": (status, network, size, option, integer),
        "nn_get_layer_real": (status, network, size, option, real),
        "nn_reserve": (status, network, size),
        "nn_train_batch": (status, network, *array, *array, size, real),
        "nn_predict": (status, network, *array, size, *array),
        "nn_get_parameters": (status, network, size, c_void_p, *array),
        "nn_set_parameters": (status, network, size, c_void_p, *array),
        # dataset.h
        "nn_dataset_create": (status, POINTER(dataset), *array, size, size, *array, size),
        "nn_dataset_load_csv": (status, POINTER(dataset), c_char_p, c_int64),
        "nn_dataset_load_csv_with": (status, POINTER(dataset), c_char_p, c_int64,
                                     options, dataset),
        "nn_dataset_class_name": (c_char_p, dataset, size),
        "nn_dataset_column_name": (c_char_p, dataset, size),
        "nn_dataset_load_idx": (status, POINTER(dataset), c_char_p, c_char_p),
        "nn_dataset_select": (status, POINTER(dataset), dataset, rows, size),
        "nn_dataset_split": (status, POINTER(dataset), POINTER(dataset), dataset,
                             c_double, c_int64),
        "nn_dataset_set_weights": (status, dataset, real),
        "nn_dataset_get_weights": (status, dataset, size, size, real),
        "nn_dataset_destroy": (None, dataset),
        "nn_dataset_rows": (size, dataset),
        "nn_dataset_cols": (size, dataset),
        "nn_dataset_target_cols": (size, dataset),
        "nn_dataset_classes": (size, dataset),
        "nn_dataset_get_inputs": (status, dataset, size, size, *array),
        "nn_dataset_get_targets": (status, dataset, size, size, *array),
        "nn_dataset_wrap": (status, POINTER(dataset), *array, size, size, *array, size),
        "nn_dataset_wrap_strided": (status, POINTER(dataset), *array, size, size, size,
                                    *array, size, size),
        # fit.h
        "nn_fit": fit,
        "nn_resume": fit,
        "nn_cancel": (None, network, c_int32),
        "nn_set_class_weights": (status, network, real, size),
        "nn_set_augmentation": (status, network, _AugmentFunction, c_void_p),
        "nn_fit_stream": (status, network, POINTER(_Stream), dataset, *watch),
        "nn_train_rows": (status, network, dataset, rows, size, real),
        "nn_predict_dataset": (status, network, dataset, *array),
        "nn_history_count": (size, network),
        "nn_history": (status, network, size, POINTER(Epoch)),
        "nn_evaluate": (status, network, dataset, POINTER(Metrics)),
        # evaluation.h
        "nn_evaluation_create": (status, POINTER(evaluation), network, dataset),
        "nn_evaluation_destroy": (None, evaluation),
        "nn_evaluation_rows": (size, evaluation),
        "nn_evaluation_outputs": (size, evaluation),
        "nn_evaluation_classes": (size, evaluation),
        "nn_evaluation_get": (status, evaluation, metric, real),
        "nn_evaluation_get_class": (status, evaluation, metric, size, real),
        "nn_evaluation_top_k": (status, evaluation, size, real),
        "nn_evaluation_confusion": (status, evaluation, integer, size),
        "nn_evaluation_row": (status, evaluation, size, integer, integer, real),
        "nn_evaluation_worst": (status, evaluation, sizes, size, sizes),
        "nn_metric_name": (c_char_p, metric),
        # file.h
        "nn_save": (status, network, c_char_p),
        "nn_save_checkpoint": (status, network, c_char_p),
        "nn_save_buffer": (status, network, c_void_p, size, sizes),
        "nn_save_checkpoint_buffer": (status, network, c_void_p, size, sizes),
        "nn_load": (status, POINTER(network), c_char_p, options),
        "nn_load_buffer": (status, POINTER(network), c_void_p, size, options),
        "nn_load_parameters": (status, network, c_char_p),
        "nn_set_metadata": (status, network, c_char_p, c_char_p),
        "nn_metadata": (c_char_p, network, c_char_p),
        "nn_metadata_count": (size, network),
        "nn_metadata_key": (c_char_p, network, size),
        # expert.h
        "nn_train_batch_weighted": (status, network, *array, *array, real, size, real),
        "nn_compute_gradients": (status, network, *array, *array, size, real),
        "nn_apply_gradients": (status, network),
        "nn_gradients": (status, network, POINTER(c_void_p), sizes),
        "nn_layer_norms": (status, network, size, POINTER(Norms)),
        "nn_get_normalisation": (status, network, size, c_void_p, c_void_p, c_void_p, *array),
        "nn_set_normalisation": (status, network, size, c_void_p, c_void_p, c_void_p, *array),
        "nn_memory_need": (status, sizes, size, options, size, sizes),
    }


def _declare(name, result, *arguments):
    """Makes ctypes check and convert all arguments, and a failure an exception."""
    function = getattr(lib, name)
    function.restype, function.argtypes = result, arguments
    if result is c_int32 and name != "nn_version":  # the one that is an integer, not a status
        function.errcheck = _check


_PROTOTYPES = _prototypes()
for _name, _types in _PROTOTYPES.items():
    _declare(_name, *_types)

VERSION = lib.nn_version_string().decode()  # such as "0.1.0"
CPU_TARGET = lib.nn_cpu_target().decode()  # the instruction set in use, such as "avx2"


def status_name(status):
    """The name of an Error's status, such as "NN_ERROR_FORMAT"."""
    return lib.nn_status_name(status).decode()


# === Options ======================================================================================

# The options whose values are one of an enumeration.
_CHOICES = {"type": Type, "input_scaling": Scaling, "output": Output, "loss": Loss,
           "activation": Activation, "normalisation": Normalisation,
           "initialisation": Initialisation, "optimizer": Optimizer, "schedule": Schedule,
           "csv_missing": Missing, "csv_target": CsvTarget}


def _bounds(number):
    """("int" or "real", minimum, maximum, default)."""
    for kind, value in (("int", c_int64), ("real", c_double)):
        bounds = value(), value(), value()
        try:
            getattr(lib, f"nn_option_bounds_{kind}")(number, *bounds)
        except Error:
            continue
        return kind, *(bound.value for bound in bounds)
    raise ValueError(f"option {number} has no bounds")


def _list_options():
    options, number = {}, 1
    while (name := lib.nn_option_name(number)) is not None:
        options[name.decode().removeprefix("NN_OPTION_").lower()] = (number, *_bounds(number))
        number += 1
    return options


OPTIONS = _list_options()  # {name: (number, "int" or "real", minimum, maximum, default)}


def _find_option(name):
    """An option's number, and "int" or "real"."""
    if name not in OPTIONS:
        raise TypeError(f"there is no option {name!r}; there are {', '.join(OPTIONS)}")
    return OPTIONS[name][:2]


def _number(name, kind, value):
    """What C takes for a value: a name of its enumeration is a number, a separator its code."""
    if isinstance(value, str) and name in _CHOICES:
        choices = _CHOICES[name].__members__
        if value.upper().replace("-", "_") not in choices:
            raise ValueError(f"{name}: {value!r}, expected one of {', '.join(choices).lower()}")
        return choices[value.upper().replace("-", "_")].value
    if name == "csv_separator" and isinstance(value, str):
        if len(value) != 1:
            raise ValueError(f"{name}: {value!r}, expected one character")
        return ord(value)
    if kind == "int":
        return _integer(name, value)
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name}: {value!r} is not a number") from None


def _set_option(target, prefix, name, value):
    """Calls nn_options_set_... or nn_set_..., as the prefix says."""
    number, kind = _find_option(name)
    getattr(lib, f"{prefix}_{kind}")(target, number, _number(name, kind, value))


def _get_option(target, name):
    """The value that a network has."""
    number, kind = _find_option(name)
    value = c_int64() if kind == "int" else c_double()
    getattr(lib, f"nn_get_{kind}")(target, number, value)
    return _named(name, value.value)


def _get_layer_option(target, layer, name):
    """The value that a layer of a network has."""
    number, kind = _find_option(name)
    value = c_int64() if kind == "int" else c_double()
    getattr(lib, f"nn_get_layer_{kind}")(target, layer, number, value)
    return _named(name, value.value)


def _named(name, value):
    """A number as a member of the enumeration that it is of."""
    return _CHOICES[name](value) if name in _CHOICES else value


class _Options:
    """Options in C for the length of a with statement. A list or tuple has a value for each layer,
    of which those that are None stay as they are."""

    def __init__(self, options):
        self._options = options
        self._handle = _OptionsHandle()

    def __enter__(self):
        lib.nn_options_create(self._handle)
        try:
            for name, value in self._options.items():
                self._set(name, value)
        except BaseException:
            lib.nn_options_destroy(self._handle)
            raise
        return self._handle

    def __exit__(self, *_exception):
        lib.nn_options_destroy(self._handle)

    def _set(self, name, value):
        if not isinstance(value, (list, tuple)) or isinstance(value, enum.Enum):
            _set_option(self._handle, "nn_options_set", name, value)
            return
        number, kind = _find_option(name)
        for layer, each in enumerate(value):
            if each is not None:
                getattr(lib, f"nn_options_set_layer_{kind}")(self._handle, layer, number,
                                                             _number(name, kind, each))


# === Arrays =======================================================================================

_DTYPES = dict(zip(Type, map(np.dtype, ("float32", "float64", "uint8", "int32", "int64"))))
_ELEMENTS = {dtype: element for element, dtype in _DTYPES.items()}
_REALS = (Type.F32, Type.F64)
_INPUTS = (Type.F32, Type.F64, Type.U8)
_LABELS = (Type.U8, Type.I32, Type.I64)


def _element_of(name, array, allowed, strided=False):
    """The nn_type of an array that the library can read or write in place; strided: rows may lie
    apart from each other."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"{name}: {type(array).__name__}, expected a NumPy array")
    element = _ELEMENTS.get(array.dtype)
    if element not in allowed:
        names = ", ".join(str(_DTYPES[known]) for known in allowed)
        raise TypeError(f"{name}: dtype {array.dtype}, expected one of {names}")
    dense = array.flags.c_contiguous or (strided and array.ndim > 0 and array.strides[0] > 0 and
                                         array[:1].flags.c_contiguous)
    if not (dense and array.flags.aligned):
        raise ValueError(f"{name}: not C-contiguous and aligned; numpy.require() makes a copy")
    return element


def _element_of_shape(name, array, shape):
    """The nn_type of an array of reals of that shape."""
    element = _element_of(name, array, _REALS)
    if array.shape != shape:
        raise ValueError(f"{name}: shape {array.shape}, expected {shape}")
    return element


def _describe_inputs(array, cols=None, strided=False):
    """nn_type, rows and columns of inputs. Images of several dimensions are rows of pixels."""
    element = _element_of("inputs", array, _INPUTS, strided)
    if array.ndim < 2 or array.size == 0 or cols not in (None, array.size // len(array)):
        raise ValueError(f"inputs: shape {array.shape}, expected (rows, {cols or 'columns'})")
    return element, len(array), array.size // len(array)


def _describe_targets(array, rows, cols=None, strided=False):
    """nn_type and columns of targets: labels have one dimension, dense targets have two."""
    dense = getattr(array, "ndim", 1) == 2
    element = _element_of("dense targets" if dense else "labels", array,
                          _REALS if dense else _LABELS, strided)
    width = array.shape[1] if dense else 1
    if array.ndim not in (1, 2) or len(array) != rows or (dense and cols not in (None, width)):
        raise ValueError(f"targets: shape {array.shape}, expected ({rows},) or "
                         f"({rows}, {cols or 'columns'})")
    return element, width


def _reals(name, values, count=None):
    """Numbers as an array of doubles and a pointer to it."""
    array = np.ascontiguousarray(values, np.float64)
    if array.ndim != 1 or count not in (None, len(array)):
        raise ValueError(f"{name}: shape {array.shape}, expected ({count or 'count'},)")
    return array, array.ctypes.data_as(POINTER(c_double))


def _row_numbers(values):
    """Rows as an array of 64-bit integers and a pointer to it."""
    array = np.asarray(values)
    if array.ndim != 1 or not np.can_cast(array.dtype, np.int64, "safe"):
        raise TypeError("rows: expected integers, one dimension of them")
    array = np.ascontiguousarray(array, np.int64)
    return array, array.ctypes.data_as(POINTER(c_int64))


# === Objects that own a handle of the library =====================================================

class _Owner(contextlib.AbstractContextManager):
    """Owns a handle of the library, and what must live as long as it does."""

    def __init__(self, handle, destroy, *keep):
        self._pointer = handle
        self._kept = keep
        # A finalizer runs once, at exit at the latest, and holds on to `keep` until then.
        self._finalizer = weakref.finalize(self, lambda *_keep: destroy(handle), *keep)

    @property
    def handle(self):
        """What the library's functions take."""
        if not self._finalizer.alive:
            raise ValueError(f"this {type(self).__name__} is closed")
        return self._pointer

    def close(self):
        """Frees the object at once; it cannot be used afterwards. May be called twice."""
        self._finalizer()

    def __reduce__(self):
        raise TypeError(f"a {type(self).__name__} refers to memory and cannot be copied or pickled")

    def __exit__(self, *_exception):
        self.close()


# === Datasets =====================================================================================

NO_LABEL = -2**63  # as label_column: all columns of a file are inputs


def _names(function, handle, count):
    names = [function(handle, i) for i in range(count)]
    return None if None in names or not names else [os.fsdecode(name) for name in names]


class Dataset(_Owner):
    """Inputs with their targets, on the caller's arrays: nothing is copied.

    inputs: float32, float64 or uint8 (pixels, taken as v/255), rows first; further dimensions are
    flattened. targets: labels, one dimension of uint8, int32 or int64, or dense rows of float32
    or float64. Rows may lie apart from each other, as in array[:, 1:] or array[::2]. The arrays are
    kept alive, and must not be changed while the dataset or a selection from it lives; copy=True
    copies them instead.
    """

    def __init__(self, inputs, targets, copy=False):
        element, rows, cols = _describe_inputs(inputs, strided=True)
        target_element, target_cols = _describe_targets(targets, rows, strided=True)
        handle = _DatasetHandle()
        if copy:
            inputs, targets = np.ascontiguousarray(inputs), np.ascontiguousarray(targets)
            lib.nn_dataset_create(handle, inputs.ctypes.data, element, rows, cols,
                                  targets.ctypes.data, target_element, target_cols)
        elif inputs.flags.c_contiguous and targets.flags.c_contiguous:
            lib.nn_dataset_wrap(handle, inputs.ctypes.data, element, rows, cols,
                                targets.ctypes.data, target_element, target_cols)
        else:
            lib.nn_dataset_wrap_strided(handle, inputs.ctypes.data, element, inputs.strides[0],
                                        rows, cols, targets.ctypes.data, target_element,
                                        targets.strides[0], target_cols)
        super().__init__(handle, lib.nn_dataset_destroy, *(() if copy else (inputs, targets)))

    @classmethod
    def _own(cls, handle, *keep):
        dataset = cls.__new__(cls)
        _Owner.__init__(dataset, handle, lib.nn_dataset_destroy, *keep)
        return dataset

    @classmethod
    def load_csv(cls, path, label_column=0, like=None, **options):
        """Reads a CSV file, plain or gzip; label_column counts from the end if negative. like: a
        Dataset whose classes it has, and what fills its empty cells; options: csv_separator,
        csv_missing, csv_target."""
        handle = _DatasetHandle()
        column = _integer("label_column", label_column)
        if like is None and not options:
            lib.nn_dataset_load_csv(handle, os.fsencode(path), column)
            return cls._own(handle)
        with _Options(options) as chosen:
            lib.nn_dataset_load_csv_with(handle, os.fsencode(path), column, chosen,
                                         None if like is None else _handle_of("like", like))
        return cls._own(handle)

    @classmethod
    def load_idx(cls, images, labels):
        """Reads a pair of IDX files, plain or gzip, as MNIST comes."""
        handle = _DatasetHandle()
        lib.nn_dataset_load_idx(handle, os.fsencode(images), os.fsencode(labels))
        return cls._own(handle)

    def select(self, rows):
        """A Dataset of some rows by their numbers, in that order; it shares this one's memory."""
        handle, (array, pointer) = _DatasetHandle(), _row_numbers(rows)
        lib.nn_dataset_select(handle, self.handle, pointer, len(array))
        return self._own(handle, *self._kept)

    def split(self, part, seed=0):
        """Two Datasets: the second one has that part of the rows, drawn at random, and of each
        class the same part."""
        first, second = _DatasetHandle(), _DatasetHandle()
        lib.nn_dataset_split(first, second, self.handle, part, _integer("seed", seed))
        return self._own(first, *self._kept), self._own(second, *self._kept)

    rows = property(lambda self: lib.nn_dataset_rows(self.handle), doc="How many there are.")
    cols = property(lambda self: lib.nn_dataset_cols(self.handle), doc="Columns of inputs.")
    target_cols = property(lambda self: lib.nn_dataset_target_cols(self.handle),
                           doc="1 for labels, 0 without targets.")
    classes = property(lambda self: lib.nn_dataset_classes(self.handle),
                       doc="The largest label + 1, or 0 for dense targets.")
    class_names = property(
        lambda self: _names(lib.nn_dataset_class_name, self.handle, self.classes),
        doc="The names of the classes, or None where they are numbers.")
    column_names = property(
        lambda self: _names(lib.nn_dataset_column_name, self.handle, self.cols),
        doc="The names of the input columns in a file's header, or None without one.")

    @property
    def weights(self):
        """What each row counts in fit(): an array of doubles, a copy. None sets them all to 1."""
        weights = np.empty(self.rows)
        lib.nn_dataset_get_weights(self.handle, 0, self.rows, _reals("weights", weights)[1])
        return weights

    @weights.setter
    def weights(self, values):
        array, pointer = (None, None) if values is None else _reals("weights", values, self.rows)
        lib.nn_dataset_set_weights(self.handle, pointer)
        del array  # was needed until here

    def _copy(self, function, first, rows, shape, dtype, allowed):
        rows = self.rows - first if rows is None else rows
        array = np.empty((_integer("rows", rows, c_size_t), *shape), dtype)
        function(self.handle, _integer("first", first, c_size_t), rows, array.ctypes.data,
                 _element_of("dtype", array, allowed))
        return array

    def inputs(self, first=0, rows=None, dtype=np.float32):
        """A copy of rows of inputs as a network takes them: pixels as v/255."""
        return self._copy(lib.nn_dataset_get_inputs, first, rows, (self.cols,), dtype, _REALS)

    def targets(self, first=0, rows=None, dtype=None):
        """A copy of rows of targets: labels (int64) or dense rows (float64)."""
        if self.classes:
            return self._copy(lib.nn_dataset_get_targets, first, rows, (), dtype or np.int64,
                              tuple(_DTYPES))
        return self._copy(lib.nn_dataset_get_targets, first, rows, (self.target_cols,),
                          dtype or np.float64, _REALS)


def _handle_of(name, value):
    """The handle of an argument that has to be a Dataset."""
    if not isinstance(value, Dataset):
        raise TypeError(f"{name}: {type(value).__name__}, expected a Dataset(inputs, targets)")
    return value.handle


# === Fitting ======================================================================================

_C_TYPES = dict(zip(Type, (ctypes.c_float, ctypes.c_double, ctypes.c_uint8, ctypes.c_int32,
                           ctypes.c_int64)))


def _view(address, element, *shape):
    """An array on memory of the library."""
    count = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer((_C_TYPES[element] * count).from_address(address),
                         _DTYPES[element]).reshape(shape)


class _Fitting:
    """The part of Network that fits it. A callback's exception, or Ctrl-C, stops the training after
    the batch that it is at, keeps what is learnt, and is raised from the call."""

    _raised = None  # what the callbacks of the fit that is running have raised, or None
    _augment = None  # what the library calls, to be kept alive

    def _guarded(self, function, stop):
        """A function that C can call: its exceptions are noted, and then it returns stop."""

        def call(*arguments):
            try:
                return function(*arguments)
            except BaseException as error:  # must not pass through the library
                self._raised.append(error)
                return stop

        return call

    def fit(self, train, validation=None, callback=None):
        """Trains on a Dataset for `epochs` epochs; False if it was stopped before the end.

        callback(progress) gets a Progress to keep. When it returns something true, training stops.
        """
        return self._run(lib.nn_fit, _handle_of("train", train), validation, callback)

    def resume(self, train, validation=None, callback=None):
        """Goes on with the last fit(), where it was stopped or saved as a checkpoint."""
        return self._run(lib.nn_resume, _handle_of("train", train), validation, callback)

    def fit_stream(self, read, validation=None, callback=None, rows_per_epoch=0,
                   input_dtype=np.float32, target_dtype=np.int64):
        """As fit(), on rows that read(inputs, targets, epoch) fills into arrays, (rows, columns)
        and (rows,) of labels or (rows, outputs). It returns how many rows there were: fewer than
        there is room for at the end of an epoch."""
        input_type = _element_of("input_dtype", np.empty(0, input_dtype), _INPUTS)
        target_type = _element_of("target_dtype", np.empty(0, target_dtype), _LABELS + _REALS)
        width = () if target_type in _LABELS else (self.sizes[-1],)

        def fill(inputs, targets, rows, epoch, _user):
            count = read(_view(inputs, input_type, rows, self.sizes[0]),
                         _view(targets, target_type, rows, *width), epoch)
            return -1 if self._raised else _integer("rows that were read", count)

        stream = _Stream(sizeof(_Stream), _ReadFunction(self._guarded(fill, -1)), None,
                        _integer("rows_per_epoch", rows_per_epoch), input_type, target_type)
        return self._run(lib.nn_fit_stream, stream, validation, callback)

    def set_augmentation(self, augment):
        """augment(inputs, batch) changes the inputs of each batch that a fit trains, an array of
        (rows, columns), in place; batch is an Augmentation, valid during the call. None: no
        more."""
        if augment is None:
            lib.nn_set_augmentation(self.handle, _AugmentFunction(), None)
            self._augment = None
            return

        def change(pointer, _user):
            batch = pointer.contents
            augment(_view(batch.inputs, Type(batch.type), batch.rows, batch.cols), batch)
            return bool(self._raised)

        function = _AugmentFunction(self._guarded(change, 1))
        lib.nn_set_augmentation(self.handle, function, None)
        self._augment = function

    def set_class_weights(self, weights):
        """What the rows of each class count; None: all the same."""
        if weights is None:
            lib.nn_set_class_weights(self.handle, None, 0)
            return
        array, pointer = _reals("weights", weights)
        lib.nn_set_class_weights(self.handle, pointer, len(array))

    def _run(self, function, train, validation, callback):
        raised, outer = [], self._raised

        def report(progress, _user):
            # The truth of what it returns may be an exception, too: that of a NumPy array.
            stop = callback and callback(Progress.from_buffer_copy(progress.contents))
            return bool(raised or stop)

        validation = None if validation is None else _handle_of("validation", validation)
        self._raised = raised
        try:
            with _ctrl_c.stopping(self.handle, raised):
                function(self.handle, train, validation,
                         _ProgressFunction(self._guarded(report, 1)), None)
        except Error as error:
            if error.status != _CANCELLED and raised:
                raise raised[0] from error
            if error.status != _CANCELLED:
                raise
            if not raised:
                return False
        finally:
            self._raised = outer  # a callback may have tried to begin another fit, which is refused
        if raised:
            raise raised[0]
        return True

    def close(self):
        """Frees the network and its threads at once; it cannot be used afterwards."""
        if self._raised is not None:
            raise ValueError("this Network is being fitted: a callback cannot close it")
        super().close()


class _CtrlC:
    """Makes Ctrl-C stop a fit after the batch that it is at. Python would handle it when C returns,
    or in the next callback, where ctypes would drop the exception. So a handler notes it instead,
    and a thread that Python's own C handler wakes tells the library at once."""

    def __init__(self):
        # Those on the main thread, nested ones last: (network, what is raised in the end).
        self._fits = []
        self._lock = threading.Lock()  # for the thread that tells the library

    def _note(self, *_arguments):
        if not self._fits:  # between two fits
            raise KeyboardInterrupt
        self._fits[-1][1].append(KeyboardInterrupt())

    @contextlib.contextmanager
    def stopping(self, network, raised):
        """For the length of a fit. In other threads than the main one, and where Ctrl-C means
        something else, nothing is changed."""
        handlers = (signal.default_int_handler, self._note)
        is_main = threading.current_thread() is threading.main_thread()
        if not is_main or signal.getsignal(signal.SIGINT) not in handlers:
            yield
            return
        fit = (network, raised)
        try:
            self._fits.append(fit)
            signal.signal(signal.SIGINT, self._note)
            # From here on, until the fit is taken off the list, nothing is interrupted.
            if len(self._fits) > 1:
                yield  # a fit in a callback of another one, whose thread looks after both
            else:
                with self._awake():
                    if raised:
                        lib.nn_cancel(network, 1)  # it came before anybody was awake
                    yield
        finally:
            with self._lock:
                lib.nn_cancel(network, 0)  # what came too late is not meant for the next fit
                if fit in self._fits:
                    self._fits.remove(fit)
            if not self._fits:
                signal.signal(signal.SIGINT, signal.default_int_handler)

    @contextlib.contextmanager
    def _awake(self):
        """With the thread that looks after the fits."""
        woken, waker = socket.socketpair()
        with woken, waker:
            waker.setblocking(False)
            before = signal.set_wakeup_fd(-1)
            watcher = threading.Thread(target=self._watch, args=(woken, before), daemon=True,
                                       name="neuro-interrupt")
            try:
                watcher.start()
                signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
                yield
            finally:
                signal.set_wakeup_fd(before)
                waker.shutdown(socket.SHUT_RDWR)
                watcher.join()

    def _watch(self, woken, before):
        while number := woken.recv(1):
            if number[0] == signal.SIGINT:
                with self._lock:
                    if self._fits:
                        lib.nn_cancel(self._fits[-1][0], 1)
            if before != -1:  # an event loop's, which learns of it when it runs again
                with contextlib.suppress(OSError):
                    os.write(before, number)


_ctrl_c = _CtrlC()


# === Networks =====================================================================================

def _text(name, value):
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(f"{name}: expected a string without zero characters, not {value!r}")
    return value.encode()


def _option_property(name):
    return property(lambda self: self.get_option(name),
                    lambda self, value: self.set_option(name, value),
                    doc=f"The option {name}, which may be set.")


def _sizes(sizes):
    sizes = [_integer("a layer's size", size, c_size_t) for size in sizes]
    return (c_size_t * len(sizes))(*sizes), len(sizes)


class Network(_Fitting, _Owner):
    """A network of dense layers: Network([784, 64, 10], activation="gelu", optimizer="adam").

    sizes: the inputs, then the width of each layer. Options are those of neuro.h, in lower case
    and without NN_OPTION_; one that may differ from layer to layer may be a list. Threads may call
    predict() on one network side by side, without waiting for the interpreter's lock, as long as
    none trains it.
    """

    def __init__(self, sizes, **options):
        self._make(options, lib.nn_create, *_sizes(sizes))

    def _make(self, options, function, *arguments):
        handle = _NetworkHandle()
        with _Options(options) as chosen:
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
        with _Options(options) as chosen:
            lib.nn_memory_need(*_sizes(sizes), chosen, _integer("max_rows", max_rows, c_size_t),
                               need)
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
        return _get_option(self.handle, name)

    def get_layer_option(self, layer, name):
        """The value that layer 0 ... len(sizes)-2 has of an option of layers."""
        return _get_layer_option(self.handle, self._check_layer(layer), name)

    def set_option(self, name, value):
        """Sets an option that may change while a network lives ("living" in neuro.h)."""
        _set_option(self.handle, "nn_set", name, value)

    learning_rate = _option_property("learning_rate")
    batch_size = _option_property("batch_size")
    epochs = _option_property("epochs")
    workers = _option_property("workers")
    step_count = property(lambda self: lib.nn_step_count(self.handle),
                          doc="How many steps have changed the weights.")
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
        lib.nn_reserve(self.handle, _integer("max_rows", max_rows, c_size_t))

    def _step(self, function, inputs, targets, *weights):
        element, rows, _ = _describe_inputs(inputs, self.sizes[0])
        target_element, _ = _describe_targets(targets, rows, self.sizes[-1])
        loss = c_double()
        kept = [_reals("weights", each, rows) for each in weights]
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
        loss, (array, pointer) = c_double(), _row_numbers(rows)
        lib.nn_train_rows(self.handle, _handle_of("dataset", dataset), pointer, len(array), loss)
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
        return _view(address.value, Type(self.get_option("type")), count.value)

    def layer_norms(self, layer):
        """The Norms of a layer's parameters and gradients."""
        norms = Norms(struct_size=sizeof(Norms))
        lib.nn_layer_norms(self.handle, self._check_layer(layer), norms)
        return norms

    def _result(self, rows, out):
        out = np.empty((rows, self.sizes[-1]), self.dtype) if out is None else out
        element = _element_of_shape("out", out, (rows, self.sizes[-1]))
        if not out.flags.writeable:
            raise ValueError("out is read-only")
        return out, element

    def predict(self, inputs, out=None):
        """The outputs for each row, in a new array of the network's dtype, or in `out`. inputs: an
        array, or a Dataset."""
        if isinstance(inputs, _Owner):
            out, element = self._result(inputs.rows, out)
            lib.nn_predict_dataset(self.handle, _handle_of("inputs", inputs), out.ctypes.data,
                                   element)
            return out
        input_element, rows, _ = _describe_inputs(inputs, self.sizes[0])
        out, element = self._result(rows, out)
        lib.nn_predict(self.handle, inputs.ctypes.data, input_element, rows, out.ctypes.data,
                       element)
        return out

    def evaluate(self, dataset):
        """The Metrics of a Dataset: rows, correct, loss, accuracy. Evaluation() knows more."""
        metrics = Metrics(struct_size=sizeof(Metrics))
        lib.nn_evaluate(self.handle, _handle_of("dataset", dataset), metrics)
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
                              _element_of("weights", weights, _REALS))
        return weights, bias

    def set_parameters(self, layer, weights, bias):
        """Copies weights [out][in] and bias [out], of one dtype, into a layer."""
        shape = self._layer_shape(layer)
        element = _element_of_shape("weights", weights, shape)
        if _element_of_shape("bias", bias, shape[:1]) != element:
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
                                 _element_of("dtype", arrays[0], _REALS))
        return tuple(arrays)

    def set_normalisation(self, layer, *arrays):
        """Copies (scale, shift), with batch normalisation (scale, shift, mean, variance), into a
        normalised layer."""
        count = 4 if self._normalises_batches(layer) else 2
        if len(arrays) != count:
            raise TypeError(f"layer {layer}: {len(arrays)} arrays, expected {count}")
        shape = self._layer_shape(layer)[:1]
        elements = {_element_of_shape("an array", array, shape) for array in arrays}
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


# === Evaluations ==================================================================================

# What came of a row; the classes are -1 where rows are not of one class each.
Row = collections.namedtuple("Row", "target_class predicted_class loss")


def _metric(metric):
    if isinstance(metric, str) and metric.upper() not in Metric.__members__:
        raise KeyError(f"there is no metric {metric!r}; there are "
                       f"{', '.join(Metric.__members__).lower()}")
    return Metric[metric.upper()] if isinstance(metric, str) else Metric(metric)


class Evaluation(_Owner):
    """What a network says to a dataset, compared with the targets: Evaluation(network, dataset).

    evaluation["recall"] is a metric over all (neuro.h lists them below NN_METRIC_), and
    evaluation.of_class("recall", 3) that of a class or output.
    """

    def __init__(self, network, dataset):
        handle = _EvaluationHandle()
        lib.nn_evaluation_create(handle, network.handle, _handle_of("dataset", dataset))
        super().__init__(handle, lib.nn_evaluation_destroy)

    rows = property(lambda self: lib.nn_evaluation_rows(self.handle), doc="Of the dataset.")
    outputs = property(lambda self: lib.nn_evaluation_outputs(self.handle), doc="Of the network.")
    classes = property(lambda self: lib.nn_evaluation_classes(self.handle),
                       doc="0 where the network tells numbers.")

    def __getitem__(self, metric):
        value = c_double()
        lib.nn_evaluation_get(self.handle, _metric(metric), value)
        return value.value

    def of_class(self, metric, class_or_output):
        """A metric of one class against all others, or of one output."""
        value = c_double()
        lib.nn_evaluation_get_class(self.handle, _metric(metric),
                                    _integer("class_or_output", class_or_output, c_size_t), value)
        return value.value

    def top_k(self, k):
        """The part of the rows whose class is among the k likeliest."""
        value = c_double()
        lib.nn_evaluation_top_k(self.handle, _integer("k", k, c_size_t), value)
        return value.value

    def confusion(self):
        """An array in which row t, column p says how many rows of class t were taken for p."""
        counts = np.zeros((self.classes, self.classes), np.int64)
        lib.nn_evaluation_confusion(self.handle, counts.ctypes.data_as(POINTER(c_int64)),
                                    self.classes)
        return counts

    def row(self, row):
        """What came of a row, as a Row."""
        target, predicted, loss = c_int64(), c_int64(), c_double()
        lib.nn_evaluation_row(self.handle, _integer("row", row, c_size_t), target, predicted, loss)
        return Row(target.value, predicted.value, loss.value)

    def worst(self, count=None):
        """The numbers of the rows that were predicted wrong, the worst first; count: the most that
        are wanted."""
        found = c_size_t()
        capacity = self.rows if count is None else _integer("count", count, c_size_t)
        rows = (c_size_t * capacity)()
        lib.nn_evaluation_worst(self.handle, rows, capacity, found)
        return list(rows[:min(capacity, found.value)])


def metric_names():
    """{name: number} of all metrics that the library has."""
    names, number = {}, 1
    while (name := lib.nn_metric_name(number)) is not None:
        names[name.decode().removeprefix("NN_METRIC_").lower()] = number
        number += 1
    return names
