#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes an IDX pair as a CSV file, label first and without a header: something for `loading --csv`.

    csv_from_idx.py IMAGES LABELS CSV
"""

import gzip
import struct
import sys


def read_idx(path):
    """The extents and the bytes of an IDX file of unsigned bytes, plain or gzip."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    if data[:3] != b"\0\0\x08":
        sys.exit(f"csv_from_idx.py: {path}: no IDX file of bytes")
    dimensions = data[3]
    extents = struct.unpack_from(f">{dimensions}I", data, 4)
    return extents, data[4 + 4 * dimensions:]


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: csv_from_idx.py IMAGES LABELS CSV")
    images, labels, path = sys.argv[1:]
    (rows, *_), pixels = read_idx(images)
    (count,), classes = read_idx(labels)
    if rows != count:
        sys.exit("csv_from_idx.py: the files have different counts")
    cols = len(pixels) // rows
    words = [str(value) for value in range(256)]
    with open(path, "w", encoding="ascii") as file:
        for row in range(rows):
            cells = pixels[row * cols:(row + 1) * cols]
            file.write(words[classes[row]] + "," + ",".join([words[p] for p in cells]) + "\n")


if __name__ == "__main__":
    main()
