"""Prints evaluation_reference.h: what scikit-learn makes of the data in evaluation_data.h. The test
compares with what is committed and needs no Python.

    usage: evaluation_reference.py | clang-format >evaluation_reference.h
"""

import math

import numpy as np
from sklearn import metrics

ROWS = 90
MASK = 0xFFFFFFFF


def draw(seed, row, column, n):
    x = ((seed * 1000 + row) * 16 + column) & MASK
    x = x * 2654435761 & MASK
    x ^= x >> 15
    x = x * 2246822519 & MASK
    x ^= x >> 13
    return x % n


def classes():
    labels = np.array([draw(1, row, 0, 3) for row in range(ROWS)])
    outputs = [[(draw(2, row, j, 32) + (10 if j == labels[row] else 0)) / 64 for j in range(4)] + [-1]
               for row in range(ROWS)]
    return labels, np.array(outputs)


def binary():
    labels = np.array([draw(3, row, 0, 2) for row in range(ROWS)])
    return labels, np.array([(draw(4, row, 0, 13) + 3 * labels[row]) / 16 for row in range(ROWS)])


def multilabel():
    targets = np.array([[draw(5, row, 0, 3) == 0, draw(5, row, 1, 3) == 0, 0, 1]
                        for row in range(ROWS)], dtype=int)
    outputs = [[(draw(6, row, j, 13) + 3 * targets[row, j]) / 16 for j in range(4)]
               for row in range(ROWS)]
    return targets, np.array(outputs)


def numbers():
    targets = np.array([[draw(7, row, j, 1000) / 100 - 5 if j < 2 else 0.5 for j in range(3)]
                        for row in range(ROWS)])
    outputs = [[targets[row, j] + draw(8, row, j, 1000) / 1000 * (9 if j == 1 else 1)
                for j in range(3)] for row in range(ROWS)]
    return targets, np.array(outputs)


def text(value):
    return "kNan" if math.isnan(value) else repr(float(value))


def write(name, table):
    print(f"inline const Reference k{name}[] = {{")
    for metric, (overall, single) in table.items():
        values = ", ".join(text(value) for value in single)
        print(f"    {{Metric::k{metric}, {text(overall)}, {{{values}}}}},")
    print("};\n")


def roc_auc(actual, scores):
    """One class against the others."""
    if actual.all() or not actual.any():
        return math.nan
    return metrics.roc_auc_score(actual, scores)


def ratios(target, predicted, labels):
    """Precision, recall and F1; macro as scikit-learn picks the classes by itself."""
    table = {}
    for name, function in (("Precision", metrics.precision_score), ("Recall", metrics.recall_score),
                           ("F1", metrics.f1_score)):
        table[name] = (function(target, predicted, average="macro", zero_division=0),
                       function(target, predicted, average=None, labels=labels, zero_division=0))
    return table


def score_classes(target, predicted, scores):
    """scores: rows x classes."""
    labels = list(range(scores.shape[1]))
    table = {"Accuracy": (metrics.accuracy_score(target, predicted),
                          [metrics.accuracy_score(target == c, predicted == c) for c in labels])}
    table |= ratios(target, predicted, labels)
    areas = [roc_auc(target == c, scores[:, c]) for c in labels]
    table["RocAuc"] = (np.nanmean(areas), areas)
    table["Support"] = (len(target), [np.count_nonzero(target == c) for c in labels])
    return table


def score_multilabel(target, scores):
    predicted = (scores > 0.5).astype(int)
    labels = list(range(scores.shape[1]))
    table = {"Accuracy": (metrics.accuracy_score(target, predicted),
                          [metrics.accuracy_score(target[:, c], predicted[:, c]) for c in labels])}
    table |= ratios(target, predicted, None)
    areas = [roc_auc(target[:, c], scores[:, c]) for c in labels]
    table["RocAuc"] = (np.nanmean(areas), areas)
    table["Support"] = (target.sum(), target.sum(axis=0))
    return table


def score_numbers(target, outputs):
    def both(function):
        return [function(target, outputs, multioutput=how)
                for how in ("uniform_average", "raw_values")]
    roots = np.sqrt(metrics.mean_squared_error(target, outputs, multioutput="raw_values"))
    return {"Mae": both(metrics.mean_absolute_error), "Rmse": (roots.mean(), roots),
            "R2": both(metrics.r2_score), "Support": (len(target), [len(target)] * 3)}


def main():
    print("""// What scikit-learn makes of evaluation_data.h. Printed by evaluation_reference.py.
#ifndef NEURO_TESTS_UNIT_EVALUATION_REFERENCE_H_
#define NEURO_TESTS_UNIT_EVALUATION_REFERENCE_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "model/metric.h"

namespace neuro::evaluation_reference {

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Reference {
  Metric metric;
  double overall;
  std::vector<double> single;  // of each class or output
};
""")
    labels, outputs = classes()
    predicted = outputs.argmax(axis=1)
    write("Classes", score_classes(labels, predicted, outputs))
    matrix = metrics.confusion_matrix(labels, predicted, labels=range(5))
    print("inline const std::vector<int64_t> kClassesConfusion = {",
          ", ".join(str(count) for count in matrix.flat), "};")
    # Ties are broken in favour of the first, which scikit-learn leaves open.
    top = [metrics.top_k_accuracy_score(labels, outputs - 1e-6 * np.arange(5), k=k, labels=range(5))
           for k in range(1, 5)]
    print("inline const double kClassesTopK[] = {", ", ".join(text(value) for value in top), "};\n")
    labels, outputs = binary()
    both = np.stack([1 - outputs, outputs], axis=1)
    write("Binary", score_classes(labels, (outputs > 0.5).astype(int), both))
    write("Labels", score_multilabel(*multilabel()))
    write("Numbers", score_numbers(*numbers()))
    print("""}  // namespace neuro::evaluation_reference

#endif  // NEURO_TESTS_UNIT_EVALUATION_REFERENCE_H_""")


if __name__ == "__main__":
    main()
