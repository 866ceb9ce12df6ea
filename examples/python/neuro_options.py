# SPDX-License-Identifier: MIT
"""The library's options by name: those of neuro.h in lower case and without NN_OPTION_. Their numbers,
kinds and bounds are asked of the library."""

import enum
from ctypes import c_double, c_int64

from neuro_abi import (Activation, CsvTarget, Error, Initialisation, Loss, Missing, Normalisation,
                       Optimizer, OptionsHandle, Output, Scaling, Schedule, Type, integer)
from neuro_prototypes import lib

# The options whose values are one of an enumeration.
CHOICES = {"type": Type, "input_scaling": Scaling, "output": Output, "loss": Loss,
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


def find_option(name):
    """An option's number, and "int" or "real"."""
    if name not in OPTIONS:
        raise TypeError(f"there is no option {name!r}; there are {', '.join(OPTIONS)}")
    return OPTIONS[name][:2]


def _number(name, kind, value):
    """What C takes for a value: a name of its enumeration is a number, a separator its code."""
    if isinstance(value, str) and name in CHOICES:
        choices = CHOICES[name].__members__
        if value.upper().replace("-", "_") not in choices:
            raise ValueError(f"{name}: {value!r}, expected one of {', '.join(choices).lower()}")
        return choices[value.upper().replace("-", "_")].value
    if name == "csv_separator" and isinstance(value, str):
        return ord(value)
    return integer(name, value) if kind == "int" else float(value)


def set_option(target, prefix, name, value):
    """Calls nn_options_set_... or nn_set_..., as the prefix says."""
    number, kind = find_option(name)
    getattr(lib, f"{prefix}_{kind}")(target, number, _number(name, kind, value))


def get_option(target, name):
    """The value that a network has."""
    number, kind = find_option(name)
    value = c_int64() if kind == "int" else c_double()
    getattr(lib, f"nn_get_{kind}")(target, number, value)
    return named(name, value.value)


def get_layer_option(target, layer, name):
    """The value that a layer of a network has."""
    number, kind = find_option(name)
    value = c_int64() if kind == "int" else c_double()
    getattr(lib, f"nn_get_layer_{kind}")(target, layer, number, value)
    return named(name, value.value)


def named(name, value):
    """A number as a member of the enumeration that it is of."""
    return CHOICES[name](value) if name in CHOICES else value


class Options:
    """Options in C for the length of a with statement. A list or tuple has a value for each layer, of
    which those that are None stay as they are."""

    def __init__(self, options):
        self._options = options
        self._handle = OptionsHandle()

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
            set_option(self._handle, "nn_options_set", name, value)
            return
        number, kind = find_option(name)
        for layer, each in enumerate(value):
            if each is not None:
                getattr(lib, f"nn_options_set_layer_{kind}")(self._handle, layer, number,
                                                             _number(name, kind, each))
