# SPDX-License-Identifier: MIT
"""neuro train --curve: the picture is valid XML without scripts, and its lines are the history."""

import math
import re
import signal
from xml.etree import ElementTree

from support import Digits, directory, expect, fails, run, run_json, start

SVG = "{http://www.w3.org/2000/svg}"
LEFT, RIGHT, PANEL = 72, 736, 220
LABELS = {"loss": r"loss( \(log scale\))?", "accuracy": "accuracy"}


def read_curve(path):
    root = ElementTree.fromstring(path.read_bytes())
    expect(root.tag == SVG + "svg", root.tag)
    kinds = {element.tag.removeprefix(SVG) for element in root.iter()}
    expect(kinds <= {"svg", "title", "style", "rect", "text", "path", "line", "g"}, kinds)
    expect(not any(name.startswith("on") or "href" in name
                   for element in root.iter() for name in element.attrib), "something active")
    expect("-0" not in texts(root), "a negative zero")
    expect("(prefers-color-scheme: dark)" in root.find(SVG + "style").text, "no dark colours")
    left = [file.name for file in path.parent.iterdir() if "saving" in file.name]
    expect(not left, left, "is left behind")
    return root


def texts(root):
    return ["".join(element.itertext()) for element in root.iter(SVG + "text")]


class Scale:
    """What a panel's y coordinates mean, as its ticks tell."""

    def __init__(self, root, name, top):
        inside = [element for element in root.iter(SVG + "text")
                  if element.get("text-anchor") == "end" and
                  top - 1 <= float(element.get("y")) - 4 <= top + PANEL + 1]
        self.ticks = [(float(element.get("y")) - 4, self.value(element.text)) for element in inside]
        expect(len(self.ticks) >= 2, name, "has the ticks", self.ticks)
        self.is_log = any(re.fullmatch(r"loss \(log scale\)", text) for text in texts(root))
        self.is_log = self.is_log and name == "loss"

    @staticmethod
    def value(text):
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)

    def at(self, y):
        (y1, v1), (y2, v2) = self.ticks[0], self.ticks[-1]
        part = (y - y1) / (y2 - y1)
        return v1 * (v2 / v1)**part if self.is_log else v1 + part * (v2 - v1)

    def tolerance(self, value):
        """What a tenth of a unit, to which coordinates are rounded, is there."""
        y1, v1 = self.ticks[0]
        y2, v2 = self.ticks[-1]
        per_unit = (value * math.log(v2 / v1) if self.is_log else v2 - v1) / (y2 - y1)
        return abs(per_unit) * 0.2


def panel_tops(root):
    return [float(element.get("y")) for element in root.iter(SVG + "rect")
            if element.get("class") == "frame"]


def lines_of(root):
    """{(panel, line): ([(epoch, value), ...], scale)}; epochs as parts of the axis."""
    found = {}
    names = [group.get("id") for group in root.iter(SVG + "g")]
    for name, top in zip(names, panel_tops(root), strict=True):
        scale = Scale(root, name, top)
        group = next(element for element in root.iter(SVG + "g") if element.get("id") == name)
        for path in group.iter(SVG + "path"):
            kind, line = path.get("class").split()
            if kind != "line":
                continue
            points = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d"))
            expect(all(top - 0.1 <= float(y) <= top + PANEL + 0.1 for _, y in points), points)
            found[name, line] = [((float(x) - LEFT) / (RIGHT - LEFT), scale.at(float(y)),
                                  scale.tolerance(scale.at(float(y)))) for x, y in points]
    return found


