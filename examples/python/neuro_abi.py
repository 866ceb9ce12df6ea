# SPDX-License-Identifier: MIT
"""The C side of neuro.py: finds the library and declares to ctypes what neuro.h declares to C."""

import ctypes
import enum
import os
import pathlib
from ctypes import POINTER, c_char_p, c_double, c_int32, c_int64, c_size_t, c_void_p

# The enumerations of neuro.h. Type.F32 and Type.F64 are also the values of the option `type`,
# Scaling those of `input_scaling`, Output those of `output`.
Type = enum.IntEnum("Type", "F32 F64 U8 I32 I64", start=1)
Scaling = enum.IntEnum("Scaling", "NONE MIN_MAX STANDARD", start=0)
Output = enum.IntEnum("Output", "SOFTMAX IDENTITY", start=0)
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
                       c_int32, "epoch_ended reserved")


class Epoch(ctypes.Structure):
    """A finished epoch in a network's history; neuro.h describes the fields."""

    _fields_ = _fields(c_int64, "rows", c_double,
                       "learning_rate loss accuracy validation_loss validation_accuracy")


class Metrics(ctypes.Structure):
    """What evaluate() found out; neuro.h describes the fields."""

    _fields_ = _fields(c_int64, "rows correct", c_double, "loss accuracy")


# Opaque structs: types of their own, so that ctypes tells one handle from another.
OptionsHandle, NetworkHandle, DatasetHandle = (
    POINTER(type(name, (ctypes.Structure,), {}))
    for name in ("nn_options", "nn_network", "nn_dataset"))
ProgressFunction = ctypes.CFUNCTYPE(c_int32, POINTER(Progress), c_void_p)


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
        kind = InvalidArgument if status == INVALID_ARGUMENT else Error
        raise kind(f"{function.__name__}: {lib.nn_last_error().decode()}", status)


def _declare(lib):
    """Gives every function its prototype, so that ctypes checks and converts all arguments."""
    option = element = status = c_int32
    array, size = (c_void_p, element), c_size_t
    fit = (status, NetworkHandle, DatasetHandle, DatasetHandle, ProgressFunction, c_void_p)
    prototypes = {
        "nn_last_error": (c_char_p,),
        "nn_version_string": (c_char_p,),
        "nn_cpu_target": (c_char_p,),
        "nn_options_create": (status, POINTER(OptionsHandle)),
        "nn_options_destroy": (None, OptionsHandle),
        "nn_options_set_int": (status, OptionsHandle, option, c_int64),
        "nn_options_set_real": (status, OptionsHandle, option, c_double),
        "nn_create": (status, POINTER(NetworkHandle), POINTER(size), size, OptionsHandle),
        "nn_destroy": (None, NetworkHandle),
        "nn_layer_count": (size, NetworkHandle),
        "nn_layer_size": (size, NetworkHandle, size),
        "nn_step_count": (c_int64, NetworkHandle),
        "nn_set_int": (status, NetworkHandle, option, c_int64),
        "nn_set_real": (status, NetworkHandle, option, c_double),
        "nn_get_int": (status, NetworkHandle, option, POINTER(c_int64)),
        "nn_get_real": (status, NetworkHandle, option, POINTER(c_double)),
        "nn_train_batch": (status, NetworkHandle, *array, *array, size, POINTER(c_double)),
        "nn_predict": (status, NetworkHandle, *array, size, *array),
        "nn_get_parameters": (status, NetworkHandle, size, c_void_p, *array),
        "nn_set_parameters": (status, NetworkHandle, size, c_void_p, *array),
        "nn_dataset_wrap": (status, POINTER(DatasetHandle), *array, size, size, *array, size),
        "nn_dataset_load_csv": (status, POINTER(DatasetHandle), c_char_p, c_int64),
        "nn_dataset_load_idx": (status, POINTER(DatasetHandle), c_char_p, c_char_p),
        "nn_dataset_destroy": (None, DatasetHandle),
        "nn_dataset_rows": (size, DatasetHandle),
        "nn_dataset_cols": (size, DatasetHandle),
        "nn_dataset_classes": (size, DatasetHandle),
        "nn_fit": fit,
        "nn_resume": fit,
        "nn_history_count": (size, NetworkHandle),
        "nn_history": (status, NetworkHandle, size, POINTER(Epoch)),
        "nn_save": (status, NetworkHandle, c_char_p),
        "nn_save_checkpoint": (status, NetworkHandle, c_char_p),
        "nn_save_buffer": (status, NetworkHandle, c_void_p, size, POINTER(size)),
        "nn_save_checkpoint_buffer": (status, NetworkHandle, c_void_p, size, POINTER(size)),
        "nn_load": (status, POINTER(NetworkHandle), c_char_p, OptionsHandle),
        "nn_load_buffer": (status, POINTER(NetworkHandle), c_void_p, size, OptionsHandle),
        "nn_load_parameters": (status, NetworkHandle, c_char_p),
        "nn_set_metadata": (status, NetworkHandle, c_char_p, c_char_p),
        "nn_metadata": (c_char_p, NetworkHandle, c_char_p),
        "nn_metadata_count": (size, NetworkHandle),
        "nn_metadata_key": (c_char_p, NetworkHandle, size),
        "nn_evaluate": (status, NetworkHandle, DatasetHandle, POINTER(Metrics)),
    }
    for name, (result, *arguments) in prototypes.items():
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
        if result is status:
            function.errcheck = _check
    return lib


lib = _declare(_open())

# The numbers of the options, and what their setters and getters are called.
OPTIONS = {"type": (1, "int"), "seed": (2, "int"), "workers": (3, "int"),
            "learning_rate": (4, "real"), "batch_size": (5, "int"), "epochs": (6, "int"),
            "input_scaling": (7, "int"), "output": (8, "int"), "progress_interval": (9, "real"),
            "allow_not_finite": (10, "int")}


def find_option(name):
    """An option's number, and "int" or "real"."""
    if name not in OPTIONS:
        raise TypeError(f"there is no option {name!r}; there are {', '.join(OPTIONS)}")
    return OPTIONS[name]
