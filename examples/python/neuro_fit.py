# SPDX-License-Identifier: MIT
"""Fitting from Python: what is called back, and exceptions and Ctrl-C on their way through the
library."""

import contextlib
import ctypes
import signal
import threading
from ctypes import sizeof

import numpy as np

from neuro_abi import (CANCELLED, AugmentFunction, Error, Progress, ProgressFunction, ReadFunction,
                       Stream, Type, integer)
from neuro_arrays import DTYPES, INPUTS, LABELS, REALS, element_of, reals
from neuro_data import handle_of
from neuro_prototypes import lib

_C_TYPES = dict(zip(Type, (ctypes.c_float, ctypes.c_double, ctypes.c_uint8, ctypes.c_int32,
                           ctypes.c_int64)))


def view(address, element, *shape):
    """An array on memory of the library."""
    count = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer((_C_TYPES[element] * count).from_address(address),
                         DTYPES[element]).reshape(shape)


class Fitting:
    """The part of Network that fits it. A callback's exception, or Ctrl-C, stops the training, keeps
    what is learnt, and is raised from the call."""

    _raised = None  # what the callbacks of the fit that is running have raised
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
        return self._run(lib.nn_fit, handle_of("train", train), validation, callback)

    def resume(self, train, validation=None, callback=None):
        """Goes on with the last fit(), where it was stopped or saved as a checkpoint."""
        return self._run(lib.nn_resume, handle_of("train", train), validation, callback)

    def fit_stream(self, read, validation=None, callback=None, rows_per_epoch=0,
                   input_dtype=np.float32, target_dtype=np.int64):
        """As fit(), on rows that read(inputs, targets, epoch) fills into arrays, (rows, columns) and
        (rows,) of labels or (rows, outputs). It returns how many rows there were: fewer than there
        is room for at the end of an epoch."""
        input_type = element_of("input_dtype", np.empty(0, input_dtype), INPUTS)
        target_type = element_of("target_dtype", np.empty(0, target_dtype), LABELS + REALS)
        width = () if target_type in LABELS else (self.sizes[-1],)

        def fill(inputs, targets, rows, epoch, _user):
            count = read(view(inputs, input_type, rows, self.sizes[0]),
                         view(targets, target_type, rows, *width), epoch)
            return -1 if self._raised else integer("rows that were read", count)

        stream = Stream(sizeof(Stream), ReadFunction(self._guarded(fill, -1)), None,
                        integer("rows_per_epoch", rows_per_epoch), input_type, target_type)
        return self._run(lib.nn_fit_stream, stream, validation, callback)

    def set_augmentation(self, augment):
        """augment(inputs, batch) changes the inputs of each batch that a fit trains, an array of
        (rows, columns), in place; batch is an Augmentation, valid during the call. None: nothing."""
        if augment is None:
            lib.nn_set_augmentation(self.handle, AugmentFunction(), None)
            self._augment = None
            return

        def change(pointer, _user):
            batch = pointer.contents
            augment(view(batch.inputs, Type(batch.type), batch.rows, batch.cols), batch)
            return bool(self._raised)

        function = AugmentFunction(self._guarded(change, 1))
        lib.nn_set_augmentation(self.handle, function, None)
        self._augment = function

    def set_class_weights(self, weights):
        """What the rows of each class count; None: all the same."""
        if weights is None:
            lib.nn_set_class_weights(self.handle, None, 0)
            return
        array, pointer = reals("weights", weights)
        lib.nn_set_class_weights(self.handle, pointer, len(array))

    def _run(self, function, train, validation, callback):
        raised = self._raised = []

        def report(progress, _user):
            # The truth of what it returns may be an exception, too: that of a NumPy array.
            stop = callback and callback(Progress.from_buffer_copy(progress.contents))
            return bool(raised or stop)

        validation = None if validation is None else handle_of("validation", validation)
        finished = True
        try:
            with _deferred_interrupt(raised):
                function(self.handle, train, validation,
                         ProgressFunction(self._guarded(report, 1)), None)
        except Error as error:
            if error.status != CANCELLED and raised:
                raise raised[0] from error
            if error.status != CANCELLED:
                raise
            finished = False
        if raised:
            raise raised[0]
        return finished


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
