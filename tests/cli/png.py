# SPDX-License-Identifier: MIT
"""Writes PNG files of every colour type and depth, by the format's own description."""

import struct
import zlib

GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6


def chunk(kind, content):
    return (struct.pack(">I", len(content)) + kind + content +
            struct.pack(">I", zlib.crc32(kind + content)))


def pack(samples, depth):
    """A row of samples as bytes."""
    if depth == 16:
        return b"".join(struct.pack(">H", sample) for sample in samples)
    bits = "".join(f"{sample:0{depth}b}" for sample in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def write_png(path, rows, colour=GREY, depth=8, alpha=None):
    """rows: lists of grey values 0 ... 255; alpha: the same, of how opaque they are."""
    most = (1 << depth) - 1
    scaled = [[round(grey * most / 255) for grey in row] for row in rows]
    opaque = [[round(a * most / 255) for a in row] for row in alpha] if alpha else None
    extra = b""
    lines = []
    for y, row in enumerate(scaled):
        samples = []
        for x, grey in enumerate(row):
            samples += [grey] * (3 if colour in (RGB, RGBA) else 1)
            if colour in (GREY_ALPHA, RGBA):
                samples.append(opaque[y][x] if opaque else most)
        lines.append(b"\0" + pack(samples, depth))
    if colour == PALETTE:
        palette = [round(i * 255 / most) for i in range(most + 1)]
        extra = chunk(b"PLTE", bytes(value for value in palette for _ in range(3)))
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), depth, colour, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra +
                     chunk(b"IDAT", zlib.compress(b"".join(lines))) + chunk(b"IEND", b""))
    return path
