# SPDX-License-Identifier: MIT
"""What neuro.py asks of NumPy arrays: types and shapes that the library takes in place; and who owns
the library's objects."""

import contextlib
import weakref
from ctypes import POINTER, c_double, c_int64

import numpy as np

from neuro_abi import Type

DTYPES = dict(zip(Type, map(np.dtype, ("float32", "float64", "uint8", "int32", "int64"))))
_ELEMENTS = {dtype: element for element, dtype in DTYPES.items()}
REALS = (Type.F32, Type.F64)
INPUTS = (Type.F32, Type.F64, Type.U8)
LABELS = (Type.U8, Type.I32, Type.I64)


def element_of(name, array, allowed, strided=False):
    """The nn_type of an array that the library can read or write in place; strided: rows may lie
    apart from each other."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"{name}: {type(array).__name__}, expected a NumPy array")
    element = _ELEMENTS.get(array.dtype)
    if element not in allowed:
        names = ", ".join(str(DTYPES[known]) for known in allowed)
        raise TypeError(f"{name}: dtype {array.dtype}, expected one of {names}")
    dense = array.flags.c_contiguous or (strided and array.ndim > 0 and array.strides[0] > 0 and
                                         array[:1].flags.c_contiguous)
    if not (dense and array.flags.aligned):
        raise ValueError(f"{name}: not C-contiguous and aligned; numpy.require() makes a copy")
    return element


def element_of_shape(name, array, shape):
    """The nn_type of an array of reals of that shape."""
    element = element_of(name, array, REALS)
    if array.shape != shape:
        raise ValueError(f"{name}: shape {array.shape}, expected {shape}")
    return element


def describe_inputs(array, cols=None, strided=False):
    """nn_type, rows and columns of inputs. Images of several dimensions are rows of pixels."""
    element = element_of("inputs", array, INPUTS, strided)
    if array.ndim < 2 or array.size == 0 or cols not in (None, array.size // len(array)):
        raise ValueError(f"inputs: shape {array.shape}, expected (rows, {cols or 'columns'})")
    return element, len(array), array.size // len(array)


def describe_targets(array, rows, cols=None, strided=False):
    """nn_type and columns of targets: labels have one dimension, dense targets have two."""
    dense = getattr(array, "ndim", 1) == 2
    element = element_of("dense targets" if dense else "labels", array, REALS if dense else LABELS,
                         strided)
    width = array.shape[1] if dense else 1
    if array.ndim not in (1, 2) or len(array) != rows or (dense and cols not in (None, width)):
        raise ValueError(f"targets: shape {array.shape}, expected ({rows},) or "
                         f"({rows}, {cols or 'columns'})")
    return element, width


def reals(name, values, count=None):
    """Numbers as an array of doubles and a pointer to it."""
    array = np.ascontiguousarray(values, np.float64)
    if array.ndim != 1 or count not in (None, len(array)):
        raise ValueError(f"{name}: shape {array.shape}, expected ({count or 'count'},)")
    return array, array.ctypes.data_as(POINTER(c_double))


def row_numbers(values):
    """Rows as an array of 64-bit integers and a pointer to it."""
    array = np.asarray(values)
    if array.ndim != 1 or not np.can_cast(array.dtype, np.int64, "safe"):
        raise TypeError("rows: expected integers, one dimension of them")
    array = np.ascontiguousarray(array, np.int64)
    return array, array.ctypes.data_as(POINTER(c_int64))


class Owner(contextlib.AbstractContextManager):
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

    def __exit__(self, *_exception):
        self.close()
