# SPDX-License-Identifier: MIT
"""neuro train and evaluate: all kinds of data, options, and what is refused."""

import os
import subprocess

from support import (COMMAND, Digits, IS_MNIST, PIXELS, directory, expect, fails, run, run_json, tensors)

LEAST = 0.8 if IS_MNIST else 0.6  # accuracy after a few epochs of 6000 images


def check_idx(folder, train, test):
    model = folder / "idx.safetensors"
    lines = run_json("train", *train, "--validation", *test, "--save", model, "--epochs", 3)
    expect([line.get("epoch") for line in lines] == [1, 2, 3, None], lines)
    end = lines[-1]
    expect(end["status"] == "finished" and end["layers"] == [PIXELS, 64, 32, 16, 10], end)
    expect(end["validation_accuracy"] == lines[2]["validation_accuracy"] > LEAST, lines)

    found = run_json("evaluate", model, *test)[0]
    expect(found["accuracy"] == end["validation_accuracy"], found, end)
    expect(found["loss"] == end["validation_loss"], found, end)
    expect(sum(c["rows"] for c in found["classes"]) == found["rows"] == 1000, found)
    expect(sum(c["correct"] for c in found["classes"]) == found["correct"], found)
    expect(sum(c["predicted"] for c in found["classes"]) == 1000, found)
    text = run("evaluate", model, *test)[0]
    expect(f"{found['correct']} of 1000 rows right" in text, text)
    expect(len(text.splitlines()) == 3 + 10, text)
    return model


def check_csv(folder, digits, test):
    """Wherever the label is, it is found, and the same network learnt."""
    weights = []
    for label, header in ((0, False), (-1, True)):
        path = digits.write_csv(folder / f"train{label}.csv", label, header)
        model = folder / f"csv{label}.safetensors"
        _, notes = run("train", path, "--save", model, "--epochs", 2)
        expect(f"in column {label}\n" in notes, notes)
        weights.append(tensors(model))
    expect(weights[0] == weights[1], "the label's column changed the weights")
    info = run_json("info", folder / "csv0.safetensors")[0]
    expect(info["input_scaling"] == "min-max", info)
    expect(info["metadata"]["cli.label_column"] == "0", info)
    expect(info["metadata"]["cli.white"] == "255", info)

    csv = test.write_csv(folder / "test.csv", 0)
    as_csv = run_json("evaluate", folder / "csv0.safetensors", csv)[0]
    expect(as_csv["accuracy"] > LEAST, as_csv)
    other = test.write_csv(folder / "test-last.csv", -1)
    again = run_json("evaluate", folder / "csv0.safetensors", other, "--label", -1)[0]
    expect({**as_csv, "model": ""} == {**again, "model": ""}, as_csv, again)


def check_other_kind(folder, idx_model, csv, idx):
    """Pixels of 0 ... 255 are no others in a CSV file than in an IDX file."""
    for model in (idx_model, folder / "csv0.safetensors"):
        expect(run_json("evaluate", model, csv) == run_json("evaluate", model, *idx),
               model, "takes the same pixels for others")
    rows = (folder / "small.csv")
    rows.write_text("3," + ",".join(["0.5"] * PIXELS) + "\n")
    fails(3, "trained on IDX", of=["evaluate", idx_model, rows, "--label", "0"])


def check_options(folder, train):
    model = folder / "options.safetensors"
    run("train", "--layers", "20", *train, "--epochs=1", "--batch", "50", "--seed", "7", "--f64",
        "--rate", "0.05", "--scaling", "standard", "--quiet", "--save", model)
    info = run_json("info", model)[0]
    expected = {"layers": [PIXELS, 20, 10], "epochs": 1, "batch": 50, "seed": 7, "type": "f64",
                "learning_rate": 0.05, "input_scaling": "standard"}
    expect({key: info[key] for key in expected} == expected, info)
    run("train", "--layers", "none", "--epochs", "1", "--save", folder / "flat", "--", *train)
    expect(run_json("info", folder / "flat")[0]["layers"] == [PIXELS, 10], "--layers none")


