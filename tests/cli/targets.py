# SPDX-License-Identifier: MIT
"""CSV files of all kinds: classes with names, numbers to tell, other separators, empty cells."""

import math

from support import Digits, IS_MNIST, directory, expect, fails, run, run_json

NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven, or 7", 'the "eight"', "ni\u00e9"]

LEAST = 0.6 if IS_MNIST else 0.4  # accuracy after two epochs of 2000 images


def named_csv(digits, path, label=0):
    """Digits by their names; what would not be one cell stands in quotation marks."""
    lines = []
    for line, digit in zip(digits.write_csv(path, None).read_text().splitlines(), digits.labels):
        name = NAMES[digit]
        if any(mark in name for mark in ',"'):
            name = '"' + name.replace('"', '""') + '"'
        lines.append(f"{name},{line}" if label == 0 else f"{line},{name}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def check_names(folder):
    """Names are in the model, and what it says; a test file may have its classes in any order."""
    digits, test = Digits("train", 2000), Digits("t10k", 300)
    model = folder / "named"
    csv = named_csv(digits, folder / "named.csv", -1)
    _, notes = run("train", csv, "--save", model, "--epochs", 2, "--seed", 1)
    expect("10 classes" in notes and "in column -1" in notes, notes)
    classes = run_json("info", model)[0]["metadata"]["classes"].split("\n")
    expect(sorted(classes) == sorted(NAMES), classes)

    tested = named_csv(test, folder / "tested.csv", 0)
    found = run_json("evaluate", model, tested, "--label", 0, "--confusion")[0]
    expect(found["accuracy"] > LEAST and [c["name"] for c in found["classes"]] == classes, found)
    for scores in found["classes"]:
        expect(scores["rows"] == test.labels.count(NAMES.index(scores["name"])), scores)
    text, _ = run("evaluate", model, tested, "--label", 0, "--confusion")
    expect(all(name in text for name in classes) and "Confusion matrix" in text, text)

    plain = test.write_csv(folder / "plain.csv", None)
    rows = run_json("predict", model, plain)[0]["rows"]
    expect(all(row["name"] == classes[row["class"]] for row in rows), rows[:3])
    right = sum(row["name"] == NAMES[label] for row, label in zip(rows, test.labels))
    expect(right == found["correct"], right, found)
    output, _ = run("predict", model, plain, "--probabilities")
    quoted = ['"' + name.replace('"', '""') + '"' if set(name) & set(',"') else name
              for name in classes]
    expect(output.splitlines()[0] == "row,class,probability," + ",".join(quoted), output[:200])
    expect(output.splitlines()[1].startswith(f"1,{quoted[rows[0]['class']]},"), output[:300])
    with_labels, _ = run("predict", model, tested, "--label", 0, "--probabilities")
    expect(with_labels == output, "the labels' column matters")

    one = folder / "one.csv"  # a test file of one class, whose own number would be 0
    one.write_text("".join(line + "\n" for line in tested.read_text(encoding="utf-8").splitlines()
                           if line.startswith("four")))
    only = run_json("evaluate", model, one, "--label", 0)[0]
    same = next(c for c in found["classes"] if c["name"] == "four")
    expect([c["rows"] for c in only["classes"] if c["rows"]] == [only["rows"]], only)
    expect(only["correct"] == same["correct"], only, same)
    fails(3, "'ten'", of=["evaluate", model, written(folder, "ten," + ",".join(["0"] * 784) + "\n"),
                          "--label", 0])
    numbered = test.write_csv(folder / "numbered.csv", 0)
    fails(3, "line 1", "'7'", of=["evaluate", model, numbered, "--label", 0])
    run("train", numbered, "--save", folder / "numbered", "--epochs", 1)
    fails(3, "names", "numbers", of=["evaluate", folder / "numbered", tested])
    fails(3, "names", "numbers", of=["train", tested, "--save", folder / "numbered", "--resume",
                                     "--epochs", 2])
    return model, csv


def written(folder, text, name="written.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def check_named_validation(folder, csv):
    """A validation file with fewer classes, in another order; training that goes on with it."""
    validation = folder / "tested.csv"
    moved = folder / "moved.csv"  # its labels where those of the training file are
    lines = [line.split(",") for line in validation.read_text(encoding="utf-8").splitlines()
             if line.startswith(("six", "two", "four"))]
    moved.write_text("".join(",".join([*line[1:], line[0]]) + "\n" for line in lines))
    model = folder / "validated"
    train = ["train", csv, "--validation", moved, "--save", model]
    end = run_json(*train, "--epochs", 2)[-1]
    found = run_json("evaluate", model, moved)[0]
    expect(found["accuracy"] == end["validation_accuracy"] > LEAST, found, end)
    shuffled = folder / "shuffled.csv"
    shuffled.write_text("".join(sorted(csv.read_text(encoding="utf-8").splitlines(True))),
                        encoding="utf-8")
    end = run_json("train", shuffled, "--validation", moved, "--save", model, "--resume",
                   "--epochs", 3)[-1]
    found = run_json("evaluate", model, moved)[0]
    expect(found["accuracy"] == end["validation_accuracy"] > LEAST, found, end)


def check_numbers(folder):
    """Regression, and its figures as computed here."""
    def height(i):
        return 3 * math.sin(i / 20) - 0.5

    csv = written(folder, "x,height\n" + "".join(f"{i},{height(i)!r}\n" for i in range(120)))
    model = folder / "numbers"
    train = ["train", csv, "--target", "numbers", "--label", -1, "--save", model, "--layers", "32",
             "--activation", "tanh", "--optimizer", "adam", "--rate", "0.02", "--epochs", 200]
    output, notes = run(*train, "--validation-split", "0.2", "--curve", folder / "numbers.svg")
    expect("1 number to tell" in notes and "accuracy" not in output, notes, output)
    expect("validation loss" in output, output)
    curve = (folder / "numbers.svg").read_text()
    expect('id="loss"' in curve and 'id="accuracy"' not in curve, curve)
    found = run_json("evaluate", model, csv)[0]
    rows = run_json("predict", model, csv)[0]["rows"]
    said = [row["outputs"][0] for row in rows]
    targets = [height(i) for i in range(120)]
    errors = [a - b for a, b in zip(said, targets)]
    mean = sum(targets) / 120
    square = sum(error**2 for error in errors)
    for name, value in (("mae", sum(map(abs, errors)) / 120), ("rmse", math.sqrt(square / 120)),
                        ("r2", 1 - square / sum((target - mean)**2 for target in targets)),
                        ("loss", square / 120)):
        expect(math.isclose(found[name], value, rel_tol=1e-3), name, found[name], value)
    expect(found["r2"] > 0.9, found)
    text, _ = run("evaluate", model, csv)
    expect(f"R2 {found['r2']:.4f}" in text and "120 rows" in text, text)
    text, _ = run("predict", model, csv)
    expect(text.splitlines()[0] == "row,output0" and len(text.splitlines()) == 121, text)

    for loss in ("squared", "absolute", "huber"):
        run(*train, "--force", "--loss", loss, "--epochs", 2)
        info = run_json("info", model)[0]
        expect(info["output"] == "identity" and info["loss"] == loss, info)
        expect(loss in run("info", model)[0], loss)
    fails(2, "--target", "contradicts", of=["train", csv, "--save", model, "--resume", "--target",
                                            "classes", "--epochs", 3])
    run("train", csv, "--save", model, "--resume", "--epochs", 3)
    new = ["--save", folder / "new"]
    fails(2, "--target", "--label N", of=["train", csv, *new, "--target", "numbers"])
    fails(2, "--output", "numbers", of=[*train, "--force", "--output", "softmax"])
    fails(2, "--balance-classes", "numbers", of=[*train, "--force", "--balance-classes"])
    fails(2, "--target", "classes or numbers", of=["train", csv, *new, "--target", "words"])
    fails(2, "--confusion", of=["evaluate", model, csv, "--confusion"])
    return model


def check_separators(folder):
    """The same rows, whatever stands between the cells; the model remembers what it was."""
    rows = [(i % 2, f"{i % 2 + i % 5 / 10}", f"{i % 7}") for i in range(60)]
    files, models = [], []
    for name, character in (("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("|", "|"),
                            ("space", " ")):
        text = "".join(character.join(map(str, row)) + "\n" for row in rows)
        files.append(written(folder, text, f"separated{len(files)}.csv"))
        models.append(folder / f"separated{len(models)}")
        run("train", files[-1], "--separator", name, "--label", 0, "--save", models[-1], "--epochs",
            3)
    found = [run_json("evaluate", model, file)[0] for model, file in zip(models, files)]
    expect(all({**each, "model": ""} == {**found[0], "model": ""} for each in found), found)
    other = run_json("evaluate", models[0], files[2], "--separator", "\t")[0]
    expect(other["loss"] == found[0]["loss"], other, found[0])
    predicted = run_json("predict", models[0], files[1], "--separator", ";")[0]["rows"]
    expect(predicted == run_json("predict", models[1], files[1])[0]["rows"], predicted)
    fails(2, "--separator", "semicolon", of=["train", files[0], "--separator", "dash", "--save",
                                             folder / "new"])


def check_missing(folder):
    csv = written(folder, "0,1,2\n1,,4\n0,3,\n1,5,0\n" * 10)
    train = ["train", csv, "--label", 0, "--epochs", 1, "--save", folder / "missing"]
    fails(3, "line 2", "column 2", "empty", of=train)
    fails(2, "--missing", "refuse, zero, mean or median", of=[*train, "--missing", "guess"])
    filled = {"zero": (0, 0), "mean": (3, 2), "median": (3, 2)}
    for word, (first, second) in filled.items():
        run(*train, "--missing", word, "--force")
        whole = written(folder, f"0,1,2\n1,{first},4\n0,3,{second}\n1,5,0\n" * 10, "whole.csv")
        with_holes = run_json("evaluate", folder / "missing", csv)[0]
        expect(with_holes == run_json("evaluate", folder / "missing", whole)[0], word, with_holes)
        rows = run_json("predict", folder / "missing", csv)[0]["rows"]
        expect(rows == run_json("predict", folder / "missing", whole)[0]["rows"], word)
        # A row alone is filled like the training data, whose values the model keeps.
        for text in (",4\n", "1,,4\n"):
            alone = run_json("predict", folder / "missing", written(folder, text, "alone.csv"))
            expect({**alone[0]["rows"][0], "row": 2} == rows[1], word, alone, rows[1])
    run(*train, "--missing", "median", "--validation-split", "0.5", "--force")
    metadata = run_json("info", folder / "missing")[0]["metadata"]
    expect(metadata["cli.fill"] == "3,2", metadata)
    content = (folder / "missing").read_bytes()
    expect(content.count(b'cli.fill":"3,2"') == 1, content[:1000])
    damaged = folder / "damaged"
    damaged.write_bytes(content.replace(b'cli.fill":"3,2"', b'cli.fill":"3;2"'))
    fails(3, damaged, "cli.fill", of=["evaluate", damaged, csv])


def main():
    with directory() as folder:
        _, csv = check_names(folder)
        check_named_validation(folder, csv)
        check_numbers(folder)
        check_separators(folder)
        check_missing(folder)


if __name__ == "__main__":
    main()
