# SPDX-License-Identifier: MIT
"""Writes PNG files of every colour type and depth, and reads those of RGB, by the format's own
description."""

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


def read_chunks(content):
    """{kind: content} of a PNG file whose checksums are right; what belongs together is joined."""
    if content[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("not a PNG file")
    chunks, at = {}, 8
    while at < len(content):
        size, kind = struct.unpack(">I4s", content[at:at + 8])
        data = content[at + 8:at + 8 + size]
        if content[at:at + 12 + size] != chunk(kind, data):
            raise ValueError(f"a chunk {kind} is damaged")
        chunks[kind] = chunks.get(kind, b"") + data
        at += 12 + size
    return chunks


def predictor(kind, left, above, corner):
    """What a PNG filter expects a byte to be."""
    if kind == 4:
        distances = [abs(left + above - corner - near) for near in (left, above, corner)]
        return (left, above, corner)[distances.index(min(distances))]
    return (0, left, above, (left + above) // 2)[kind]


def read_png(path):
    """The rows of a PNG file of 8-bit RGB, each a list of (red, green, blue)."""
    chunks = read_chunks(path.read_bytes())
    width, height, depth, colour, *others = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if (depth, colour, others) != (8, RGB, [0, 0, 0]) or b"IEND" not in chunks:
        raise ValueError("not a whole PNG file of 8-bit RGB")
    data, rows = zlib.decompress(chunks[b"IDAT"]), []
    line, size = bytes(3 * width), 3 * width + 1
    if len(data) != size * height:
        raise ValueError("not as many pixels as there should be")
    for y in range(height):
        kind, above, line = data[y * size], line, bytearray(data[y * size + 1:(y + 1) * size])
        for i in range(len(line)):  # each byte stands on those before it
            left, corner = (line[i - 3], above[i - 3]) if i >= 3 else (0, 0)
            line[i] = (line[i] + predictor(kind, left, above[i], corner)) % 256
        rows.append(list(zip(line[0::3], line[1::3], line[2::3])))
    return rows