def check_split(folder, digits):
    """Rows are held out here and there, always the same ones for a seed."""
    paths = digits.write_idx(folder, "split")
    for name in ("a", "b"):
        model = folder / f"split-{name}"
        _, notes = run("train", *paths, "--save", model, "--epochs", 1, "--seed", 1,
                       "--validation-split", "0.25")
        expect("1500 of these rows, held out" in notes, notes)
        expect("validation " in notes.splitlines()[-1], notes)
        info = run_json("info", model)[0]
        expect(info["history"][0]["rows"] == 4500, info)
    expect(tensors(folder / "split-a") == tensors(folder / "split-b"), "the split is not repeated")

    # A quarter of the rows contradicts the others, which only shows where rows of both are held out.
    path, found = folder / "contradicting.csv", []
    path.write_text("".join(f"{(i + (i >= 1500)) % 2},{i % 2}\n" for i in range(2000)))
    for seed in (1, 2):
        lines = run_json("train", path, "--label", "0", "--save", folder / "quarter", "--force",
                         "--validation-split", "0.25", "--epochs", 2, "--seed", seed)
        found.append(lines[-1]["validation_accuracy"])
    expect(all(0.65 < accuracy < 0.85 for accuracy in found), found)
    expect(found[0] != found[1], "another seed holds out the same rows")


def check_refusals(folder, idx, csv):
    save = ["--save", folder / "new"]
    fails(2, "--save", of=["train", csv])
    fails(2, "data", of=["train", *save])
    fails(2, "--epochs", "1 ... 2147483647", of=["train", csv, *save, "--epochs", "0"])
    fails(2, "--rate", "number", of=["train", csv, *save, "--rate", "fast"])
    fails(2, "--layers", of=["train", csv, *save, "--layers", "64,,16"])
    fails(2, "--scaling", of=["train", csv, *save, "--scaling", "log"])
    fails(2, "--validation-split", "below 1", of=["train", csv, *save, "--validation-split", "1"])
    fails(2, "--checkpoint-every", of=["train", csv, *save, "--checkpoint-every", "-1"])
    fails(2, "not both", of=["train", csv, *save, "--resume", "--force"])
    fails(2, "exclude", of=["train", csv, *save, "--validation", csv, "--validation-split", ".5"])
    fails(2, "CSV", of=["train", *idx, *save, "--label", "0"])
    fails(2, "IDX", of=["train", *idx, *save, "--validation", csv])
    fails(2, "labels", of=["train", idx[0], *save])
    fails(2, "--validation", "labels", of=["train", *idx, "--validation", idx[0], *save])
    fails(2, "--validation", "labels", of=["train", *idx, *save, "--validation", idx[0]])
    fails(2, "unrecognized option '--fast'", of=["train", csv, "--fast"])
    fails(3, "stands alone", of=["train", csv, csv, *save])
    fails(3, folder / "none", "No such file", of=["train", folder / "none", *save])
    fails(1, "none", of=["train", csv, "--save", folder / "none" / "model"])
    fails(1, "regular", of=["train", csv, "--save", folder, "--force"])
    if os.geteuid() != 0:
        for mode in (0o500, 0o300):
            closed = folder / f"closed{mode}"
            closed.mkdir(mode=mode)
            fails(1, "nothing can be saved in", "Permission denied",
                  of=["train", csv, "--save", closed / "model"])
    before = csv.read_bytes()
    fails(2, "would be lost", of=["train", csv, "--save", csv, "--force"])
    expect(csv.read_bytes() == before, "a model has replaced its data")
    kept = folder / "kept"
    kept.write_text("precious")
    fails(1, "--resume", "--force", of=["train", csv, "--save", kept])
    expect(kept.read_text() == "precious", "a file that was there has been replaced")
    run("train", *idx, "--save", kept, "--force", "--epochs", 1)
    expect(run_json("info", kept)[0]["epochs"] == 1, "--force has not replaced the file")
    expect(not (folder / "new").exists(), "something was saved by a command that failed")


