# SPDX-License-Identifier: MIT
"""Datasets from Python: NumPy arrays in place, files, selections and splits."""

import os
from ctypes import c_size_t

import numpy as np

from neuro_abi import DatasetHandle, integer
from neuro_arrays import (DTYPES, REALS, Owner, describe_inputs, describe_targets, element_of, reals,
                          row_numbers)
from neuro_options import Options
from neuro_prototypes import lib

NO_LABEL = -2**63  # as label_column: all columns of a file are inputs


def _names(function, handle, count):
    names = [function(handle, i) for i in range(count)]
    return None if None in names or not names else [os.fsdecode(name) for name in names]


class Dataset(Owner):
    """Inputs with their targets, on the caller's arrays: nothing is copied.

    inputs: float32, float64 or uint8 (pixels, taken as v/255), rows first; further dimensions are
    flattened. targets: labels, one dimension of uint8, int32 or int64, or dense rows of float32
    or float64. Rows may lie apart from each other, as in array[:, 1:] or array[::2]. The arrays are
    kept alive, and must not be changed while the dataset or a selection from it lives; copy=True
    copies them instead.
    """

    def __init__(self, inputs, targets, copy=False):
        element, rows, cols = describe_inputs(inputs, strided=True)
        target_element, target_cols = describe_targets(targets, rows, strided=True)
        handle = DatasetHandle()
        if copy:
            inputs, targets = np.ascontiguousarray(inputs), np.ascontiguousarray(targets)
            lib.nn_dataset_create(handle, inputs.ctypes.data, element, rows, cols,
                                  targets.ctypes.data, target_element, target_cols)
        elif inputs.flags.c_contiguous and targets.flags.c_contiguous:
            lib.nn_dataset_wrap(handle, inputs.ctypes.data, element, rows, cols,
                                targets.ctypes.data, target_element, target_cols)
        else:
            lib.nn_dataset_wrap_strided(handle, inputs.ctypes.data, element, inputs.strides[0], rows,
                                        cols, targets.ctypes.data, target_element,
                                        targets.strides[0], target_cols)
        super().__init__(handle, lib.nn_dataset_destroy, *(() if copy else (inputs, targets)))

    @classmethod
    def _own(cls, handle, *keep):
        dataset = cls.__new__(cls)
        Owner.__init__(dataset, handle, lib.nn_dataset_destroy, *keep)
        return dataset

    @classmethod
    def load_csv(cls, path, label_column=0, like=None, **options):
        """Reads a CSV file, plain or gzip; label_column counts from the end if negative. like: a
        Dataset whose classes it has, and what fills its empty cells; options: csv_separator,
        csv_missing, csv_target."""
        handle = DatasetHandle()
        column = integer("label_column", label_column)
        if like is None and not options:
            lib.nn_dataset_load_csv(handle, os.fsencode(path), column)
            return cls._own(handle)
        with Options(options) as chosen:
            lib.nn_dataset_load_csv_with(handle, os.fsencode(path), column, chosen,
                                         None if like is None else handle_of("like", like))
        return cls._own(handle)

    @classmethod
    def load_idx(cls, images, labels):
        """Reads a pair of IDX files, plain or gzip, as MNIST comes."""
        handle = DatasetHandle()
        lib.nn_dataset_load_idx(handle, os.fsencode(images), os.fsencode(labels))
        return cls._own(handle)

    def select(self, rows):
        """A Dataset of some rows by their numbers, in that order; it shares this one's memory."""
        handle, (array, pointer) = DatasetHandle(), row_numbers(rows)
        lib.nn_dataset_select(handle, self.handle, pointer, len(array))
        return self._own(handle, *self._kept)

    def split(self, part, seed=0):
        """Two Datasets: the second one has that part of the rows, drawn at random, and of each class
        the same part."""
        first, second = DatasetHandle(), DatasetHandle()
        lib.nn_dataset_split(first, second, self.handle, part, integer("seed", seed))
        return self._own(first, *self._kept), self._own(second, *self._kept)

    rows = property(lambda self: lib.nn_dataset_rows(self.handle))
    cols = property(lambda self: lib.nn_dataset_cols(self.handle))
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
        lib.nn_dataset_get_weights(self.handle, 0, self.rows, reals("weights", weights)[1])
        return weights

    @weights.setter
    def weights(self, values):
        array, pointer = (None, None) if values is None else reals("weights", values, self.rows)
        lib.nn_dataset_set_weights(self.handle, pointer)
        del array  # was needed until here

    def _copy(self, function, first, rows, shape, dtype, allowed):
        rows = self.rows - first if rows is None else rows
        array = np.empty((integer("rows", rows, c_size_t), *shape), dtype)
        function(self.handle, integer("first", first, c_size_t), rows, array.ctypes.data,
                 element_of("dtype", array, allowed))
        return array

    def inputs(self, first=0, rows=None, dtype=np.float32):
        """A copy of rows of inputs as a network takes them: pixels as v/255."""
        return self._copy(lib.nn_dataset_get_inputs, first, rows, (self.cols,), dtype, REALS)

    def targets(self, first=0, rows=None, dtype=None):
        """A copy of rows of targets: labels (int64) or dense rows (float64)."""
        if self.classes:
            return self._copy(lib.nn_dataset_get_targets, first, rows, (), dtype or np.int64,
                              tuple(DTYPES))
        return self._copy(lib.nn_dataset_get_targets, first, rows, (self.target_cols,),
                          dtype or np.float64, REALS)


def handle_of(name, value):
    """The handle of an argument that has to be a Dataset."""
    if not isinstance(value, Dataset):
        raise TypeError(f"{name}: {type(value).__name__}, expected a Dataset(inputs, targets)")
    return value.handle
