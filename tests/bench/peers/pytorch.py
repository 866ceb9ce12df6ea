#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""PyTorch doing what train.c does: the same network, data, batches and optimizer, the same options
and the same line of JSON.

Whatever PyTorch could do faster in a reasonable training loop is done here: see the README beside
this folder. OMP_NUM_THREADS says how many threads it may use.
"""

import argparse
import gzip
import json
import math
import os
import statistics
import time

import torch

BATCH_OF_EVALUATION = 1000
TYPES = {"f32": torch.float32, "f64": torch.float64}


def parse_arguments():
    parser = argparse.ArgumentParser(description="Trains a network with PyTorch.")
    parser.add_argument("--sizes", default="784,64,32,16,10")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--type", choices=TYPES, default="f32")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("files", nargs=4, metavar="FILE",
                        help="training images and labels, test images and labels: IDX, may be .gz")
    return parser.parse_args()


def read_idx(path):
    """The bytes of an IDX file as a tensor, one row an element of its first dimension."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as file:
        content = bytearray(file.read())
    dimensions = content[3]
    count = int.from_bytes(content[4:8], "big")
    return torch.frombuffer(content, dtype=torch.uint8, offset=4 + 4 * dimensions).view(count, -1)


def load(images, labels, dtype):
    """Everything that can be done ahead is: inputs are v/255 in the network's type."""
    return read_idx(images).to(dtype) / 255, read_idx(labels).view(-1).long()


def build(sizes, dtype):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        linear = torch.nn.Linear(inputs, outputs, dtype=dtype)
        torch.nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        torch.nn.init.zeros_(linear.bias)
        layers += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def train_epoch(model, criterion, optimizer, inputs, labels, batch):
    """Seconds and mean loss of one pass. No tensor is turned into a number before the end."""
    rows = len(inputs)
    start = time.perf_counter()
    total = torch.zeros((), dtype=inputs.dtype)
    for picked in torch.randperm(rows).split(batch):
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(inputs[picked]), labels[picked])
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(picked)
    mean = total.item() / rows
    return time.perf_counter() - start, mean


def evaluate(model, criterion, inputs, labels):
    """Mean loss and accuracy."""
    loss = correct = 0.0
    with torch.no_grad():
        for x, y in zip(inputs.split(BATCH_OF_EVALUATION), labels.split(BATCH_OF_EVALUATION)):
            outputs = model(x)
            loss += criterion(outputs, y).item() * len(y)
            correct += (outputs.argmax(1) == y).sum().item()
    return loss / len(labels), correct / len(labels)


def cpu_capability():
    """The instruction set that PyTorch's own kernels use."""
    _, found, rest = torch.__config__.show().partition("CPU capability usage: ")
    return rest.split()[0].lower() if found else "unknown"


def blas_library():
    """The file of the BLAS that this process has loaded, to see that it is the intended one."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as file:
            paths = {line.split()[-1] for line in file}
    except OSError:
        return "unknown"
    blas = {path for path in paths if "blas" in os.path.basename(path)}
    # Debian's variants have the same names and are told apart by their folders.
    return " ".join(sorted("/".join(path.split("/")[-2:]) for path in blas)) or "none"


def main():
    arguments = parse_arguments()
    threads = int(os.environ.get("OMP_NUM_THREADS", "0")) or os.cpu_count()
    torch.set_num_threads(threads)
    torch.manual_seed(arguments.seed)
    dtype = TYPES[arguments.type]
    sizes = [int(size) for size in arguments.sizes.split(",")]
    train_path, test_path = arguments.files[:2], arguments.files[2:]

    inputs, labels = load(*train_path, dtype)
    model = build(sizes, dtype)
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=arguments.rate)
    speeds, loss = [], math.nan
    for _ in range(arguments.epochs):
        seconds, loss = train_epoch(model, criterion, optimizer, inputs, labels, arguments.batch)
        speeds.append(len(inputs) / seconds)
    test_loss, test_accuracy = evaluate(model, criterion, *load(*test_path, dtype))
    print(json.dumps({
        "program": "pytorch",
        "version": torch.__version__,
        "target": cpu_capability(),
        "blas": blas_library(),
        "net": "-".join(map(str, sizes)),
        "batch": arguments.batch,
        "type": arguments.type,
        "workers": threads,
        "seed": arguments.seed,
        "rate": arguments.rate,
        "epochs": arguments.epochs,
        "rows_per_s": statistics.median(speeds),
        "epoch_rows_per_s": speeds,
        "train_loss": loss,
        "test_loss": test_loss,
        "test_accuracy": test_accuracy,
    }))


if __name__ == "__main__":
    main()
