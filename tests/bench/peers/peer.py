# SPDX-License-Identifier: MIT
"""What the peers that are written in Python share: options, data, timing, and the line of JSON.

They take train.c's options and print its fields, but for what they cannot know.
"""

import argparse
import ctypes
import gzip
import json
import os
import re
import statistics
import time


def parse_arguments(description):
    """OMP_NUM_THREADS says how many threads there are; .threads is that number."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--sizes", default="784,64,32,16,10",
                        type=lambda text: [int(size) for size in text.split(",")])
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--type", choices=("f32", "f64"), default="f32")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--peak", metavar="LIBRARY",
                        help="libfma-peak-python.so, to measure the machine's peak, too")
    parser.add_argument("files", nargs=4, metavar="FILE",
                        help="training images and labels, test images and labels: IDX, may be .gz")
    arguments = parser.parse_args()
    arguments.threads = int(os.environ.get("OMP_NUM_THREADS", "0")) or os.cpu_count()
    return arguments


def read_idx(path):
    """How many entries there are along the first dimension, and all bytes."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as file:
        content = bytearray(file.read())
    dimensions = content[3]
    return int.from_bytes(content[4:8], "big"), memoryview(content)[4 + 4 * dimensions:]


def loaded_blas():
    """The file of the BLAS that this process has loaded, to see that it is the intended one."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as file:
            paths = {line.split()[-1] for line in file}
    except OSError:
        return "unknown"
    blas = {path for path in paths if re.match("lib.*blas", os.path.basename(path))}
    # Debian's variants have the same names and are told apart by their folders.
    return " ".join(sorted("/".join(path.split("/")[-2:]) for path in blas)) or "none"


class Stopwatch:
    """Times epochs, and measures the machine's peak around each while the clock stands still."""

    def __init__(self, arguments):
        self._arguments = arguments
        self._library = None
        if arguments.peak:
            self._library = ctypes.CDLL(os.path.abspath(arguments.peak))
            self._library.fma_peak_gflops.restype = ctypes.c_double
        self.speeds = []  # rows a second
        self.peaks = []  # GFLOP/s, the mean of before and after
        self._before = self._measure_peak()

    def _measure_peak(self):
        if self._library is None:
            return 0.0
        if self._arguments.threads > 1:
            time.sleep(0.15)  # OpenMP's threads spin for a while before they sleep
        return self._library.fma_peak_gflops(int(self._arguments.type == "f64"),
                                             self._arguments.threads)

    def time(self, rows, function, *arguments):
        """What the function returns, which works through so many rows."""
        start = time.perf_counter()
        result = function(*arguments)
        self.speeds.append(rows / (time.perf_counter() - start))
        after = self._measure_peak()
        self.peaks.append((self._before + after) / 2)
        self._before = after
        return result

    def figures(self):
        """The fields of the result that are about speed."""
        speed = statistics.median(self.speeds)
        flops = flops_per_row(self._arguments.sizes)
        figures = {
            "rows_per_s": speed,
            "epoch_rows_per_s": self.speeds,
            "spread": (max(self.speeds) - min(self.speeds)) / 2 / speed,
            "gflops": speed * flops / 1e9,
        }
        if all(self.peaks):
            figures["peak_gflops"] = statistics.median(self.peaks)
            figures["percent_of_peak"] = statistics.median(
                100 * rows * flops / (1e9 * peak) for rows, peak in zip(self.speeds, self.peaks))
        return figures


def flops_per_row(sizes):
    """Forward, the weights' gradient, and the inputs' gradient, which the first layer skips."""
    weights = [inputs * outputs for inputs, outputs in zip(sizes, sizes[1:])]
    return 6 * sum(weights) - 2 * weights[0]


def print_result(program, version, target, arguments, stopwatch, **more):
    print(json.dumps({
        "program": program,
        "version": version,
        "target": target,
        "blas": loaded_blas(),
        "net": "-".join(map(str, arguments.sizes)),
        "batch": arguments.batch,
        "type": arguments.type,
        "workers": arguments.threads,
        "seed": arguments.seed,
        "rate": arguments.rate,
        "epochs": arguments.epochs,
        **stopwatch.figures(),
        **more,
    }))
