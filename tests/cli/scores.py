# SPDX-License-Identifier: MIT
"""neuro evaluate --confusion and --details, and what train says at its end: every figure is computed
here once more from what neuro predict says."""

import math
import os
import pty
import re

from support import COMMAND, Digits, directory, expect, fails, run, run_json

CLASSES = range(10)


def near(found, expected, *what):
    expect(math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-9), found, expected, *what)


def ratio(part, whole):
    return part / whole if whole else 0.0


def confusion_of(rows, labels, classes=10):
    matrix = [[0] * classes for _ in range(classes)]
    for row, label in zip(rows, labels):
        matrix[label][row["class"]] += 1
    return matrix


def area(scores, is_class):
    """The area under the ROC curve, by comparing every row of the class with every other."""
    inside = [score for score, yes in zip(scores, is_class) if yes]
    outside = [score for score, yes in zip(scores, is_class) if not yes]
    won = sum((a > b) + 0.5 * (a == b) for a in inside for b in outside)
    return won / (len(inside) * len(outside))


def check_details(found, rows, labels):
    matrix = confusion_of(rows, labels)
    expect(found["confusion"] == matrix, found["confusion"], matrix)
    expect(sum(map(sum, matrix)) == found["rows"] == len(labels), matrix)
    expect(sum(matrix[i][i] for i in CLASSES) == found["correct"], matrix)
    means = {"precision": [], "recall": [], "f1": [], "roc_auc": []}
    for i, scores in enumerate(found["classes"]):
        right, said = matrix[i][i], sum(line[i] for line in matrix)
        precision, recall = ratio(right, said), ratio(right, sum(matrix[i]))
        auc = area([row["probabilities"][i] for row in rows], [label == i for label in labels])
        figures = {"precision": precision, "recall": recall, "roc_auc": auc,
                   "f1": ratio(2 * precision * recall, precision + recall)}
        for name, figure in figures.items():
            tolerance = 1e-4 if name == "roc_auc" else 1e-9  # JSON's f32 may make others equal
            expect(abs(scores[name] - figure) <= tolerance, name, i, scores[name], figure)
            means[name].append(scores[name])
        expect(scores["rows"] == sum(matrix[i]) and scores["predicted"] == said, scores)
    for name, figures in means.items():
        near(found[name], sum(figures) / 10, name)
    top = sum(sum(p > row["probabilities"][label] for p in row["probabilities"]) < 5
              for row, label in zip(rows, labels))
    expect(abs(found["top_5"] - top / len(labels)) <= 1e-9, found["top_5"], top)


def read_matrix(text):
    """The lines of numbers of a confusion matrix; a dot is nothing."""
    lines = text.split("Confusion matrix")[1].splitlines()[2:]
    expect(len({len(line) for line in lines if line}) == 1, "columns are not aligned", text)
    names, *rows = [line.split() for line in lines if line]
    expect([row[0] for row in rows] == names, names, rows)
    return names, [[0 if cell == "." else int(cell) for cell in row[1:]] for row in rows]


def check_text(model, data, found):
    output, _ = run("evaluate", model, *data, "--confusion", "--details")
    names, matrix = read_matrix(output)
    expect(names == [str(i) for i in CLASSES] and matrix == found["confusion"], output)
    expect("\033" not in output, "colours where there is no terminal")
    mean = re.search(r"^ *mean .*$", output, re.MULTILINE).group().split()
    expect(mean[3:] == [f"{100 * found[name]:.2f}%" for name in
                        ("precision", "recall", "f1", "roc_auc")], mean, found)
    expect(f"top-5 accuracy {100 * found['top_5']:.2f}%" in output, output)


def on_terminal(arguments, **environment):
    process_id, terminal = pty.fork()
    if process_id == 0:
        os.execve(COMMAND, [COMMAND, *map(str, arguments)], {**os.environ, **environment})
    shown = b""
    while True:
        try:
            block = os.read(terminal, 65536)
        except OSError:  # Linux: the other end is closed
            break
        shown += block
    os.close(terminal)
    expect(os.waitpid(process_id, 0)[1] == 0, shown)
    return shown.decode().replace("\r\n", "\n")


