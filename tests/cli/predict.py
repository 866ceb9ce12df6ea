# SPDX-License-Identifier: MIT
"""neuro predict on CSV files: the same answers whatever the file looks like, and clear refusals."""

import gzip
import struct

from support import Digits, PIXELS, directory, expect, fails, run, run_json


def answers(*arguments, **options):
    """[(row, class, probability ...)]"""
    output, _ = run("predict", *arguments, **options)
    head, *lines = output.splitlines()
    expect(head.startswith("row,class,probability"), head)
    expect(all(line.count(",") == head.count(",") for line in lines), output)
    return [[float(cell) for cell in line.split(",")] for line in lines]


def check_forms(folder, model, test):
    """With and without labels, header, gzip, carriage returns; from a file and a pipe."""
    plain = test.write_csv(folder / "plain.csv", None)
    expected = answers(model, plain)
    expect([row[0] for row in expected] == list(range(1, 1001)), expected[:3])
    right = sum(row[1] == label for row, label in zip(expected, test.labels))
    metrics = run_json("evaluate", model, test.write_csv(folder / "labelled.csv", 0))[0]
    expect(right == metrics["correct"] > 500, right, metrics)

    text = plain.read_text()
    forms = {"labelled.csv": None, "header.csv": None,
             "zipped.csv": gzip.compress(text.encode()),
             "returns.csv": ("\ufeff" + text.replace("\n", "\r\n").replace(",", " ,\t")).encode(),
             "macintosh.csv": text.replace("\n", "\r").rstrip("\r").encode(),
             "empty.csv": ("\n \n" + text.replace("\n", "\n\n")).encode()}
    test.write_csv(folder / "header.csv", None, header=True)
    for name, content in forms.items():
        if content is not None:
            (folder / name).write_bytes(content)
        expect(answers(model, folder / name) == expected, name, "is predicted otherwise")
    last = test.write_csv(folder / "last.csv", -1, header=True)
    expect(answers(model, last, "--label", "-1") == expected, "--label -1")
    expect(answers(model, last, "--label", str(PIXELS)) == expected, "--label 784")
    expect(answers(model, "-", stdin=text) == expected, "standard input")


def check_probabilities(folder, model):
    rows = answers(model, folder / "plain.csv", "--probabilities")
    for row in rows[:50]:
        expect(len(row) == 13 and abs(sum(row[3:]) - 1) < 1e-5, row)
        expect(row[2] == max(row[3:]) and row[3:].index(row[2]) == row[1], row)
    found = run_json("predict", model, folder / "plain.csv", "--probabilities")[0]["rows"]
    expect([[r["row"], r["class"], r["probability"], *r["probabilities"]] for r in found] == rows,
           "JSON and CSV differ")
    output, _ = run("predict", model, folder / "plain.csv")
    expect(all(as_float(cell) == cell for line in output.splitlines()[1:]
               for cell in [line.split(",")[2]]), "a number has more digits than it needs")


def as_float(text):
    """The shortest text of the nearest float, as C would print it."""
    value = struct.unpack("f", struct.pack("f", float(text)))[0]
    for digits in range(6, 10):
        shortest = f"{value:.{digits}g}"
        if struct.unpack("f", struct.pack("f", float(shortest)))[0] == value:
            return shortest
    return None


def check_refusals(folder, model, flowers):
    path = folder / "bad.csv"
    for text, words in (("1,2,3,4,5\n", ["5 columns", "takes 2"]),
                        ("1.5,2.5\n1.5\n", ["line 2 has 1 cell, line 1 has 2"]),
                        ("1.5,2.5\n1,2,3,4\n", ["line 2 has 4 cells"]),
                        ("1.5,x\n", ["line 1, column 2", "'x'", "not a number"]),
                        ("a,b\n1.5,0x10\n", ["line 2, column 2", "'0x10'"]),
                        ("1.5,nan\n", ["line 1, column 2", "'nan'"]),
                        ("1.5,\n", ["line 1, column 2", "empty"]),
                        ("1.5,1e400\n", ["line 1, column 2", "out of range"]),
                        ("1.5,1e39\n", ["rows from 1", "column 1"]),
                        ("a,b\n", ["no rows"]), ("", ["no rows"]), ("\n\n", ["no rows"])):
        path.write_text(text)
        _, error = run("predict", flowers, path, status=3)
        expect(all(word in error for word in words), text, error)
    path.write_bytes(gzip.compress(b"1.5,2.5\n" * 1000)[:-20])
    _, error = run("predict", flowers, path, status=3)
    expect("bad.csv" in error, error)
    path.write_text("1.5,2.5\n1.5,2.5e0\n+1.5,.25E+1\n")
    expect(len({tuple(row[1:]) for row in answers(flowers, path)}) == 1, "the same numbers")
    fails(3, "No such file", of=["predict", flowers, folder / "none.csv"])
    path.write_text("1.5,2.5,0\n")
    fails(3, "9", "3 columns", of=["predict", flowers, path, "--label", "9"])

    path.write_text(",".join(["0.5"] * PIXELS) + "\n")
    _, error = run("predict", model, path, status=3)
    expect("trained on IDX" in error, error)


def train_flowers(folder):
    """Two kinds of points, by numbers that are no pixels."""
    path, model = folder / "flowers.csv", folder / "flowers"
    path.write_text("length,width,kind\n" + "".join(
        f"{-1 + i % 7 * 0.1 + kind},{i % 5 * 0.1 - kind * 2},{kind}\n"
        for i in range(50) for kind in (0, 1)))
    run("train", path, "--save", model, "--layers", "8", "--epochs", 20, "--seed", "1")
    metrics = run_json("evaluate", model, path)[0]
    expect(metrics["accuracy"] == 1, metrics)
    found = run_json("predict", model, path)[0]["rows"]
    expect([row["class"] for row in found] == [0, 1] * 50, found)
    return model


def main():
    digits, test = Digits("train", 6000), Digits("t10k", 1000)
    with directory() as folder:
        model = folder / "idx"
        run("train", *digits.write_idx(folder, "train"), "--save", model, "--epochs", 2)
        flowers = train_flowers(folder)
        csv_model = folder / "csv"
        run("train", digits.write_csv(folder / "train.csv"), "--save", csv_model, "--epochs", 2)
        check_forms(folder, csv_model, test)
        check_probabilities(folder, csv_model)
        # Pixels of 0 ... 255 are those of an IDX file to a model of IDX files.
        idx = run_json("evaluate", model, *test.write_idx(folder, "test"))[0]
        right = sum(row[1] == label for row, label in
                    zip(answers(model, folder / "plain.csv"), test.labels))
        expect(right == idx["correct"], right, idx)
        fails(2, "--label", of=["predict", model, folder / "labelled.csv"])
        check_refusals(folder, model, flowers)


if __name__ == "__main__":
    main()
