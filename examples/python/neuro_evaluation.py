# SPDX-License-Identifier: MIT
"""Evaluations from Python: every metric of a network's predictions for a dataset."""

import collections
from ctypes import POINTER, c_double, c_int64, c_size_t

import numpy as np

from neuro_abi import EvaluationHandle, Metric, integer
from neuro_arrays import Owner
from neuro_data import handle_of
from neuro_prototypes import lib

# What came of a row; the classes are -1 where rows are not of one class each.
Row = collections.namedtuple("Row", "target_class predicted_class loss")


def _metric(metric):
    return Metric[metric.upper()] if isinstance(metric, str) else Metric(metric)


class Evaluation(Owner):
    """What a network says to a dataset, compared with the targets: Evaluation(network, dataset).

    evaluation["recall"] is a metric over all (neuro.h lists them below NN_METRIC_), and
    evaluation.of_class("recall", 3) that of a class or output.
    """

    def __init__(self, network, dataset):
        handle = EvaluationHandle()
        lib.nn_evaluation_create(handle, network.handle, handle_of("dataset", dataset))
        super().__init__(handle, lib.nn_evaluation_destroy)

    rows = property(lambda self: lib.nn_evaluation_rows(self.handle))
    outputs = property(lambda self: lib.nn_evaluation_outputs(self.handle))
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
                                    integer("class_or_output", class_or_output, c_size_t), value)
        return value.value

    def top_k(self, k):
        """The part of the rows whose class is among the k likeliest."""
        value = c_double()
        lib.nn_evaluation_top_k(self.handle, integer("k", k, c_size_t), value)
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
        lib.nn_evaluation_row(self.handle, integer("row", row, c_size_t), target, predicted, loss)
        return Row(target.value, predicted.value, loss.value)

    def worst(self, count=None):
        """The numbers of the rows that were predicted wrong, the worst first; count: the most that
        are wanted."""
        found = c_size_t()
        capacity = self.rows if count is None else integer("count", count, c_size_t)
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
