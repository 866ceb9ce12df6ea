# SPDX-License-Identifier: MIT
"""neuro train --mistakes: the sheet shows the images that the network is most wrong about, the worst
first, with what they are and what was said under them, which is read here as it is drawn."""

import math
import pathlib
import re

from png import read_png
from support import Digits, SIDE, directory, expect, fails, run, run_json

FONT = pathlib.Path(__file__).resolve().parents[2] / "examples/neuro/font.c"
PAPER, GREEN, RED = (255, 255, 255), (17, 99, 41), (179, 29, 40)
GAP, HEADER, SCALE, LETTER, LINE = 12, 60, 3, 2, 20
ADVANCE, LETTER_ROWS = 6 * LETTER, 8
NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def read_font():
    """{rows of pixels: character}"""
    rows = re.findall(r"\{((?:0x[0-9A-F]{2}(?:, )?){8})\}", FONT.read_text(encoding="ascii"))
    expect(len(rows) == 95, len(rows), "letters")
    letters = {tuple(int(cell, 16) for cell in row.split(", ")): chr(32 + i)
               for i, row in enumerate(rows)}
    expect(len(letters) == 95, "two letters look the same")
    return letters


def read_text(pixels, left, top, width, letters):
    """The characters of a line, and the colours that they are drawn in."""
    text, colours = "", set()
    for at in range(left, left + width - 5 * LETTER + 1, ADVANCE):
        cells = [[pixels[top + y * LETTER][at + x * LETTER] for x in range(5)]
                 for y in range(LETTER_ROWS)]
        bits = tuple(sum((cell != PAPER) << 4 - x for x, cell in enumerate(row)) for row in cells)
        expect(bits in letters, "no letter at", at, top, cells)
        text += letters[bits]
        colours |= {cell for row in cells for cell in row if cell != PAPER}
    return text.rstrip(), colours


def header(pixels, letters):
    width = (len(pixels[0]) - 2 * GAP) // ADVANCE * ADVANCE
    return [read_text(pixels, GAP, GAP + i * LINE, width, letters)[0] for i in range(2)]


def pictures(pixels, cell_width, count, letters):
    """The images of a sheet, with the captions under them."""
    columns = min(960 // cell_width, count)
    for place in range(count):
        left = GAP + place % columns * cell_width
        top = HEADER + place // columns * (SIDE * SCALE + 2 * LINE + GAP)
        image = [pixels[top + y * SCALE][left + x * SCALE][0] for y in range(SIDE)
                 for x in range(SIDE)]
        captions = [read_text(pixels, left, top + SIDE * SCALE + 4 + i * LINE, cell_width - GAP,
                              letters) for i in range(2)]
        yield image, captions


def worst_first(rows, digits):
    """[(image, label, answer)] of the mistakes."""
    wrong = [(-math.log(row["probabilities"][label]), image, label, row["class"])
             for row, image, label in zip(rows, digits.images, digits.labels)
             if row["class"] != label]
    return [mistake[1:] for mistake in sorted(wrong, key=lambda mistake: -mistake[0])]


def check_sheet(folder, data, digits, test, letters):
    model, sheet = folder / "model", folder / "sheet.png"
    run("train", *data, "--validation", *test.write_idx(folder, "test"), "--save", model,
        "--mistakes", sheet, "--epochs", 2)
    rows = run_json("predict", model, test.write_csv(folder / "test.csv", None),
                    "--probabilities")[0]["rows"]
    mistakes = worst_first(rows, test)
    expect(len(mistakes) > 40, len(mistakes), "mistakes are too few for this test")
    pixels = read_png(sheet)
    title, line = header(pixels, letters)
    expect(title.startswith(str(model)[:10]), title)
    expect(line == f"the worst 40 of {len(mistakes)} mistakes in 1000 validation rows", line)
    shown = list(pictures(pixels, SIDE * SCALE + GAP, 40, letters))
    for (image, captions), (expected, label, answer) in zip(shown, mistakes):
        expect(image == list(expected), "another image, or another order")
        (is_text, is_colours), (said_text, said_colours) = captions
        expect(is_text == f"is {label}" and said_text == f"said {answer}", captions, label, answer)
        expect(GREEN in is_colours and RED in said_colours, is_colours, said_colours)

    run("train", *data, "--save", model, "--resume", "--mistakes", sheet, "--mistakes-count", 3)
    expect("training rows" in header(read_png(sheet), letters)[1], "without a validation set")
    accuracy = run_json("evaluate", model, *data)[0]
    wrong = accuracy["rows"] - accuracy["correct"]
    shown = min(3, wrong)
    expect(len(read_png(sheet)) == HEADER + (SIDE * SCALE + 2 * LINE + GAP) * (shown > 0), "rows")


def check_names(folder, digits, test, letters):
    """A CSV file whose classes have names, and images that are not square to it."""
    csv, sheet = folder / "names.csv", folder / "names.png"
    lines = test.write_csv(folder / "digits.csv", 0).read_text().splitlines()
    csv.write_text("".join(f"{NAMES[int(line[0])]}{line[1:]}\n" for line in lines))
    run("train", csv, "--label", "0", "--save", folder / "names", "--mistakes", sheet,
        "--epochs", 1, "--mistakes-count", 12)
    cell = (5 + len("seven")) * ADVANCE + GAP
    known = {tuple(image): NAMES[label] for image, label in zip(test.images, test.labels)}
    for image, ((is_text, _), (said_text, _)) in pictures(read_png(sheet), cell, 12, letters):
        expect(is_text == f"is {known[tuple(image)]}", is_text, known[tuple(image)])
        expect(said_text.removeprefix("said ") in NAMES and said_text[5:] != is_text[3:], said_text)


def check_perfect(folder, letters):
    """Nothing to show, of numbers that are 6 x 4 pixels of any range."""
    csv, sheet = folder / "perfect.csv", folder / "perfect.png"
    csv.write_text("".join(f"{i % 2}" + f",{i % 2 - 0.5}" * 24 + "\n" for i in range(40)))
    train = ["train", csv, "--label", "0", "--save", folder / "perfect", "--force", "--mistakes",
             sheet, "--epochs", 20]
    fails(2, "--mistakes", "24 columns", "--width", of=train)
    fails(2, "--width", "5 pixels wide", of=[*train, "--width", 5])
    run(*train, "--width", 6)
    line = header(read_png(sheet), letters)[1]
    expect(line == "no mistakes in 40 training rows", line)
    metadata = run_json("info", folder / "perfect")[0]["metadata"]
    expect(metadata["cli.image"] == "6x4", metadata)


def check_refusals(folder, data):
    train = ["train", *data, "--save", folder / "refused", "--epochs", 1]
    fails(2, "--mistakes-count", "1 ... 100000",
          of=[*train, "--mistakes", folder / "a.png", "--mistakes-count", "0"])
    fails(2, "--mistakes", "--curve", of=[*train, "--mistakes", folder / "same", "--curve",
                                          folder / "same"])
    numbers = folder / "numbers.csv"
    numbers.write_text("0.5,1\n1.5,2\n")
    fails(2, "--mistakes", "numbers", of=["train", numbers, "--target", "numbers", "--label", "0",
                                          "--mistakes", folder / "a.png", "--save", folder / "b"])


def main():
    letters = read_font()
    digits, test = Digits("train", 1000), Digits("t10k", 1000)
    with directory() as folder:
        data = digits.write_idx(folder, "train")
        check_sheet(folder, data, digits, test, letters)
        check_names(folder, digits, test, letters)
        check_perfect(folder, letters)
        check_refusals(folder, data)


if __name__ == "__main__":
    main()
