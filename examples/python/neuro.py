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

This file and the neuro_*.py beside it, on ctypes and NumPy alone. Arrays are never copied on their
way into the library: they must be C-contiguous, aligned and of a type that the library knows, or a
ValueError or TypeError says so. neuro.h describes what the calls do; these modules only say where
Python differs. The library is looked for in $NEURO_LIBRARY (a path), beside these files, in the
project's build/release, and where the system keeps its libraries.
"""

from neuro_abi import (Activation, Augmentation, CsvTarget, Epoch, Error, Initialisation,
                       InvalidArgument, Loss, Metric, Metrics, Missing, Normalisation, Norms,
                       Optimizer, Output, Progress, Scaling, Schedule, Type)
from neuro_data import NO_LABEL, Dataset
from neuro_evaluation import Evaluation, Row, metric_names
from neuro_network import Metadata, Network
from neuro_options import OPTIONS
from neuro_prototypes import lib

VERSION = lib.nn_version_string().decode()  # such as "0.1.0"
CPU_TARGET = lib.nn_cpu_target().decode()  # the instruction set in use, such as "avx2"


def status_name(status):
    """The name of an Error's status, such as "NN_ERROR_FORMAT"."""
    return lib.nn_status_name(status).decode()


__all__ = [
    "CPU_TARGET", "NO_LABEL", "OPTIONS", "VERSION", "Activation", "Augmentation", "CsvTarget",
    "Dataset", "Epoch", "Error", "Evaluation", "Initialisation", "InvalidArgument", "Loss",
    "Metadata", "Metric", "Metrics", "Missing", "Network", "Normalisation", "Norms", "Optimizer",
    "Output", "Progress", "Row", "Scaling", "Schedule", "Type", "lib", "metric_names",
    "status_name"]
