#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Networks from PyTorch to libneuro and back, in safetensors files, on digits.

A PyTorch nn.Sequential learns a little, and a neuro.Network predicts with its weights; then the
other way round, where PyTorch's side reads the model file without libneuro. The probabilities of
all test images must agree, which they do up to rounding.
"""

import argparse
import os
import sys
import tempfile

import numpy as np
import torch
from torch import nn

import neuro
import tensor_file
from mnist import read_idx

# How far probabilities may be apart. Each side sums in an order of its own, which takes either of
# them some 1e-6 from the exact result in float32, and 2e-15 in float64.
TOLERANCES = {"float32": 4e-6, "float64": 2e-14}


def sequential(sizes, dtype):
    """Linear layers with ReLU between them, as all networks of libneuro are."""
    layers = []
    for inputs, outputs in zip(sizes[:-1], sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1]).to(dtype)


def train_pytorch(model, images, labels):
    images, labels = torch.from_numpy(images), torch.from_numpy(labels.astype(np.int64))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for first in range(0, len(images), 32):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images[first:first + 32]),
                                           labels[first:first + 32])
        loss.backward()
        optimizer.step()


def compare(way, network, model, images, labels):
    """Prints how the probabilities differ; True if they agree and something was learnt."""
    ours = network.predict(images)
    with torch.no_grad():
        theirs = torch.softmax(model(torch.from_numpy(images)), 1).numpy()
    difference = float(np.abs(ours - theirs).max())
    accuracy = float((ours.argmax(1) == labels).mean())
    print(f"{way}, {images.dtype}: {len(images)} images, {accuracy:.2%} right, "
          f"probabilities differ by {difference:.2g} at most", flush=True)
    return difference <= TOLERANCES[images.dtype.name] and accuracy > 0.3


def from_pytorch(sizes, path, train, test):
    torch.manual_seed(1)
    model = sequential(sizes, torch.from_numpy(train[0][:1]).dtype)
    train_pytorch(model, *train)
    state = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    tensor_file.save_file(state, path, {"format": "pt"})

    # This is all there is to it on libneuro's side.
    kind = neuro.Type.F64 if train[0].dtype == np.float64 else neuro.Type.F32
    network = neuro.Network(sizes, type=kind)
    network.load_parameters(path)
    return compare("PyTorch to libneuro", network, model, *test)


def to_pytorch(sizes, path, train, test):
    kind = neuro.Type.F64 if train[0].dtype == np.float64 else neuro.Type.F32
    network = neuro.Network(sizes, type=kind, seed=1, epochs=1)
    network.fit(neuro.Dataset(*train))
    network.save(path)

    # And this on PyTorch's: layer N of libneuro is module 2N of the nn.Sequential.
    state = {}
    for name, values in tensor_file.load_file(path).items():
        _, layer, kind = name.split(".")  # "layers.0.weight"
        state[f"{2 * int(layer)}.{kind}"] = torch.from_numpy(values.copy())
    model = sequential(sizes, torch.from_numpy(train[0][:1]).dtype)
    model.load_state_dict(state)
    return compare("libneuro to PyTorch", network, model, *test)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("train_images", "train_labels", "test_images", "test_labels"):
        parser.add_argument(name, help="an IDX file, plain or .gz")
    parser.add_argument("--rows", type=int, default=10000, help="training images used")
    arguments = parser.parse_args()
    labels = read_idx(arguments.train_labels)[:arguments.rows]
    test_labels = read_idx(arguments.test_labels)
    sizes = [784, 64, 32, 16, int(labels.max()) + 1]
    agree = True
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "exchanged.safetensors")
        for dtype in (np.float32, np.float64):
            pixels, test_pixels = (
                (images.reshape(len(images), -1) / 255).astype(dtype)
                for images in (read_idx(arguments.train_images)[:arguments.rows],
                               read_idx(arguments.test_images)))
            for exchange in (from_pytorch, to_pytorch):
                agree &= exchange(sizes, path, (pixels, labels), (test_pixels, test_labels))
    if not agree:
        sys.exit("the networks do not agree, or have not learnt anything")


if __name__ == "__main__":
    try:
        main()
    except (neuro.Error, OSError, ValueError) as error:
        sys.exit(f"pytorch_exchange.py: {error}")
