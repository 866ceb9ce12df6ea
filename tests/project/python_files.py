"""Model files from Python: what neuro.py saves, pickles and copies comes back, checkpoints go on to
the same bits, metadata are a dictionary, and mistakes are exceptions that name the argument.

    usage: python_files.py LIBRARY
"""

import copy
import os
import pathlib
import pickle
import signal
import sys
import tempfile
from unittest import mock

import numpy as np

os.environ["NEURO_LIBRARY"] = sys.argv[1]
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples/python"))
import neuro  # pylint: disable=wrong-import-position


def expect(what, holds):
    if not holds:
        sys.exit(f"not so: {what}")


def expect_error(kind, text, call, *arguments):
    try:
        call(*arguments)
    except kind as error:
        expect(f"{text!r} in {error!r}", text in str(error))
    else:
        sys.exit(f"no {kind.__name__} with {text!r}")


def check_arguments(network, dataset, inputs, labels):
    expect_error(TypeError, "train: ndarray, expected a Dataset", network.fit, inputs, labels)
    expect_error(TypeError, "validation: ndarray", network.fit, dataset, inputs)
    expect_error(TypeError, "dataset: ndarray", network.evaluate, inputs)
    for layer in (-1, 2):
        expect_error(IndexError, f"layer {layer}", network.get_parameters, layer)


def check_metadata(network):
    metadata = network.metadata
    metadata["classes"] = "small large"
    metadata.update(units="\N{MICRO SIGN}m", gone="")
    del metadata["gone"]
    expect("all keys", dict(metadata) == {"classes": "small large", "units": "\N{MICRO SIGN}m"})
    expect("a key that is not there", "gone" not in metadata and len(metadata) == 2)
    expect_error(KeyError, "gone", metadata.__delitem__, "gone")
    expect_error(TypeError, "value", metadata.__setitem__, "number", 3)
    expect_error(TypeError, "zero", metadata.__setitem__, "text", "a\0b")
    expect_error(neuro.InvalidArgument, "neuro.", metadata.__setitem__, "neuro.format", "2")


def check_checkpoints(network, dataset):
    stopped = not network.fit(dataset, dataset, lambda now: now.epoch == 2 and now.batch == 2)
    expect("the callback stops the fit", stopped and network.step_count == 6)
    expect("one epoch", [epoch.rows for epoch in network.history] == [60])
    copies = [network, pickle.loads(pickle.dumps(network)), copy.deepcopy(network),
              neuro.Network.from_bytes(memoryview(network.to_bytes(checkpoint=True)))]
    for each in copies:
        expect("resuming ends the fit", each.resume(dataset, dataset) and each.step_count == 12)
    expect("the same end", len({each.to_bytes(checkpoint=True) for each in copies}) == 1)


def check_callback_result(network, dataset):
    expect_error(ValueError, "ambiguous", network.fit, dataset, None, lambda now: np.zeros(2))
    expect("stopped after a batch", network.step_count == 1)
    expect("an array of one element is true or false",
           network.resume(dataset, None, lambda now: np.zeros(1)) and network.step_count == 12)


def check_interrupted_failure(network, dataset):
    """Ctrl-C is not forgotten where the fit fails before a callback could stop it."""
    fit = neuro.lib.nn_fit

    def interrupted(handle, _train, *others):
        os.kill(os.getpid(), signal.SIGINT)
        fit(handle, None, *others)

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    with mock.patch.object(neuro.lib, "nn_fit", interrupted):
        try:
            network.fit(dataset)
        except KeyboardInterrupt as error:
            expect("the failure is the cause", isinstance(error.__cause__, neuro.InvalidArgument))
        else:
            sys.exit("no KeyboardInterrupt")


def check_files(network, inputs, directory):
    path = os.path.join(directory, "model-\N{MICRO SIGN}.safetensors")
    network.save(path)
    with open(path, "rb") as file:
        expect("a file is to_bytes()", file.read() == network.to_bytes())
    loaded = neuro.Network.load(path)
    expect("the same predictions",
           np.array_equal(loaded.predict(inputs), network.predict(inputs)))
    expect("no steps in a model", loaded.step_count == 0 and len(loaded.history) == 3)
    expect("sizes and metadata", loaded.sizes == (4, 8, 2) and len(loaded.metadata) == 2)
    expect("another type", neuro.Network.load(path, type=neuro.Type.F64).dtype == np.float64)
    network.save_checkpoint(path)
    expect("steps in a checkpoint", neuro.Network.load(path).step_count == 12)
    taken = neuro.Network([4, 8, 2], type=neuro.Type.F64)
    taken.load_parameters(path)
    expect("parameters", np.array_equal(taken.get_parameters(1)[0], network.get_parameters(1)[0]))
    expect_error(neuro.InvalidArgument, "2 weights", neuro.Network([4, 2]).load_parameters, path)
    expect_error(neuro.Error, "No such file", neuro.Network.load, os.path.join(directory, "no"))
    expect_error(neuro.Error, "data: byte 3", neuro.Network.from_bytes, b"abc")


def main():
    inputs = np.random.default_rng(1).random((60, 4), dtype=np.float32)
    labels = (inputs.sum(axis=1) > 2).astype(np.uint8)
    with neuro.Dataset(inputs, labels) as dataset, tempfile.TemporaryDirectory() as directory:
        network = neuro.Network([4, 8, 2], epochs=3, batch_size=16, progress_interval=0,
                                input_scaling=neuro.Scaling.STANDARD)
        check_arguments(network, dataset, inputs, labels)
        check_metadata(network)
        check_checkpoints(network, dataset)
        check_files(network, inputs, directory)
        with network.from_bytes(network.to_bytes(), progress_interval=0) as other:
            check_callback_result(other, dataset)
            check_interrupted_failure(other, dataset)
        network.close()
        expect_error(ValueError, "closed", network.to_bytes)


if __name__ == "__main__":
    main()
