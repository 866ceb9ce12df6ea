#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Trains a network on the IDX files of MNIST, or of images like it, from Python.

The counterpart of mnist.c: with the same options it learns the very same weights.
"""

import argparse
import gzip
import os
import sys
import tempfile

import numpy as np

import neuro


def read_idx(path):
    """An IDX file of bytes as an array on the file's own pages, or on the unpacked ones."""
    if path.endswith(".gz"):
        with gzip.open(path) as file:
            data = np.frombuffer(file.read(), np.uint8)
    else:
        data = np.memmap(path, np.uint8, "r")
    # The header is 0, 0, element type (8: unsigned bytes), dimensions; then each dimension's size.
    if data.size < 4 or data[0] != 0 or data[1] != 0 or data[2] != 8:
        raise ValueError(f"{path} is not an IDX file of unsigned bytes")
    start = 4 + 4 * int(data[3])
    shape = data[4:start].view(">u4")
    if data.size - start != np.prod(shape, dtype=np.int64):
        raise ValueError(f"{path} holds {data.size - start} bytes for the shape {shape}")
    return data[start:].reshape(shape)


def show_progress(progress):
    """One line an epoch, which is rewritten as the epoch goes on if somebody is looking at it."""
    is_terminal = sys.stdout.isatty()
    if progress.epoch_ended:
        position = f"test {progress.validation_accuracy:.2%}"
    else:
        position = f"at {progress.rows / progress.rows_per_epoch:.0%}"
    line = (f"epoch {progress.epoch}/{progress.epochs}  loss {progress.loss:.4f}  "
            f"accuracy {progress.accuracy:.2%}  {position}  "
            f"{progress.rows_per_second:.0f} rows/s  {progress.seconds_left:.1f} s left")
    if is_terminal:
        print(f"\r{line:79}", end="\n" if progress.epoch_ended else "", flush=True)
    elif progress.epoch_ended:
        print(line, flush=True)


def show_refusal():
    """What the library refuses comes as an exception, which says what was wrong with what."""
    with neuro.Network([784, 10]) as network:
        try:
            network.train_batch(np.zeros((1, 784), np.uint8), np.array([10], np.uint8))
        except neuro.InvalidArgument as error:
            print(f"refused       {error.name}: {error}")


def check_file(network, images):
    """Saves the network and loads it again: the same bits are predicted."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "mnist.safetensors")
        network.save(path)
        with neuro.Network.load(path) as loaded:
            same = np.array_equal(loaded.predict(images), network.predict(images))
    print(f"model file    saved and loaded: {'the same' if same else 'OTHER'} predictions")


def hash_parameters(network):
    """The 64-bit FNV-1a hash of all parameters, as little-endian single precision."""
    value = 0xcbf29ce484222325
    for layer in range(len(network.sizes) - 1):
        for array in network.get_parameters(layer, np.float32):
            for byte in array.astype("<f4", copy=False).tobytes():
                value = (value ^ byte) * 0x100000001b3 % 2**64
    return value


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("train_images", "train_labels", "test_images", "test_labels"):
        parser.add_argument(name, help="an IDX file, plain or .gz")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=32, help="rows a step")
    parser.add_argument("--rate", type=float, default=0.1, help="learning rate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=0, help="threads (0: automatic)")
    parser.add_argument("--f64", action="store_true", help="double precision")
    parser.add_argument("--hash", action="store_true", help="print a hash of all parameters")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    train_images = read_idx(arguments.train_images)
    train_labels = read_idx(arguments.train_labels)
    sizes = [train_images[0].size, 64, 32, 16, int(train_labels.max()) + 1]
    options = {"epochs": arguments.epochs, "batch_size": arguments.batch,
               "learning_rate": arguments.rate, "seed": arguments.seed,
               "workers": arguments.workers,
               "type": neuro.Type.F64 if arguments.f64 else neuro.Type.F32}

    test_images, test_labels = read_idx(arguments.test_images), read_idx(arguments.test_labels)
    with neuro.Dataset(train_images, train_labels) as train, \
            neuro.Dataset(test_images, test_labels) as test, \
            neuro.Network(sizes, **options) as network:
        print(f"training set  {arguments.train_images}: {train.rows} rows of {train.cols} "
              f"columns, {train.classes} classes")
        print(f"test set      {arguments.test_images}: {test.rows} rows")
        print(f"network       {'-'.join(map(str, sizes))}, {network.dtype.name}")
        print(f"machine       libneuro {neuro.VERSION}, {neuro.CPU_TARGET} instructions, "
              f"{network.workers} worker(s)")
        show_refusal()
        print()
        try:
            network.fit(train, test, show_progress)
        except KeyboardInterrupt:
            print("\nstopped: going on with what is learnt")
        metrics = network.evaluate(test)
        print(f"\ntest accuracy {metrics.accuracy:.2%}: {metrics.correct} of {metrics.rows} "
              f"images right, loss {metrics.loss:.4f}")
        check_file(network, test_images)
        if arguments.hash:
            print(f"\nhash {hash_parameters(network):016x}")


if __name__ == "__main__":
    try:
        main()
    except (neuro.Error, OSError, ValueError) as error:
        sys.exit(f"mnist.py: {error}")
