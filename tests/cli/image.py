# SPDX-License-Identifier: MIT
"""neuro predict on images: of any kind and size they are read as the digits that they show."""

import math
import pathlib
import random
import shutil
import struct

from png import GREY, GREY_ALPHA, PALETTE, RGB, RGBA, chunk, write_png
from support import Digits, IS_MNIST, PIXELS, SIDE, directory, expect, fails, run, run_json

IMAGES = pathlib.Path(__file__).parent / "images"


def rows_of(image):
    return [list(image[y * SIDE:(y + 1) * SIDE]) for y in range(SIDE)]


def inverted(rows):
    return [[255 - grey for grey in row] for row in rows]


def enlarged(rows, factor):
    return [[grey for grey in row for _ in range(factor)] for row in rows for _ in range(factor)]


def framed(rows, width, paper):
    line = [paper] * (len(rows[0]) + 2 * width)
    return ([line] * width + [[paper] * width + row + [paper] * width for row in rows] +
            [line] * width)


def predict(model, path, *options):
    return run_json("predict", model, path, *options)[0]


def clear_digits(folder, model, test):
    """The first image of each class of which the network is sure, with what it says of it."""
    rows = predict(model, test.write_csv(folder / "test.csv", None), "--probabilities")["rows"]
    found = {}
    for row, image, label in zip(rows, test.images, test.labels):
        rows = rows_of(image)
        edges = rows[0] + rows[-1] + [row[0] for row in rows] + [row[-1] for row in rows]
        is_dark = sum(edges) / len(edges) < 20  # clothes may touch the edges, digits do not
        if row["class"] == label and row["probability"] > 0.9 and is_dark:
            found.setdefault(label, (rows_of(image), row))
    expect(len(found) >= (9 if IS_MNIST else 3), "clear images of", sorted(found))
    return found


def same(answer, expected, tolerance):
    expect(answer["class"] == expected["class"], answer, expected)
    for p, q in zip(answer["probabilities"], expected["probabilities"], strict=True):
        expect(abs(p - q) <= tolerance, answer, expected)


def check_digits(folder, model, digits):
    """Dark on light, at other sizes: exactly what the network says to the digit itself."""
    path = folder / "digit"
    for label, (rows, expected) in digits.items():
        write_png(path, enlarged(inverted(rows), 5))
        output, note = run("predict", model, path)
        expect(output.startswith(f"class {label}\n") and "inverted" in note, output, note)
        expect(len(output.splitlines()) == 2 + 10, output)
        same(predict(model, path), expected, 1e-6)
        write_png(path, enlarged(rows, 2))
        answer = predict(model, path)
        expect(answer["inverted"] is False, answer)
        same(answer, expected, 1e-6)
        write_png(path, rows)
        same(predict(model, path), expected, 1e-6)
        expect(predict(model, path, "--invert", "yes")["inverted"] is True, "--invert yes")
        write_png(path, enlarged(inverted(rows), 3))
        expect(predict(model, path, "--invert", "no")["inverted"] is False, "--invert no")


def check_kinds(folder, model, digits):
    path = folder / "kind.png"
    for rows, expected in list(digits.values())[:3]:
        paper = inverted(rows)
        for colour, depth, tolerance in ((GREY, 16, 0.01), (GREY, 4, 0.2), (GREY, 2, 0.6),
                                         (RGB, 8, 0.01), (RGB, 16, 0.01), (PALETTE, 8, 1e-6),
                                         (PALETTE, 4, 0.2), (GREY_ALPHA, 8, 1e-6),
                                         (RGBA, 8, 0.01), (RGBA, 16, 0.01)):
            same(predict(model, write_png(path, paper, colour, depth)), expected, tolerance)
        # Strokes on nothing: paper is what they stand out from.
        for stroke in (0, 255):
            for colour in (GREY_ALPHA, RGBA):
                write_png(path, [[stroke] * SIDE] * SIDE, colour, 8, alpha=rows)
                same(predict(model, path), expected, 0.01)


def check_shape(folder, model, digits):
    """What is not square is not distorted, and --trim finds a digit that sits somewhere."""
    rows, expected = next(iter(digits.values()))
    wide = [[255] * 30 + row + [255] * 30 for row in framed(enlarged(inverted(rows), 2), 2, 255)]
    square = framed(enlarged(inverted(rows), 2), 32, 255)
    same(predict(model, write_png(folder / "wide", wide)),
         predict(model, write_png(folder / "square", square)), 1e-6)
    right = 0
    for label, (rows, expected) in digits.items():
        page = [[250] * 300 for _ in range(200)]
        for y, row in enumerate(enlarged(inverted(rows), 3)):
            page[20 + y][150:150 + len(row)] = row
        output, note = run("predict", model, write_png(folder / "page", page), "--trim")
        expect("trimmed" in note, note)
        right += output.startswith(f"class {label}\n")
    expect(right >= len(digits) - 1 or not IS_MNIST, right, "of", len(digits), "digits on a page")


def ring(x, y):
    return 30 if abs(math.hypot(x - 41.5, (y - 41.5) * 0.8) - 19) < 4.5 else 235