def check_bad_csv(folder):
    path, save = folder / "bad.csv", ["--save", folder / "new"]
    path.write_text("0,1,0\n1,0,1\n")
    fails(2, "--label", of=["train", path, *save])
    path.write_text("0,1.5\n0,2.5\n")
    fails(3, "bad.csv", of=["train", path, *save])
    path.write_text("9,1.5\n0,2.5\n")
    fails(3, "--label", of=["train", path, *save, "--label", "0"])
    path.write_text("0,1.5\n1,x\n")
    fails(3, "line 2", "column 2", of=["train", path, *save, "--label", "0"])
    path.write_text("5.5,0\n1.5,1\n2.5,0\n" * 20)
    run("train", path, *save, "--force", "--epochs", 1)  # the last column, then
    expect(run_json("info", folder / "new")[0]["metadata"]["cli.label_column"] == "-1", "label")
    damaged, content = folder / "damaged", (folder / "new").read_bytes()
    expect(content.count(b'column":"-1"') == 1, content)
    damaged.write_bytes(content.replace(b'column":"-1"', b'column":".5"'))
    fails(3, "cli.label_column", "'.5'", of=["evaluate", damaged, path])
    os.remove(folder / "new")


def piped(path, *arguments, status=0):
    """Runs the command on what comes through a pipe from `cat`. Returns what it said."""
    with subprocess.Popen(["cat", path], stdout=subprocess.PIPE) as cat:
        result = subprocess.run([COMMAND, *map(str, arguments)], stdin=cat.stdout, text=True,
                                capture_output=True, check=False)
    expect(result.returncode == status, arguments, "ended with", result)
    return result.stdout + result.stderr


def check_pipe(folder):
    """A pipe can be read only once: no row is lost to a look at its first bytes."""
    rows, path, model = 20011, folder / "rows.csv", folder / "piped"
    path.write_text("".join(f"{i % 2},{i % 2}.5,{i % 7}\n" for i in range(rows)))
    train = ["train", "/dev/stdin", "--save", model, "--epochs", 1]
    expect("--label N" in piped(path, *train, status=2), "a pipe whose labels are anywhere")
    expect(f"{rows} rows of 2 columns" in piped(path, *train, "--label", 0), "rows are lost")
    said = piped(path, "train", path, "--validation", "/dev/stdin", "--label", 0, "--save", model,
                 "--force", "--epochs", 1)
    expect(f"/dev/stdin: {rows} rows" in said, said)
    expect(f"of {rows} rows right" in piped(path, "evaluate", model, "/dev/stdin"), "evaluate")
    broken = folder / "broken.csv"
    broken.write_text("0,0.5,1\n0,x,1\n" + path.read_text())
    said = piped(broken, "predict", model, "/dev/stdin", status=3)
    expect("line 2" in said, "what follows a fault is predicted", said[:200])


def check_divergence(folder, idx):
    model = folder / "diverged"
    fails(1, "--rate", of=["train", *idx, "--save", model, "--rate", "1e6", "--quiet"])
    expect(not model.exists(), "a network that has diverged was saved")


def main():
    digits, test = Digits("train", 6000), Digits("t10k", 1000)
    with directory() as folder:
        train, testing = digits.write_idx(folder, "train", True), test.write_idx(folder, "test")
        model = check_idx(folder, train, testing)
        check_csv(folder, digits, test)
        check_other_kind(folder, model, folder / "test.csv", testing)
        check_options(folder, train)
        check_split(folder, digits)
        check_refusals(folder, testing, folder / "test.csv")
        check_bad_csv(folder)
        check_pipe(folder)
        check_divergence(folder, testing)


if __name__ == "__main__":
    main()
