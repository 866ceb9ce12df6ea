# SPDX-License-Identifier: MIT
"""What the tests of the command share: running it, real digits, files made of them.

The tests are called as TEST.py NEURO_COMMAND; NEURO_TEST_DATA names the directory of MNIST's files.
"""

import contextlib
import gzip
import json
import os
import pathlib
import signal
import struct
import subprocess
import sys
import tempfile

COMMAND = sys.argv[1]
IS_MNIST = os.environ.get("NEURO_TEST_DATASET") == "mnist"
SIDE = 28
PIXELS = SIDE * SIDE


def expect(condition, *what):
    """Ends the test, and says what, unless the condition holds."""
    if not condition:
        raise AssertionError(" ".join(str(part) for part in what))


def catch_interrupts():
    """A shell in the background ignores Ctrl-C, and whoever it starts inherits that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(*arguments, **options):
    return subprocess.Popen([COMMAND, *map(str, arguments)], text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, preexec_fn=catch_interrupts, **options)


def run(*arguments, status=0, stdin=None, **environment):
    """Runs the command, which must end with that status. Returns (standard output, error)."""
    result = subprocess.run([COMMAND, *map(str, arguments)], capture_output=True, text=True,
                            check=False, input=stdin, env={**os.environ, **environment})
    expect(result.returncode == status, "neuro", *arguments, "ended with", result.returncode,
           "not", status, "\n", result.stdout, result.stderr)
    return result.stdout, result.stderr


def run_json(*arguments):
    return [json.loads(line) for line in run(*arguments, "--json")[0].splitlines()]


def fails(status, *words, of):
    """Runs the command, which must fail with that status and a message with all the words."""
    output, error = run(*of, status=status)
    for word in words:
        expect(str(word) in error, "neuro", *of, "does not say", repr(word), "but:\n", error)
    expect(output == "", "neuro", *of, "failed and printed", output)
    expect(any(line.startswith("neuro: ") for line in error.splitlines()), "neuro", *of, error)
    return error


@contextlib.contextmanager
def directory():
    with tempfile.TemporaryDirectory() as name:
        yield pathlib.Path(name)


def read_idx(name):
    path = pathlib.Path(os.environ["NEURO_TEST_DATA"]) / name
    if path.exists():
        return path.read_bytes()
    return gzip.decompress(path.with_name(name + ".gz").read_bytes())


class Digits:
    """Some of MNIST's images, as bytes, and their labels."""

    def __init__(self, kind, rows, first=0):
        images = read_idx(f"{kind}-images-idx3-ubyte")
        labels = read_idx(f"{kind}-labels-idx1-ubyte")
        self.images = [images[16 + i * PIXELS:16 + (i + 1) * PIXELS]
                       for i in range(first, first + rows)]
        self.labels = list(labels[8 + first:8 + first + rows])

    def write_idx(self, folder, name, zipped=False):
        """Returns the paths of images and labels."""
        count = len(self.labels)
        ending = ".gz" if zipped else ""
        paths = [folder / f"{name}-images{ending}", folder / f"{name}-labels{ending}"]
        contents = [struct.pack(">IIII", 0x803, count, SIDE, SIDE) + b"".join(self.images),
                    struct.pack(">II", 0x801, count) + bytes(self.labels)]
        for path, content in zip(paths, contents):
            path.write_bytes(gzip.compress(content) if zipped else content)
        return paths

    def write_csv(self, path, label=0, header=False):
        """label: the column of the labels, or None."""
        lines = []
        if header:
            names = [f"pixel{i}" for i in range(PIXELS)]
            lines.append(",".join(with_label(names, label, "label")))
        for image, digit in zip(self.images, self.labels):
            lines.append(",".join(with_label([str(byte) for byte in image], label, str(digit))))
        path.write_text("\n".join(lines) + "\n", encoding="ascii")
        return path


def with_label(cells, label, text):
    if label is None:
        return cells
    at = label if label >= 0 else len(cells) + 1 + label
    return cells[:at] + [text] + cells[at:]


def tensors(path):
    """{name: (type, shape, bytes)} of a safetensors file, read without the library."""
    content = pathlib.Path(path).read_bytes()
    size = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + size])
    return {name: (tensor["dtype"], tensor["shape"],
                   content[8 + size:][slice(*tensor["data_offsets"])])
            for name, tensor in header.items() if name != "__metadata__"}