def check_jpeg(folder, model):
    """The committed files show a ring, which is written here as PNG."""
    drawn = [[ring(x, y) for x in range(84)] for y in range(84)]
    expected = predict(model, write_png(folder / "ring", drawn))
    if IS_MNIST:
        expect(expected["class"] == 0, "a ring is no 0:", expected)
    for name in ("ring_grey.jpg", "ring_colour_progressive.jpg"):
        same(predict(model, IMAGES / name), expected, 0.1)
    renamed = shutil.copy(IMAGES / "ring_grey.jpg", folder / "ring.png")
    same(predict(model, renamed), expected, 0.1)
    fails(3, "CMYK", of=["predict", model, IMAGES / "cmyk.jpg"])


def check_damaged(folder, model, digits):
    png = write_png(folder / "good.png", next(iter(digits.values()))[0]).read_bytes()
    jpeg = (IMAGES / "ring_grey.jpg").read_bytes()
    path = folder / "damaged"
    for content, words in ((png[:-30], "PNG"), (png[:20], "PNG"), (png[:8], "PNG"),
                           (png[:45] + b"\xff" + png[46:], "PNG"), (jpeg[:len(jpeg) // 2], "JPEG"),
                           (jpeg[:4], "JPEG"), (jpeg[:-2], "JPEG")):
        path.write_bytes(content)
        error = fails(3, words, path, of=["predict", model, path])
        expect(len(error.splitlines()) == 1, "a library printed something:", error)
    header = struct.pack(">IIBBBBB", 9000, 9000, 8, 0, 0, 0, 0)
    path.write_bytes(png[:8] + chunk(b"IHDR", header) + png[33:])
    fails(3, "9000 x 9000", "64 million", of=["predict", model, path])


def area_mean(rows, left, top, step, background):
    """The mean of a square of step x step source pixels; outside the image is background."""
    total = 0
    for y in range(math.floor(top), math.ceil(top + step)):
        high = min(y + 1, top + step) - max(y, top)
        for x in range(math.floor(left), math.ceil(left + step)):
            inside = 0 <= y < len(rows) and 0 <= x < len(rows[0])
            wide = min(x + 1, left + step) - max(x, left)
            total += high * wide * (rows[y][x] if inside else background)
    return total / step**2


def check_scaling(folder, model):
    """Averaged areas, computed here once more, for images of all shapes."""
    numbers = random.Random(1)
    for width, height in ((53, 37), (30, 90), (11, 7), (28, 28), (1, 1)):
        rows = [[numbers.randrange(128) for _ in range(width)] for _ in range(height)]
        edges = rows[0] + rows[-1] + [row[0] for row in rows] + [row[-1] for row in rows]
        step = max(width, height) / SIDE
        cells = [area_mean(rows, width / 2 + (x - SIDE / 2) * step,
                           height / 2 + (y - SIDE / 2) * step, step, sum(edges) / len(edges))
                 for y in range(SIDE) for x in range(SIDE)]
        csv = folder / "averaged.csv"
        csv.write_text(",".join(map(repr, cells)) + "\n")
        expected = predict(model, csv, "--probabilities")["rows"][0]
        same(predict(model, write_png(folder / "scaled", rows)), expected, 1e-4)


def check_white(folder, digits, train):
    """A model of CSV files takes pixels of 0 ... 255; one of other numbers takes no image."""
    model = folder / "csv"
    run("train", train.write_csv(folder / "train.csv"), "--save", model, "--epochs", 2)
    for rows, expected in digits.values():
        write_png(folder / "digit", rows)
        csv = folder / "digit.csv"
        csv.write_text(",".join(str(grey) for row in rows for grey in row) + "\n")
        row = predict(model, csv, "--probabilities")["rows"][0]
        same(predict(model, folder / "digit"), row, 1e-6)
    check_scaling(folder, model)
    numbers, model = folder / "numbers.csv", folder / "numbers"
    numbers.write_text("".join(f"{i % 2},{i % 2 - 0.5},1,2,3\n" for i in range(20)))
    run("train", numbers, "--save", model, "--label", "0")
    fails(3, "not trained on pixels", "--white", of=["predict", model, folder / "digit"])
    expect(len(predict(model, folder / "digit", "--white", "2")["probabilities"]) == 2, "--white")
    fails(2, "--white", of=["predict", model, folder / "digit", "--white", "0"])
    fails(2, "--invert", of=["predict", model, folder / "digit", "--invert", "maybe"])


def main():
    train, test = Digits("train", 6000), Digits("t10k", 1000)
    with directory() as folder:
        model = folder / "model"
        run("train", *train.write_idx(folder, "train"), "--save", model, "--epochs", 3)
        expect(run_json("info", model)[0]["layers"][0] == PIXELS, "not MNIST's size")
        digits = clear_digits(folder, model, test)
        check_digits(folder, model, digits)
        check_kinds(folder, model, digits)
        check_shape(folder, model, digits)
        check_jpeg(folder, model)
        check_damaged(folder, model, digits)
        check_white(folder, digits, train)


if __name__ == "__main__":
    main()
