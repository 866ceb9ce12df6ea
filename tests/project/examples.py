"""The examples as a user runs them, on real digits: mnist.c and mnist.py learn the same weights; CSV
files with the label first, last and under a header are the same data.

    usage: examples.py MNIST_PROGRAM LIBRARY   (NEURO_TEST_DATA names the IDX files' directory)
"""

import gzip
import os
import pathlib
import re
import subprocess
import sys
import tempfile

NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte",
         "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
ROOT = pathlib.Path(__file__).resolve().parents[2]


def idx_files():
    directory = pathlib.Path(os.environ["NEURO_TEST_DATA"])
    paths = [directory / name for name in NAMES]
    return [str(path) if path.exists() else f"{path}.gz" for path in paths]


def run(command, cwd=None, **environment):
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd,
                            env={**os.environ, **environment})
    if result.returncode != 0:
        sys.exit(f"{command}\nended with {result.returncode}:\n{result.stdout}{result.stderr}")
    return result.stdout


def find(pattern, output):
    match = re.search(pattern, output)
    if match is None:
        sys.exit(f"nothing like {pattern!r} in:\n{output}")
    return match.group(1)


def read(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        return file.read()


def write_csv(path, images, labels, rows, last, header):
    """The first `rows` images as text, the label in the first or the last column."""
    with open(path, "w", encoding="ascii") as file:
        names = [f"pixel{i}" for i in range(784)]
        if header:
            file.write(",".join(names + ["label"] if last else ["label"] + names) + "\n")
        for row in range(rows):
            pixels = [str(byte) for byte in images[16 + row * 784:16 + (row + 1) * 784]]
            label = [str(labels[8 + row])]
            file.write(",".join(pixels + label if last else label + pixels) + "\n")


def check_same_weights(program, library):
    files = idx_files()
    for options in (["--epochs", "1", "--hash"], ["--epochs", "1", "--hash", "--f64", "--seed", "7"],
                    ["--epochs", "1", "--hash", "--batch", "77", "--workers", "3"]):
        c = run([program, *options, *files])
        python = run(["/usr/bin/python3", str(ROOT / "examples/python/mnist.py"), *options, *files],
                     NEURO_LIBRARY=library)
        if find(r"hash (\w+)", c) != find(r"hash (\w+)", python):
            sys.exit(f"{options}: C and Python learnt different weights")
        accuracy = float(find(r"test accuracy ([\d.]+)%", c))
        if accuracy < 75:  # Fashion-MNIST is the harder one
            sys.exit(f"{options}: an accuracy of {accuracy}%: nothing was learnt")


def check_csv(program):
    images, labels = (read(path) for path in idx_files()[:2])
    hashes = set()
    with tempfile.TemporaryDirectory() as directory:
        for last in (False, True):
            for header in (False, True):
                path = os.path.join(directory, f"last{last}header{header}.csv")
                write_csv(path, images, labels, 3000, last, header)
                output = run([program, "--epochs", "2", "--hash", path])
                hashes.add(find(r"hash (\w+)", output))
                rows = find(r"training set\s+\S+: (\d+) rows", output)
                if rows != "2500":
                    sys.exit(f"{path}: trained on {rows} rows, not on 2500 (a sixth is held out)")
    if len(hashes) != 1:
        sys.exit(f"the same rows in different CSV files gave different weights: {hashes}")


def check_pipe(program):
    """Finding the label's column may mean reading a file twice, which a pipe does not stand."""
    result = subprocess.run([program, "/dev/stdin"], input="1,2\n0,3\n" * 3000, capture_output=True,
                            text=True, check=False)
    if result.returncode != 1 or "is a pipe" not in result.stderr:
        sys.exit(f"a pipe was not refused: {result.returncode}, {result.stderr}")


if __name__ == "__main__":
    check_same_weights(*sys.argv[1:3])
    check_csv(sys.argv[1])
    check_pipe(sys.argv[1])
