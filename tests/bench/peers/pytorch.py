#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""PyTorch doing what train.c does: the same network, data, batches and optimizer, the same options
and the same line of JSON.

Whatever PyTorch could do faster in a reasonable training loop is done here: see the README beside
this folder. OMP_NUM_THREADS says how many threads it may use.
"""

import math

import torch

import peer

BATCH_OF_EVALUATION = 1000
TYPES = {"f32": torch.float32, "f64": torch.float64}


def read_tensor(path):
    """The bytes of an IDX file, one row an element of its first dimension."""
    count, content = peer.read_idx(path)
    return torch.frombuffer(content, dtype=torch.uint8).view(count, -1)


def load(images, labels, dtype):
    """Everything that can be done ahead is: inputs are v/255 in the network's type."""
    return read_tensor(images).to(dtype) / 255, read_tensor(labels).view(-1).long()


def build(sizes, dtype):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        linear = torch.nn.Linear(inputs, outputs, dtype=dtype)
        torch.nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        torch.nn.init.zeros_(linear.bias)
        layers += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def train_epoch(model, criterion, optimizer, inputs, labels, batch):
    """Mean loss of one pass. No tensor is turned into a number before the end."""
    rows = len(inputs)
    total = torch.zeros((), dtype=inputs.dtype)
    for picked in torch.randperm(rows).split(batch):
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(inputs[picked]), labels[picked])
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(picked)
    return total.item() / rows


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


def main():
    arguments = peer.parse_arguments("Trains a network with PyTorch.")
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    dtype = TYPES[arguments.type]
    train_path, test_path = arguments.files[:2], arguments.files[2:]

    inputs, labels = load(*train_path, dtype)
    model = build(arguments.sizes, dtype)
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=arguments.rate)
    stopwatch, loss = peer.Stopwatch(arguments), math.nan
    for _ in range(arguments.epochs):
        loss = stopwatch.time(len(inputs), train_epoch, model, criterion, optimizer, inputs,
                              labels, arguments.batch)
    test_loss, test_accuracy = evaluate(model, criterion, *load(*test_path, dtype))
    peer.print_result("pytorch", torch.__version__, cpu_capability(), arguments, stopwatch,
                      train_loss=loss, test_loss=test_loss, test_accuracy=test_accuracy)


if __name__ == "__main__":
    main()
