#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""PyTorch doing what online.c does: step after step on the same random rows, for any widths and
batches, in single precision on one thread. Prints the fields of online.c that compare.py looks at.
"""

import argparse
import json
import statistics
import time

import torch

WARM_UP_STEPS = 50


def parse_arguments():
    parser = argparse.ArgumentParser(description="Times steps of training with PyTorch.")
    parser.add_argument("--sizes", default="100,45,46,3",
                        type=lambda text: [int(size) for size in text.split(",")])
    parser.add_argument("--batch", type=int, default=3)
    parser.add_argument("--output", choices=("softmax", "identity"), default="softmax")
    parser.add_argument("--seconds", type=float, default=1)
    return parser.parse_args()


def build(sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def main():
    arguments = parse_arguments()
    torch.set_num_threads(1)
    outputs = arguments.sizes[-1]
    inputs = torch.rand(arguments.batch, arguments.sizes[0])
    if arguments.output == "softmax":
        criterion = torch.nn.CrossEntropyLoss()
        targets = torch.randint(0, outputs, (arguments.batch,))
    else:
        criterion = torch.nn.MSELoss()
        targets = torch.rand(arguments.batch, outputs)
    model = build(arguments.sizes)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

    times, end = [], None
    while end is None or time.perf_counter() < end:
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        criterion(model(inputs), targets).backward()
        optimizer.step()
        times.append(time.perf_counter() - start)
        if len(times) == WARM_UP_STEPS and end is None:
            times.clear()
            end = time.perf_counter() + arguments.seconds
    median = statistics.median(times)
    print(json.dumps({
        "program": "pytorch",
        "version": torch.__version__,
        "net": "-".join(map(str, arguments.sizes)),
        "batch": arguments.batch,
        "type": "f32",
        "workers": 1,
        "steps": len(times),
        "p50_us": 1e6 * median,
        "rows_per_s": arguments.batch / median,
    }))


if __name__ == "__main__":
    main()
