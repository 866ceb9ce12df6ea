# SPDX-License-Identifier: MIT
"""The C side of neuro.py: the enumerations, structs and callbacks of neuro.h, the library itself, and
its options by name. The prototypes of its functions are in neuro_prototypes.py."""

import ctypes
import enum
import operator
import os
import pathlib
from ctypes import POINTER, c_double, c_int32, c_int64, c_size_t, c_void_p


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

INVALID_ARGUMENT, CANCELLED = -1, -7  # NN_ERROR_


class Error(Exception):
    """A call of the library failed: its message, and .status, one of the NN_ERROR_ numbers."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status


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


ProgressFunction = ctypes.CFUNCTYPE(c_int32, POINTER(Progress), c_void_p)
AugmentFunction = ctypes.CFUNCTYPE(c_int32, POINTER(Augmentation), c_void_p)
ReadFunction = ctypes.CFUNCTYPE(c_int64, c_void_p, c_void_p, c_size_t, c_int64, c_void_p)


class Stream(ctypes.Structure):
    """Rows that a callback reads; neuro.h describes the fields."""

    _fields_ = _fields(ReadFunction, "read", c_void_p, "user", c_int64, "rows_per_epoch",
                       c_int32, "input_type target_type")


# Opaque structs: types of their own, so that ctypes tells one handle from another.
OptionsHandle, NetworkHandle, DatasetHandle, EvaluationHandle = (
    POINTER(type(name, (ctypes.Structure,), {}))
    for name in ("nn_options", "nn_network", "nn_dataset", "nn_evaluation"))


def _open():
    """Loads the library from the first place where there is one."""
    here = pathlib.Path(__file__).resolve().parent
    beside = [folder / "libneuro.so.0" for folder in (here, here.parents[1] / "build/release/capi")]
    paths = [str(path) for path in beside if path.exists()] + ["libneuro.so.0"]
    try:
        return ctypes.CDLL(os.environ.get("NEURO_LIBRARY") or paths[0])
    except OSError as error:
        raise ImportError(f"{error} (NEURO_LIBRARY may name the path of libneuro)") from None


lib = _open()  # without prototypes until neuro_prototypes is imported


def check(status, function, _arguments):
    """Turns an nn_status into an exception."""
    if status != 0:
        kind = InvalidArgument if status == INVALID_ARGUMENT else Error
        raise kind(f"{function.__name__}: {lib.nn_last_error().decode()}", status)


def integer(name, value, kind=c_int64):
    """An integer that fits: ctypes would drop the bits that do not."""
    value = operator.index(value)
    if kind(value).value != value:
        raise ValueError(f"{name} is out of range: {value}")
    return value