def check_lines(root, history):
    """Every point is where the history says, as read from the axes."""
    found = lines_of(root)
    keys = {("loss", "training"): "loss", ("loss", "validation"): "validation_loss",
            ("accuracy", "training"): "accuracy",
            ("accuracy", "validation"): "validation_accuracy"}
    wanted = {key: [epoch[name] for epoch in history] for key, name in keys.items()
              if any(epoch[name] is not None for epoch in history)}
    expect(set(found) == set(wanted), found.keys(), wanted.keys())
    for key, values in wanted.items():
        epochs = [i for i, value in enumerate(values) if value is not None]
        expect(len(found[key]) == len(epochs), key, found[key], values)
        for (part, value, tolerance), epoch in zip(found[key], epochs):
            place = epoch / (len(history) - 1) if len(history) > 1 else 0.5
            expect(abs(part - place) < 0.001, key, part, place)
            expect(abs(value - values[epoch]) <= tolerance, key, value, values[epoch], tolerance)
    shown = texts(root)
    for words in ("training", *(["validation"] if ("loss", "validation") in wanted else [])):
        expect(words in shown, words, shown)
    for panel in {panel for panel, _ in wanted}:
        expect(any(re.fullmatch(LABELS[panel], text) for text in shown), panel, shown)


def check_training(folder, data):
    model, curve = folder / "a<b>&\"c'\u00e9", folder / "curve.svg"
    train = ["train", *data, "--save", model, "--curve", curve]
    run(*train, "--epochs", 4, "--validation-split", "0.2")
    root = read_curve(curve)
    expect(str(model) in texts(root), texts(root))
    check_lines(root, run_json("info", model)[0]["history"])

    run(*train, "--resume", "--epochs", 7)  # the whole history, not only what is new
    history = run_json("info", model)[0]["history"]
    expect(len(history) == 7, history)
    root = read_curve(curve)
    check_lines(root, history)
    losses = [epoch["validation_loss"] for epoch in history]
    best = losses.index(min(losses)) + 1
    expect(any(text.startswith(f"best: epoch {best}, validation") for text in texts(root)),
           texts(root))
    curve.write_text("something else")
    _, error = run(*train, "--resume")
    expect("nothing is left" in error, error)
    check_lines(read_curve(curve), history)


def check_axes(folder, data):
    """One epoch, a few and very many; a loss that falls a little and one that falls a lot."""
    curve, model = folder / "axes.svg", folder / "axes"
    train = ["train", "--save", model, "--curve", curve, "--force", "--quiet"]
    for options, is_log in ((["--epochs", 1], False), (["--epochs", 3, "--rate", "0.001"], False),
                            (["--epochs", 150], True)):
        run(*train, *data, *options)
        root = read_curve(curve)
        check_lines(root, run_json("info", model)[0]["history"])
        expect(("loss (log scale)" in texts(root)) == is_log, options, texts(root))
    rows = folder / "rows.csv"
    rows.write_text("0,0.5\n1,0.7\n" * 2)
    run(*train, rows, "--label", "0", "--epochs", 5000, "--layers", "none")
    points = lines_of(read_curve(curve))["loss", "training"]
    expect(1000 <= len(points) <= 1300, len(points), "points")
    expect(points[0][0] == 0 and points[-1][0] == 1, points[0], points[-1])


def check_interrupted(folder, data):
    curve, model = folder / "interrupted.svg", folder / "interrupted"
    process = start("train", *data, "--save", model, "--curve", curve, "--epochs", 100000, "--json")
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    expect(process.returncode == 130, "ended with", process.returncode)
    check_lines(read_curve(curve), run_json("info", model)[0]["history"])


def check_refusals(folder, data):
    model = folder / "refused"
    train = ["train", *data, "--save", model, "--epochs", 1]
    fails(1, "nothing can be saved", of=[*train, "--curve", folder / "none" / "curve.svg"])
    fails(1, "regular", of=[*train, "--curve", folder])
    fails(2, "would be lost", of=[*train, "--curve", data[0]])
    fails(2, "--curve", "--save", of=[*train, "--curve", model])
    expect(not model.exists(), "something was trained")
    real, link = folder / "real.svg", folder / "link.svg"
    real.write_text("old")
    link.symlink_to(real)
    run(*train, "--curve", link)
    expect(link.is_symlink() and real.read_text().startswith("<svg"), "not where the link leads")


def main():
    digits = Digits("train", 400)
    with directory() as folder:
        data = digits.write_idx(folder, "train")
        check_training(folder, data)
        check_axes(folder, data)
        check_interrupted(folder, data)
        check_refusals(folder, data)


if __name__ == "__main__":
    main()