def check_colours(model, data, found):
    arguments = ["evaluate", model, *data, "--confusion"]
    shown = on_terminal(arguments, TERM="xterm", NO_COLOR="", COLUMNS="80")
    expect(shown.count("\033[1;32m") == sum(found["confusion"][i][i] > 0 for i in CLASSES), shown)
    expect(read_matrix(re.sub(r"\033\[[\d;]*m", "", shown))[1] == found["confusion"], shown)
    for environment in ({"TERM": "dumb"}, {"TERM": "xterm", "NO_COLOR": "1"}):
        expect("\033" not in on_terminal(arguments, **{"NO_COLOR": "", **environment}), environment)
    shown = on_terminal(arguments, TERM="xterm", COLUMNS="40")
    expect("too wide" in shown and "taken for" in shown, shown)
    most = max((count, -label, -said) for label, line in enumerate(found["confusion"])
               for said, count in enumerate(line) if label != said)
    first = re.search(r"^ +(\d+)  (\d)  taken for  (\d)$", shown, re.MULTILINE)
    expect(first and tuple(map(int, first.groups())) == (most[0], -most[1], -most[2]), shown, most)


def check_training_end(folder, data, test):
    """With a validation set, train ends with what evaluate says of it."""
    model = folder / "end"
    output, _ = run("train", *data, "--validation", *test, "--save", model, "--epochs", 1,
                    "--details")
    expect(output.startswith(f"saved {model}: 1 epochs, loss"), output)
    evaluated, _ = run("evaluate", model, *test, "--details", "--confusion")
    expect(output.split("validation: ")[1] == evaluated, output, evaluated)
    end = run_json("train", *data, "--validation", *test, "--save", model, "--epochs", 1, "--force",
                   "--details")[-1]
    scores = run_json("evaluate", model, *test, "--details")[0]
    expect(end["validation"] == {key: scores[key] for key in scores if key != "model"}, end)
    output, _ = run("train", *data, "--save", model, "--epochs", 1, "--force")
    expect("Confusion" not in output, "a matrix without a validation set", output)


def check_two_classes(folder):
    """One sigmoid output tells two classes; several are each a yes or no of its own."""
    csv, model = folder / "two.csv", folder / "two"
    csv.write_text("".join(f"{i * 7 % 10 / 10},{int(i * 7 % 10 + i % 3 > 5)}\n" for i in range(90)))
    labels = [int(i * 7 % 10 + i % 3 > 5) for i in range(90)]
    train = ["train", csv, "--label", -1, "--layers", 8, "--epochs", 30, "--save", model]
    run(*train, "--output", "sigmoid")
    expect(run_json("info", model)[0]["layers"] == [1, 8, 1], "one output is enough")
    rows = run_json("predict", model, csv, "--probabilities")[0]["rows"]
    found = run_json("evaluate", model, csv, "--details", "--confusion")[0]
    expect(found["confusion"] == confusion_of(rows, labels, 2), found, rows)
    expect(all(abs(sum(row["probabilities"]) - 1) < 1e-6 for row in rows), rows[:3])
    expect(found["accuracy"] > 0.7, found)

    csv.write_text("".join(f"{i % 3},{i % 3 == 0:d},{i % 3 == 1:d}\n" for i in range(90)))
    run("train", csv, "--label", 0, "--layers", "none", "--epochs", 100, "--save", model, "--force",
        "--output", "sigmoid", "--rate", 2, "--batch", 10)
    found = run_json("evaluate", model, csv, "--details")[0]
    expect(len(found["classes"]) == 3 and found["accuracy"] > 0.9, found)
    for scores in found["classes"]:
        expect(scores["rows"] == 30 and scores["predicted"] >= scores["correct"], scores)
    fails(2, "--confusion", of=["evaluate", model, csv, "--confusion"])
    fails(2, "--mistakes", "sigmoid", of=["train", csv, "--label", 0, "--save", model, "--force",
                                          "--output", "sigmoid", "--width", 1, "--mistakes",
                                          folder / "none.png", "--epochs", 1])


def main():
    digits, test = Digits("train", 2000), Digits("t10k", 1000)
    with directory() as folder:
        data, testing = digits.write_idx(folder, "train"), test.write_idx(folder, "test")
        model = folder / "model"
        run("train", *data, "--save", model, "--epochs", 3)
        rows = run_json("predict", model, test.write_csv(folder / "test.csv", None),
                        "--probabilities")[0]["rows"]
        found = run_json("evaluate", model, *testing, "--confusion", "--details")[0]
        check_details(found, rows, test.labels)
        check_text(model, testing, found)
        check_colours(model, testing, found)
        check_training_end(folder, data, testing)
        check_two_classes(folder)


if __name__ == "__main__":
    main()
